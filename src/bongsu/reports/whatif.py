"""A scenario's answer at the prompt: before and after, the indicators, and what the history cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table

from bongsu.core.forecasting.scenario import IndicatorShift, Silence
from bongsu.core.indicators.landed_cost import LandedCost
from bongsu.reports.grades import grade_text
from bongsu.usecases.whatif import Projection, Scenario
from bongsu.words import say


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer of one scenario; `names` are those of the indicators."""

    found: Scenario
    title: str
    names: Mapping[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        found = self.found
        changes = ", ".join(lever.change.text for lever in found.levers)
        yield say(
            "{item}: {changes} from {first}, as known on {day}",
            item=self.title,
            changes=changes,
            first=found.first,
            day=found.as_of,
        )
        for lever in found.levers:
            yield say("{change} turns {series}", change=lever.change.text, series=", ".join(lever.series))
        yield self._readings()
        yield self._ahead()
        yield self._indicators()
        if self.found.landed:
            yield self._landed(*self.found.landed)
        for sentence in (*unsaid(found, self.names), *found.remarks):
            yield f"- {sentence}"

    def _readings(self) -> Table:
        table = Table()
        for heading in ("", say("before"), say("after")):
            table.add_column(heading)
        before, after = self.found.before, self.found.after
        table.add_row(say("grade"), _grade(before), _grade(after))
        table.add_row(say("probability of a surge"), f"{before.probability:.0%}", f"{after.probability:.0%}")
        table.add_row(
            say("expected detections, {period}", period=self.found.horizon[0]), _count(before), _count(after)
        )
        return table

    def _ahead(self) -> Table:
        table = Table(say("period"), say("before"), say("after"), title=say("Expected detections"))
        for period, (before, after) in zip(self.found.horizon, self.found.ahead, strict=True):
            table.add_row(str(period), f"{before:.1f}", f"{after:.1f}")
        return table

    def _landed(self, before: LandedCost, after: LandedCost) -> Table:
        unit = before.good.unit
        table = Table(say("won per {unit}", unit=unit), say("before"), say("after"))
        for name, read in (
            (say("customs value, without freight"), lambda found: found.cif),
            (say("Landed cost"), lambda found: found.total),
            (say("price at home"), lambda found: found.domestic),
            (say("gain of an honest importer"), lambda found: found.legal_gain),
            (say("gain of a smuggler"), lambda found: found.smuggling_gain),
        ):
            table.add_row(name, f"{read(before):,.0f}", f"{read(after):,.0f}")
        return table

    def _indicators(self) -> Table:
        table = Table(say("indicator"), say("before"), say("after"), say("seen so far"), say("lead"))
        for shift, finding, _ in self.found.indicators:
            lead = "-" if finding is None or finding.lead is None else str(finding.lead)
            low, high = shift.seen
            table.add_row(
                self.names.get(shift.indicator, shift.indicator),
                _number(shift.before),
                _number(shift.after),
                f"{_number(low)} – {_number(high)}",
                lead,
            )
        return table


def unsaid(found: Scenario, names: Mapping[str, str]) -> list[str]:
    """What the history cannot say, one sentence each."""
    return [
        _silence(
            silence, names.get(shift.indicator, shift.indicator), shift, finding.lead if finding else None
        )
        for shift, finding, said in found.indicators
        for silence in said
    ]


def _silence(silence: Silence, name: str, shift: IndicatorShift, lead: int | None) -> str:
    low, high = (f"{bound:.4g}" for bound in shift.seen)
    if silence == "out_of_range":
        return say(
            "{name}: {after} is outside what was seen, {low} to {high}; the effect is extrapolated.",
            name=name,
            after=f"{shift.after:.4g}",
            low=low,
            high=high,
        )
    if silence == "acts_later":
        return say("{name}: it acts {lead} periods later, beyond the forecast.", name=name, lead=lead)
    if silence == "not_supported":
        return say("{name}: the history shows no effect of this indicator on detections.", name=name)
    return say("{name}: it cannot be computed from what is known.", name=name)


def _number(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "-"


def _grade(found: Projection) -> str:
    return grade_text(found.grade) if found.grade else "-"


def _count(found: Projection) -> str:
    low, high = found.interval80
    return f"{found.expected:.1f} ({low:.0f} – {high:.0f})"
