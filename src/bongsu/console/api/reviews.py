"""Reviews: gathering the evidence, deciding on it, and the second person's signature."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api import jobs
from bongsu.console.api.answers import Day, Name, Page, Text, answer, answers, page, plain
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import looked_up
from bongsu.console.api.shapes import decisions as shapes
from bongsu.records import reviews
from bongsu.usecases import review_decisions

router = Router(tags=["reviews"])


class Gathering(Schema):
    """As of which day, and on which item; on all where none is named."""

    as_of: Day
    item: Name | None = None


class Decision(Schema):
    """Measures, each "measure" or "measure=subject", and the first as-of day for which they hold."""

    measures: list[Name] = Field(min_length=1, max_length=100)
    reason: Text
    valid_from: Day


class Signature(Schema):
    """The second person's word."""

    agreed: bool
    reason: Text = ""


@router.get("/reviews", auth=Gate("review"), response=answers(shapes.Reviews))
def review_list(request: HttpRequest, part: Query[Page], item: Name | None = None) -> HttpResponse:
    """Every review, the newest first, without its evidence."""
    return page(request, "reviews", reviews.listing(item=item), part, told=_brief)


@router.get("/reviews/{review}", auth=Gate("review"), response=answers(shapes.OneReview))
def review_one(request: HttpRequest, review: Name) -> HttpResponse:
    """One review: the evidence, the decision, the signature."""
    with looked_up():
        found = reviews.get(review)
    return answer(request, {"review": found})


@router.post(
    "/reviews/{review}/decide",
    auth=Gate("review", "decide", scope="decide"),
    response=answers(shapes.OneReview),
)
def decide(request: HttpRequest, review: Name, given: Decision) -> HttpResponse:
    """A steward's decision; it waits for its signature."""
    with looked_up():
        reviews.get(review)
    found = review_decisions.decide(
        workplace.workspace(),
        review,
        given.measures,
        reason=given.reason,
        valid_from=given.valid_from,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    return answer(request, {"review": found})


@router.post(
    "/reviews/{review}/sign", auth=Gate("review", "sign", scope="decide"), response=answers(shapes.OneReview)
)
def sign(request: HttpRequest, review: Name, given: Signature) -> HttpResponse:
    """The second person's word: agreed and in force, or refused."""
    with looked_up():
        reviews.get(review)
    found = review_decisions.sign(
        workplace.workspace(),
        review,
        agreed=given.agreed,
        reason=given.reason,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    return answer(request, {"review": found})


@router.post("/reviews", auth=Gate("review", "gather", scope="decide"), response=jobs.asking())
def gather(request: HttpRequest, given: Gathering) -> HttpResponse:
    """Asks for the evidence on an item, or on all, to be gathered as a review that is open."""
    return jobs.asked(request, "review", {"item": given.item or "", "as_of": given.as_of.isoformat()})


def _brief(entry: Any) -> Any:
    told = plain(entry)
    told.pop("document", None)
    return told
