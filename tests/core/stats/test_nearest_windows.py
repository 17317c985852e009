"""The nearest past stretches, against looking at every stretch by hand."""

from itertools import pairwise

import numpy as np
import pytest

from bongsu.core.stats.nearest_windows import nearest_windows


def by_hand(counts, length, following):
    """Every allowed start with its distance, in a plain loop."""
    found = []
    last = len(counts) - length
    present = [np.sqrt(each) for each in counts[last:]]
    present = [each - sum(present) / length for each in present]
    for start in range(len(counts)):
        stretch = counts[start : start + length]
        after = counts[start + length : start + length + following]
        if start + length + following > last or any(np.isnan([*stretch, *after])):
            continue
        roots = [np.sqrt(each) for each in stretch]
        roots = [each - sum(roots) / length for each in roots]
        squares = [(a - b) ** 2 for a, b in zip(roots, present, strict=True)]
        found.append((start, (sum(squares) / length) ** 0.5))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_is_the_nearest_of_all(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(6, 48).astype(float)
    counts[rng.integers(0, 40)] = np.nan
    start, distance = min(by_hand(counts, 6, 3), key=lambda each: (each[1], each[0]))
    found = nearest_windows(counts, length=6, following=3, shown=3)
    assert found[0].start == start
    assert found[0].distance == pytest.approx(distance, abs=1e-12)


def test_those_shown_do_not_overlap_one_another_or_the_present():
    counts = np.random.default_rng(1).poisson(9, 60).astype(float)
    starts = sorted(each.start for each in nearest_windows(counts, length=6, following=3, shown=3))
    assert all(later - earlier >= 6 for earlier, later in pairwise(starts))
    assert starts[-1] + 6 + 3 <= 60 - 6


def test_a_short_or_broken_present_has_no_likeness():
    assert nearest_windows(np.ones(8), length=6, following=3, shown=3) == ()
    assert nearest_windows(np.array([1.0] * 30 + [np.nan]), length=6, following=3, shown=3) == ()


def test_the_scale_brings_the_past_to_the_present_level():
    counts = np.array([2.0, 4, 6, 1, 1, 1, 4, 8, 12])
    found = nearest_windows(counts, length=3, following=1, shown=1)
    assert found[0].start == 0
    assert found[0].scale == pytest.approx(2)
