"""How warnings go out: hours to acknowledge, next offices, monthly budget; previewed, then decided anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bongsu.core.early_warning.budget import held_back
from bongsu.core.early_warning.deadlines import AckRule
from bongsu.core.early_warning.people import Person, Role
from bongsu.records import acknowledgement, past_tellings
from bongsu.records.deciding import decide as in_one
from bongsu.records.past_tellings import PastAddressee
from bongsu.records.settings_versions import CHECKS, decide_setting, setting_at
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.warn_sign import chain
from bongsu.usecases.working_time import working_time
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

NAMES = ("acknowledgement", "escalation", "warning_budget")
DECIDERS = (Role.STEWARD, Role.APPROVER)
LOOKS_BACK = timedelta(days=365)


def in_force(day: date) -> dict[str, Any]:
    """The three values on a day; the records must be open."""
    found = {name: setting_at(name, day) for name in NAMES}
    return {name: version.value if version else None for name, version in found.items()}


def changed(wanted: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What of the wanted values differs from those in force on a day; the records must be open."""
    now = in_force(day)
    return {name: value for name, value in wanted.items() if value != now[name]}


def check(workspace: Workspace, wanted: Mapping[str, Any]) -> None:
    """Raises Refusal where nothing is wanted, a value is out of range, or an office is not known."""
    if not wanted:
        raise Refusal(say("the rules of warnings"), expected=say("a change"), found=say("nothing"))
    for name, value in wanted.items():
        CHECKS[name](value)
    known = {each.code for each in workspace.catalogue.offices}
    for office, to in wanted.get("escalation", {}).items():
        for code in (office, to):
            if code not in known:
                raise Refusal("escalation", expected=say("an office of the catalogue"), found=code)


def preview(workspace: Workspace, wanted: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """What the past twelve months would have been under other values, beside those in force now.

    Raises:
        Refusal: see `check`.
    """
    from bongsu.records.warning_rows import local_day

    open_records(workspace)
    check(workspace, wanted)
    day, since = local_day(now), now - LOOKS_BACK
    before = in_force(day)
    after = before | dict(wanted)
    told = past_tellings.addressees(since)
    return {
        "since": local_day(since).isoformat(),
        "in_force": before,
        "proposed": after,
        "deadlines": _deadlines(workspace, told, before, after, now=now),
        "budget": _budget(since, before["warning_budget"], after["warning_budget"]),
        "escalation": _escalation(workspace, told, day, after["escalation"]),
    }


def decide(
    workspace: Workspace,
    wanted: Mapping[str, Any],
    *,
    valid_from: date,
    by: Person,
    reason: str,
    now: datetime,
) -> dict[str, int]:
    """Records the given values as new versions, all or none; setting → version.

    Deadlines that were set already stay as they are.

    Raises:
        Refusal: she may not, or see `check`.
    """
    open_records(workspace)
    if not by.has(*DECIDERS):
        raise Refusal(
            by.name,
            expected=say("somebody with the role {roles}", roles=role_words(DECIDERS)),
            found=role_words(sorted(by.roles)) or say("no role"),
        )
    check(workspace, wanted)
    return in_one(
        lambda: {
            name: decide_setting(
                name, value, valid_from=valid_from, decided_by=by.name, reason=reason, now=now
            ).version
            for name, value in wanted.items()
        },
        at=now,
    )


def _deadlines(
    workspace: Workspace,
    told: list[PastAddressee],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    now: datetime,
) -> dict[str, Any]:
    working = working_time(workspace)
    old, new = (acknowledgement.rule_of(each["acknowledgement"], working) for each in (before, after))
    lines = [
        {
            "number": each.number,
            "office": each.office,
            "told_at": each.told_at,
            "acknowledged_at": each.acknowledged_at,
            "deadline": old.deadline(each.told_at),
            "proposed": new.deadline(each.told_at),
        }
        for each in told
    ]
    moved = [line for line in lines if line["deadline"] != line["proposed"]]
    return {
        "told": len(lines),
        "late": sum(_is_late(each, old, now) for each in told),
        "late_proposed": sum(_is_late(each, new, now) for each in told),
        "told_now": {"deadline": old.deadline(now), "proposed": new.deadline(now)},
        "moved": moved,
    }


def _is_late(told: PastAddressee, rule: AckRule, now: datetime) -> bool:
    return (told.acknowledged_at or now) > rule.deadline(told.told_at)


def _budget(since: datetime, before: int | None, after: int | None) -> dict[str, Any]:
    past = past_tellings.tellings(since)
    now, then = held_back(past, before), held_back(past, after)
    return {
        "decided": len(past),
        "held_back": len(now),
        "held_back_proposed": len(then),
        "newly_held_back": [_line(each) for each in then if each not in now],
        "let_out": [_line(each) for each in now if each not in then],
    }


def _line(each: Any) -> dict[str, Any]:
    year, month = each.month
    return {
        "number": each.number,
        "office": each.office,
        "grade": each.grade,
        "month": f"{year:04d}-{month:02d}",
    }


def _escalation(
    workspace: Workspace, told: list[PastAddressee], day: date, after: Mapping[str, str]
) -> dict[str, Any]:
    now = chain(workspace, day)
    parents = {each.code: each.parent for each in workspace.catalogue.offices if each.parent}
    then = parents | dict(after)
    offices = [each.code for each in workspace.catalogue.offices]
    went = [each for each in told if each.escalated_from]
    return {
        "offices": [
            {"office": code, "now": now.get(code, ""), "proposed": then.get(code, "")}
            for code in offices
            if now.get(code, "") != then.get(code, "")
        ],
        "escalated": len(went),
        "elsewhere": [
            {
                "number": each.number,
                "office": each.escalated_from,
                "now": each.office,
                "proposed": then.get(each.escalated_from, ""),
            }
            for each in went
            if then.get(each.escalated_from, "") != each.office
        ],
    }
