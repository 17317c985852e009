"""Makes what `console_load.py` serves: the made-up country with three years of weekly items, and its people.

    python benchmarks/console_country.py FOLDER PEOPLE [--assessments 12]

FOLDER becomes a workspace, PEOPLE a JSON list of the accounts with their roles, offices and password. Records go
where BONGSU_DATABASE says, else into the workspace's SQLite file. A folder that already is a workspace keeps its
facts and only gets records.
"""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bongsu.console.demo import demo_warnings
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.panel.periods import Frequency, Period
from bongsu.records import people
from bongsu.records.operations import Plan
from bongsu.usecases import evaluate_effect, operate_plan, operate_report, warn_look
from bongsu.usecases.demo import made_up_workspace
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, open_records
from bongsu.usecases.workspace import SETTINGS_FILE, Workspace

WEEKS = 156
LAST_DAY = Period.parse("2003-W52").end
STAFF = {
    Role.ANALYST: 11,
    Role.STEWARD: 4,
    Role.APPROVER: 5,
    Role.AUDITOR: 4,
    Role.OPERATOR: 3,
    Role.ADMINISTRATOR: 3,
    Role.FIELD: 70,
}
"""A hundred people of a customs administration; field officers are shared out over the offices."""

ACTOR = "benchmark"


def make(folder: Path, *, assessments: int) -> list[dict[str, object]]:
    """Facts where there are none yet, then the assessments of the last weeks, people, warnings, operations."""
    if not (folder / SETTINGS_FILE).is_file():
        place = made_up_workspace(folder, frequency=Frequency.WEEK, months=WEEKS + 4, as_of=LAST_DAY)
        for report in load_files(place, [folder / "files"], now=datetime.now(UTC)):
            assert not report.refusal, report.refusal
            assert not report.quarantined, report.file
    place = Workspace.open(folder)
    open_records(place)
    for week in reversed(range(assessments)):
        day = LAST_DAY - timedelta(weeks=week)
        assess_and_record(place, as_of=day, method=None, now=datetime.now(UTC), actor=ACTOR)
    accounts, password = staff(place)
    by = {role: next(each for each in accounts if each.has(role)) for role in Role}
    demo_warnings(place, accounts)
    operations(place, by)
    effect(place)
    return [
        {"name": each.name, "role": next(iter(each.roles)), "offices": sorted(each.offices), "password": password}
        for each in accounts
    ]


def staff(place: Workspace) -> tuple[list[Person], str]:
    """A hundred accounts, all with one new password."""
    from django.contrib.auth.hashers import make_password

    from bongsu.records.models import User

    password = "-".join(secrets.token_hex(3) for _ in range(3))
    offices = [office.code for office in place.catalogue.offices]
    made = []
    for role, number in STAFF.items():
        for each in range(number):
            made.append(
                people.register(
                    f"{role}-{each + 1:02d}",
                    roles=[role],
                    offices=[offices[each % len(offices)]] if role is Role.FIELD else [],
                    actor=ACTOR,
                    now=datetime.now(UTC),
                )
            )
    User.objects.update(password=make_password(password))  # hashed once: a hash takes a quarter of a second
    return made, password


def operations(place: Workspace, by: dict[Role, Person]) -> None:
    """One finished operation, one running with an office's nil report, one planned."""
    offices = [office.code for office in place.catalogue.offices]
    for number, item in enumerate(("tobacco", "gold", "garlic")):
        first = LAST_DAY - timedelta(weeks=12 - 4 * number)
        entry = operate_plan.plan(
            place,
            Plan(
                title=f"{item} 집중단속",
                items=[item],
                offices=offices[:2],
                channels=["cargo", "express"],
                first_day=first,
                last_day=first + timedelta(weeks=6),
                planned=[
                    {"office": office, "channel": "cargo", "inspections": 100, "hours": 1.0}
                    for office in offices[:2]
                ],
                capacity={office: {"officer_hours": 900.0} for office in offices[:2]},
            ),
            by=by[Role.ANALYST],
            at=datetime.now(UTC),
        )
        if number < 2:
            operate_plan.start(place, entry.number, by=by[Role.APPROVER], at=datetime.now(UTC))
            operate_report.nil(
                place,
                entry.number,
                office=offices[0],
                confirmed=True,
                by=by[Role.ANALYST],
                at=datetime.now(UTC),
            )
        if number < 1:
            operate_plan.end(place, entry.number, "finish", by=by[Role.APPROVER], at=datetime.now(UTC))


def effect(place: Workspace) -> None:
    """One stored evaluation."""
    subject = evaluate_effect.of_items(place, ["tobacco"], Period.parse("2003-W30"), Period.parse("2003-W36"))
    document = evaluate_effect.evaluate(place, subject, as_of=LAST_DAY, placebos=0)
    evaluate_effect.keep(place, document, as_of=LAST_DAY, actor=ACTOR, now=datetime.now(UTC))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("people", type=Path)
    parser.add_argument("--assessments", type=int, default=12)
    options = parser.parse_args()
    made = make(options.folder, assessments=options.assessments)
    options.people.write_text(json.dumps(made), encoding="utf-8")
    place = Workspace.open(options.folder)
    states = [entry.state for entry in warn_look.listing(place, by=None)]
    print(f"{options.assessments} assessments to {date.isoformat(LAST_DAY)}, {len(made)} people, "
          f"warnings: {', '.join(f'{states.count(each)} {each}' for each in sorted(set(states)))}")  # fmt: skip


if __name__ == "__main__":
    main()
