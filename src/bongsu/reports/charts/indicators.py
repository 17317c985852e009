"""An item's indicators as small multiples, each with the reading that speaks about the period to come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import MUTED, RULE, SERIES, WIDTH, Drawing, time_axis

COLUMNS = 2
HEIGHT = 110
GAP = {"column": 64, "row": 78}


class Point(TypedDict):
    """One value; `run` grows by one at every gap, so that a line never bridges what is missing."""

    period: str
    middle: str
    value: float
    run: int


class Panel(TypedDict):
    """One indicator.

    Keys:
        title, subtitle: name with unit; lead and verdict in words.
        points: values, oldest first.
        speaking: the point whose lead ends in the period to come; None where there is no lead.
        target: middle of the period to come.
        strong: the indicator is supported, and drawn in the colour of the series.
    """

    title: str
    subtitle: str
    points: list[Point]
    speaking: Point | None
    target: str
    strong: bool


def indicators_chart(panels: Sequence[Panel], *, frequency: str = "month") -> dict[str, Any]:
    """Small multiples on one time axis; an arrow runs from the speaking value to the period it speaks of."""
    drawing = Drawing()
    first = min(point["middle"] for panel in panels for point in panel["points"])
    last = max(panel["target"] for panel in panels)
    width = (WIDTH - GAP["column"]) // COLUMNS if len(panels) > 1 else WIDTH
    charts = [
        _panel(drawing, panel, domain=[first, last], width=width, frequency=frequency) for panel in panels
    ]
    grid = alt.concat(*charts, columns=COLUMNS, spacing=GAP, bounds="flush")
    return drawing.specification(grid)


def _panel(
    drawing: Drawing, panel: Panel, *, domain: list[str], width: int, frequency: str
) -> alt.LayerChart:
    axis = {**time_axis(frequency), "tickCount": {"interval": "month", "step": 6}}
    x = alt.X("middle:T", scale=alt.Scale(domain=domain), axis=alt.Axis(**axis))
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(zero=False, nice=4), axis=alt.Axis(tickCount=4, format="~s")
    )
    colour = SERIES if panel["strong"] else MUTED
    line = drawing.table(panel["points"]).mark_line(color=colour, strokeWidth=1.4)
    target = drawing.table([{"middle": panel["target"]}])
    layers: list[Any] = [
        target.mark_rule(color=RULE, strokeWidth=2).encode(x="middle:T"),
        line.encode(x=x, y=y, detail="run:N", tooltip=["period:N", "value:Q"]),
    ]
    if panel["speaking"]:
        row = {**panel["speaking"], "target": panel["target"]}
        there = drawing.table([row])
        layers += [
            there.mark_rule(color=colour, strokeDash=[3, 3]).encode(x="middle:T", x2="target:T", y="value:Q"),
            there.mark_point(color=colour, fill=colour, size=40, opacity=1).encode(x="middle:T", y="value:Q"),
            there.mark_point(color=colour, fill=colour, size=36, shape="triangle-right", opacity=1).encode(
                x="target:T", y="value:Q"
            ),
        ]
    title = alt.TitleParams(text=panel["title"], subtitle=panel["subtitle"])
    return alt.layer(*layers).properties(width=width, height=HEIGHT, title=title)
