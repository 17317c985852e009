"""`bongsu whatif`: a change of prices, rates or taxes carried to an item's forecast and grade."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import named, say
from bongsu.words.refusal import WrongUse


def whatif(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. tobacco.")],
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=CHANGE", help="A change: tax_per_pack=+500, fx=+10%, world_price=-5% …"
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="PERIOD", help="First period under the change.")
    ] = None,
    workspace: options.Workspace = Path(),
    as_of: options.AsOf = None,
    as_recorded: options.AsRecorded = None,
    json: options.Json = False,
) -> None:
    """Indicators, expected detections and grade before and after a change; nothing is stored."""
    from datetime import UTC, datetime

    from bongsu.facts.ledger import Ledger
    from bongsu.usecases import calibrations, grade_rules
    from bongsu.usecases.assess import DEFAULT_METHOD
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.standing import catalogue_on
    from bongsu.usecases.whatif import as_document, day_of, what_if
    from bongsu.usecases.whatif_levers import Change
    from bongsu.usecases.workspace import Workspace

    if not change:
        raise WrongUse("--set", expected=say("at least one change, such as fx=+10%"))
    place = Workspace.open(workspace)
    begins = options.period(first, "--from") if first else None
    given = options.day(as_of, "--as-of") if as_of else None
    day = day_of(begins, given, datetime.now(UTC).date())
    open_records(place)
    learned = calibrations.in_force(DEFAULT_METHOD, day)
    found = what_if(
        Ledger(place.facts),
        catalogue_on(place.catalogue, day),
        item,
        [Change.parse(text) for text in change],
        as_of=day,
        first=begins,
        as_recorded=options.moment(as_recorded, "--as-recorded"),
        rule=grade_rules.rule_in_force(place.catalogue.grades, day),
        calibration=learned.calibration if learned else None,
        progress=options.progress(),
    )
    if json:
        print(json_.dumps(as_document(found), ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    from bongsu.reports.whatif import WhatIf

    names = {each.code: named(each.name) for each in place.catalogue.indicators}
    Console().print(WhatIf(found, title=named(place.catalogue.item(item).name), names=names))
