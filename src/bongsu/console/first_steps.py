"""What a new installation still lacks before its board shows a grade, read from what is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from bongsu.console.permissions import may, roles_for
from bongsu.core.early_warning.people import Person
from bongsu.records import assessments, people
from bongsu.usecases.list_facts import list_loads
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.warnings import role_words


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        note: how it is done, or by whom where it is not hers to do.
        state: done, now or "", as a stepper shows it; the first that is not done is now.
        address: where she does it; "" where she may not, and for what is done on the board itself.
    """

    name: str
    note: str
    state: str
    address: str = ""


def first_steps(workspace: Workspace, person: Person | None = None) -> list[Step]:
    """The steps from the administrator to the first assessment; before there is one nobody is named."""
    accounts = people.listing()
    done = (
        bool(accounts),
        len(accounts) > 1,
        bool(workspace.catalogue.items),
        list_loads(workspace).height > 0,
        bool(assessments.listing(limit=1)),
    )
    now = next((place for place, each in enumerate(done) if not each), len(done))
    return [
        _step(wanted, "done" if done[at] else "now" if at == now else "", person)
        for at, wanted in enumerate(_steps())
    ]


def _step(wanted: tuple[str, str, str, tuple[str, str]], state: str, person: Person | None) -> Step:
    name, note, place, gate = wanted
    if state == "done":
        return Step(name, say("done"), state)
    if person is None or may(person, *gate):
        return Step(name, note, state, reverse(place) if place and person else "")
    return Step(name, say("by: {roles}", roles=role_words(sorted(roles_for(*gate)))), state)


def _steps() -> tuple[tuple[str, str, str, tuple[str, str]], ...]:
    return (
        (say("Administrator"), say("made with the token from the terminal"), "", ("people", "change")),
        (say("Add people"), say("analysts, stewards, approvers, offices"), "people", ("people", "change")),
        (say("Add items"), say("what is watched, or a pack"), "new_item", ("item", "add")),
        (say("Load data"), say("files, or feeds of agencies"), "data", ("data", "upload")),
        (say("First assessment"), say("then the board shows the grades"), "", ("board", "assess")),
    )
