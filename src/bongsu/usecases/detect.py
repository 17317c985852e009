"""Runs one history-only detector over a file of counts and tells what it found, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.stats.detectors.bayes import bayes
from bongsu.core.stats.detectors.cusum import cusum
from bongsu.core.stats.detectors.detections import Detections, Reason
from bongsu.core.stats.detectors.ears import LEAST_BASELINE, ears
from bongsu.core.stats.detectors.farrington import farrington
from bongsu.core.stats.detectors.farrington_flexible import Threshold, farrington_flexible
from bongsu.core.stats.detectors.reference_years import Lags, lags_by_count, lags_by_date
from bongsu.core.stats.detectors.robust_glm import robust_glm
from bongsu.usecases.count_file import CountFile
from bongsu.words import say
from bongsu.words.refusal import Refusal

Value = TypeVar("Value")
DetectorName = Literal[
    "farrington", "farrington-flexible", "ears-c1", "ears-c2", "ears-c3", "bayes", "cusum", "robust-glm"
]
DETECTORS: tuple[DetectorName, ...] = get_args(DetectorName)

PERIODS_A_YEAR = {
    Frequency.DAY: 365,
    Frequency.WEEK: 52,
    Frequency.MONTH: 12,
    Frequency.QUARTER: 4,
    Frequency.YEAR: 1,
}
_SEASONS = {  # half width of the window, number of levels, periods left out before the judged one
    Frequency.DAY: (10, 10, 182),
    Frequency.WEEK: (3, 10, 26),
    Frequency.MONTH: (1, 4, 6),
    Frequency.QUARTER: (0, 4, 2),
    Frequency.YEAR: (0, 1, 1),
}


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """What a caller may set; None is the method's own default (`docs/detectors.md` has the table)."""

    alpha: float | None = None
    years: int | None = None
    window: int | None = None
    periods: int | None = None
    excluded: int | None = None
    reweight_above: float | None = None
    threshold: Threshold | None = None
    trend_level: float | None = None
    least_cases: int | None = None
    baseline: int | None = None
    k: float | None = None
    h: float | None = None
    summed: int | None = None
    first_period: Period | None = None


USED: dict[DetectorName, frozenset[str]] = {
    "farrington": frozenset({"alpha", "years", "window", "reweight_above", "least_cases"}),
    "farrington-flexible": frozenset(
        {"alpha", "years", "window", "periods", "excluded", "reweight_above", "threshold", "trend_level"}
        | {"least_cases"}
    ),
    "ears-c1": frozenset({"alpha", "baseline"}),
    "ears-c2": frozenset({"alpha", "baseline"}),
    "ears-c3": frozenset({"alpha", "baseline"}),
    "bayes": frozenset({"alpha", "years", "window"}),
    "cusum": frozenset({"k", "h"}),
    "robust-glm": frozenset({"alpha", "excluded", "summed"}),
}


USES_EXPOSURE: frozenset[DetectorName] = frozenset({"farrington", "farrington-flexible", "robust-glm"})


@dataclass(frozen=True, slots=True)
class DetectedRow:
    """One period of one series. Numbers are None where there is none; `reason` says why no alarm is known."""

    series: str
    period: str
    observed: float | None
    expected: float | None
    upper: float | None
    p_value: float | None
    alarm: bool | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """All rows of one run: of each series from `start` [series] on to the file's last period."""

    file: CountFile
    detections: Detections
    start: NDArray[np.int64]

    def rows(self) -> Iterator[DetectedRow]:
        """Row by row, series in order of name, periods in order of time."""
        found = self.detections
        for s, name in enumerate(self.file.series):
            for t in range(int(self.start[s]), len(self.file.periods)):
                alarm = int(found.alarm[t, s])
                yield DetectedRow(
                    series=name,
                    period=str(self.file.periods[t]),
                    observed=_number(found.observed[t, s]),
                    expected=_number(found.expected[t, s]),
                    upper=_number(found.upper[t, s]),
                    p_value=_number(found.p_value[t, s]),
                    alarm=None if alarm < 0 else alarm == 1,
                    reason=Reason(int(found.reason[t, s])),
                )

    @property
    def never_judged(self) -> tuple[str, ...]:
        """Series of which no period has enough history."""
        last = len(self.file.periods)
        return tuple(name for name, at in zip(self.file.series, self.start, strict=True) if at == last)


def detect(file: CountFile, method: DetectorName, settings: DetectorSettings) -> DetectionReport:
    """Judges every series of the file by one method.

    Without `first_period` a series begins at the first period that has enough history (`cusum`: after one
    year of its own history).

    Raises:
        Refusal: a setting that the method or the file has no room for.
    """
    first = _first_time(file, settings.first_period)
    if method == "cusum" and first is None:
        seen = ~np.isnan(file.counts)
        begins = np.where(seen.any(axis=0), seen.argmax(axis=0), len(file.periods))
        starts = begins + PERIODS_A_YEAR[file.frequency]
    else:
        starts = np.full(len(file.series), 0 if first is None else first)
    try:
        detections = _RUN[method](file, settings, starts, method)
    except ValueError as fault:
        raise Refusal(say("bongsu detect --method {method}", method=method), found=str(fault)) from None
    if first is None:
        judged = ~np.isin(detections.reason, (Reason.TOO_LITTLE_HISTORY, Reason.NOT_ASKED))
        starts = np.where(judged.any(axis=0), judged.argmax(axis=0), len(file.periods))
    return DetectionReport(file, detections, starts.astype(np.int64))


