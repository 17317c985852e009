"""Ends sessions that stood idle, and those that are a working day old."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

BEGAN, SEEN = "began", "seen"
NOTED_EVERY = 60
"""Seconds between two notes of a session's last use: not every page writes to the database."""


def end_old_sessions(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: signs out who was away too long; nothing is answered in an old session's name."""

    def within(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault(BEGAN, now)
            seen = request.session.get(SEEN, now)
            if now - seen > settings.BONGSU_IDLE_SECONDS or now - began > settings.BONGSU_ABSOLUTE_SECONDS:
                logout(request)
                request.session["ended"] = True
            elif now - seen >= NOTED_EVERY or SEEN not in request.session:
                request.session[SEEN] = now
        return answer(request)

    return within
