"""The level model as a whole: what it finds, what it must not be moved by, and what it survives."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from bongsu.core.forecasting.level_learning import _base_grid
from bongsu.core.forecasting.level_model import LevelPrior, LevelSettings, fit_prior, forecast_item
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, IndicatorTrait, PanelView, plain_view

FIRST = Period.parse("2001-01")
BEFORE = 12


def item(seed, *, n=80, effect=1.2, indicators=4, lead=3, sign=0, name=None):
    """Counts of which the first indicator is the driver, `lead` periods ahead."""
    rng = np.random.default_rng(seed)
    x = np.zeros((BEFORE + n, indicators))
    for t in range(1, BEFORE + n):
        x[t] = 0.8 * x[t - 1] + rng.normal(size=indicators) * 0.6
    log_rate = 1.5 + effect * x[BEFORE - lead : BEFORE - lead + n, 0] if indicators else np.full(n, 1.5)
    counts = rng.negative_binomial(5, 5 / (5 + np.exp(log_rate))).astype(float)
    traits = tuple(IndicatorTrait(f"x{k}", f"kind{k}", sign if k == 0 else 0) for k in range(indicators))
    return plain_view(name or f"item{seed}", FIRST, counts, indicators=x, traits=traits, lead_rows=BEFORE)


def panel(*views):
    return PanelView(views[0].cutoff.end, views)


def read(view, others=()):
    return forecast_item(view, fit_prior(panel(view, *others)))


def assert_equal(here, there, tolerance=0.0):
    for field in fields(here):
        a, b = getattr(here, field.name), getattr(there, field.name)
        if isinstance(a, (str, tuple)):
            assert a == b
        else:
            np.testing.assert_allclose(b, a, atol=tolerance, rtol=0, err_msg=field.name)


def assert_sound(forecast):
    for field in fields(forecast):
        value = getattr(forecast, field.name)
        if not isinstance(value, (str, tuple)):
            assert np.isfinite(value).all(), field.name
    assert (forecast.log_variance >= 0).all()
    assert (forecast.level_variance > 0).all()
    assert ((forecast.inclusion >= 0) & (forecast.inclusion <= 1)).all()


def test_a_driver_is_found_with_its_lead_and_direction():
    for effect in (1.2, -1.2):
        forecast = read(item(1, effect=effect))
        assert forecast.inclusion[0] > 0.95
        assert abs(forecast.lead[0] - 3) <= 1
        assert np.sign(forecast.coefficient[0]) == np.sign(effect)
        assert forecast.inclusion[1:].max() < 0.25


def test_indicators_without_a_connection_are_not_taken_for_drivers():
    forecasts = [read(item(seed, effect=0.0)) for seed in range(6)]
    assert np.mean([forecast.inclusion for forecast in forecasts]) < 0.12


def test_an_expected_sign_helps_where_it_is_right_and_hurts_where_it_is_wrong():
    inclusion = {sign: read(item(4, effect=0.35, sign=sign)).inclusion[0] for sign in (1, 0, -1)}
    assert inclusion[1] > inclusion[0] > inclusion[-1]


def test_the_same_indicator_driving_other_items_makes_it_likelier_here():
    weak = item(4, effect=0.3)
    others = [item(seed, effect=1.2) for seed in range(10, 16)]
    strangers = [item(seed, effect=0.0) for seed in range(10, 16)]
    assert read(weak, others).inclusion[0] > read(weak, strangers).inclusion[0]


def test_an_items_own_finding_is_left_out_of_its_own_prior_rate():
    prior = fit_prior(panel(item(1), item(2), item(3)))
    total, number = prior.inclusion["kind0"]
    own, _ = prior.own["item1"]["kind0"]
    assert number == 3
    assert prior.rate("kind0", "item1") == pytest.approx((1 + total - own) / (12 + 2))
    assert prior.rate("kind0", "a new item") == pytest.approx((1 + total) / (12 + 3))
    assert prior.rate("a new kind", "item1") == pytest.approx(1 / 12)


def test_a_kind_with_many_indicators_never_gets_a_prior_of_one():
    # Five indicators of one kind, all of them certain, in every item.
    certain = {f"i{k}": {"price": (5.0, 5)} for k in range(30)}
    settings = LevelSettings()
    prior = LevelPrior(_base_grid(settings), {"price": (150.0, 150)}, certain, {}, settings)
    assert 0.9 < prior.rate("price", "i0") < 1.0


def test_a_pure_noise_indicator_hardly_moves_the_forecast():
    view = item(1)
    noise = np.random.default_rng(99).normal(size=view.indicators.shape[0])
    wider = replace(
        view,
        indicators=np.column_stack([view.indicators, noise]),
        traits=(*view.traits, IndicatorTrait("noise", "noise")),
    )
    here, there = read(view), read(wider)
    np.testing.assert_allclose(there.log_mean, here.log_mean, atol=0.05)
    assert there.inclusion[-1] < 0.1


def test_units_of_indicators_do_not_matter():
    view = item(2, sign=1)
    assert_equal(read(view), read(replace(view, indicators=view.indicators * 1e5 - 3e4)), tolerance=1e-6)


def test_the_order_of_the_indicators_does_not_matter():
    view = item(2)
    order = np.array([2, 0, 3, 1])
    turned = replace(view, indicators=view.indicators[:, order], traits=tuple(view.traits[k] for k in order))
    here, there = read(view), read(turned)
    np.testing.assert_allclose(there.inclusion, here.inclusion[order], atol=1e-9)
    np.testing.assert_allclose(there.log_mean, here.log_mean, atol=1e-9)


def test_a_missing_count_is_not_a_zero():
    view = item(3)
    zero, missing = view.counts.copy(), view.counts.copy()
    zero[-3:], missing[-3:] = 0.0, np.nan
    low, unknown = read(replace(view, counts=zero)), read(replace(view, counts=missing))
    assert low.log_mean[0] < unknown.log_mean[0]
    assert low.log_variance[0] < unknown.log_variance[0] + 1.0


def test_exposure_explains_what_more_looking_found():
    view = item(5, effect=0.0)
    counts = view.counts.copy()
    counts[-6:] = np.round(counts[-6:] * 3 + 3)
    busier = np.concatenate(
        [np.zeros(view.length - 6), np.full(6, np.log(3.0)), np.full(HORIZON, np.log(3.0))]
    )
    blind = read(replace(view, counts=counts))
    knowing = read(replace(view, counts=counts, log_exposure=busier))
    assert knowing.level[0] < blind.level[0] - 0.3


def test_the_last_reports_being_incomplete_raises_the_forecast():
    view = item(5, effect=0.0)
    share = np.ones(view.length)
    share[-2:] = 0.5
    assert read(replace(view, completeness=share)).log_mean[0] > read(view).log_mean[0]


def test_a_recent_jump_is_noticed_from_history_alone():
    view = item(6, effect=0.0, indicators=0)
    counts = view.counts.copy()
    counts[-3:] = counts.mean() * 6
    calm, risen = read(view), read(replace(view, counts=counts))
    assert risen.jump > calm.jump
    assert risen.level[0] > calm.level[0] + 0.5


def test_two_runs_and_many_threads_agree_to_the_last_bit():
    seen = panel(*[item(seed, n=60, indicators=3) for seed in range(5)])
    serial = fit_prior(seen)
    with ThreadPoolExecutor(4) as pool:
        parallel = fit_prior(seen, run=lambda work, pieces: list(pool.map(work, pieces)))
        forecasts = list(pool.map(lambda view: forecast_item(view, parallel), seen.items))
    np.testing.assert_array_equal(serial.grid, parallel.grid)
    for view, forecast in zip(seen.items, forecasts, strict=True):
        assert_equal(forecast_item(view, serial), forecast)


def test_what_another_item_does_later_changes_nothing_under_the_same_prior():
    view = item(1)
    prior = fit_prior(panel(view, item(2)))
    assert_equal(forecast_item(view, prior), forecast_item(replace(view), prior))


def with_indicator(view, column):
    values = view.indicators.copy()
    values[:, 1] = column
    return replace(view, indicators=values)


def stopped(view):
    values = view.indicators.copy()
    values[40:, 1] = np.nan
    return replace(view, indicators=values)


EDGES = {
    "eight periods": lambda: item(1, n=8),
    "twenty periods": lambda: item(1, n=20),
    "all zeros": lambda: replace(item(1), counts=np.zeros(80)),
    "all missing but eight": lambda: replace(
        item(1), counts=np.where(np.arange(80) % 10 == 9, item(1).counts, np.nan)
    ),
    "a million each": lambda: replace(item(1), counts=np.full(80, 1e6)),
    "a million once": lambda: replace(item(1), counts=np.where(np.arange(80) == 79, 1e6, 0.0)),
    "a constant indicator": lambda: with_indicator(item(1), 4.0),
    "an indicator never known": lambda: with_indicator(item(1), np.nan),
    "an indicator that stopped": lambda: stopped(item(1)),
    "the same indicator twice": lambda: with_indicator(item(1), item(1).indicators[:, 0]),
    "no indicators": lambda: item(1, indicators=0),
    "the last count missing": lambda: replace(
        item(1), counts=np.where(np.arange(80) == 79, np.nan, item(1).counts)
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_the_forecast_stays_sound_at_the_edges(name):
    view = EDGES[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        forecast = read(view, [item(2), item(3)])
    assert_sound(forecast)
    known = view.counts[~np.isnan(view.counts)]
    assert forecast.log_mean[0] < np.log(known.max() + 1.0) + 1.5


def test_a_history_too_short_for_indicators_says_so_and_is_read_alone():
    forecast = read(item(1, n=30))
    assert forecast.flags == ("history_too_short_for_indicators",)
    assert forecast.inclusion.shape == (0,)


def test_screening_changes_little_against_the_exhaustive_run():
    view = item(7, effect=0.5, indicators=8)
    prior = fit_prior(panel(view))
    exhaustive = replace(prior, settings=replace(prior.settings, screened=10_000, pairs_extended=400))
    here, there = forecast_item(view, prior), forecast_item(view, exhaustive)
    np.testing.assert_allclose(here.inclusion, there.inclusion, atol=0.06)
    np.testing.assert_allclose(here.log_mean, there.log_mean, atol=0.1)


def test_pooling_draws_a_small_items_size_towards_that_of_the_others():
    # Twelve months of a rare item say little of its own size; the panel of nearly Poisson items says more.
    rng = np.random.default_rng(8)
    smooth = [plain_view(f"p{k}", FIRST, rng.poisson(6, 96).astype(float)) for k in range(8)]
    rough = [plain_view(f"r{k}", FIRST, rng.negative_binomial(1.2, 0.15, 96).astype(float)) for k in range(8)]
    rare = plain_view("rare", FIRST, [0.0, 1, 0, 2, 0, 0, 3, 1, 0, 0, 1, 0])
    assert read(rare, smooth).size > read(rare, rough).size
