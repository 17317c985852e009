"""The accounts: who may sign in, with which roles, at which offices."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.console.screens.review import person_of
from bongsu.core.early_warning.people import Role
from bongsu.records import people as accounts
from bongsu.words import say
from bongsu.words.refusal import Refusal


@require_safe
@screen("people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose account is in use."""
    shown = accounts.listing()
    chosen = request.GET.get("name", "")
    return render(
        request,
        "screens/people.html",
        {
            "people": shown,
            "chosen": next((each for each in shown if each.name == chosen), None),
            "roles": list(Role),
            "offices": workplace.workspace().catalogue.offices,
        },
    )


@require_POST
@screen("people", "change")
def change(request: HttpRequest) -> HttpResponse:
    """Makes an account, or gives one that exists other roles and offices."""
    form = request.POST
    known = {office.code for office in workplace.workspace().catalogue.offices}
    offices = [each for each in form.getlist("office") if each in known]
    roles = [Role(each) for each in form.getlist("role") if each in set(Role)]
    name = form.get("name", "").strip()
    if not name or not roles:
        raise Refusal(say("the people"), expected=say("a name and a role"), found=name or say("nothing"))
    accounts.register(
        name,
        roles=roles,
        offices=offices,
        password=form.get("password") or None,
        email=form.get("email", "").strip(),
        actor=person_of(request).name,
        now=datetime.now(UTC),
    )
    messages.success(request, say("The account {name} is saved.", name=name))
    return redirect("people")
