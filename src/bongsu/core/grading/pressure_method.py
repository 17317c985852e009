"""Grades from pressure alone, where no model of detections can speak: no probability, no forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bongsu.core.grading.grades import GradeRule, grade_path
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.screening.pressure import Push, exceedance, pressure

PRESSURE = "pressure"
PRESSURE_ONLY = "pressure_only"
"""The flag that every pressure reading carries to every surface."""


@dataclass(frozen=True, slots=True)
class PressureRule:
    """How pressure becomes a grade: it must be rare in the item's own past, and large in itself.

    Attributes:
        rarity: the share of the item's own past at least as high, at most this for grades 2, 3, 4 and 5.
        size: the score from which grades 2, 3, 4 and 5 are entered, in standard deviations. Without it one
            month in twenty would be at the top grade in the quietest of worlds.
        least: earlier periods needed before anything is graded.
        dwell, release: release as in the grades of the models (`GradeRule`), on the level below.
    """

    rarity: tuple[float, float, float, float] = (0.40, 0.20, 0.10, 0.05)
    size: tuple[float, float, float, float] = (0.75, 1.25, 1.75, 2.25)
    least: int = 24
    dwell: int = 2
    release: float = 1.0

    def level(self, score: float, share: float) -> float:
        """The continuous grade, 1 up to 6: the lower of what the score's size and its rarity allow.

        >>> rule = PressureRule()
        >>> rule.level(2.25, 0.05), rule.level(9.0, 0.40), rule.level(0.0, 0.01)
        (5.0, 2.0, 1.0)
        """
        by_size = np.interp(score, (0.0, *self.size, 2 * self.size[3]), (1, 2, 3, 4, 5, 6))
        by_rarity = np.interp(1 - share, (0.0, *(1 - cut for cut in self.rarity), 1.0), (1, 2, 3, 4, 5, 6))
        return float(min(by_size, by_rarity))

    def as_grade_rule(self) -> GradeRule:
        """The rule that turns a path of levels into grades."""
        return GradeRule((2.0, 3.0, 4.0, 5.0), budget=None, dwell=self.dwell, release=self.release)


@dataclass(frozen=True, slots=True)
class PressureReading:
    """What pressure says of one item at one cutoff, from what was known that day.

    Attributes:
        score: in standard deviations; `share`: of the item's own past at least as high, this period counted;
            both None where there is too little to go by.
        periods: earlier periods compared with.
        groups: group of indicators → its part of the score before they are combined.
        left_out: candidate indicators that could not take part: no sign, or too few values.
    """

    cutoff: str
    score: float | None
    share: float | None
    periods: int
    level: float | None = None
    grade: int = 0
    groups: dict[str, float] = field(default_factory=dict)
    pushes: tuple[Push, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PressureMethod:
    """Reads an item's indicators; its counts are never looked at."""

    rule: PressureRule = field(default_factory=PressureRule)
    name: str = PRESSURE

    def path(self, views: Sequence[ItemView]) -> tuple[PressureReading, ...]:
        """One reading a cutoff of one item, oldest first, graded with the usual slow release."""
        found = [self._read(view) for view in views]
        levels = np.array([[np.nan if each.level is None else each.level] for each in found])
        grades = grade_path(levels, self.rule.as_grade_rule())[:, 0]
        return tuple(
            replace(each, grade=int(grade) if each.level is not None else 0)
            for each, grade in zip(found, grades, strict=True)
        )

    def paths(self, panels: Sequence[PanelView]) -> list[tuple[PressureReading, ...]]:
        """The path of every item of the panels, each panel as known at its own cutoff."""
        return [self.path([panel.items[place] for panel in panels]) for place in range(len(panels[-1].items))]

    def _read(self, view: ItemView) -> PressureReading:
        cutoff = str(view.cutoff)
        codes = tuple(trait.code for trait in view.traits)
        if not codes or not view.indicators.shape[0]:
            return PressureReading(cutoff, None, None, 0, left_out=codes)
        found = pressure(view.indicators, view.traits)
        if np.isnan(found.scores[-1]):
            return PressureReading(cutoff, None, None, 0, left_out=found.left_out)
        share, periods = exceedance(found.scores)
        score = float(found.scores[-1])
        level = self.rule.level(score, share) if periods >= self.rule.least else None
        return PressureReading(
            cutoff,
            score,
            share,
            periods,
            level,
            groups=found.groups,
            pushes=found.pushes,
            left_out=found.left_out,
        )
