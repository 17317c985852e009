"""The functions a formula may call: how each is written, what it does, its unit, how far it looks back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np

from bongsu.core.indicators import calendar_days, quota, seasonal, trade_mix, trailing
from bongsu.core.indicators.trailing import Array
from bongsu.core.panel.periods import Period

MAX_PERIODS = 520
MAX_YEARS = 30

Wholes = tuple[int, ...]


class UnitRule(Enum):
    """What a function does to units."""

    SAME = "the result has the unit of the argument; several arguments must have the same"
    PURE = "the arguments share a unit, the result is a pure number"
    NUMBER = "the argument must be a pure number, and so is the result"
    DAYS = "no argument with a unit; the result is a pure number"


@dataclass(frozen=True, slots=True)
class Axis:
    """The times a formula is evaluated at.

    Attributes:
        first: the first period; None where it is not known: then calendar functions cannot be evaluated.
        shape: of every array.
    """

    first: Period | None
    shape: tuple[int, ...]

    def periods(self, name: str) -> list[Period]:
        """Every period; raises ValueError where the first is not known."""
        if self.first is None:
            raise ValueError(f"{name} needs the periods: evaluate the formula with first=Period")
        return [self.first + step for step in range(self.shape[0])]


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the formula language.

    Attributes:
        usage: how it is written.
        values: number of arguments that are arrays; None: two or more.
        wholes: bounds of the whole numbers that follow them.
        apply: from the arrays and the whole numbers.
        unit: what it does to units.
        back: from the whole numbers, the numbers of periods back that a value rests on.
    """

    usage: str
    values: int | None
    wholes: tuple[tuple[int, int], ...]
    apply: Callable[[list[Array], Wholes, Axis], Array]
    unit: UnitRule
    back: Callable[[Wholes], Sequence[int]] = lambda _: (0,)


def _window(wholes: Wholes) -> range:
    return range(wholes[0])


def _window_and_before(wholes: Wholes) -> range:
    return range(wholes[0] + 1)


def _same_seasons(wholes: Wholes) -> list[int]:
    return [wholes[0] * year for year in range(wholes[1] + 1)]


