"""Note something on an item, as a person whose work it is; read what others noted."""

from __future__ import annotations

from datetime import datetime

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import notes
from bongsu.records.notes import NoteEntry
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

WRITERS = (Role.ANALYST, Role.STEWARD, Role.APPROVER)


def note(workspace: Workspace, item: str, text: str, *, by: Person, at: datetime) -> NoteEntry:
    """Writes a note; raises Refusal where she may not, or there is no such item."""
    _check_writer(by)
    if item not in {each.code for each in workspace.catalogue.items}:
        raise Refusal("items.toml", expected=say("an item of the catalogue"), found=item)
    open_records(workspace)
    return notes.write(item, text, actor=by.name, now=at)


def withdraw_note(workspace: Workspace, number: int, *, by: Person, at: datetime) -> NoteEntry:
    """Takes back one's own note; raises Refusal."""
    _check_writer(by)
    open_records(workspace)
    return notes.withdraw(number, actor=by.name, now=at)


def notes_on(workspace: Workspace, item: str, *, by: Person) -> list[NoteEntry]:
    """The notes that stand, the newest first; none for who is not in a national role."""
    if not by.is_national:
        return []
    open_records(workspace)
    return notes.listing(item)


def _check_writer(by: Person) -> None:
    if not by.has(*WRITERS):
        raise Refusal(
            say("the note"), expected=role_words(role.value for role in WRITERS), found=role_words(by.roles)
        )
