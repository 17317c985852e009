"""Why an item has its grade, in plain sentences; the same ones on the board, in `explain` and on paper."""

from __future__ import annotations

from bongsu.usecases.pressure_words import pressure_sentence
from bongsu.usecases.report_content import IndicatorContent, ItemContent, ReportContent
from bongsu.words import named, say
from bongsu.words.amounts import between, expected, length, percent, period_words
from bongsu.words.breaks import break_words
from bongsu.words.flags import flag_label, flag_words
from bongsu.words.grades import grade_word

HORIZON = 3
"""Periods within which the probability speaks of a surge (see `Forecast.probability`)."""

PARTIAL = "partial_period"
SPOKEN_ELSEWHERE = ("no_indicators", "pressure_only")


def situation(content: ReportContent) -> str:
    """The whole board in one sentence: how many items stand at each grade, the most worrying first.

    "14 items: Danger 1, Serious 2, Warning 7, Watch 4, Normal 0."
    """
    grades = [f"{grade_word(grade)} {content.count(grade)}" for grade in (5, 4, 3, 2, 1)]
    if content.count(0):
        grades.append(f"{grade_word(0)} {content.count(0)}")
    return say("{count} items: {grades}.", count=len(content.items), grades=", ".join(grades))


def explain(item: ItemContent) -> str:
    """One item's grade explained: what it is, how it moved, what drives it, and what limits it."""
    return " ".join((reason(item), *limits(item)))


def reason(item: ItemContent) -> str:
    """The explanation without its limits, for where the flags are listed beside it."""
    if item.pressure is not None and item.grade:
        return pressure_sentence(named(item.names), item.pressure, item.pushing)
    if item.forecast is None or not item.grade:
        return say("{item} could not be graded.", item=named(item.names))
    parts = [_grade(item), _expected(item), _driver(item)]
    return " ".join(part for part in parts if part)


def limits(item: ItemContent) -> list[str]:
    """The item's flags in sentences, without those that `reason` has said already."""
    spoken = SPOKEN_ELSEWHERE if item.grade else ()
    return [
        sentence
        for flag in item.reading.flags
        if flag not in spoken
        for sentence in flag_sentences(item, flag)
    ]


def flag_sentences(item: ItemContent, flag: str) -> list[str]:
    """A flag in sentences: with the offices and periods where reports are missing, else in general words."""
    found = [each for each in item.beside.breaks if each.code == flag == PARTIAL]
    return [break_words(each, offices=item.offices) for each in found] or [flag_words(flag)]


def flag_labels(item: ItemContent) -> list[str]:
    """The item's flags in a word or two each; missing reports with the offices' codes."""
    return [_label(item, flag) for flag in item.reading.flags]


def _label(item: ItemContent, flag: str) -> str:
    offices = {
        office for each in item.beside.breaks if each.code == flag == PARTIAL for office in each.offices
    }
    if not offices:
        return flag_label(flag)
    return say("reports missing: {offices}", offices=", ".join(sorted(offices)))


def _grade(item: ItemContent) -> str:
    movement = _movement(item)
    return say(
        "{item} is at grade {grade} {word}: the probability of a surge in detections within {horizon} is "
        "{probability}{movement}.",
        item=named(item.names),
        grade=item.grade,
        word=grade_word(item.grade),
        horizon=length(HORIZON, item.frequency),
        probability=percent(item.probability),
        movement=say(", {movement}", movement=movement) if movement else "",
    )


def _movement(item: ItemContent) -> str:
    if item.change is None or item.previous is None:
        return ""
    size = round(100 * abs(item.change))
    before = period_words(item.previous.cutoff)
    if size == 0:
        return say("the same as at the end of {period}", period=before)
    if item.change > 0:
        return say("{size} points more than at the end of {period}", size=size, period=before)
    return say("{size} points less than at the end of {period}", size=size, period=before)


def _expected(item: ItemContent) -> str:
    forecast, interval = item.forecast, item.interval80
    if forecast is None or interval is None:
        return ""
    return say(
        "For {period}, {mean} detections are expected (80% interval {interval}).",
        period=period_words(forecast.period),
        mean=expected(forecast.mean),
        interval=between(*interval),
    )


def _driver(item: ItemContent) -> str:
    driver = item.driver
    if driver is None:
        if item.candidate is None:
            return say("No indicator is supported; the level of the last periods explains the grade.")
        return say(
            "No indicator is supported; the strongest candidate is “{indicator}” (inclusion {inclusion}), "
            "which {lead}{effect}.",
            indicator=named(item.candidate.names),
            inclusion=percent(item.candidate.finding.inclusion),
            lead=_lead(item.candidate, frequency=item.frequency),
            effect=_effect(item.candidate),
        )
    return say(
        "The strongest sign is the indicator “{indicator}”, which {lead}{effect}.",
        indicator=named(driver.names),
        lead=_lead(driver, frequency=item.frequency),
        effect=_effect(driver),
    )


def _lead(driver: IndicatorContent, *, frequency: str) -> str:
    lead, direction = driver.finding.lead, driver.finding.direction
    if not lead:
        if direction == "-":
            return say("moves in the opposite direction at the same time")
        return say("moves in the same direction at the same time")
    if direction == "-":
        return say("moves {length} ahead in the opposite direction", length=length(lead, frequency))
    return say("moves {length} ahead in the same direction", length=length(lead, frequency))


def _effect(driver: IndicatorContent) -> str:
    contribution = driver.finding.contribution
    if contribution is None or abs(contribution) < 0.005:
        return ""
    if contribution > 0:
        return say(" and now raises the expected detections")
    return say(" and now lowers the expected detections")
