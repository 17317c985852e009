"""A tripwire's notice in words: which series, which window, how large, and how rare without news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bongsu.words import named, say
from bongsu.words.amounts import amount
from bongsu.words.grades import grade_word


def notice_words(catalogue: Any, notice: Any) -> str:
    """The reason of a notice in one sentence.

    Args:
        catalogue: where the indicator has its name; notice: as `records.tripwires.NewNotice`.
    """
    return notice_sentence(notice_facts(catalogue, notice))


def notice_facts(catalogue: Any, notice: Any) -> dict[str, Any]:
    """What the sentence is made of, as JSON: a message is put into words where it arrives."""
    indicators = {each.code: dict(each.name) for each in catalogue.indicators}
    items = {each.code: dict(each.name) for each in catalogue.items}
    plain = ("period", "change", "unit", "statistic", "threshold", "window_days", "days_between")
    return {
        **{
            name: getattr(notice, name) for name in (*plain, "promised_days", "event", "event_kind", "begins")
        },
        "day": notice.day.isoformat(),
        "effective_on": notice.effective_on.isoformat() if notice.effective_on else None,
        "code": notice.indicator,
        "names": indicators.get(notice.indicator) or {},
        "items": [items.get(code) or {"en": code, "ko": code} for code in notice.items],
    }


def notice_sentence(told: Mapping[str, Any]) -> str:
    """The sentence, in the language in use, of what `notice_facts` told."""
    if told["event"]:
        return _announcement(told)
    return say(
        "{indicator}: over the {days} days to {period} it changed by {change} {unit}, {size} times the usual "
        "(line {line}). Without any news a notice this large comes once in about {rare} days; this tripwire "
        "promises at most one false notice in {promised} days.",
        indicator=named(told["names"]) if told["names"] else told["code"],
        days=f"{told['window_days']:.0f}",
        period=told["period"],
        change=signed(told["change"]),
        unit=told["unit"],
        size=f"{told['statistic']:.1f}",
        line=f"{told['threshold']:.1f}",
        rare=f"{told['days_between']:,.0f}",
        promised=f"{told['promised_days']:,.0f}",
    )


def _announcement(told: Mapping[str, Any]) -> str:
    if told["effective_on"] is None:
        when = say("the day of effect is not stated")
    else:
        left = (date.fromisoformat(told["effective_on"]) - date.fromisoformat(told["day"])).days
        when = (
            say("in effect from {day}, in {left} days", day=told["effective_on"], left=left)
            if left > 0
            else say("in effect since {day}", day=told["effective_on"])
        )
    return say(
        "Announced on {day}: {event} ({kind}), magnitude {change}; {when}. It concerns: {items}. An "
        "announcement is no statistic and has no rate of false notices.",
        day=told["begins"],
        event=told["event"],
        kind=told["event_kind"],
        change=signed(told["change"]) if told["change"] else say("not stated"),
        when=when,
        items=", ".join(named(each) for each in told["items"]) or say("no item named"),
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


def reconciling_rule() -> str:
    """The rule of `core.early_warning.tentative` in words, for whoever sees the two grades side by side."""
    return say(
        "The monthly assessment gives the official grade. Between two assessments a standing notice lifts "
        "the tentative grade by one, notices of two or more groups of indicators by two; it never lies "
        "below the official grade, changes nothing and issues nothing. The next assessment settles it: the "
        "notice is confirmed if the official grade rises. Where the tentative grade reaches the action "
        "grade and the official does not, a person must decide."
    )


def reconciling_sentence() -> str:
    """The same rule in one sentence, for the board."""
    return say(
        "The monthly grade is the official one; between two months a notice may lift the tentative grade, "
        "never lower it, and the next assessment settles it."
    )


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
