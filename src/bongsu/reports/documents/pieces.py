"""The parts that several documents share: tables of items, of counts, of indicators, of warnings."""

from __future__ import annotations

from dataclasses import replace
from math import exp

from bongsu.core.panel.periods import Period
from bongsu.reports import board, figures
from bongsu.reports.documents.blocks import Bullets, Cell, Grid, Picture
from bongsu.reports.grades import fires
from bongsu.usecases import beside_words
from bongsu.usecases.document_content import CountTable, DocumentContent, Shown, Version, WarningPart
from bongsu.usecases.document_versions import LIMIT
from bongsu.usecases.pressure_words import group_word, pressure_label, signed
from bongsu.usecases.report_content import IndicatorContent, ItemContent
from bongsu.words import named, say
from bongsu.words.amounts import (
    NOTHING,
    amount,
    between,
    expected,
    length,
    percent,
    period_words,
    points,
)
from bongsu.words.grades import grade_word
from bongsu.words.units import unit_words
from bongsu.words.verdicts import direction_word, verdict_word
from bongsu.words.warnings import state_word

LAST = 13
"""Periods of a dossier's table of detections: a year and the same one a year before."""

INDICATORS = 8


def grade_cell(grade: int) -> Cell:
    """Number and word; the drawer adds fires and colour."""
    return Cell(f"{grade or NOTHING} {grade_word(grade)}", grade=grade)


def spoken_grade(grade: int) -> str:
    """Number, fires and word, for where there is only text."""
    return f"{grade or NOTHING} {grade_word(grade)} {fires(grade)}"


def count_cell(shown: Shown) -> Cell:
    """A count, or the mark of why it is not there."""
    if shown.count is not None:
        return Cell(f"{shown.count:,}", shown.count)
    return Cell({"small": f"<{LIMIT}", "withheld": "x"}.get(shown.why, NOTHING))


def hidden_note(version: Version) -> str:
    """What the marks of a public table mean; "" in other versions."""
    if version is not Version.PUBLIC:
        return ""
    return say(
        "<{limit}: fewer than {limit}. x: not shown, so that no small count follows from the totals.",
        limit=LIMIT,
    )


def items_grid(content: DocumentContent, items: tuple[ItemContent, ...], *, short: bool = False) -> Grid:
    """A row an item, most worrying first; short: without the counts of past periods."""
    periods = [found.period for found in content.recent.values() if found.period]
    newest = period_words(max(periods)) if periods else NOTHING
    own = content.version is Version.OFFICE
    counted = (say("own detections, {period}", period=newest) if own else newest,)
    counted += (say("period before"), say("a year before"))
    headers = (
        say("item"),
        say("grade"),
        say("probability"),
        say("change"),
        say("expected (80%)"),
        *(() if short else counted),
        say("main driver"),
    )
    rows = []
    for item in items:
        recent = content.recent[item.code]
        late = "*" if not recent.complete and recent.now.count is not None else ""
        now = count_cell(recent.now)
        counts = (
            replace(now, text=now.text + late),
            count_cell(recent.before),
            count_cell(recent.year_before),
        )
        rows.append(
            (
                Cell(named(item.names)),
                grade_cell(item.grade),
                Cell(percent(item.probability), item.probability),
                Cell(points(item.change)),
                Cell(forecast_words(item)),
                *(() if short else counts),
                Cell(board.driver_name(item)),
            )
        )
    numbers = {2, 3, 4} if short else {2, 3, 4, 5, 6, 7}
    note = "" if short or all(each.complete for each in content.recent.values()) else say(
        "* not complete yet: reports are still coming in."
    )  # fmt: skip
    hidden = "" if short else hidden_note(content.version)
    return Grid(
        say("items"),
        say("Items, most worrying first; expected detections are those of the next period"),
        headers,
        tuple(rows),
        frozenset(numbers),
        (2.2, 2.9, 1.2, 1.2, 2.3, 3.4) if short else (2.0, 2.7, 1.1, 1.1, 2.1, 1.3, 1.1, 1.1, 2.7),
        " ".join(part for part in (note, hidden) if part),
    )


