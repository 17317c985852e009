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
from bongsu.core.early_warning.people import Person, Role
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
            if not may_make(request.person, name, move):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *given, **named)

        guarded.gate = (name, move)  # type: ignore[attr-defined]
        return guarded

    return guard


def may_make(person: Person, name: str, move: str = READ) -> bool:
    """Whether the person may make this move here: by a role of her own, or with a lent signature."""
    return may(person, name, move) or _is_lent(person, name, move)


def _is_lent(person: Person, name: str, move: str) -> bool:
    """Whether an approver lent her signature to this person for today; the use case asks once more."""
    if Role.APPROVER not in roles_for(name, move) or name != "warnings":
        return False
    return bool(delegations.delegators(person.name, local_day(datetime.now(UTC))))


def open_to_all(view: View) -> View:
    """Marks a view that needs nobody signed in: health, language, the first run."""
    view.gate = None  # type: ignore[attr-defined]
    return view
