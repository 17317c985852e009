"""What an office reports of an operation: a case, a count, inspections, or nothing found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.console.screens.operations import reporting_offices, seen, words_of
from bongsu.core.early_warning.channels import Channel
from bongsu.core.panel.periods import Period, span
from bongsu.records.operations import OperationEntry
from bongsu.usecases import operate_report
from bongsu.usecases.operate_report import NilPreview
from bongsu.words import say
from bongsu.words.operations import BASIS_WORDS
from bongsu.words.refusal import Refusal

KINDS = ("case", "count", "effort")
MEASURES = ("item", "channel", "quantity", "unit", "value_krw", "value_basis")
FIELDS = {
    "case": ("case_id", "detected_on", *MEASURES, "clue", "origin", "route", "concealment"),
    "count": ("count", "period", *MEASURES),
    "effort": ("period", "channel", "item", "inspections", "officer_hours", "hits", "random"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@screen("operations", "result")
def result(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a case, a count or inspections; what is refused stands beside what was written."""
    person = request.person  # type: ignore[attr-defined]
    entry = seen(number, person)
    if entry is None:
        return render(request, "not_found.html", status=404)
    form = request.POST if request.method == "POST" else request.GET
    kind = form.get("kind", "case")
    kind = kind if kind in KINDS else "case"
    refusal = None
    if request.method == "POST":
        given = {name: form.get(name, "").strip() for name in FIELDS[kind]}
        report = operate_report.effort if kind == "effort" else operate_report.result
        try:
            report(
                workplace.workspace(),
                number,
                given,
                office=form.get("office") or None,
                included=form.get("included") == "yes",
                by=person,
                at=datetime.now(UTC),
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, say("{number}: the report is in the ledger", number=number))
            return redirect("operation", number=number)
    return render(
        request,
        "screens/operation_result.html",
        words_of() | _choices(entry, person) | {"kind": kind, "form": form, "refusal": refusal},
        status=400 if refusal else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@screen("operations", "result")
def nil(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing found, in two taps: the first shows what it would say, the second says it."""
    person, place, now = request.person, workplace.workspace(), datetime.now(UTC)  # type: ignore[attr-defined]
    entry = seen(number, person)
    if entry is None:
        return render(request, "not_found.html", status=404)
    form = request.POST if request.method == "POST" else request.GET
    offices = reporting_offices(entry, person)
    office = form.get("office") or (offices[0] if len(offices) == 1 else None)
    sure = request.method == "POST"
    try:
        found = operate_report.nil(place, number, office=office, confirmed=sure, by=person, at=now)
    except Refusal as refusal:
        context = words_of() | {"entry": entry, "office": office, "cells": (), "refusal": refusal}
        return render(request, "screens/operation_nil.html", context, status=400)
    if isinstance(found, NilPreview):
        cells: dict[str, list[str]] = {}
        for channel, period in found.rows:
            cells.setdefault(channel, []).append(period)
        context = {"entry": entry, "office": found.office, "cells": cells, "refusal": None}
        return render(request, "screens/operation_nil.html", words_of() | context)
    messages.success(request, say("{number}: nil report sent", number=number))
    return redirect("operation", number=number)


def _choices(entry: OperationEntry, person: Any) -> dict[str, Any]:
    catalogue = workplace.workspace().catalogue
    frequency = catalogue.item(entry.items[0]).frequency
    periods = span(Period.of(entry.first_day, frequency), Period.of(entry.last_day, frequency))
    return {
        "entry": entry,
        "offices": reporting_offices(entry, person),
        "channels": entry.channels or tuple(each.value for each in Channel),
        "periods": [str(period) for period in periods],
        "bases": tuple(BASIS_WORDS),
        "units": {code: catalogue.item(code).unit for code in entry.items},
    }
