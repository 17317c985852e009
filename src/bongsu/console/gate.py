"""The gate before every view: signed in, and a role that the table of permissions lets through."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from bongsu.console.permissions import READ, may, roles_for

View = Callable[..., HttpResponse]


def screen(name: str, move: str = READ) -> Callable[[View], View]:
    """Lets a view be reached only by who may make this move on this screen.

    A view of a move is a POST of its own and bears its own move; `tests/console` visit every address of the
    console in every role and compare with the table.
    """
    roles_for(name, move)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.person, name, move):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *given, **named)

        guarded.gate = (name, move)  # type: ignore[attr-defined]
        return guarded

    return guard


def open_to_all(view: View) -> View:
    """Marks a view that needs nobody signed in: health, language, the first run."""
    view.gate = None  # type: ignore[attr-defined]
    return view
