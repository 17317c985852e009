"""Each chart of a report with everything that stands behind it: its specification, its words, its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bongsu.core.grading.assessment import Forecast
from bongsu.core.panel.periods import Period
from bongsu.reports.charts.contributions import Contribution, contributions_chart
from bongsu.reports.charts.detections import Band, Becoming, Count, detections_chart
from bongsu.reports.charts.grades_over_time import GradeAt, grades_chart
from bongsu.reports.charts.indicators import Panel, Point, indicators_chart
from bongsu.reports.charts.look import middle, moment
from bongsu.reports.charts.probability import Standing, probability_chart
from bongsu.usecases.document_versions import LIMIT
from bongsu.usecases.report_content import CountAt, IndicatorContent, ItemContent, ReportContent
from bongsu.words import named, say
from bongsu.words.amounts import NOTHING, amount, between, expected, length, percent, period_words
from bongsu.words.grades import grade_word
from bongsu.words.units import unit_words
from bongsu.words.verdicts import verdict_word

SHOWN = 6
"""Indicators that are drawn; the table lists all of them."""

LEAST = 0.005
"""Contributions to the log of the expected detections below this are not drawn."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and its twin in words.

    Attributes:
        specification: Vega-Lite, for screen and paper alike.
        caption: what is shown; `alternative`: what is to be seen in it, for who does not see it.
        headers, rows: the numbers behind it, newest first.
    """

    specification: dict[str, Any]
    caption: str
    alternative: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def detections_figure(item: ItemContent) -> Figure | None:
    """Detections with the band expected one step before; None without any detections."""
    if not item.detections:
        return None
    runs, run = [], 0
    for point in item.detections:
        run += point.count is None
        runs.append(run)
    counts = [
        Count(
            period=point.period, count=point.count, status=point.status, run=run, **_edges(point.start, item)
        )  # type: ignore[typeddict-unknown-key]
        for point, run in zip(item.detections, runs, strict=True)
    ]
    bands = [_band(forecast) for forecast in _known_path(item)]
    words = {
        "reported": say("reported"),
        "incomplete": say("not complete yet"),
        "missing": say("not reported"),
        "small": say("fewer than {limit}", limit=LIMIT),
    }
    forecasts = {forecast.period: forecast for forecast in _known_path(item)}
    shown = {point.period: point for point in item.detections}
    rows = []
    for period in sorted(shown.keys() | forecasts.keys(), key=Period.parse, reverse=True):
        point, forecast = shown.get(period), forecasts.get(period)
        rows.append(
            (
                period_words(period),
                _count(point) if point else NOTHING,
                words[point.status] if point else say("to come"),
                expected(forecast.mean) if forecast else NOTHING,
                between(forecast.quantiles["0.1"], forecast.quantiles["0.9"]) if forecast else NOTHING,
            )
        )
    headers = (say("period"), say("detections"), say("status"), say("expected"), say("80% interval"))
    return Figure(
        detections_chart(counts, bands, becoming=_becoming(item), frequency=item.frequency),
        say("Detections and what was expected one step before"),
        _detections_words(item),
        headers,
        tuple(rows),
    )


def grades_figure(item: ItemContent) -> Figure | None:
    """The item's grade at every past cutoff; None without a history."""
    path = [forecast for forecast in _known_path(item) if forecast.grade]
    if len(path) < 2:
        return None
    rows = [
        GradeAt(
            period=forecast.cutoff,
            start=moment(Period.parse(forecast.cutoff).start),
            middle=_middle(Period.parse(forecast.cutoff)),
            end=moment((Period.parse(forecast.cutoff) + 1).start),
            grade=forecast.grade,
            probability=forecast.probability,
        )
        for forecast in path
    ]
    alternative = say(
        "From {first} to {last} the grade went from {before} to {after}; the highest was {highest}.",
        first=period_words(path[0].cutoff),
        last=period_words(path[-1].cutoff),
        before=_graded(path[0].grade),
        after=_graded(path[-1].grade),
        highest=_graded(max(forecast.grade for forecast in path)),
    )
    return Figure(
        grades_chart(rows, frequency=item.frequency),
        say("Grades given at the end of each period, from what was known then"),
        alternative,
        (say("end of period"), say("grade"), say("probability")),
        tuple(
            (period_words(forecast.cutoff), _graded(forecast.grade), percent(forecast.probability))
            for forecast in reversed(path)
        ),
    )


