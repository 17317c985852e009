"""What stands around every page: who is signed in, where one may go, and what the workspace is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from bongsu.console import workplace
from bongsu.console.navigation import Place, places
from bongsu.console.permissions import may
from bongsu.console.signed_in import NOBODY
from bongsu.core.early_warning.people import Person
from bongsu.records import jobs
from bongsu.words import language


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page; `here` is the screen shown, "" outside of all.

    Attributes:
        shown_at: when the page was made, for the foot of its print.
    """

    person: Person
    places: list[Place]
    here: str
    language: str
    workspace: str
    made_up: bool
    address: str
    shown_at: datetime
    open_jobs: int


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context: `page`, the frame of the page."""
    person = getattr(request, "person", NOBODY)
    match = request.resolver_match
    gate = getattr(match.func, "gate", None) if match else None
    settings = workplace.workspace().settings
    return {
        "page": Frame(
            person=person,
            places=places(person) if person.name else [],
            here=gate[0] if gate else "",
            language=language(),
            workspace=settings.name,
            made_up=settings.made_up,
            address=request.get_full_path(),
            shown_at=datetime.now(UTC),
            open_jobs=jobs.open_count(person.name, at=datetime.now(UTC)) if may(person, "jobs") else 0,
        )
    }
