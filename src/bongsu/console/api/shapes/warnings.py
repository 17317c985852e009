"""Early warnings: the document, the offices told, every move, and who may sign for whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from bongsu.console.api.shapes.base import Shape, listing, said, under
from bongsu.core.early_warning.feedback import Label
from bongsu.core.early_warning.moves import MOVE_NAMES, OFFICE_STATES
from bongsu.core.early_warning.states import STATES
from bongsu.core.early_warning.telling import Telling

State = Literal[tuple(STATES)]  # type: ignore[valid-type]
OfficeState = Literal[OFFICE_STATES]  # type: ignore[valid-type]
Move = Literal[MOVE_NAMES]  # type: ignore[valid-type]


class WarningMove(Shape):
    """One move from one state to the next."""

    from_state: str = said("The state before; empty for the first move.", "proposed")
    to_state: str = said("The state after.", "approved")
    who: str = said("Who made it: an account, or clock:due.", "lee")
    at: datetime = said("When.")
    reason: str = said("Why; empty where none was asked for.")
    assessment: str | None = said("The newest assessment at that moment.", "A-000002")
    name: str = said("The move; docs/warnings.md has the table.", "approve")
    office: str = said("The office whose own states these are; empty where they are the warning's.", "010")
    version: int = said("Of the document at that moment.", 2, ge=0)
    on_behalf_of: str = said("The approver whose signature was lent, or empty.")
    as_of: date | None = said("As-of day of that assessment.")
    method: str = said("Method of that assessment.")
    detail: dict[str, Any] = said("What belongs to the move, such as offices told and not told with reasons.")


class Addressee(Shape):
    """An office that was told, and how far it has come."""

    office: str = said("Code of the office.", "010")
    state: OfficeState = said("How far it has come.")
    told_at: datetime = said("When it was told.")
    deadline: datetime | None = said("By when it must acknowledge.")
    acknowledged_at: datetime | None = said("When it did; null while it has not.")
    reminders: int = said("Reminders sent.", 0, ge=0)
    escalated_from: str = said("The office in whose place it was told, or empty.")
    escalated_to: str = said("The office told because this one was silent, or empty.")


class Feedback(Shape):
    """What an office thought of the warning; an office's last word counts."""

    office: str = said("Code of the office.", "010")
    label: Label = said("Its judgement.")
    note: str = said("What it added.")
    who: str = said("Who said so.", "park")
    at: datetime = said("When.")


class EarlyWarning(Shape):
    """A warning as it stands, as far as the caller may see it."""

    number: str = said("Its number, by the year of drafting.", "2005-001")
    item: str = said("Code of the item.", "tobacco")
    grade: int = said("The grade that brought it about, 1 to 5.", 4, ge=1, le=5)
    state: State = said("The state of its life.")
    assessment: str = said("The assessment it was drafted on.", "A-000002")
    as_of: date = said("As-of day of that assessment.", "2005-05-31")
    method: str = said("Method of that assessment.", "level-bma")
    drafted_at: datetime = said("When it was drafted.")
    drafted_by: str = said("Who drafted it.", "kim")
    title: str = said("Its title.", "담배 경보(심각)")
    body: str = said("The finding.")
    legal_basis: str = said("The law it rests on.")
    offices: list[str] = said("Codes of the offices to be told.", ["010", "030"])
    channels: list[str] = said("Channels of entry it is about.", ["cargo"])
    valid_from: date | None = said("First day.", "2005-06-14")
    valid_until: date | None = said("Last day.", "2005-07-31")
    measures: list[str] = said("What the offices are to do.")
    routes: list[str] = said("Routes supposed.")
    concealments: list[str] = said("Ways of concealment supposed.")
    version: int = said("Of the document.", 2, ge=1)
    authors: list[str] = said("Who drafted, edited and proposed it; none of them may approve it.")
    approved_by: str = said("Who approved it, or empty.", "lee")
    issue: str | None = said("Number of the act of issuing; null before.", "2005-I001")
    issued_at: datetime | None = said("When it was issued; null before.")
    reason_code: str = said("Why it was drafted, by name.", "new_crossing")
    action_grade: int = said("Grade from which warnings were drafted then.", 3, ge=1, le=5)
    action_grade_version: int = said("Version of that setting; 0: as bongsu comes.", 0, ge=0)
    replaces: str | None = said("The warning whose place it took.")
    replaced_by: list[str] = said("The warnings that took its place.")
    made_up: bool = said("Whether the facts are those of the made-up country.")
    addressees: list[Addressee] = said("The offices told; a field officer sees her own.")
    feedback: list[Feedback] = said("What the offices thought of it.")
    moves: list[WarningMove] = said("Every move, in order.")


class Waiting(Shape):
    """A warning that waits for the caller."""

    warning: EarlyWarning = said("As it stands.")
    moves: list[Move] = said("The moves that she may make and that carry it on.", ["approve"])


class SilentOffice(Shape):
    """An office that has not acknowledged a warning in force."""

    number: str = said("Number of the warning.", "2005-001")
    item: str = said("Code of the item.", "tobacco")
    grade: int = said("Of the warning, 1 to 5.", 4, ge=1, le=5)
    office: str = said("Code of the office.", "010")
    told_at: datetime = said("When it was told.")
    deadline: datetime | None = said("By when it must acknowledge.")
    age_hours: float = said("Hours since it was told.", 26.5, ge=0)
    late: bool = said("Longer than it had.")
    reminders: int = said("Reminders sent.", 1, ge=0)
    escalated_to: str = said("The office told in its place, or empty.")


class Told(Shape):
    """What was decided about one office when warnings were issued."""

    office: str = said("Code of the office.", "010")
    reason: Telling = said("Why it was told or was not; docs/warnings.md has the words.")
    values: dict[str, Any] = said("What belongs to the reason, such as the warning in force there.")


class ActOfIssuing(Shape):
    """What one act of issuing did."""

    number: str = said("Of the act.", "2005-I001")
    warnings: list[EarlyWarning] = said("The warnings issued.")
    told: dict[str, list[Told]] = said("Warning → one decision for each office of its document.")
    superseded: list[str] = said("Warnings whose place was taken.")


class Delegation(Shape):
    """A signature lent for some days."""

    number: int = said("Its number.", 1, ge=1)
    delegator: str = said("The approver who lent it.", "lee")
    delegate: str = said("Who holds it.", "choi")
    first_day: date = said("First day.", "2005-06-01")
    until: date = said("Last day, at most 62 days later.", "2005-06-14")
    reason: str = said("Why.")
    decided_by: str = said("Who decided so.", "lee")
    decided_at: datetime = said("When.")
    ended_from: date | None = said("Day from which an early end holds; null where it was not ended.")


Warnings = listing("warnings", EarlyWarning, "Warnings")
Inbox = listing("inbox", Waiting, "Inbox")
Unacknowledged = listing("unacknowledged", SilentOffice, "Unacknowledged")
OneWarning = under("warning", EarlyWarning, "OneWarning")
Issued = under("issued", ActOfIssuing, "Issued", "What the act of issuing did.")
Delegations = listing("delegations", Delegation, "Delegations")
OneDelegation = under("delegation", Delegation, "OneDelegation")
