"""Who asks: the person of the records behind a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from bongsu.core.early_warning.people import Person
from bongsu.records import people

NOBODY = Person("", frozenset())


def know_the_person(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.person` is the person signed in, read when first asked for; else nobody."""

    def within(request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return answer(request)

    return within


def _person(request: HttpRequest) -> Person:
    return people.as_person(request.user) if request.user.is_authenticated else NOBODY
