"""The columns of the level model against their formulas, written out."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bongsu.core.forecasting import level_design as layout
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, IndicatorTrait, plain_view

FIRST = Period.parse("2001-01")
N, BEFORE = 48, 12


def view(values, *traits, counts=None):
    counts = np.arange(N) % 5 + 1.0 if counts is None else counts
    return plain_view("x", FIRST, counts, indicators=values, traits=traits, lead_rows=BEFORE)


def walk(seed=0, columns=1):
    return np.cumsum(np.random.default_rng(seed).normal(size=(BEFORE + N, columns)), axis=0)


def filled_plain(x):
    """One indicator standardised, its gaps bridged, its edges returning to the mean."""
    known = np.flatnonzero(~np.isnan(x))
    z = (x - np.nanmean(x)) / np.nanstd(x)
    pairs = [z[i] * z[i - 1] for i in range(1, len(z)) if not np.isnan(z[i] * z[i - 1])]
    phi = min(max(np.mean(pairs), 0.0), 0.995)
    rows = np.arange(len(x) + HORIZON)
    z = np.interp(rows, known, z[known])
    z[: known[0]] = z[known[0]] * phi ** (known[0] - rows[: known[0]])
    z[known[-1] + 1 :] = z[known[-1]] * phi ** (rows[known[-1] + 1 :] - known[-1])
    return z


def column_plain(z, lead, form, first=0, last=12):
    at = np.arange(N + HORIZON) + BEFORE - lead
    get = lambda shift: z[np.clip(at + shift, 0, len(z) - 1)]  # noqa: E731
    column = get(0)
    if form != layout.RAW:
        if lead == first:
            column = 0.67 * get(0) + 0.33 * get(-1)
        elif lead == last:
            column = 0.67 * get(0) + 0.33 * get(1)
        else:
            column = 0.25 * get(1) + 0.5 * get(0) + 0.25 * get(-1)
        column = column / max(column[:N].std(), 0.3)
    if form == layout.HINGE:
        column = 0.5 * np.log1p(np.exp(2 * column))
        column = column / max(column[:N].std(), 0.3)
    return column - column[:N].mean()


@pytest.mark.parametrize("gaps", [(), (-1, -2), (0, 1, 20, 21, 22, -1), (range(30))])
def test_every_column_is_its_formula(gaps):
    values = walk()
    values[list(gaps), 0] = np.nan
    made = layout.design(view(values, IndicatorTrait("a", "a", 1, True)))
    z = filled_plain(values[:, 0])
    assert (made.indicator[:39] == 0).all()
    for at in range(39):
        expected = column_plain(z, made.lead[at], made.form[at])
        np.testing.assert_allclose(made.columns[:, at], expected, atol=1e-12)
    assert sorted(zip(made.lead[:39].tolist(), made.form[:39].tolist(), strict=True)) == [
        (lead, form) for lead in range(13) for form in (layout.RAW, layout.SMOOTH, layout.HINGE)
    ]


def test_an_indicator_without_a_threshold_has_no_hinge_and_its_own_leads():
    made = layout.design(view(walk(), IndicatorTrait("a", "a", leads=(2, 5))))
    assert made.lead[:8].tolist() == [2, 2, 3, 3, 4, 4, 5, 5]
    assert made.form[:8].tolist() == [layout.RAW, layout.SMOOTH] * 4
    assert (made.indicator[8:] == -1).all()


def test_jumps_are_steps_that_fade():
    made = layout.design(view(np.empty((BEFORE + N, 0))))
    assert made.columns.shape == (N + HORIZON, layout.JUMPS)
    for at, jump in enumerate(range(1, 7)):
        step = np.concatenate([2.0 * (np.arange(N) >= N - jump), 2.0 * 0.85 ** np.arange(1, 4)])
        np.testing.assert_allclose(made.columns[:, at], step - step[:N].mean(), atol=1e-12)


@pytest.mark.parametrize(
    "values",
    [
        np.full(BEFORE + N, 7.0),
        np.full(BEFORE + N, np.nan),
        np.where(np.arange(BEFORE + N) < 23, 1.0, np.nan),
    ],
    ids=["constant", "all missing", "too few"],
)
def test_an_indicator_that_says_nothing_gives_no_column(values):
    made = layout.design(view(values[:, None], IndicatorTrait("a", "a")))
    assert (made.indicator == -1).all()


@pytest.mark.parametrize(("factor", "shift"), [(1e6, 0.0), (1e-6, 5.0), (3.0, -1e4)])
def test_an_indicators_unit_does_not_matter(factor, shift):
    values = walk(columns=2)
    traits = (IndicatorTrait("a", "a", 1, True), IndicatorTrait("b", "b"))
    here, there = (layout.design(view(v, *traits)) for v in (values, values * factor + shift))
    np.testing.assert_allclose(there.columns, here.columns, atol=1e-9)


def test_offsets_make_the_expected_total_the_observed_one():
    seen = view(np.empty((BEFORE + N, 0)))
    exposure = np.random.default_rng(1).normal(0, 0.3, N + HORIZON)
    share = np.concatenate([np.ones(N - 2), [0.95, 0.8]])
    counts = seen.counts.copy()
    counts[4] = np.nan
    seen = replace(seen, log_exposure=exposure, completeness=share, counts=counts)
    offset = layout.offsets(seen)
    known = ~np.isnan(counts)
    assert np.exp(offset[:N][known]).sum() == pytest.approx(np.nansum(counts) + 0.5)
    np.testing.assert_allclose(
        offset[N:] - offset[0], 0.8 * (exposure[N:] - exposure[0]), atol=1e-12
    )  # what is still to come will be reported in full
    np.testing.assert_allclose(
        offset[N - 1] - offset[0], 0.8 * (exposure[N - 1] - exposure[0]) + math.log(0.8)
    )


def test_a_weekly_season_has_eight_harmonics_of_falling_weight():
    weekly = plain_view("a", Period.parse("2001-W01"), np.ones(110))
    season = layout.fixed_effects(weekly)[:, 3:]
    phase = np.array([(weekly.first + step).phase for step in range(110 + HORIZON)])
    apart = np.subtract.outer(phase, phase)
    covariance = sum((0.3 / j) ** 2 * np.cos(2 * np.pi * j * apart) for j in range(1, 9))
    np.testing.assert_allclose(season @ season.T, covariance, atol=1e-12)
    monthly = plain_view("a", Period.parse("2001-01"), np.ones(30))
    assert layout.fixed_effects(monthly).shape[1] == 3 + 4


def test_fixed_effects_have_the_stated_prior_covariance():
    seen = replace(view(np.empty((BEFORE + N, 0))), holiday=np.linspace(0, 1, N + HORIZON))
    basis = layout.fixed_effects(seen)
    months = np.subtract.outer(np.arange(N + HORIZON), np.arange(N + HORIZON))
    covariance = (
        4.0
        + 0.09 * np.cos(2 * np.pi * months / 12)
        + 0.0225 * np.cos(4 * np.pi * months / 12)
        + 0.09 * np.outer(seen.holiday, seen.holiday)
        + 0.09 * np.outer(seen.log_exposure, seen.log_exposure)
    )
    np.testing.assert_allclose(basis @ basis.T, covariance, atol=1e-12)
