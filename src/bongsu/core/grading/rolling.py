"""Rolling readings: what each method would have said at each cutoff, from what was known on its own day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bongsu.core.forecasting.level_model import LevelPrior, Run, in_turn
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import MINIMUM_PERIODS, Method, MethodReading
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import PanelView

Panels = Callable[[Period], PanelView]
"""The panel as known at the end of a period."""

REFRESHES_PER_YEAR = 2


def refresh_cutoff(cutoff: Period) -> Period:
    """The last cutoff, this one included, at which pooled quantities are learned again.

    It depends on the calendar alone, so that a cutoff's reading is the same whoever asks for it.
    """
    every = max(round(cutoff.frequency.per_year / REFRESHES_PER_YEAR), 1)
    return cutoff - cutoff.ordinal % every


def learning_panel(panels: Panels, cutoff: Period) -> PanelView:
    """The panel that pooled quantities are learned from for a cutoff: its refresh's, unless too short."""
    panel = panels(refresh_cutoff(cutoff))
    longest = max((view.length for view in panel.items), default=0)
    return panel if longest >= MINIMUM_PERIODS else panels(cutoff)


def roll(
    method: Method,
    panels: Panels,
    cutoffs: Sequence[Period],
    *,
    rule: GradeRule,
    run: Run = in_turn,
    progress: Callable[[int], None] | None = None,
) -> list[list[MethodReading]]:
    """Readings [cutoff][item] of one method; each uses only the panels of its own day and of its refresh."""
    learned: dict[Period, LevelPrior | None] = {}
    readings = []
    for done, cutoff in enumerate(cutoffs):
        refresh = refresh_cutoff(cutoff)
        if refresh not in learned:
            learned.clear()
            learned[refresh] = method.learn(learning_panel(panels, cutoff), run=run)
        readings.append(method.read(panels(cutoff), learned[refresh], rule=rule, run=run))
        if progress:
            progress(done + 1)
    return readings
