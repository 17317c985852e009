"""The grade of one item at every past cutoff: steps on a ladder of five, with number, word and fires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from bongsu.reports.charts.look import INK, MUTED, WIDTH, Drawing, time_axis
from bongsu.reports.grades import LOOKS, fires
from bongsu.words import say
from bongsu.words.grades import grade_word

HEIGHT = 170
MOST_NUMBERED = 40


class GradeAt(TypedDict):
    """The grade given at the end of one period."""

    period: str
    start: str
    middle: str
    end: str
    grade: int
    probability: float


def grades_chart(grades: Sequence[GradeAt], *, frequency: str = "month") -> dict[str, Any]:
    """Steps over time; every point carries its number, and the axis says number, word and fires."""
    drawing = Drawing()
    rows = [
        {**row, "fill": look.fill, "ink": look.ink, "word": grade_word(look.grade)}
        for row in grades
        if (look := LOOKS[row["grade"]]).grade
    ]
    whole = alt.Scale(domain=[rows[0]["start"], rows[-1]["end"]])
    x = alt.X("middle:T", scale=whole, axis=alt.Axis(**time_axis(frequency)))
    y = alt.Y("grade:Q", scale=alt.Scale(domain=[0.5, 5.5], nice=False, zero=False), axis=_ladder())
    bands = [{"low": g - 0.5, "high": g + 0.5, "wash": LOOKS[g].wash} for g in (1, 2, 3, 4, 5)]
    ground = (
        drawing.table(bands)
        .mark_rect(opacity=0.8)
        .encode(y=alt.Y("low:Q", title=None), y2="high:Q", fill=alt.Fill("wash:N", scale=None))
    )
    steps = drawing.table(rows).mark_line(interpolate="step", color=INK, strokeWidth=1.2).encode(x=x, y=y)
    points = (
        drawing.table(rows)
        .mark_point(shape="circle", size=210, strokeWidth=1, stroke=MUTED, opacity=1)
        .encode(
            x=x, y=y, fill=alt.Fill("fill:N", scale=None),
            tooltip=[
                alt.Tooltip("period:N", title=say("period")),
                alt.Tooltip("grade:Q", title=say("grade")),
                alt.Tooltip("word:N", title=say("meaning")),
                alt.Tooltip("probability:Q", title=say("probability"), format=".0%"),
            ],
        )
    )  # fmt: skip
    layers = [ground, steps, points]
    if len(rows) <= MOST_NUMBERED:
        numbers = drawing.table(rows).mark_text(fontSize=10, fontWeight=600, baseline="middle")
        layers.append(numbers.encode(x=x, y=y, text="grade:N", color=alt.Color("ink:N", scale=None)))
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawing.specification(chart)


def _ladder() -> alt.Axis:
    labels = " : ".join(f"datum.value == {g} ? '{fires(g)} {g} {grade_word(g)}'" for g in (1, 2, 3, 4, 5))
    return alt.Axis(title=None, values=[1, 2, 3, 4, 5], grid=False, labelExpr=f"{labels} : ''")
