"""Probabilities, counts, lengths of time and periods written the way people read them, in either language."""

from __future__ import annotations

from bongsu.core.panel.periods import Frequency, Period
from bongsu.words import language, say

NOTHING = "–"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def percent(probability: float | None) -> str:
    """A probability in whole per cent, never a false 0 or 100.

    >>> percent(0.617), percent(0.002), percent(None)
    ('62%', '<1%', '–')
    """
    if probability is None:
        return NOTHING
    if 0 < probability < 0.01:
        return "<1%"
    if 0.99 < probability < 1:
        return ">99%"
    return f"{probability:.0%}"


def points(change: float | None) -> str:
    """A change of a probability in percentage points, signed; △ is avoided, since it may be read as minus.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); points(0.08), points(-0.031), points(0.001)
    ('+8%p', '−3%p', '0%p')
    """
    if change is None:
        return NOTHING
    whole = round(100 * change)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return say("{change} pts", change=f"{sign}{abs(whole)}")


def amount(value: float | None) -> str:
    """A number with about three figures.

    >>> amount(0.4567), amount(12.34), amount(1234567.8), amount(None)
    ('0.46', '12.3', '1,234,568', '–')
    """
    if value is None or value != value:
        return NOTHING
    size = abs(value)
    text = f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
    return text.replace("-", "−")


def expected(value: float | None) -> str:
    """Expected detections with one decimal below 100.

    >>> expected(7.25), expected(1250.4)
    ('7.2', '1,250')
    """
    return NOTHING if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def between(low: float, high: float) -> str:
    """An interval of counts.

    >>> between(3.0, 12.0)
    '3–12'
    """
    return f"{low:,.0f}–{high:,.0f}"


def length(count: int, frequency: str) -> str:
    """So many periods.

    >>> from bongsu.words import use_language
    >>> use_language("en"); length(3, "month"), length(1, "week")
    ('3 months', '1 week')
    """
    if count == 1:
        one = {
            "day": say("1 day"),
            "week": say("1 week"),
            "month": say("1 month"),
            "quarter": say("1 quarter"),
            "year": say("1 year"),
        }
        return one[frequency]
    many = {
        "day": say("{count} days", count=count),
        "week": say("{count} weeks", count=count),
        "month": say("{count} months", count=count),
        "quarter": say("{count} quarters", count=count),
        "year": say("{count} years", count=count),
    }
    return many[frequency]


def period_words(text: str) -> str:
    """A period as people say it; what is no period is given back as it is.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); period_words("2005-05"), period_words("2005-Q2")
    ('2005년 5월', '2005년 2분기')
    >>> use_language("en"); period_words("2005-05"), period_words("2005-W22")
    ('May 2005', 'week 22 of 2005')
    """
    try:
        period = Period.parse(text)
    except ValueError:
        return text
    start = period.start
    if period.frequency is Frequency.MONTH:
        month = str(start.month) if language() == "ko" else MONTHS[start.month - 1]
        return say("{month} {year}", month=month, year=start.year)
    if period.frequency is Frequency.WEEK:
        year, week, _ = start.isocalendar()
        return say("week {week} of {year}", week=week, year=year)
    if period.frequency is Frequency.QUARTER:
        return say("quarter {quarter} of {year}", quarter=(start.month + 2) // 3, year=start.year)
    return text
