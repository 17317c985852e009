"""A pressure reading in plain sentences, always labelled as pressure only."""

from __future__ import annotations

from bongsu.core.grading.pressure_method import PressureReading
from bongsu.core.screening.pressure import Push
from bongsu.words import named, say
from bongsu.words.amounts import amount, period_words
from bongsu.words.grades import grade_word


def pressure_label() -> str:
    """The label on every surface."""
    return say("pressure only")


def group_word(group: str) -> str:
    """The name of a group of indicators."""
    words = {
        "price": say("prices"),
        "supply": say("supply"),
        "tax": say("taxes and tariffs"),
        "flow": say("flows of goods and people"),
        "enforcement": say("enforcement elsewhere"),
    }
    return words.get(group, say("other indicators"))


def pressure_sentence(item: str, reading: PressureReading, names: dict[str, dict[str, str]]) -> str:
    """Why the item stands at its grade by pressure, and what that does not mean."""
    told = say(
        "Pressure only: {item} is at grade {grade} {word} by its indicators alone; no detections are "
        "used, so this is no probability. At the end of {period} the pressure is {score} standard "
        "deviations; of the {periods} earlier periods {higher} were as high.",
        item=item,
        grade=reading.grade,
        word=grade_word(reading.grade),
        period=period_words(reading.cutoff),
        score=amount(reading.score),
        periods=reading.periods,
        higher=periods_as_high(reading),
    )
    pushed = [push for push in reading.pushes if push.z > 0]
    if not pushed:
        return told
    parts = ", ".join(
        f"{named(names[push.indicator])} ({signed(push)})" for push in pushed[:3] if push.indicator in names
    )
    return f"{told} " + say("What pushes: {parts}.", parts=parts)


def periods_as_high(reading: PressureReading) -> int:
    """How many earlier periods had a score at least as high."""
    return round((reading.share or 0.0) * (1 + reading.periods)) - 1


def signed(push: Push) -> str:
    """The indicator's standard score with its sign."""
    return f"{push.z:+.1f} sd".replace("-", "−")
