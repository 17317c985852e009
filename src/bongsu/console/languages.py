"""The language of one request: the person's choice, else the browser's, else the workspace's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bongsu.words import LANGUAGES, speaking

COOKIE = "bongsu_lang"


def choose_language(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: everything said while a request is answered is said in its language."""

    def within(request: HttpRequest) -> HttpResponse:
        chosen = asked_for(request)
        with speaking(chosen), translation.override(chosen):
            response = answer(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return within


def asked_for(request: HttpRequest) -> str:
    """`?lang=` of a shared address, the choice kept in the cookie, or the workspace's language."""
    for wanted in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return str(settings.LANGUAGE_CODE) if settings.LANGUAGE_CODE in LANGUAGES else LANGUAGES[0]


@require_POST
def switch(request: HttpRequest) -> Any:
    """Keeps the choice made in the header, and goes back to the page it was made on."""
    wanted, back = request.POST.get("lang", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if wanted in LANGUAGES:
        response.set_cookie(
            COOKIE,
            wanted,
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
