"""`bongsu operate result|effort|nil|import`: what an office reports."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.cli.warn_acting import opened
from bongsu.cli.warn_shown import dump
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

Number = Annotated[str, typer.Argument(help="The operation's number, e.g. OP-2005-001.")]
ForOffice = Annotated[
    str | None, typer.Option("--office", metavar="CODE", help="For which office; your only one if not said.")
]
Included = Annotated[
    bool,
    typer.Option("--included", help="The regular figures hold these already: take them out of them."),
]
Known = Annotated[
    str, typer.Option("--known-at", metavar="DATE", help="When it became known; the day of --at if not said.")
]
Text = typer.Option

part = typer.Typer()


@part.command("result")
def result(
    number: Number,
    item: Annotated[str, Text("--item", help="The item; the operation's only one if not said.")] = "",
    case: Annotated[str, Text("--case", help="The case's number.")] = "",
    detected_on: Annotated[str, Text("--detected-on", metavar="DATE", help="Of the case.")] = "",
    count: Annotated[str, Text("--count", help="How many cases, instead of one case.")] = "",
    period: Annotated[str, Text("--period", help="Of the count, e.g. 2005-06.")] = "",
    channel: Annotated[str, Text("--channel", help="Where it came in.")] = "",
    quantity: Annotated[str, Text("--quantity", help="How much.")] = "",
    unit: Annotated[str, Text("--unit", help="Unit of the quantity; it is converted to the item's.")] = "",
    value_krw: Annotated[str, Text("--value-krw", help="Value in won.")] = "",
    value_basis: Annotated[str, Text("--value-basis", help="market, import_cost or evaded_duty.")] = "",
    clue: Annotated[str, Text("--clue", help="What led to it: inspection, x-ray, dog, tip, …")] = "",
    origin: Annotated[str, Text("--origin", help="Country of origin.")] = "",
    route: Annotated[str, Text("--route", help="By which way it came.")] = "",
    concealment: Annotated[str, Text("--concealment", help="How it was hidden.")] = "",
    warning: Annotated[str, Text("--warning", help="The warning it answers.")] = "",
    known_at: Known = "",
    office: ForOffice = None,
    included: Included = False,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report a case, or a count of cases in a period."""
    from bongsu.usecases import operate_report as reporting

    if bool(case) == bool(count):
        raise WrongUse("bongsu operate result", expected="--case | --count", found=say("both or neither"))
    place, person, moment = opened(workspace, by, at)
    given = {
        "case_id": case, "detected_on": detected_on, "count": count, "period": period, "item": item,
        "channel": channel, "quantity": quantity, "unit": unit, "value_krw": value_krw,
        "value_basis": value_basis, "clue": clue, "origin": origin, "route": route,
        "concealment": concealment, "warning": warning, "known_at": known_at,
    }  # fmt: skip
    only_cases = {"detected_on", "clue", "origin", "route", "concealment"}
    wrong = [name for name in (only_cases if count else {"period"}) if given[name]]
    if wrong:
        option = "--" + sorted(wrong)[0].replace("_", "-")
        raise WrongUse(option, expected=say("nothing beside --count") if count else "--count", found=option)
    _told(
        reporting.result(place, number, given, office=office, included=included, by=person, at=moment), json
    )


@part.command("effort")
def effort(
    number: Number,
    period: Annotated[str, Text("--period", help="E.g. 2005-06.")],
    inspections: Annotated[str, Text("--inspections", help="How many were made.")],
    hours: Annotated[str, Text("--hours", help="Officer hours.")] = "",
    hits: Annotated[str, Text("--hits", help="How many found something.")] = "",
    item: Annotated[str, Text("--item", help="The item they looked for; none if not said.")] = "",
    channel: Annotated[str, Text("--channel", help="Where.")] = "",
    random: Annotated[bool, Text("--random-inspections", help="They were random.")] = False,
    known_at: Known = "",
    office: ForOffice = None,
    included: Included = False,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report inspections and officer hours of a period."""
    from bongsu.usecases import operate_report as reporting

    place, person, moment = opened(workspace, by, at)
    given = {
        "period": period, "inspections": inspections, "officer_hours": hours, "hits": hits, "item": item,
        "channel": channel, "random": "true" if random else "", "known_at": known_at,
    }  # fmt: skip
    _told(
        reporting.effort(place, number, given, office=office, included=included, by=person, at=moment), json
    )


@part.command("nil")
def nil(
    number: Number,
    office: ForOffice = None,
    confirm: Annotated[bool, Text("--confirm", help="Second step: yes, that is so.")] = False,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report that nothing was found: first see what that says, then --confirm it."""
    from bongsu.usecases import operate_report as reporting
    from bongsu.words.warnings import channel_word

    place, person, moment = opened(workspace, by, at)
    found = reporting.nil(place, number, office=office, confirmed=confirm, by=person, at=moment)
    if isinstance(found, reporting.Reported):
        _told(found, json)
    elif json:
        dump({"nil": asdict(found), "confirmed": False})
    else:
        print(
            say(
                "{operation}, office {office}: nothing found in",
                operation=found.operation,
                office=found.office,
            )
        )
        for channel, period in found.rows:
            print(f"  {period} {channel_word(channel)}")
        print(say("Nothing is recorded yet; say it again with --confirm."))


@part.command("import")
def import_(
    number: Number,
    files: Annotated[list[Path], typer.Argument(help="CSV, Excel or Parquet files of detections or effort.")],
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Load files of results; rows that are not hers to report go to the quarantine."""
    from bongsu.usecases import operate_report as reporting

    place, person, moment = opened(workspace, by, at)
    found = reporting.import_files(place, number, files, by=person, at=moment)
    refused = [each for each in found.loads if each.refusal]
    _told(found, json)
    if refused:
        raise Refusal(refused[0].file, expected=say("a file that can be read"), found=refused[0].refusal)


def _told(found: Any, json: bool) -> None:
    entry = found.operation
    if json:
        dump(
            {
                "operation": asdict(entry) | {"silent": list(entry.silent)},
                "loads": [asdict(each) for each in found.loads],
            }
        )
        return
    for each in found.loads:
        print(
            say(
                "{table}: {rows} new, {known} known already, {bad} in quarantine",
                table=say(each.table) if each.table else each.file,
                rows=each.rows,
                known=each.already_known,
                bad=each.quarantined,
            )
        )
    if entry.silent:
        print(say("Not heard of yet: {offices}", offices=", ".join(entry.silent)))
