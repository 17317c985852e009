"""`bongsu new-source` writes files that work as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bongsu.usecases.new_source import new_source
from bongsu.words.refusal import Refusal

ROOT = Path(__file__).parents[2]


def test_what_it_writes_passes_its_own_tests(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "bongsu", tmp_path / "src" / "bongsu", ignore=ignored)
    for name in ("__init__.py", "conftest.py", "sources/__init__.py", "sources/conftest.py"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    shutil.copytree(ROOT / "tests/sources/collecting", tmp_path / "tests/sources/collecting", ignore=ignored)
    files = new_source("example/prices", tmp_path)
    assert all(file.is_file() for file in files)
    path = f"{tmp_path / 'src'}{os.pathsep}{tmp_path}"
    environment = os.environ | {"PYTHONPATH": path, "BONGSU_LANG": "en"}
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, files[-1]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in told.stdout, told.stdout + told.stderr
    with pytest.raises(Refusal):
        new_source("example/prices", tmp_path)


@pytest.mark.parametrize("code", ["kamis", "KAMIS/prices", "../x/y", "a/b/c", "a/../b"])
def test_a_code_is_an_agency_and_a_data_set(code, tmp_path):
    with pytest.raises(Refusal):
        new_source(code, tmp_path)
