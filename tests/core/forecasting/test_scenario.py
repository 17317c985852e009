"""A scenario: the model goes on from where it would have gone, and only the difference is added."""

import numpy as np
import pytest

from bongsu.core.forecasting.level_model import fit_prior, forecast_item
from bongsu.core.forecasting.scenario import (
    IndicatorShift,
    carried_forward,
    shifts,
    shocked_view,
    silences,
)
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, IndicatorTrait, PanelView, plain_view

MONTHS, LEADS = 96, 4


@pytest.fixture(scope="module")
def driven():
    """Detections driven by an indicator one month before; the second indicator drives nothing."""
    rng = np.random.default_rng(7)
    drive = np.zeros(MONTHS + LEADS)
    for time in range(1, drive.shape[0]):
        drive[time] = 0.7 * drive[time - 1] + rng.normal()
    counts = rng.poisson(np.exp(1.8 + 0.6 * drive[LEADS - 1 : LEADS - 1 + MONTHS]))
    idle = rng.normal(size=drive.shape[0])
    traits = (
        IndicatorTrait("drive", "margin", 1, leads=(0, 3)),
        IndicatorTrait("idle", "weather", 0, leads=(0, 3)),
    )
    view = plain_view(
        "gold",
        Period.parse("2001-01"),
        counts.astype(float),
        indicators=np.column_stack([drive, idle]),
        traits=traits,
        lead_rows=LEADS,
    )
    return view, fit_prior(PanelView(Period.parse("2008-12").end, (view,)))


def changed(view, place, amount):
    rows = view.indicators.shape[0] + HORIZON
    before = np.zeros((rows, 2))
    after = before.copy()
    after[-HORIZON:, place] = amount
    return shocked_view(view, before, after)


def test_no_change_is_the_plain_forecast_bit_for_bit(driven):
    view, prior = driven
    plain, still = forecast_item(view, prior), forecast_item(changed(view, 0, 0.0), prior)
    np.testing.assert_array_equal(plain.log_mean, still.log_mean)
    np.testing.assert_array_equal(plain.inclusion, still.inclusion)


def test_a_rise_of_the_driver_raises_what_it_leads_and_nothing_before(driven):
    view, prior = driven
    plain, risen = forecast_item(view, prior), forecast_item(changed(view, 0, 2.0), prior)
    effect = risen.log_mean - plain.log_mean
    assert plain.inclusion[0] > 0.9
    assert plain.lead[0] == 1
    assert abs(effect[0]) < 0.15  # it acts a month later, up to what is smoothed into the first
    assert effect[1] == pytest.approx(0.6 * 2.0, abs=0.5)  # the true effect of two units
    assert effect[2] > 0.5


def test_an_indicator_that_drives_nothing_changes_nothing(driven):
    view, prior = driven
    effect = forecast_item(changed(view, 1, 2.0), prior).log_mean - forecast_item(view, prior).log_mean
    assert np.abs(effect).max() < 0.1


def test_in_sample_nothing_changes(driven):
    view, prior = driven
    plain, risen = forecast_item(view, prior), forecast_item(changed(view, 0, 5.0), prior)
    np.testing.assert_array_equal(plain.smoothed, risen.smoothed)


def test_what_is_not_published_yet_is_carried_forward_and_gaps_stay():
    values = np.array([1.0, np.nan, 3.0, np.nan, np.nan, 7.0])
    np.testing.assert_array_equal(carried_forward(values, 4), [1.0, np.nan, 3.0, 3.0, 3.0, 7.0])


def test_what_the_history_cannot_say(driven):
    view, _ = driven
    rows = view.indicators.shape[0] + HORIZON
    before, after = np.zeros((rows, 2)), np.full((rows, 2), 100.0)
    far, _ = shifts(view, before, after)
    assert far.is_out_of_range
    assert silences(far, lead=1, verdict="supported", periods_under=3, turned=True) == ("out_of_range",)
    near = IndicatorShift("x", 1.0, 2.0, (0.0, 5.0))
    assert silences(near, lead=6, verdict="candidate", periods_under=3, turned=True) == ("acts_later",)
    assert silences(near, lead=1, verdict="none", periods_under=3, turned=True) == ("not_supported",)
    assert silences(near, lead=1, verdict="supported", periods_under=3, turned=False) == ()
    unknown = IndicatorShift("x", np.nan, 2.0, (0.0, 5.0))
    assert silences(unknown, lead=1, verdict="supported", periods_under=3, turned=True) == ("not_known",)
