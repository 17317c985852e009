"""The bench: every part runs, and both sides of every comparison computed the same numbers."""

import json

import pytest

from bongsu.cli.bench import document, table
from bongsu.usecases.bench import TINY, Line, bench
from tests.reference.farrington_plain import farrington_flexible_at


def plain_farrington(counts, t):
    improved = {"years": 5, "window": 3, "alpha": 0.01, "periods": 10, "excluded": 26}
    return farrington_flexible_at(counts, t, **improved, threshold="nb-plugin", trend_level=1.0)[1]


@pytest.fixture(scope="module")
def lines():
    return bench(TINY, plain_farrington=plain_farrington)


def test_every_part_is_measured(lines):
    parts = {line.part for line in lines}
    assert parts == {"2005", "count-regression", "farrington-flexible", "as-of", "level-bma", "items"}
    assert all(line.seconds > 0.0 for line in lines)


def test_both_sides_compute_the_same_numbers(lines):
    compared = [line for line in lines if line.peer_seconds is not None]
    assert {line.part for line in compared} >= {
        "2005",
        "count-regression",
        "farrington-flexible",
        "as-of",
    }
    assert all(line.difference is not None for line in compared)
    assert [line for line in lines if not line.same] == []


def test_a_line_whose_sides_disagree_says_so():
    assert not Line("p", "w", 1.0, "peer", 2.0, difference=1e-3, allowed=1e-6).same


def test_the_table_and_the_document_hold_every_line(lines):
    assert table(lines).count("\n") == len(lines) + 1
    rows = json.loads(json.dumps([document(line) for line in lines], allow_nan=False))
    assert [row["what"] for row in rows] == [line.what for line in lines]


def test_a_missing_plain_version_is_told_not_hidden():
    from bongsu.usecases.bench import bench_farrington

    found = bench_farrington(1, 1, plain=None)
    assert found[0].peer_seconds is None
    assert "benchmarks/speed.py" in found[0].note
    assert found[0].difference is None
