"""The made-up country, built once for all stories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def bongsu(*words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Runs the command line as a program of its own."""
    environment = {**os.environ, "BONGSU_LANG": language, "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "bongsu", *words], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder, assessed on the morning of 2005-06-01, and the board that it printed in Korean."""
    folder = tmp_path_factory.mktemp("demo") / "country"
    done = bongsu("demo", str(folder), "--at", "2005-06-01T09:00", language="ko")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout
