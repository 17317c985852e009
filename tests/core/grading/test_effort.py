"""If inspections double and smuggling does not, more is detected, and the reading must not rise."""

from dataclasses import replace

import numpy as np
import pytest

from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.exposure import log_exposure
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import ItemView, PanelView, plain_view

FIRST, MONTHS, WORLDS = Period.parse("2001-01"), 72, 12


def probability(view: ItemView, method: str) -> float:
    panel = PanelView((FIRST + (MONTHS - 1)).end, (view,))
    return METHODS[method].read(panel, None, rule=GradeRule())[0].probability


def readings(method: str) -> np.ndarray:
    """Mean probability with the doubling known, unknown, and without any doubling."""
    found = []
    for seed in range(WORLDS):
        rng = np.random.default_rng(seed)
        smuggling = rng.uniform(2, 12)
        steady = rng.uniform(90, 110, MONTHS)
        doubled = np.concatenate([steady[:-3], 2 * steady[-3:]])
        detected = rng.poisson(smuggling * (doubled / 100) ** 0.7).astype(float)
        without = np.concatenate([detected[:-3], rng.poisson(smuggling * (steady[-3:] / 100) ** 0.7)])
        plan = np.concatenate([np.full(MONTHS, np.nan), np.full(3, 200.0)])
        blind = plain_view("item", FIRST, detected)
        known = replace(blind, log_exposure=log_exposure(doubled, plan))
        calm = plain_view("item", FIRST, without)
        found.append([probability(view, method) for view in (known, blind, calm)])
    return np.mean(found, axis=0)


@pytest.mark.parametrize("method", ["history", "level-bma"])
def test_more_looking_alone_does_not_raise_the_reading(method):
    known, blind, calm = readings(method)
    assert known < calm + 0.02
    assert blind > calm + 0.1
