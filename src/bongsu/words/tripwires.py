"""A tripwire's notice in words: which series, which window, how large, and how rare without news."""

from __future__ import annotations

from typing import Any

from bongsu.words import named, say
from bongsu.words.amounts import amount
from bongsu.words.grades import grade_word


def notice_words(catalogue: Any, notice: Any) -> str:
    """The reason of a notice in one sentence.

    Args:
        catalogue: where the indicator has its name; notice: as `records.tripwires.NewNotice`.
    """
    names = {each.code: each.name for each in catalogue.indicators}.get(notice.indicator)
    return say(
        "{indicator}: over the {days} days to {period} it changed by {change} {unit}, {size} times the usual "
        "(line {line}). Without any news a notice this large comes once in about {rare} days; this tripwire "
        "promises at most one false notice in {promised} days.",
        indicator=named(names) if names else notice.indicator,
        days=f"{notice.window_days:.0f}",
        period=notice.period,
        change=signed(notice.change),
        unit=notice.unit,
        size=f"{notice.statistic:.1f}",
        line=f"{notice.threshold:.1f}",
        rare=f"{notice.days_between:,.0f}",
        promised=f"{notice.promised_days:,.0f}",
    )


def tentative_words(told: dict[str, Any]) -> str:
    """The two grades side by side in a sentence, from `usecases.watch.tentative_document`."""
    official = (
        say(
            "{grade} {word} of {day}",
            grade=told["official_grade"],
            word=grade_word(told["official_grade"]),
            day=told["official_as_of"],
        )
        if told["official_grade"]
        else say("none yet")
    )
    if not told["notices"]:
        return say(
            "Official grade {official}; no notice stands on {day}.", official=official, day=told["day"]
        )
    said = say(
        "Tentative grade on {day}: {grade} {word}, by {count} standing notices ({numbers}). Official grade: "
        "{official}. The tentative grade never changes the official one; the next assessment settles it.",
        day=told["day"],
        grade=told["tentative_grade"],
        word=grade_word(told["tentative_grade"]),
        count=len(told["notices"]),
        numbers=", ".join(map(str, told["notices"])),
        official=official,
    )
    return f"{said} {say('A person must decide.')}" if told["decision_due"] else said


def signed(value: float) -> str:
    """A change with its sign."""
    return ("+" if value > 0 else "−" if value < 0 else "") + amount(abs(value))


def verdict_on_notice_word(verdict: str | None) -> str:
    """The verdict's word."""
    words = {"noise": say("noise"), "watch": say("keep watching"), "draft": say("warning drafted")}
    return words.get(verdict or "", say("not answered"))


def outcome_word(outcome: str) -> str:
    """What the next official grade made of a notice."""
    words = {
        "confirmed": say("confirmed by the official grade"),
        "not_confirmed": say("not confirmed by the official grade"),
    }
    return words.get(outcome, say("no official assessment yet"))
