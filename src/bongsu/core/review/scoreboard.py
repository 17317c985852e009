"""The scoreboard: every method scored on the same rows, against what was observed and what was a surge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats import scores

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FALSE_ALARM_RATE = 0.05
NONE = float("nan")


@dataclass(frozen=True, slots=True)
class CountScores:
    """Scores of count forecasts, means over rows.

    Attributes:
        crps, log_score: smaller is better. coverage80, coverage95: share of counts inside the intervals.
        rows: number of forecasts scored.
    """

    crps: float
    log_score: float
    coverage80: float
    coverage95: float
    rows: int


def coverage(pit_low: Array, pit_high: Array, share: float) -> float:
    """Expected share of randomised PITs inside the central interval of probability `share`."""
    low, high = (1.0 - share) / 2.0, (1.0 + share) / 2.0
    top = np.maximum(pit_high, pit_low + 1e-9)
    inside = np.minimum(top, high) - np.maximum(pit_low, low)
    return float(np.clip(inside / (top - pit_low), 0.0, 1.0).mean())


def pit_histogram(pit_low: Array, pit_high: Array, *, bins: int = 10) -> list[float]:
    """Expected share of randomised PITs in each of equally wide bins; all equal where forecasts are right.

    >>> pit_histogram(np.array([0.0]), np.array([0.5]), bins=4)
    [0.5, 0.5, 0.0, 0.0]
    """
    made = ~np.isnan(pit_low)
    low, top = pit_low[made], np.maximum(pit_high[made], pit_low[made] + 1e-9)
    edges = np.append(np.linspace(0.0, 1.0, bins + 1)[:-1], 2.0)
    below = np.clip((edges[:, None] - low) / (top - low), 0.0, 1.0).mean(axis=1)
    return [float(share) for share in np.diff(below)]


def count_scores(crps: Array, log_score: Array, pit_low: Array, pit_high: Array) -> CountScores:
    """Means over the rows where a forecast was made."""
    made = ~np.isnan(crps)
    if not made.any():
        return CountScores(NONE, NONE, NONE, NONE, 0)
    return CountScores(
        float(crps[made].mean()),
        float(log_score[made].mean()),
        coverage(pit_low[made], pit_high[made], 0.80),
        coverage(pit_low[made], pit_high[made], 0.95),
        int(made.sum()),
    )


@dataclass(frozen=True, slots=True)
class WarningScores:
    """Scores of risk scores against surges, known from the truth or labelled with hindsight; NaN if none is.

    Attributes:
        auc, average_precision: for any surge within the next three periods.
        auc_onset, precision_onset: the same at cutoffs that are not in a surge themselves.
        detected, detected_before: share of episodes alarmed at any cutoff from 3 before to 2 after the onset,
            and strictly before it, at the threshold that 5 % of quiet item-periods exceed.
        sensitivity: share of cutoffs before or in a surge that alarm; noise_to_signal: false-alarm rate / it.
        median_lead: onset minus first alarm among detected episodes, in periods.
        labelled, surges: item-cutoffs whose next three periods are known, and those with a surge among them.
    """

    auc: float
    average_precision: float
    auc_onset: float
    precision_onset: float
    detected: float
    detected_before: float
    sensitivity: float
    noise_to_signal: float
    median_lead: float
    episodes: int
    labelled: int
    surges: int


@dataclass(frozen=True, slots=True)
class GradeRate:
    """How often a surge followed within three periods where an item stood at this grade."""

    grade: int
    rows: int
    surges: int

    @property
    def rate(self) -> float:
        """Share of the rows that a surge followed."""
        return self.surges / self.rows if self.rows else float("nan")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What followed each cutoff [cutoff, item].

    Attributes:
        soon: a surge in the next three periods. now: the cutoff's own period is one.
        quiet: neither, nor the period before. labelled: all of these periods are known.
    """

    soon: Flags
    now: Flags
    quiet: Flags
    labelled: Flags


def outcomes(surge: Flags, known: Flags, first_cutoff: int, cutoffs: int) -> Outcomes:
    """What followed each cutoff; cutoff c stands at row first_cutoff + c of `surge`, `known` [time, item]."""
    rows = first_cutoff + np.arange(cutoffs)
    soon = np.asarray(np.stack([surge[rows + h] for h in (1, 2, 3)]).any(axis=0))
    labelled = np.asarray(np.stack([known[rows + h] for h in (-1, 0, 1, 2, 3)]).all(axis=0))
    now = surge[rows]
    return Outcomes(soon, now, ~soon & ~now & ~surge[rows - 1], labelled)


def grade_rates(grade: NDArray[np.int64], found: Outcomes) -> tuple[GradeRate, ...]:
    """Observed surges by grade, 1 to 5, on labelled rows; grade is [cutoff, item], 0 where there is none."""
    return tuple(
        GradeRate(
            step,
            int((found.labelled & (grade == step)).sum()),
            int((found.labelled & (grade == step) & found.soon).sum()),
        )
        for step in range(1, 6)
    )


def warning_scores(
    score: Array, surge: Flags, onset: Flags, first_cutoff: int, *, known: Flags | None = None
) -> WarningScores:
    """Scores one method's risk scores on many items.

    Args:
        score: [cutoff, item]; cutoff c stands at row first_cutoff + c of the truth; NaN scores lowest.
        surge, onset: truth [time, item] of booleans, with at least one row before the first cutoff and three
            after the last.
        known: where the truth is known [time, item]; None: everywhere.
    """
    cutoffs = score.shape[0]
    known = np.ones_like(surge) if known is None else known
    found = outcomes(surge, known, first_cutoff, cutoffs)
    labelled, quiet = found.labelled, found.quiet & found.labelled
    soon = found.soon & labelled
    if np.isnan(score).all() or not quiet.any() or not soon.any():
        return WarningScores(
            NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 0, int(labelled.sum()), int(soon.sum())
        )
    score = np.where(np.isnan(score), np.nanmin(score), score)
    alarm = score > scores.threshold_at_false_alarm_rate(score, quiet, rate=FALSE_ALARM_RATE)
    caught, before, leads, episodes = 0, 0, [], 0
    rows = slice(first_cutoff + 3, first_cutoff + cutoffs - 2)
    for t, i in np.argwhere(onset[rows] & known[rows]):
        episodes += 1
        window = alarm[t : t + 6, i]
        if window.any():
            caught += 1
            leads.append(3 - int(window.argmax()))
            before += int(window[:3].any())
    sensitivity = float(alarm[soon].mean())
    calm = ~found.now & labelled
    return WarningScores(
        scores.area_under_curve(score[labelled], soon[labelled]),
        scores.average_precision(score[labelled], soon[labelled]),
        scores.area_under_curve(score[calm], soon[calm]),
        scores.average_precision(score[calm], soon[calm]),
        caught / episodes if episodes else NONE,
        before / episodes if episodes else NONE,
        sensitivity,
        float(alarm[quiet].mean()) / max(sensitivity, 1e-12),
        float(np.median(leads)) if leads else NONE,
        episodes,
        int(labelled.sum()),
        int(soon.sum()),
    )
