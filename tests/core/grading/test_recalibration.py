"""A wrong factory calibration is put right by what happened, strictly from what was known on the day."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from bongsu.core.grading.methods import METHODS, with_calibration
from bongsu.core.grading.recalibration import (
    LATER_PERIODS,
    LEAST_EVENTS,
    early_and_last,
    recalibrate,
    recalibrated,
    surge_labels,
    tried_held_out,
    tried_in_sample,
)
from bongsu.core.grading.surge import FACTORY, Calibration, surge_level
from bongsu.core.panel.synthetic import PRE_MONTHS, simulate
from bongsu.core.stats.scores import brier, calibration_error

WRONG = Calibration(1.5, 0.2)
TOO_CALM = Calibration(-3.5, 0.676)


def drawn(n=600, intercept=-1.0, slope=1.3, seed=2):
    rng = np.random.default_rng(seed)
    score = rng.normal(-1.0, 1.5, n)
    return score, (rng.random(n) < expit(intercept + slope * score)).astype(float)


def test_the_result_is_the_maximum_of_the_penalised_likelihood_that_a_general_optimiser_finds():
    score, label = drawn()

    def loss(weights):
        linear = weights[0] + weights[1] * score
        fit = (label * linear - np.logaddexp(0.0, linear)).sum()
        pull = (weights[0] - FACTORY.intercept) ** 2 + (weights[1] - FACTORY.slope) ** 2
        return -fit + 0.5 * pull

    best = minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}).x
    found = recalibrate(score, label).calibration
    assert [found.intercept, found.slope] == pytest.approx(best, abs=1e-5)


def test_with_fewer_than_40_events_the_factory_stays():
    score, label = drawn(100)
    few = np.where(np.cumsum(label) >= LEAST_EVENTS, 0.0, label)
    found = recalibrate(score, few)
    assert found.events < LEAST_EVENTS and not found.learned and found.calibration == FACTORY


def test_with_little_data_the_factory_pulls_and_with_much_it_lets_go():
    true = Calibration(-1.0, 1.3)
    distances = []
    for n in (150, 20_000):
        found = recalibrate(*drawn(n), factory=WRONG).calibration
        distances.append(abs(found.intercept - true.intercept) + abs(found.slope - true.slope))
    assert distances[1] < 0.1 and distances[1] < distances[0]


def test_a_score_that_misleads_never_turns_more_risk_into_less_probability():
    score, label = drawn(800, slope=-1.0)
    assert recalibrate(score, label).calibration.slope > 0


def test_unknown_scores_and_labels_are_left_out():
    score, label = drawn()
    padded_score = np.concatenate([score, [np.nan, 3.0]])
    padded_label = np.concatenate([label, [1.0, np.nan]])
    assert recalibrate(padded_score, padded_label) == recalibrate(score, label)


def test_labels_end_nine_periods_before_today():
    labels = surge_labels(np.random.default_rng(1).normal(size=50))
    assert np.isnan(labels[-9:]).all() and not np.isnan(labels[:-9]).any()


def test_a_label_looks_at_the_three_next_periods_and_not_at_its_own():
    level = np.zeros(40)
    level[20] = 3.0
    assert np.flatnonzero(surge_labels(level) == 1.0).tolist() == [17, 18, 19]


def test_too_short_a_level_has_no_labels():
    assert np.isnan(surge_labels(np.zeros(LATER_PERIODS + 3))).all()


def test_no_surge_can_be_in_the_labels_of_both_the_first_two_thirds_and_the_last():
    known = np.zeros(60, dtype=bool)
    known[10:51] = True
    early, last = early_and_last(known)
    assert np.flatnonzero(early).max() + 3 < np.flatnonzero(last).min() + 1
    assert last.sum() == 14 and early.sum() + 2 + last.sum() == known.sum()
    assert not (early | last)[~known].any()


def test_the_trial_judges_only_what_was_held_out_and_says_nothing_after_too_few_events():
    score, label = drawn()
    early, last = np.arange(600) < 400, np.arange(600) >= 400
    upside_down = np.where(early, label, 1.0 - label)
    honest = tried_held_out(score, label, last, early, in_force=WRONG)
    turned = tried_held_out(score, upside_down, last, early, in_force=WRONG)
    assert honest.learned_events == turned.learned_events == label[early].sum()
    assert honest.after.calibration < honest.before.calibration
    assert honest.after.brier < min(honest.before.brier, turned.after.brier)
    few = tried_held_out(score, label, last, np.arange(600) < 20, in_force=WRONG)
    assert few.after is None and few.before == honest.before


@pytest.mark.parametrize("name", METHODS)
def test_every_method_takes_another_calibration_and_nothing_else_changes(name):
    method = METHODS[name]
    changed = with_calibration(method, WRONG)
    assert changed.calibration == WRONG and changed != method
    assert with_calibration(changed, method.calibration) == method
    assert with_calibration(method, None) is method


# End to end on made-up worlds ---------------------------------------------------------------------


def smoothed_counts(counts):
    """A plain stand-in for the fitted level: the log of a moving mean of five months [time, item]."""
    padded = np.pad(counts.astype(float), ((2, 2), (0, 0)), mode="edge")
    return np.log(np.stack([padded[k : k + counts.shape[0]] for k in range(5)]).mean(axis=0) + 0.3)


def plain_scores(world, months):
    """What a plain method says at the end of each month, from that month's knowledge alone [time, item]."""
    scores = []
    for t in range(24, months):
        level = smoothed_counts(world.detections_as_of(t)[PRE_MONTHS:])
        threshold = np.array([surge_level(column) for column in level.T])
        scores.append(3.0 * (level[-1] - threshold))
    return np.array(scores)


