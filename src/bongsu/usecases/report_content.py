"""What a report says, before any surface gives it a shape: terminal, pages and sheets all read this."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from bongsu.core.grading.assessment import Finding, Forecast, Reading, Verdict
from bongsu.core.grading.pressure_method import PressureReading
from bongsu.core.panel.periods import Period
from bongsu.usecases.beside_grade import BesideGrade

CountStatus = Literal["reported", "incomplete", "missing", "small"]
ValueStatus = Literal["reported", "not_reported", "feed_failed", "withheld"]


@dataclass(frozen=True, slots=True)
class CountAt:
    """Detections of one period, as known on the day of the assessment.

    Attributes:
        start: first day of the period.
        count: None where nothing was reported, which is not zero, and where it is too small to be shown.
        status: `incomplete` where the period was not over or late reports are still expected; `small` where
            the public may only know that there were few.
    """

    period: str
    start: date
    count: int | None
    status: CountStatus


@dataclass(frozen=True, slots=True)
class ValueAt:
    """An indicator's value in one period; `value` is None unless the status is `reported`."""

    period: str
    start: date
    value: float | None
    status: ValueStatus = "reported"


@dataclass(frozen=True, slots=True, eq=False)
class ValueSeries(Sequence[ValueAt]):
    """An indicator's values, oldest first, each made when it is looked at: a board holds a hundred thousand.

    Attributes:
        periods: name and first day of each, shared by an item's series.
        values: NaN where there is none.
        reasons: position → why there is no value; `not_reported` where it is not among them.
    """

    periods: tuple[tuple[str, date], ...]
    values: NDArray[np.float64]
    reasons: Mapping[int, ValueStatus]

    def __len__(self) -> int:
        return len(self.periods)

    @overload
    def __getitem__(self, at: int) -> ValueAt: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ValueAt, ...]: ...
    def __getitem__(self, at: int | slice) -> ValueAt | tuple[ValueAt, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        place = range(len(self))[at]
        (period, start), value = self.periods[place], float(self.values[place])
        if math.isnan(value):
            return ValueAt(period, start, None, self.reasons.get(place, "not_reported"))
        return ValueAt(period, start, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class WonMargin:
    """A margin or price gap in won a unit.

    Attributes:
        period: of the newest value; `change` is that since the value before, None at the first.
        unit: e.g. "KRW/kg".
    """

    period: str
    value: float
    change: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class IndicatorContent:
    """One indicator of an item: what the catalogue says of it, what screening found, and its values.

    Attributes:
        won: where it is a margin or a price gap that can be told in won; else None.
    """

    finding: Finding
    names: dict[str, str]
    unit: str = ""
    sign: str = "?"
    source: str = ""
    series: Sequence[ValueAt] = ()
    won: WonMargin | None = None

    @property
    def known_to(self) -> str | None:
        """The newest period with a value, or None."""
        return self.newest.period if self.newest else None

    @property
    def newest(self) -> ValueAt | None:
        """The newest value that is known, or None."""
        return next((point for point in reversed(self.series) if point.value is not None), None)


@dataclass(frozen=True, slots=True)
class ItemContent:
    """One item's page.

    Attributes:
        frequency: length of a period: "month", "week", …
        detections: oldest first, every period of the calendar, also those without a report.
        cuts: probabilities from which grades 2, 3, 4 and 5 were entered; empty where the method cuts
            something else.
        offices: names of the offices by code.
        beside: what people decided, intelligence advises and is doubtful; the grade is the model's alone.
        pushing: names of the indicators that a pressure reading is made of.
    """

    names: dict[str, str]
    reading: Reading
    frequency: str = "month"
    unit: str = ""
    detections: tuple[CountAt, ...] = ()
    indicators: tuple[IndicatorContent, ...] = ()
    cuts: tuple[float, ...] = ()
    beside: BesideGrade = field(default_factory=BesideGrade)
    offices: dict[str, str] = field(default_factory=dict)
    pushing: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def pressure(self) -> PressureReading | None:
        """The reading by pressure where the grade is pressure's alone; else None."""
        return self.reading.pressure[-1] if self.reading.pressure else None

    @property
    def code(self) -> str:
        return self.reading.item

    @property
    def grade(self) -> int:
        return self.reading.grade

    @property
    def forecast(self) -> Forecast | None:
        return self.reading.forecast

    @property
    def probability(self) -> float | None:
        return self.reading.forecast.probability if self.reading.forecast else None

    @property
    def previous(self) -> Forecast | None:
        """The forecast made one period earlier, or None."""
        return self.reading.path[-2] if len(self.reading.path) > 1 else None

    @property
    def previous_grade(self) -> int | None:
        """The grade one period earlier, by detections or by pressure alone; None where there was none."""
        return self.reading.previous_grade or None

    @property
    def change(self) -> float | None:
        """Change of the probability since the last period, in [-1, 1]; None at the first."""
        if self.reading.forecast is None or self.previous is None:
            return None
        return self.reading.forecast.probability - self.previous.probability

    @property
    def interval80(self) -> tuple[float, float] | None:
        """The expected detections' 80 % interval."""
        forecast = self.reading.forecast
        return (forecast.quantiles["0.1"], forecast.quantiles["0.9"]) if forecast else None

    @property
    def driver(self) -> IndicatorContent | None:
        """The supported indicator that weighs most: by contribution, then by inclusion."""
        return self._strongest("supported")

    @property
    def candidate(self) -> IndicatorContent | None:
        """The candidate that weighs most where no indicator is supported; else None."""
        return None if self.driver else self._strongest("candidate")

    def _strongest(self, verdict: Verdict) -> IndicatorContent | None:
        found = [entry for entry in self.indicators if entry.finding.verdict == verdict]
        return max(found, key=_weight, default=None)

    @property
    def ranked_indicators(self) -> tuple[IndicatorContent, ...]:
        """The indicators, supported ones first, then candidates, each by weight."""
        return tuple(sorted(self.indicators, key=_rank))

    @property
    def known_to(self) -> str | None:
        """The newest period whose detections are known, complete or not.

        Of a reading by pressure without any detections, the newest period whose indicators took part.
        """
        seen = (point.period for point in reversed(self.detections) if point.status != "missing")
        return next(seen, self._pressed_to)

    @property
    def _pressed_to(self) -> str | None:
        if self.pressure is None or not self.pressure.pushes:
            return None
        return str(Period.parse(self.pressure.cutoff) + -min(push.age for push in self.pressure.pushes))

    @property
    def stalest(self) -> IndicatorContent | None:
        """The indicator whose newest value is the oldest; one without any value is the stalest of all."""
        followed = [entry for entry in self.indicators if entry.series]
        return min(followed, key=lambda entry: (entry.known_to or "", entry.finding.indicator), default=None)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report.

    Attributes:
        made_up: the facts are invented, and every surface must say so.
    """

    assessment: str
    as_of: date
    hash: str
    method: str
    items: tuple[ItemContent, ...]
    made_up: bool = False
    workspace: str = ""
    code_version: str = ""

    @property
    def ranked(self) -> tuple[ItemContent, ...]:
        """The items, most worrying first; equal ones by code."""
        return tuple(
            sorted(self.items, key=lambda item: (-item.grade, -(item.probability or 0.0), item.code))
        )

    @property
    def cuts(self) -> tuple[float, ...]:
        """The cuts that all items share; empty where they have none in common."""
        different = {item.cuts for item in self.items}
        return different.pop() if len(different) == 1 else ()

    def count(self, grade: int) -> int:
        """How many items stand at this grade."""
        return sum(item.grade == grade for item in self.items)


def _rank(entry: IndicatorContent) -> tuple[int, float, float, str]:
    finding = entry.finding
    order = ("supported", "candidate", "none").index(finding.verdict)
    return (order, -(finding.inclusion or 0.0), -abs(finding.contribution or 0.0), finding.indicator)


def _weight(entry: IndicatorContent) -> tuple[float, float, str]:
    finding = entry.finding
    return (abs(finding.contribution or 0.0), finding.inclusion or 0.0, finding.indicator)
