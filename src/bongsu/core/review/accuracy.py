"""How right the grades and forecasts were, of one item or of all, beside the base rate and persistence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.review.hindsight import Hindsight
from bongsu.core.review.scoreboard import GradeRate, Outcomes, coverage, grade_rates, outcomes
from bongsu.core.review.skill import Skill, skill_over_persistence
from bongsu.core.stats.scores import brier, calibration_error, calibration_error_by_chance

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
BEFORE, AFTER = 3, 2
"""An episode counts as warned of from this many cutoffs before its onset to this many after."""


@dataclass(frozen=True, slots=True)
class Record:
    """What was said at each cutoff of each item [cutoff, item], and what became of it.

    Attributes:
        grade: 0 where none was given. probability, crps, persistence_crps, pit_low, pit_high: NaN likewise.
        label: surges judged later, from one period before the first cutoff to three after the last.
    """

    grade: NDArray[np.int64]
    probability: Array
    crps: Array
    persistence_crps: Array
    pit_low: Array
    pit_high: Array
    label: Hindsight

    def of_items(self, places: list[int]) -> Record:
        """The same of some items only."""
        label = self.label
        return Record(
            self.grade[:, places],
            self.probability[:, places],
            self.crps[:, places],
            self.persistence_crps[:, places],
            self.pit_low[:, places],
            self.pit_high[:, places],
            Hindsight(label.surge[:, places], label.onset[:, places], label.known[:, places]),
        )


@dataclass(frozen=True, slots=True)
class Lateness:
    """How the episodes of surging detections were warned of.

    Attributes:
        episodes: onsets labelled with hindsight. warned: those at or above the action grade near the onset;
            warned_before: strictly before it.
        leads: onset minus first such cutoff, in periods, of each episode warned of; negative is too late.
        quiet: item-periods with no surge near them; false_alarms: those of them at or above the action grade.
        crossings: times an item rose to the action grade.
    """

    episodes: int
    warned: int
    warned_before: int
    leads: tuple[int, ...]
    quiet: int
    false_alarms: int
    crossings: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The accuracy of a record; NaN where nothing can be said.

    Attributes:
        labelled: item-periods whose next three periods are judged; surges: those followed by a surge.
        brier, base_rate_brier: of the probabilities, and of saying the record's own base rate every time:
            a yardstick that knows the outcome, and so is hard to beat.
        calibration_error, by_chance: of the probabilities, and what a perfect forecast would show, at least.
        coverage80: share of the counts inside the 80 % intervals.
        crps, persistence_crps: mean scores of the counts where both speak; `skill` compares them.
    """

    labelled: int
    surges: int
    by_grade: tuple[GradeRate, ...]
    brier: float
    base_rate_brier: float
    calibration_error: float
    by_chance: float
    coverage80: float
    crps: float
    persistence_crps: float
    skill: Skill
    lateness: Lateness

    @property
    def base_rate(self) -> float:
        """Share of the labelled item-periods that a surge followed."""
        return self.surges / self.labelled if self.labelled else float("nan")


def accuracy(record: Record, *, action_grade: int) -> Accuracy:
    """Scores a record against what happened.

    Args:
        action_grade: the grade from which offices are warned.
    """
    found = outcomes(record.label.surge, record.label.known, 1, record.grade.shape[0])
    here = found.labelled & ~np.isnan(record.probability)
    event, said = found.soon[here], record.probability[here]
    both = ~np.isnan(record.crps) & ~np.isnan(record.persistence_crps)
    own, naive = _by_period(record.crps, both), _by_period(record.persistence_crps, both)
    made = ~np.isnan(record.pit_low)
    inside = coverage(record.pit_low[made], record.pit_high[made], 0.80) if made.any() else float("nan")
    return Accuracy(
        labelled=int(here.sum()),
        surges=int(event.sum()),
        by_grade=grade_rates(record.grade, found),
        brier=brier(said, event) if event.size else float("nan"),
        base_rate_brier=float(event.mean() * (1.0 - event.mean())) if event.size else float("nan"),
        calibration_error=calibration_error(said, event) if event.size else float("nan"),
        by_chance=calibration_error_by_chance(said) if event.size else float("nan"),
        coverage80=inside,
        crps=float(record.crps[both].mean()) if both.any() else float("nan"),
        persistence_crps=float(record.persistence_crps[both].mean()) if both.any() else float("nan"),
        skill=skill_over_persistence(own, naive),
        lateness=_lateness(record, found, action_grade),
    )


def _by_period(scores: Array, both: Flags) -> Array:
    """Mean over the items of each period, NaN where no item has both scores [cutoff]."""
    count = both.sum(axis=1)
    total = np.where(both, scores, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def yields(record: Record) -> dict[int, Lateness]:
    """What warning from each grade, 2 to 5, would have caught and cost."""
    found = outcomes(record.label.surge, record.label.known, 1, record.grade.shape[0])
    return {grade: _lateness(record, found, grade) for grade in range(2, 6)}


def _lateness(record: Record, found: Outcomes, action_grade: int) -> Lateness:
    warned_at = record.grade >= action_grade
    cutoffs = record.grade.shape[0]
    episodes, leads = 0, []
    for row, place in np.argwhere(record.label.onset & record.label.known):
        onset = int(row) - 1  # label rows begin one period before the first cutoff
        first, last = onset - BEFORE, onset + AFTER
        if first < 0 or last >= cutoffs:
            continue
        episodes += 1
        near = np.flatnonzero(warned_at[first : last + 1, place])
        if near.size:
            leads.append(BEFORE - int(near[0]))
    quiet = found.quiet & found.labelled & (record.grade > 0)
    return Lateness(
        episodes,
        len(leads),
        sum(lead > 0 for lead in leads),
        tuple(leads),
        int(quiet.sum()),
        int((quiet & warned_at).sum()),
        int((warned_at[1:] & ~warned_at[:-1]).sum()),
    )
