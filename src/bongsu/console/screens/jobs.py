"""Jobs: how far one is, one's own, taking one back, asking again; the way in for every screen that asks."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.core.early_warning.people import Person
from bongsu.records import jobs as records
from bongsu.records.jobs import JobEntry
from bongsu.usecases import jobs as doing
from bongsu.words import named, say
from bongsu.words.jobs import job_state_word, job_words
from bongsu.words.refusal import Refusal

SOON_SECONDS = 1.2
"""What is done within this time looks as if it had been done at once."""
LOOK_EVERY_SECONDS = 0.05


def asked(request: HttpRequest, kind: str, what: dict[str, Any]) -> HttpResponse:
    """Puts a job down and leads to what came of it, where that is there at once; else to its page."""
    place, person = workplace.workspace(), request.person  # type: ignore[attr-defined]
    return _led(request, doing.ask(place, kind, what, by=person, at=datetime.now(UTC)))


@require_safe
@screen("jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own jobs, the newest first; everybody's for who looks after the machine."""
    person: Person = request.person  # type: ignore[attr-defined]
    everybody = request.GET.get("view") == "all" and person.has(*doing.SEES_ALL)
    now = datetime.now(UTC)
    return render(
        request,
        "screens/jobs.html",
        {
            "jobs": doing.listing(workplace.workspace(), by=person, everybody=everybody, at=now),
            "everybody": everybody,
            "may_see_all": person.has(*doing.SEES_ALL),
            **_words(now),
        },
    )


@require_safe
@screen("jobs")
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job: what was asked, how far it is, what came of it; htmx asks for the middle till its end."""
    entry, now = _seen(request, number), datetime.now(UTC)
    polled = bool(getattr(request, "htmx", None))
    if polled and entry.state == records.DONE and address_of(entry):
        messages.success(request, entry.said)
        return HttpResponse(headers={"HX-Redirect": address_of(entry)})
    page = "screens/job_state.html" if polled else "screens/job.html"
    answer = render(request, page, {"job": entry, "own": _is_own(request, entry), **_words(now)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@screen("jobs", "cancel")
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back a job that waits."""
    person = request.person  # type: ignore[attr-defined]
    doing.cancel(workplace.workspace(), number, by=person, at=datetime.now(UTC))
    messages.success(request, say("Job {number} is cancelled.", number=number))
    return redirect("jobs")


@require_POST
@screen("jobs", "again")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Asks anew for a job that was lost."""
    person = request.person  # type: ignore[attr-defined]
    return _led(request, doing.again(workplace.workspace(), number, by=person, at=datetime.now(UTC)))


def address_of(entry: JobEntry) -> str:
    """Where what came of a job is shown; "" where nothing did."""
    found = entry.result
    if "review" in found:
        return reverse("review_one", kwargs={"code": found["review"]})
    if "evaluation" in found:
        return reverse("effect_evaluation", kwargs={"code": found["evaluation"]})
    if "assessment" in found:
        return reverse("board") + f"?as_of={found['as_of']}"
    if "loaded" in found:
        return reverse("data") + f"?view={'quarantine' if found['quarantined'] else 'loads'}"
    return ""


def _led(request: HttpRequest, entry: JobEntry) -> HttpResponse:
    deadline = time.monotonic() + SOON_SECONDS
    there = doing.worker_is_there(workplace.workspace(), now=datetime.now(UTC))
    while there and entry.is_open and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_SECONDS)
        entry = records.get(entry.number, at=datetime.now(UTC))
    if entry.state == records.DONE and address_of(entry):
        messages.success(request, entry.said)
        return redirect(address_of(entry))
    return redirect("job", number=entry.number)


def _seen(request: HttpRequest, number: int) -> JobEntry:
    """The job, where the person may know of it; 404 otherwise."""
    person = request.person  # type: ignore[attr-defined]
    try:
        return doing.look(workplace.workspace(), number, by=person, at=datetime.now(UTC))
    except Refusal:
        raise Http404 from None


def _is_own(request: HttpRequest, entry: JobEntry) -> bool:
    return bool(entry.asked_by == request.person.name)  # type: ignore[attr-defined]


def _words(now: datetime) -> dict[str, Any]:
    place = workplace.workspace()
    names = {each.code: named(dict(each.name)) for each in place.catalogue.items}
    return {
        "title_of": lambda entry: job_words(entry.kind, entry.what, names),
        "state_of": lambda entry: job_state_word(entry.state),
        "address_of": address_of,
        "tone_of": lambda entry: TONES[entry.state],
        "somebody_works": doing.worker_is_there(place, now=now),
    }


TONES = {"waiting": "", "running": "note", "done": "good", "failed": "bad", "lost": "bad", "cancelled": ""}
