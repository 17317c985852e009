"""`bongsu run-due`: do once what is due, for cron."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say


def run_due(
    workspace: options.Workspace = Path(),
    at: options.At = None,
    send: Annotated[
        bool, typer.Option("--send/--no-send", help="Deliver messages too, or leave them in the outbox.")
    ] = True,
    json: options.Json = False,
) -> None:
    """Do once what is due: reminders, escalations, expiries, deliveries, and what bongsu.toml asks for."""
    import json as json_

    from bongsu.usecases.due_work import do_due
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    now = options.decided_at(at, place.settings.time_zone)
    found = do_due(place, now=now, send=send, collect=at is None)
    if json:
        print(json_.dumps(found, ensure_ascii=False, default=str))
        return
    for each in found["done"]:
        print(f"{each['number']}  {each['what']}  {each['office']}  {each['to']}".rstrip())
    for each in found["collected"]:
        print(f"{each['feed']}  {each['outcome']}  {each['reason']}".rstrip())
    if found.get("notices"):
        numbers = ", ".join(map(str, found["notices"]))
        print(say("New tripwire notices: {numbers} (bongsu watch list --unanswered).", numbers=numbers))
    sent, failed = found["delivered"].get("sent", 0), found["delivered"].get("failed", 0)
    print(say("{sent} messages delivered, {failed} to be tried again.", sent=sent, failed=failed))