def forecast_words(item: ItemContent) -> str:
    """The expected detections with their interval; of a grade by pressure, that it is one."""
    if item.pressure is not None:
        return pressure_label()
    if item.forecast is None or item.interval80 is None:
        return NOTHING
    return f"{expected(item.forecast.mean)} ({between(*item.interval80)})"


def counts_grid(content: DocumentContent, table: CountTable) -> Grid:
    """Detections of several items by office or channel, with totals."""
    by_office = table.about == "office"
    what = say("Detections by item and office") if by_office else say("Detections by item and channel")
    rows = [
        (Cell(named(names)), *(count_cell(shown) for shown in line))
        for names, line in zip(table.rows, table.cells[:-1], strict=True)
    ]
    rows.append((Cell(say("total")), *(count_cell(shown) for shown in table.cells[-1])))
    return Grid(
        say("by office") if by_office else say("by channel"),
        f"{what}, {_counted_in(table)}{_whose(content)}",
        (say("item"), *(named(names) for names in table.columns), say("total")),
        tuple(rows),
        frozenset(range(1, len(table.columns) + 2)),
        (2.2, *[1.4] * len(table.columns), 1.2),
        hidden_note(content.version),
        has_totals=True,
    )


def split_grid(content: DocumentContent, table: CountTable) -> Grid:
    """One item's detections by office or channel, a row each, with the share of the total."""
    by_office = table.about == "office"
    what = say("Detections by office") if by_office else say("Detections by channel")
    *counts, total = table.cells[0]
    rows = [
        (Cell(named(names)), count_cell(shown), _share(shown, total))
        for names, shown in zip(table.columns, counts, strict=True)
    ]
    rows.append((Cell(say("total")), count_cell(total), _share(total, total)))
    return Grid(
        say("by office") if by_office else say("by channel"),
        f"{what}, {_counted_in(table)}{_whose(content)}",
        (say("office") if by_office else say("channel"), say("detections"), say("share")),
        tuple(rows),
        frozenset({1, 2}),
        (3.0, 1.4, 1.4),
        has_totals=True,
    )


def drivers_grid(item: ItemContent) -> Grid | None:
    """The indicators on which the grade rests, with their values in the unit of the catalogue."""
    if item.pressure is not None:
        return _pushes_grid(item)
    followed = item.ranked_indicators[:INDICATORS]
    if not followed:
        return None
    return Grid(
        say("indicators"),
        say("Indicators: what screening found, and the newest value beside that of a year before"),
        (
            say("indicator"),
            say("verdict"),
            say("lead"),
            say("direction"),
            say("inclusion"),
            say("effect on the forecast"),
            say("newest value"),
            say("a year before"),
        ),
        tuple(_driver_row(entry, item) for entry in followed),
        frozenset({2, 4, 5, 6, 7}),
        (2.9, 1.3, 1.1, 1.2, 1.0, 1.2, 2.1, 1.4),
        _more(len(item.indicators) - len(followed)),
    )


def detections_grid(item: ItemContent) -> Grid | None:
    """The last periods' detections beside what was expected of them."""
    figure = figures.detections_figure(item)
    if figure is None:
        return None
    return Grid(
        say("detections"),
        say("The last periods, newest first"),
        figure.headers,
        tuple(tuple(Cell(text) for text in row) for row in figure.rows[:LAST]),
        frozenset({1, 3, 4}),
        (1.6, 1.1, 1.8, 1.2, 1.6),
    )


def counted_item(content: DocumentContent, item: ItemContent) -> ItemContent:
    """The item for a chart of detections: beside an office's own counts stands no national forecast."""
    if content.version is not Version.OFFICE:
        return item
    return replace(item, reading=replace(item.reading, forecast=None, path=()))


def pictures(content: DocumentContent, item: ItemContent) -> dict[str, Picture | None]:
    """An item's charts by name."""
    found = {
        "detections": figures.detections_figure(counted_item(content, item)),
        "grades": figures.grades_figure(item),
        "indicators": figures.indicators_figure(item),
    }
    titles = {
        "detections": say("chart detections"),
        "grades": say("chart grades"),
        "indicators": say("chart indicators"),
    }
    return {name: Picture(titles[name], figure) if figure else None for name, figure in found.items()}


