"""The door to the offices' feedback on warnings: give a label, read how many answered and what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bongsu.core.early_warning.feedback import FeedbackSummary, Label, summarise
from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit, early_warnings, warning_rows
from bongsu.records.deciding import decide, next_number
from bongsu.records.warning_entries import WarningEntry
from bongsu.words import say
from bongsu.words.refusal import Refusal


def give(number: str, label: str, *, office: str, by: Person, at: datetime, note: str = "") -> WarningEntry:
    """Records what an office thinks; a later label of the same office counts in place of an earlier one.

    Raises:
        Refusal: the label does not exist, she is not of that office, or it was not told.
    """
    if label not in set(Label):
        raise Refusal(say("feedback"), expected=", ".join(Label), found=label)

    def act() -> WarningEntry:
        row = warning_rows.locked(number, by)
        if not by.has(Role.FIELD) or office not in by.offices:
            raise Refusal(by.name, expected=say("somebody of office {office}", office=office), found=by.name)
        if not row.addressees.filter(office=office).exists():
            raise Refusal(
                say("warning {number}", number=number),
                expected=say("an office that it was issued to"),
                found=office,
            )
        _write(row, label, office=office, by=by, at=at, note=note)
        return early_warnings.get(number, by=by)

    return decide(act, at=at)


def summary(*, by_item: bool = False) -> dict[str, FeedbackSummary]:
    """Coverage and labels over all warnings ever issued, under "all"; with `by_item` each item's too."""
    from bongsu.records.models import Addressee, Feedback

    told = list(Addressee.objects.values_list("warning_id", "office", "warning__item"))
    last = {
        (number, office): label
        for number, office, label in Feedback.objects.order_by("number").values_list(
            "warning_id", "office", "label"
        )
    }
    found = {"all": summarise(((number, office) for number, office, _ in told), last)}
    for item in sorted({item for _, _, item in told}) if by_item else ():
        found[item] = summarise(((number, office) for number, office, of in told if of == item), last)
    return found


def _write(row: Any, label: str, *, office: str, by: Person, at: datetime, note: str) -> None:
    from bongsu.records.models import Feedback

    made = Feedback.objects.create(
        number=next_number("feedback"),
        warning=row,
        office=office,
        label=label,
        note=note.strip(),
        who=by.name,
        at=at,
    )
    detail = {"warning": row.number, "office": office, "label": label, "note": made.note}
    audit.vouch("feedback.given", made, actor=by.name, at=at, detail=detail)