def truth(world, first, last):
    rows = PRE_MONTHS + np.arange(first, last)
    return np.stack([world.surge[rows + h] for h in (1, 2, 3)]).any(axis=0)


def learned_at(world, t, scores, factory):
    """The calibration as it would be learned at the end of month t."""
    level = smoothed_counts(world.detections_as_of(t)[PRE_MONTHS:])
    labels = np.stack([surge_labels(column) for column in level.T], axis=1)[24:]
    return recalibrate(scores[: t - 24 + 1], labels, factory=factory)


@pytest.mark.parametrize("factory", [WRONG, TOO_CALM])
def test_a_wrong_factory_is_put_right_on_months_it_has_not_seen(factory):
    before, after, happened = [], [], []
    for seed in range(4200, 4206):
        world = simulate(seed, months=96)
        scores = plain_scores(world, 93)
        found = learned_at(world, 71, scores, factory)
        assert found.learned
        later = scores[72 - 24 :]
        before.append(recalibrated(later, factory))
        after.append(recalibrated(later, found.calibration))
        happened.append(truth(world, 72, 93))
    before, after = np.concatenate(before).ravel(), np.concatenate(after).ravel()
    happened = np.concatenate(happened).ravel()
    assert calibration_error(after, happened) < 0.5 * calibration_error(before, happened)
    assert calibration_error(after, happened) < 0.08
    assert brier(after, happened) < brier(before, happened)


def test_what_is_learned_on_a_day_does_not_depend_on_what_came_later():
    short, long = simulate(4200, months=96), simulate(4200, months=96)
    scores = plain_scores(short, 93)
    wild = np.where(np.arange(scores.shape[0])[:, None] > 71 - 24, 1e3, scores)
    assert learned_at(short, 71, scores, FACTORY) == learned_at(long, 71, wild, FACTORY)


def test_in_made_up_worlds_the_trial_on_the_last_third_foretells_the_gain():
    scores, labels, lasts, earlies = [], [], [], []
    for seed in range(4200, 4206):
        world = simulate(seed, months=96)
        score = plain_scores(world, 93)
        level = smoothed_counts(world.detections_as_of(92)[PRE_MONTHS:])
        label = np.stack([surge_labels(column) for column in level.T], axis=1)[24:][: score.shape[0]]
        early, last = early_and_last(~np.isnan(label).all(axis=1))
        scores.append(score)
        labels.append(label)
        earlies.append(np.broadcast_to(early[:, None], score.shape))
        lasts.append(np.broadcast_to(last[:, None], score.shape))
    score, label, last, early = (np.concatenate(each) for each in (scores, labels, lasts, earlies))
    held_out = tried_held_out(score, label, last, early, in_force=WRONG, factory=WRONG)
    whole = tried_in_sample(score, label, in_force=WRONG, learned=recalibrate(score, label, factory=WRONG))
    assert held_out.learned_events < whole.events
    for trial in (held_out, whole):
        assert trial.after.calibration < 0.5 * trial.before.calibration
        assert trial.after.brier < trial.before.brier
