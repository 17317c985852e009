"""Pressure: how strongly an item's indicators push toward smuggling, measured against their own past alone.

No detections are read, so the score works from the first day and cannot learn where we looked. Every
indicator of known sign is standardised robustly and turned so that up is riskier; indicators are averaged
within their group, the group is bounded, and the groups are added as independent standard scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.view import IndicatorTrait

Array = NDArray[np.float64]

PRICE, SUPPLY, TAX, FLOW, ENFORCEMENT, OTHER = "price", "supply", "tax", "flow", "enforcement", "other"

KINDS = {
    PRICE: (
        "price_gap price_gap_ratio smuggling_margin legal_margin risk_adjusted_gain taxed_untaxed_spread "
        "price_momentum price_abroad price_change_abroad world_price exchange_rate volatility interest_rate"
    ),
    SUPPLY: (
        "harvest production_abroad stocks import_volume net_imports imports exports legal_sales demand "
        "duty_free_sales quota_fill season input_imports price_anomaly"
    ),
    TAX: "tax_event tax_event_abroad tax_wedge tariff",
    FLOW: (
        "unit_value processed_raw_ratio mirror_gap origin_share origin_mix concentration substitute_share "
        "substitute_imports traveller_arrivals parcel_volume vessel_calls container_calls crossings "
        "delivery_residual waste_oil"
    ),
    ENFORCEMENT: "neighbour_seizures quarantine soft_signals",
}
GROUP_OF = {kind: group for group, kinds in KINDS.items() for kind in kinds.split()}
"""Indicator kind → its group; a kind that is not named here is of the group "other"."""

GROUP_BOUND = 3.0
LEAST_VALUES = 12
LONGEST_CARRY = 3
MAD_TO_SD = 1.4826


@dataclass(frozen=True, slots=True)
class Push:
    """One indicator's part in the newest score.

    Attributes:
        value: the newest one known; `age` is how many periods old it is.
        z: robust standard score, positive where the indicator pushes toward smuggling.
    """

    indicator: str
    group: str
    value: float
    z: float
    age: int


@dataclass(frozen=True, slots=True)
class Pressure:
    """The score of every period and what the newest one is made of.

    Attributes:
        scores: [time], NaN where nothing is known; of standard normal size if groups are independent.
        groups: group → its bounded part of the newest score.
        left_out: indicators without a known sign, or with too few values to be standardised.
    """

    scores: Array
    groups: dict[str, float]
    pushes: tuple[Push, ...]
    left_out: tuple[str, ...]


def group_of(kind: str) -> str:
    """The group of an indicator's kind.

    >>> group_of("price_gap"), group_of("tax_event"), group_of("moon")
    ('price', 'tax', 'other')
    """
    return GROUP_OF.get(kind, OTHER)


def pressure(values: Array, traits: Sequence[IndicatorTrait]) -> Pressure:
    """The pressure in every period from indicators [time, indicator], all of them known on one day.

    A value that is not out yet is carried forward for up to three periods, so that the newest period is
    judged by what is known and not by what is missing.
    """
    oriented = np.full_like(values, np.nan)
    carried, age = _carried(values)
    left_out = []
    for k, trait in enumerate(traits):
        if trait.sign:
            oriented[:, k] = trait.sign * robust_z(values[:, k], carried[:, k])
        if np.isnan(oriented[:, k]).all():
            left_out.append(trait.code)
    groups = [group_of(trait.kind) for trait in traits]
    parts = _group_parts(oriented, groups)
    scores = _combined(parts)
    newest = values.shape[0] - 1
    pushes = tuple(
        Push(trait.code, groups[k], float(carried[-1, k]), float(oriented[-1, k]), int(age[-1, k]))
        for k, trait in enumerate(traits)
        if newest >= 0 and not np.isnan(oriented[-1, k])
    )
    last = {name: float(part[-1]) for name, part in parts.items() if newest >= 0 and not np.isnan(part[-1])}
    return Pressure(scores, last, tuple(sorted(pushes, key=lambda push: -push.z)), tuple(left_out))


def robust_z(known: Array, values: Array) -> Array:
    """`values` less the median of `known`, over its scaled median absolute deviation [time].

    Where more than half of the known values are the same (tax events), the standard deviation stands in.
    NaN everywhere with fewer than twelve known values, or where they never moved.

    >>> robust_z(np.arange(13.0), np.array([6.0, 12.0])).round(2).tolist()
    [0.0, 1.35]
    """
    seen = known[~np.isnan(known)]
    if seen.shape[0] < LEAST_VALUES:
        return np.full_like(values, np.nan)
    centre = float(np.median(seen))
    spread = MAD_TO_SD * float(np.median(np.abs(seen - centre))) or float(seen.std(ddof=1))
    if not spread > 0.0:
        return np.full_like(values, np.nan)
    scores: Array = (values - centre) / spread
    return scores


def exceedance(scores: Array) -> tuple[float, int]:
    """How rarely the score was as high as its newest value, and how many earlier periods that rests on.

    (1 + earlier periods at least as high) / (1 + earlier periods): the newest is counted with them, so that a
    short history cannot call anything rare.

    >>> exceedance(np.array([1.0, np.nan, 3.0, 2.0, 2.5]))
    (0.5, 3)
    """
    earlier = scores[:-1][~np.isnan(scores[:-1])]
    return (1 + int((earlier >= scores[-1]).sum())) / (1 + earlier.shape[0]), int(earlier.shape[0])


def _carried(values: Array) -> tuple[Array, NDArray[np.int64]]:
    out, age = values.copy(), np.zeros(values.shape, dtype=np.int64)
    for t in range(1, values.shape[0]):
        missing = np.isnan(out[t]) & (age[t - 1] < LONGEST_CARRY)
        out[t, missing] = out[t - 1, missing]
        age[t, missing] = age[t - 1, missing] + 1
    return out, age


def _group_parts(oriented: Array, groups: Sequence[str]) -> dict[str, Array]:
    parts = {}
    for name in dict.fromkeys(groups):
        mine = oriented[:, [k for k, group in enumerate(groups) if group == name]]
        known = ~np.isnan(mine)
        number = known.sum(axis=1)
        mean = np.where(known, mine, 0.0).sum(axis=1) / np.maximum(number, 1)
        parts[name] = np.where(number > 0, GROUP_BOUND * np.tanh(mean / GROUP_BOUND), np.nan)
    return parts


def _combined(parts: dict[str, Array]) -> Array:
    stacked = np.stack(list(parts.values()), axis=1)
    known = ~np.isnan(stacked)
    number = known.sum(axis=1)
    total = np.where(known, stacked, 0.0).sum(axis=1)
    return np.where(number > 0, total / np.sqrt(np.maximum(number, 1)), np.nan)
