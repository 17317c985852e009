"""Effect evaluations: what warnings did, and asking for one; the tripwires' notices and their verdicts."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api import jobs
from bongsu.console.api.answers import Day, Name, Number, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import NotHere, looked_up
from bongsu.console.api.shapes import decisions as shapes
from bongsu.core.early_warning.tentative import VerdictOnNotice
from bongsu.core.panel.periods import Period
from bongsu.records import early_warnings, evaluations, tripwires
from bongsu.usecases.watch import judge, list_notices
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["evaluations"])


class OfWhat(Page):
    """Of one warning or item only."""

    warning: Name | None = None
    item: Name | None = None


class EvaluationWanted(Schema):
    """A warning; or an item with the first and last period of the window."""

    as_of: Day
    warning: Name | None = None
    item: Name | None = None
    first: str | None = Field(None, max_length=20, examples=["2005-03"])
    last: str | None = Field(None, max_length=20, examples=["2005-04"])


class Judged(Schema):
    """What the notice is: noise, to be watched, or a reason to draft a warning."""

    verdict: VerdictOnNotice
    reason: Text


@router.get("/evaluations", auth=Gate("effect"), response=answers(shapes.Evaluations))
def evaluation_list(request: HttpRequest, asked: Query[OfWhat]) -> HttpResponse:
    """The effect evaluations, the newest first: the documents of `bongsu effect --json`."""
    return page(request, "evaluations", evaluations.listing(warning=asked.warning, item=asked.item), asked)


@router.get("/evaluations/{evaluation}", auth=Gate("effect"), response=answers(shapes.OneEvaluation))
def evaluation_one(request: HttpRequest, evaluation: Name) -> HttpResponse:
    """One stored evaluation."""
    return answer(request, {"evaluation": _stored(evaluation)})


@router.post("/evaluations", auth=Gate("effect", "evaluate", scope="decide"), response=jobs.asking())
def evaluate(request: HttpRequest, given: EvaluationWanted) -> HttpResponse:
    """Asks for a warning, or an item in a window, to be evaluated; what is found is kept."""
    what = {"warning": given.warning or "", "as_of": given.as_of.isoformat()}
    if given.warning:
        with looked_up():
            early_warnings.get(given.warning, by=person_of(request))
    else:
        what |= _window(given)
    return jobs.asked(request, "effect", what)


@router.get("/notices", auth=Gate("notices"), response=answers(shapes.Notices))
def notices(
    request: HttpRequest, part: Query[Page], item: Name | None = None, unanswered: bool = False
) -> HttpResponse:
    """The tripwires' notices with their verdicts: those of `bongsu watch list --json`."""
    found = list_notices(workplace.workspace(), item=item, unanswered=unanswered)
    return page(request, "notices", found, part)


@router.post(
    "/notices/{number}/verdict",
    auth=Gate("notices", "judge", scope="decide"),
    response=answers(shapes.OneNotice),
)
def verdict(request: HttpRequest, number: Number, given: Judged) -> HttpResponse:
    """An analyst's verdict on a notice; `draft` drafts a warning about its first item, unless one is open."""
    with looked_up():
        tripwires.get(number)
    told = judge(
        workplace.workspace(),
        number,
        given.verdict,
        reason=given.reason,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    return answer(request, {"notice": told})


def _stored(name: str) -> evaluations.EvaluationEntry:
    entry = next((each for each in evaluations.listing() if each.evaluation == name), None)
    if entry is None:
        raise NotHere(Refusal(say("the evaluation"), expected=say("one that is stored"), found=name))
    return entry


def _window(given: EvaluationWanted) -> dict[str, str]:
    first, last = _period(given.first, "first"), _period(given.last, "last")
    if first.frequency is not last.frequency or last < first:
        raise Refusal("last", expected=say("a period not before {period}", period=first), found=str(last))
    workplace.workspace().catalogue.item(given.item or "")
    return {"item": given.item or "", "first": str(first), "last": str(last)}


def _period(text: str | None, where: str) -> Period:
    try:
        return Period.parse((text or "").strip())
    except ValueError:
        raise Refusal(where, expected=say("a period such as 2005-04"), found=f"'{text or ''}'") from None
