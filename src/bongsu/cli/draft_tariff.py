"""`bongsu draft-tariff`: a published table of rates becomes a draft of an item's tariff file."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say


def draft_tariff(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. red_pepper.")],
    table: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="CSV, Excel or Parquet; else the newest table collected."),
    ] = None,
    rates: Annotated[
        str, typer.Option("--rates", help="Numbers without a sign: percent or share.", metavar="WHICH")
    ] = "",
    per: Annotated[str, typer.Option("--per", help="Unit of amounts that name none, e.g. kg.")] = "",
    both: Annotated[
        str, typer.Option("--both", help="Of a share and an amount: higher, lower or both.", metavar="WHICH")
    ] = "",
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day of rows that name none.")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="Unit of the good, if the item has no tariff.")] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day whose tariff is in force; else today.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where the draft goes.")] = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Draft an item's dated tariff from a table of rates, and show what differs from the one in force."""
    from datetime import UTC, datetime

    from bongsu.sources.agencies.kr_customs.published_rates import Said
    from bongsu.usecases import draft_tariff as usecase
    from bongsu.usecases.collect import today
    from bongsu.usecases.workspace import Workspace
    from bongsu.words.refusal import WrongUse

    for option, value, allowed in (
        ("--rates", rates, ("percent", "share")),
        ("--both", both, ("higher", "lower", "both")),
    ):
        if value and value not in allowed:
            raise WrongUse(option, expected=", ".join(allowed), found=value)
    place = Workspace.open(workspace)
    draft = usecase.draft_tariff(
        place,
        item,
        table,
        Said(rates, per, both, options.day(first, "--from") if first else None),
        on=options.day(on, "--on") if on else today(place, datetime.now(UTC)),
        unit=unit,
        out=out,
    )
    if json:
        print(json_.dumps(usecase.as_document(draft), ensure_ascii=False, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=say("{item}: the draft beside the tariff in force", item=item))
    for head in (say("good"), say("type"), say("in the tariff"), say("in the table"), say("from"), ""):
        shown.add_column(head)
    for cells in usecase.rows(draft):
        shown.add_row(*cells)
    console = Console()
    console.print(shown)
    for sentence in usecase.conclusions(draft):
        print(sentence)
