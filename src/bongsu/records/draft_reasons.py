"""Why a warning was drafted or was not, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bongsu.core.early_warning.drafting import Reason
from bongsu.words import say


def in_words(reason: Reason | str, values: Mapping[str, object]) -> str:
    """The sentence of a proposal's `reason_code`, with its `values` put in.

    >>> from bongsu.words import use_language
    >>> use_language("en")
    >>> in_words("held", {"grade": 4, "warning": "2005-001"})
    'Not drafted: warning 2005-001 already says grade 4.'
    """
    code = Reason(reason)
    if code is Reason.NEW_CROSSING and values.get("previous") is None:
        return say("Drafted: grade {grade} at the first reading; action begins at {action_grade}.", **values)
    if code is Reason.NEW_CROSSING:
        return say("Drafted: grade {grade} after {previous}; action begins at {action_grade}.", **values)
    if code is Reason.RAISED:
        return say("Drafted: grade {grade}, above the {warning_grade} of warning {warning}.", **values)
    if code is Reason.REDRAWN:
        return say("Drafted anew: grade {grade}, below the {warning_grade} of draft {warning}.", **values)
    if code is Reason.NOT_WARNED:
        return say("Drafted: grade {grade}, as before, and no warning is open.", **values)
    if code is Reason.HELD:
        return say("Not drafted: warning {warning} already says grade {grade}.", **values)
    if code is Reason.EASED:
        return say("Not drafted: grade {grade}, below the {warning_grade} of warning {warning}.", **values)
    if code is Reason.FALLEN_BELOW:
        return say("Not drafted: grade {grade}; consider lifting warning {warning}.", **values)
    if code is Reason.BELOW_ACTION_GRADE:
        return say("Not drafted: grade {grade}; action begins at {action_grade}.", **values)
    return say("Not drafted: the item could not be graded.")
