"""The gate before every view: signed in, and a role that the table of permissions lets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from bongsu.console.permissions import READ, may, roles_for
from bongsu.core.early_warning.people import Role
from bongsu.records import delegations
from bongsu.records.warning_rows import local_day

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
            if not may(request.person, name, move) and not _is_lent(request, name, move):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *given, **named)

        guarded.gate = (name, move)  # type: ignore[attr-defined]
        return guarded

    return guard


def _is_lent(request: HttpRequest, name: str, move: str) -> bool:
    """Whether an approver lent her signature to this person for today; the use case asks once more."""
    if Role.APPROVER not in roles_for(name, move) or name != "warnings":
        return False
    return bool(delegations.delegators(request.person.name, local_day(datetime.now(UTC))))  # type: ignore[attr-defined]


def open_to_all(view: View) -> View:
    """Marks a view that needs nobody signed in: health, language, the first run."""
    view.gate = None  # type: ignore[attr-defined]
    return view
