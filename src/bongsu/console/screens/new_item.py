"""Adding an item in five steps: the goods, their data, indicators, where warnings go, the grade to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bongsu.catalogue.entries import is_member
from bongsu.console import uploads, workplace
from bongsu.console.gate import screen
from bongsu.console.screens.item import feeds_by_series
from bongsu.console.screens.review import person_of
from bongsu.core.early_warning.channels import Channel
from bongsu.records.item_drafts import Content, ItemDraftEntry
from bongsu.usecases import draft_item
from bongsu.usecases.draft_item import Fault
from bongsu.usecases.new_item import plain_series
from bongsu.usecases.try_item import Tried
from bongsu.words import say
from bongsu.words.refusal import Refusal

FIELDS: dict[str, tuple[str, ...]] = {
    "goods": ("code", "name_ko", "name_en", "hs", "unit", "frequency", "valid_from"),
    "data": ("series", "series_unit"),
    "indicators": (
        *("indicator", "formula_name", "formula_unit", "formula", "formula_sign", "formula_margin"),
        *("plain_name", "plain_sign", "plain_margin", "lag"),
    ),
    "reach": ("office", "channel"),
    "preview": (),
}
"""Step → the fields that it asks for."""
STEPS = tuple(FIELDS)
FILES = "file"
"""Field of a draft: SHA-256 of each file kept for it."""
EMPTY_LINES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the stepper shows it."""

    name: str
    state: str
    address: str
    note: str = ""


@require_safe
@screen("item", "add")
def new_item(request: HttpRequest) -> HttpResponse:
    """The drafts that wait, and the way to a new one."""
    drafts = draft_item.listing(workplace.workspace(), by=person_of(request))
    return render(request, "screens/new_item.html", {"drafts": drafts})


@require_POST
@screen("item", "add")
def start(request: HttpRequest) -> HttpResponse:
    """Starts a draft and leads to its first step."""
    entry = draft_item.start(workplace.workspace(), by=person_of(request), at=datetime.now(UTC))
    return redirect("new_item_step", number=entry.number, step=STEPS[0])


@require_http_methods(["GET", "HEAD", "POST"])
@screen("item", "add")
def step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """One step; a POST keeps what was typed and leads where its button says."""
    if step not in FIELDS:
        raise Http404
    person, place = person_of(request), workplace.workspace()
    entry = draft_item.get(place, number, by=person)
    if request.method == "POST":
        written = _written(request, entry, step)
        entry = draft_item.write(place, number, written, by=person, at=datetime.now(UTC))
        return _onward(request, entry, step)
    if entry.added_at:
        return redirect("item", item=entry.content["code"][0])
    found = draft_item.faults(place, entry.content)
    mine = {each.field: each.refusal for each in found if each.field in FIELDS[step]}
    return render(
        request,
        "screens/new_item_step.html",
        {
            "entry": entry,
            "step": step,
            "steps": _steps(entry, step, found),
            "content": entry.content,
            "faults": mine if "checked" in request.GET else {},
            "elsewhere": [(each, step_name(step_of(each.field)), step_of(each.field)) for each in found],
            "lines": lines,
            "plain": _plain(entry.content),
            "files": [(sha256, file.name) for sha256, file in _files(entry)],
            "tried": _tried(request, entry, found, step),
            "feeds": feeds_by_series(),
            "previous": STEPS[STEPS.index(step) - 1] if step != STEPS[0] else None,
            **_choices(step),
        },
    )


@require_POST
@screen("item", "add")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Adds the item: the same act as `bongsu add-item`."""
    person, place = person_of(request), workplace.workspace()
    entry = draft_item.get(place, number, by=person)
    files = _files(entry)
    added = draft_item.add(place, number, files=[file for _, file in files], by=person, at=datetime.now(UTC))
    for sha256, _ in files:
        uploads.drop(sha256)
    words = say(
        "{item} is added: {rows} rows loaded, {bad} in the quarantine.",
        item=added.item,
        rows=sum(each.rows for each in added.loads),
        bad=sum(each.quarantined for each in added.loads),
    )
    messages.success(request, words)
    return redirect("item", item=added.item)


@require_POST
@screen("item", "add")
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a draft away; its toast takes it up again."""
    draft_item.drop(workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC))
    undo = reverse("new_item_take_up", kwargs={"number": number})
    messages.success(request, say("The draft is put away."), extra_tags=undo)
    return redirect("new_item")


