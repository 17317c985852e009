"""The plan of an operation: written, checked against what the offices have, proposed by the model, saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bongsu.catalogue.entries import is_member
from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.console.screens.operations import words_of
from bongsu.core.early_warning.channels import Channel
from bongsu.core.early_warning.people import Person
from bongsu.records import early_warnings
from bongsu.records.operations import Plan
from bongsu.usecases import operate_allocate, operate_plan
from bongsu.usecases.operate_allocate import Proposal
from bongsu.words import say
from bongsu.words.refusal import Refusal

DAYS_A_MONTH = 365.25 / 12
HOURS_EACH = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One office and channel of the plan as written in the form: texts, so that faults can be shown."""

    office: str
    channel: str
    inspections: str
    hours: str
    minutes: str


@require_http_methods(["GET", "HEAD", "POST"])
@screen("operations", "plan")
def plan(request: HttpRequest) -> HttpResponse:
    """The form; every button but `save` only shows what follows from it."""
    person, place = request.person, workplace.workspace()  # type: ignore[attr-defined]
    form = request.POST if request.method == "POST" else request.GET
    move = form.get("move", "") if request.method == "POST" else ""
    chosen = _chosen(form, person)
    cells = _cells(form, chosen)
    refusal = proposal = None
    checks: list[Any] = []
    try:
        written = _plan(form, chosen, cells)
        if move in ("propose", "adopt"):
            proposal = _propose(form, chosen, written)
            if move == "adopt":
                cells = adopted(cells, proposal, months_of(written))
                written = _plan(form, chosen, cells)
        if move:
            checks = operate_plan.capacity_of(written)
        if move == "save":
            entry = operate_plan.plan(place, written, by=person, at=datetime.now(UTC))
            undo = reverse("operation_cancel", kwargs={"number": entry.number})
            words = say("{number}: the plan is saved", number=entry.number)
            messages.success(request, words, extra_tags=undo)
            return redirect("operation", number=entry.number)
    except Refusal as error:
        refusal = error
    return render(
        request,
        "screens/operation_plan.html",
        words_of()
        | _choices(person)
        | {
            "form": form,
            "chosen": chosen,
            "cells": cells,
            "checks": checks,
            "checked": bool(move) and refusal is None,
            "fault_of": operate_plan.fault_words,
            "proposal": proposal,
            "refusal": refusal,
        },
        status=400 if refusal and move == "save" else 200,
    )


def adopted(cells: list[Cell], proposal: Proposal, months: float) -> list[Cell]:
    """The cells with the proposed inspections of the whole operation in them."""
    found: dict[tuple[str, str], float] = {}
    for each in proposal.allocation.allotted:
        key = (each.target.office, each.target.channel)
        found[key] = found.get(key, 0.0) + (each.targeted + each.random) * months
    return [
        Cell(each.office, each.channel, f"{found[each.office, each.channel]:.0f}", each.hours, each.minutes)
        if (each.office, each.channel) in found
        else each
        for each in cells
    ]


def months_of(written: Plan) -> float:
    """How many months the operation lasts; one where it has no days yet."""
    if date.min in (written.first_day, written.last_day):
        return 1.0
    return max(((written.last_day - written.first_day).days + 1) / DAYS_A_MONTH, 1 / DAYS_A_MONTH)


def _choices(person: Person) -> dict[str, Any]:
    catalogue = workplace.workspace().catalogue
    today = datetime.now(UTC).date()
    return {
        "warnings": [each for each in early_warnings.listing(by=person) if each.issued_at],
        "items": catalogue.items,
        "offices": [each for each in catalogue.offices if is_member(each, today)],
        "channels": [each.value for each in Channel],
    }


def _chosen(form: Any, person: Person) -> dict[str, Any]:
    """Items, offices, channels and days as ticked; what is not said is taken from the warnings ticked."""
    warnings = [each for each in form.getlist("warning") if each]
    told = [early_warnings.get(number, by=person) for number in warnings]
    firsts = [each.valid_from for each in told if each.valid_from]
    lasts = [each.valid_until for each in told if each.valid_until]
    offices = form.getlist("office") or sorted({office for each in told for office in each.offices})
    return {
        "warning": warnings,
        "item": form.getlist("item") or list(dict.fromkeys(each.item for each in told)),
        "office": offices,
        "channel": form.getlist("channel") or sorted({way for each in told for way in each.channels}),
        "first": day_of(form.get("first", "")) or min(firsts, default=None),
        "last": day_of(form.get("last", "")) or max(lasts, default=None),
        "capacity": [
            (office, form.get(f"there-{office}", ""), form.get(f"flow-{office}", "")) for office in offices
        ],
    }


def _cells(form: Any, chosen: dict[str, Any]) -> list[Cell]:
    return [
        Cell(
            office,
            channel,
            form.get(f"n-{office}-{channel}", "").strip(),
            form.get(f"h-{office}-{channel}", "").strip(),
            form.get(f"m-{office}-{channel}", "").strip(),
        )
        for office in chosen["office"]
        for channel in chosen["channel"]
    ]


def _plan(form: Any, chosen: dict[str, Any], cells: list[Cell]) -> Plan:
    capacity = {}
    for office, hours, flow in chosen["capacity"]:
        said = {"officer_hours": _number(hours), "flow": _number(flow)}
        given = {name: value for name, value in said.items() if value is not None}
        if given:
            capacity[office] = given
    share = _number(form.get("random", ""))
    names = words_of()["item_name"]
    return Plan(
        title=form.get("title", "").strip() or ", ".join(names.get(item, item) for item in chosen["item"]),
        items=chosen["item"],
        offices=chosen["office"],
        channels=chosen["channel"],
        first_day=chosen["first"] or date.min,
        last_day=chosen["last"] or date.min,
        planned=[
            {
                "office": each.office,
                "channel": each.channel,
                "inspections": int(_number(each.inspections) or 0),
                "hours": HOURS_EACH if _number(each.hours) is None else _number(each.hours),
                "minutes": _number(each.minutes) or 0.0,
            }
            for each in cells
            if _number(each.inspections)
        ],
        capacity=capacity,
        random_share=0.1 if share is None else share / 100,
        measures=form.get("measures", "").strip(),
        warnings=chosen["warning"],
    )


def _propose(form: Any, chosen: dict[str, Any], written: Plan) -> Proposal:
    months = months_of(written)
    hours = {
        office: there["officer_hours"] / months
        for office, there in written.capacity.items()
        if "officer_hours" in there
    }
    if not hours:
        raise Refusal(
            say("the proposal"),
            expected=say("officer hours of an office"),
            found=say("none"),
            todo=say("Write how many officer hours each office has for the operation."),
        )
    days = readings.days()
    return operate_allocate.propose(
        workplace.workspace(),
        hours,
        as_of=days[0].as_of if days else datetime.now(UTC).date(),
        items=chosen["item"],
        channels=chosen["channel"],
        random_share=written.random_share,
    )


def _number(text: str) -> float | None:
    """A number not below zero as written, with or without commas; None where nothing stands."""
    if not text.strip():
        return None
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise Refusal(say("the operation"), expected=say("a number from 0"), found=text)
    return found
