"""The board in a terminal: a row an item, most worrying first, readable at 80 columns and without colour."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

from bongsu.reports.grades import LIT, LOOKS, UNLIT, fires
from bongsu.usecases.beside_words import marks
from bongsu.usecases.pressure_words import pressure_label
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.usecases.sentences import flag_labels, flag_sentences, situation
from bongsu.words import named, say
from bongsu.words.amounts import NOTHING, between, expected, length, percent, points
from bongsu.words.grades import grade_word

WIDE = 112


class Board:
    """A Rich renderable of a report's board; `print(Board(content))` on any console.

    >>> from rich.console import Console
    >>> Console(width=80).print(Board(content))  # doctest: +SKIP
    """

    def __init__(self, content: ReportContent) -> None:
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = options.max_width >= WIDE
        lit, unlit = _fires_for(console.encoding)
        parts: list[RenderableType] = []
        if self.content.made_up:
            parts.append(Text(f" {made_up_words()} ", style="bold reverse"))
        parts.append(Text(situation(self.content), style="bold"))
        table = _table(self.content, wide=wide, lit=lit, unlit=unlit)
        parts.append(_with_marks(self.content, table, console, options))
        parts.extend(_notes(self.content))
        parts.append(Text(footer_words(self.content), style="dim"))
        yield Group(*parts)


def made_up_words() -> str:
    """The label that stands on every surface of an invented workspace."""
    return say("Made-up data: a practice country, not real detections")


def footer_words(content: ReportContent) -> str:
    """As-of day, method and assessment in one line."""
    return say(
        "As known on {as_of} · method {method} · assessment {assessment} · {hash}",
        as_of=content.as_of.isoformat(),
        method=content.method,
        assessment=content.assessment,
        hash=content.hash[:12],
    )


def driver_name(item: ItemContent) -> str:
    """The main driver's name, a candidate's marked as such, or that there is none."""
    if item.pressure is not None:
        pushed = [push for push in item.pressure.pushes if push.z > 0]
        if pushed:
            return without_item(item, named(item.pushing[pushed[0].indicator]))
        return say("none pushes")
    if item.driver:
        return without_item(item, named(item.driver.names))
    if item.candidate:
        return say("{indicator} (candidate)", indicator=without_item(item, named(item.candidate.names)))
    return say("none; recent level")


def without_item(item: ItemContent, indicator: str) -> str:
    """An indicator's name without the item's, which stands at the beginning of the row."""
    return indicator.removeprefix(named(item.names)).strip(" :") or indicator


def small_print(item: ItemContent) -> str:
    """The main driver's lead and the item's flags, in a few words."""
    shown = item.driver or item.candidate
    lead = shown.finding.lead if shown else None
    ahead = [say("{length} ahead", length=length(lead, item.frequency))] if lead else []
    return " · ".join(ahead + flag_labels(item))


def driver_words(item: ItemContent, *, short: bool = False) -> str:
    """The main driver with its lead in words, or that there is none.

    `short`: the lead as a number of periods, and a question mark before a candidate.
    """
    shown = item.driver or item.candidate
    if shown is None:
        return driver_name(item)
    lead = shown.finding.lead
    if short:
        mark = "" if item.driver else "? "
        ahead = f"{lead}→ " if lead else ""
        return f"{mark}{ahead}{without_item(item, named(shown.names))}"
    ahead = say("{length} ahead", length=length(lead, item.frequency)) + " · " if lead else ""
    return f"{ahead}{driver_name(item)}"


def freshness_words(item: ItemContent) -> str:
    """The newest period of detections, and of the stalest indicator."""
    stalest = item.stalest
    known = item.known_to or NOTHING
    return f"{known} / {stalest.known_to or NOTHING}" if stalest else known


def _table(content: ReportContent, *, wide: bool, lit: str, unlit: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, header_style="dim")
    shown = {"no_wrap": True, "overflow": "ellipsis"}
    table.add_column(say("item"), min_width=12, max_width=18 if wide else 12, **shown)
    table.add_column(
        say("grade"),
        min_width=6 + max((cell_len(_chip(item.grade)) for item in content.items), default=0),
        **shown,
    )
    table.add_column(say("prob."), justify="right", min_width=4, **shown)
    table.add_column(say("change") if wide else "±", justify="right", min_width=7 if wide else 3, **shown)
    table.add_column(say("expected (80%)"), justify="right", min_width=14 if wide else 12, **shown)
    table.add_column(say("main driver") if wide else say("lead→ driver (? candidate)"), ratio=1, **shown)
    table.add_column(say("known to") if wide else say("oldest"), min_width=17 if wide else 7, **shown)
    if wide:
        table.add_column(say("note"), max_width=22, **shown)
    for item in content.ranked:
        table.add_row(*_cells(item, wide=wide, lit=lit, unlit=unlit))
    return table


def _with_marks(content: ReportContent, table: Table, console: Console, options: ConsoleOptions) -> Segments:
    """The table with a line of its own under each item that people or intelligence say something about."""
    header, *rows = console.render_lines(table, options)
    end = [Segment.line()]
    told = header + end
    for item, row in zip(content.ranked, rows, strict=True):
        told += row + end
        for mark in marks(item):
            words = Text.assemble("└ ", (f"[{mark.short}]", "bold"), f" {mark.why}")
            for line in console.render_lines(Padding(words, (0, 0, 0, 2)), options, pad=False):
                told += line + end
    return Segments(told)


def _cells(item: ItemContent, *, wide: bool, lit: str, unlit: str) -> list[RenderableType]:
    cells: list[RenderableType] = [
        Text(named(item.names), style="bold" if item.grade >= 4 else ""),
        _grade(item.grade, lit=lit, unlit=unlit),
        percent(item.probability),
        points(item.change) if wide else points(item.change).split(" ")[0].removesuffix("%p"),
        _expected(item),
        driver_words(item, short=not wide),
        freshness_words(item) if wide else _oldest(item),
    ]
    if wide:
        cells.append(", ".join(flag_labels(item)))
    return cells


def _chip(grade: int) -> str:
    return f" {grade or NOTHING} {grade_word(grade)} "


def _grade(grade: int, *, lit: str, unlit: str) -> Text:
    look = LOOKS[grade]
    flame = look.fill if grade > 1 else "default"
    return Text.assemble(
        (fires(grade, lit=lit, unlit=unlit), flame),
        " ",
        (_chip(grade), f"bold {look.ink} on {look.fill}"),
    )


def _expected(item: ItemContent) -> str:
    if item.pressure is not None:
        return pressure_label()
    if item.forecast is None or item.interval80 is None:
        return NOTHING
    return f"{expected(item.forecast.mean)} ({between(*item.interval80)})"


def _oldest(item: ItemContent) -> str:
    known = [item.known_to, item.stalest.known_to if item.stalest else None]
    return min((period for period in known if period), default=NOTHING)


def _notes(content: ReportContent) -> list[Text]:
    """What each flag on the board means, with the items that carry it."""
    carriers: dict[str, list[str]] = {}
    for item in content.ranked:
        for flag in item.reading.flags:
            for sentence in flag_sentences(item, flag):
                carriers.setdefault(sentence, []).append(named(item.names))
    return [Text(f"※ {', '.join(names)}: {sentence}", style="dim") for sentence, names in carriers.items()]


def _fires_for(encoding: str) -> tuple[str, str]:
    try:
        (LIT + UNLIT).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "*", "."
    return LIT, UNLIT
