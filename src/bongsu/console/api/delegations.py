"""Signatures lent: an approver lets another person of the centre sign for some days, and takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api.answers import Name, Number, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import warnings as shapes
from bongsu.records import delegations
from bongsu.usecases import warn_sign

router = Router(tags=["warnings"])


class Lent(Schema):
    """To whom, from when to when, and why; at most 62 days."""

    to: Name
    first_day: date
    until: date
    reason: Text


class TakenBack(Schema):
    """From which day on it holds no more."""

    day: date
    reason: Text


@router.get("/delegations", auth=Gate("warnings", "delegate"), response=answers(shapes.Delegations))
def delegation_list(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Every delegation, the newest first."""
    return page(request, "delegations", delegations.listing(), part)


@router.post(
    "/delegations", auth=Gate("warnings", "delegate", scope="warn"), response=answers(shapes.OneDelegation)
)
def delegate(request: HttpRequest, given: Lent) -> HttpResponse:
    """Lends the caller's signature as an approver."""
    entry = warn_sign.delegate(
        workplace.workspace(), by=person_of(request), at=datetime.now(UTC), **given.model_dump()
    )
    return answer(request, {"delegation": entry})


@router.post(
    "/delegations/{number}/end",
    auth=Gate("warnings", "delegate", scope="warn"),
    response=answers(shapes.OneDelegation),
)
def end_delegation(request: HttpRequest, number: Number, given: TakenBack) -> HttpResponse:
    """Takes a lent signature back from a day on; the delegator or another approver may."""
    entry = warn_sign.end_delegation(
        workplace.workspace(),
        number,
        day=given.day,
        reason=given.reason,
        by=person_of(request),
        at=datetime.now(UTC),
    )
    return answer(request, {"delegation": entry})