def indicators_figure(item: ItemContent) -> Figure | None:
    """Small multiples of the first indicators that have values; None without any."""
    known = [entry for entry in item.ranked_indicators if entry.known_to]
    if not known:
        return None
    followed = known[:SHOWN]
    panels = [_panel(entry, item) for entry in followed]
    return Figure(
        indicators_chart(panels, frequency=item.frequency),
        _indicators_caption(len(followed), of=len(known)),
        say(
            "{count} indicators over time; the table of indicators gives lead and verdict.",
            count=len(followed),
        ),
        (say("period"), *(_title(entry) for entry in followed)),
        _values_by_period(followed),
    )


def contributions_figure(item: ItemContent) -> Figure | None:
    """What each indicator adds to or takes from the forecast, margins in won beside it; None without any."""
    told = [entry for entry in item.indicators if abs(entry.finding.contribution or 0.0) >= LEAST]
    if not told:
        return None
    told = sorted(told, key=lambda entry: -abs(entry.finding.contribution or 0.0))[:SHOWN]
    rows = [
        Contribution(
            indicator=named(entry.names),
            times=math.exp(entry.finding.contribution or 0.0),
            told=" · ".join(filter(None, (_times(entry), "" if entry.won is None else won_words(entry)))),
        )
        for entry in told
    ]
    return Figure(
        contributions_chart(rows),
        say("What the indicators add to the expected detections; margins and price gaps in won a unit"),
        say(
            "The largest is {name}: {times} on the expected detections.",
            name=named(told[0].names),
            times=_times(told[0]),
        ),
        (say("indicator"), say("effect on the forecast"), say("in won a unit")),
        tuple((named(entry.names), _times(entry), won_words(entry)) for entry in told),
    )


def won_words(entry: IndicatorContent) -> str:
    """A margin in won a unit and its change since the value before; a dash for other indicators."""
    if entry.won is None:
        return NOTHING
    told = f"{amount(entry.won.value)} {unit_words(entry.won.unit)}"
    if entry.won.change is None:
        return told
    change = amount(entry.won.change)
    return f"{told} ({'+' if entry.won.change > 0 else ''}{change})"


def _times(entry: IndicatorContent) -> str:
    return f"×{math.exp(entry.finding.contribution or 0.0):.2f}"


def probability_figure(content: ReportContent) -> Figure | None:
    """Every graded item on the scale of probability; None if nothing was graded."""
    graded = [item for item in content.ranked if item.forecast is not None and item.grade]
    if not graded:
        return None
    standings = [
        Standing(
            item=named(item.names),
            grade=item.grade,
            probability=item.probability or 0.0,
            previous=item.previous.probability if item.previous else None,
        )
        for item in graded
    ]
    return Figure(
        probability_chart(standings, cuts=content.cuts),
        say("Where the items stand: probability of a surge now (numbered) and one period before (hollow)"),
        say("The items in falling order of probability, as in the table of the board."),
        (say("item"), say("grade"), say("probability"), say("one period before")),
        tuple(
            (
                named(item.names),
                _graded(item.grade),
                percent(item.probability),
                percent(item.previous.probability if item.previous else None),
            )
            for item in graded
        ),
    )


def _count(point: CountAt) -> str:
    if point.status == "small":
        return f"<{LIMIT}"
    return NOTHING if point.count is None else str(point.count)


def _known_path(item: ItemContent) -> tuple[Forecast, ...]:
    return item.reading.path or ((item.forecast,) if item.forecast else ())


