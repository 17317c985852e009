"""The house rules that no linter knows: the core has no clock and no dice of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bongsu

CORE = sorted((Path(bongsu.__file__).parent / "core").rglob("*.py"))
CLOCKS = {"now", "today", "utcnow", "monotonic", "perf_counter", "time_ns", "process_time"}
HIDDEN = re.compile(r"(?:np\.|numpy\.)?random\.(\w+)")
SEEDED = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox"}


def clocks_and_dice(tree: ast.AST) -> list[str]:
    """Readings of a clock, draws from a hidden generator, and generators made without a seed."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = ast.unparse(node.func)
            if node.func.attr in CLOCKS:
                found.append(f"line {node.lineno}: {name} reads a clock")
            hidden = HIDDEN.match(name)
            if hidden and hidden[1] not in SEEDED:
                found.append(f"line {node.lineno}: {name} draws from a hidden generator")
            if node.func.attr == "default_rng" and not node.args:
                found.append(f"line {node.lineno}: {name} has no seed")
    return found


@pytest.mark.parametrize("file", CORE, ids=lambda file: "/".join(file.parts[-2:]))
def test_the_core_has_no_clock_and_no_dice(file):
    assert clocks_and_dice(ast.parse(file.read_text("utf-8"))) == []


def test_the_detector_finds_what_it_should():
    guilty = "x = datetime.now()\ny = np.random.normal(3)\nz = np.random.default_rng()\nw = date.today()\n"
    assert len(clocks_and_dice(ast.parse(guilty))) == 4
    innocent = "rng = np.random.default_rng(seed)\nx = rng.normal(3)\n"
    assert clocks_and_dice(ast.parse(innocent)) == []
