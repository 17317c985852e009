"""How the console says no: a refused act, a screen not for one's role, a page that is not there, a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bongsu.console import workplace
from bongsu.words import say
from bongsu.words.refusal import Refusal


def say_no(answer: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: a Refusal that no view caught becomes a page: where, expected, found, what to do."""

    class SayNo:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return answer(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            if not isinstance(error, Refusal):
                return None
            broken = catalogue_fault()
            if broken:
                return render(request, "catalogue_broken.html", {"faults": broken.parts}, status=503)
            return render(request, "refused.html", {"refusal": error}, status=400)

    return SayNo()


def catalogue_fault() -> Refusal | None:
    """What is wrong with the catalogue's files; None while they can be read."""
    try:
        _ = workplace.workspace().catalogue
    except Refusal as refusal:
        return refusal
    return None


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the screen or the move is not for this person's roles."""
    return render(request, "not_allowed.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing that this person may know of."""
    return render(request, "not_found.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token is missing or old."""
    return render(request, "stale_form.html", status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """500: a fault of the program; the page names the request, so that the log line can be found."""
    return render(request, "fault.html", status=500)


def locked_out(request: HttpRequest, credentials: Any = None, *given: Any, **named: Any) -> HttpResponse:
    """429: too many wrong passwords."""
    words = say("Too many wrong passwords for this account. Wait a quarter of an hour, or ask the operator.")
    return render(request, "locked_out.html", {"words": words}, status=429)
