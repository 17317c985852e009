"""What every command has in common: it answers at once, keeps stdout clean, and ends with 0, 1 or 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("polars", "numba", "numpy", "scipy", "django", "altair", "deltalake", "pyarrow", "jinja2", "pandera")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bongsu", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "BONGSU_LANG": "en", **environment},
        check=False,
    )


def test_help_imports_nothing_heavy():
    code = f"import sys, bongsu.cli.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command_of_the_contract():
    text = run("--help").stdout
    for command in (
        "demo",
        "init",
        "load",
        "assess",
        "explain",
        "backtest",
        "facts",
        "detect",
        "report",
        "warn",
        "audit",
    ):
        assert command in text


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["nonsense"],
        ["assess", "--nonsense"],
        ["assess", "-w", "{workspace}"],
        ["assess", "--as-of", "2005-02-30", "-w", "{workspace}"],
        ["assess", "--as-of", "2005-05-31", "--method", "nonsense", "-w", "{workspace}"],
        ["backtest", "--from", "2005-13", "--to", "2005-05", "-w", "{workspace}"],
        ["--lang", "fr", "facts", "loads"],
    ],
)
def test_wrong_usage_ends_with_2(words, workspace):
    done = run(*[word.replace("{workspace}", str(workspace)) for word in words])
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["assess", "--as-of", "2005-05-31", "-w", "{nowhere}"],
        ["assess", "--as-of", "2005-05-31", "-w", "{workspace}"],
        ["load", "{nowhere}/x.csv", "-w", "{workspace}"],
        ["report", "-w", "{workspace}"],
        ["explain", "gold", "-w", "{workspace}"],
        ["assess", "--reproduce", "A-000009", "-w", "{workspace}"],
    ],
)
def test_a_refusal_ends_with_1_and_says_why_without_a_traceback(words, workspace, tmp_path):
    places = {"{workspace}": str(workspace), "{nowhere}": str(tmp_path / "nowhere")}
    for name, place in places.items():
        words = [word.replace(name, place) for word in words]
    done = run(*words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_workspace_may_stand_before_the_command_or_in_the_environment(workspace):
    for done in (
        run("--workspace", str(workspace), "facts", "loads", "--json"),
        run("facts", "loads", "--json", "--workspace", str(workspace)),
        run("facts", "loads", "--json", BONGSU_WORKSPACE=str(workspace)),
    ):
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {"rows": []}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "w"
    assert run("init", str(folder), "--pack", "empty").returncode == 0
    return folder
