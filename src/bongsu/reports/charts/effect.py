"""The effect as a picture: what was found against what would have been, and every way to tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from bongsu.core.panel.periods import Period
from bongsu.reports.charts.look import (
    ALARM,
    BAND,
    INK,
    MUTED,
    PAPER,
    SERIES,
    WIDTH,
    Drawing,
    middle,
    moment,
    time_axis,
)
from bongsu.words import say

HEIGHT = 240
ROW = 26
LABELS = 180


def counterfactual_chart(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Detections before and in the window, and the 90 % interval of what was expected with no effect.

    Detections outside the interval are triangles, so that colour alone does not tell them.

    Args:
        entry: one item of `usecases.evaluate_effect.evaluate`.
    """
    drawing = Drawing()
    expected = {each["period"]: each for each in entry["periods"]}
    bands = [_times(each["period"]) | each for each in entry["periods"]]
    frequency = str(Period.parse(entry["periods"][0]["period"]).frequency.value)
    kinds = {
        say("detections"): ("circle", INK),
        say("outside what was expected"): ("triangle-up", ALARM),
    }
    known = [
        _times(each["period"])
        | {"period": each["period"], "y": each["observed"], "kind": _kind(each, expected)}
        for each in entry["history"]
        if each["observed"] is not None
    ]
    shape = alt.Scale(domain=list(kinds), range=[look[0] for look in kinds.values()])
    colour = alt.Scale(domain=list(kinds), range=[look[1] for look in kinds.values()])
    x = alt.X("start:T", axis=alt.Axis(**time_axis(frequency)))
    y_title = say("detections")
    box = drawing.table(bands).encode(x=x, x2="end:T")
    interval = box.mark_rect().encode(
        y=alt.Y("low:Q", title=y_title, axis=alt.Axis(tickMinStep=1)),
        y2="high:Q",
        fill=alt.FillDatum(
            say("with no effect, 90% interval"), type="nominal", scale=alt.Scale(range=[BAND])
        ),
        tooltip=[
            alt.Tooltip("period:N", title=say("period")),
            alt.Tooltip("median:Q", title=say("expected"), format=".0f"),
            alt.Tooltip("low:Q", title="5%", format=".0f"),
            alt.Tooltip("high:Q", title="95%", format=".0f"),
        ],
    )
    centre = box.mark_rule(color=SERIES, strokeWidth=2).encode(y=alt.Y("median:Q", title=y_title))
    line = drawing.table(known).mark_line(color=INK, strokeWidth=1, opacity=0.55)
    points = (
        drawing.table(known)
        .mark_point(size=38, filled=True, opacity=1)
        .encode(
            x="middle:T",
            y=alt.Y("y:Q", title=y_title),
            shape=alt.Shape("kind:N", scale=shape),
            color=alt.Color("kind:N", scale=colour),
            tooltip=[
                alt.Tooltip("period:N", title=say("period")),
                alt.Tooltip("y:Q", title=say("detections")),
            ],
        )
    )
    chart = (
        alt.layer(interval, centre, line.encode(x="middle:T", y="y:Q"), points)
        .resolve_scale(fill="independent")
        .properties(width=WIDTH, height=HEIGHT)
    )
    return drawing.specification(chart)


def ratios_chart(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Every way to tell the effect on one logarithmic scale: ratio and 90 % interval; 1 is no effect.

    The old ways are hollow: their intervals leave out most of what is uncertain.
    """
    drawing = Drawing()
    rows = _ratio_rows(entry)
    order = [row["name"] for row in rows]
    kinds = [say("level model"), say("old ways, too narrow")]
    low = min([0.5, *(row["low"] for row in rows)])
    high = max([2.0, *(row["high"] for row in rows)])
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    x = alt.X("ratio:Q", title=say("times as much"), scale=scale)
    y = alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=320, labelColor=INK))
    colour = alt.Scale(domain=kinds, range=[SERIES, MUTED])
    table = drawing.table(rows)
    whisker = table.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale),
        x2="high:Q",
        y=y,
        color=alt.Color("kind:N", scale=colour),
    )
    point = table.mark_point(size=70, strokeWidth=1.8, opacity=1).encode(
        x=x,
        y=y,
        stroke=alt.Stroke("kind:N", scale=colour),
        fill=alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[SERIES, PAPER])),
        tooltip=[alt.Tooltip(f"{name}:Q", format=".2f") for name in ("ratio", "low", "high")],
    )
    one = drawing.table([{"one": 1.0}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="one:Q")
    chart = alt.layer(one, whisker, point).properties(width=WIDTH - LABELS, height=ROW * len(rows))
    return drawing.specification(chart)


def _ratio_rows(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    ours, old = say("level model"), say("old ways, too narrow")
    given = [
        (say("beyond the inspections"), ours, entry["ratio"], "median"),
        (say("beside items left alone"), ours, entry["beside_controls"], "median"),
        (say("inspections included"), ours, entry["total_ratio"], "median"),
        (say("beside last year"), old, entry["old_ways"]["last_year"], "ratio"),
        (say("beside the periods before"), old, entry["old_ways"]["before_after"], "ratio"),
        (say("beside a fitted trend"), old, entry["old_ways"]["interrupted_series"], "ratio"),
    ]
    return [
        {"name": name, "kind": kind, "ratio": each[middle_], "low": each["low"], "high": each["high"]}
        for name, kind, each, middle_ in given
        if each and all(each[key] for key in (middle_, "low", "high"))
    ]


def _kind(each: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    band = expected.get(each["period"])
    if band and not band["low"] <= each["observed"] <= band["high"]:
        return say("outside what was expected")
    return say("detections")


def _times(text: str) -> dict[str, str]:
    period = Period.parse(text)
    return {
        "start": moment(period.start),
        "middle": middle(period.start, period.end),
        "end": moment((period + 1).start),
    }
