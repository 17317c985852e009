"""`bongsu warn rules`: hours to acknowledge, next offices and the monthly budget; preview, set, show."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse

part = typer.Typer(
    name="rules", no_args_is_help=True, help="How warnings go out: preview the rules, decide them, show them."
)

Hours = Annotated[int | None, typer.Option("--hours", metavar="N", help="Hours to acknowledge.")]
Reminder = Annotated[
    int | None, typer.Option("--reminder", metavar="N", help="Hours after which an office is reminded.")
]
Count = Annotated[
    str | None, typer.Option("--count", help="working-days or every-hour: which hours are counted.")
]
Budget = Annotated[
    str | None, typer.Option("--budget", metavar="N", help="Warnings an office gets in a month; none: any.")
]
Next = Annotated[
    list[str] | None,
    typer.Option("--next", metavar="OFFICE=OFFICE", help="Next office; OFFICE= is the parent again."),
]


@part.callback()
def group() -> None:
    """How warnings go out: hours to acknowledge, next offices, monthly budget."""


@part.command("preview")
def preview(
    workspace: options.Workspace = Path(),
    hours: Hours = None,
    reminder: Reminder = None,
    count: Count = None,
    budget: Budget = None,
    following: Next = None,
    json: options.Json = False,
) -> None:
    """What the past twelve months would have been with other rules; nothing is changed."""
    from datetime import UTC, datetime

    from bongsu.records.warning_rows import local_day
    from bongsu.usecases import warning_rules
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    place, now = Workspace.open(workspace), datetime.now(UTC)
    open_records(place)
    wanted = _wanted(warning_rules.in_force(local_day(now)), hours, reminder, count, budget, following)
    found = warning_rules.preview(place, wanted, now=now)
    if json:
        print(json_.dumps(found, ensure_ascii=False, default=str))
        return
    for line in sentences(found):
        print(line)


@part.command("set")
def decide(
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")],
    valid_from: Annotated[
        str, typer.Option("--valid-from", metavar="DATE", help="First day for which it holds.")
    ],
    workspace: options.Workspace = Path(),
    hours: Hours = None,
    reminder: Reminder = None,
    count: Count = None,
    budget: Budget = None,
    following: Next = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Decide rules from a day on: a new version of each, with its line in the audit log."""
    from datetime import UTC, datetime

    from bongsu.usecases import warning_rules
    from bongsu.usecases.acting import acting_person
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    person = acting_person(place, options.account(by))
    first = options.day(valid_from, "--valid-from")
    wanted = _wanted(warning_rules.in_force(first), hours, reminder, count, budget, following)
    versions = warning_rules.decide(
        place, wanted, valid_from=first, by=person, reason=reason, now=datetime.now(UTC)
    )
    if json:
        print(json_.dumps({"decided": versions, "valid_from": valid_from}, ensure_ascii=False))
        return
    for name, version in versions.items():
        print(say("{name}: version {version}, from {day}", name=name, version=version, day=valid_from))


@part.command("show")
def show(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="On which day.")],
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """The rules in force on a day."""
    from bongsu.usecases import warning_rules
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    open_records(Workspace.open(workspace))
    found = warning_rules.in_force(options.day(as_of, "--as-of"))
    if json:
        print(json_.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        print(f"{name:<16} {json_.dumps(value, ensure_ascii=False)}")


def sentences(found: dict[str, Any]) -> list[str]:
    """A preview in words."""
    from bongsu.reports.warning_rules import preview_lines

    return preview_lines(found)


def _wanted(
    now: dict[str, Any],
    hours: int | None,
    reminder: int | None,
    count: str | None,
    budget: str | None,
    following: list[str] | None,
) -> dict[str, Any]:
    """The values that differ by the options, each whole."""
    wanted: dict[str, Any] = {}
    if (hours, reminder, count) != (None, None, None):
        given = {"hours": hours, "reminder_hours": reminder, "count": (count or "").replace("-", "_") or None}
        changes = {name: value for name, value in given.items() if value is not None}
        wanted["acknowledgement"] = now["acknowledgement"] | changes
    if budget is not None:
        if budget != "none" and not budget.isdigit():
            raise WrongUse("--budget", expected=say("a whole number, or none"), found=budget)
        wanted["warning_budget"] = None if budget == "none" else int(budget)
    if following:
        pairs = [each.partition("=") for each in following]
        if any(not mark for _, mark, _ in pairs):
            raise WrongUse("--next", expected="036=030", found=", ".join(following))
        chain = now["escalation"] | {office: to for office, _, to in pairs}
        wanted["escalation"] = {office: to for office, to in chain.items() if to}
    return wanted
