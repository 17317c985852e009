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
        "pressure_only": say(
            "Pressure only: no detections are used, so the grade rests on the indicators' own past and is "
            "no probability."
        ),
        "short_history": say("The history is short: the interval is wide and the grade may still move."),
        "short_history_grade_capped": say(
            "The history is short: no grade above 3 is given until there are two years of data."
        ),
        "history_too_short_for_indicators": say(
            "The history is too short to judge indicators: the forecast rests on the recent level alone."
        ),
        "too_few_periods": say("There are too few periods with detections to grade this item."),
        "base_rate_only": say(
            "Base rate only: over the past months the forecast was no better than repeating the last count."
        ),
        "skill_not_yet_known": say(
            "There are too few past forecasts to tell whether they are better than repeating the last count."
        ),
        "count_level_shift": say(
            "The level of detections shifted at some time: older months weigh too much."
        ),
        "indicator_level_shift": say("The level of an indicator shifted: its meaning may have changed."),
        "restated_counts": say("Detections of long past months were restated."),
        "restated_indicator": say("Long past values of an indicator were restated."),
        "unit_jump": say("An indicator jumped by a factor of ten or a thousand: its unit may have changed."),
        "stale_indicator": say("An indicator is past its usual publication."),
        "missing_indicator": say("An indicator has no value at all."),
        "partial_period": say(
            "Offices that report every period have not reported one: its count is read as incomplete."
        ),
    }


def _labels() -> dict[str, str]:
    return {
        "no_indicators": say("no indicator"),
        "pressure_only": say("pressure only"),
        "short_history": say("short history"),
        "short_history_grade_capped": say("short history, grade capped"),
        "history_too_short_for_indicators": say("too short for indicators"),
        "too_few_periods": say("too few periods"),
        "base_rate_only": say("base rate only"),
        "skill_not_yet_known": say("skill not yet known"),
        "count_level_shift": say("detections shifted"),
        "indicator_level_shift": say("indicator shifted"),
        "restated_counts": say("detections restated"),
        "restated_indicator": say("indicator restated"),
        "unit_jump": say("unit jump"),
        "stale_indicator": say("stale indicator"),
        "missing_indicator": say("missing indicator"),
        "partial_period": say("reports missing"),
    }
