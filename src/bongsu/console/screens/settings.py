"""The settings of the grades: what is in force, what other values would have meant, and deciding them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.console.screens.review import person_of
from bongsu.records import settings_versions
from bongsu.usecases import warning_rules
from bongsu.usecases.grade_rules import RULE_SETTINGS, decide_rule, rule_in_force, undo_rule
from bongsu.usecases.preview_grades import preview_stored
from bongsu.words import say
from bongsu.words.refusal import Refusal

GRADES = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rule that the form asks for; None: as it is in force."""

    cuts: list[float] | None
    budget: list[float] | None
    dwell: int | None

    @classmethod
    def of(cls, form: QueryDict, now: Any) -> Wanted:
        """Reads the form; what equals the rule in force is not a change.

        Raises:
            Refusal: a field is no number.
        """
        cuts = [_share(form, f"cut{grade}") for grade in GRADES]
        budget = [_share(form, f"share{grade}") for grade in range(1, 6)]
        dwell = _whole(form, "dwell")
        return cls(
            _changed(cuts, list(now.cuts)),
            _changed(budget, list(now.budget or ())),
            None if dwell == now.dwell else dwell,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.cuts is None and self.budget is None and self.dwell is None


@require_safe
@screen("settings")
def settings(request: HttpRequest) -> HttpResponse:
    """What is in force, and the preview of what the address asks for."""
    days = readings.days()
    day = days[0].as_of if days else datetime.now(_zone()).date()
    now = rule_in_force(workplace.workspace().catalogue.grades, day)
    wanted = Wanted.of(request.GET, now) if "dwell" in request.GET else None
    preview = None
    if wanted and not wanted.is_empty and days:
        preview = preview_stored(
            workplace.workspace(), cuts=wanted.cuts, budget=wanted.budget, dwell=wanted.dwell
        )
    return render(
        request,
        "screens/settings.html",
        {
            "rule": now,
            "asked": request.GET,
            "wanted": wanted,
            "preview": preview,
            "day": day,
            "undoable": {name: len(settings_versions.history(name)) for name in RULE_SETTINGS},
            "history": [
                each
                for name in settings_versions.CHECKS
                if name not in warning_rules.NAMES
                for each in settings_versions.history(name)
            ],
        },
    )


@require_POST
@screen("settings", "change")
def change(request: HttpRequest) -> HttpResponse:
    """Decides what was previewed, from a day on."""
    first = day_of(request.POST.get("valid_from", ""))
    if first is None:
        raise Refusal(say("Holds from"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    now = rule_in_force(workplace.workspace().catalogue.grades, first)
    wanted = Wanted.of(request.POST, now)
    made = decide_rule(
        cuts=wanted.cuts,
        budget=wanted.budget,
        dwell=wanted.dwell,
        valid_from=first,
        actor=person_of(request).name,
        reason=request.POST.get("reason", ""),
        now=datetime.now(UTC),
    )
    words = say("Decided; it holds from {day} on.", day=first.isoformat())
    messages.success(request, words, extra_tags=f"{reverse('settings_undo')}?{urlencode(made)}")
    return redirect("settings")


@require_POST
@screen("settings", "change")
def undo(request: HttpRequest) -> HttpResponse:
    """Decides again what held before the versions that the address names."""
    undone = {name: int(text) for name, text in request.GET.items() if text.isdigit()}
    undo_rule(
        workplace.workspace().catalogue.grades,
        undone,
        actor=person_of(request).name,
        reason=say(
            "Back to what held before version {versions}.", versions=", ".join(map(str, undone.values()))
        ),
        now=datetime.now(UTC),
    )
    messages.success(request, say("What held before is decided again."))
    return redirect("settings")


def _zone() -> ZoneInfo:
    return ZoneInfo(workplace.workspace().settings.time_zone)


def _share(form: QueryDict, name: str) -> float:
    """A percentage of the form as a share."""
    try:
        return round(float(form.get(name, "")) / 100.0, 6)
    except ValueError:
        raise Refusal(name, expected=say("a number"), found=form.get(name, "")) from None


def _whole(form: QueryDict, name: str) -> int:
    try:
        return int(form.get(name, ""))
    except ValueError:
        raise Refusal(name, expected=say("a whole number"), found=form.get(name, "")) from None


def _changed(wanted: list[float], now: list[float]) -> list[float] | None:
    same = len(wanted) == len(now) and all(abs(a - b) < 1e-9 for a, b in zip(wanted, now, strict=True))
    return None if same else wanted
