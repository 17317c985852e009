"""The data page: feeds, loads, the quarantine with line-by-line mending, and upload with a preview."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import uploads, workplace
from bongsu.console.gate import screen
from bongsu.console.screens import jobs
from bongsu.usecases import mend_rows, uploaded_files
from bongsu.usecases.list_facts import list_loads
from bongsu.usecases.preview_load import preview
from bongsu.words import say
from bongsu.words.refusal import Refusal

VIEWS = ("feeds", "quarantine", "loads")
PAGE = 50


@require_safe
@screen("data")
def data(request: HttpRequest) -> HttpResponse:
    """Feeds, quarantine or loads, as `?view=` says."""
    place = workplace.workspace()
    view = request.GET.get("view", "feeds")
    view = view if view in VIEWS else "feeds"
    loads = list_loads(place)
    rows = mend_rows.waiting(place)
    page = max(1, int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1)
    shown: dict[str, Any] = {"view": view, "page_number": page, "waiting": _lines(rows).height}
    if view == "feeds":
        shown["feeds"] = _feeds(loads, rows)
    elif view == "loads":
        newest = loads.reverse()
        shown |= {"loads": _page(newest, page), "pages": _pages(newest.height)}
    else:
        shown |= {"faults": _faults(rows, page), "pages": _pages(_lines(rows).height)}
    return render(request, "screens/data.html", shown)


@require_POST
@screen("data", "upload")
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file and leads to its preview."""
    sent = request.FILES.get("file")
    if sent is None:
        raise Refusal(say("the file"), expected=say("a file"), found=say("nothing"))
    return redirect("data_preview", sha256=uploads.keep(sent))


@require_safe
@screen("data", "upload")
def show_preview(request: HttpRequest, sha256: str) -> HttpResponse:
    """What would be loaded of a kept file, and what would go to the quarantine."""
    file = uploads.kept(sha256)
    if file is None:
        raise Http404
    tables, refusal = [], None
    try:
        tables = preview(workplace.workspace(), file)
    except Refusal as no:
        refusal = no
    return render(
        request,
        "screens/data_preview.html",
        {"file": file.name, "sha256": sha256, "tables": tables, "refusal": refusal},
        status=400 if refusal else 200,
    )


@require_POST
@screen("data", "upload")
def load(request: HttpRequest, sha256: str) -> HttpResponse:
    """Asks for a kept file to be loaded, after its preview."""
    with uploaded_files.asked_for(workplace.workspace(), sha256) as name:
        if name is None:
            raise Http404
        return jobs.asked(request, "load", {"sha256": sha256, "file": name})


@require_POST
@screen("data", "upload")
def drop(request: HttpRequest, sha256: str) -> HttpResponse:
    """Forgets a kept file without loading it."""
    uploads.drop(sha256)
    messages.success(request, say("The file was not loaded."))
    return redirect("data")


@require_POST
@screen("data", "mend")
def mend(request: HttpRequest, load: str, line: int) -> HttpResponse:
    """Loads a quarantined row with corrected cells; a row that is still bad comes back with the reason."""
    cells = {name.removeprefix("cell-"): value for name, value in request.POST.items()}
    try:
        mend_rows.mend(
            workplace.workspace(),
            load,
            line,
            {str(name): str(value) for name, value in cells.items()},
            by=request.person,  # type: ignore[attr-defined]
            at=datetime.now(UTC),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, say("Line {line} is mended and loaded.", line=line))
    return redirect(reverse("data") + "?view=quarantine")


@require_POST
@screen("data", "mend")
def dismiss(request: HttpRequest, load: str, line: int) -> HttpResponse:
    """Marks a row as one that need not be loaded."""
    mend_rows.dismiss(
        workplace.workspace(),
        load,
        line,
        by=request.person,  # type: ignore[attr-defined]
        at=datetime.now(UTC),
        reason=request.POST.get("reason", ""),
    )
    undo = reverse("data_take_up", kwargs={"load": load, "line": line})
    messages.success(request, say("Line {line} is dismissed.", line=line), extra_tags=undo)
    return redirect(reverse("data") + "?view=quarantine")


@require_POST
@screen("data", "mend")
def take_up(request: HttpRequest, load: str, line: int) -> HttpResponse:
    """Undoes a dismissal."""
    mend_rows.take_up_again(
        workplace.workspace(),
        load,
        line,
        by=request.person,  # type: ignore[attr-defined]
        at=datetime.now(UTC),
    )
    messages.success(request, say("Line {line} waits again.", line=line))
    return redirect(reverse("data") + "?view=quarantine")


def _feeds(loads: pl.DataFrame, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Each source with its last load; loads of our own files stand under no source."""
    found = []
    names = {
        each.code: (dict(each.name), each.owner, each.frequency)
        for each in workplace.workspace().catalogue.sources
    }
    seen = {source.split("/")[0]: part for (source,), part in loads.group_by("source")}
    for code in [*names, *(each for each in sorted(seen) if each not in names)]:
        part = seen.get(code)
        name, owner, frequency = names.get(code, ({}, "", ""))
        found.append(
            {
                "code": code,
                "name": name,
                "owner": owner,
                "frequency": frequency,
                "last": part["recorded_at"].max() if part is not None else None,
                "rows": int(part["rows"].sum()) if part is not None else 0,
                "loads": part["load"].n_unique() if part is not None else 0,
                "waiting": _lines(rows.filter(pl.col("load").is_in(part["load"].implode()))).height
                if part is not None and rows.height
                else 0,
            }
        )
    return found


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a bad line, where a line with two faults has two in the quarantine."""
    return rows.unique(["load", "line"], keep="first", maintain_order=True)


def _faults(rows: pl.DataFrame, page: int) -> list[dict[str, Any]]:
    """The bad lines of a page, each with all its reasons and its cells."""
    found = []
    for line in _page(_lines(rows), page):
        reasons = rows.filter((pl.col("load") == line["load"]) & (pl.col("line") == line["line"]))
        found.append(
            {
                **line,
                "cells": json.loads(line["row"]),
                "reasons": reasons.select("column", "expected", "found", "todo").to_dicts(),
            }
        )
    return found


def _page(rows: pl.DataFrame, page: int) -> list[dict[str, Any]]:
    return rows.slice((page - 1) * PAGE, PAGE).to_dicts()


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))
