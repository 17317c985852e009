"""The demo's console: the made-up country, one account a role, and a few past months to look back on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import people
from bongsu.usecases import warn_look, warn_sign, warn_write
from bongsu.usecases.demo import run_demo
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import SETTINGS_FILE, Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

EARLIER = (date(2005, 3, 31), date(2005, 4, 30))
"""Past days assessed before the demo's own, so that the board has a past and each warning its cause."""

ACTOR = "console:demo"

LEGAL_BASIS = "관세법 (가상)"
VALID = timedelta(days=30)


def demo_workspace(folder: Path, *, step: Callable[[str], None]) -> Workspace:
    """The made-up country in a folder, made there if the folder is new.

    Raises:
        Refusal: the folder holds a workspace that is not made up; its accounts must not get known passwords.
    """
    if not (folder / SETTINGS_FILE).is_file():
        run_demo(folder, seed=None, step=step, actor=ACTOR, now=datetime.now(UTC), earlier=EARLIER)
    workspace = Workspace.open(folder)
    if not workspace.settings.made_up:
        raise Refusal(
            str(folder),
            expected=say("a made-up workspace"),
            found=say("a real one"),
            todo=say("Serve it without --demo."),
        )
    open_records(workspace)
    return workspace


def demo_accounts(workspace: Workspace) -> tuple[list[Person], str]:
    """One account a role, the field officer at the first office; all with one new password.

    Returns:
        the people, and the password, which changes at every start.
    """
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    office = workspace.catalogue.offices[0].code
    found = [
        people.register(
            role.value,
            roles=[role],
            offices=[office] if role is Role.FIELD else [],
            password=password,
            actor=ACTOR,
            now=datetime.now(UTC),
        )
        for role in Role
    ]
    return found, password


def demo_warnings(workspace: Workspace, accounts: list[Person]) -> None:
    """Issues the gravest draft and proposes the next, so that every role finds something to do."""
    by = {role: next(person for person in accounts if person.has(role)) for role in Role}
    entries = warn_look.listing(workspace, by=None)
    if any(entry.state != "draft" for entry in entries if entry.state != "superseded"):
        return
    drafts = sorted((e for e in entries if e.state == "draft"), key=lambda e: (-e.grade, e.number))[:2]
    now = datetime.now(UTC)
    for entry in drafts:
        changes = {
            "legal_basis": LEGAL_BASIS,
            "offices": tuple(each.code for each in workspace.catalogue.offices[:2]),
            "channels": ("cargo", "traveller"),
            "valid_from": now.date(),
            "valid_until": now.date() + VALID,
            "measures": (say("Inspect more of the item's cargo."), say("Look at travellers' baggage.")),
        }
        warn_write.edit(workspace, entry.number, changes, by=by[Role.ANALYST], at=now)
        warn_write.propose(workspace, entry.number, by=by[Role.ANALYST], at=now)
    if drafts:
        warn_sign.sign(workspace, drafts[0].number, "approve", by=by[Role.APPROVER], at=now)
        warn_sign.issue(workspace, [drafts[0].number], by=by[Role.APPROVER], at=now)
