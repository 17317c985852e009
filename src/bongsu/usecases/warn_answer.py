"""Answer a warning, as the office it was issued to: acknowledge, act, report, also that nothing was found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bongsu.core.early_warning.feedback import FeedbackSummary
from bongsu.core.early_warning.people import Person
from bongsu.records import warning_feedback, warning_moves
from bongsu.records.warning_entries import WarningEntry
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal


def acknowledge(
    workspace: Workspace, number: str, *, by: Person, at: datetime, office: str | None = None, note: str = ""
) -> WarningEntry:
    """The office confirms that it has received the warning; raises Refusal."""
    return _answer(workspace, number, "acknowledge", by=by, at=at, office=office, note=note)


def act(
    workspace: Workspace, number: str, *, by: Person, at: datetime, office: str | None = None, note: str = ""
) -> WarningEntry:
    """The office says what it has begun to do; raises Refusal."""
    return _answer(workspace, number, "act", by=by, at=at, office=office, note=note)


def report(
    workspace: Workspace,
    number: str,
    *,
    by: Person,
    at: datetime,
    office: str | None = None,
    note: str = "",
    nil: bool = False,
    detail: dict[str, Any] | None = None,
) -> WarningEntry:
    """The office reports; with `nil` that it looked and found nothing (무실적 보고); raises Refusal."""
    if not nil and not note.strip():
        raise Refusal(
            "--note",
            expected=say("what was done and found"),
            found=say("nothing"),
            todo=say("Or report nil."),
        )
    told = {**(detail or {}), "nil": nil}
    return _answer(workspace, number, "report", by=by, at=at, office=office, note=note, detail=told)


def feedback(
    workspace: Workspace,
    number: str,
    label: str,
    *,
    by: Person,
    at: datetime,
    office: str | None = None,
    note: str = "",
) -> WarningEntry:
    """The office says whether the warning was of use; raises Refusal."""
    open_records(workspace)
    return warning_feedback.give(number, label, office=office_of(by, office), by=by, at=at, note=note)


def feedback_summary(workspace: Workspace) -> dict[str, FeedbackSummary]:
    """Labels and how many of those asked have answered, over all warnings and by item.

    Only shown: no model is fitted to labels that are given by whoever cares to answer.
    """
    open_records(workspace)
    return warning_feedback.summary(by_item=True)


def office_of(by: Person, office: str | None) -> str:
    """The office she answers for: the one named, else her only one; raises Refusal."""
    if office:
        return office
    if len(by.offices) == 1:
        return next(iter(by.offices))
    raise Refusal(
        "--office",
        expected=say("the office for which you answer"),
        found=", ".join(sorted(by.offices)) or say("none"),
    )


def _answer(
    workspace: Workspace,
    number: str,
    move: str,
    *,
    by: Person,
    at: datetime,
    office: str | None,
    note: str,
    detail: dict[str, Any] | None = None,
) -> WarningEntry:
    open_records(workspace)
    return warning_moves.office_move(
        number, move, office=office_of(by, office), by=by, at=at, reason=note, detail=detail
    )
