"""The first run: where there is no administrator yet, whoever holds the token of the terminal makes one."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from bongsu.console import workplace
from bongsu.console.first_steps import first_steps
from bongsu.console.gate import open_to_all
from bongsu.console.wsgi import TOKEN
from bongsu.core.early_warning.people import Role
from bongsu.records import people
from bongsu.words import say
from bongsu.words.refusal import Refusal

ALWAYS_OPEN = ("/welcome/", "/static/", "/language/", "/health", "/ready", "/metrics")

_have_administrator: set[str] = set()


def administrator_exists() -> bool:
    """Whether anybody may make accounts; once seen it is not asked again."""
    from django.conf import settings

    database = str(settings.DATABASES["default"]["NAME"])
    if database not in _have_administrator and people.listing(role=Role.ADMINISTRATOR):
        _have_administrator.add(database)
    return database in _have_administrator


def welcome_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: leads everybody to the wizard until there is an administrator."""

    def within(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ALWAYS_OPEN) and not administrator_exists():
            return redirect("welcome")
        return answer(request)

    return within


@open_to_all
def welcome(request: HttpRequest) -> HttpResponse:
    """The wizard's one page; 404 as soon as there is an administrator."""
    if administrator_exists():
        raise Http404
    error, name = "", request.POST.get("name", "")
    if request.method == "POST":
        try:
            _make(request, name.strip())
        except Refusal as refusal:
            error = str(refusal)
        else:
            return redirect("account_login")
    shown = {"error": error, "name": name, "steps": first_steps(workplace.workspace())}
    return render(request, "welcome.html", shown, status=400 if error else 200)


def _make(request: HttpRequest, name: str) -> None:
    wanted = os.environ.get(TOKEN, "")
    if not wanted or not constant_time_compare(request.POST.get("token", "").strip(), wanted):
        raise Refusal(
            say("the token"),
            expected=say("the one that 'bongsu serve' printed in its terminal"),
            found=say("another one"),
        )
    password = request.POST.get("password", "")
    if password != request.POST.get("again"):
        raise Refusal(
            say("the password"), expected=say("the same one twice"), found=say("two different ones")
        )
    if not name:
        raise Refusal(say("the name"), expected=say("a name"), found=say("nothing"))
    people.register(
        name,
        roles=[Role.ADMINISTRATOR],
        password=password,
        actor="console:first-run",
        now=datetime.now(UTC),
    )
