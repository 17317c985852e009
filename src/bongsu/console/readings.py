"""Stored assessments as the screens read them; what was gathered once is kept, since it never changes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from bongsu.console import workplace
from bongsu.records import assessments
from bongsu.records.assessments import AssessmentHeading
from bongsu.usecases.gather_report import gather
from bongsu.usecases.report_content import ReportContent
from bongsu.usecases.workspace import Workspace

KEPT = 12
"""Assessments kept in memory; each holds every item's history."""


def as_known(day: date | None = None) -> ReportContent | None:
    """The board as it was known at the end of a day, today where none is given; None before the first one."""
    found = assessments.newest_heading(day)
    return None if found is None else content_of(found.assessment)


def content_of(assessment: str) -> ReportContent:
    """One assessment, gathered; raises Refusal where there is none of this name."""
    return _gathered(workplace.workspace().folder, assessment)


def days() -> list[AssessmentHeading]:
    """The newest assessment of each as-of day, latest day first."""
    newest: dict[date, AssessmentHeading] = {}
    for heading in assessments.listing():
        newest.setdefault(heading.as_of, heading)
    return [newest[day] for day in sorted(newest, reverse=True)]


@lru_cache(maxsize=KEPT)
def _gathered(folder: Path, assessment: str) -> ReportContent:
    return gather(Workspace.open(folder), assessment)
