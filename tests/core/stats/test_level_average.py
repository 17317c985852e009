"""Averaging over subsets of columns against the slow plain version, and laws that it keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.core.stats.level_average import average, inclusion_of, small_problem
from tests.reference.level_average_plain import average_plain

SIGMAS = np.array([0.25, 0.45, 0.75])
LOG_WEIGHTS = np.log([0.3, 0.4, 0.3])


def example(*, n=40, columns=7, seed=1, horizons=3, strength=0.6):
    rng = np.random.default_rng(seed)
    t = np.arange(n + horizons)
    basis = np.column_stack(
        [np.full(n + horizons, 2.0), 0.3 * np.cos(t * np.pi / 6), 0.3 * np.sin(t * np.pi / 6)]
    )
    x = rng.normal(size=(n + horizons, columns))
    weight = rng.uniform(1, 5, n)
    response = rng.normal(0, 0.5, n) + (strength * x[:n, 0] if columns else 0.0)
    return {
        "weight": weight,
        "response": response,
        "basis": basis[:n],
        "basis_ahead": basis[n:],
        "columns": x[:n],
        "columns_ahead": x[n:],
        "log_odds": np.full(columns, -2.0),
        "group": np.arange(columns),
        "direction": np.zeros(columns, dtype=np.int64),
        "softness": 0.8,
        "sigmas": SIGMAS,
        "log_sigma_weight": LOG_WEIGHTS,
        "rho": 0.85,
        "tau": 0.35,
    }


def fast(data, **changes):
    data = data | changes
    count = data["columns"].shape[1]
    return average(
        **{
            "always": np.zeros(count, dtype=bool),
            "keep": count,
            "pairs_extended": count * count,
            "least_sigma_weight": 0.0,
        }
        | data
    )


def slow(data):
    names = average_plain.__code__.co_varnames[: average_plain.__code__.co_argcount]
    return average_plain(**{name: data[name] for name in names})


def assert_same(found, expected, tolerance=1e-9):
    for name, here, there in zip(found._fields, found, expected, strict=True):
        np.testing.assert_allclose(here, there, atol=tolerance, rtol=0, err_msg=name)


CASES = {
    "plain": example(),
    "missing counts": example() | {"weight": np.where(np.arange(40) % 9 == 4, 0.0, 2.0)},
    "the last count missing": example() | {"weight": np.where(np.arange(40) == 39, 0.0, 2.0)},
    "groups": example() | {"group": np.array([0, 0, 0, 1, 1, 2, 3])},
    "soft signs": example() | {"direction": np.array([1, -1, 1, 0, -1, 0, 1])},
    "the true sign denied": example() | {"direction": np.array([-1, 0, 0, 0, 0, 0, 0])},
    "hard signs": example() | {"direction": np.array([1, -1, 1, 0, -1, 0, 1]), "softness": 1.0},
    "different odds": example() | {"log_odds": np.array([-1, -6, 0.5, -2, -9, -1, np.log(1 / 60)])},
    "a strong signal": example(strength=3.0),
    "one column": example(columns=1),
    "two columns": example(columns=2),
    "no columns": example(columns=0),
    "one sigma": example() | {"sigmas": SIGMAS[:1], "log_sigma_weight": np.zeros(1)},
    "few periods": example(n=8),
}


@pytest.mark.parametrize("name", CASES)
def test_averages_are_those_of_the_slow_plain_version(name):
    data = CASES[name]
    assert_same(fast(data), slow(data))


@pytest.mark.parametrize("name", CASES)
def test_inclusion_alone_is_that_of_the_slow_plain_version_where_no_triple_counts(name):
    data = CASES[name]
    few = np.arange(min(2, data["columns"].shape[1]))  # two columns have no triples
    data = data | {
        key: np.ascontiguousarray(data[key][..., few])
        for key in ("columns", "columns_ahead", "log_odds", "group", "direction")
    }
    first = data["log_odds"] + 0.7  # what the columns were screened under does not matter where all are kept
    problem = small_problem(
        data["weight"], data["response"], data["basis"], data["columns"], log_odds=first,
        always=np.zeros(few.shape[0], dtype=bool), sigmas=data["sigmas"],
        log_sigma_weight=data["log_sigma_weight"], rho=data["rho"], tau=data["tau"], keep=2,
        least_sigma_weight=0.0,
    )  # fmt: skip
    found = inclusion_of(
        problem, log_odds=data["log_odds"], group=data["group"], direction=data["direction"],
        softness=data["softness"], tau=data["tau"],
    )  # fmt: skip
    np.testing.assert_allclose(found, slow(data)[0], atol=1e-9, rtol=0)


def test_a_jump_that_repeats_no_other_column_is_averaged_like_any_other():
    data = example()
    steps = np.array([np.arange(43) >= 40 - jump for jump in (1, 2, 3)], dtype=float).T
    data |= {
        "columns": np.column_stack([data["columns"][:, :4], steps[:40]]),
        "columns_ahead": np.column_stack([data["columns_ahead"][:, :4], steps[40:]]),
    }
    assert_same(fast(data), slow(data))


def test_an_exact_copy_of_a_column_shares_its_probability_equally():
    data = example()
    data["columns"][:, 1] = data["columns"][:, 0]
    data["columns_ahead"][:, 1] = data["columns_ahead"][:, 0]
    found = fast(data)
    assert found.inclusion[0] == pytest.approx(found.inclusion[1], abs=1e-12)
    assert np.isfinite(found.predictor_variance).all()


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(7)), st.integers(0, 50))
def test_the_order_of_the_columns_does_not_matter(order, seed):
    data = example(seed=seed) | {
        "log_odds": np.linspace(-4, -1, 7),
        "group": np.array([0, 0, 1, 1, 2, 3, 4]),
        "direction": np.array([1, 0, -1, 0, 0, 1, 0]),
    }
    order = np.array(order)
    turned = {
        key: np.ascontiguousarray(data[key][..., order])
        for key in ("columns", "columns_ahead", "log_odds", "group", "direction")
    }
    here, there = fast(data), fast(data, **turned)
    np.testing.assert_allclose(there.inclusion, here.inclusion[order], atol=1e-10)
    np.testing.assert_allclose(there.coefficient, here.coefficient[order], atol=1e-10)
    np.testing.assert_allclose(there.predictor, here.predictor, atol=1e-10)
    np.testing.assert_allclose(there.smoothed, here.smoothed, atol=1e-10)


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-3, 1e3), st.integers(0, 50))
def test_turning_a_columns_sign_turns_its_coefficient_and_nothing_else(factor, seed):
    data = example(seed=seed)
    turned = data | {"columns": data["columns"] * -1.0, "columns_ahead": data["columns_ahead"] * -1.0}
    here, there = fast(data), fast(turned)
    np.testing.assert_allclose(there.coefficient, -here.coefficient, atol=1e-12)
    np.testing.assert_allclose(there.inclusion, here.inclusion, atol=1e-12)
    np.testing.assert_allclose(there.predictor, here.predictor, atol=1e-12)


def test_columns_never_to_be_dropped_survive_the_screening():
    data = example(columns=7)
    always = np.arange(7) == 6
    found = fast(data | {"log_odds": np.where(always, -30.0, -2.0)}, always=always, keep=3)
    kept = found.inclusion > 0
    assert kept.sum() == 3
    assert kept[6]


def test_screening_and_few_extended_pairs_hardly_change_the_averages():
    data = example(columns=40, n=60)
    data |= {"log_odds": np.full(40, -4.0)}
    whole, part = fast(data), fast(data, keep=20, pairs_extended=40)
    np.testing.assert_allclose(part.inclusion, whole.inclusion, atol=0.03)
    np.testing.assert_allclose(part.predictor, whole.predictor, atol=0.05)


def test_a_negligible_sigma_is_left_out_without_effect():
    data = example(n=60) | {"sigmas": np.array([0.45, 3.0]), "log_sigma_weight": np.log([1.0, 1e-8])}
    whole, part = fast(data), fast(data, least_sigma_weight=1e-4)
    assert part.sigma_weight.tolist() == [1.0, 0.0]
    assert_same(part, whole, tolerance=1e-4)


def test_two_runs_agree_to_the_last_bit():
    data = example(columns=30)
    for here, there in zip(fast(data), fast(data), strict=True):
        np.testing.assert_array_equal(here, there)
