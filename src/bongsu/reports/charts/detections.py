"""Detections beside what was expected of each period one step before, with the 80 % band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import (
    ALARM,
    BAND,
    INK,
    MUTED,
    PAPER,
    SERIES,
    SHADE,
    WIDTH,
    Drawing,
    time_axis,
)
from bongsu.words import say

HEIGHT = 240


class Count(TypedDict):
    """One period's detections; `status` is reported, incomplete, missing or small.

    `count` is None where missing, and where too small to be shown.
    """

    period: str
    start: str
    middle: str
    end: str
    count: int | None
    status: str


class Becoming(TypedDict):
    """What the count of a period still being reported is expected to become, with its 80 % interval."""

    period: str
    middle: str
    mean: float
    low: float
    high: float


class Band(TypedDict):
    """What was expected of one period before it began."""

    period: str
    start: str
    middle: str
    end: str
    mean: float
    low: float
    median: float
    high: float


def detections_chart(
    counts: Sequence[Count],
    bands: Sequence[Band],
    *,
    becoming: Sequence[Becoming] = (),
    frequency: str = "month",
) -> dict[str, Any]:
    """Counts as points over the steps of the expected 80 % interval; the last band is the period to come.

    Points above their band are triangles, periods not yet complete are hollow on a shaded ground, and periods
    without a report are crosses on the zero line: none of them is told by colour alone. A whisker with a tick
    over a hollow point is what its count is expected to become.
    """
    drawing = Drawing()
    marks = [_mark(count, bands) for count in counts]
    present = {mark["kind"] for mark in marks} | ({say("expected final count")} if becoming else set())
    kinds = _kinds(present=present, with_band=bool(bands))
    x = alt.X("start:T", axis=alt.Axis(**time_axis(frequency)))
    y_title = say("detections")
    scales = [
        alt.Scale(domain=list(kinds), range=list(range_)) for range_ in zip(*kinds.values(), strict=True)
    ]
    shape, fill, stroke = scales
    layers: list[Any] = []
    unfinished = [count for count in counts if count["status"] == "incomplete"]
    if unfinished:
        layers.append(drawing.table(unfinished).mark_rect(color=SHADE).encode(x=x, x2="end:T"))
    if bands:
        box = drawing.table(bands).encode(x=x, x2="end:T")
        layers.append(
            box.mark_rect().encode(
                y=alt.Y("low:Q", title=y_title, axis=alt.Axis(tickMinStep=1)),
                y2="high:Q",
                fill=alt.FillDatum(say("expected, 80% interval"), type="nominal"),
                tooltip=_tooltips(),
            )
        )
        layers.append(box.mark_rule(color=SERIES, strokeWidth=1.5).encode(y=alt.Y("median:Q", title=y_title)))
    known = [mark for mark in marks if mark["status"] == "reported"]
    line = drawing.table(known).mark_line(color=INK, strokeWidth=1, opacity=0.55)
    layers.append(line.encode(x="middle:T", y="y:Q", detail="run:N"))
    layers += _whiskers(drawing, becoming, scales=scales, title=y_title)
    layers.append(
        drawing.table(marks)
        .mark_point(size=34, strokeWidth=1.3, opacity=1)
        .encode(
            x="middle:T", y=alt.Y("y:Q", title=y_title), shape=alt.Shape("kind:N", scale=shape),
            fill=alt.Fill("kind:N", scale=fill), stroke=alt.Stroke("kind:N", scale=stroke),
            tooltip=[
                alt.Tooltip("period:N", title=say("period")),
                alt.Tooltip("count:Q", title=say("detections")),
                alt.Tooltip("kind:N", title=say("status")),
            ],
        )
    )  # fmt: skip
    if bands:
        layers.append(_next_label(drawing, bands[-1]))
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawing.specification(chart)


def _kinds(*, present: set[str], with_band: bool) -> dict[str, tuple[str, str, str]]:
    everything = {
        say("detections"): ("circle", INK, INK),
        say("above the expected interval"): ("triangle-up", ALARM, ALARM),
        say("not complete yet"): ("circle", PAPER, INK),
        say("expected final count"): ("stroke", INK, INK),
        say("not reported"): ("cross", PAPER, MUTED),
        say("too few to be shown"): ("diamond", PAPER, MUTED),
    }
    kept = {kind: look for kind, look in everything.items() if kind in present}
    if with_band:
        kept[say("expected, 80% interval")] = ("square", BAND, BAND)
    return kept


def _mark(count: Count, bands: Sequence[Band]) -> dict[str, Any]:
    expected = {band["period"]: band for band in bands}
    band = expected.get(count["period"])
    if count["status"] == "small":
        kind = say("too few to be shown")
    elif count["status"] == "missing" or count["count"] is None:
        kind = say("not reported")
    elif count["status"] == "incomplete":
        kind = say("not complete yet")
    elif band and count["count"] > band["high"]:
        kind = say("above the expected interval")
    else:
        kind = say("detections")
    return {**count, "y": count["count"] or 0, "kind": kind}


def _whiskers(
    drawing: Drawing, becoming: Sequence[Becoming], *, scales: Sequence[alt.Scale], title: str
) -> list[Any]:
    """Under the points: a line over the 80 % interval of the final count, and a tick at its mean."""
    if not becoming:
        return []
    shape, fill, stroke = scales
    rows = [{**row, "kind": say("expected final count")} for row in becoming]
    table = drawing.table(rows)
    tick = table.mark_point(size=70, strokeWidth=1.6, opacity=1).encode(
        x="middle:T", y=alt.Y("mean:Q", title=title), shape=alt.Shape("kind:N", scale=shape),
        fill=alt.Fill("kind:N", scale=fill), stroke=alt.Stroke("kind:N", scale=stroke), tooltip=_tooltips(),
    )  # fmt: skip
    line = table.mark_rule(color=INK, strokeWidth=1.2).encode(
        x="middle:T", y=alt.Y("low:Q", title=title), y2="high:Q"
    )
    return [line, tick]


def _next_label(drawing: Drawing, band: Band) -> alt.Chart:
    """The expected value written over the band of the period to come."""
    text = f"{band['mean']:.1f}" if band["mean"] < 100 else f"{band['mean']:,.0f}"
    row = {**band, "label": text}
    return (
        drawing.table([row])
        .mark_text(color=SERIES, fontWeight=600, fontSize=12, dy=-8)
        .encode(x="middle:T", y="high:Q", text="label:N")
    )


def _tooltips() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("period:N", title=say("period")),
        alt.Tooltip("mean:Q", title=say("expected"), format=".1f"),
        alt.Tooltip("low:Q", title="10%", format=".0f"),
        alt.Tooltip("high:Q", title="90%", format=".0f"),
    ]