def warnings_grid(content: DocumentContent) -> Grid | None:
    """The warnings that this version lists."""
    if not content.warnings:
        return None
    with_offices = content.version is not Version.PUBLIC
    headers = (say("number"), say("item"), say("grade"), say("state"), say("since"))
    return Grid(
        say("warnings"),
        say("Early warnings"),
        headers + ((say("to"),) if with_offices else ()),
        tuple(_warning_row(each, with_offices=with_offices) for each in content.warnings),
        frozenset(),
        (1.3, 1.8, 2.4, 1.4, 1.6, 4.0) if with_offices else (1.3, 1.8, 2.4, 1.4, 1.6),
    )


def judged(content: DocumentContent, items: tuple[ItemContent, ...]) -> Bullets | None:
    """What people decided and intelligence advises beside the grades; full versions only have any."""
    lines = tuple(
        f"{named(item.names)}: {mark.sentence}" for item in items for mark in beside_words.marks(item)
    )
    return Bullets(lines) if lines else None


def offices_words(warning: WarningPart) -> str:
    """The addressees by name."""
    return ", ".join(named(names) for names in warning.offices) or NOTHING


def _warning_row(warning: WarningPart, *, with_offices: bool) -> tuple[Cell, ...]:
    cells = (
        Cell(warning.number),
        Cell(named(warning.names)),
        grade_cell(warning.grade),
        Cell(state_word(warning.state)),
        Cell(f"{warning.moves[-1].at:%Y-%m-%d}" if warning.moves else NOTHING),
    )
    return cells + ((Cell(offices_words(warning)),) if with_offices else ())


def _pushes_grid(item: ItemContent) -> Grid:
    """What pushes an item that is graded by pressure alone."""
    pushes = item.pressure.pushes if item.pressure else ()
    return Grid(
        say("indicators"),
        say("What the pressure is made of"),
        (say("indicator"), say("group"), say("standard score")),
        tuple(
            (
                Cell(named(item.pushing.get(push.indicator, {"ko": push.indicator}))),
                Cell(group_word(push.group)),
                Cell(signed(push)),
            )
            for push in pushes
        ),
        frozenset({2}),
        (4.0, 2.0, 1.4),
    )


def _driver_row(entry: IndicatorContent, item: ItemContent) -> tuple[Cell, ...]:
    found = entry.finding
    newest = next((value for value in reversed(entry.series) if value.value is not None), None)
    values = {value.period: value.value for value in entry.series}
    before = values.get(_year_before(newest.period)) if newest else None
    lead = say("none") if found.lead is None else say("same period")
    effect = NOTHING if found.contribution is None else f"×{exp(found.contribution):.2f}"
    return (
        Cell(f"{board.without_item(item, named(entry.names))}"),
        Cell(verdict_word(found.verdict)),
        Cell(length(found.lead, item.frequency) if found.lead else lead),
        Cell(direction_word(found.direction)),
        Cell(percent(found.inclusion), found.inclusion),
        Cell(effect),
        Cell(f"{amount(newest.value)} {unit_words(entry.unit)}".strip() if newest else NOTHING),
        Cell(amount(before)),
    )


def _year_before(text: str) -> str:
    period = Period.parse(text)
    return str(period - round(period.frequency.per_year))


def _share(shown: Shown, total: Shown) -> Cell:
    if shown.count is None or not total.count:
        return Cell(NOTHING)
    return Cell(percent(shown.count / total.count), shown.count / total.count)


def _counted_in(table: CountTable) -> str:
    if table.first == table.last:
        return period_words(table.last)
    return say("{first} to {last}", first=period_words(table.first), last=period_words(table.last))


def _whose(content: DocumentContent) -> str:
    return f" · {named(content.office_names)}" if content.version is Version.OFFICE else ""


def _more(rest: int) -> str:
    return say("and {count} more", count=rest) if rest > 0 else ""
