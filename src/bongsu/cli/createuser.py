"""`bongsu createuser`: an account with its roles and offices."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import LANGUAGES, say
from bongsu.words.refusal import WrongUse


def createuser(
    name: Annotated[str, typer.Argument(help="The account's name.")],
    role: Annotated[
        list[str],
        typer.Option(
            "--role",
            help="analyst, steward, approver, field, auditor, operator, administrator; repeatable.",
        ),
    ],
    office: Annotated[
        list[str] | None,
        typer.Option("--office", metavar="CODE", help="Her office; repeatable."),
    ] = None,
    email: Annotated[str, typer.Option("--email", help="Where messages go.")] = "",
    language: Annotated[str, typer.Option("--language", help="Of her messages: ko or en.")] = "",
    password: Annotated[
        bool,
        typer.Option("--password/--no-password", help="Ask for a password; or pipe it in."),
    ] = False,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Make an account, or give one that exists other roles and offices."""
    from datetime import UTC, datetime

    from bongsu.core.early_warning.people import Role
    from bongsu.records import people
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    unknown = [each for each in role if each not in set(Role)]
    if unknown:
        raise WrongUse("--role", expected=", ".join(Role), found=unknown[0])
    if language and language not in LANGUAGES:
        raise WrongUse("--language", expected=", ".join(LANGUAGES), found=language)
    place = Workspace.open(workspace)
    offices = {each.code for each in place.catalogue.offices}
    for each in office or ():
        if each not in offices:
            raise WrongUse("--office", expected=say("an office of the catalogue"), found=each)
    open_records(place)
    made = people.register(
        name,
        roles=[Role(each) for each in role],
        offices=office or (),
        password=_password() if password else None,
        email=email,
        language=language,
        actor=options.actor(),
        now=datetime.now(UTC),
    )
    told = {"name": made.name, "roles": sorted(made.roles), "offices": sorted(made.offices)}
    print(json_.dumps(told, ensure_ascii=False) if json else f"{name}  {', '.join(told['roles'])}")


def _password() -> str:
    import getpass
    import sys

    if sys.stdin.isatty():
        return getpass.getpass(say("Password: "))
    return sys.stdin.readline().rstrip("\n")
