"""What intelligence and analysts add to a grade, in plain words."""

from __future__ import annotations

from bongsu.core.grading.adjustment import Advice
from bongsu.words import say
from bongsu.words.grades import grade_word


def advice_words(advice: Advice) -> str:
    """One sentence: what the intelligence reports advise, and why.

    >>> from datetime import date
    >>> from bongsu.core.grading.adjustment import advise
    >>> from bongsu.words import use_language
    >>> use_language("en"); advice_words(advise(3, (), as_of=date(2005, 5, 31)))
    'No intelligence report.'
    """
    word = grade_word(advice.advised_grade)
    counted = sum(standing == "counted" for _, standing in advice.standings)
    return {
        "no_report": say("No intelligence report."),
        "too_weak": say("The intelligence reports are too weak to advise another grade."),
        "contradictory": say("The intelligence reports contradict each other: no other grade is advised."),
        "raised": say(
            "{count} intelligence report(s) advise one grade more: {grade} {word}.",
            count=counted,
            grade=advice.advised_grade,
            word=word,
        ),
        "lowered": say(
            "{count} intelligence report(s) advise one grade less: {grade} {word}.",
            count=counted,
            grade=advice.advised_grade,
            word=word,
        ),
        "already_highest": say("The intelligence reports point up, but the grade is already the highest."),
        "already_lowest": say("The intelligence reports point down, but the grade is already the lowest."),
        "not_graded": say("The item could not be graded, so intelligence cannot move its grade."),
    }[advice.reason]


def standing_words(standing: str) -> str:
    """What became of one intelligence report."""
    return {
        "counted": say("counted"),
        "repeats_a_source": say("same source as a report already counted"),
        "no_direction": say("says neither more nor less"),
        "too_weak": say("source or information not sure enough"),
        "expired": say("expired"),
        "not_yet_known": say("not yet known on this day"),
    }.get(standing, standing)
