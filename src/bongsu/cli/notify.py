"""`bongsu notify`: where messages go, a test message, and the log of deliveries."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import dump
from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.usecases.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="Messages: addresses, a test, the log.")


@app.callback()
def group() -> None:
    """Messages to offices and people: where they go, and how each was delivered."""


@app.command("add")
def add(
    owner: Annotated[str, typer.Argument(help="office:020, person:kim, role:approver, or mail-server.")],
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            envvar="BONGSU_ADDRESS",
            help="As Apprise writes it, or signed+https://SECRET@host/path; asked for if not given.",
        ),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="ko or en; the workspace's if not said.")] = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Add an address; it is kept encrypted and never shown again."""
    from bongsu.cli.warn_acting import opened
    from bongsu.records import addresses

    place, person, moment = opened(workspace, by, None)
    given = url or typer.prompt(say("Address"), hide_input=True)
    _known_owner(place, owner)
    made = addresses.add(owner, given, by=person, at=moment, language=language)
    if json:
        dump({"address": asdict(made)})
    else:
        print(f"{made.number}  {made.owner}  {made.masked}")


@app.command("remove")
def remove(
    number: Annotated[int, typer.Argument(help="Number of the address.")],
    workspace: options.Workspace = Path(),
    by: options.By = None,
) -> None:
    """Switch an address off."""
    from bongsu.cli.warn_acting import opened
    from bongsu.records import addresses

    _, person, moment = opened(workspace, by, None)
    addresses.remove(number, by=person, at=moment)
    print(say("Removed."))


@app.command("addresses")
def listing(workspace: options.Workspace = Path(), by: options.By = None, json: options.Json = False) -> None:
    """The addresses in use, without their secrets."""
    from bongsu.cli.warn_acting import opened
    from bongsu.records import addresses

    _, person, _ = opened(workspace, by, None)
    found = addresses.listing(by=person)
    if json:
        dump({"addresses": [asdict(each) for each in found]})
        return
    for each in found:
        print(f"{each.number}  {each.owner:<16} {each.masked}  {each.language}".rstrip())


@app.command("test")
def test(
    audience: Annotated[str, typer.Argument(help="office:020, person:kim or role:approver.")],
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Send a test message now and say how each delivery went."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import tell_test

    place, person, moment = opened(workspace, by, None)
    found = tell_test.send_test(place, audience, by=person, now=moment)
    if json:
        dump({"deliveries": [asdict(each) for each in found]})
        return
    for each in found:
        print(f"{each.recipient:<16} {each.target:<28} {each.state}  {each.answer}".rstrip())


@app.command("log")
def log(
    workspace: options.Workspace = Path(),
    state: Annotated[
        str | None, typer.Option("--state", help="waiting, sending, sent, given_up or nowhere.")
    ] = None,
    warning: Annotated[
        str | None, typer.Option("--warning", metavar="NUMBER", help="Only about this warning.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Every delivery, the newest first: to whom, how often, and how it stands."""
    from bongsu.records import deliveries
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    open_records(Workspace.open(workspace))
    entries = deliveries.log(state=state, warning=warning)
    if json:
        dump({"deliveries": [asdict(each) for each in entries]})
        return
    for each in entries:
        doubled = say("{count} possible duplicates", count=each.duplicates) if each.duplicates else ""
        told = (
            f"{each.at:%Y-%m-%d %H:%M}  {each.kind:<12} {each.recipient:<16} {each.target:<28} {each.state}"
        )
        print(f"{told}  {each.attempts}  {doubled}".rstrip())


def _known_owner(place: Workspace, owner: str) -> None:
    kind, _, who = owner.partition(":")
    if kind == "office" and who not in {each.code for each in place.catalogue.offices}:
        raise WrongUse("OWNER", expected=say("an office of the catalogue"), found=who)
