"""The flags of a reading in plain words: what a reader must know before trusting a grade."""

from __future__ import annotations

from bongsu.words import say


def flag_words(flag: str) -> str:
    """One sentence for a flag; an unknown flag is shown as it is rather than hidden.

    >>> from bongsu.words import use_language
    >>> use_language("en"); flag_words("short_history")
    'The history is short: the interval is wide and the grade may still move.'
    >>> flag_words("something_new")
    'something new'
    """
    return _sentences().get(flag) or flag.replace("_", " ")


def flag_label(flag: str) -> str:
    """The flag in a word or two, for a table's cell."""
    return _labels().get(flag) or flag.replace("_", " ")


def _sentences() -> dict[str, str]:
    return {
        "no_indicators": say(
            "No indicator is followed: the forecast rests on the item's own recent level alone."
        ),
        "short_history": say("The history is short: the interval is wide and the grade may still move."),
        "short_history_grade_capped": say(
            "The history is short: no grade above 3 is given until there are two years of data."
        ),
        "history_too_short_for_indicators": say(
            "The history is too short to judge indicators: the forecast rests on the recent level alone."
        ),
        "too_few_periods": say("There are too few periods with detections to grade this item."),
    }


def _labels() -> dict[str, str]:
    return {
        "no_indicators": say("no indicator"),
        "short_history": say("short history"),
        "short_history_grade_capped": say("short history, grade capped"),
        "history_too_short_for_indicators": say("too short for indicators"),
        "too_few_periods": say("too few periods"),
    }
