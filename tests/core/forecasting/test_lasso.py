"""The lasso against its optimality conditions and a proximal-gradient version written out."""

import math

import numpy as np
import pytest

from bongsu.core.forecasting.lasso import PENALTIES, SMALLEST_PENALTY, best_by_information, look
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, plain_view


def plain_lasso(design, target, penalty, steps=4000):
    """Proximal gradient (ISTA) at one penalty."""
    rows = target.shape[0]
    pace = rows / np.linalg.norm(design, 2) ** 2
    b = np.zeros(design.shape[1])
    for _ in range(steps):
        b = b + pace * design.T @ (target - design @ b) / rows
        b = np.sign(b) * np.maximum(np.abs(b) - pace * penalty, 0.0)
    return b


def standard_normal(rng, rows, columns):
    x = rng.normal(size=(rows, columns))
    return (x - x.mean(axis=0)) / x.std(axis=0)


def test_the_chosen_coefficients_are_those_of_a_plain_path_with_bic():
    rng = np.random.default_rng(8)
    design = standard_normal(rng, 60, 12)
    target = 0.8 * design[:, 2] - 0.5 * design[:, 7] + rng.normal(0, 0.5, 60)
    target -= target.mean()
    largest = np.abs(design.T @ target).max() / 60
    best, least = np.zeros(12), 60 * math.log((target**2).mean())
    for step in range(1, PENALTIES):
        b = plain_lasso(design, target, largest * SMALLEST_PENALTY ** (step / (PENALTIES - 1)))
        bic = 60 * math.log(((target - design @ b) ** 2).mean()) + (b != 0).sum() * math.log(60)
        if bic < least:
            best, least = b, bic
    found = best_by_information(design, target)
    assert {2, 7} <= set(np.flatnonzero(found))
    np.testing.assert_allclose(found, best, atol=2e-3)


def test_pure_noise_is_mostly_left_out():
    rng = np.random.default_rng(9)
    inside = [
        np.count_nonzero(best_by_information(standard_normal(rng, 80, 30), standard_normal(rng, 80, 1)[:, 0]))
        for _ in range(20)
    ]
    assert np.mean(inside) < 2


def test_an_indicator_that_leads_moves_the_forecast():
    rng = np.random.default_rng(10)
    driver = np.convolve(rng.normal(size=90), np.ones(3), "same")
    counts = rng.poisson(np.exp(1.5 + 0.5 * np.concatenate([driver[:2], driver[:-2]])))
    # With a lead of two periods the value before the last speaks of the next count.
    driver[-2] = 4.0
    traits = (IndicatorTrait("x", "x"),)
    raised = look(plain_view("a", Period.parse("2001-01"), counts, indicators=driver[:, None], traits=traits))
    driver[-2] = -4.0
    lowered = look(
        plain_view("a", Period.parse("2001-01"), counts, indicators=driver[:, None], traits=traits)
    )
    assert raised.score > lowered.score + 1.0


def test_without_indicators_there_is_no_outlook():
    assert look(plain_view("a", Period.parse("2001-01"), [1.0] * 60)) is None


@pytest.mark.parametrize("counts", [[0.0] * 48, [7.0] * 48])
def test_counts_that_do_not_vary_are_forecast_as_they_are(counts):
    values = np.random.default_rng(1).normal(size=(48, 2))
    traits = (IndicatorTrait("x", "x"), IndicatorTrait("y", "y"))
    outlook = look(plain_view("a", Period.parse("2001-01"), counts, indicators=values, traits=traits))
    assert outlook.predictive.mean == pytest.approx(counts[0], abs=0.6)
