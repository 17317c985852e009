"""One item's grade explained in a terminal: a sentence, what its indicators say, a chart in characters."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from bongsu.core.grading.pressure_method import PressureReading
from bongsu.reports.board import footer_words, made_up_words
from bongsu.reports.grades import LOOKS, grade_text
from bongsu.usecases import beside_words
from bongsu.usecases.pressure_words import group_word, signed
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.usecases.sentences import reason
from bongsu.words import named, say
from bongsu.words.amounts import NOTHING, amount, length, percent
from bongsu.words.verdicts import verdict_word

INDICATORS = 8
PERIODS = 18
BAR = 32


class Explanation:
    """A Rich renderable of one item of a report."""

    def __init__(self, content: ReportContent, item: ItemContent) -> None:
        self.content, self.item = content, item

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.content.made_up:
            yield Text(f" {made_up_words()} ", style="bold reverse")
        yield Text(reason(self.item), style="bold")
        yield from _beside(self.item)
        if self.item.pressure is not None:
            yield _pressure(self.item, self.item.pressure)
            yield _pressure_path(self.item)
        else:
            yield _indicators(self.item)
            yield _history(self.item)
        if self.item.reading.nowcasts:
            yield _nowcasts(self.item)
        yield Text(footer_words(self.content), style="dim")


def _beside(item: ItemContent) -> Iterator[Text]:
    """People's decisions and intelligence, each behind its chip in words; then what to trust."""
    for title, sentence in (
        (say("Analyst's decision"), beside_words.override_sentence(item)),
        (say("Intelligence"), beside_words.advice_sentence(item)),
    ):
        if sentence:
            yield Text.assemble((f"[{title}]", "bold"), " ", sentence)
    trust = beside_words.trust_sentences(item)
    if trust:
        yield Text(say("What to trust"), style="italic")
        yield from (Text(f"※ {sentence}") for sentence in trust)


def _nowcasts(item: ItemContent) -> Table:
    table = Table(title=say("Periods still being reported"), title_justify="left", box=None, pad_edge=False)
    for place, title in enumerate(beside_words.nowcast_headers()):
        table.add_column(title, justify="right" if place else "left")
    for row in beside_words.nowcast_rows(item):
        table.add_row(*row)
    return table


def _pressure(item: ItemContent, reading: PressureReading) -> Table:
    table = Table(title=say("What pushes, and how hard"), title_justify="left", box=None, pad_edge=False)
    for place, title in enumerate((say("indicator"), say("group"), say("value"), say("against its past"))):
        table.add_column(title, justify="right" if place > 1 else "left")
    for push in reading.pushes:
        names = named(item.pushing[push.indicator])
        table.add_row(names, group_word(push.group), amount(push.value), signed(push))
    return table


def _pressure_path(item: ItemContent) -> Table:
    title = say("Pressure only: its path, each step from what was known that day")
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in (say("period"), say("pressure"), say("past as high"), say("grade")):
        table.add_column(heading)
    for step in item.reading.pressure[-PERIODS:]:
        share = NOTHING if step.share is None else percent(step.share)
        grade = Text(grade_text(step.grade), style=_style(step.grade))
        table.add_row(step.cutoff, amount(step.score), share, grade)
    return table


def _indicators(item: ItemContent) -> Table:
    table = Table(title=say("Indicators"), title_justify="left", box=None, pad_edge=False)
    for title in (say("indicator"), say("lead"), say("inclusion"), say("direction"), say("verdict")):
        table.add_column(title)
    for entry in item.indicators[:INDICATORS]:
        found = entry.finding
        table.add_row(
            named(entry.names),
            NOTHING if found.lead is None else length(found.lead, item.frequency),
            NOTHING if found.inclusion is None else percent(found.inclusion),
            found.direction,
            verdict_word(found.verdict),
        )
    rest = len(item.indicators) - INDICATORS
    if rest > 0:
        table.caption = say("and {count} more", count=rest)
    return table


def _history(item: ItemContent) -> Table:
    """Detections beside what was expected one period before: · the interval, ┃ its median, ● the count."""
    counts = {point.period: point for point in item.detections}
    path = item.reading.path[-PERIODS:]
    largest = max(
        [forecast.quantiles["0.9"] for forecast in path]
        + [float(counts[f.period].count or 0) for f in path if f.period in counts]
        + [1.0]
    )
    table = Table(
        title=say("Detections and what was expected"), title_justify="left", box=None, pad_edge=False
    )
    for title in (say("period"), say("detections"), f"0 … {largest:g}", say("probability"), say("grade")):
        table.add_column(title)
    for forecast in path:
        point = counts.get(forecast.period)
        seen = None if point is None else point.count
        table.add_row(
            forecast.period,
            NOTHING if seen is None else str(seen) + ("…" if point and point.status == "incomplete" else ""),
            _bar(forecast.quantiles, seen, largest),
            percent(forecast.probability),
            Text(grade_text(forecast.grade), style=_style(forecast.grade)),
        )
    return table


def _bar(quantiles: dict[str, float], seen: int | None, largest: float) -> str:
    cells = [" "] * (BAR + 1)
    low, middle, high = (round(quantiles[key] / largest * BAR) for key in ("0.1", "0.5", "0.9"))
    cells[low : high + 1] = "·" * (high - low + 1)
    cells[min(middle, BAR)] = "┃"
    if seen is not None:
        cells[min(round(seen / largest * BAR), BAR)] = "●"
    return "".join(cells)


def _style(grade: int) -> str:
    look = LOOKS[grade]
    return f"{look.ink} on {look.fill}"
