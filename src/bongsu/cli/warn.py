"""`bongsu warn`: early warnings from the draft to the closing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options, warn_office, warn_rules, warn_sign, warn_write
from bongsu.cli.warn_shown import dump, line, page
from bongsu.cli.warn_write import Number
from bongsu.words import say

app = typer.Typer(no_args_is_help=True, help="Early warnings.")


@app.callback()
def group() -> None:
    """Early warnings: drafted, signed, issued, answered, ended; each move with who, when and why."""


@app.command("list")
def listing(
    workspace: options.Workspace = Path(),
    state: Annotated[
        str | None, typer.Option("--state", help="Only those in this state, e.g. draft.")
    ] = None,
    item: Annotated[str | None, typer.Option("--item", help="Only of this item.")] = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """The warnings, the newest first; with --by only what that account may see."""
    from bongsu.cli.warn_acting import looked
    from bongsu.usecases import warn_look

    place, person = looked(workspace, by)
    found = warn_look.listing(place, by=person, state=state, item=item)
    if json:
        dump({"warnings": [asdict(each) for each in found]})
        return
    if not found:
        print(say("No warning."))
    for each in found:
        print(line(each))


@app.command("show")
def show(
    number: Number,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """One warning: what it says, whom it was sent to, and every move."""
    from bongsu.cli.warn_acting import looked
    from bongsu.usecases import warn_look

    place, person = looked(workspace, by)
    entry = warn_look.show(place, number, by=person)
    if json:
        dump({"warning": asdict(entry)})
    else:
        print(page(entry, place.settings.time_zone))


@app.command("cap")
def cap(number: Number, workspace: options.Workspace = Path(), by: options.By = None) -> None:
    """The newest message of an issued warning in the Common Alerting Protocol 1.2 (XML)."""
    from bongsu.cli.warn_acting import looked
    from bongsu.reports.cap import cap_message

    place, person = looked(workspace, by)
    typer.echo(cap_message(place, number, by=person), nl=False)


@app.command("inbox")
def inbox(
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """What waits for an account, with the moves it may make."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_look
    from bongsu.words.warnings import move_word

    place, person, moment = opened(workspace, by, at)
    found = warn_look.inbox(place, by=person, at=moment)
    if json:
        dump({"inbox": [{"warning": asdict(entry), "moves": moves} for entry, moves in found]})
        return
    if not found:
        print(say("Nothing waits."))
    for entry, moves in found:
        print(f"{line(entry)}  [{', '.join(move_word(each) for each in moves)}]")


@app.command("overdue")
def overdue(
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Offices that have not acknowledged a warning, the longest silent first."""
    from bongsu.cli.warn_acting import looked
    from bongsu.usecases import warn_look

    place, person = looked(workspace, by)
    moment = options.decided_at(at, place.settings.time_zone)
    found = warn_look.unacknowledged(place, by=person, at=moment)
    if json:
        dump({"unacknowledged": [asdict(each) for each in found]})
        return
    if not found:
        print(say("Every office has acknowledged."))
    for each in found:
        mark = say("late") if each.late else ""
        age = say("{hours} h", hours=f"{each.age_hours:.0f}")
        print(f"{each.number}  {each.office}  {each.item:<14} {age:>8}  {mark}  {each.escalated_to}".rstrip())


@app.command("reasons")
def reasons(
    assessment: Annotated[str, typer.Argument(help="Id of the assessment, e.g. A-000001.")],
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Why each item of an assessment was drafted or was not, and what is advised for warnings in force."""
    from bongsu.cli.warn_acting import looked
    from bongsu.usecases import warn_look

    found = warn_look.reasons(looked(workspace, None)[0], assessment)
    if json:
        dump({"assessment": assessment, "items": found})
        return
    for item, each in found.items():
        print(f"{item:<14} {each['drafted'] or '':<9} {each['sentence']}")


for part in (warn_write.part, warn_sign.part, warn_office.part):
    app.add_typer(part)
app.add_typer(warn_rules.part, name="rules")
