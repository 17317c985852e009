"""The vectorisable functions against those of NumPy and SciPy."""

import numpy as np
import pytest
from scipy.special import erf as scipy_erf

from bongsu.core.stats.vector_math import erf, exp, kernel, log


@kernel
def _all_exp(x, out):
    for i in range(x.shape[0]):
        out[i] = exp(x[i])


@kernel
def _all_log(x, out):
    for i in range(x.shape[0]):
        out[i] = log(x[i])


@kernel
def _all_erf(x, out):
    for i in range(x.shape[0]):
        out[i] = erf(x[i])


def _run(loop, x):
    out = np.empty_like(x)
    loop(x, out)
    return out


def test_exp_has_fourteen_digits_over_its_whole_range():
    x = np.concatenate([np.linspace(-700, 700, 20_001), np.linspace(-1, 1, 2001)])
    assert np.abs(_run(_all_exp, x) / np.exp(x) - 1.0).max() < 1e-13


def test_exp_holds_what_would_overflow():
    np.testing.assert_allclose(_run(_all_exp, np.array([-1e9, 1e9])), np.exp([-700.0, 700.0]), rtol=1e-12)


def test_log_has_fifteen_digits_from_the_smallest_normal_number_to_the_largest():
    x = np.concatenate([np.logspace(-307, 308, 20_001), np.linspace(0.5, 2.0, 20_001)])
    assert np.abs(_run(_all_log, x) - np.log(x)).max() < 2e-13
    near_one = np.linspace(0.5, 2.0, 20_001)
    assert np.abs(_run(_all_log, near_one) - np.log(near_one)).max() < 1e-15


def test_the_error_function_has_thirteen_digits_and_is_odd():
    x = np.concatenate([np.linspace(-8, 8, 20_001), [0.0, 1e-8, -40.0]])
    found = _run(_all_erf, x)
    assert np.abs(found - scipy_erf(x)).max() < 1e-13
    np.testing.assert_array_equal(_run(_all_erf, -x[x != 0]), -found[x != 0])


@pytest.mark.parametrize("loop", [_all_exp, _all_log, _all_erf])
def test_an_element_does_not_depend_on_its_place_in_the_array(loop):
    x = np.linspace(0.1, 3.0, 37)
    np.testing.assert_array_equal(_run(loop, x)[5:], _run(loop, x[5:].copy()))
