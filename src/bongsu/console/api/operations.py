"""Special operations: list, plan, capacity, moves, results, effort and the nil report."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Field as Bounds

from bongsu.console import workplace
from bongsu.console.api.answers import Day, Name, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import looked_up
from bongsu.console.api.shapes import operations as shapes
from bongsu.core.operations.moves import STATES
from bongsu.records.operations import OperationEntry, Plan
from bongsu.usecases import operate_allocate, operate_plan, operate_report

router = Router(tags=["operations"])
PLANNING = Gate("operations", "plan", scope="warn")


class ChosenOperations(Page):
    """Which operations."""

    state: Literal[tuple(STATES)] | None = None  # type: ignore[valid-type]
    warning: Name | None = None


class SquadSent(Schema):
    """Officers sent."""

    name: Name
    office: Name
    officers: int = Field(ge=1, le=100_000)


class PlannedInspections(Schema):
    """Inspections of an office and channel in the whole operation; officer hours and minutes are of one."""

    office: Name
    channel: Name
    inspections: int = Field(ge=0, le=10_000_000)
    hours: float = Field(1.0, gt=0, le=1000)
    minutes: float | None = Field(None, ge=0, le=100_000)


class Capacity(Schema):
    """What an office has."""

    officer_hours: float = Field(ge=0, le=1e8)
    flow: float | None = Field(None, ge=0, le=1e12)


class PlanGiven(Schema):
    """A plan; what is left out is taken from the warnings it answers."""

    title: Name
    items: list[Name] = Field(default_factory=list)
    offices: list[Name] = Field(default_factory=list)
    channels: list[Name] = Field(default_factory=list)
    first_day: date = date.min
    last_day: date = date.min
    squads: list[SquadSent] = Field(default_factory=list)
    planned: list[PlannedInspections] = Field(default_factory=list)
    capacity: dict[Name, Capacity] = Field(default_factory=dict)
    random_share: float = Field(0.1, ge=0, le=1)
    measures: Text = ""
    warnings: list[Name] = Field(default_factory=list)


class Hours(Schema):
    """Officer hours that each office has in a month, and what they are for."""

    as_of: Day
    officer_hours: dict[Name, Annotated[float, Bounds(ge=0, le=1e8)]] = Field(min_length=1, max_length=500)
    items: list[Name] = Field(default_factory=list)
    random_share: float = Field(0.1, ge=0, le=1)


class Reason(Schema):
    """Why."""

    reason: Text = ""


class Given(Schema):
    """Cells of the file formats by column name; docs/files.md has them."""

    cells: dict[Name, Text]
    office: Name | None = None
    included: bool = False


class Nil(Schema):
    """Two steps: without `confirmed` the answer is what would be reported."""

    office: Name | None = None
    confirmed: bool = False


@router.get("/operations", auth=Gate("operations"), response=answers(shapes.Operations))
def listing(request: HttpRequest, chosen: Query[ChosenOperations]) -> HttpResponse:
    """The operations that the caller may see, the newest first."""
    found = operate_plan.listing(
        workplace.workspace(), by=person_of(request), state=chosen.state, warning=chosen.warning
    )
    return page(request, "operations", [_document(each) for each in found], chosen)


@router.post("/operations/propose", auth=PLANNING, response=answers(shapes.OneProposal))
def propose(request: HttpRequest, given: Hours) -> HttpResponse:
    """Where the next inspections would earn most; nothing is planned: `bongsu operate allocate`."""
    found = operate_allocate.propose(
        workplace.workspace(),
        given.officer_hours,
        as_of=given.as_of,
        items=given.items,
        random_share=given.random_share,
    )
    return answer(request, {"proposal": found})


@router.get("/operations/{number}", auth=Gate("operations"), response=answers(shapes.OneOperation))
def one(request: HttpRequest, number: Name) -> HttpResponse:
    """One operation: plan, moves, reports, and which offices are silent."""
    return answer(request, {"operation": _document(_seen(request, number))})


@router.get("/operations/{number}/capacity", auth=Gate("operations"), response=answers(shapes.CapacityAnswer))
def capacity(request: HttpRequest, number: Name) -> HttpResponse:
    """Whether the offices can do what the plan asks, and how long clearance waits for it."""
    checks = operate_plan.capacity_of(_seen(request, number))
    told = [
        {"check": each, "possible": each.is_possible, "words": operate_plan.fault_words(each)}
        for each in checks
    ]
    possible = all(each.is_possible for each in checks)
    return answer(request, {"operation": number, "possible": possible, "offices": told})


@router.post("/operations", auth=PLANNING, response=answers(shapes.OneOperation))
def plan(request: HttpRequest, given: PlanGiven) -> HttpResponse:
    """Plans an operation."""
    said = given.model_dump(exclude_none=True)
    entry = operate_plan.plan(
        workplace.workspace(), Plan(**said), by=person_of(request), at=datetime.now(UTC)
    )
    return answer(request, {"operation": _document(entry)})


@router.post(
    "/operations/{number}/result",
    auth=Gate("operations", "result", scope="report"),
    response=answers(shapes.Reported),
)
def result(request: HttpRequest, number: Name, given: Given) -> HttpResponse:
    """Reports a case, or a count of cases in a period."""
    return _sent(request, operate_report.result, number, given)


@router.post(
    "/operations/{number}/effort",
    auth=Gate("operations", "result", scope="report"),
    response=answers(shapes.Reported),
)
def effort(request: HttpRequest, number: Name, given: Given) -> HttpResponse:
    """Reports inspections and officer hours of a period."""
    return _sent(request, operate_report.effort, number, given)


@router.post(
    "/operations/{number}/nil",
    auth=Gate("operations", "result", scope="report"),
    response=answers(shapes.Reported),
)
def nil(request: HttpRequest, number: Name, given: Nil) -> HttpResponse:
    """Reports that the office found nothing: first what it would say, then `confirmed`."""
    _seen(request, number)
    found = operate_report.nil(
        workplace.workspace(),
        number,
        office=given.office,
        confirmed=given.confirmed,
        by=person_of(request),
        at=datetime.now(UTC),
    )
    return _reported(request, found)


def _add_move(move: str) -> None:
    @router.post(
        f"/operations/{{number}}/{move}",
        auth=Gate("operations", move, scope="warn"),
        response=answers(shapes.OneOperation),
        operation_id=f"operations_{move}",
        summary=move.capitalize(),
        description=f"Makes the move '{move}' on an operation; docs/operations.md says when.",
    )
    def make(request: HttpRequest, number: Name, given: Reason) -> HttpResponse:
        told: dict[str, Any] = {"by": person_of(request), "at": datetime.now(UTC), "reason": given.reason}
        _seen(request, number)
        place = workplace.workspace()
        if move == "start":
            entry = operate_plan.start(place, number, **told)
        else:
            entry = operate_plan.end(place, number, move, **told)
        return answer(request, {"operation": _document(entry)})


for _move in ("start", "finish", "cancel"):
    _add_move(_move)


def _seen(request: HttpRequest, number: str) -> OperationEntry:
    with looked_up():
        return operate_plan.look(workplace.workspace(), number, by=person_of(request))


def _sent(request: HttpRequest, use: Any, number: str, given: Given) -> HttpResponse:
    _seen(request, number)
    found = use(
        workplace.workspace(),
        number,
        given.cells,
        office=given.office,
        included=given.included,
        by=person_of(request),
        at=datetime.now(UTC),
    )
    return _reported(request, found)


def _reported(request: HttpRequest, found: Any) -> HttpResponse:
    if isinstance(found, operate_report.NilPreview):
        return answer(request, {"preview": found})
    return answer(request, {"operation": _document(found.operation), "loads": found.loads})


def _document(entry: OperationEntry) -> dict[str, Any]:
    return asdict(entry) | {"silent": list(entry.silent)}
