"""The made-up world keeps the laws it is made from."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from bongsu.core.panel.periods import Period
from bongsu.core.panel.synthetic import simulate, with_alarms
from bongsu.core.panel.synthetic_detections import count_noise, poisson_quantile, report_counts
from bongsu.core.panel.synthetic_flow import BURN_IN, Driver, driven_flow
from bongsu.core.panel.synthetic_split import split

OFFICES = np.array([2.0, 3.0, 3.0])
CHANNELS = np.array([4.0, 2.0])


@pytest.fixture(scope="module")
def world():
    return simulate(3000)


@pytest.fixture(scope="module")
def worlds():
    return [simulate(seed) for seed in range(3000, 3060)]


def _differences(one, other):
    """Names of the fields in which two worlds differ in any bit."""
    return {
        field.name
        for field in dataclasses.fields(one)
        if field.name != "noise"
        and (
            not np.array_equal(getattr(one, field.name), getattr(other, field.name))
            if isinstance(getattr(one, field.name), np.ndarray)
            else getattr(one, field.name) != getattr(other, field.name)
        )
    }


class TestOneSeed:
    def test_makes_the_same_world_bit_for_bit(self, world):
        assert not _differences(world, simulate(3000))

    @pytest.mark.parametrize("months", [64, 124])
    def test_makes_the_same_world_bit_for_bit_at_any_length(self, months):
        assert not _differences(simulate(7, months=months), simulate(7, months=months))

    def test_makes_another_world_than_the_next_seed(self, world):
        assert {"indicators", "final_count", "drivers", "log_effort"} <= _differences(world, simulate(3001))

    def test_throws_the_same_dice_in_every_variant(self, world):
        for variant in ("null", "mismatch"):
            other = simulate(3000, variant=variant)
            assert not _differences(world, other) & {
                "indicators", "publication_lag", "revision_noise", "log_effort", "log_base", "dispersion",
            }  # fmt: skip
            assert not np.array_equal(other.latent, world.latent)

    def test_makes_a_world_that_nobody_can_change(self, world):
        with pytest.raises(ValueError, match="read-only"):
            world.final_count[0, 0] = 1


class TestShape:
    def test_time_is_first_item_second_indicator_third(self):
        world = simulate(1, months=64, items=3, indicators=7)
        assert len(world.periods) == 12 + 64 + 3
        assert world.indicators.shape == (79, 3, 7)
        assert world.final_count.shape == world.log_effort.shape == world.surge.shape == (79, 3)

    def test_month_minus_twelve_is_january_2001(self, world):
        assert str(world.periods[0]) == "2001-01"
        assert str(world.periods[12 + 40]) == "2005-05"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"months": 12},
            {"items": 0},
            {"indicators": 4},
            {"variant": "nul"},
            {"first_period": Period.parse("2001-Q1")},
        ],
    )
    def test_an_impossible_world_is_refused(self, wrong):
        with pytest.raises(ValueError, match="expected"):
            simulate(1, **wrong)

    @pytest.mark.parametrize("t", [-13, 99])
    def test_a_month_that_is_not_visible_is_refused(self, world, t):
        with pytest.raises(ValueError, match="-12 … 98"):
            world.indicators_as_of(t)


class TestIndicators:
    def test_are_standardised_over_the_visible_months(self, world):
        np.testing.assert_allclose(world.indicators.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(world.indicators.std(axis=0), 1, atol=1e-12)

    @pytest.mark.parametrize("t", [-12, 0, 47, 98])
    def test_are_missing_exactly_until_their_publication(self, world, t):
        missing = np.isnan(world.indicators_as_of(t))
        for indicator, lag in enumerate(world.publication_lag):
            rows = missing[:, :, indicator]
            unpublished = min(lag, len(rows))
            assert rows[len(rows) - unpublished :].all()
            assert not rows[: len(rows) - unpublished].any()

    def test_revisions_halve_and_end_after_three_months(self, world):
        row = 12 + 40
        revised = np.flatnonzero(world.revision_sd)
        assert len(revised) > 0
        for indicator in revised:
            published = 40 + world.publication_lag[indicator]
            errors = [
                world.indicators_as_of(published + age)[row, :, indicator]
                - world.indicators[row, :, indicator]
                for age in range(4)
            ]
            first = world.revision_sd[indicator] * world.revision_noise[row, :, indicator]
            for error, left in zip(errors, (1, 0.5, 0.25, 0), strict=True):
                np.testing.assert_allclose(error, left * first, atol=1e-12)

    def test_the_price_gap_is_at_once_published_and_never_revised(self, worlds):
        for world in worlds:
            assert world.publication_lag[0] == 0
            assert world.publication_lag[1] == 1
            assert not world.revision_sd[world.publication_lag == 0].any()

    def test_lags_and_revisions_have_the_stated_shares(self, worlds):
        lags = np.concatenate([world.publication_lag[2:] for world in worlds])
        revised = np.concatenate([world.revision_sd[world.publication_lag > 0] > 0 for world in worlds])
        np.testing.assert_allclose(np.bincount(lags) / len(lags), [0.4, 0.4, 0.2], atol=0.05)
        assert revised.mean() == pytest.approx(0.5, abs=0.06)


class TestDrivers:
    def test_come_in_the_stated_numbers(self, worlds):
        numbers = np.bincount([len(causes) for world in worlds for causes in world.drivers])
        np.testing.assert_allclose(numbers / numbers.sum(), [0.10, 0.30, 0.40, 0.20], atol=0.05)

    def test_the_price_gap_is_a_hinge_that_raises_and_net_imports_lower(self, worlds):
        causes = [cause for world in worlds for causes in world.drivers for cause in causes]
        assert {(cause.shape, cause.coefficient > 0) for cause in causes if cause.indicator == 0} == {
            ("hinge", True)
        }
        assert {(cause.shape, cause.coefficient > 0) for cause in causes if cause.indicator == 1} == {
            ("linear", False)
        }
        assert all(0.25 <= abs(cause.coefficient) <= 0.60 for cause in causes)
        assert {cause.lead for cause in causes} == set(range(13))

    def test_no_item_has_one_indicator_twice(self, worlds):
        for world in worlds:
            for causes in world.drivers:
                assert len({cause.indicator for cause in causes}) == len(causes)

    def test_the_null_world_has_none(self):
        assert not any(simulate(3000, variant="null").drivers)

    def test_the_mismatch_world_has_no_hinge_and_signs_at_random(self):
        causes = [
            cause
            for seed in range(20)
            for causes in simulate(seed, variant="mismatch").drivers
            for cause in causes
            if cause.indicator < 2
        ]
        assert {cause.shape for cause in causes} == {"linear"}
        for indicator in (0, 1):
            rising = [cause.coefficient > 0 for cause in causes if cause.indicator == indicator]
            assert 0.3 < np.mean(rising) < 0.7

    @pytest.mark.parametrize("sharp", [False, True])
    def test_act_as_the_plain_formula_says(self, sharp):
        rng = np.random.default_rng(5)
        values = rng.normal(size=(BURN_IN + 60, 2, 3))
        drivers = (
            (Driver(0, 0, 0.4, "hinge", 0.2), Driver(2, 5, -0.3, "linear")),
            (Driver(1, 12, 0.5, "linear"),),
        )
        ends = np.array([50, 60])
        signal = driven_flow(values, drivers, ends, sharp=sharp)
        kernel = {0: 1.0} if sharp else {-1: 0.25, 0: 0.5, 1: 0.25}
        for item, causes in enumerate(drivers):
            for t in range(BURN_IN, BURN_IN + 60):
                expected = 0.0
                for cause in causes:
                    path = np.sign(cause.coefficient) * values[:, item, cause.indicator]
                    if cause.shape == "hinge":
                        path = 0.5 * np.log(1 + np.exp((path - cause.knee) / 0.5))
                    path = (path - path[BURN_IN:].mean()) / path[BURN_IN:].std()
                    for offset, weight in kernel.items():
                        moved = path[t - max(cause.lead + offset, 0)]
                        expected += abs(cause.coefficient) * weight * moved
                if t - BURN_IN >= ends[item]:
                    expected = 0.0
                assert signal[t, item] == pytest.approx(expected)

    def test_a_relation_dies_in_about_one_item_of_seven_and_not_before_month_48(self, worlds):
        ends = np.concatenate([world.relation_ends for world in worlds])
        dead = ends < 12 + 96 + 3
        assert dead.mean() == pytest.approx(0.15, abs=0.04)
        assert ends[dead].min() >= 12 + 48
        assert ends[dead].max() < 12 + 96


class TestDetections:
    def test_reports_only_grow(self, world):
        assert (world.first_report <= world.second_report).all()
        assert (world.second_report <= world.final_count).all()

    def test_as_of_a_month_its_own_report_is_the_first_and_the_last_months_the_second(self, world):
        seen = world.detections_as_of(47)
        assert len(seen) == 12 + 48
        np.testing.assert_array_equal(seen[-1], world.first_report[59])
        np.testing.assert_array_equal(seen[-2], world.second_report[58])
        np.testing.assert_array_equal(seen[:-2], world.final_count[:58])

    def test_counts_are_negative_binomial_and_reported_in_the_stated_shares(self):
        dispersion, blank_rate, noise = count_noise(np.random.default_rng(1), (10_000, 10))
        mean = np.linspace(0.5, 20, 10)
        first, second, final = report_counts(np.broadcast_to(mean, noise.kept.shape), noise)
        assert (blank_rate > 0).any()
        for item in range(10):
            kept = noise.kept[:, item]
            assert kept.mean() == pytest.approx(1 - blank_rate[item], abs=0.012)
            assert not final[~kept, item].any()
            counts = final[kept, item]
            size = dispersion[item]
            assert counts.mean() == pytest.approx(mean[item], rel=0.05)
            assert counts.var() == pytest.approx(mean[item] + mean[item] ** 2 / size, rel=0.1)
            law = stats.nbinom(size, size / (size + mean[item]))
            assert (counts == 0).mean() == pytest.approx(law.pmf(0), abs=0.02)
            assert (counts > 2 * mean[item]).mean() == pytest.approx(
                law.sf(np.floor(2 * mean[item])), abs=0.02
            )
            assert first[:, item].sum() / final[:, item].sum() == pytest.approx(0.80, abs=0.02)
        missed = final - second
        assert missed.var() == pytest.approx((0.05 * 0.95 * final).mean() + (0.05 * final).var(), rel=0.05)
        assert missed.sum() / final.sum() == pytest.approx(0.05, abs=0.002)

    def test_the_poisson_quantile_is_scipys(self):
        probability, mean = np.meshgrid(
            np.concatenate([[1e-12, 1e-9], np.linspace(0.001, 0.999, 101), [1 - 1e-12]]),
            np.concatenate([[1e-6, 0.01], np.linspace(0.1, 80, 60)]),
        )
        np.testing.assert_array_equal(
            poisson_quantile(probability, mean), stats.poisson.ppf(probability, mean)
        )

    def test_the_mean_is_the_flow_times_effort_to_the_power_of_seven_tenths(self, world):
        np.testing.assert_allclose(
            world.mean_count, np.exp(world.log_flow) * np.exp(world.log_effort) ** 0.7, rtol=1e-12
        )

    def test_plans_of_effort_are_near_what_was_done(self, worlds):
        errors = np.concatenate([world.planned_log_effort - world.log_effort for world in worlds])
        assert errors.std() == pytest.approx(0.1, rel=0.02)
        assert errors.mean() == pytest.approx(0, abs=0.002)


class TestSurge:
    def test_single_months_between_two_surge_months_belong_to_the_episode(self, worlds):
        for world in worlds:
            above = world.latent >= world.threshold
            for item in range(above.shape[1]):
                for t in range(len(above)):
                    gap = 0 < t < len(above) - 1 and above[t - 1, item] and above[t + 1, item]
                    assert world.surge[t, item] == (above[t, item] or gap)

    def test_the_threshold_is_at_least_half_as_much_again_and_the_highest_15_percent(self, world):
        np.testing.assert_array_equal(
            world.threshold, np.maximum(np.log(1.5), np.quantile(world.latent, 0.85, axis=0))
        )
        np.testing.assert_allclose(np.median(world.latent, axis=0), 0, atol=1e-12)

    def test_an_onset_is_the_first_month_of_an_episode(self, world):
        before = np.vstack([np.zeros((1, 14), dtype=bool), world.surge[:-1]])
        np.testing.assert_array_equal(world.onset, world.surge & ~before)

    def test_realised_worlds_look_as_the_prototype_reported(self, worlds):
        """Prototype: 15.1 % surge months, 3.3 onsets an item of 4.3 months, mean 8.4, 20 % zeros, sd .67."""
        scored = slice(12, 12 + 96)
        surge = np.stack([world.surge[scored] for world in worlds])
        counts = np.stack([world.final_count[scored] for world in worlds])
        onsets = np.stack([world.onset[scored] for world in worlds])
        episodes = sum(world.onset.sum() for world in worlds)
        assert surge.mean() == pytest.approx(0.151, abs=0.01)
        assert onsets.sum(axis=1).mean() == pytest.approx(3.3, abs=0.35)
        assert sum(world.surge.sum() for world in worlds) / episodes == pytest.approx(4.3, abs=0.4)
        assert counts.mean() == pytest.approx(8.4, abs=1.0)
        assert (counts == 0).mean() == pytest.approx(0.20, abs=0.02)
        assert np.stack([world.latent[scored] for world in worlds]).std() == pytest.approx(0.67, abs=0.03)


class TestAlarms:
    def test_without_alarms_nothing_changes(self, world):
        assert not _differences(world, with_alarms(world, np.zeros_like(world.surge)))

    def test_two_months_of_more_effort_and_three_of_less_flow(self, world):
        alarms = np.zeros_like(world.surge)
        alarms[59, 3] = True
        answered = with_alarms(world, alarms)
        effort = np.exp(answered.log_effort - world.log_effort)
        flow = np.exp(answered.log_flow - world.log_flow)
        np.testing.assert_allclose(effort[58:64, 3], [1, 1, 1.8, 1.8, 1, 1])
        np.testing.assert_allclose(flow[58:64, 3], [1, 1, 0.85, 0.85, 0.85, 1])
        changed = np.argwhere(answered.final_count != world.final_count)
        assert len(changed) > 0
        assert {(t, i) for t, i in changed.tolist()} <= {(60, 3), (61, 3), (62, 3)}

    def test_overlapping_alarms_do_not_add_up(self, world):
        effort = with_alarms(world, np.ones_like(world.surge)).log_effort - world.log_effort
        np.testing.assert_allclose(np.exp(effort[1:]), 1.8)

    def test_a_later_alarm_changes_nothing_before_it(self, world):
        alarms = np.random.default_rng(3).random(world.surge.shape) < 0.1
        early = alarms.copy()
        early[70:] = False
        np.testing.assert_array_equal(
            with_alarms(world, alarms).first_report[:71], with_alarms(world, early).first_report[:71]
        )


class TestSplit:
    def test_cells_add_up_to_the_worlds_own_reports_and_only_grow(self, world):
        shared = split(world, OFFICES, CHANNELS)
        assert shared.final_count.shape == (111, 14, 3, 2)
        for name in ("first_report", "second_report", "final_count"):
            np.testing.assert_array_equal(getattr(shared, name).sum(axis=(2, 3)), getattr(world, name))
        assert (shared.first_report <= shared.second_report).all()
        assert (shared.second_report <= shared.final_count).all()

    def test_the_world_and_the_split_stay_the_same_when_asked_twice(self, world):
        one, two = split(world, OFFICES, CHANNELS), split(world, OFFICES, CHANNELS)
        np.testing.assert_array_equal(one.first_report, two.first_report)
        assert not _differences(world, simulate(3000))

    def test_cells_follow_the_items_own_weights(self, worlds):
        for world in worlds[:10]:
            shared = split(world, OFFICES, CHANNELS)
            np.testing.assert_allclose(shared.weights.sum(axis=(1, 2)), 1)
            totals = shared.final_count.sum(axis=0)
            cases = totals.sum(axis=(1, 2), keepdims=True)
            spread = np.sqrt(np.maximum(cases * shared.weights * (1 - shared.weights), 1))
            assert np.abs((totals - cases * shared.weights) / spread).max() < 5
