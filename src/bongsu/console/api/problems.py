"""How the API says no: one JSON shape for a refusal, a missing thing, a wrong request (after RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bongsu.console.api.shapes.base import said
from bongsu.words import say
from bongsu.words.refusal import Refusal

KIND = "application/problem+json"


class Fault(Schema):
    """One thing in a request that cannot be read."""

    where: str = said("The member or parameter.", "query.limit")
    found: str = said("What is wrong with it.", "Input should be a valid integer")


class Problem(Schema):
    """What went wrong: the members of RFC 9457, and those of a refusal."""

    type: Literal["about:blank"] = said("No page tells more; `title` says the kind.")
    title: str = said("The kind of problem, in the language asked for.", "Refused")
    status: int = said("The HTTP status once more.", 400, ge=400, le=599)
    detail: str = said("What went wrong, in a sentence.")
    where: str = said("Of a refusal: where the fault lies.", "--by offic", default="")
    expected: str = said(
        "Of a refusal: what should have been there.", "columns among item, office", default=""
    )
    found: str = said("Of a refusal: what was there.", "'offic'", default="")
    todo: str = said("Of a refusal: what to do.", "Is 'office' meant?", default="")
    faults: list[Fault] = said("Of a request that cannot be read (422): each fault.", default=[])


class NotHere(Exception):  # noqa: N818 - it is not a fault of the program
    """There is nothing of this name that this person may know of."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


@contextmanager
def looked_up() -> Iterator[None]:
    """Within it a refusal means that the address names nothing: 404 instead of 400."""
    try:
        yield
    except Refusal as refusal:
        raise NotHere(refusal) from refusal


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """One problem as a response."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=KIND)


def refused(refusal: Refusal, status: int) -> HttpResponse:
    """A refusal with its four parts."""
    parts = {name: str(getattr(refusal, name)) for name in ("where", "expected", "found", "todo")}
    return problem(status, say("Refused") if status == 400 else say("Not found"), str(refusal), **parts)


PREFIX = "/api/"


def no_pages(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what Django says about the API's addresses is a problem, not a page for people."""

    def within(request: HttpRequest) -> HttpResponse:
        said_no = answer(request)
        if not request.path_info.startswith(PREFIX) or said_no.status_code < 400:
            return said_no
        if said_no.get("Content-Type", "").startswith(("application/json", KIND)):
            return said_no
        told = problem(said_no.status_code, *_words(said_no.status_code))
        for name in ("Allow", "Retry-After"):
            if name in said_no.headers:
                told.headers[name] = said_no.headers[name]
        return told

    return within


def _words(status: int) -> tuple[str, str]:
    """Title and detail of what was said about the address, not by it."""
    return {
        403: (say("Not allowed"), say("The request lacks the form's token, or its host is not allowed.")),
        404: (say("Not found"), say("There is nothing at this address.")),
        405: (say("Not allowed"), say("This address does not take this method.")),
        413: (say("Refused"), say("The request is too large.")),
    }.get(status) or (
        (say("A fault of the program"), say("The log has the details under the request's number."))
        if status >= 500
        else (say("Refused"), say("The request cannot be read"))
    )


def speak_in_problems(api: NinjaAPI) -> None:
    """Gives the API its handlers; what is none of these stays a fault, and the console answers 500."""

    @api.exception_handler(Refusal)
    def _refused(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(error, 400)

    @api.exception_handler(NotHere)
    def _not_here(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(error.refusal, 404)

    @api.exception_handler(Http404)
    def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(404, say("Not found"), say("There is nothing at this address."))

    @api.exception_handler(PermissionDenied)
    def _not_allowed(request: HttpRequest, error: Any) -> HttpResponse:
        scope = str(error)
        detail = (
            say("The token lacks the scope {scope}.", scope=scope)
            if scope
            else say("Your roles do not allow this.")
        )
        return problem(403, say("Not allowed"), detail)

    @api.exception_handler(AuthenticationError)
    def _who(request: HttpRequest, error: Any) -> HttpResponse:
        answer = problem(401, say("Not signed in"), say("Send a token: Authorization: Bearer …"))
        answer.headers["WWW-Authenticate"] = 'Bearer realm="bongsu"'
        return answer

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, say("Refused"), str(error))

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
        faults = [
            {"where": ".".join(str(part) for part in each["loc"]), "found": str(each["msg"])}
            for each in error.errors
        ]
        detail = "; ".join(f"{each['where']}: {each['found']}" for each in faults)
        return problem(422, say("The request cannot be read"), detail, faults=faults)
