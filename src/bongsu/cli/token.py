"""`bongsu token`: tokens by which programs use the API in an account's name."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import dump
from bongsu.words import say

app = typer.Typer(no_args_is_help=True, help="Tokens of programs that use the API.")


@app.callback()
def group() -> None:
    """Tokens by which programs use the API in an account's name; a token is shown once."""


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The account in whose name the program acts.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="read, warn, report, decide, load, admin; repeatable.")
    ],
    days: Annotated[int, typer.Option("--days", help="For how many days, at most 366.")] = 90,
    purpose: Annotated[str, typer.Option("--purpose", help="Which program it is for.")] = "",
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Make a token and show it; it cannot be shown again."""
    from datetime import UTC, datetime

    from bongsu.records import tokens

    _open(workspace)
    entry, text = tokens.create(
        name, scope, days=days, purpose=purpose, actor=options.actor(), now=datetime.now(UTC)
    )
    if json:
        dump({"token": text, **asdict(entry)})
        return
    print(text)
    typer.echo(
        say("Keep it now; it is not shown again. It ends {day}.", day=entry.expires_at.date()), err=True
    )


@app.command("list")
def listing(
    account: Annotated[str | None, typer.Option("--account", help="Only of this account.")] = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """The tokens, the newest first; never their secrets."""
    from bongsu.records import tokens

    _open(workspace)
    found = tokens.listing(account)
    if json:
        dump({"tokens": [asdict(each) for each in found]})
        return
    if not found:
        print(say("No token."))
    for each in found:
        used = each.last_used_at.date() if each.last_used_at else "–"
        state = say("revoked") if each.revoked_at else say("until {day}", day=each.expires_at.date())
        scopes = ",".join(each.scopes)
        print(f"{each.prefix}  {each.account:<14} {scopes:<18} {state}  {used}  {each.purpose}".rstrip())


@app.command("revoke")
def revoke(
    prefix: Annotated[str, typer.Argument(metavar="TOKEN", help="Its short name, as the list shows it.")],
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """End a token at once."""
    from datetime import UTC, datetime

    from bongsu.records import tokens

    _open(workspace)
    entry = tokens.revoke(prefix, actor=options.actor(), now=datetime.now(UTC))
    if json:
        dump(asdict(entry))
    else:
        print(say("Revoked."))


def _open(folder: Path) -> None:
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    open_records(Workspace.open(folder))
