"""The look that every chart shares: ink, paper, fonts, axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt

FONTS = (
    "Pretendard, 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', "
    "'Helvetica Neue', Arial, sans-serif"
)

INK = "#1c252b"
MUTED = "#5c6971"
RULE = "#dde3e7"
PAPER = "#fefefe"
SERIES = "#1d5b8c"
BAND = "#b9d3e6"
ALARM = "#b02a1a"
SHADE = "#f0f2f4"

WIDTH = 900

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONTS,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": RULE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelPadding": 4,
        "tickSize": 4,
    },
    "axisX": {"grid": False},
    "axisY": {"domain": False, "ticks": False},
    "legend": {
        "labelColor": INK,
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
        "symbolSize": 80,
        "columnPadding": 16,
        "offset": 8,
    },
    "title": {
        "anchor": "start",
        "color": INK,
        "fontSize": 13,
        "fontWeight": 600,
        "subtitleColor": MUTED,
        "subtitleFontSize": 12,
        "offset": 8,
    },
}


def moment(day: date) -> str:
    """A day as Vega reads it in local time; a bare date would be read as UTC and may slip a day."""
    return f"{day.isoformat()}T00:00:00"


def middle(start: date, end: date) -> str:
    """The middle of a period whose last day is `end`."""
    first = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - a calendar day has no time zone
    return (first + (timedelta(days=(end - start).days + 1)) / 2).isoformat(timespec="minutes") + ":00"


def time_axis(frequency: str) -> dict[str, Any]:
    """The axis of calendar time: months by name, a year where it begins."""
    if frequency in ("quarter", "year"):
        return {"title": None, "format": "%Y", "tickCount": {"interval": "year", "step": 1}}
    return {
        "title": None,
        "labelExpr": "timeFormat(datum.value, month(datum.value) == 0 ? '%Y' : '%b')",
        "tickCount": {"interval": "month", "step": 3},
        "labelOverlap": True,
    }


class Drawing:
    """A specification in the making; its rows stand beside it, so that Altair need not copy them."""

    def __init__(self) -> None:
        self._tables: dict[str, list[dict[str, Any]]] = {}

    def table(self, rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
        """A chart to be, over rows that will be written into the specification."""
        name = f"table_{len(self._tables) + 1}"
        self._tables[name] = [dict(row) for row in rows]
        return alt.Chart(alt.NamedData(name=name))

    def specification(self, chart: alt.TopLevelMixin) -> dict[str, Any]:
        """The whole chart in the shared look; `tests/reports` hold it against Vega-Lite's schema."""
        return {**chart.to_dict(validate=False), "datasets": self._tables, "config": CONFIG}