def as_document(report: DetectionReport) -> dict[str, object]:
    """The JSON of `bongsu detect`: the rows, and beside them why no alarm is known where none is."""
    rows: list[dict[str, object]] = []
    not_judged: list[dict[str, object]] = [
        {"series": name, "period": None, "reason": "too_little_history"} for name in report.never_judged
    ]
    for row in report.rows():
        rows.append(
            {
                "series": row.series,
                "period": row.period,
                "observed": None if row.observed is None else int(row.observed),
                "expected": row.expected,
                "upper": row.upper,
                "p_value": row.p_value,
                "alarm": row.alarm,
            }
        )
        if row.alarm is None:
            reason = row.reason.name.lower()
            not_judged.append({"series": row.series, "period": row.period, "reason": reason})
    return {"rows": rows, "not_judged": not_judged}


def unused_settings(method: DetectorName, settings: DetectorSettings) -> tuple[str, ...]:
    """Names of the settings given that the method does not use."""
    names = (name for name in DetectorSettings.__slots__ if name != "first_period")
    return tuple(name for name in names if getattr(settings, name) is not None and name not in USED[method])


def _first_time(file: CountFile, period: Period | None) -> int | None:
    if period is None:
        return None
    if period.frequency is not file.frequency:
        raise Refusal(
            "--from",
            expected=say(
                "a {frequency} like {period}", frequency=say(file.frequency), period=file.periods[0]
            ),
            found=str(period),
        )
    for t, known in enumerate(file.periods):
        if known.ordinal >= period.ordinal:
            return t
    raise Refusal(
        "--from", expected=say("at the latest {period}", period=file.periods[-1]), found=str(period)
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) or np.isinf(value) else float(value)


def _lags(file: CountFile, years: int) -> Lags:
    if file.by_date:
        return lags_by_date([period.start for period in file.periods], years=years)
    return lags_by_count(len(file.periods), years=years, per_year=PERIODS_A_YEAR[file.frequency])


def _given(value: Value | None, default: Value) -> Value:
    return default if value is None else value


def _recent_cases(settings: DetectorSettings) -> tuple[int, int]:
    return (_given(settings.least_cases, 5), 4)


Starts = NDArray[np.int64]


def _farrington(file: CountFile, given: DetectorSettings, first: Starts, _: DetectorName) -> Detections:
    years = _given(given.years, 5)
    return farrington(
        file.counts,
        years=years,
        window=_given(given.window, min(_SEASONS[file.frequency][0], 3)),
        alpha=_given(given.alpha, 0.05),
        reweight_above=_given(given.reweight_above, 1.0),
        exposure=file.exposure,
        recent_cases=_recent_cases(given),
        first=first,
        lags=_lags(file, years),
    )


def _farrington_flexible(
    file: CountFile, given: DetectorSettings, first: Starts, _: DetectorName
) -> Detections:
    years = _given(given.years, 5)
    window, periods, excluded = _SEASONS[file.frequency]
    return farrington_flexible(
        file.counts,
        years=years,
        window=_given(given.window, window),
        alpha=_given(given.alpha, 0.05),
        periods=_given(given.periods, periods),
        excluded=_given(given.excluded, excluded),
        reweight_above=_given(given.reweight_above, 2.58),
        threshold=_given(given.threshold, "nb-plugin"),
        trend_level=_given(given.trend_level, 1.0),
        exposure=file.exposure,
        recent_cases=_recent_cases(given),
        first=first,
        lags=_lags(file, years),
    )


def _ears(file: CountFile, given: DetectorSettings, first: Starts, method: DetectorName) -> Detections:
    baseline = _given(given.baseline, 7)
    if baseline < LEAST_BASELINE:
        raise Refusal(
            "--baseline", expected=say("at least {least}", least=LEAST_BASELINE), found=str(baseline)
        )
    return ears(file.counts, int(method[-1]), baseline=baseline, alpha=given.alpha, first=first)


def _bayes(file: CountFile, given: DetectorSettings, first: Starts, _: DetectorName) -> Detections:
    years = _given(given.years, 0)
    return bayes(
        file.counts,
        years=years,
        window=_given(given.window, 6),
        alpha=_given(given.alpha, 0.05),
        first=first,
        lags=_lags(file, years),
    )


def _cusum(file: CountFile, given: DetectorSettings, first: Starts, _: DetectorName) -> Detections:
    return cusum(file.counts, first, k=_given(given.k, 1.04), h=_given(given.h, 2.26))


def _robust_glm(file: CountFile, given: DetectorSettings, first: Starts, _: DetectorName) -> Detections:
    phase = [period.phase for period in file.periods] if file.by_date else None
    return robust_glm(
        file.counts,
        alpha=_given(given.alpha, 0.01),
        excluded=_given(given.excluded, _SEASONS[file.frequency][2]),
        summed=_given(given.summed, 1),
        exposure=file.exposure,
        first=first,
        phase=phase,
        per_year=file.frequency.per_year if file.by_date else PERIODS_A_YEAR[file.frequency],
    )


_RUN: dict[DetectorName, Callable[[CountFile, DetectorSettings, Starts, DetectorName], Detections]] = {
    "farrington": _farrington,
    "farrington-flexible": _farrington_flexible,
    "ears-c1": _ears,
    "ears-c2": _ears,
    "ears-c3": _ears,
    "bayes": _bayes,
    "cusum": _cusum,
    "robust-glm": _robust_glm,
}
