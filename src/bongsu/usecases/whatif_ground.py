"""What every scenario of one day stands on: the panel as known, the graded past, the learned method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.level_method import LevelMethod
from bongsu.core.grading.methods import MethodReading, with_calibration
from bongsu.core.grading.rolling import learning_panel
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.periods import Frequency
from bongsu.core.panel.view import ItemView
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import Progress, chosen_method, read_past
from bongsu.usecases.grade_rules import catalogue_rule
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Ground:
    """Items of one frequency, read and graded as known on a day; it never changes.

    Attributes:
        readings: [cutoff, item], the last one of the last complete period.
        views: of that period, by item.
    """

    catalogue: Catalogue
    as_of: date
    way: LevelMethod
    rule: GradeRule
    panel: KnownPanel
    readings: list[list[MethodReading]]
    views: tuple[ItemView, ...]
    learned: Any

    def place(self, item: str) -> int:
        """Where the item stands; raises Refusal where it is no member on the day."""
        codes = [each.code for each in self.panel.items]
        if item not in codes:
            raise _no_member(item, self.as_of)
        return codes.index(item)


def prepare(
    ledger: Ledger,
    catalogue: Catalogue,
    frequency: Frequency,
    *,
    as_of: date,
    way: LevelMethod,
    as_recorded: datetime | None = None,
    rule: GradeRule | None = None,
    progress: Progress | None = None,
) -> Ground:
    """Reads the panel of a frequency and grades its past; takes seconds, and serves every item of it."""
    group = [each for each in catalogue.items_on(as_of) if each.frequency is frequency]
    panel = KnownPanel(ledger, catalogue, group, as_of=as_of, as_recorded=as_recorded)
    rule = way.grade_rule(rule or catalogue_rule(catalogue.grades))
    _, readings = read_past(panel, way, rule, progress)
    views = panel.at(panel.cutoff).items
    learned = way.learn(learning_panel(panel.at, panel.cutoff), run=on_all_cores)
    return Ground(catalogue, as_of, way, rule, panel, readings, views, learned)


def level_method(name: str | None, calibration: Calibration | None) -> LevelMethod:
    """The level model, which alone carries a change to the forecast; raises Refusal for another method."""
    way = with_calibration(chosen_method(name), calibration)
    if not isinstance(way, LevelMethod) or not way.with_indicators:
        raise Refusal("--method", expected="level-bma", found=way.name)
    return way


def member_on(catalogue: Catalogue, item: str, day: date) -> Item:
    """The item; raises Refusal where it is no member of the catalogue on the day."""
    entry = catalogue.item(item)
    if entry not in catalogue.items_on(day):
        raise _no_member(item, day)
    return entry


def _no_member(item: str, day: date) -> Refusal:
    return Refusal("items.toml", expected=say("an item valid on {day}", day=day), found=item)
