"""The charts of an evaluation of effect, each with its words and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bongsu.reports.charts.effect import counterfactual_chart, ratios_chart
from bongsu.reports.figures import Figure
from bongsu.words import say
from bongsu.words.amounts import NOTHING, amount, between, period_words


def counterfactual_figure(entry: Mapping[str, Any], *, name: str) -> Figure:
    """What was found against what was expected with no effect; `entry` is one item of an evaluation."""
    bands = {each["period"]: each for each in entry["periods"]}
    rows = []
    for each in reversed(entry["history"]):
        band = bands.get(each["period"])
        rows.append(
            (
                period_words(each["period"]),
                NOTHING if each["observed"] is None else f"{each['observed']:,.0f}",
                amount(band["median"]) if band else NOTHING,
                between(band["low"], band["high"]) if band else NOTHING,
            )
        )
    expected = entry["expected"]
    return Figure(
        counterfactual_chart(entry),
        caption=say("{name}: detections, and what was expected with no effect", name=name),
        alternative=say(
            "{name}: {observed} detections in the window; with no effect {expected}, 90% between {range}.",
            name=name,
            observed=f"{entry['observed']:,.0f}",
            expected=amount(expected["median"]),
            range=between(expected["low"], expected["high"]),
        ),
        headers=(
            say("period"),
            say("detections"),
            say("expected with no effect"),
            say("90% interval"),
        ),
        rows=tuple(rows),
    )


def ratios_figure(entry: Mapping[str, Any], *, name: str) -> Figure:
    """Every way to tell the effect, on one scale."""
    rows = ratio_rows(entry)
    return Figure(
        ratios_chart(entry),
        caption=say("{name}: the effect told in every way; 1 is no effect", name=name),
        alternative="; ".join(f"{way} × {ratio} ({interval})" for way, ratio, interval in rows),
        headers=(say("told by"), say("times as much"), say("90% interval")),
        rows=tuple(rows),
    )


def ratio_rows(entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(way, ratio, 90% interval) of all that could be told."""
    old = entry["old_ways"]
    given = (
        (say("beyond the inspections"), entry["ratio"], "median"),
        (say("inspections included"), entry["total_ratio"], "median"),
        (say("beside items left alone"), entry["beside_controls"], "median"),
        (say("beside last year"), old["last_year"], "ratio"),
        (say("beside the periods before"), old["before_after"], "ratio"),
        (say("beside a fitted trend"), old["interrupted_series"], "ratio"),
    )
    return [
        (way, amount(each[middle]), between(each["low"], each["high"]))
        for way, each, middle in given
        if each and None not in (each[middle], each["low"], each["high"])
    ]
