"""Stored assessments as the screens read them; what was gathered once is kept, since it never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from bongsu.console import workplace
from bongsu.console.keeping import shared
from bongsu.records import assessments
from bongsu.usecases.gather_report import gather
from bongsu.usecases.report_content import ReportContent
from bongsu.usecases.workspace import Workspace

KEPT = 60
"""Assessments kept in memory, a megabyte or so each."""

_gathering: dict[str, Lock] = {}


@dataclass(frozen=True, slots=True)
class Day:
    """An as-of day that was assessed, and its newest assessment."""

    as_of: date
    assessment: str


def as_known(day: date | None = None, *, among: Sequence[Day] | None = None) -> ReportContent | None:
    """The board as it was known at the end of a day, today where none is given; None before the first one.

    Args:
        among: what `days` gave, where the caller has it already.
    """
    found = assessment_on(day, among=among)
    return None if found is None else content_of(found)


def assessment_on(day: date | None = None, *, among: Sequence[Day] | None = None) -> str | None:
    """The newest assessment as of a day, today where none is given; None before the first one."""
    known = days() if among is None else among
    return next((each.assessment for each in known if day is None or each.as_of <= day), None)


def content_of(assessment: str) -> ReportContent:
    """One assessment, gathered; raises Refusal where there is none of this name.

    Whoever asks for it while it is being gathered waits for it instead of gathering it again.
    """
    with _gathering.setdefault(assessment, Lock()):
        return _gathered(workplace.workspace().folder, assessment)


def days() -> tuple[Day, ...]:
    """The newest assessment of each as-of day, latest day first."""
    return _days(workplace.workspace().folder, assessments.newest_number())


@lru_cache(maxsize=2)
def _days(folder: Path, newest: int) -> tuple[Day, ...]:
    """Assessments are only ever added, so the list stands until there is a newer one."""
    return tuple(Day(*each) for each in assessments.days())


@lru_cache(maxsize=KEPT)
def _gathered(folder: Path, assessment: str) -> ReportContent:
    return shared(("content", str(folder), assessment), lambda: gather(Workspace.open(folder), assessment))
