"""What a catalogue is made of: items, indicators, offices, sources and grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from bongsu.core.indicators.formula import Formula
from bongsu.core.panel.periods import Frequency, Lag, Period

Names = dict[str, str]
"""Language code → name, e.g. {"ko": "금괴", "en": "Gold bullion"}; `bongsu.words.named` picks one."""

Sign = Literal["+", "-", "?"]


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of goods that is watched and graded.

    Attributes:
        hs: HS or tariff codes of 2, 4, 6, 8 or 10 digits.
        frequency: how often the item is graded, month or week.
        indicators: codes of its candidate indicators; None where every indicator is one.
        valid_from, valid_to: first and last day of membership; None where it is open.
        mode: "direct_smuggling", "duty_evasion" or "market_opening"; "" where it is not said.
        unverified: what of this entry nobody has checked: HS codes of `hs`, or names of keys.
        exposure: a series to which detections are in proportion, all else equal (crossings, parcels); its
            logarithm is the offset of the count model. None where there is no such series.
        offices, channels: where its warnings are meant for; () for all offices that report to none, and for
            channels still to be chosen.
    """

    code: str
    name: Names = field(hash=False)
    unit: str
    hs: tuple[str, ...]
    frequency: Frequency
    indicators: tuple[str, ...] | None
    valid_from: date | None
    valid_to: date | None
    mode: str
    notes: str
    unverified: tuple[str, ...]
    exposure: str | None = None
    offices: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def has_ended(self, on: Period) -> bool:
        """Whether its membership was over before a period began."""
        return self.valid_to is not None and self.valid_to < on.start


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number, period by period, that may move before smuggling does.

    Attributes:
        kind: indicators of one kind are one idea in several items; what one item teaches helps the others.
        formula, series: what it is made of; exactly one of the two is not None.
        sign: "+" if smuggling is expected to rise with it, "-" if it falls, "?" if unknown.
        threshold: a margin, below which nothing happens.
        leads: first and last lead that screening may try, in periods of the item.
        publication_lag: from the end of a period to the day its value is known, where a row does not say.
        source: code of a source, or "".
        definition: what it is an example of, e.g. "I01" of the register of definitions; "" where it is none.
        constants: conversions that its formula names, and their values.
    """

    code: str
    kind: str
    name: Names = field(hash=False)
    formula: Formula | None
    series: str | None
    unit: str
    sign: Sign
    threshold: bool
    leads: tuple[int, int]
    publication_lag: Lag
    source: str
    notes: str
    unverified: tuple[str, ...]
    definition: str = ""
    constants: tuple[tuple[str, float], ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the raw series it is made of."""
        if self.formula is None:
            return (self.series or "",)
        constants = dict(self.constants)
        return tuple(name for name in self.formula.series if name not in constants)

    def evaluate(
        self, values: Mapping[str, Any], *, first: Period | None = None, length: int | None = None
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The indicator at every time, from arrays [time] or [time, series] of its `inputs`.

        Args:
            first, length: of the time axis; formulas that use the calendar need them.
        """
        if self.formula:
            rows = len(values[self.inputs[0]]) if self.inputs else length or 0
            known = {name: np.full(rows, value) for name, value in self.constants}
            return self.formula.evaluate({**values, **known}, first=first, length=length)
        return np.asarray(values[self.series or ""], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Series:
    """A raw series and its unit.

    Attributes:
        unit: "?" where nobody knows it; formulas over it are then not checked.
        alias: plain words that scenarios may call it by; several series may share one.
        source: code of a source, or "".
    """

    code: str
    name: Names = field(hash=False)
    unit: str
    alias: tuple[str, ...]
    source: str
    notes: str
    unverified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A factor between two forms of a good, or another constant that formulas name instead of writing it.

    Attributes:
        unit: e.g. "kg_fresh/kg_dry": units of the first in one of the second.
    """

    code: str
    name: Names = field(hash=False)
    value: float
    unit: str
    notes: str
    unverified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A customs office.

    Attributes:
        parent: code of the office it reports to, or "".
        valid_from, valid_to: first and last day on which it exists under this code; None where it is open.
        latitude, longitude: degrees north and east, for the map; None where nobody said.
    """

    code: str
    name: Names = field(hash=False)
    parent: str
    valid_from: date | None
    valid_to: date | None
    notes: str
    unverified: tuple[str, ...]
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where series come from.

    Attributes:
        owner: the agency that publishes it.
        licence: the terms under which it may be used.
        key_variable: environment variable that holds the access key; "" where none is needed.
        frequency: how often it is published: day, week, month, quarter, year or irregular.
        datasets: codes of the data sets that bongsu collects or reads of it, e.g. "kr_customs/item_trade".
        contact: whom to write to when it is late; "" where nobody is named.
    """

    code: str
    name: Names = field(hash=False)
    description: str
    owner: str
    licence: str
    key_variable: str
    frequency: str
    notes: str
    unverified: tuple[str, ...]
    datasets: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Grades:
    """The five grades and the rules between them.

    Attributes:
        words: language code → the five words, lowest first.
        entry_cuts: probabilities from which grades 2, 3, 4 and 5 are entered.
        z_cuts: the same for the 2005 method's z-score.
        month_shares: the alarm budget: shares of item-periods that may stand at grades 1 to 5.
        budget_window: how many past periods the budget looks at.
        dwell_periods, dwell_factor: down one grade after this many consecutive periods with a probability
            below this factor times the entry cut of the present grade; up at once.
        action_grades: (first day, grade) in order of time: the grade from which an office must act.
    """

    words: dict[str, tuple[str, ...]] = field(hash=False)
    entry_cuts: tuple[float, ...]
    z_cuts: tuple[float, ...]
    month_shares: tuple[float, ...]
    budget_window: int
    dwell_periods: int
    dwell_factor: float
    action_grades: tuple[tuple[date, int], ...]

    @property
    def action_grade(self) -> int:
        """The newest grade from which an office must act."""
        return self.action_grades[-1][1]

    def action_grade_on(self, day: date) -> int:
        """The grade from which an office had to act on this day; before the first entry, the first one's."""
        begun = [grade for first_day, grade in self.action_grades if first_day <= day]
        return begun[-1] if begun else self.action_grades[0][1]

    def names(self, grade: int) -> Names:
        """The word for a grade from 1 to 5 in every language."""
        return {language: words[grade - 1] for language, words in self.words.items()}


@dataclass(frozen=True, slots=True)
class Tripwire:
    """A daily or weekly watch on one indicator, beside the monthly grade.

    Attributes:
        direction: "+" rises, "-" falls, "?" both are watched for; "" as the indicator's sign says.
        logarithm: changes are of the logarithm (prices, counts).
        windows: lengths of the windows, shortest first.
        false_alarm: on a series without news one notice in this time at most.
        rearm: quiet time before a window may raise again.
        stands: how long a notice counts towards the tentative grade, unless it is answered.
    """

    code: str
    name: Names = field(hash=False)
    indicator: str
    frequency: Frequency
    direction: str
    logarithm: bool
    windows: tuple[Lag, ...]
    false_alarm: Lag
    rearm: Lag
    stands: Lag
    notes: str
    unverified: tuple[str, ...]


def is_member(entry: Item | Office, on: Period | date) -> bool:
    """Whether an entry is valid on a day, or on at least one day of a period."""
    first, last = (on.start, on.end) if isinstance(on, Period) else (on, on)
    return (entry.valid_from or first) <= last and first <= (entry.valid_to or last)
