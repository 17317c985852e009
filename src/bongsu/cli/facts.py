"""`bongsu facts`: what is in the ledger, as known on a day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer(no_args_is_help=True, help="What is in the ledger, as known on a day.")

By = Annotated[str, typer.Option("--by", metavar="COLUMN,…", help="Sum by these columns, e.g. item,period.")]
Item = Annotated[list[str] | None, typer.Option("--item", help="This item only; may be repeated.")]
Series = Annotated[list[str] | None, typer.Option("--series", help="This series only; may be repeated.")]
From = Annotated[str | None, typer.Option("--from", metavar="PERIOD", help="From this period on.")]
To = Annotated[str | None, typer.Option("--to", metavar="PERIOD", help="Up to this period.")]
ROWS_SHOWN = 200


@app.command("observations")
def observations(
    workspace: options.Workspace = Path(),
    by: By = "",
    series: Series = None,
    first: From = None,
    last: To = None,
    as_of: options.AsOf = None,
    as_recorded: options.AsRecorded = None,
    json: options.Json = False,
) -> None:
    """Values of indicators' series; summed up, how many are reported and how many are missing, and why."""
    _list(workspace, "observations", by, None, series, first, last, as_of, as_recorded, json)


def list_command(described: Callable[[], None]) -> None:
    """Makes a described listing a command: the options of every table whose rows speak of items."""

    def command(
        workspace: options.Workspace = Path(),
        by: By = "",
        item: Item = None,
        first: From = None,
        last: To = None,
        as_of: options.AsOf = None,
        as_recorded: options.AsRecorded = None,
        json: options.Json = False,
    ) -> None:
        _list(workspace, described.__name__, by, item, None, first, last, as_of, as_recorded, json)

    command.__doc__ = described.__doc__
    app.command(described.__name__)(command)


@list_command
def detections() -> None:
    """Detected smuggling: cases and counts."""


@list_command
def effort() -> None:
    """Inspections. Sums leave plans out unless --by names planned."""


@list_command
def events() -> None:
    """Tariff changes, quotas, campaigns and the like."""


@list_command
def intelligence() -> None:
    """Reports about smuggling, with the reliability of their sources."""


@app.command("loads")
def loads(workspace: options.Workspace = Path(), json: options.Json = False) -> None:
    """Every file loaded, with the numbers of its rows."""
    from bongsu.usecases.list_facts import list_loads
    from bongsu.usecases.workspace import Workspace

    _show(list_loads(Workspace.open(workspace)), json=json)


@app.command("quarantine")
def quarantine(
    workspace: options.Workspace = Path(),
    superseded: Annotated[
        bool, typer.Option("--all", help="Also rows of loads that were repeated under a newer catalogue.")
    ] = False,
    json: options.Json = False,
) -> None:
    """The rows that were not taken, and what to do about each."""
    from bongsu.usecases.list_facts import list_quarantine
    from bongsu.usecases.workspace import Workspace

    _show(list_quarantine(Workspace.open(workspace), superseded=superseded), json=json)


@app.command("compact")
def compact(workspace: options.Workspace = Path()) -> None:
    """Merge the ledger's small files into large ones; nothing that was known is changed."""
    from bongsu.usecases.list_facts import compact_facts
    from bongsu.usecases.workspace import Workspace

    for table, rows in compact_facts(Workspace.open(workspace)).items():
        print(say("{table}: {count} rows, revisions counted", table=say(table), count=rows))


def _list(workspace, table, by, item, series, first, last, as_of, as_recorded, json) -> None:
    from bongsu.usecases.list_facts import list_facts
    from bongsu.usecases.workspace import Workspace

    rows = list_facts(
        Workspace.open(workspace),
        table,
        by=[name.strip() for name in by.split(",") if name.strip()],
        items=item or (),
        series=series or (),
        first=_period(first, "--from"),
        last=_period(last, "--to"),
        as_of=options.day(as_of, "--as-of") if as_of else None,
        as_recorded=options.moment(as_recorded, "--as-recorded"),
    )
    _show(rows, json=json)


def _period(text: str | None, option: str):
    from bongsu.core.panel.periods import Period
    from bongsu.words.refusal import Refusal

    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise Refusal(option, expected=say("a period such as 2005-05"), found=f"'{text}'") from None


def _show(rows: pl.DataFrame, *, json: bool) -> None:
    if json:
        import json as json_

        print(json_.dumps({"rows": [_plain(row) for row in rows.iter_rows(named=True)]}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(*rows.columns)
    for row in rows.head(ROWS_SHOWN).iter_rows():
        shown.add_row(*map(_text, row))
    console = Console()
    console.print(shown)
    if rows.height > ROWS_SHOWN:
        message = "{shown} of {count} rows shown; --json prints all; --item, --from, --to and --by choose."
        console.print(say(message, shown=ROWS_SHOWN, count=rows.height))


def _plain(row: dict[str, object]) -> dict[str, object]:
    from datetime import date
    from decimal import Decimal

    return {
        name: _number(value)
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in row.items()
    }


def _number(value) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _text(value: object) -> str:
    from decimal import Decimal

    from rich.markup import escape

    if value is None:
        return "·"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return escape(", ".join(value) if isinstance(value, list) else str(value))
