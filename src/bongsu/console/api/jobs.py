"""Long work: it is asked for, done by a worker, and looked up here until it has ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bongsu.console import workplace
from bongsu.console.api.answers import Number, Page, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import Problem, looked_up
from bongsu.console.api.shapes import jobs as shapes
from bongsu.records.jobs import JobEntry
from bongsu.usecases import jobs as doing

router = Router(tags=["jobs"])
HERE = "/api/v1/jobs"


def asking() -> dict[Any, Any]:
    """What an address may answer that asks for a job: 202 with the job, or a problem."""
    problems = [status for status in answers(shapes.OneJob) if status != 200]
    return {202: shapes.OneJob, **dict.fromkeys(problems, Problem)}


def asked(request: HttpRequest, kind: str, what: dict[str, Any]) -> HttpResponse:
    """Puts a job down and tells where it is looked up; the same one, asked twice, is one job."""
    entry = doing.ask(workplace.workspace(), kind, what, by=person_of(request), at=datetime.now(UTC))
    return accepted(request, entry)


def accepted(request: HttpRequest, entry: JobEntry) -> HttpResponse:
    """202: the job, and its address in `Location`."""
    found = answer(request, {"job": told(entry)})
    found.status_code = 202
    found.headers["Location"] = f"{HERE}/{entry.number}"
    return found


def told(entry: JobEntry) -> dict[str, Any]:
    """The job, with the address of what came of it."""
    return asdict(entry) | {"outcome": outcome_of(entry.result)}


def outcome_of(result: dict[str, Any]) -> str:
    """Where the API has what came of a job; "" where nothing did."""
    for name in ("review", "evaluation", "assessment"):
        if name in result:
            return f"/api/v1/{name}s/{result[name]}"
    if "loaded" in result:
        return "/api/v1/quarantine?waiting=true" if result["quarantined"] else "/api/v1/loads"
    return ""


@router.get("/jobs", auth=Gate("jobs"), response=answers(shapes.Jobs))
def listing(request: HttpRequest, part: Query[Page], everybody: bool = False) -> HttpResponse:
    """The caller's own jobs, the newest first; with `everybody` all, for who looks after the machine."""
    found = doing.listing(
        workplace.workspace(), by=person_of(request), everybody=everybody, at=datetime.now(UTC)
    )
    return page(request, "jobs", [told(each) for each in found], part)


@router.get("/jobs/{number}", auth=Gate("jobs"), response=answers(shapes.OneJob))
def one(request: HttpRequest, number: Number) -> HttpResponse:
    """One job: how far it is, what came of it, or why it was refused. Ask again after a second or two."""
    with looked_up():
        entry = doing.look(workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC))
    return answer(request, {"job": told(entry)})


@router.post(
    "/jobs/{number}/cancel", auth=Gate("jobs", "cancel", scope="decide"), response=answers(shapes.OneJob)
)
def cancel(request: HttpRequest, number: Number) -> HttpResponse:
    """Takes back a job of one's own that nobody has begun."""
    entry = doing.cancel(workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC))
    return answer(request, {"job": told(entry)})


@router.post("/jobs/{number}/again", auth=Gate("jobs", "again", scope="decide"), response=asking())
def again(request: HttpRequest, number: Number) -> HttpResponse:
    """Asks anew for what a lost job was asked for."""
    entry = doing.again(workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC))
    return accepted(request, entry)
