"""The settings of how warnings go out, previewed on the past year, then decided; lent signatures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.console.screens.review import person_of
from bongsu.core.early_warning.people import Role
from bongsu.records import delegations, people, settings_versions
from bongsu.records.acknowledgement import EVERY_HOUR, WORKING_DAYS
from bongsu.records.warning_rows import local_day
from bongsu.reports.warning_rules import preview_lines
from bongsu.usecases import warn_sign, warning_rules
from bongsu.words import named, say
from bongsu.words.refusal import Refusal

BLANK_ROWS = 2
SHOWN = 30


@require_safe
@screen("settings")
def rules(request: HttpRequest) -> HttpResponse:
    """What is in force, and the preview of what the address asks for."""
    place, now = workplace.workspace(), datetime.now(UTC)
    day = local_day(now)
    standing = warning_rules.in_force(day)
    asked = "hours" in request.GET
    wanted = _wanted(request.GET) if asked else standing
    changes = warning_rules.changed(wanted, day)
    found = warning_rules.preview(place, changes, now=now) if changes else None
    pairs = list(wanted["escalation"].items())
    return render(
        request,
        "screens/settings_warnings.html",
        {
            "shown": wanted,
            "counted": wanted["acknowledgement"].get("count", EVERY_HOUR),
            "pairs": [*pairs, *[("", "")] * BLANK_ROWS],
            "asked": asked,
            "fields": request.GET,
            "preview": found,
            "lines": preview_lines(found) if found else [],
            "most": SHOWN,
            "offices": {each.code: named(dict(each.name)) for each in place.catalogue.offices},
            "day": day,
            "history": [each for name in warning_rules.NAMES for each in settings_versions.history(name)],
        },
    )


@require_POST
@screen("settings", "change")
def change(request: HttpRequest) -> HttpResponse:
    """Decides what was previewed, from a day on."""
    first = day_of(request.POST.get("valid_from", ""))
    if first is None:
        raise Refusal(say("Holds from"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    warning_rules.decide(
        workplace.workspace(),
        warning_rules.changed(_wanted(request.POST), first),
        valid_from=first,
        by=person_of(request),
        reason=request.POST.get("reason", ""),
        now=datetime.now(UTC),
    )
    messages.success(request, say("Decided; it holds from {day} on.", day=first.isoformat()))
    return redirect("settings_warnings")


@require_safe
@screen("settings")
def lent(request: HttpRequest) -> HttpResponse:
    """The signatures that are lent, were or will be."""
    day = local_day(datetime.now(UTC))
    fit = [
        each.name
        for each in people.listing()
        if each.roles and not each.has(Role.AUDITOR, Role.FIELD) and each.name != person_of(request).name
    ]
    return render(
        request,
        "screens/settings_delegations.html",
        {"delegations": delegations.listing(), "day": day, "people": fit, "ends": _ends(day)},
    )


@require_POST
@screen("warnings", "delegate")
def lend(request: HttpRequest) -> HttpResponse:
    """Lends one's signature."""
    form = request.POST
    first, until = day_of(form.get("first_day", "")), day_of(form.get("until", ""))
    if first is None or until is None:
        raise Refusal(say("Holds from"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    made = warn_sign.delegate(
        workplace.workspace(),
        form.get("to", ""),
        first_day=first,
        until=until,
        reason=form.get("reason", ""),
        by=person_of(request),
        at=datetime.now(UTC),
    )
    messages.success(request, say("Your signature is lent to {name}.", name=made.delegate))
    return redirect("settings_delegations")


@require_POST
@screen("warnings", "delegate")
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a lent signature back, from today, or from its first day where that is still to come."""
    now = datetime.now(UTC)
    entry = next((each for each in delegations.listing() if each.number == number), None)
    made = warn_sign.end_delegation(
        workplace.workspace(),
        number,
        day=max(local_day(now), entry.first_day) if entry else local_day(now),
        reason=request.POST.get("reason", ""),
        by=person_of(request),
        at=now,
    )
    messages.success(request, say("{number}: ended from {day} on", number=made.number, day=made.ended_from))
    return redirect("settings_delegations")


def _ends(day: Any) -> Any:
    """Whether a delegation may still be ended."""
    return lambda each: each.ended_from is None and each.until >= day


def _wanted(form: QueryDict) -> dict[str, Any]:
    """The three values that a form asks for.

    Raises:
        Refusal: a field is no number.
    """
    pairs = {
        form[f"from{place}"]: form.get(f"to{place}", "")
        for place in range(len(form))
        if form.get(f"from{place}") and form.get(f"to{place}")
    }
    budget = form.get("budget", "").strip()
    return {
        "acknowledgement": {
            "hours": _whole(form, "hours"),
            "reminder_hours": _whole(form, "reminder_hours"),
            "count": WORKING_DAYS if form.get("count") == WORKING_DAYS else EVERY_HOUR,
        },
        "escalation": pairs,
        "warning_budget": _whole(form, "budget") if budget else None,
    }


def _whole(form: QueryDict, name: str) -> int:
    try:
        return int(form.get(name, ""))
    except ValueError:
        raise Refusal(name, expected=say("a whole number"), found=form.get(name, "")) from None
