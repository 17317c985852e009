"""`bongsu landed-cost`: what a unit costs over the border, every duty and tax of the day."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say


def landed_cost(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. red_pepper.")],
    price: Annotated[float, typer.Option("--price", help="Price abroad, per unit.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day whose rates count.")],
    currency: Annotated[str, typer.Option("--currency", help="Currency of price and freight.")] = "KRW",
    fx: Annotated[float | None, typer.Option("--fx", help="Won per unit of the currency.")] = None,
    freight: Annotated[float, typer.Option("--freight", help="Freight and insurance, per unit.")] = 0.0,
    per: Annotated[str, typer.Option("--per", help="Unit of the price, if not the good's own, e.g. t.")] = "",
    good: Annotated[str | None, typer.Option("--good", help="Form of the item, e.g. dried.")] = None,
    origin: Annotated[str, typer.Option("--origin", help="Country of origin, e.g. CN.")] = "",
    in_quota: Annotated[bool, typer.Option("--in-quota", help="Within the tariff quota.")] = False,
    special_safeguard: Annotated[
        bool, typer.Option("--special-safeguard", help="The special safeguard is triggered.")
    ] = False,
    domestic: Annotated[
        float | None, typer.Option("--domestic", help="Price at home in won per unit, for the margins.")
    ] = None,
    carrying: Annotated[float, typer.Option("--carrying", help="Carrier's pay in won per unit.")] = 0.0,
    workspace: options.Workspace = Path(),
    pack: Annotated[str | None, typer.Option("--pack", help="A pack's tariffs, without a workspace.")] = None,
    json: options.Json = False,
) -> None:
    """Landed cost, declared-value floor, margins and break-even, from dated tariffs."""
    from bongsu.catalogue import Catalogue
    from bongsu.catalogue.packs import pack_folder
    from bongsu.core.indicators.rate_priority import Circumstances
    from bongsu.usecases import landed_cost as usecase
    from bongsu.usecases.workspace import Workspace

    catalogue = Catalogue.load(pack_folder(pack)) if pack else Workspace.open(workspace).catalogue
    found = usecase.reckon(
        catalogue,
        item,
        usecase.Offer(price, currency, fx, freight, per),
        on=options.day(on, "--on"),
        good=good,
        circumstances=Circumstances(origin, in_quota, special_safeguard),
        domestic=domestic,
        carrying=carrying,
    )
    if json:
        document = usecase.as_document(found, item=item)
        print(json_.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console
    from rich.table import Table

    rate = f"{found.rate.type} {found.rate.agreement}".rstrip()
    shown = Table(title=f"{item} ({found.good.code}), {found.on}, {rate}")
    shown.add_column(say("component"))
    shown.add_column(say("won per {unit}", unit=found.good.unit), justify="right")
    shown.add_column("")
    for name, amount, remark in usecase.table(found):
        shown.add_row(name, f"{amount:,.1f}", remark)
    console = Console()
    console.print(shown)
    for sentence in usecase.conclusions(found):
        console.print(sentence)
