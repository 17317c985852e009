"""The reviews: what was found, what is proposed, who decided and who signed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens import jobs
from bongsu.console.screens.board import day_of
from bongsu.core.early_warning.people import Person
from bongsu.core.review.proposal import Measure, Proposal
from bongsu.core.review.suitability import Advice
from bongsu.records import reviews
from bongsu.reports.review import (
    accuracy_lines,
    budget_lines,
    overrides_lines,
    records_lines,
    standing_word,
    state_words,
)
from bongsu.usecases import review_decisions
from bongsu.words import named, say
from bongsu.words.refusal import Refusal
from bongsu.words.review import advice_words, measure_words, proposal_words


def person_of(request: HttpRequest) -> Person:
    """Who asks."""
    found: Person = request.person  # type: ignore[attr-defined]
    return found


@require_safe
@screen("review")
def review(request: HttpRequest) -> HttpResponse:
    """Every review, the newest first."""
    days = readings.days()
    return render(
        request,
        "screens/reviews.html",
        {
            "reviews": reviews.listing(limit=100),
            "items": workplace.workspace().catalogue.items,
            "newest": days[0].as_of if days else None,
            "state_words": state_words,
            "proposal_sentence": _proposal_sentence,
            "names": _item_names(),
        },
    )


@require_safe
@screen("review")
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One review: the evidence, the decision, the signature."""
    found = reviews.get(code)
    return render(
        request,
        "screens/review.html",
        {
            "found": found,
            "evidence": found.document,
            "accuracy_lines": accuracy_lines,
            "budget_lines": budget_lines,
            "overrides_lines": overrides_lines,
            "records_lines": records_lines,
            "state_words": state_words,
            "measure_words": measure_words,
            "standing_word": standing_word,
            "proposal_sentence": _proposal_sentence,
            "advice_sentence_of": lambda row: advice_words(Advice(row["advice"])),
            "steps": _steps(found),
            "names": _item_names(),
            "indicators": {
                each.code: named(each.name) for each in workplace.workspace().catalogue.indicators
            },
        },
    )


@require_POST
@screen("review", "gather")
def gather(request: HttpRequest) -> HttpResponse:
    """Asks for the evidence on an item, or on all."""
    day = day_of(request.POST.get("as_of", ""))
    if day is None:
        raise Refusal(say("As of"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    return jobs.asked(request, "review", {"item": request.POST.get("item", ""), "as_of": day.isoformat()})


@require_POST
@screen("review", "decide")
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """A steward's decision; it waits for its signature."""
    first = day_of(request.POST.get("valid_from", ""))
    if first is None:
        raise Refusal(say("Holds from"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    review_decisions.decide(
        workplace.workspace(),
        code,
        request.POST.getlist("measure"),
        reason=request.POST.get("reason", ""),
        valid_from=first,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    messages.success(request, say("Decided; it waits for a second person's signature."))
    return redirect("review_one", code=code)


@require_POST
@screen("review", "sign")
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """The second person's word."""
    agreed = request.POST.get("agreed") == "yes"
    review_decisions.sign(
        workplace.workspace(),
        code,
        agreed=agreed,
        reason=request.POST.get("reason", ""),
        by=person_of(request),
        now=datetime.now(UTC),
    )
    messages.success(request, say("Signed; it is in force.") if agreed else say("The signature is refused."))
    return redirect("review_one", code=code)


def _item_names() -> dict[str, str]:
    return {each.code: named(each.name) for each in workplace.workspace().catalogue.items}


def _proposal_sentence(line: dict[str, str]) -> str:
    """A stored proposal in the reader's language; its document keeps the words of the day it was gathered."""
    return proposal_words(Proposal(Measure(line["measure"]), line["subject"], line["reason"]))


def _steps(found: reviews.ReviewEntry) -> list[dict[str, str]]:
    """The stepper: gathered, decided, signed."""
    at = {"open": 1, "decided": 2, "signed": 3, "refused": 3}[found.state]
    told = [
        (say("Evidence gathered"), f"{found.gathered_at:%Y-%m-%d} {found.gathered_by}"),
        (say("Decided"), f"{found.decided_at:%Y-%m-%d} {found.decided_by}" if found.decided_at else ""),
        (
            say("Signature refused") if found.state == "refused" else say("Signed"),
            f"{found.signed_at:%Y-%m-%d} {found.signed_by}" if found.signed_at else "",
        ),
    ]
    return [
        {"name": name, "note": note, "state": "done" if place < at else "now" if place == at else ""}
        for place, (name, note) in enumerate(told)
    ]
