"""The circular-shift test against a slow plain version."""

import numpy as np
import pytest

from bongsu.core.screening.candidates import Candidates
from bongsu.core.screening.circular_shift import LEAST_SHIFT, circular_shift_test


def test_p_value_is_the_share_of_shifts_with_as_large_a_correlation():
    rng = np.random.default_rng(8)
    n = 40
    counts = rng.poisson(4, n).astype(float)
    values = rng.normal(size=(n, 4))
    values[:, 1] += 0.4 * counts
    found = circular_shift_test(counts, Candidates(values, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2))

    def largest(y, columns):
        return max(abs(np.corrcoef(y, values[:, c])[0, 1]) for c in columns)

    for k, columns in enumerate(((0, 1), (2, 3))):
        shifts = range(LEAST_SHIFT, n - LEAST_SHIFT + 1)
        larger = sum(largest(np.roll(counts, s), columns) >= largest(counts, columns) for s in shifts)
        assert found.p_value[k] == pytest.approx((1 + larger) / (1 + len(shifts)))
    assert found.lead[0] == 1


def test_an_indicator_without_a_column_is_not_tested():
    found = circular_shift_test(
        np.arange(30.0), Candidates(np.sin(np.arange(30.0))[:, None], np.array([1]), np.array([0]), 2)
    )
    assert np.isnan(found.p_value[0])
    assert found.lead[0] == -1
