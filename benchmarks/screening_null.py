"""Would another null hold max-T's level on real series, and at what price in power?

    python benchmarks/screening_null.py worlds --worlds 20            # made-up worlds from seed 7000
    python benchmarks/screening_null.py shifted WORKSPACE --as-of DATE   # real series, turned out of step

Prints, for the test as it is and for each idea, the share of pairs with p < .05 where nothing leads anything,
and of the drivers with p < .05 where they are known. The level is fitted from the counts alone, so the turns
share it.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from bongsu.core.forecasting.level_model import LevelPrior, fit_prior
from bongsu.core.grading.screening_report import SEED, raw_candidates
from bongsu.core.panel.synthetic import simulate
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.screening.candidates import Candidates
from bongsu.core.screening.level_whitening import FittedLevel, Whitened, whiten, working_response
from bongsu.core.screening.max_t import max_t_test

sys.path.insert(0, str(Path(__file__).parent))
from screening import LEAST_SHIFT, level_of, turned
from worlds import view_as_of

NOMINAL = 0.05
PERIODS = (60, 95)
DRAWS = 999
MOST_LAGS = 6
KEPT = 6


def whitened_at(view: ItemView, level: FittedLevel, candidates: Candidates) -> Whitened:
    """Response and columns whitened under one setting of the level."""
    return whiten(working_response(view.counts, level), candidates.values)


def p_of(whitened: Whitened, candidates: Candidates) -> np.ndarray:
    """p of max-T as the product computes it [indicator]."""
    return max_t_test(whitened, candidates, rng=np.random.default_rng(SEED)).p_value


def own_spread(whitened: Whitened) -> Whitened:
    """The response divided by its own standard deviation where that is above 1."""
    spread = float(np.sqrt(np.mean(whitened.response**2)))
    return Whitened(whitened.response / max(spread, 1.0), whitened.columns)


def deflation(whitened: Whitened) -> np.ndarray:
    """Standard deviation of each column's T for the autocorrelation that whitening left [column], at least 1.

    The variance of x'z is 1 + 2 sum over k of (1 − k / (K + 1)) r_z(k) r_x(k), with K = 6 lags.
    """
    z = whitened.response
    inflation = np.ones(whitened.columns.shape[1])
    size_x, size_z = (whitened.columns**2).sum(axis=0), float(z @ z)
    for lag in range(1, MOST_LAGS + 1):
        r_z = float(z[lag:] @ z[:-lag]) / size_z
        r_x = (whitened.columns[lag:] * whitened.columns[:-lag]).sum(axis=0) / size_x
        inflation += 2.0 * (1.0 - lag / (MOST_LAGS + 1)) * r_z * r_x
    return np.sqrt(np.maximum(inflation, 1.0))


def maxima(size: np.ndarray, candidates: Candidates) -> np.ndarray:
    """Largest size over each indicator's leads [..., indicator]."""
    found = np.full((*size.shape[:-1], candidates.indicators), -1.0)
    for k in range(candidates.indicators):
        mine = candidates.indicator == k
        if mine.any():
            found[..., k] = np.nan_to_num(size[..., mine], nan=-1.0).max(axis=-1)
    return found


def p_effective(whitened: Whitened, candidates: Candidates) -> np.ndarray:
    """p of max-T with every |T| divided by its deflation; the null draws are white and need none."""
    unit = whitened.columns / np.sqrt((whitened.columns**2).sum(axis=0))
    seen = maxima(np.abs(whitened.response @ unit) / deflation(whitened), candidates)
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, unit.shape[0]))
    null = maxima(np.abs(noise @ unit), candidates)
    return (1.0 + (null >= seen).sum(axis=0)) / (DRAWS + 1.0)


def p_rotated(whitened: Whitened, candidates: Candidates) -> np.ndarray:
    """p of max-T against the whitened response turned in a circle, by every number of periods."""
    unit = whitened.columns / np.sqrt((whitened.columns**2).sum(axis=0))
    n = unit.shape[0]
    turns = np.stack([np.roll(whitened.response, step) for step in range(1, n)])
    seen = maxima(np.abs(whitened.response @ unit), candidates)
    return (1.0 + (maxima(np.abs(turns @ unit), candidates) >= seen).sum(axis=0)) / n


def settings_of(view: ItemView, prior: LevelPrior) -> list[tuple[float, tuple[float, float, float]]]:
    """The likeliest settings (sigma, rho, size) of the item's level with their weights, which sum to 1."""
    weight = np.log(prior.grid) + prior.evidence[view.item]
    weight = np.exp(weight - weight.max())
    at = np.argsort(weight, axis=None)[::-1][:KEPT]
    places = [np.unravel_index(one, weight.shape) for one in at]
    total = sum(float(weight[place]) for place in places)
    s = prior.settings
    return [
        (float(weight[place]) / total, (s.sigmas[place[0]], s.rhos[place[1]], s.sizes[place[2]]))
        for place in places
    ]


def mean_rho(view: ItemView, prior: LevelPrior) -> float:
    """Posterior mean of rho, over the whole grid."""
    weight = np.log(prior.grid) + prior.evidence[view.item]
    weight = np.exp(weight - weight.max())
    return float((weight.sum(axis=(0, 2)) * np.array(prior.settings.rhos)).sum() / weight.sum())


