"""What stands beside a grade, in plain sentences: people's decisions first, then what to trust."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from bongsu.core.panel.reporting_delay import Nowcast
from bongsu.core.review.skill import BASE_RATE_ONLY, SKILL_UNKNOWN
from bongsu.usecases.pressure_words import pressure_label, pressure_sentence
from bongsu.usecases.report_content import ItemContent
from bongsu.words import named, say
from bongsu.words.adjustment import advice_words, standing_words
from bongsu.words.amounts import NOTHING, between, expected, percent, period_words
from bongsu.words.breaks import break_words
from bongsu.words.flags import flag_words
from bongsu.words.grades import grade_word


@dataclass(frozen=True, slots=True)
class Mark:
    """A few words beside the grade's chip, why they stand there, and the whole sentence."""

    kind: Literal["decided", "advised", "pressure"]
    short: str
    why: str
    sentence: str


def marks(item: ItemContent) -> tuple[Mark, ...]:
    """Pressure alone, the decision in force, and an advised other grade, for a board; else nothing."""
    found = []
    if item.pressure is not None:
        told = pressure_sentence(named(item.names), item.pressure, item.pushing)
        why = say("no detections are used; the grade rests on indicators alone and is no probability")
        found.append(Mark("pressure", pressure_label(), why, told))
    override, advice = item.beside.override, item.beside.advice
    if override is not None and override.grade is not None:
        short = say(
            "analyst {grade} {word} to {until}",
            grade=override.grade,
            word=grade_word(override.grade),
            until=f"{override.until:%m-%d}",
        )
        found.append(
            Mark("decided", short, f"{override.reason} ({override.author})", override_sentence(item))
        )
    if advice is not None and advice.step:
        counted = ", ".join(report for report, standing in advice.standings if standing == "counted")
        short = say(
            "intelligence: {grade} {word}", grade=advice.advised_grade, word=grade_word(advice.advised_grade)
        )
        found.append(Mark("advised", short, counted, advice_words(advice)))
    return tuple(found)


def override_sentence(item: ItemContent) -> str:
    """Who set which grade until when and why, and that the model's grade stays; "" where nobody did."""
    decided = item.beside.override
    if decided is None or decided.grade is None:
        return ""
    told = say(
        "{author} set grade {grade} {word} from {first} to {until}: “{reason}”. The model's grade stays "
        "{model}.",
        author=decided.author,
        grade=decided.grade,
        word=grade_word(decided.grade),
        first=decided.first_day.isoformat(),
        until=decided.until.isoformat(),
        reason=decided.reason,
        model=_graded(item.grade),
    )
    if decided.model_grade is None or decided.model_grade == item.grade:
        return told
    then = say("When this was decided it was {model}.", model=_graded(decided.model_grade))
    return f"{told} {then}"


def advice_sentence(item: ItemContent) -> str:
    """What the intelligence reports advise, with every report; "" where none names the item."""
    advice = item.beside.advice
    if advice is None:
        return ""
    reports = ", ".join(f"{report} ({standing_words(standing)})" for report, standing in advice.standings)
    listed = say(
        "Points {points}; reports: {reports}.",
        points=f"{advice.points:+d}".replace("-", "−"),
        reports=reports,
    )
    return f"{advice_words(advice)} {listed}"


def trust_sentences(item: ItemContent) -> list[str]:
    """What to trust: skill against repetition, breaks with date and p-value, what else is flagged, chance."""
    told = [] if item.pressure is not None else _skill(item)
    names = {entry.finding.indicator: named(entry.names) for entry in item.indicators}
    told += [
        break_words(found, subject=names.get(found.subject), offices=item.offices)
        for found in item.beside.breaks
    ]
    spoken: set[str] = {found.code for found in item.beside.breaks}
    if item.beside.skill is not None:
        spoken |= {BASE_RATE_ONLY, SKILL_UNKNOWN}
    told += [flag_words(flag) for flag in item.reading.flags if flag not in spoken]
    return told + elasticity_sentences(item) + _random(item)


def nowcast_headers() -> tuple[str, ...]:
    """The titles above `nowcast_rows`."""
    return (
        say("period"),
        say("reported so far"),
        say("share reported"),
        say("expected final count"),
        say("80% interval"),
    )


def nowcast_rows(item: ItemContent) -> tuple[tuple[str, ...], ...]:
    """The periods whose reports are still coming in, and what they are expected to become, newest first."""
    return tuple(_nowcast_row(period, found) for period, found in reversed(item.reading.nowcasts))


def _nowcast_row(period: str, found: Nowcast) -> tuple[str, ...]:
    return (
        period_words(period),
        f"{found.reported:,.0f}",
        percent(found.completeness),
        expected(found.expected),
        between(found.low, found.high),
    )


def _skill(item: ItemContent) -> list[str]:
    skill = item.beside.skill
    if skill is None:
        return []
    if math.isnan(skill.skill):
        return [flag_words(SKILL_UNKNOWN)]
    opening = (
        flag_words(BASE_RATE_ONLY)
        if BASE_RATE_ONLY in item.reading.flags
        else say("The forecast has been better than repeating the last count.")
    )
    measured = say(
        "Gain over repetition in {pairs} past forecasts: {skill} (80% interval {low} to {high}).",
        pairs=skill.pairs,
        skill=_signed(skill.skill),
        low=_signed(skill.low),
        high=_signed(skill.high),
    )
    return [f"{opening} {measured}"]


def elasticity_sentences(item: ItemContent) -> list[str]:
    """How detections answer to inspections, as learned or as assumed; nothing where a method has none."""
    found = item.reading.elasticity
    if found is None:
        return []
    more = 1.1**found.mean - 1.0
    numbers = {"mean": f"{found.mean:.2f}", "low": f"{found.low:.2f}", "high": f"{found.high:.2f}"}
    if found.learned:
        return [
            say(
                "A tenth more inspections has brought about {more} more detections of this item: elasticity "
                "{mean} (80% interval {low} to {high}), learned from its own counts.",
                more=f"{more:.1%}",
                **numbers,
            )
        ]
    return [
        say(
            "How detections answer to inspections could not be learned from this item's counts: the "
            "elasticity stays as assumed, {mean} (80% interval {low} to {high}).",
            **numbers,
        )
    ]


def _random(item: ItemContent) -> list[str]:
    found = item.reading.random
    if found is None:
        return []
    return [
        say(
            "Random inspections of the last year, which no warning steered: {hits} of {inspections} found "
            "something; hit rate {rate} (80% interval {low} to {high}).",
            hits=f"{found.hits:,}",
            inspections=f"{found.inspections:,}",
            rate=f"{found.rate:.1%}",
            low=f"{found.low:.1%}",
            high=f"{found.high:.1%}",
        )
    ]


def _signed(share: float) -> str:
    whole = round(100 * share)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}%"


def _graded(grade: int) -> str:
    return f"{grade or NOTHING} {grade_word(grade)}"
