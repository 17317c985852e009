"""The scoreboard: every method scored on the same rows, against what was observed and, where known, the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats import scores

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FALSE_ALARM_RATE = 0.05


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


def count_scores(crps: Array, log_score: Array, pit_low: Array, pit_high: Array) -> CountScores:
    """Means over the rows where a forecast was made."""
    made = ~np.isnan(crps)
    return CountScores(
        float(crps[made].mean()),
        float(log_score[made].mean()),
        coverage(pit_low[made], pit_high[made], 0.80),
        coverage(pit_low[made], pit_high[made], 0.95),
        int(made.sum()),
    )


@dataclass(frozen=True, slots=True)
class WarningScores:
    """Scores of risk scores against surges whose truth is known.

    Attributes:
        auc, average_precision: for any surge within the next three periods.
        auc_onset, precision_onset: the same at cutoffs that are not in a surge themselves.
        detected, detected_before: share of episodes alarmed at any cutoff from 3 before to 2 after the onset,
            and strictly before it, at the threshold that 5 % of quiet item-periods exceed.
        sensitivity: share of cutoffs before or in a surge that alarm; noise_to_signal: false-alarm rate / it.
        median_lead: onset minus first alarm among detected episodes, in periods.
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


def warning_scores(score: Array, surge: Flags, onset: Flags, first_cutoff: int) -> WarningScores:
    """Scores one method's risk scores on many items.

    Args:
        score: [cutoff, item]; cutoff c stands at row first_cutoff + c of the truth; NaN scores lowest.
        surge, onset: truth [time, item] of booleans, with at least three rows after the last cutoff.
    """
    cutoffs = score.shape[0]
    score = np.where(np.isnan(score), np.nanmin(score), score)
    rows = first_cutoff + np.arange(cutoffs)
    soon: Flags = np.stack([surge[rows + h] for h in (1, 2, 3)]).any(axis=0)
    now = surge[rows]
    quiet = ~soon & ~now & ~surge[rows - 1]
    threshold = scores.threshold_at_false_alarm_rate(score, quiet, rate=FALSE_ALARM_RATE)
    alarm = score > threshold
    caught, before, leads = 0, 0, []
    episodes = 0
    for t, i in np.argwhere(onset[first_cutoff + 3 : first_cutoff + cutoffs - 2]):
        at = t + 3
        episodes += 1
        window = alarm[at - 3 : at + 3, i]
        if window.any():
            caught += 1
            leads.append(3 - int(window.argmax()))
            before += int(window[:3].any())
    rate = float(alarm[quiet].mean())
    sensitivity = float(alarm[soon].mean())
    calm = ~now
    return WarningScores(
        scores.area_under_curve(score.ravel(), soon.ravel()),
        scores.average_precision(score.ravel(), soon.ravel()),
        scores.area_under_curve(score[calm], soon[calm]),
        scores.average_precision(score[calm], soon[calm]),
        caught / max(episodes, 1),
        before / max(episodes, 1),
        sensitivity,
        rate / max(sensitivity, 1e-12),
        float(np.median(leads)) if leads else float("nan"),
        episodes,
    )
