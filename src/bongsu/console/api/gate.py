"""The gate before every address of the API: a token or a session, a scope, and the table of permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from bongsu.console.gate import may_make
from bongsu.console.permissions import READ, roles_for
from bongsu.core.early_warning.people import Person
from bongsu.records import tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Its text names the token or the session, and so whose requests are counted together.

    Attributes:
        scopes: what the token may be used for; None: a session, which may do what its person may.
    """

    name: str
    person: Person = field(repr=False)
    scopes: frozenset[str] | None = field(default=None, repr=False)


class Gate(HttpBearer):
    """Lets an endpoint be reached only by who may make this move on this screen, with a token of this scope.

    The account is asked for its roles at every request: what is taken from it is taken from its tokens too.
    """

    def __init__(self, screen: str, move: str = READ, *, scope: str = "read") -> None:
        roles_for(screen, move)
        if scope not in tokens.SCOPES:
            raise ValueError(f"expected a scope among {', '.join(tokens.SCOPES)}, found {scope!r}")
        self.gate, self.scope = (screen, move), scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller; raises where there is none or it may not."""
        caller = self._by_token(request) if "Authorization" in request.headers else _by_session(request)
        if caller.scopes is not None and self.scope not in caller.scopes:
            raise PermissionDenied(self.scope)
        if not may_make(caller.person, *self.gate):
            raise PermissionDenied
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller behind a token, or None."""
        found = tokens.bearer(token, now=datetime.now(UTC))
        if found is None:
            return None
        request.user = found.user
        request.person = found.person  # type: ignore[attr-defined]
        return Caller(f"token {found.prefix}", found.person, found.scopes)

    def _by_token(self, request: HttpRequest) -> Caller:
        kind, _, token = request.headers["Authorization"].partition(" ")
        caller = self.authenticate(request, token.strip()) if kind.casefold() == "bearer" else None
        if caller is None:
            raise AuthenticationError
        return caller


def _by_session(request: Any) -> Caller:
    if not request.user.is_authenticated:
        raise AuthenticationError
    if check_csrf(request):
        raise HttpError(403, "CSRF")
    return Caller(f"session {request.person.name}", request.person)


def person_of(request: Any) -> Person:
    """Who asks, behind the gate."""
    caller: Caller = request.auth
    return caller.person
