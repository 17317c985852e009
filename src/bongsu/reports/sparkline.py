"""A word-sized picture of an item's last periods: detections as a line over the expected 80 % band."""

from __future__ import annotations

from bongsu.core.panel.periods import Period
from bongsu.usecases.report_content import ItemContent

WIDTH, HEIGHT, PERIODS, EDGE = 132, 30, 24, 3.0

SEEN = 2 * PERIODS
"""Of a long history only the end is read: the periods shown, and a year or so that data may lag behind."""


def sparkline_svg(item: ItemContent) -> str:
    """SVG without a label of its own, since the row beside it says the numbers; "" where there is nothing."""
    known = [point for point in item.detections[-SEEN:] if point.count is not None]
    if not known:
        return ""
    path = item.reading.path[-SEEN:] or ((item.forecast,) if item.forecast else ())
    last = Period.parse(item.forecast.period) if item.forecast else Period.parse(known[-1].period)
    first = last - (PERIODS - 1)
    counts = {
        Period.parse(point.period) - first: point.count or 0 for point in known if point.status == "reported"
    }
    unfinished = {
        Period.parse(point.period) - first: point.count or 0
        for point in known
        if point.status == "incomplete"
    }
    bands = {Period.parse(forecast.period) - first: forecast.quantiles for forecast in path}
    becoming = {
        Period.parse(period) - first: (found.low, found.high)
        for period, found in item.reading.nowcasts
        if Period.parse(period) - first in unfinished
    }
    highest = max(
        [count for step, count in [*counts.items(), *unfinished.items()] if step >= 0]
        + [quantiles["0.9"] for step, quantiles in bands.items() if step >= 0]
        + [high for step, (_, high) in becoming.items() if step >= 0]
        + [1]
    )
    shapes = [
        f'<rect class="band{" next" if step == PERIODS - 1 else ""}" x="{_x(step):.1f}" '
        f'y="{_y(q["0.9"], highest):.1f}" width="{WIDTH / PERIODS:.1f}" '
        f'height="{max(1.0, _y(q["0.1"], highest) - _y(q["0.9"], highest)):.1f}"/>'
        for step, q in sorted(bands.items())
        if 0 <= step < PERIODS
    ]
    shapes += [f'<polyline points="{run}"/>' for run in _runs(counts, highest)]
    shapes += [
        f'<path class="becoming" d="M{_middle(step):.1f} {_y(low, highest):.1f}V{_y(high, highest):.1f}"/>'
        for step, (low, high) in becoming.items()
        if 0 <= step < PERIODS
    ]
    shapes += [
        f'<circle class="unfinished" cx="{_middle(step):.1f}" cy="{_y(count, highest):.1f}" r="2"/>'
        for step, count in unfinished.items()
        if 0 <= step < PERIODS
    ]
    shapes += [
        f'<circle class="above" cx="{_middle(step):.1f}" cy="{_y(count, highest):.1f}" r="2.2"/>'
        for step, count in counts.items()
        if step >= 0 and step in bands and count > bands[step]["0.9"]
    ]
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true">{"".join(shapes)}</svg>'
    )


def _runs(counts: dict[int, int], highest: float) -> list[str]:
    runs: list[list[str]] = [[]]
    for step in range(PERIODS):
        if step not in counts:
            runs.append([])
            continue
        runs[-1].append(f"{_middle(step):.1f},{_y(counts[step], highest):.1f}")
    return [" ".join(run) for run in runs if run]


def _x(step: int) -> float:
    return step * WIDTH / PERIODS


def _middle(step: int) -> float:
    return (step + 0.5) * WIDTH / PERIODS


def _y(value: float, highest: float) -> float:
    return HEIGHT - EDGE - value / highest * (HEIGHT - 2 * EDGE)
