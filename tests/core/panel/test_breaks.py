"""Breaks in the data are named with date and size, and calm data raise none."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from bongsu.core.panel.breaks import (
    DETECTIONS,
    Event,
    panel_flags,
    restatements,
    silent_indicators,
    unit_jumps,
)
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, PanelView, plain_view

FIRST = Period.parse("2001-01")
N = 60


def view(counts, indicator=None, *, code="gap", item="gold"):
    values = np.asarray(indicator, dtype=float)[:, None] if indicator is not None else None
    traits = (IndicatorTrait(code, code),) if indicator is not None else ()
    return plain_view(item, FIRST, counts, indicators=values, traits=traits)


def cut(whole, length):
    """The item as it stood when `length` periods were known, nothing revised."""
    return plain_view(
        whole.item, FIRST, whole.counts[:length], indicators=whole.indicators[:length], traits=whole.traits
    )


def panels(views):
    return [PanelView(each.cutoff.end, (each,)) for each in views]


def calm_counts(seed=1):
    return np.random.default_rng(seed).poisson(6, N).astype(float)


def codes(flags):
    return [flag.code for flag in flags]


def test_calm_data_raise_no_flag():
    rng = np.random.default_rng(4)
    whole = view(calm_counts(), 100 + rng.normal(size=N))
    history = [cut(whole, length) for length in range(40, N + 1)]
    assert panel_flags(panels(history)) == {"gold": ()}


def test_a_shift_of_the_counts_has_its_date_its_ratio_and_the_tax_reform_beside_it():
    rng = np.random.default_rng(3)
    counts = np.concatenate([rng.poisson(4, 36), rng.poisson(24, 24)]).astype(float)
    reform = Event("cigarette-tax-2004", "tax", ("gold",), None, date(2003, 12, 30))
    elsewhere = Event("rice-quota", "tax", ("rice",), None, date(2004, 1, 1))
    (flag,) = panel_flags(panels([view(counts)]), [reform, elsewhere])["gold"]
    assert (flag.code, flag.subject, flag.date) == ("count_level_shift", DETECTIONS, "2004-01")
    assert flag.size == pytest.approx(6.0, rel=0.25) and flag.p_value < 0.01
    assert flag.events == ("cigarette-tax-2004",)


def test_an_event_long_before_the_shift_is_not_named():
    rng = np.random.default_rng(3)
    counts = np.concatenate([rng.poisson(4, 36), rng.poisson(24, 24)]).astype(float)
    old = Event("old", "tax", (), date(2002, 1, 1), date(2002, 3, 1))
    (flag,) = panel_flags(panels([view(counts)]), [old])["gold"]
    assert flag.events == ()


def test_more_inspections_are_no_shift_of_the_counts():
    rng = np.random.default_rng(3)
    counts = np.concatenate([rng.poisson(4, 36), rng.poisson(24, 24)]).astype(float)
    busier = np.where(np.arange(N + 3) < 36, 0.0, np.log(6.0))
    assert panel_flags(panels([replace(view(counts), log_exposure=busier)])) == {"gold": ()}


def test_an_indicator_of_several_items_is_flagged_at_each_of_them():
    rng = np.random.default_rng(8)
    values = np.where(np.arange(N) < 30, 100.0, 112.0) + rng.normal(size=N)
    both = PanelView(
        date(2005, 12, 31), (view(calm_counts(), values), view(calm_counts(2), values, item="rice"))
    )
    found = panel_flags([both])
    assert codes(found["gold"]) == codes(found["rice"]) == ["indicator_level_shift"]
    assert found["gold"][0].size == pytest.approx(12.0, abs=1.0)


@pytest.mark.parametrize("factor", [10.0, 0.1, 1000.0, 0.001])
def test_a_changed_unit_is_named_by_its_factor_and_not_as_a_shift(factor):
    values = 50 + np.random.default_rng(6).normal(size=N)
    values[45:] *= factor
    (flag,) = panel_flags(panels([view(calm_counts(), values)]))["gold"]
    assert (flag.code, flag.subject, flag.date) == ("unit_jump", "gap", str(FIRST + 45))
    assert flag.size == pytest.approx(factor)


def test_a_wild_series_that_often_moves_tenfold_has_no_unit_jump():
    values = 10.0 ** np.random.default_rng(6).normal(0, 0.7, N)
    assert unit_jumps(view(calm_counts(), values)) == []


def test_a_doubling_is_no_unit_jump():
    values = 50 + np.random.default_rng(6).normal(size=N)
    values[45:] *= 2
    assert unit_jumps(view(calm_counts(), values)) == []


def test_a_restated_past_is_flagged_at_the_cutoff_at_which_it_changed():
    whole = view(calm_counts())
    counts = whole.counts.copy()
    counts[10:20] = counts[10:20] * 3 + 5
    restated = view(counts)
    history = [cut(whole, length) for length in range(40, 50)]
    history += [cut(restated, length) for length in range(50, N + 1)]
    (flag,) = restatements(history)
    assert (flag.code, flag.subject, flag.date) == ("restated_counts", DETECTIONS, str(FIRST + 49))
    assert flag.size > 2


def test_usual_revisions_of_recent_months_are_no_restatement():
    final = calm_counts() + 10
    history = []
    for length in range(40, N + 1):
        seen = final[:length].copy()
        seen[-1] *= 0.6
        seen[-2] *= 0.9
        history.append(view(seen))
    assert restatements(history) == []


def test_an_indicator_that_is_always_revised_a_little_is_no_restatement_until_it_is_revised_much():
    rng = np.random.default_rng(12)
    final = 100 + 10 * rng.normal(size=N)
    history = [view(calm_counts()[:n], final[:n] + 0.05 * rng.normal(size=n)) for n in range(40, N)]
    assert restatements(history) == []
    jump = final.copy()
    jump[5] += 40
    (flag,) = restatements([*history, view(calm_counts(), jump)])
    assert (flag.code, flag.date) == ("restated_indicator", str(FIRST + (N - 1)))


def late(values, length, unpublished):
    seen = values[:length].copy()
    seen[length - unpublished :] = np.nan
    return view(calm_counts()[:length], seen)


def test_an_indicator_one_month_late_as_ever_is_not_stale():
    values = np.random.default_rng(2).normal(size=N)
    assert silent_indicators([late(values, n, 1) for n in range(40, N + 1)]) == []


def test_a_silent_feed_is_named_with_its_periods_past_the_usual_publication():
    values = np.random.default_rng(2).normal(size=N)
    history = [late(values, n, 1) for n in range(40, 57)]
    history += [late(values, 57, 2), late(values, 58, 3), late(values, 59, 4)]
    (flag,) = silent_indicators(history)
    assert (flag.code, flag.subject, flag.size) == ("stale_indicator", "gap", 3.0)
    assert flag.date == str(FIRST + 55)


def test_an_indicator_without_any_value_is_missing():
    (flag,) = silent_indicators([view(calm_counts(), np.full(N, np.nan))])
    assert flag.code == "missing_indicator"


def plain_restatement(history, column):
    """The last cutoff at which an old value of one indicator changed beyond the usual, period by period."""
    young, worst, when = [], 0.0, ""
    changes = []
    for before, after in pairwise(history):
        old, new = before.indicators[:, column], after.indicators[:, column]
        spread = np.nanstd(old)
        for row in range(old.shape[0]):
            change = abs(new[row] - old[row]) / spread
            if not np.isnan(change):
                is_old = new.shape[0] - 1 - row >= 6
                changes.append((str(after.cutoff), is_old, change))
                young += [] if is_old else [change]
    limit = max(3.0 * np.quantile(young, 0.95), 0.1)
    for cutoff, is_old, change in changes:
        if is_old and change > limit:
            worst, when = (max(worst, change) if cutoff == when else change), cutoff
    return when, worst


def test_many_indicators_at_once_are_judged_as_each_would_be_alone():
    rng = np.random.default_rng(21)
    final = 50 + rng.normal(size=(N, 5)) * [1, 2, 5, 10, 20]
    traits = tuple(IndicatorTrait(f"i{k}", "x") for k in range(5))
    history = []
    for length in range(36, N + 1):
        seen = final[:length] + 0.02 * rng.normal(size=(length, 5)) * (length > 40)
        seen[length - 1, 1] = np.nan
        seen[: length // 9, 2] += 4.0 * (length > 50)
        seen[3, 3] += 30.0 * (length in (45, 52))
        seen[rng.random((length, 5)) < 0.02] = np.nan
        history.append(plain_view("gold", FIRST, calm_counts()[:length], indicators=seen, traits=traits))
    expected = [(f"i{k}", *plain_restatement(history, k)) for k in range(5)]
    expected = [each for each in expected if each[1]]
    found = [(flag.subject, flag.date, flag.size) for flag in restatements(history)]
    assert len(expected) >= 2
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    assert [each[2] for each in found] == pytest.approx([each[2] for each in expected])
