"""Early warnings: what the caller may see, and every move of their life through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api.answers import Name, Page, Text, answer, answers, as_file, file, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import looked_up
from bongsu.console.api.shapes import warnings as shapes
from bongsu.core.early_warning.feedback import Label
from bongsu.core.early_warning.states import STATES
from bongsu.reports.cap import cap_message
from bongsu.usecases import warn_answer, warn_look, warn_sign, warn_write

router = Router(tags=["warnings"])


class ChosenWarnings(Page):
    """Which warnings."""

    state: Literal[tuple(STATES)] | None = None  # type: ignore[valid-type]
    item: Name | None = None


class Content(Schema):
    """Fields of the warning's document to be changed; those left out stay."""

    title: Text | None = None
    body: Text | None = None
    legal_basis: Text | None = None
    offices: list[Name] | None = None
    channels: list[Name] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    measures: list[Text] | None = None
    routes: list[Text] | None = None
    concealments: list[Text] | None = None

    def changes(self) -> dict[str, Any]:
        """Those given, lists as the document holds them."""
        given = self.model_dump(exclude_none=True, include=set(Content.model_fields))
        return {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}


class Edit(Content):
    """A change of a draft."""

    reason: Text = ""


class Draft(Content):
    """A warning drafted by hand."""

    item: Name
    reason: Text
    assessment: Name | None = None


class Reason(Schema):
    """Why."""

    reason: Text = ""


class Issue(Schema):
    """Approved warnings that go out together."""

    numbers: list[Name] = Field(min_length=1, max_length=100)
    reason: Text = ""
    beyond_budget: bool = False


class Extension(Schema):
    """A later last day."""

    valid_until: date
    reason: Text


class Escalation(Schema):
    """A silent office, and who is told in its place; by the setting, else its parent, where none is named."""

    office: Name
    to: Name | None = None
    reason: Text


class OfficeAnswer(Schema):
    """What an office says; its code may be left out by who belongs to one office only."""

    office: Name | None = None
    note: Text = ""


class OfficeReportGiven(OfficeAnswer):
    """What an office did and found; `nil`: it looked and found nothing."""

    nil: bool = False


class Judgement(OfficeAnswer):
    """Whether the warning was of use."""

    label: Label


@router.get("/warnings", auth=Gate("warnings"), response=answers(shapes.Warnings))
def listing(request: HttpRequest, chosen: Query[ChosenWarnings]) -> HttpResponse:
    """The warnings that the caller may see, the newest first."""
    found = warn_look.listing(
        workplace.workspace(), by=person_of(request), state=chosen.state, item=chosen.item
    )
    return page(request, "warnings", found, chosen)


