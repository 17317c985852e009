"""Makes what `console_load.py` serves: the made-up country with three years of weekly items, and its people.

    python benchmarks/console_country.py make FOLDER [--assessments 12]
    BONGSU_DATABASE=postgresql://… python benchmarks/console_country.py copy FOLDER

`make`: FOLDER/country becomes a workspace with its records in SQLite, FOLDER/scene.json tells of the accounts
and of the pages to visit. `copy`: another database gets the same records, line by line.
"""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from bongsu.console.demo import demo_warnings
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.panel.periods import Frequency, Period
from bongsu.records import audit, people
from bongsu.records.operations import Plan
from bongsu.usecases import evaluate_effect, operate_plan, operate_report, warn_look
from bongsu.usecases.demo import made_up_workspace
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, open_records
from bongsu.usecases.workspace import Workspace

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


def make(folder: Path, *, assessments: int) -> None:
    """Facts, assessments of the last weeks, people, warnings, operations, an evaluation; and the scene."""
    folder.mkdir(parents=True, exist_ok=True)
    country = folder / "country"
    place = made_up_workspace(country, frequency=Frequency.WEEK, months=WEEKS + 4, as_of=LAST_DAY)
    for report in load_files(place, [country / "files"], now=datetime.now(UTC)):
        assert not report.refusal, report.refusal
        assert not report.quarantined, report.file
    place = Workspace.open(country)
    open_records(place)
    days = [LAST_DAY - timedelta(weeks=week) for week in reversed(range(assessments))]
    for day in days:
        assess_and_record(place, as_of=day, method=None, now=datetime.now(UTC), actor=ACTOR)
    accounts, password = staff(place)
    by = {role: next(each for each in accounts if each.has(role)) for role in Role}
    demo_warnings(place, accounts)
    operations(place, by)
    effect(place)
    (folder / "scene.json").write_text(json.dumps(scene(place, accounts, password, days)), encoding="utf-8")
    call_command("dumpdata", "records", format="xml", output=str(folder / "records.xml"))


def scene(place: Workspace, accounts: list[Person], password: str, days: list[date]) -> dict[str, Any]:
    """Who there is, and the addresses of every kind of page."""
    items = [item.code for item in place.catalogue.items]
    past = [day.isoformat() for day in days[:-1]]
    issued = [each for each in warn_look.listing(place, by=None) if each.issued_at]
    return {
        "people": [
            {
                "name": each.name,
                "role": next(iter(each.roles)),
                "offices": sorted(each.offices),
                "password": password,
            }
            for each in accounts
        ],
        "warned": sorted({office for each in issued for office in each.offices}),
        "pages": {
            "board": ["/"],
            "board, a past day": [f"/?as_of={day}" for day in past],
            "board, filtered": [f"/?grade={grade}" for grade in range(1, 6)]
            + ["/?sort=item", "/?sort=change", "/?q=%EA%B8%88"],
            "item dossier": [f"/item/{item}/" for item in items]
            + [f"/item/{item}/?as_of={past[-1]}" for item in items[:4]],
            "warnings": ["/warnings/", "/warnings/?view=force", "/warnings/?view=all"],
            "warning": [f"/warnings/{each.number}/" for each in issued],
            "operations": ["/operations/", "/operations/?view=past"],
            "map": ["/map/", "/map/?months=3", f"/map/?item={items[0]}"],
            "effect": ["/effect/"],
            "data": ["/data/", "/data/?view=loads"],
            "indicators": ["/indicators/"],
        },
    }


def copy(folder: Path, country: Path) -> None:
    """The records of `make` into the empty database of BONGSU_DATABASE, for a copy of the country."""
    open_records(Workspace.open(country))
    call_command("loaddata", str(folder / "records.xml"), verbosity=0)
    report = audit.verify()
    assert report.ok, report.why


def staff(place: Workspace) -> tuple[list[Person], str]:
    """A hundred accounts, all with one new password."""
    from django.contrib.auth.hashers import make_password

    from bongsu.records.models import User

    password = "-".join(secrets.token_hex(3) for _ in range(3))
    offices = [office.code for office in place.catalogue.offices]
    made = [
        people.register(
            f"{role}-{each + 1:02d}",
            roles=[role],
            offices=[offices[each % len(offices)]] if role is Role.FIELD else [],
            actor=ACTOR,
            now=datetime.now(UTC),
        )
        for role, number in STAFF.items()
        for each in range(number)
    ]
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
    parser.add_argument("act", choices=("make", "copy"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--assessments", type=int, default=12)
    parser.add_argument("--country", type=Path, help="a copy of FOLDER/country to be served")
    options = parser.parse_args()
    if options.act == "make":
        make(options.folder, assessments=options.assessments)
    else:
        copy(options.folder, options.country or options.folder / "country")


if __name__ == "__main__":
    main()
