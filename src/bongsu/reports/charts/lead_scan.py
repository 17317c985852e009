"""The lead scan of an indicator: its correlation at every lead, and the band that chance keeps to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from bongsu.reports.charts.look import ALARM, BAND, INK, MUTED, WIDTH, Drawing
from bongsu.words import say

HEIGHT = 190


def lead_scan_chart(correlations: Sequence[float | None], *, band: float) -> dict[str, Any]:
    """Correlation with the level modelled, by lead in periods; outside the band it is a triangle.

    Args:
        band: what the largest |r| over all leads stays below in 95% of cases where nothing leads.
    """
    drawing = Drawing()
    kinds = {say("inside the band"): ("circle", INK), say("outside the band"): ("triangle-up", ALARM)}
    inside, outside = kinds
    rows = [
        {"lead": lead, "r": r, "kind": outside if abs(r) > band else inside}
        for lead, r in enumerate(correlations)
        if r is not None
    ]
    most = max([abs(row["r"]) for row in rows] + [band]) * 1.15
    y = alt.Y("r:Q", title="r", scale=alt.Scale(domain=[-most, most], nice=False))
    x = alt.X(
        "lead:Q",
        title=say("lead in periods"),
        axis=alt.Axis(tickMinStep=1, format="d"),
        scale=alt.Scale(domain=[-0.5, len(correlations) - 0.5], nice=False),
    )
    ends = drawing.table([{"low": -band, "high": band}])
    chance = ends.mark_rect().encode(
        y=alt.Y("low:Q", title="r"),
        y2="high:Q",
        fill=alt.FillDatum(say("what chance gives, 95%"), type="nominal", scale=alt.Scale(range=[BAND])),
    )
    zero = drawing.table([{"zero": 0.0}]).mark_rule(color=MUTED).encode(y="zero:Q")
    table = drawing.table([row | {"zero": 0.0} for row in rows])
    stems = table.mark_rule(color=INK, strokeWidth=1).encode(x=x, y=alt.Y("zero:Q"), y2="r:Q")
    points = table.mark_point(size=60, filled=True, opacity=1).encode(
        x=x,
        y=y,
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(kinds), range=[k[0] for k in kinds.values()])),
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds), range=[k[1] for k in kinds.values()])),
    )
    chart = alt.layer(chance, zero, stems, points).resolve_scale(fill="independent")
    return drawing.specification(chart.properties(width=WIDTH, height=HEIGHT))
