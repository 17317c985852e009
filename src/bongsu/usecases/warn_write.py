"""Write a warning: draft one by hand, edit a draft, propose it, withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bongsu.core.early_warning.channels import Channel
from bongsu.core.early_warning.people import Person, Role
from bongsu.records import early_warnings, warning_moves
from bongsu.records.warning_entries import WarningEntry
from bongsu.usecases.action_grade import action_grade_on
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import named, say
from bongsu.words.grades import grade_word
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words


def edit(
    workspace: Workspace,
    number: str,
    changes: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
) -> WarningEntry:
    """Changes fields of a draft or of a returned warning; raises Refusal.

    Args:
        changes: fields of `core.early_warning.document.WarningDocument`.
    """
    _check_offices(workspace, changes.get("offices", ()))
    strange = [each for each in changes.get("channels", ()) if each not in set(Channel)]
    if strange:
        raise Refusal(say("channel"), expected=", ".join(Channel), found=strange[0])
    open_records(workspace)
    return early_warnings.edit(number, changes, by=by, at=at, reason=reason)


def propose(workspace: Workspace, number: str, *, by: Person, at: datetime, reason: str = "") -> WarningEntry:
    """Lays a whole draft before the approvers; raises Refusal."""
    open_records(workspace)
    return warning_moves.move(number, "propose", by=by, at=at, reason=reason)


def withdraw(workspace: Workspace, number: str, *, by: Person, at: datetime, reason: str) -> WarningEntry:
    """Takes back what was drafted or issued in error; raises Refusal."""
    open_records(workspace)
    return warning_moves.move(number, "withdraw", by=by, at=at, reason=reason)


def draft(
    workspace: Workspace,
    item: str,
    *,
    assessment: str | None,
    by: Person,
    at: datetime,
    reason: str,
    changes: Mapping[str, Any] | None = None,
) -> WarningEntry:
    """Drafts a warning by hand, at the grade that an analyst decided for the item, else at the model's.

    Args:
        assessment: on which it rests; None: the newest up to the day of `at`.

    Raises:
        Refusal: she is no analyst, there is no assessment of the item, or it could not be graded.
    """
    from bongsu.records import assessments, overrides
    from bongsu.records.warning_rows import local_day

    open_records(workspace)
    if not by.has(Role.ANALYST):
        raise Refusal(
            by.name,
            expected=say("the role {role}", role=role_words([Role.ANALYST])),
            found=say("none of them"),
        )
    if not reason.strip():
        raise Refusal("--reason", expected=say("a reason"), found=say("nothing"))
    _check_offices(workspace, (changes or {}).get("offices", ()))
    day = local_day(at)
    seen = assessments.get(assessment) if assessment else assessments.latest(day)
    told = next((each for each in seen.document["items"] if each["item"] == item), None) if seen else None
    decided = overrides.in_force(day).get(item)
    grade = (decided.grade if decided else None) or (told or {}).get("grade", 0)
    if seen is None or told is None or not grade:
        raise Refusal(
            say("item {item}", item=item), expected=say("a grade in an assessment"), found=say("none")
        )
    name = named(workspace.catalogue.item(item).name)
    outcome = early_warnings.draft(
        early_warnings.Draft(
            item=item,
            grade=grade,
            assessment=seen.assessment,
            title=say("Early warning, {item}: {word}", item=name, word=grade_word(grade)),
            body=f"{told.get('sentence', '')} {reason.strip()}".strip(),
            reason_code="by_hand",
            action_grade=action_grade_on(workspace.catalogue, seen.as_of),
            offices=tuple((changes or {}).get("offices", ())),
        ),
        actor=by.name,
        now=at,
    )
    if outcome.outcome == "already_drafted":
        raise Refusal(
            say("assessment {name}", name=seen.assessment),
            expected=say("no warning about the item yet"),
            found=outcome.number,
        )
    rest = {name: value for name, value in (changes or {}).items() if name != "offices"}
    if rest:
        return edit(workspace, outcome.number, rest, by=by, at=at, reason=reason)
    return early_warnings.get(outcome.number)


def _check_offices(workspace: Workspace, offices: Any) -> None:
    known = {each.code for each in workspace.catalogue.offices}
    for office in offices:
        if office not in known:
            raise Refusal("--office", expected=say("an office of the catalogue"), found=office)
