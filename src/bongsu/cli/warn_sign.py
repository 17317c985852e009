"""`bongsu warn approve|return|issue|extend|lift|expire|evaluate|close|delegate|end-delegation`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import dump, line, told
from bongsu.cli.warn_write import Number, Reason
from bongsu.words import say

MaybeReason = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]


part = typer.Typer()


@part.command("approve")
def approve(
    number: Number,
    reason: MaybeReason = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Sign a proposed warning; never one's own."""
    _sign("approve", number, reason, workspace, by, at, json)


@part.command("return")
def send_back(
    number: Number,
    reason: Reason,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Return a warning to its author with a reason."""
    _sign("return", number, reason, workspace, by, at, json)


@part.command("issue")
def issue(
    numbers: Annotated[list[str], typer.Argument(help="Numbers of approved warnings.")],
    reason: MaybeReason = "",
    beyond_budget: Annotated[
        bool, typer.Option("--beyond-budget", help="Tell offices whose month's budget is spent too.")
    ] = False,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Issue approved warnings together: one message to each office; says who is told and who not, and why."""
    from bongsu.cli.warn_acting import opened
    from bongsu.records.telling_reasons import in_words
    from bongsu.usecases import warn_sign

    place, person, moment = opened(workspace, by, at)
    done = warn_sign.issue(place, numbers, by=person, at=moment, reason=reason, beyond_budget=beyond_budget)
    if json:
        decided = {
            number: [
                {
                    "office": each.office,
                    "sent": each.is_sent,
                    "reason": each.reason.value,
                    "values": each.values,
                    "sentence": in_words(each.reason, each.values),
                }
                for each in told_
            ]
            for number, told_ in done.told.items()
        }
        entries = [asdict(each) for each in done.warnings]
        dump({"issue": done.number, "warnings": entries, "told": decided, "superseded": done.superseded})
        return
    print(say("Issued as {number}.", number=done.number))
    for entry in done.warnings:
        print(line(entry))
        for each in done.told[entry.number]:
            print(f"  {each.office}  {in_words(each.reason, each.values)}")
    for number in done.superseded:
        print(say("Superseded: {number}.", number=number))


@part.command("extend")
def extend(
    number: Number,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The new last day of validity.")],
    reason: Reason,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Give a warning in force a later last day."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_sign

    last = options.day(until, "--until")
    place, person, moment = opened(workspace, by, at)
    told(warn_sign.extend(place, number, last, by=person, at=moment, reason=reason), json)


@part.command("escalate")
def escalate(
    number: Number,
    office: Annotated[str, typer.Option("--office", metavar="CODE", help="The office that is silent.")],
    reason: Reason,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help="The office told in its place; the next one.")
    ] = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Tell the next office in the place of one that does not acknowledge; `bongsu run-due` does it too."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_sign

    place, person, moment = opened(workspace, by, at)
    entry = warn_sign.escalate(place, number, office=office, to=to, by=person, at=moment, reason=reason)
    told(entry, json)


@part.command("lift")
def lift(
    number: Number,
    reason: Reason,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Lift a warning before its last day."""
    _sign("lift", number, reason, workspace, by, at, json)


@part.command("expire")
def expire(
    number: Number,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """End a warning whose last day is past; `bongsu run-due` does it by itself."""
    _sign("expire", number, "", workspace, by, at, json)


@part.command("evaluate")
def evaluate(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="What the evaluation found.")],
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Record what the evaluation of an ended warning found."""
    _sign("evaluate", number, reason, workspace, by, at, json)


@part.command("close")
def close(
    number: Number,
    reason: MaybeReason = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Close an evaluated warning."""
    _sign("close", number, reason, workspace, by, at, json)


@part.command("delegate")
def delegate(
    to: Annotated[str, typer.Argument(help="The account that signs meanwhile.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")],
    reason: Reason,
    first_day: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; that of --at if not said.")
    ] = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Lend one's signature as an approver to somebody for some days."""
    from zoneinfo import ZoneInfo

    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_sign

    place, person, moment = opened(workspace, by, at)
    today = moment.astimezone(ZoneInfo(place.settings.time_zone)).date()
    made = warn_sign.delegate(
        place,
        to,
        first_day=options.day(first_day, "--from") if first_day else today,
        until=options.day(until, "--until"),
        reason=reason,
        by=person,
        at=moment,
    )
    if json:
        dump({"delegation": asdict(made)})
    else:
        print(f"{made.number}  {made.delegator} → {made.delegate}  {made.first_day} – {made.until}")


def _sign(
    move: str, number: str, reason: str, workspace: Path, by: str | None, at: str | None, json: bool
) -> None:
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_sign

    place, person, moment = opened(workspace, by, at)
    told(warn_sign.sign(place, number, move, by=person, at=moment, reason=reason), json)


@part.command("end-delegation")
def end_delegation(
    number: Annotated[int, typer.Argument(help="The delegation's number.")],
    reason: Reason,
    day: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day without it; today if not said.")
    ] = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Take a lent signature back before its last day; its delegator or another approver may."""
    from bongsu.cli.warn_acting import opened
    from bongsu.records.warning_rows import local_day
    from bongsu.usecases import warn_sign

    place, person, moment = opened(workspace, by, at)
    first = options.day(day, "--from") if day else local_day(moment)
    made = warn_sign.end_delegation(place, number, day=first, reason=reason, by=person, at=moment)
    if json:
        dump({"delegation": asdict(made)})
    else:
        print(say("{number}: ended from {day} on", number=made.number, day=made.ended_from))
