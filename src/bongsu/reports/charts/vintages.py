"""A raw series as first published and as known now: how far its figures were revised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import ALARM, INK, WIDTH, Drawing, time_axis
from bongsu.words import say

HEIGHT = 210


class Vintage(TypedDict):
    """One period: `first` as first published, `newest` as known on the day looked at; `middle` in time."""

    period: str
    middle: str
    first: float
    newest: float


def vintages_chart(points: Sequence[Vintage], *, unit: str, frequency: str) -> dict[str, Any]:
    """The newest values as a line; the first value of a revised period as a hollow diamond with a stem."""
    drawing = Drawing()
    x = alt.X("middle:T", axis=alt.Axis(**time_axis(frequency)))
    y = alt.Y("newest:Q", title=unit or None, scale=alt.Scale(zero=False))
    table = drawing.table([dict(point) for point in points])
    line = table.mark_line(color=INK, strokeWidth=1.3, point=alt.OverlayMarkDef(size=16, color=INK)).encode(
        x=x, y=y
    )
    revised = drawing.table([dict(point) for point in points if point["first"] != point["newest"]])
    stems = revised.mark_rule(color=ALARM).encode(x=x, y=alt.Y("first:Q", title=unit or None), y2="newest:Q")
    marks = revised.mark_point(shape="diamond", size=46, strokeWidth=1.5).encode(
        x=x,
        y=alt.Y("first:Q", title=unit or None),
        stroke=alt.StrokeDatum(say("as first published"), type="nominal", scale=alt.Scale(range=[ALARM])),
    )
    return drawing.specification(alt.layer(line, stems, marks).properties(width=WIDTH, height=HEIGHT))
