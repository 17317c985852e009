"""What computing answers: what if, and alarms in counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from bongsu.console.api.shapes.base import PERIOD, Open, Shape, said


class Projection(Shape):
    """Grade and forecast."""

    grade: int | None = said("1 (low) to 5 (danger).", 4)
    probability: float | None = said("That detections surge within the horizon, 0 to 1.", 0.66)
    expected: float | None = said("Detections expected, a count of cases.", 14.98)
    interval80: list[float] = said("Where they lie with 80 %: from, to, in cases.", [6.0, 25.0])


class WhatIfAnswer(Open):
    """Without and with the changes; `bongsu whatif --json`, docs/whatif.md. `from` is the first period."""

    item: str = said("Code of the item.", "tobacco")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    periods: list[str] = said(f"The periods looked at. {PERIOD}", ["2005-06", "2005-07"])
    changes: list[dict[str, Any]] = said("Each change: as set, the series it moves, what was assumed.")
    before: Projection = said("Without the changes.")
    after: Projection = said("With them.")
    expected_ahead: list[dict[str, Any]] = said("By period: expected cases before and after.")
    indicators: list[dict[str, Any]] = said("Each indicator: before, after, and what was ever seen.")
    landed_cost: list[dict[str, Any]] | None = said("Cost duty paid; null without a known tariff.")
    remarks: list[str] = said("What to trust less.")


class DetectedRow(Shape):
    """A count, judged."""

    series: str = said("Name of the series.", "gold")
    period: str = said(PERIOD, "2005-05")
    observed: int | None = said("The count; null where nothing was reported.", 9)
    expected: float | None = said("Expected count.", 3.2)
    upper: float | None = said("From above which there is an alarm.", 7.9)
    p_value: float | None = said("Chance of as many or more, 0 to 1; null where the method has none.", 0.004)
    alarm: bool | None = said("Null where it could not be judged.")


class NotJudged(Shape):
    """Why a count could not be judged."""

    series: str = said("Name of the series.", "gold")
    period: str | None = said("The period; null: none of its periods.", "2001-01")
    reason: str = said("Why, by name; docs/detectors.md.", "too_little_history")


class Detections(Shape):
    """Alarms; `bongsu detect --json`."""

    rows: list[DetectedRow] = said("Every count given, judged.")
    not_judged: list[NotJudged] = said("Those for which no alarm is known, and why.")
