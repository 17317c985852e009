"""Announced changes of taxes and rules: which raise a notice, which way they push, how long they stand."""

from __future__ import annotations

from datetime import date, timedelta

GROUP = "tax"
"""All announcements are one group of the tentative rule: two of them lift no more than one."""
BURDENS = frozenset({"tax", "tariff", "duty", "excise", "vat", "levy", "safeguard", "ban", "licence"})
"""The more of it, the more smuggling pays."""
RELIEFS = frozenset({"quota", "exemption", "allowance", "preference", "subsidy"})
"""The less of it, the more smuggling pays."""
AFTER_EFFECT = timedelta(days=28)
WITHOUT_EFFECT = timedelta(days=91)


def is_watched(kind: str) -> bool:
    """Whether an event of this kind raises a notice; the first word of the kind decides.

    >>> is_watched("tax"), is_watched("Tariff_quota"), is_watched("festival")
    (True, True, False)
    """
    return _first_word(kind) in BURDENS | RELIEFS


def pushes(kind: str, magnitude: float | None) -> bool:
    """Whether the change pushes toward smuggling; one whose size is not stated counts.

    >>> pushes("tax", 500.0), pushes("tax", -500.0), pushes("quota", -0.1), pushes("quota", None)
    (True, False, True, True)
    """
    if magnitude is None:
        return True
    return magnitude <= 0 if _first_word(kind) in RELIEFS else magnitude >= 0


def stands_until(known_on: date, effective_on: date | None) -> date:
    """The last day on which the notice stands: 28 days into the effect, or 91 after an undated announcement.

    >>> stands_until(date(2004, 10, 1), date(2004, 12, 30))
    datetime.date(2005, 1, 27)
    """
    if effective_on is None:
        return known_on + WITHOUT_EFFECT
    return max(effective_on, known_on) + AFTER_EFFECT


def _first_word(kind: str) -> str:
    return kind.strip().lower().replace("-", "_").replace(" ", "_").split("_")[0]
