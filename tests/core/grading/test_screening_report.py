"""One item screened on made-up worlds with known truth, and the cases in which there is nothing to screen."""

import numpy as np
import pytest

from bongsu.core.forecasting.level_model import fit_prior
from bongsu.core.grading.screening_report import screen_item, verdicts
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, PanelView, plain_view


def item(seed, *, periods=72, effect=0.0, indicators=3):
    """Counts that follow the first indicator three months later with this effect; the others do nothing."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(12 + periods, indicators))
    mean = np.exp(2.0 + effect * values[9 : 9 + periods, 0] if indicators else 2.0 * np.ones(periods))
    traits = tuple(IndicatorTrait(f"x{k}", f"kind{k}", sign=-1 if k == 0 else 0) for k in range(indicators))
    return plain_view(
        "gold", Period.parse("1999-01"), rng.poisson(mean), indicators=values, traits=traits, lead_rows=12
    )


def screened(view):
    return screen_item(view, fit_prior(PanelView(view.cutoff.end, (view,))))


def test_a_driver_is_supported_and_its_unexpected_direction_is_told():
    one = screened(item(1, effect=0.5))
    assert one.verdict[0] == "supported"
    assert (one.inclusion_lead[0], one.test.lead[0], one.direction[0], one.agrees[0]) == (3, 3, "+", -1)
    assert one.test.p_any <= 0.01
    assert one.found


def test_all_tests_agree_on_an_indicator_that_is_noise_about_constant_counts():
    one = screened(item(2))
    assert set(one.verdict) == {"none"}
    assert not one.found
    assert one.test.p_any > 0.05


@pytest.mark.parametrize("periods", [14, 30])
def test_a_short_history_gives_no_verdict_and_says_so(periods):
    one = screened(item(3, periods=periods, effect=0.5))
    assert set(one.verdict) == {"none"}
    assert "history_too_short_for_indicators" in one.flags
    assert (one.test is None) == ("too_short_to_screen" in one.flags) == (periods < 24)


def test_an_item_without_indicators_has_an_empty_answer():
    one = screened(item(4, indicators=0))
    assert one.codes == () and one.verdict == () and one.test is None
    assert not one.found


def test_an_indicator_that_was_never_published_is_left_out_not_taken_for_zero():
    view = item(5, effect=0.5)
    view.indicators[:, 1] = np.nan
    one = screened(view)
    assert one.test.lead[1] == -1
    assert np.isnan(one.test.p_value[1]) and np.isnan(one.pearson.best_p[1])
    assert one.inclusion[1] == 0.0
    assert one.direction[1] == "?"


def test_supported_is_the_set_with_a_tenth_of_false_ones_expected_and_candidates_are_above_a_quarter():
    # 1 − mean of .98 and .85 is .085; with .6 it would be .19.
    assert verdicts(np.array([0.98, 0.6, 0.85, 0.2, np.nan])) == (
        "supported",
        "candidate",
        "supported",
        "none",
        "none",
    )
