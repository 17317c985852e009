"""Labels made with hindsight: planted surges are found, and nothing is labelled before it has had its say."""

import numpy as np
import pytest

from bongsu.core.grading.recalibration import LATER_PERIODS
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, PanelView, plain_view
from bongsu.core.review.hindsight import hindsight, surges_that_followed

FIRST = Period.parse("2001-01")
MONTHS = 96


def counts_with_surges(seed, starts):
    rng = np.random.default_rng(seed)
    mean = np.full(MONTHS, 5.0)
    for start in starts:
        mean[start : start + 5] = 30.0
    return rng.poisson(mean).astype(float)


@pytest.fixture(scope="module")
def panel():
    views = [
        plain_view(str(i), FIRST, counts_with_surges(i, starts)) for i, starts in enumerate([(20, 60), (40,)])
    ]
    ended = counts_with_surges(2, (30,))
    ended[80:] = np.nan
    young = np.full(MONTHS, np.nan)
    young[-10:] = 3.0
    views += [plain_view("ended", FIRST, ended), plain_view("young", FIRST, young)]
    return PanelView((FIRST + (MONTHS - 1)).end, tuple(views))


@pytest.fixture(scope="module")
def label(panel):
    return hindsight(panel, [FIRST + step for step in range(-2, MONTHS + 3)])


def test_the_planted_surges_are_labelled(label):
    surge, onset = label.surge[2:-3], label.onset[2:-3]
    assert surge[21:24, 0].all() and surge[61:64, 0].all() and surge[41:44, 1].all()
    assert surge[5:17, 0].mean() < 0.1 and surge[50:90, 1].mean() < 0.1
    assert onset[:, 1].sum() == surge[1:, 1].astype(int).sum() - (surge[1:, 1] & surge[:-1, 1]).sum()


def test_only_periods_with_six_reported_ones_after_them_are_labelled(label):
    known = label.known[2:-3]
    assert known[: MONTHS - LATER_PERIODS, 0].all() and not known[MONTHS - LATER_PERIODS :, 0].any()
    assert known[: 80 - LATER_PERIODS, 2].all() and not known[80 - LATER_PERIODS :, 2].any()
    assert not label.known[:2].any() and not label.known[-3:].any()


def test_an_item_too_young_is_not_labelled(label):
    assert not label.known[:, 3].any() and not label.surge[:, 3].any()


def test_a_cutoffs_label_is_that_one_of_its_three_next_periods_was_a_surge(panel, label):
    cutoffs = [FIRST + step for step in range(-2, MONTHS)]
    followed = surges_that_followed(panel, cutoffs)
    known = np.stack([label.known[h : len(cutoffs) + h] for h in (1, 2, 3)]).all(axis=0)
    surge = np.stack([label.surge[h : len(cutoffs) + h] for h in (1, 2, 3)]).any(axis=0)
    inside = np.arange(-2, MONTHS) >= 0
    assert np.array_equal(~np.isnan(followed), known & inside[:, None])
    assert np.array_equal(followed[~np.isnan(followed)], surge[~np.isnan(followed)].astype(float))
    assert np.flatnonzero(~np.isnan(followed[:, 0])).max() - 2 == MONTHS - 1 - LATER_PERIODS - HORIZON
    assert np.nansum(followed) > 0


def test_a_panel_of_young_items_alone_has_no_labels(panel):
    young = PanelView(panel.as_of, panel.items[3:])
    assert np.isnan(surges_that_followed(young, [FIRST, FIRST + 1])).all()
