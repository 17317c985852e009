"""`bongsu warn draft|edit|propose|withdraw`: the analyst's part."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import told
from bongsu.words import say
from bongsu.words.refusal import WrongUse

Number = Annotated[str, typer.Argument(help="Number of the warning, e.g. 2005-001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]
Title = Annotated[str | None, typer.Option("--title", help="Its title.")]
Body = Annotated[str | None, typer.Option("--body", help="The finding, in sentences.")]
Legal = Annotated[str | None, typer.Option("--legal-basis", help="The articles it rests on.")]
Office = Annotated[
    list[str] | None, typer.Option("--office", metavar="CODE", help="An office addressed; repeatable.")
]
Channel = Annotated[
    list[str] | None,
    typer.Option(
        "--channel", help="cargo, traveller, express, post, vessel, company_investigation; repeatable."
    ),
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of validity.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day of validity.")]
Measure = Annotated[list[str] | None, typer.Option("--measure", help="What to do; repeatable.")]
Route = Annotated[list[str] | None, typer.Option("--route", help="A hypothesised route; repeatable.")]
Concealment = Annotated[
    list[str] | None, typer.Option("--concealment", help="A hypothesised concealment; repeatable.")
]


part = typer.Typer()


@part.command("draft")
def draft(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. gold.")],
    reason: Reason,
    assessment: Annotated[
        str | None, typer.Option("--assessment", metavar="ID", help="The latest one if not named.")
    ] = None,
    office: Office = None,
    channel: Channel = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Draft a warning by hand, at the analyst's own grade for the item or else the model's."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_write

    place, person, moment = opened(workspace, by, at)
    changes = _changes(offices=office, channels=channel)
    entry = warn_write.draft(
        place, item, assessment=assessment, by=person, at=moment, reason=reason, changes=changes
    )
    told(entry, json)


@part.command("edit")
def edit(
    number: Number,
    title: Title = None,
    body: Body = None,
    legal_basis: Legal = None,
    office: Office = None,
    channel: Channel = None,
    first_day: From = None,
    until: Until = None,
    measure: Measure = None,
    route: Route = None,
    concealment: Concealment = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")] = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Change a draft; each edit is kept as a version. A list given replaces the one before."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_write

    changes = _changes(
        title=title,
        body=body,
        legal_basis=legal_basis,
        offices=office,
        channels=channel,
        valid_from=options.day(first_day, "--from") if first_day else None,
        valid_until=options.day(until, "--until") if until else None,
        measures=measure,
        routes=route,
        concealments=concealment,
    )
    if not changes:
        raise WrongUse("bongsu warn edit", expected=say("a field to change"), found=say("nothing"))
    place, person, moment = opened(workspace, by, at)
    told(warn_write.edit(place, number, changes, by=person, at=moment, reason=reason), json)


@part.command("propose")
def propose(
    number: Number,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Lay a draft before the approvers; it must be whole."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_write

    place, person, moment = opened(workspace, by, at)
    told(warn_write.propose(place, number, by=person, at=moment), json)


@part.command("withdraw")
def withdraw(
    number: Number,
    reason: Reason,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Take back a warning that was drafted or issued in error."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_write

    place, person, moment = opened(workspace, by, at)
    told(warn_write.withdraw(place, number, by=person, at=moment, reason=reason), json)


def _changes(**given: Any) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if value is not None and value != []
    }
