"""The evidence of the level model against dense algebra, numerical integration and another program."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import gammaln
from scipy.stats import multivariate_normal, nbinom

from bongsu.core.stats.level_laplace import evidence_grid, mode

SIGMAS, RHOS, SIZES = np.array([0.1, 0.45, 1.2]), np.array([0.6, 0.95]), np.array([1.5, 6.0, 15.0])


def example(n=60, seed=0, missing=(7, 8, 30)):
    rng = np.random.default_rng(seed)
    phase = np.arange(n) * math.pi / 6
    basis = np.column_stack(
        [np.full(n, 2.0), 0.3 * np.cos(phase), 0.3 * np.sin(phase), 0.3 * rng.normal(size=n)]
    )
    rate = 6.0 * np.exp(rng.normal(0, 0.5, n))
    counts = rng.negative_binomial(4, 4 / (4 + rate)).astype(float)
    counts[list(missing)] = np.nan
    return counts, ~np.isnan(counts), np.full(n, math.log(6.0)), basis


def covariance(basis, sigma, rho):
    lag = np.abs(np.subtract.outer(np.arange(basis.shape[0]), np.arange(basis.shape[0])))
    return basis @ basis.T + sigma**2 * rho**lag


def dense(counts, known, offset, basis, sigma, rho, size):
    """Rasmussen & Williams, algorithm 3.1, with dense matrices: (log evidence, mode)."""
    C = covariance(basis, sigma, rho)
    y = np.where(known, counts, 0.0)
    constant = (gammaln(y + size) - gammaln(size) - gammaln(y + 1) + size * np.log(size))[known].sum()

    def objective(f):
        likelihood = (y * (offset + f) - (y + size) * np.log(size + np.exp(offset + f)))[known].sum()
        return constant + likelihood - 0.5 * f @ np.linalg.solve(C, f)

    def gradient_and_weight(f):
        mean = np.exp(offset + f)
        return (y - (y + size) * mean / (mean + size)) * known, size * mean * (y + size) / (
            mean + size
        ) ** 2 * known

    f = np.zeros(y.shape[0])
    for _ in range(100):
        gradient, W = gradient_and_weight(f)
        target = np.linalg.solve(np.eye(f.shape[0]) + C * W, C @ (W * f + gradient))
        if np.abs(target - f).max() < 1e-11:
            break
        f = max((f + share * (target - f) for share in (1.0, 0.5, 0.25, 0.1, 0.03, 0.01)), key=objective)
    W = gradient_and_weight(f)[1]
    return objective(f) - 0.5 * np.linalg.slogdet(np.eye(f.shape[0]) + C * W)[1], f


@pytest.mark.parametrize("missing", [(), (0, 1), (7, 8, 30), (58, 59)])
def test_evidence_is_that_of_dense_algebra_at_every_point_of_the_grid(missing):
    data = example(missing=missing)
    found = evidence_grid(*data, sigmas=SIGMAS, rhos=RHOS, sizes=SIZES)
    for a, sigma in enumerate(SIGMAS):
        for b, rho in enumerate(RHOS):
            for c, size in enumerate(SIZES):
                assert found[a, b, c] == pytest.approx(dense(*data, sigma, rho, size)[0], abs=2e-4)


def test_the_mode_is_that_of_dense_algebra():
    data = example()
    for sigma, rho, size in ((0.1, 0.6, 15.0), (0.75, 0.95, 1.5)):
        found = mode(*data, sigma=sigma, rho=rho, size=size)
        np.testing.assert_allclose(found, dense(*data, sigma, rho, size)[1], atol=1e-6)


@pytest.mark.parametrize("counts", [(3.0, 5.0), (40.0, 70.0), (0.0, 1.0)])
def test_evidence_is_close_to_the_integral_it_approximates(counts):
    # Two periods and one fixed effect: the integral over f has two dimensions and is summed on a fine grid.
    basis, offset = np.array([[1.0], [0.8]]), np.log([20.0, 20.0])
    sigma, rho, size = 0.45, 0.85, 6.0
    axis = np.linspace(-7, 5, 1201)
    f = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1)
    mean = np.exp(offset + f)
    likelihood = nbinom.pmf(np.array(counts), size, size / (size + mean)).prod(axis=-1)
    prior = multivariate_normal(cov=covariance(basis, sigma, rho)).pdf(f)
    integral = (likelihood * prior).sum() * (axis[1] - axis[0]) ** 2
    found = evidence_grid(
        np.array(counts), np.ones(2, bool), offset, basis,
        sigmas=np.array([sigma]), rhos=np.array([rho]), sizes=np.array([size]),
    )  # fmt: skip
    assert found[0, 0, 0] == pytest.approx(math.log(integral), abs=0.03)


def test_without_a_level_the_mode_is_the_regression_of_statsmodels():
    # A vague prior and a level of next to no size leave the maximum-likelihood fit of the fixed effects.
    counts, known, offset, basis = example(missing=())
    f = mode(counts, known, offset, 300.0 * basis, sigma=1e-4, rho=0.5, size=4.0)
    family = sm.families.NegativeBinomial(alpha=1 / 4.0)
    fitted = sm.GLM(counts, basis, family=family, offset=offset).fit(tol=1e-12)
    np.testing.assert_allclose(f, basis @ fitted.params, atol=1e-4)


def test_a_missing_count_is_not_a_zero():
    counts, _, offset, basis = example(missing=())
    as_zero, as_missing = counts.copy(), counts.copy()
    as_zero[20], as_missing[20] = 0.0, np.nan
    fits = [
        mode(series, ~np.isnan(series), offset, basis, sigma=0.45, rho=0.85, size=6.0)
        for series in (as_zero, as_missing)
    ]
    assert fits[0][20] < fits[1][20] - 0.1


def test_what_stands_where_a_count_is_missing_does_not_matter():
    counts, known, offset, basis = example()
    grids = [
        evidence_grid(filled, known, offset, basis, sigmas=SIGMAS, rhos=RHOS, sizes=SIZES)
        for filled in (np.where(known, counts, filler) for filler in (0.0, 1e6, np.nan))
    ]
    np.testing.assert_array_equal(grids[0], grids[1])
    np.testing.assert_array_equal(grids[0], grids[2])


@pytest.mark.parametrize(
    "counts",
    [np.zeros(8), np.full(8, 1e6), np.array([0.0, 0, 0, 1e6, 0, 0, 0, 0]), np.array([3.0])],
    ids=["zeros", "millions", "one spike", "one period"],
)
def test_extreme_counts_give_finite_evidence(counts):
    n = counts.shape[0]
    offset = np.full(n, math.log((counts.sum() + 0.5) / n))
    found = evidence_grid(
        counts, np.ones(n, bool), offset, np.full((n, 1), 2.0), sigmas=SIGMAS, rhos=RHOS, sizes=SIZES
    )
    assert np.isfinite(found).all()
    for a, sigma in enumerate(SIGMAS):
        expected = dense(counts, np.ones(n, bool), offset, np.full((n, 1), 2.0), sigma, 0.6, 6.0)[0]
        assert found[a, 0, 1] == pytest.approx(expected, rel=1e-6, abs=1e-3)
