"""What each indicator adds to the expected detections: bars from one, the factor and the won in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import ALARM, INK, MUTED, SERIES, WIDTH, Drawing
from bongsu.words import say

ROW = 28
LABELS = 220
TOLD = 210


class Contribution(TypedDict):
    """One indicator: `times` what is expected without it; `told` is written at the end of its bar."""

    indicator: str
    times: float
    told: str


def contributions_chart(rows: Sequence[Contribution]) -> dict[str, Any]:
    """One bar an indicator in the given order; more in the colour of alarm, less in that of the series."""
    drawing = Drawing()
    low = min(0.9, *(row["times"] for row in rows))
    high = max(1.1, *(row["times"] for row in rows))
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    x = alt.X("times:Q", title=say("times as much"), scale=scale, axis=alt.Axis(format=".2f", tickCount=5))
    y = alt.Y(
        "indicator:N",
        sort=[row["indicator"] for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=LABELS + 40, labelColor=INK, domain=False, ticks=False),
    )
    table = drawing.table([{**row, "one": 1.0, "colour": _colour(row)} for row in rows])
    bar = table.mark_bar(height=14).encode(
        x=x,
        x2="one:Q",
        y=y,
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("indicator:N", title=say("indicator")),
            alt.Tooltip("times:Q", title=say("times as much"), format=".2f"),
        ],
    )
    words = table.mark_text(align="left", baseline="middle", color=INK, fontSize=12).encode(
        x=alt.value(WIDTH - LABELS - TOLD + 10), y=y, text="told:N"
    )
    one = drawing.table([{"one": 1.0}]).mark_rule(color=MUTED).encode(x=alt.X("one:Q", scale=scale))
    chart = alt.layer(bar, one, words).properties(width=WIDTH - LABELS - TOLD, height=alt.Step(ROW))
    return drawing.specification(chart)


def _colour(row: Contribution) -> str:
    return ALARM if row["times"] > 1 else SERIES
