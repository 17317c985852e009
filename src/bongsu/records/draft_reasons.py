"""Why a warning was drafted or was not, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bongsu.core.early_warning.drafting import Reason
from bongsu.core.early_warning.release import Release, ReleaseAdvice
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
    if values.get("warning"):
        return say("Not drafted: the item could not be graded; warning {warning} stays as it is.", **values)
    return say("Not drafted: the item could not be graded.")


def release_in_words(kind: Release | str, values: Mapping[str, object], advice: ReleaseAdvice) -> str:
    """What the assessment advises for the warning in force, in one sentence.

    >>> from bongsu.words import use_language
    >>> use_language("en")
    >>> release_in_words("waiting", {"warning": "2005-001"}, ReleaseAdvice(Release.WAITING, 4, 1))
    'Quieter for 1 period; warning 2005-001 stays.'
    """
    told = {"warning": values.get("warning"), "count": advice.quieter, "grade": advice.to_grade}
    code = Release(kind)
    if code is Release.STEP_DOWN:
        return say("Quieter for {count} periods: a step down to grade {grade} is drafted.", **told)
    if code is Release.LIFT:
        return say("Quieter for {count} periods: lifting warning {warning} is advised.", **told)
    if code is Release.WAITING:
        return say("Quieter for {count} period; warning {warning} stays.", **told)
    if code is Release.DATA_FAILED:
        return say("No reading; warning {warning} stays as it is until there is one.", **told)
    return say("Warning {warning} stays.", **told)