@router.get("/warnings/inbox", auth=Gate("warnings"), response=answers(shapes.Inbox))
def inbox(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """What waits for the caller, with the moves she may make."""
    found = warn_look.inbox(workplace.workspace(), by=person_of(request), at=datetime.now(UTC))
    return page(request, "inbox", [{"warning": entry, "moves": moves} for entry, moves in found], part)


@router.get("/warnings/unacknowledged", auth=Gate("warnings"), response=answers(shapes.Unacknowledged))
def unacknowledged(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Offices that have not acknowledged a warning, the longest silent first."""
    found = warn_look.unacknowledged(workplace.workspace(), by=person_of(request), at=datetime.now(UTC))
    return page(request, "unacknowledged", found, part)


@router.post("/warnings/issue", auth=Gate("warnings", "issue", scope="warn"), response=answers(shapes.Issued))
def issue(request: HttpRequest, given: Issue) -> HttpResponse:
    """Issues approved warnings together, with one message an office; tells who was told and who not."""
    done = warn_sign.issue(
        workplace.workspace(),
        given.numbers,
        beyond_budget=given.beyond_budget,
        **_told(request, given.reason),
    )
    return answer(request, {"issued": done})


@router.get("/warnings/{number}", auth=Gate("warnings"), response=answers(shapes.OneWarning))
def one(request: HttpRequest, number: Name) -> HttpResponse:
    """One warning: what it says, whom it was sent to, and every move."""
    with looked_up():
        entry = warn_look.show(workplace.workspace(), number, by=person_of(request))
    return answer(request, {"warning": entry})


@router.get(
    "/warnings/{number}/cap.xml",
    auth=Gate("warnings"),
    response=answers(str),
    openapi_extra=as_file("application/cap+xml"),
)
def cap(request: HttpRequest, number: Name) -> HttpResponse:
    """The newest CAP 1.2 message of a warning that was issued."""
    with looked_up():
        body = cap_message(workplace.workspace(), number, by=person_of(request))
    return file(request, body, "application/cap+xml")


@router.post("/warnings", auth=Gate("warnings", "draft", scope="warn"), response=answers(shapes.OneWarning))
def draft(request: HttpRequest, given: Draft) -> HttpResponse:
    """Drafts a warning by hand."""
    entry = warn_write.draft(
        workplace.workspace(),
        given.item,
        assessment=given.assessment,
        changes=given.changes(),
        **_told(request, given.reason),
    )
    return answer(request, {"warning": entry})


@router.patch(
    "/warnings/{number}", auth=Gate("warnings", "edit", scope="warn"), response=answers(shapes.OneWarning)
)
def edit(request: HttpRequest, number: Name, given: Edit) -> HttpResponse:
    """Changes fields of a draft or of a returned warning."""
    with looked_up():
        warn_look.show(workplace.workspace(), number, by=person_of(request))
    entry = warn_write.edit(workplace.workspace(), number, given.changes(), **_told(request, given.reason))
    return answer(request, {"warning": entry})


@router.post(
    "/warnings/{number}/extend",
    auth=Gate("warnings", "extend", scope="warn"),
    response=answers(shapes.OneWarning),
)
def extend(request: HttpRequest, number: Name, given: Extension) -> HttpResponse:
    """Gives a warning in force a later last day."""
    entry = warn_sign.extend(workplace.workspace(), number, given.valid_until, **_told(request, given.reason))
    return answer(request, {"warning": entry})


@router.post(
    "/warnings/{number}/escalate",
    auth=Gate("warnings", "escalate", scope="warn"),
    response=answers(shapes.OneWarning),
)
def escalate(request: HttpRequest, number: Name, given: Escalation) -> HttpResponse:
    """Tells the next office in the place of a silent one."""
    entry = warn_sign.escalate(
        workplace.workspace(), number, office=given.office, to=given.to, **_told(request, given.reason)
    )
    return answer(request, {"warning": entry})


@router.post(
    "/warnings/{number}/acknowledge",
    auth=Gate("warnings", "acknowledge", scope="report"),
    response=answers(shapes.OneWarning),
)
def acknowledge(request: HttpRequest, number: Name, given: OfficeAnswer) -> HttpResponse:
    """The office confirms that it has received the warning."""
    return _answered(request, warn_answer.acknowledge, number, given)


@router.post(
    "/warnings/{number}/act",
    auth=Gate("warnings", "act", scope="report"),
    response=answers(shapes.OneWarning),
)
def act(request: HttpRequest, number: Name, given: OfficeAnswer) -> HttpResponse:
    """The office says what it has begun to do."""
    return _answered(request, warn_answer.act, number, given)


@router.post(
    "/warnings/{number}/report",
    auth=Gate("warnings", "report", scope="report"),
    response=answers(shapes.OneWarning),
)
def report(request: HttpRequest, number: Name, given: OfficeReportGiven) -> HttpResponse:
    """The office reports what it did and found, or that it found nothing (무실적 보고)."""
    return _answered(request, warn_answer.report, number, given, nil=given.nil)


@router.post(
    "/warnings/{number}/feedback",
    auth=Gate("warnings", "feedback", scope="report"),
    response=answers(shapes.OneWarning),
)
def feedback(request: HttpRequest, number: Name, given: Judgement) -> HttpResponse:
    """The office says whether the warning was of use."""
    entry = warn_answer.feedback(
        workplace.workspace(),
        number,
        given.label,
        by=person_of(request),
        at=datetime.now(UTC),
        office=given.office,
        note=given.note,
    )
    return answer(request, {"warning": entry})


def _told(request: HttpRequest, reason: str) -> dict[str, Any]:
    return {"by": person_of(request), "at": datetime.now(UTC), "reason": reason}


def _answered(
    request: HttpRequest, use: Callable[..., Any], number: str, given: OfficeAnswer, **more: Any
) -> HttpResponse:
    entry = use(
        workplace.workspace(),
        number,
        by=person_of(request),
        at=datetime.now(UTC),
        office=given.office,
        note=given.note,
        **more,
    )
    return answer(request, {"warning": entry})


def _add_move(move: str) -> None:
    """An address for a move that wants a reason at most; its gate is the row of the same name."""
    making: dict[str, Callable[..., Any]] = {
        "propose": warn_write.propose,
        "withdraw": warn_write.withdraw,
    }

    @router.post(
        f"/warnings/{{number}}/{move}",
        auth=Gate("warnings", move, scope="warn"),
        response=answers(shapes.OneWarning),
        operation_id=f"warnings_{move}",
        summary=move.capitalize(),
        description=f"Makes the move '{move}' on a warning; docs/warnings.md says from which states.",
    )
    def make(request: HttpRequest, number: Name, given: Reason) -> HttpResponse:
        told = _told(request, given.reason)
        place = workplace.workspace()
        if move in making:
            return answer(request, {"warning": making[move](place, number, **told)})
        return answer(request, {"warning": warn_sign.sign(place, number, move, **told)})


for _move in ("propose", "withdraw", *warn_sign.SIGNED):
    _add_move(_move)
