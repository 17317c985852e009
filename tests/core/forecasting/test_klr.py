"""The signals approach as a method; the approach itself is tested in tests/core/screening/test_signals.py."""

import numpy as np

from bongsu.core.forecasting.klr import crises, look
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, plain_view

FIRST = Period.parse("2001-01")


def test_a_crisis_is_a_spell_well_above_the_median():
    rate = np.array([2.0] * 20 + [9.0] * 3 + [2.0] * 20)
    assert np.flatnonzero(crises(rate)).tolist() == [19, 20, 21, 22, 23]


def test_the_composite_is_loud_when_the_leading_indicator_is_high():
    counts = np.full(72, 3.0)
    indicator = np.random.default_rng(5).normal(0, 0.3, 72)
    for start in (12, 30, 48):
        counts[start : start + 4] = 15.0
        indicator[start - 2 : start + 2] = 3.0
    traits = (IndicatorTrait("x", "x", 1),)
    quiet = look(plain_view("a", FIRST, counts, indicators=indicator[:, None], traits=traits))
    indicator[-1] = 3.0
    loud = look(plain_view("a", FIRST, counts, indicators=indicator[:, None], traits=traits))
    assert (quiet.score, loud.score) == (0.0, 1.0)
    assert loud.predictive is None


def test_nothing_is_learned_without_crises_or_indicators():
    values = np.random.default_rng(6).normal(size=(60, 1))
    flat = plain_view("a", FIRST, [3.0] * 60, indicators=values, traits=(IndicatorTrait("x", "x"),))
    assert look(flat) is None
    assert look(flat.without_indicators()) is None
