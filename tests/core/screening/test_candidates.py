"""Lead columns stand where the calendar says, and the strongest lead is found."""

import numpy as np

from bongsu.core.screening.candidates import Candidates, lagged_values, strongest


def test_a_lead_of_two_shows_the_value_of_two_periods_before():
    values = np.arange(10.0)[:, None]  # begins three periods before the first count
    lagged = lagged_values(values, 3, 5)
    assert lagged.shape == (7, 1, 5)
    assert lagged[:, 0, 2].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert np.isnan(lagged[0, 0, 4])
    assert lagged[1, 0, 4] == 0


def test_numbers_of_columns_are_laid_out_by_indicator_and_lead():
    candidates = Candidates(np.zeros((5, 3)), np.array([0, 0, 2]), np.array([1, 2, 0]), 3)
    grid = candidates.by_lead(np.array([0.5, -0.7, 0.1]))
    np.testing.assert_array_equal(
        grid, [[np.nan, 0.5, -0.7], [np.nan, np.nan, np.nan], [0.1, np.nan, np.nan]]
    )
    size, lead = strongest(grid)
    np.testing.assert_array_equal(size, [0.7, np.nan, 0.1])
    assert lead.tolist() == [2, -1, 0]