def ideas(view: ItemView, level: FittedLevel, prior: LevelPrior) -> dict[str, np.ndarray]:
    """p [indicator] of every idea."""
    candidates = raw_candidates(view)
    plain = whitened_at(view, level, candidates)
    averaged = sum(
        share
        * p_of(whitened_at(view, replace(level, sigma=sigma, rho=rho, size=size), candidates), candidates)
        for share, (sigma, rho, size) in settings_of(view, prior)
    )
    return {
        "as it is": p_of(plain, candidates),
        "rho at its posterior mean": p_of(
            whitened_at(view, replace(level, rho=mean_rho(view, prior)), candidates), candidates
        ),
        f"p averaged over the {KEPT} likeliest settings": averaged,
        "response divided by its own spread": p_of(own_spread(plain), candidates),
        f"T deflated for {MOST_LAGS} lags of autocorrelation left": p_effective(plain, candidates),
        "sigma × 1.3": p_of(
            whitened_at(view, replace(level, sigma=1.3 * level.sigma), candidates), candidates
        ),
        "null by turning the whitened response": p_rotated(plain, candidates),
    }


def share(found: Iterable[np.ndarray]) -> tuple[float, float]:
    """Mean and standard error, over the given groups, of the share below the nominal level."""
    each = [float(np.mean(group[~np.isnan(group)] < NOMINAL)) for group in found]
    return float(np.mean(each)), float(np.std(each, ddof=1) / np.sqrt(len(each)))


def levels(panel: PanelView) -> tuple[LevelPrior, list[FittedLevel]]:
    """What the counts alone teach, and each item's fitted level."""
    alone = PanelView(panel.as_of, tuple(view.without_indicators() for view in panel.items))
    prior = fit_prior(alone)
    return prior, [level_of(view, prior) for view in alone.items]


def print_worlds(first: int, worlds: int) -> None:
    """Null worlds (is the level held?) and default worlds (are drivers still found?)."""
    found: dict[tuple[str, str, int], list[np.ndarray]] = {}
    for variant in ("null", "default"):
        for n in PERIODS:
            for seed in range(first, first + worlds):
                world = simulate(seed, variant=variant)
                panel = view_as_of(world, n - 1)
                prior, fitted = levels(panel)
                rows = [ideas(v, lv, prior) for v, lv in zip(panel.items, fitted, strict=True)]
                drives = np.array(
                    [
                        [k in {d.indicator for d in true} for k in range(len(panel.items[0].traits))]
                        for true in world.drivers
                    ]
                )
                for name in rows[0]:
                    p = np.array([row[name] for row in rows])
                    found.setdefault((name, variant, n), []).append(p if variant == "null" else p[drives])
                print(f"\r{variant} n = {n} seed {seed}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    heads = [f"{what}, n = {n}" for what in ("null: p < .05", "drivers: p < .05") for n in PERIODS]
    print(f"\n| idea | {' | '.join(heads)} |\n|---|" + "---|" * len(heads))
    for name in dict.fromkeys(key[0] for key in found):
        cells = []
        for variant in ("null", "default"):
            for n in PERIODS:
                mean, error = share(found[name, variant, n])
                cells.append(f"{mean:.3f} ± {error:.3f}")
        print(f"| {name} | {' | '.join(cells)} |")


def print_shifted(workspace: Path, as_of: date, times: int) -> None:
    """Every idea on real series turned out of step, as `screening.py shifted` turns them."""
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.known_panel import KnownPanel
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    panel = KnownPanel(Ledger(place.facts), place.catalogue, place.catalogue.items_on(as_of), as_of=as_of)
    real = panel.at(panel.cutoff)
    prior, fitted = levels(real)
    rng = np.random.default_rng(SEED)
    longest = max(view.length for view in real.items)
    found: dict[str, list[np.ndarray]] = {}
    for step in range(times + 1):
        shift = rng.integers(LEAST_SHIFT, longest - LEAST_SHIFT, real.items[0].indicators.shape[1])
        views = real.items if not step else tuple(turned(view, shift) for view in real.items)
        rows = [ideas(view, level, prior) for view, level in zip(views, fitted, strict=True)]
        for name in rows[0]:
            found.setdefault(name, []).append(np.array([row[name] for row in rows]))
        print(f"\rturned {step}/{times}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"\n| idea | as they are: p < .05 | turned, mean of {times} |\n|---|---|---|")
    for name, panels in found.items():
        mean, error = share(panels[1:])
        print(f"| {name} | {np.nanmean(panels[0] < NOMINAL):.3f} | {mean:.3f} ± {error:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    worlds = what.add_parser("worlds")
    worlds.add_argument("--worlds", type=int, default=20)
    worlds.add_argument("--first-seed", type=int, default=7000)
    shifted = what.add_parser("shifted")
    shifted.add_argument("workspace", type=Path)
    shifted.add_argument("--as-of", type=date.fromisoformat, required=True)
    shifted.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    if options.what == "worlds":
        print_worlds(options.first_seed, options.worlds)
    else:
        print_shifted(options.workspace, options.as_of, options.times)


if __name__ == "__main__":
    main()
