"""`bongsu backtest`: what every method would have said, period by period, and how right it was."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import Refusal


def backtest(
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="First cutoff, e.g. 2004-01.")],
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="Last cutoff.")],
    workspace: options.Workspace = Path(),
    method: Annotated[
        list[str] | None, typer.Option("--method", help="This method only; may be repeated.")
    ] = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Rolling, as-of: every method beside the naive ones, refitted at every cutoff."""
    from datetime import UTC, datetime

    from bongsu.core.panel.periods import Period
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.backtest import backtest as run
    from bongsu.usecases.workspace import Workspace

    try:
        start, end = Period.parse(first), Period.parse(last)
    except ValueError as error:
        raise Refusal("--from, --to", expected=str(error)) from None
    place = Workspace.open(workspace)
    result = run(
        Ledger(place.facts),
        place.catalogue,
        first=start,
        last=end,
        as_of=options.day(as_of, "--as-of") if as_of else datetime.now(UTC).date(),
        methods=method,
        progress=options.progress(),
    )
    if json:
        print(json_.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    _print_scoreboard(result["summary"])


def _print_scoreboard(summary: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=say("Scoreboard: forecasts of the next period"), caption=say("Smaller is better."))
    columns = (
        ("method", say("method")),
        ("rows", say("rows")),
        ("crps", "CRPS"),
        ("crps_to_persistence", say("to persistence")),
        ("crps_to_seasonal_naive", say("to last year")),
        ("log_score", say("log score")),
        ("coverage80", say("inside 80 %")),
        ("coverage95", say("inside 95 %")),
        ("bias", say("bias")),
    )
    for key, title in columns:
        table.add_column(title, justify="left" if key == "method" else "right")
    for entry in sorted(summary, key=lambda row: float(str(row.get("crps") or "inf"))):
        table.add_row(*(_cell(entry.get(key)) for key, _ in columns))
    Console().print(table)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)
