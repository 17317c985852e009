"""What a rule of the core objects to, as a refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bongsu.core.early_warning.document import LONGEST_VALIDITY
from bongsu.core.early_warning.objection import Objection
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import field_word, move_word, role_words, state_word


def refusal(where: str, objection: Objection) -> Refusal:
    """The refusal that says what the objection means."""
    expected, found, todo = WORDS[objection.code](objection.values)
    return Refusal(where, expected=expected, found=found, todo=todo)


Said = tuple[str, str, str]


def _no_such_move(values: dict[str, Any]) -> Said:
    expected = say("a state from which one can {move}", move=move_word(values["move"]))
    return expected, state_word(values["state"]), ""


def _incomplete(values: dict[str, Any]) -> Said:
    faults = [_fault(each) for each in values["faults"]]
    return say("a whole document"), "; ".join(faults), say("Edit it: bongsu warn edit NUMBER …")


def _fault(name: str) -> str:
    special = {
        "unknown_channel": say("a channel that does not exist"),
        "ends_before_it_begins": say("a last day before the first"),
        "too_long": say("more than {days} days", days=LONGEST_VALIDITY.days),
    }
    return special.get(name) or say("without {field}", field=field_word(name))


def _not_later(values: dict[str, Any]) -> Said:
    last = values["last"]
    expected = say("a last day after {day}", day=last) if last else say("a last day still to come")
    return expected, str(values["wanted"] or say("none")), ""


def _moment(moment: datetime) -> str:
    """A moment as it is where the workspace is, with the offset that says so."""
    from django.utils import timezone

    return timezone.localtime(moment).isoformat(timespec="seconds")


WORDS: dict[str, Callable[[dict[str, Any]], Said]] = {
    "no_such_move_here": _no_such_move,
    "not_in_force": lambda values: (say("a warning in force"), state_word(values["state"]), ""),
    "not_addressed": lambda values: (
        say("an office that it was issued to"),
        values["office"],
        "",
    ),
    "reason_missing": lambda values: (
        say("a reason of at least {count} letters", count=values["letters"]),
        say("none"),
        say("Add --reason."),
    ),
    "before_last_move": lambda values: (
        say("a moment not before its last move, {last}", last=_moment(values["last"])),
        _moment(values["at"]),
        "",
    ),
    "document_incomplete": _incomplete,
    "over_before_it_began": lambda values: (
        say("a last day still to come"),
        str(values["last"]),
        say("Return it, and edit its last day."),
    ),
    "not_over_yet": lambda values: (say("a last day that is past"), str(values["last"]), ""),
    "not_later": _not_later,
    "not_her_role": lambda values: (
        say("the role {role}", role=role_words(values["roles"])),
        say("none of them"),
        "",
    ),
    "not_her_office": lambda values: (
        say("somebody of office {office}", office=values["office"]),
        values["person"],
        "",
    ),
    "four_eyes": lambda values: (
        say("somebody who did not draft, edit or propose it"),
        values["person"],
        say("Let another approver sign."),
    ),
}
