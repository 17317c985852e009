"""Taxes and rules that change on a day known in advance: step, pulse and decay columns (I07).

A change is known from the day it is announced, not from the day it takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from bongsu.core.indicators.trailing import Array
from bongsu.core.panel.periods import Period

Shape = Literal["step", "pulse", "decay"]
SHAPES: tuple[Shape, ...] = ("step", "pulse", "decay")


@dataclass(frozen=True, slots=True)
class TaxEvent:
    """A change of a tax or a rule.

    Attributes:
        magnitude: by how much, in the unit of the column: won per pack, points of the rate, or 1.
    """

    announced_on: date
    effective_on: date
    magnitude: float = 1.0

    def __post_init__(self) -> None:
        if self.effective_on < self.announced_on:
            raise ValueError(
                f"expected an event that takes effect on or after its announcement {self.announced_on}, "
                f"found {self.effective_on}"
            )


def event_column(
    events: Sequence[TaxEvent],
    periods: Sequence[Period],
    *,
    shape: Shape,
    as_of: date,
    half_life: int = 6,
    from_announcement: bool = False,
) -> Array:
    """The events known on a day as one column [time].

    Args:
        periods: in order. shape: "step" stays, "pulse" lasts one period, "decay" halves every `half_life`.
        as_of: events announced later are not in it, whatever period they fall in.
        from_announcement: the column rises when the change is announced, not when it takes effect.

    >>> event = TaxEvent(date(2004, 9, 1), date(2004, 12, 30), 409.0)
    >>> months = [Period.parse(text) for text in ("2004-11", "2004-12", "2005-01")]
    >>> event_column([event], months, shape="step", as_of=date(2004, 10, 1))
    array([  0., 409., 409.])
    >>> event_column([event], months, shape="step", as_of=date(2004, 8, 31))
    array([0., 0., 0.])
    """
    column = np.zeros(len(periods))
    for event in events:
        if event.announced_on > as_of:
            continue
        day = event.announced_on if from_announcement else event.effective_on
        for time, period in enumerate(periods):
            since = period - Period.of(day, period.frequency)
            if since >= 0:
                column[time] += event.magnitude * _weight(shape, since, half_life)
    return column


def _weight(shape: Shape, since: int, half_life: int) -> float:
    if shape == "step":
        return 1.0
    if shape == "pulse":
        return 1.0 if since == 0 else 0.0
    return float(0.5 ** (since / half_life))
