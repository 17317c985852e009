"""`bongsu operate`: special operations from the plan to the last report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import operate_report, options
from bongsu.cli.operate_shown import allocation_page, capacity_line, line, page
from bongsu.cli.warn_acting import looked, opened
from bongsu.cli.warn_shown import dump
from bongsu.words import say
from bongsu.words.refusal import WrongUse

app = typer.Typer(no_args_is_help=True, help="Special operations.")
app.registered_commands += operate_report.part.registered_commands

Number = Annotated[str, typer.Argument(help="The operation's number, e.g. OP-2005-001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]
Several = list[str] | None


@app.callback()
def group() -> None:
    """Special operations: planned, checked, started, reported on, finished."""


@app.command("plan")
def plan(
    title: Annotated[str, typer.Argument(help="What the operation is called.")],
    warning: Annotated[Several, typer.Option("--warning", help="A warning it answers; repeatable.")] = None,
    item: Annotated[Several, typer.Option("--item", help="An item; repeatable.")] = None,
    office: Annotated[Several, typer.Option("--office", help="An office; repeatable.")] = None,
    channel: Annotated[
        Several,
        typer.Option("--channel", help="cargo, traveller, express, post, vessel, company_investigation."),
    ] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")] = None,
    inspect: Annotated[
        Several,
        typer.Option(
            "--inspect", metavar="OFFICE:CHANNEL:NUMBER[:HOURS[:MINUTES]]",
            help="Planned inspections, officer hours of one, and minutes it holds the goods; repeatable.",
        ),
    ] = None,
    has: Annotated[
        Several,
        typer.Option(
            "--has", metavar="OFFICE:HOURS[:FLOW]",
            help="Officer hours an office has, and consignments or travellers passing; repeatable.",
        ),
    ] = None,
    squad: Annotated[
        Several,
        typer.Option("--squad", metavar="OFFICE:OFFICERS:NAME", help="A special squad; repeatable."),
    ] = None,
    random: Annotated[
        float, typer.Option("--random", help="Share of the inspections kept for random ones.")
    ] = 0.1,
    measures: Annotated[str, typer.Option("--measures", help="What is done.")] = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Plan a special operation; what is not said is taken from the warnings it answers."""
    from datetime import date

    from bongsu.records.operations import Plan
    from bongsu.usecases import operate_plan

    planned = {"office": str, "channel": str, "inspections": int, "hours": float, "minutes": float}
    capacity = {"office": str, "officer_hours": float, "flow": float}
    squads = {"office": str, "officers": int, "name": str}
    efforts = [
        {"hours": 1.0} | operate_plan.parts(each, planned, least=3, option="--inspect")
        for each in inspect or ()
    ]
    there = [operate_plan.parts(each, capacity, least=2, option="--has") for each in has or ()]
    place, person, moment = opened(workspace, by, at)
    entry = operate_plan.plan(
        place,
        Plan(
            title=title,
            items=item or (),
            offices=office or (),
            channels=channel or (),
            first_day=options.day(first, "--from") if first else date.min,
            last_day=options.day(last, "--to") if last else date.min,
            squads=[operate_plan.parts(each, squads, least=3, option="--squad") for each in squad or ()],
            planned=efforts,
            capacity={each.pop("office"): each for each in there},
            random_share=random,
            measures=measures,
            warnings=warning or (),
        ),
        by=person,
        at=moment,
    )
    _told(entry, json)


@app.command("capacity")
def capacity(
    number: Number,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Can the offices do what the plan asks, and how long does clearance wait for it?"""
    from bongsu.usecases import operate_plan

    place, person = looked(workspace, by)
    checks = operate_plan.capacity_of(operate_plan.look(place, number, by=person))
    if json:
        dump(
            {
                "operation": number,
                "possible": all(check.is_possible for check in checks),
                "offices": [
                    asdict(check) | {"possible": check.is_possible, "words": operate_plan.fault_words(check)}
                    for check in checks
                ],
            }
        )
        return
    for check in checks:
        print(capacity_line(check), operate_plan.fault_words(check))
    if not checks:
        print(say("No inspections are planned."))


@app.command("start")
def start(
    number: Number,
    reason: Reason = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Approve and start a planned operation; not by who planned it."""
    from bongsu.usecases import operate_plan

    place, person, moment = opened(workspace, by, at)
    _told(operate_plan.start(place, number, by=person, at=moment, reason=reason), json)


@app.command("finish")
def finish(
    number: Number,
    reason: Reason = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """End an operation; reports still come in afterwards."""
    from bongsu.usecases import operate_plan

    place, person, moment = opened(workspace, by, at)
    _told(operate_plan.end(place, number, "finish", by=person, at=moment, reason=reason), json)


@app.command("cancel")
def cancel(
    number: Number,
    reason: Reason = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Give up an operation that was not started."""
    from bongsu.usecases import operate_plan

    place, person, moment = opened(workspace, by, at)
    _told(operate_plan.end(place, number, "cancel", by=person, at=moment, reason=reason), json)


@app.command("list")
def listing(
    state: Annotated[
        str | None, typer.Option("--state", help="planned, running, finished or cancelled.")
    ] = None,
    warning: Annotated[str | None, typer.Option("--warning", help="Only those that answer it.")] = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """The operations, the newest first; with --by only what that account may see."""
    from bongsu.core.operations.moves import STATES
    from bongsu.usecases import operate_plan

    if state is not None and state not in STATES:
        raise WrongUse("--state", expected=", ".join(STATES), found=state)
    place, person = looked(workspace, by)
    found = operate_plan.listing(place, by=person, state=state, warning=warning)
    if json:
        dump({"operations": [_document(each) for each in found]})
        return
    if not found:
        print(say("No operation."))
    for each in found:
        print(line(each))


@app.command("show")
def show(
    number: Number,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """One operation: plan, moves, reports, and which offices are silent."""
    from bongsu.usecases import operate_plan

    place, person = looked(workspace, by)
    entry = operate_plan.look(place, number, by=person)
    if json:
        dump({"operation": _document(entry)})
    else:
        print(page(entry, place.settings.time_zone))


@app.command("allocate")
def allocate(
    hours: Annotated[
        list[str],
        typer.Option("--has", metavar="OFFICE:HOURS", help="Officer hours of an office; repeatable."),
    ],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="By what was known on this day.")],
    item: Annotated[Several, typer.Option("--item", help="Only these items; repeatable.")] = None,
    hours_each: Annotated[
        float, typer.Option("--hours-each", help="Officer hours of one inspection where none are known.")
    ] = 1.0,
    random: Annotated[
        float, typer.Option("--random", help="Share of the hours kept for random inspections.")
    ] = 0.1,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Propose where the next inspections find most, by the current assessment."""
    from bongsu.usecases import operate_allocate, operate_plan
    from bongsu.usecases.workspace import Workspace

    given = [
        operate_plan.parts(each, {"office": str, "hours": float}, least=2, option="--has") for each in hours
    ]
    found = operate_allocate.propose(
        Workspace.open(workspace),
        {each["office"]: each["hours"] for each in given},
        as_of=options.day(as_of, "--as-of"),
        items=item or (),
        hours_each=hours_each,
        random_share=random,
    )
    if json:
        dump(asdict(found))
    else:
        print(allocation_page(found))


def _document(entry: Any) -> dict[str, Any]:
    return asdict(entry) | {"silent": list(entry.silent)}


def _told(entry: Any, json: bool) -> None:
    if json:
        dump({"operation": _document(entry)})
    else:
        print(line(entry))
