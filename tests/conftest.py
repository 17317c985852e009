"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# One run of the same code must not pass and the next fail: in CI the examples are always the same ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=25_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "here"))

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data beside the project; the test is skipped where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no public data at {REAL_DATA}: this test reads the publishers' own files")
    return REAL_DATA


def pytest_terminal_summary(terminalreporter):
    """Says in the last lines how many tests had no browser: a row of "s" says it to nobody."""
    skipped = [
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and "no browser at" in report.longrepr[2]
    ]
    if skipped:
        reason = skipped[0].removeprefix("Skipped: ")
        terminalreporter.section("the console was not looked at in a browser", yellow=True)
        terminalreporter.line(f"{len(skipped)} tests were skipped: {reason}")


def pytest_configure(config):
    """`@pytest.mark.lie(data set, code)`: the test replays the lie that the data set's description names."""
    config.addinivalue_line("markers", "lie(dataset, code): replays a lie that a description names")
