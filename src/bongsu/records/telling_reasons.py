"""Why an office was told of a warning or was not, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bongsu.core.early_warning.telling import Telling
from bongsu.words import say
from bongsu.words.warnings import field_word


def in_words(reason: Telling | str, values: Mapping[str, object]) -> str:
    """The sentence of a reason, with its `values` put in.

    >>> from bongsu.words import use_language
    >>> use_language("en")
    >>> in_words("inhibited", {"warning": "2005-001", "warning_grade": 5})
    'Not told: the higher warning 2005-001 (grade 5) is in force.'
    """
    return SENTENCES[Telling(reason)](dict(values))


def _fields(values: Mapping[str, object]) -> str:
    changed = values.get("fields")
    return ", ".join(field_word(str(name)) for name in changed) if isinstance(changed, list) else ""


SENTENCES: dict[Telling, Callable[[dict[str, object]], str]] = {
    Telling.NEW: lambda values: say("Told: nothing about the item was in force."),
    Telling.RAISED: lambda values: say("Told: above the grade of warning {warning}.", **values),
    Telling.STEPPED_DOWN: lambda values: say("Told: a step down from warning {warning}.", **values),
    Telling.CHANGED: lambda values: say(
        "Told: unlike warning {warning} in {fields}.", **(values | {"fields": _fields(values)})
    ),
    Telling.DANGER_BEYOND_BUDGET: lambda values: say(
        "Told: the month's budget of {budget} is spent, but grade 5 goes out.", **values
    ),
    Telling.BEYOND_BUDGET: lambda values: say(
        "Told: the month's budget of {budget} is spent; the approver said to go on.", **values
    ),
    Telling.INHIBITED: lambda values: say(
        "Not told: the higher warning {warning} (grade {warning_grade}) is in force.", **values
    ),
    Telling.NOTHING_CHANGED: lambda values: say("Not told: warning {warning} says the same.", **values),
    Telling.BUDGET_SPENT: lambda values: say(
        "Not told: {told} warnings this month already, budget {budget}.", **values
    ),
}
