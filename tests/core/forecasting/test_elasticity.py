"""The elasticity of detections to inspections is learned where they vary, and else stays as assumed."""

from dataclasses import replace

import numpy as np
import pytest

from bongsu.core.forecasting.level_design import ELASTICITY_SPREAD, EXPOSURE_ELASTICITY
from bongsu.core.forecasting.level_model import fit_prior, forecast_item
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, PanelView, plain_view

FIRST, MONTHS = Period.parse("2001-01"), 120


def worlds(elasticity, *, spread, number=12):
    """Steady smuggling looked at with a varying effort: detections follow effort to this power."""
    for seed in range(number):
        rng = np.random.default_rng(seed)
        effort = spread * rng.normal(size=MONTHS + HORIZON)
        effort -= effort[:MONTHS].mean()
        counts = rng.poisson(20.0 * np.exp(elasticity * effort[:MONTHS])).astype(float)
        yield replace(plain_view(f"i{seed}", FIRST, counts), log_exposure=effort)


def read(view):
    return forecast_item(view, fit_prior(PanelView(view.cutoff.end, (view,))))


@pytest.mark.parametrize("elasticity", [0.3, 0.7, 1.2])
def test_an_elasticity_is_learned_where_effort_varies(elasticity):
    found = [read(view) for view in worlds(elasticity, spread=0.5)]
    means = np.array([each.elasticity for each in found])
    deviations = np.array([each.elasticity_deviation for each in found])
    assert means.mean() == pytest.approx(elasticity, abs=0.06)
    assert deviations.max() < 0.5 * ELASTICITY_SPREAD
    covered = np.abs(means - elasticity) < 1.2816 * deviations
    assert covered.mean() >= 0.6


def test_it_stays_as_assumed_where_effort_is_not_known_or_never_varies():
    view = next(iter(worlds(0.3, spread=0.0)))
    found = read(view)
    assert found.elasticity == pytest.approx(EXPOSURE_ELASTICITY, abs=1e-12)
    assert found.elasticity_deviation == pytest.approx(ELASTICITY_SPREAD, abs=1e-12)


def test_a_reading_says_whether_it_was_learned():
    for spread, learned in ((0.5, True), (0.0, False), (0.01, False)):
        view = next(iter(worlds(0.5, spread=spread)))
        panel = PanelView(view.cutoff.end, (view,))
        reading = METHODS["level-bma"].read(panel, None, rule=GradeRule())[0].elasticity
        assert reading.learned is learned
        assert reading.low < reading.mean < reading.high


def test_methods_without_an_elasticity_say_nothing_of_it():
    view = next(iter(worlds(0.5, spread=0.5)))
    panel = PanelView(view.cutoff.end, (view,))
    assert METHODS["ma3"].read(panel, None, rule=GradeRule())[0].elasticity is None
