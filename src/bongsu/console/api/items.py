"""The catalogue's items; a new one is tried on a copy first and added second, with its files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import uploads, workplace
from bongsu.console.api.answers import Name, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import assessments as shapes
from bongsu.core.panel.periods import Period
from bongsu.records.item_drafts import Content
from bongsu.usecases import draft_item
from bongsu.usecases.add_item import Added, check_item
from bongsu.usecases.try_item import try_item
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["assessments"])
ADDING = Gate("item", "add", scope="load")
Sign = Literal["+", "-", "?"]


class SeriesWanted(Schema):
    """A raw series that becomes an indicator of its own, unless a formula uses it."""

    code: Name
    unit: str = Field("", max_length=100, description="Empty: the one that the catalogue has.")
    sign: Sign = "?"
    margin: bool = Field(False, description="Whether it matters only beyond a level.")


class FormulaWanted(SeriesWanted):
    """An indicator made of several series."""

    formula: Text


class ItemWanted(Schema):
    """What is said of a new item: the options of `bongsu add-item`; docs/add-item.md."""

    code: Name
    name_ko: Name
    name_en: Name
    unit: Name
    hs: list[Name] = Field(default_factory=list)
    frequency: Literal["month", "week"] = "month"
    valid_from: str = Field("", max_length=20)
    series: list[SeriesWanted] = Field(default_factory=list, max_length=200)
    formulas: list[FormulaWanted] = Field(default_factory=list, max_length=200)
    indicators: list[Name] = Field(default_factory=list, max_length=500)
    publication_lag: str = Field("P1M", max_length=20)
    offices: list[Name] = Field(default_factory=list)
    channels: list[Name] = Field(default_factory=list)
    uploads: list[Name] = Field(
        default_factory=list, max_length=20, description="SHA-256 of files sent to /uploads."
    )

    def content(self) -> Content:
        """The same as the fields of a draft, so that it is checked and audited as one."""
        used = " ".join(each.formula for each in self.formulas)
        alone = [each for each in self.series if each.code not in used]
        columns = {
            **{f"series{end}": [getattr(each, of) for each in self.series] for end, of in PARTS[:2]},
            **{f"formula{end}": [getattr(each, of) for each in self.formulas] for end, of in PARTS[2:]},
            **{f"plain_{of}": [said(each, of) for each in alone] for of in SAID},
            **{f"formula_{of}": [said(each, of) for each in self.formulas] for of in SAID},
        }
        names = ("code", "name_ko", "name_en", "unit", "frequency", "valid_from")
        return {
            **columns,
            **{name: [getattr(self, name)] for name in names},
            "hs": [" ".join(self.hs)],
            "lag": [self.publication_lag],
            "indicator": self.indicators,
            "office": self.offices,
            "channel": self.channels,
        }


PARTS = (("", "code"), ("_unit", "unit"), ("_name", "code"), ("_unit", "unit"), ("", "formula"))
SAID = ("name", "sign", "margin")


def said(each: SeriesWanted, of: str) -> str:
    """What a draft's field holds of a series or formula."""
    return {"name": each.code, "sign": each.sign, "margin": "yes" if each.margin else ""}[of]


@router.get("/items", auth=Gate("board"), response=answers(shapes.Items))
def item_list(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """The items of the catalogue."""
    found = workplace.workspace().catalogue.items
    return page(request, "items", found, part)


@router.post("/items/preview", auth=ADDING, response=answers(shapes.TriedItem))
def preview_item(request: HttpRequest, given: ItemWanted) -> HttpResponse:
    """What adding the item would bring: entries, gaps, first grade; tried on a copy, nothing is written."""
    place = workplace.workspace()
    wanted = draft_item.item_of(given.content(), place.catalogue)
    check_item(place, wanted)
    tried = try_item(place, wanted, now=datetime.now(UTC), files=_files(given))
    return answer(request, _told(tried.added) | {"as_of": tried.as_of, "graded": tried.graded})


@router.post("/items", auth=ADDING, response=answers(shapes.AddedItem))
def add_item(request: HttpRequest, given: ItemWanted) -> HttpResponse:
    """Adds the item with its files: the same act as `bongsu add-item`, and a line of the audit log."""
    place, person, now = workplace.workspace(), person_of(request), datetime.now(UTC)
    files, content = _files(given), given.content()
    check_item(place, draft_item.item_of(content, place.catalogue))
    number = draft_item.start(place, by=person, at=now).number
    draft_item.write(place, number, content, by=person, at=now)
    added = draft_item.add(place, number, files=files, by=person, at=now)
    for sha256 in given.uploads:
        uploads.drop(sha256)
    return answer(request, _told(added))


def _files(given: ItemWanted) -> list[Path]:
    found = []
    for sha256 in given.uploads:
        file = uploads.kept(sha256)
        if file is None:
            raise Refusal("uploads", expected=say("a file that was sent to /uploads"), found=sha256)
        found.append(file)
    return found


def _told(added: Added) -> dict[str, Any]:
    return {
        "item": added.item,
        "entries": added.texts,
        "loads": added.loads,
        "held": [
            {
                "name": each.name,
                "periods": each.periods,
                "first": _text(each.first),
                "last": _text(each.last),
                "gaps": [str(gap) for gap in each.gaps],
            }
            for each in added.held
        ],
        "missing": added.missing,
        "next_steps": added.next_steps,
    }


def _text(period: Period | None) -> str | None:
    return None if period is None else str(period)