def _edges(start: date, item: ItemContent) -> dict[str, str]:
    from bongsu.core.panel.periods import Frequency

    period = Period.of(start, Frequency(item.frequency))
    return {"start": moment(period.start), "middle": _middle(period), "end": moment((period + 1).start)}


def _middle(period: Period) -> str:
    return middle(period.start, period.end)


def _band(forecast: Forecast) -> Band:
    period = Period.parse(forecast.period)
    return Band(
        period=forecast.period,
        start=moment(period.start),
        middle=_middle(period),
        end=moment((period + 1).start),
        mean=forecast.mean,
        low=forecast.quantiles["0.1"],
        median=forecast.quantiles["0.5"],
        high=forecast.quantiles["0.9"],
    )


def _becoming(item: ItemContent) -> list[Becoming]:
    """The nowcasts of the periods drawn as not complete yet."""
    open_periods = {point.period for point in item.detections if point.status == "incomplete"}
    return [
        Becoming(
            period=period,
            middle=_middle(Period.parse(period)),
            mean=found.expected,
            low=found.low,
            high=found.high,
        )
        for period, found in item.reading.nowcasts
        if period in open_periods
    ]


def _detections_words(item: ItemContent) -> str:
    reported = [point for point in item.detections if point.status == "reported" and point.count is not None]
    if not reported:
        return say("No detections are known for this item.")
    last = reported[-1]
    text = say(
        "In {period} there were {count} detections.", period=period_words(last.period), count=last.count
    )
    if item.forecast is None or item.interval80 is None:
        return text
    return " ".join(
        (
            text,
            say(
                "For {period}, {mean} detections are expected (80% interval {interval}).",
                period=period_words(item.forecast.period),
                mean=expected(item.forecast.mean),
                interval=between(*item.interval80),
            ),
        )
    )


def _indicators_caption(shown: int, *, of: int) -> str:
    arrow = say("The arrow runs from the value that speaks about the period to come.")
    if shown == of:
        return arrow
    first = say("The first {shown} of {all} indicators in the order of the table.", shown=shown, all=of)
    return f"{first} {arrow}"


def _panel(entry: IndicatorContent, item: ItemContent) -> Panel:
    points, run = [], 0
    for value in entry.series:
        if value.value is None:
            run += 1
            continue
        period = Period.parse(value.period)
        points.append(Point(period=value.period, middle=_middle(period), value=value.value, run=run))
    lead = entry.finding.lead
    newest = Period.parse(points[-1]["period"])
    target = Period.parse(item.forecast.period) if item.forecast else newest + 1
    speaking = None
    if lead is not None and newest.frequency is target.frequency and entry.finding.verdict != "none":
        wanted = str(target - lead)
        speaking = next((point for point in points if point["period"] == wanted), None)
    words = [verdict_word(entry.finding.verdict)]
    if lead is not None:
        words.append(
            say("{length} ahead", length=length(lead, item.frequency)) if lead else say("same period")
        )
    return Panel(
        title=_title(entry),
        subtitle=" · ".join(words),
        points=points,
        speaking=speaking,
        target=_middle(target),
        strong=entry.finding.verdict == "supported",
    )


def _title(entry: IndicatorContent) -> str:
    return f"{named(entry.names)} ({unit_words(entry.unit)})" if entry.unit else named(entry.names)


def _values_by_period(entries: Sequence[IndicatorContent]) -> tuple[tuple[str, ...], ...]:
    status = {
        "reported": NOTHING,
        "not_reported": say("not reported"),
        "feed_failed": say("feed failed"),
        "withheld": say("withheld"),
    }
    columns = [{value.period: value for value in entry.series} for entry in entries]
    periods = sorted({period for column in columns for period in column}, key=Period.parse, reverse=True)
    return tuple(
        (
            period_words(period),
            *(
                NOTHING
                if (value := column.get(period)) is None
                else status[value.status]
                if value.value is None
                else amount(value.value)
                for column in columns
            ),
        )
        for period in periods
    )


def _graded(grade: int) -> str:
    return f"{grade} {grade_word(grade)}"
