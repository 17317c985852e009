"""The board: a row an item, most worrying first, as known today or on any past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import fragments, readings, workplace
from bongsu.console.first_steps import first_steps
from bongsu.console.gate import screen
from bongsu.console.permissions import may
from bongsu.console.screens import jobs
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.tentative import Tentative
from bongsu.records.warning_rows import local_day
from bongsu.usecases import sentences, warn_look
from bongsu.usecases.fast_clock import FastClock, fast_clock
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.words import named, say
from bongsu.words.grades import grade_word
from bongsu.words.refusal import Refusal
from bongsu.words.tripwires import reconciling_sentence

SORTS = ("grade", "item", "probability", "change", "expected", "known")
RISING_FIRST = ("item", "known")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; everything the board shows follows from it."""

    as_of: date | None
    grade: int | None
    words: str
    sort: str
    rising: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Reads the address; what cannot be read is left out rather than refused."""
        asked = request.GET
        sort = asked.get("sort", "")
        sort = sort if sort in SORTS else "grade"
        grade = asked.get("grade", "")
        return cls(
            as_of=day_of(asked.get("as_of", "")),
            grade=int(grade) if grade in ("0", "1", "2", "3", "4", "5") else None,
            words=asked.get("q", "").strip(),
            sort=sort,
            rising=asked.get("dir") == "up" if "dir" in asked else sort in RISING_FIRST,
        )

    def address(self, **changes: object) -> str:
        """The query of the same board with something changed; "?" where nothing is asked for."""
        now: dict[str, object] = {
            "as_of": self.as_of or "",
            "grade": "" if self.grade is None else self.grade,
            "q": self.words,
            "sort": self.sort if self.sort != "grade" else "",
            "dir": "" if self.rising == (self.sort in RISING_FIRST) else "up" if self.rising else "down",
        }
        return "?" + urlencode({name: value for name, value in (now | changes).items() if value != ""})

    def sorted_by(self, sort: str) -> str:
        """The address with another order, or with this one turned round."""
        turned = not self.rising if sort == self.sort else sort in RISING_FIRST
        return self.address(
            sort="" if sort == "grade" else sort,
            dir="" if turned == (sort in RISING_FIRST) else "up" if turned else "down",
        )


@require_safe
@screen("board")
def board(request: HttpRequest) -> HttpResponse:
    """The board of one day."""
    asked = Asked.of(request)
    days = readings.days()
    content = readings.as_known(asked.as_of, among=days)
    if content is None:
        first = days[-1].as_of if days else None
        return render(
            request,
            "screens/board_empty.html",
            {
                "asked": asked,
                "first": first,
                "today": local_day(datetime.now(UTC)),
                "steps": first_steps(workplace.workspace(), request.person),  # type: ignore[attr-defined]
            },
        )
    place = next((n for n, each in enumerate(days) if each.assessment == content.assessment), 0)
    return render(
        request,
        "screens/board.html",
        {
            "asked": asked,
            "content": content,
            "rows": rows(content, asked),
            "cells": fragments.board_cells,
            "situation": sentences.situation(content),
            "newest": days[0],
            "today": local_day(datetime.now(UTC)),
            "warned": warn_look.in_force(
                workplace.workspace(),
                by=request.person,  # type: ignore[attr-defined]
                on=content.as_of if place else None,
            ),
            "clock": clock_of(request.person, content, day=asked.as_of, past=place > 0),  # type: ignore[attr-defined]
            "tentative_words": tentative_words,
            "rule": reconciling_sentence(),
            "earlier": days[place + 1] if place + 1 < len(days) else None,
            "later": days[place - 1] if place else None,
            "judged": [item for item in content.ranked if item.beside.override or item.beside.advice],
        },
    )


@require_POST
@screen("board", "assess")
def assess(request: HttpRequest) -> HttpResponse:
    """Asks for an assessment as known on a day."""
    day = day_of(request.POST.get("as_of", ""))
    if day is None:
        raise Refusal(say("As of"), expected=say("a date such as 2005-05-31"), found=say("nothing"))
    return jobs.asked(request, "assess", {"as_of": day.isoformat()})


def clock_of(person: Person, content: ReportContent, *, day: date | None, past: bool) -> FastClock | None:
    """The week's notices and tentative grades beside a board, for whoever may read notices.

    Args:
        day: what a board of the past was asked for; None: that of its assessment.
    """
    if not may(person, "notices"):
        return None
    return fast_clock(
        workplace.workspace(),
        official={item.code: item.grade for item in content.items},
        official_as_of=content.as_of,
        day=(day or content.as_of) if past else None,
        as_known=past,
    )


def tentative_words(found: Tentative) -> str:
    return say(
        "tentative {grade} {word}, by notice {numbers}",
        grade=found.grade,
        word=grade_word(found.grade),
        numbers=", ".join(map(str, found.notices)),
    )


def rows(content: ReportContent, asked: Asked) -> list[ItemContent]:
    """The items that the filter leaves, in the order asked for; equal ones in the board's own."""
    chosen = [
        item
        for item in content.ranked
        if (asked.grade is None or item.grade == asked.grade) and _speaks_of(item, asked.words)
    ]
    if asked.sort == "grade":
        return chosen[::-1] if asked.rising else chosen
    keyed = [item for item in chosen if _key(item, asked.sort) is not None]
    without = [item for item in chosen if _key(item, asked.sort) is None]
    keyed.sort(key=lambda item: _key(item, asked.sort), reverse=not asked.rising)  # type: ignore[arg-type,return-value]
    return keyed + without


def day_of(text: str) -> date | None:
    """A day as an address writes it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _speaks_of(item: ItemContent, words: str) -> bool:
    text = " ".join((item.code, *item.names.values())).casefold()
    return all(word in text for word in words.casefold().split())


def _key(item: ItemContent, sort: str) -> str | float | None:
    if sort == "item":
        return named(item.names)
    if sort == "probability":
        return item.probability
    if sort == "change":
        return item.change
    if sort == "expected":
        return item.forecast.mean if item.forecast else None
    return min(
        (each for each in (item.known_to, item.stalest and item.stalest.known_to) if each), default=None
    )
