"""The moves a person makes on a warning: one address each, all through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.core.early_warning.people import Person
from bongsu.usecases import warn_answer, warn_sign, warn_write
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import move_word

Act = Callable[[Workspace, str, Person, datetime, Any], Any]
"""Given the workspace, the warning's number, who acts, when, and the form."""

LISTS = ("measures", "routes", "concealments")
TEXTS = ("title", "body", "legal_basis")


def view_of(move: str) -> Callable[..., HttpResponse]:
    """The view of one move; its gate is the row of the same name in the table of permissions."""

    @require_POST
    @screen("warnings", "report" if move == "nil" else move)
    def make(request: HttpRequest, number: str) -> HttpResponse:
        person, now = request.person, datetime.now(UTC)  # type: ignore[attr-defined]
        ACTS[move](workplace.workspace(), number, person, now, request.POST)
        messages.success(request, f"{number}: {_words(move)}")
        return redirect("warning", number=number)

    return make


def _words(move: str) -> str:
    return {"nil": say("nil report sent"), "feedback": say("judgement given")}.get(move) or say(
        "{move} done", move=move_word(move)
    )


def _edit(place: Workspace, number: str, by: Person, at: datetime, form: Any) -> None:
    changes: dict[str, Any] = {name: form.get(name, "").strip() for name in TEXTS}
    changes |= {name: _lines(form.get(name, "")) for name in LISTS}
    changes |= {name: tuple(form.getlist(name)) for name in ("offices", "channels")}
    changes |= {name: day_of(form.get(name, "")) for name in ("valid_from", "valid_until")}
    warn_write.edit(place, number, changes, by=by, at=at, reason=form.get("reason", ""))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _extend(place: Workspace, number: str, by: Person, at: datetime, form: Any) -> None:
    warn_sign.extend(place, number, _day(form), by=by, at=at, reason=form.get("reason", ""))


def _day(form: Any) -> date:
    day = day_of(form.get("valid_until", ""))
    if day is None:
        raise Refusal(say("last day"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    return day


def _issue(place: Workspace, number: str, by: Person, at: datetime, form: Any) -> None:
    beyond = form.get("beyond_budget") == "yes"
    warn_sign.issue(place, [number], by=by, at=at, reason=form.get("reason", ""), beyond_budget=beyond)


def _escalate(place: Workspace, number: str, by: Person, at: datetime, form: Any) -> None:
    told = {"office": form.get("office", ""), "to": form.get("to") or None}
    warn_sign.escalate(place, number, by=by, at=at, reason=form.get("reason", ""), **told)


def _signed(move: str) -> Act:
    return lambda place, number, by, at, form: warn_sign.sign(
        place, number, move, by=by, at=at, reason=form.get("reason", "")
    )


def _office(form: Any) -> dict[str, Any]:
    return {"office": form.get("office") or None, "note": form.get("reason", "")}


ACTS: dict[str, Act] = {
    "edit": _edit,
    "propose": lambda place, number, by, at, form: warn_write.propose(
        place, number, by=by, at=at, reason=form.get("reason", "")
    ),
    "withdraw": lambda place, number, by, at, form: warn_write.withdraw(
        place, number, by=by, at=at, reason=form.get("reason", "")
    ),
    "approve": _signed("approve"),
    "return": _signed("return"),
    "issue": _issue,
    "extend": _extend,
    "escalate": _escalate,
    "lift": _signed("lift"),
    "expire": _signed("expire"),
    "evaluate": _signed("evaluate"),
    "close": _signed("close"),
    "acknowledge": lambda place, number, by, at, form: warn_answer.acknowledge(
        place, number, by=by, at=at, **_office(form)
    ),
    "act": lambda place, number, by, at, form: warn_answer.act(place, number, by=by, at=at, **_office(form)),
    "report": lambda place, number, by, at, form: warn_answer.report(
        place, number, by=by, at=at, **_office(form)
    ),
    "nil": lambda place, number, by, at, form: warn_answer.report(
        place, number, by=by, at=at, nil=True, **_office(form)
    ),
    "feedback": lambda place, number, by, at, form: warn_answer.feedback(
        place, number, form.get("label", ""), by=by, at=at, **_office(form)
    ),
}


@require_POST
@screen("warnings", "draft")
def draft(request: HttpRequest) -> HttpResponse:
    """Drafts a warning by hand for an item."""
    written = warn_write.draft(
        workplace.workspace(),
        request.POST.get("item", ""),
        assessment=None,
        by=request.person,  # type: ignore[attr-defined]
        at=datetime.now(UTC),
        reason=request.POST.get("reason", ""),
    )
    undo = reverse("warning_withdraw", kwargs={"number": written.number})
    messages.success(request, f"{written.number}: {_words('draft')}", extra_tags=undo)
    return redirect("warning", number=written.number)
