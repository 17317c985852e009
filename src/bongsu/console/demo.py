"""The demo's console: the made-up country, one account a role, and a few past months to look back on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import assessments, people
from bongsu.usecases.demo import DEMO_AS_OF, run_demo
from bongsu.usecases.record_assessment import assess_and_record, open_records
from bongsu.usecases.workspace import SETTINGS_FILE, Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

EARLIER = (date(2005, 3, 31), date(2005, 4, 30))
"""Past days assessed before the demo's own, so that the board has a past."""

ACTOR = "console:demo"


def demo_workspace(folder: Path, *, step: Callable[[str], None]) -> Workspace:
    """The made-up country in a folder, made there if the folder is new.

    Raises:
        Refusal: the folder holds a workspace that is not made up; its accounts must not get known passwords.
    """
    if not (folder / SETTINGS_FILE).is_file():
        run_demo(folder, seed=None, step=step, actor=ACTOR)
    workspace = Workspace.open(folder)
    if not workspace.settings.made_up:
        raise Refusal(
            str(folder),
            expected=say("a made-up workspace"),
            found=say("a real one"),
            todo=say("Serve it without --demo."),
        )
    open_records(workspace)
    known = {heading.as_of for heading in assessments.listing()}
    for day in EARLIER:
        if day not in known and day < DEMO_AS_OF:
            step(say("Screening, fitting and grading as known on {day}", day=day))
            assess_and_record(workspace, as_of=day, method=None, now=datetime.now(UTC), actor=ACTOR)
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