@require_POST
@screen("item", "add")
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Undoes `drop`."""
    draft_item.take_up_again(workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC))
    messages.success(request, say("The draft is there again."))
    return redirect("new_item")


def lines(content: Content, *names: str) -> list[tuple[str, ...]]:
    """The lines of parallel fields as typed, and some empty ones."""
    length = max((len(content.get(name, [])) for name in names), default=0)
    rows = [tuple([*content.get(name, []), *[""] * length][k] for name in names) for k in range(length)]
    return [row for row in rows if any(text not in ("", "?") for text in row)] + [
        ("",) * len(names)
    ] * EMPTY_LINES


def step_of(field: str) -> str:
    """The step that asks for a field; the first one for none."""
    return next((name for name, fields in FIELDS.items() if field in fields), STEPS[0])


def step_name(step: str) -> str:
    """What a step is called."""
    return {
        "goods": say("The goods"),
        "data": say("Series and files"),
        "indicators": say("Indicators"),
        "reach": say("Offices and channels"),
        "preview": say("Preview and add"),
    }[step]


def _steps(entry: ItemDraftEntry, here: str, found: tuple[Fault, ...]) -> list[Step]:
    wrong = {step_of(each.field) for each in found}
    steps = []
    for name in STEPS:
        visited = any(field in entry.content for field in FIELDS[name])
        state = "now" if name == here else "done" if visited and name not in wrong else ""
        address = reverse("new_item_step", kwargs={"number": entry.number, "step": name})
        note = say("to be mended") if visited and name in wrong else ""
        steps.append(Step(step_name(name), state, address + ("?checked" if note else ""), note))
    return steps


def _written(request: HttpRequest, entry: ItemDraftEntry, step: str) -> Content:
    """The fields of the step as sent; on the step of the data also the files kept for the draft."""
    content = {name: request.POST.getlist(name) for name in FIELDS[step]}
    if step == "data":
        kept = [sha256 for sha256, _ in _files(entry) if sha256 != request.POST.get("remove")]
        sent = [uploads.keep(each) for each in request.FILES.getlist("upload")]
        content[FILES] = list(dict.fromkeys([*kept, *sent]))
    return content


def _onward(request: HttpRequest, entry: ItemDraftEntry, step: str) -> HttpResponse:
    """Where the pressed button leads: on, if nothing on this step is wrong."""
    here = reverse("new_item_step", kwargs={"number": entry.number, "step": step})
    move = request.POST.get("move", "")
    if move == "later":
        messages.success(request, say("Kept. You or another steward can go on with it here."))
        return redirect("new_item")
    if move != "next":
        return redirect(f"{here}?shown")
    found = draft_item.faults(workplace.workspace(), entry.content)
    if any(each.field in FIELDS[step] for each in found):
        return redirect(f"{here}?checked")
    return redirect("new_item_step", number=entry.number, step=STEPS[STEPS.index(step) + 1])


def _tried(
    request: HttpRequest, entry: ItemDraftEntry, found: tuple[Fault, ...], step: str
) -> Tried | Refusal | None:
    """The item tried on a copy where the step shows it; None while something is wrong or nobody asks."""
    if found or not (step == "preview" or "shown" in request.GET):
        return None
    files = [file for _, file in _files(entry)]
    try:
        return draft_item.trial(
            workplace.workspace(), entry.number, files=files, by=person_of(request), at=datetime.now(UTC)
        )
    except Refusal as refusal:
        return refusal


def _files(entry: ItemDraftEntry) -> list[tuple[str, Path]]:
    found = [(sha256, uploads.kept(sha256)) for sha256 in entry.content.get(FILES, [])]
    return [(sha256, file) for sha256, file in found if file is not None]


def _plain(content: Content) -> list[tuple[str, str, str]]:
    """The series that become indicators of their own, with the sign and the margin said of them."""
    catalogue = workplace.workspace().catalogue
    try:
        wanted = draft_item.item_of(content, catalogue)
        plain = plain_series(wanted)
    except Refusal:
        return []
    signs = dict(wanted.signs)
    return [(code, signs.get(code, "?"), "yes" if code in wanted.thresholds else "") for code in plain]


def _choices(step: str) -> dict[str, Any]:
    catalogue = workplace.workspace().catalogue
    today = datetime.now(UTC).date()
    return {
        "known_series": catalogue.series if step == "data" else (),
        "library": catalogue.indicators if step == "indicators" else (),
        "offices": [each for each in catalogue.offices if is_member(each, today)],
        "channels": [each.value for each in Channel],
    }
