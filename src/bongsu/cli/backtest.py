"""`bongsu backtest`: what every method would have said, period by period, and how right it was."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say

SHARES = ("coverage80", "coverage95", "detected", "detected_before")
THREE_DIGITS = ("auc", "auc_onset", "average_precision", "brier", "calibration_error")


def backtest(
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="First cutoff, e.g. 2004-01.")],
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="Last cutoff.")],
    workspace: options.Workspace = Path(),
    method: Annotated[
        list[str] | None, typer.Option("--method", help="This method only; may be repeated.")
    ] = None,
    as_of: options.AsOf = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Do not go on from what a stopped backtest left behind.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Rolling, as-of: every method beside the naive ones, refitted at every cutoff."""
    from datetime import UTC, datetime

    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.backtest import backtest as run
    from bongsu.usecases.backtest_parts import PartStore
    from bongsu.usecases.calibrations import calibrated
    from bongsu.usecases.grade_rules import rule_in_force
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    start, end = options.period(first, "--from"), options.period(last, "--to")
    place = Workspace.open(workspace)
    open_records(place)
    result = run(
        Ledger(place.facts),
        place.catalogue,
        first=start,
        last=end,
        as_of=options.day(as_of, "--as-of") if as_of else datetime.now(UTC).date(),
        methods=method,
        rule=rule_in_force(place.catalogue.grades, end.end),
        calibrated=calibrated,
        progress=options.progress(),
        parts=PartStore(place.folder / "cache" / "backtest", fresh),
    )
    if json:
        print(json_.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    _print_scoreboards(result["summary"])


def _print_scoreboards(summary: list[dict[str, object]]) -> None:
    """Two tables of at most 80 columns: how right the forecasts and how right the warnings were."""
    _print_table(
        say("Forecasts of the next period"),
        say(
            "Smaller is better. To: CRPS relative to the last value, to last year's, to the larger of both. "
            "% in 80, 95: counts inside the interval."
        ),
        sorted(summary, key=lambda entry: _number(entry.get("crps"), 1e300)),
        (
            ("rows", say("rows")),
            ("crps", "CRPS"),
            ("crps_to_persistence", say("to last")),
            ("crps_to_seasonal_naive", say("to last year")),
            ("crps_to_max_of_two", say("to max")),
            ("log_score", say("log score")),
            ("coverage80", say("% in 80")),
            ("coverage95", say("% in 95")),
            ("bias", say("bias")),
        ),
    )
    first = summary[0] if summary else {}
    if not first.get("surges"):
        print(say("No surge could be labelled: six more periods must follow the periods judged."))
        return
    _print_table(
        say("Warnings of a surge within three periods"),
        say(
            "Surges labelled later, with hindsight: {surges} of {rows} item-periods, {episodes} episodes. "
            "% found, early: episodes alarmed at 5 % false alarms, and before they began; lead in periods.",
            surges=first["surges"],
            rows=first["labelled"],
            episodes=first["episodes"],
        ),
        sorted(summary, key=lambda entry: -_number(entry.get("auc"), -1.0)),
        (
            ("auc", "AUC"),
            ("auc_above_persistence", say("to last")),
            ("auc_onset", say("at onset")),
            ("average_precision", say("mean prec.")),
            ("detected", say("% found")),
            ("detected_before", say("% early")),
            ("median_lead", say("lead")),
            ("brier", "Brier"),
            ("calibration_error", say("cal. error")),
        ),
    )


def _print_table(
    title: str, caption: str, entries: list[dict[str, object]], columns: tuple[tuple[str, str], ...]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, caption=caption, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(say("method"), no_wrap=True, vertical="bottom")
    for _, name in columns:
        table.add_column(name, justify="right", vertical="bottom", min_width=5)
    for entry in entries:
        table.add_row(str(entry["method"]), *(_cell(key, entry.get(key)) for key, _ in columns))
    Console().print(table)


def _number(value: object, absent: float) -> float:
    return float(value) if isinstance(value, int | float) else absent


def _cell(key: str, value: object) -> str:
    """A number as it fits five columns: shares in per cent, ratios and scores with two or three digits."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    if key in SHARES:
        return f"{100 * value:.0f}"
    if key == "median_lead":
        return f"{value:g}"
    if key.startswith("auc_above"):
        return f"{value:+.2f}"
    digits = 3 if key in THREE_DIGITS else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{digits}f}"