def _growth_seasons(wholes: Wholes) -> list[int]:
    season, years = wholes
    quarter = max(season // 4, 1)
    seasons = [season * year for year in range(years + 2)]
    return sorted({*seasons, *(place + quarter for place in seasons[:-1])})


def _pointwise(
    usage: str, values: int | None, apply: Callable[[list[Array]], Array], rule: UnitRule
) -> Function:
    return Function(usage, values, (), lambda arrays, _, __: apply(arrays), rule)


def _trailing(
    usage: str,
    apply: Callable[[Array, int], Array],
    rule: UnitRule,
    *,
    least: int,
    back: Callable[[Wholes], Sequence[int]] = _window,
) -> Function:
    return Function(
        usage,
        1,
        ((least, MAX_PERIODS),),
        lambda arrays, wholes, _: apply(arrays[0], wholes[0]),
        rule,
        back,
    )


def _seasonal(
    usage: str,
    apply: Callable[[Array, int, int], Array],
    rule: UnitRule,
    back: Callable[[Wholes], Sequence[int]],
) -> Function:
    return Function(
        usage,
        1,
        ((1, MAX_PERIODS), (seasonal.LEAST_YEARS, MAX_YEARS)),
        lambda arrays, wholes, _: apply(arrays[0], wholes[0], wholes[1]),
        rule,
        back,
    )


def _mix(usage: str, apply: Callable[[Array, int], Array]) -> Function:
    def stacked(arrays: list[Array], wholes: Wholes, _: Axis) -> Array:
        return apply(np.stack(arrays, axis=-1), wholes[0])

    return Function(usage, None, ((1, MAX_PERIODS),), stacked, UnitRule.PURE, _window_and_before)


def _calendar(
    name: str,
    usage: str,
    wholes: tuple[tuple[int, int], ...],
    apply: Callable[[list[Period], Wholes], Array],
) -> Function:
    @lru_cache(maxsize=64)
    def column(first: Period, length: int, numbers: Wholes) -> Array:
        periods = [first + step for step in range(length)]
        inside = [period for period in periods if calendar_days.covered(period)]
        found = dict(zip(inside, apply(inside, numbers), strict=True)) if inside else {}
        values = np.array([found.get(period, np.nan) for period in periods])
        values.flags.writeable = False
        return values

    def of_axis(_: list[Array], numbers: Wholes, axis: Axis) -> Array:
        first = axis.periods(name)[0] if axis.shape[0] else None
        values = column(first, axis.shape[0], numbers) if first else np.zeros(0)
        return np.broadcast_to(values.reshape(-1, *[1] * (len(axis.shape) - 1)), axis.shape)

    return Function(usage, 0, wholes, of_axis, UnitRule.DAYS, lambda _: ())


def _year_to_date(arrays: list[Array], _: Wholes, axis: Axis) -> Array:
    return quota.year_to_date(arrays[0], axis.periods("year_to_date(x)"))


FUNCTIONS: dict[str, Function] = {
    "log": _pointwise("log(x)", 1, lambda found: np.log(found[0]), UnitRule.PURE),
    "exp": _pointwise("exp(x)", 1, lambda found: np.exp(found[0]), UnitRule.NUMBER),
    "abs": _pointwise("abs(x)", 1, lambda found: np.abs(found[0]), UnitRule.SAME),
    "min": _pointwise("min(x, y, …)", None, np.minimum.reduce, UnitRule.SAME),
    "max": _pointwise("max(x, y, …)", None, np.maximum.reduce, UnitRule.SAME),
    "share": _pointwise(
        "share(x, y, …)",
        None,
        lambda found: trade_mix.shares(np.stack(found, axis=-1))[..., 0],
        UnitRule.PURE,
    ),
    "concentration": _pointwise(
        "concentration(x, y, …)",
        None,
        lambda found: trade_mix.concentration(np.stack(found, axis=-1)),
        UnitRule.PURE,
    ),
    "lag": _trailing("lag(x, n)", trailing.lag, UnitRule.SAME, least=0, back=lambda n: (n[0],)),
    "diff": _trailing("diff(x, n)", trailing.difference, UnitRule.SAME, least=1, back=lambda n: (0, n[0])),
    "mean": _trailing("mean(x, n)", trailing.mean, UnitRule.SAME, least=1),
    "median": _trailing("median(x, n)", trailing.median, UnitRule.SAME, least=1),
    "total": _trailing("total(x, n)", trailing.total, UnitRule.SAME, least=1),
    "zscore": _trailing("zscore(x, n)", trailing.zscore, UnitRule.PURE, least=3),
    "robust_zscore": _trailing(
        "robust_zscore(x, n)", trailing.robust_zscore, UnitRule.PURE, least=3, back=_window_and_before
    ),
    "momentum": _trailing(
        "momentum(x, n)", trailing.momentum, UnitRule.PURE, least=1, back=lambda n: (0, n[0])
    ),
    "volatility": _trailing(
        "volatility(x, n)", trailing.volatility, UnitRule.PURE, least=2, back=_window_and_before
    ),
    "decay": _trailing(
        "decay(x, n)",
        trailing.decay,
        UnitRule.SAME,
        least=1,
        back=lambda _: range(MAX_PERIODS),
    ),
    "normal": _seasonal("normal(x, s, y)", seasonal.normal, UnitRule.SAME, lambda n: _same_seasons(n)[1:]),
    "seasonal_zscore": _seasonal(
        "seasonal_zscore(x, s, y)", seasonal.seasonal_zscore, UnitRule.PURE, _same_seasons
    ),
    "price_anomaly": _seasonal(
        "price_anomaly(x, s, y)", seasonal.price_anomaly, UnitRule.PURE, _growth_seasons
    ),
    "mix_shift": _mix("mix_shift(x, y, …, n)", trade_mix.hellinger_shift),
    "mix_divergence": _mix("mix_divergence(x, y, …, n)", trade_mix.jensen_shannon_shift),
    "year_to_date": Function(
        "year_to_date(x)", 1, (), _year_to_date, UnitRule.SAME, lambda _: range(MAX_PERIODS)
    ),
    "holidays_ahead": _calendar(
        "holidays_ahead(n)",
        "holidays_ahead(n)",
        ((0, 12),),
        lambda p, n: calendar_days.holidays_ahead(p, n[0]),
    ),
    "kimjang_ahead": _calendar(
        "kimjang_ahead(n)", "kimjang_ahead(n)", ((0, 12),), lambda p, n: calendar_days.kimjang_ahead(p, n[0])
    ),
    "season": _calendar(
        "season(a, b)",
        "season(a, b)",
        ((1, 12), (1, 12)),
        lambda p, n: calendar_days.season_share(p, (n[0], n[1])),
    ),
    "trading_days": _calendar(
        "trading_days()", "trading_days()", (), lambda p, _: calendar_days.trading_days(p)
    ),
}
