"""`bongsu detect`: history-only outbreak detectors on one or many count series."""

from __future__ import annotations

import json as json_
import sys
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.core.panel.periods import Period
    from bongsu.usecases.detect import DetectedRow, DetectionReport


class DetectorChoice(StrEnum):
    """The methods, as `--method` names them."""

    FARRINGTON = "farrington"
    FARRINGTON_FLEXIBLE = "farrington-flexible"
    EARS_C1 = "ears-c1"
    EARS_C2 = "ears-c2"
    EARS_C3 = "ears-c3"
    BAYES = "bayes"
    CUSUM = "cusum"
    ROBUST_GLM = "robust-glm"


class ThresholdChoice(StrEnum):
    """How farrington-flexible finds its bound."""

    DELTA = "delta"
    NB_PLUGIN = "nb-plugin"
    MUAN = "muan"


OPTION_NAMES = {
    "excluded": "--exclude",
    "reweight_above": "--reweight",
    "least_cases": "--least-cases",
    "trend_level": "--trend-level",
    "summed": "--sum",
}


def detect(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet: series,period,count[,exposure].")],
    method: Annotated[DetectorChoice, typer.Option("--method", help="The detector.")],
    alpha: Annotated[
        float | None, typer.Option("--alpha", min=1e-9, max=0.5, help="Level of the bound.")
    ] = None,
    years: Annotated[
        int | None, typer.Option("--years", min=0, max=50, help="b: years to look back.")
    ] = None,
    window: Annotated[
        int | None, typer.Option("--window", min=0, help="w: half width around the same time of past years.")
    ] = None,
    periods: Annotated[
        int | None, typer.Option("--periods", min=1, help="noPeriods: seasonal levels in a year.")
    ] = None,
    exclude: Annotated[
        int | None,
        typer.Option("--exclude", min=0, help="pastWeeksNotIncluded: newest periods not learned from."),
    ] = None,
    reweight: Annotated[
        float | None,
        typer.Option("--reweight", min=0.0, help="weightsThreshold: residual from which counts weigh less."),
    ] = None,
    threshold: Annotated[
        ThresholdChoice | None, typer.Option("--threshold", help="Bound of farrington-flexible.")
    ] = None,
    trend_level: Annotated[
        float | None,
        typer.Option("--trend-level", min=0.0, max=1.0, help="pThresholdTrend of farrington-flexible."),
    ] = None,
    least_cases: Annotated[
        int | None,
        typer.Option("--least-cases", min=0, help="No Farrington alarm below so many in 4 periods (5)."),
    ] = None,
    baseline: Annotated[
        int | None, typer.Option("--baseline", min=3, help="EARS: periods to compare with (7).")
    ] = None,
    k: Annotated[float | None, typer.Option("--k", help="CUSUM: reference value (1.04).")] = None,
    h: Annotated[float | None, typer.Option("--h", help="CUSUM: decision bound (2.26).")] = None,
    summed: Annotated[
        int | None, typer.Option("--sum", min=1, max=2, help="robust-glm: judge sums of so many periods.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="PERIOD", help="First period to judge.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Look for outbreaks in count series by their own history alone."""
    from bongsu.usecases.count_file import read_count_file
    from bongsu.usecases.detect import USES_EXPOSURE, DetectorSettings, as_document, unused_settings
    from bongsu.usecases.detect import detect as run

    settings = DetectorSettings(
        alpha=alpha,
        years=years,
        window=window,
        periods=periods,
        excluded=exclude,
        reweight_above=reweight,
        threshold=None if threshold is None else threshold.value,
        trend_level=trend_level,
        least_cases=least_cases,
        baseline=baseline,
        k=k,
        h=h,
        summed=summed,
        first_period=None if first is None else _period(first),
    )
    for name in unused_settings(method.value, settings):
        option = OPTION_NAMES.get(name, f"--{name}")
        print(say("{option} is not used by {method}.", option=option, method=method.value), file=sys.stderr)
    counts = read_count_file(file)
    if counts.exposure is not None and method.value not in USES_EXPOSURE:
        print(
            say("{option} is not used by {method}.", option="exposure", method=method.value), file=sys.stderr
        )
    report = run(counts, method.value, settings)
    if json:
        print(json_.dumps(as_document(report), ensure_ascii=False, allow_nan=False))
    else:
        _print_table(report)


def _period(text: str) -> Period:
    from bongsu.core.panel.periods import Period

    try:
        return Period.parse(text)
    except ValueError:
        expected = say("a period such as 2005-05, 2005-W22 or 2005-05-31")
        raise WrongUse("--from", expected=expected, found=text) from None


def reason_text(code: str) -> str:
    """What a reason code says to a reader."""
    return {
        "NOT_REPORTED": say("not reported"),
        "TOO_LITTLE_HISTORY": say("too little history"),
        "ALL_ZERO_HISTORY": say("history is all zero"),
        "FEW_RECENT_CASES": say("too few recent cases for an alarm"),
        "NO_CONVERGENCE": say("the model could not be fitted"),
        "NO_VARIANCE": say("the baseline does not vary"),
        "NO_EXPOSURE": say("exposure is missing"),
    }.get(code, "")


def _print_table(report: DetectionReport) -> None:
    head = [
        say("series"),
        say("period"),
        say("observed"),
        say("expected"),
        say("upper bound"),
        say("p value"),
        say("alarm"),
        "",
    ]
    rows = list(report.rows())
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(head))]
    for line in lines:
        padded = (_pad(text, widths[at], left=at in (0, 1, 6, 7)) for at, text in enumerate(line))
        print("  ".join(padded).rstrip())
    for name in report.never_judged:
        print(f"{name}: {reason_text('TOO_LITTLE_HISTORY')}")
    judged = sum(row.alarm is not None for row in rows)
    alarms = sum(row.alarm is True for row in rows)
    print()
    print(
        say(
            "{alarms} alarms in {judged} judged periods of {series} series; {unknown} could not be judged.",
            alarms=alarms,
            judged=judged,
            series=len(report.file.series),
            unknown=len(rows) - judged,
        )
    )


def _cells(row: DetectedRow) -> list[str]:
    def shown(value: float | None, form: str) -> str:
        return "–" if value is None else format(value, form)

    return [
        row.series,
        row.period,
        shown(row.observed, ".0f"),
        shown(row.expected, ".2f"),
        shown(row.upper, ".2f"),
        shown(row.p_value, ".4f"),
        say("ALARM") if row.alarm else ("?" if row.alarm is None else ""),
        reason_text(row.reason.name),
    ]


def _width(text: Iterable[str]) -> int:
    """Columns on a screen: Korean letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
