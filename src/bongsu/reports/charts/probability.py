"""Where every item stands on the scale of probability, now and one period before, against the cuts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import INK, MUTED, PAPER, WIDTH, Drawing
from bongsu.reports.grades import LOOKS
from bongsu.words import say
from bongsu.words.grades import grade_word

ROW_HEIGHT = 24


class Standing(TypedDict):
    """One item's probability now and one period before (None at its first)."""

    item: str
    grade: int
    probability: float
    previous: float | None


def probability_chart(items: Sequence[Standing], *, cuts: Sequence[float] = ()) -> dict[str, Any]:
    """One row an item in the given order: a hollow point before, a numbered one in the grade's colour now."""
    drawing = Drawing()
    rows = [{**row, "fill": LOOKS[row["grade"]].fill, "ink": LOOKS[row["grade"]].ink} for row in items]
    moved = [row for row in rows if row["previous"] is not None]
    order = [row["item"] for row in rows]
    axis = alt.Axis(title=say("probability of a surge"), format=".0%", tickCount=6, orient="top")
    x = alt.X("probability:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    y = alt.Y("item:N", sort=order, title=None, axis=alt.Axis(labelColor=INK, labelFontSize=13, domain=False))
    layers: list[Any] = [_ground(drawing, cuts)] if cuts else []
    layers.append(drawing.table(moved).mark_rule(color=MUTED).encode(x=x, x2="previous:Q", y=y))
    layers.append(
        drawing.table(moved)
        .mark_point(shape="circle", size=45, stroke=MUTED, fill=PAPER, opacity=1)
        .encode(x="previous:Q", y=y)
    )
    layers.append(
        drawing.table(rows)
        .mark_point(shape="circle", size=210, stroke=MUTED, strokeWidth=1, opacity=1)
        .encode(
            x=x, y=y, fill=alt.Fill("fill:N", scale=None),
            tooltip=[
                alt.Tooltip("item:N", title=say("item")),
                alt.Tooltip("grade:Q", title=say("grade")),
                alt.Tooltip("probability:Q", title=say("probability"), format=".0%"),
            ],
        )
    )  # fmt: skip
    numbers = drawing.table(rows).mark_text(fontSize=10, fontWeight=600, baseline="middle")
    layers.append(numbers.encode(x=x, y=y, text="grade:N", color=alt.Color("ink:N", scale=None)))
    chart = alt.layer(*layers).properties(width=WIDTH - 60, height=alt.Step(ROW_HEIGHT))
    return drawing.specification(chart)


def _ground(drawing: Drawing, cuts: Sequence[float]) -> alt.LayerChart:
    edges = [0.0, *cuts, 1.0]
    bands = [
        {
            "low": low,
            "high": high,
            "wash": LOOKS[grade].wash,
            "word": f"{grade} {grade_word(grade)}",
            "middle": (low + high) / 2,
        }
        for grade, (low, high) in enumerate(pairwise(edges), start=1)
    ]
    base = drawing.table(bands)
    wash = base.mark_rect(opacity=0.9).encode(x="low:Q", x2="high:Q", fill=alt.Fill("wash:N", scale=None))
    words = base.mark_text(color=MUTED, fontSize=12, baseline="top", dy=6).encode(
        x="middle:Q", y=alt.value("height"), text="word:N"
    )
    return alt.layer(wash, words)
