"""Adding an item step by step: a draft that stewards go on with, checked and tried, until it is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.early_warning.people import Person, Role
from bongsu.records import item_drafts
from bongsu.records.item_drafts import Content, ItemDraftEntry
from bongsu.usecases.add_item import Added, add_item, check_item
from bongsu.usecases.new_item import NewItem
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.try_item import Tried, try_item
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

ADDERS = (Role.STEWARD,)
FIELD_OF = {
    "--name-ko": "name_ko",
    "--name-en": "name_en",
    "--unit": "unit",
    "--series": "series",
    "--formula": "formula",
    "--sign, --threshold": "formula",
    "publication_lag": "lag",
    "indicators": "indicator",
    "offices": "office",
    "channels": "channel",
}
"""Where a refusal points → the field of a draft; what is not here bears the field's own name."""
FIELDS = (
    "code",
    "name_ko",
    "name_en",
    "unit",
    "hs",
    "frequency",
    "valid_from",
    "series",
    "indicator",
    "formula",
    "lag",
    "office",
    "channel",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal at the field of a draft that it is about; "" where it is about none."""

    field: str
    refusal: Refusal


def start(workspace: Workspace, *, by: Person, at: datetime) -> ItemDraftEntry:
    """A new, empty draft; raises Refusal where she may not."""
    _check_adder(workspace, by)
    return item_drafts.start(actor=by.name, now=at)


def get(workspace: Workspace, number: int, *, by: Person) -> ItemDraftEntry:
    """One draft; raises Refusal where she may not, or there is none."""
    _check_adder(workspace, by)
    return item_drafts.get(number)


def listing(workspace: Workspace, *, by: Person) -> list[ItemDraftEntry]:
    """The drafts that wait to be gone on with."""
    _check_adder(workspace, by)
    return item_drafts.listing()


def write(
    workspace: Workspace, number: int, content: Mapping[str, list[str]], *, by: Person, at: datetime
) -> ItemDraftEntry:
    """Keeps what was typed, also where it is wrong; raises Refusal where the draft is open no more."""
    _check_adder(workspace, by)
    return item_drafts.write(number, content, actor=by.name, now=at)


def drop(workspace: Workspace, number: int, *, by: Person, at: datetime) -> None:
    """Puts a draft away; `take_up_again` undoes it."""
    _check_adder(workspace, by)
    item_drafts.drop(number, actor=by.name, now=at)


def take_up_again(workspace: Workspace, number: int, *, by: Person, at: datetime) -> None:
    """Undoes `drop`."""
    _check_adder(workspace, by)
    item_drafts.take_up_again(number, actor=by.name, now=at)


def faults(workspace: Workspace, content: Content) -> tuple[Fault, ...]:
    """What `add_item` would refuse of the draft, each at its field."""
    try:
        check_item(workspace, item_of(content, workspace.catalogue))
    except Refusal as refusal:
        return tuple(Fault(field_of(part.where, content), part) for part in refusal.parts)
    return ()


def trial(workspace: Workspace, number: int, *, files: Sequence[Path], by: Person, at: datetime) -> Tried:
    """The item tried on a copy, with the files; raises Refusal."""
    content = get(workspace, number, by=by).content
    return try_item(workspace, item_of(content, workspace.catalogue), now=at, files=files)


def add(workspace: Workspace, number: int, *, files: Sequence[Path], by: Person, at: datetime) -> Added:
    """Adds the item that the draft says, with its files; raises Refusal, and then nothing is written."""
    entry = get(workspace, number, by=by)
    if not entry.is_open:
        raise Refusal(
            say("draft {number} of an item", number=number), expected=say("an open draft"), found=say("none")
        )
    added = add_item(workspace, item_of(entry.content, workspace.catalogue), now=at, files=files)
    item_drafts.added(number, added.item, actor=by.name, now=at, detail={"files": added.texts})
    return added


def item_of(content: Content, catalogue: Catalogue) -> NewItem:
    """The item that a draft says; empty lines say nothing, and a series keeps the unit that it has."""
    own = [
        *_rows(content, "formula_name", "formula_sign", "formula_margin"),
        *_rows(content, "plain_name", "plain_sign", "plain_margin"),
    ]
    series = tuple(
        (code, unit or catalogue.unit_of_series(code) or "")
        for code, unit in _rows(content, "series", "series_unit")
    )
    formulas = tuple(
        (code, unit, text) for code, unit, text in _rows(content, "formula_name", "formula_unit", "formula")
    )
    named = {code for code, _ in series} | {code for code, _, _ in formulas}
    return NewItem(
        _one(content, "code"),
        _one(content, "name_ko"),
        _one(content, "name_en"),
        _one(content, "unit"),
        hs=tuple(re.findall(r"[^\s,;]+", _one(content, "hs"))),
        frequency=_one(content, "frequency") or "month",
        valid_from=_one(content, "valid_from"),
        series=series,
        formulas=formulas,
        signs=tuple((code, sign) for code, sign, _ in own if code in named and sign),
        thresholds=tuple(code for code, _, margin in own if code in named and margin),
        publication_lag=_one(content, "lag") or "P1M",
        indicators=tuple(content.get("indicator", [])),
        offices=tuple(content.get("office", [])),
        channels=tuple(content.get("channel", [])),
    )


def field_of(where: str, content: Content) -> str:
    """The field of a draft that a refusal of `add_item` is about; "" for none of them."""
    if where == _one(content, "code"):
        return "code"
    entry, _, key = where.rpartition(": ")
    if entry.startswith("series.toml"):
        return "series"
    if entry.startswith("indicators.toml") and key != "publication_lag":
        formulas = [name for name, _ in _rows(content, "formula_name", "formula")]
        return "formula" if any(f'{name}"' in entry for name in formulas) else "series"
    name = FIELD_OF.get(key) or FIELD_OF.get(key.partition(" ")[0]) or key
    return name if name in FIELDS else ""


def _rows(content: Content, *names: str) -> list[tuple[str, ...]]:
    """The lines of parallel fields of which the first says something."""
    columns = [content.get(name, []) for name in names]
    length = len(columns[0])
    padded = [[*column, *[""] * length][:length] for column in columns]
    stripped = [tuple(text.strip() for text in row) for row in zip(*padded, strict=True)]
    return [row for row in stripped if row[0]]


def _one(content: Content, name: str) -> str:
    found = content.get(name, [])
    return found[0].strip() if found else ""


def _check_adder(workspace: Workspace, by: Person) -> None:
    open_records(workspace)
    if not by.has(*ADDERS):
        raise Refusal(
            say("a new item"),
            expected=role_words(role.value for role in ADDERS),
            found=role_words(by.roles) or say("none"),
        )
