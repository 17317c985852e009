"""The breaks in the data, each in a plain sentence with its date and size."""

from __future__ import annotations

from collections.abc import Mapping

from bongsu.core.panel.breaks import Flag
from bongsu.words import say


def break_words(flag: Flag, *, subject: str | None = None, offices: Mapping[str, str] | None = None) -> str:
    """One sentence for a break.

    Args:
        subject: the indicator's name; its code where absent. offices: code → name, likewise.

    >>> from bongsu.words import use_language
    >>> use_language("en"); break_words(Flag("stale_indicator", "gold_price_gap", "2005-03", None, 2.0))
    'Indicator gold_price_gap: nothing since 2005-03, 2 period(s) past its usual publication.'
    """
    name = subject or flag.subject
    if flag.code == "partial_period":
        return _partial(flag, offices or {})
    told = {
        "count_level_shift": _count_shift,
        "indicator_level_shift": _indicator_shift,
        "restated_counts": _restated_counts,
        "restated_indicator": _restated_indicator,
        "unit_jump": _unit_jump,
        "stale_indicator": _stale,
        "missing_indicator": _missing,
    }[flag.code](flag, name)
    if flag.events:
        return told + " " + say("At that time: {events}.", events=", ".join(flag.events))
    return told


def _count_shift(flag: Flag, name: str) -> str:
    return say(
        "From {period} on detections stand at {size} times their earlier level (p = {p}).",
        period=flag.date,
        size=f"{flag.size:.2g}",
        p=f"{flag.p_value or 0.0:.2g}",
    )


def _indicator_shift(flag: Flag, name: str) -> str:
    return say(
        "Indicator {indicator}: from {period} on its level is shifted by {size} (p = {p}).",
        indicator=name,
        period=flag.date,
        size=f"{flag.size:+,.0f}" if abs(flag.size) >= 100 else f"{flag.size:+.3g}",
        p=f"{flag.p_value or 0.0:.2g}",
    )


def _restated_counts(flag: Flag, name: str) -> str:
    return say(
        "At the end of {period} detections of long past periods were restated, by a factor of up to {size}.",
        period=flag.date,
        size=f"{flag.size:.2g}",
    )


def _restated_indicator(flag: Flag, name: str) -> str:
    return say(
        "Indicator {indicator}: at the end of {period} long past values were restated, by up to {size} "
        "standard deviations.",
        indicator=name,
        period=flag.date,
        size=f"{flag.size:.2g}",
    )


def _unit_jump(flag: Flag, name: str) -> str:
    return say(
        "Indicator {indicator}: in {period} the value is {factor} times the one before; unit changed?",
        indicator=name,
        period=flag.date,
        factor=f"{flag.size:g}",
    )


def _partial(flag: Flag, names: Mapping[str, str]) -> str:
    return say(
        "{period}: no report yet from {offices}, which usually make {share} of the count; the count is "
        "read as incomplete, not as a fall.",
        period=flag.date,
        offices=", ".join(f"{office} {names.get(office, '')}".strip() or "–" for office in flag.offices),
        share=f"{flag.size:.0%}",
    )


def _stale(flag: Flag, name: str) -> str:
    return say(
        "Indicator {indicator}: nothing since {period}, {count} period(s) past its usual publication.",
        indicator=name,
        period=flag.date,
        count=round(flag.size),
    )


def _missing(flag: Flag, name: str) -> str:
    return say("Indicator {indicator}: no value is known.", indicator=name)
