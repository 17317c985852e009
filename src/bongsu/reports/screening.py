"""Screening in a terminal: each item's answer in a sentence; for one item the lead scan and its null band."""

from __future__ import annotations

import math

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from bongsu.reports.board import made_up_words
from bongsu.usecases.screen import ItemScreening, Screening, item_document, sentence
from bongsu.words import named, say
from bongsu.words.amounts import NOTHING, percent
from bongsu.words.verdicts import verdict_word

SHOWN = 8
SHORTEST_NAME = 12


class ScreeningText:
    """A Rich renderable: one item in detail, several a line each."""

    def __init__(self, screening: Screening, *, made_up: bool = False) -> None:
        self.screening, self.made_up = screening, made_up

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.made_up:
            yield Text(f" {made_up_words()} ", style="bold reverse")
        if len(self.screening.items) == 1:
            yield from _detail(self.screening.items[0], options.max_width)
        else:
            yield _overview(self.screening)
        yield Text(say("As known on {as_of}", as_of=self.screening.as_of.isoformat()), style="dim")


def _overview(screening: Screening) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in (say("item"), say("periods"), say("what was found")):
        table.add_column(title)
    for each in screening.items:
        table.add_row(
            named(dict(each.item.name)),
            str(each.screened.periods if each.screened else 0),
            sentence(each),
        )
    return table


def _detail(screening: ItemScreening, width: int) -> RenderResult:
    entry = item_document(screening)
    yield Text(f"{named(dict(screening.item.name))}: {sentence(screening)}", style="bold")
    for told in screening.flag_sentences:
        yield Text(told)
    rows = entry["indicators"][:SHOWN]
    if not rows:
        return
    if entry["p_any"] is not None:
        yield Text(
            say(
                "By chance alone the strongest of {count} indicators looks at least so strong with "
                "probability {probability}.",
                count=len(entry["indicators"]),
                probability=percent(entry["p_any"]),
            )
        )
    names = screening.indicator_names
    yield _verdicts(rows, names, width)
    yield _lead_scan(rows, names, width)
    yield _comparisons(rows, names, width)
    yield Text(
        say(
            "The second correlations do not model the level: of indicators that drive nothing they call more "
            "than half significant at their best lead. Only the first table decides."
        ),
        style="dim",
    )
    rest = len(entry["indicators"]) - len(rows)
    if rest > 0:
        yield Text(say("and {count} more", count=rest), style="dim")


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[str | Text, ...]], width: int) -> Table:
    """A table that fits `width` by shortening the names in its first column."""
    table = Table(
        title=title,
        title_justify="left",
        caption_justify="left",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    widths = [max(cell_len(str(cell)) for cell in cells) for cells in zip(columns, *rows, strict=True)]
    room = max(width - sum(widths[1:]) - len(columns) + 1, SHORTEST_NAME)
    table.add_column(columns[0], width=min(widths[0], room), no_wrap=True, overflow="ellipsis")
    for name in columns[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _verdicts(rows: list[dict], names: dict[str, str], width: int) -> Table:
    lines = []
    for row in rows:
        test, stable = row["test"] or {}, row["stability"] or {}
        lead = row["lead"] if row["lead"] is not None else test.get("lead")
        lines.append(
            (
                names[row["indicator"]],
                verdict_word(row["verdict"]),
                NOTHING if row["inclusion"] is None else percent(row["inclusion"]),
                NOTHING if lead is None else str(lead),
                row["direction"] + ("!" if row["agrees"] is False else ""),
                _r(test.get("r")),
                _r(test.get("band_r"), sign=""),
                _p(test.get("p_value")),
                _stable(stable),
            )
        )
    titles = (say("verdict"), say("inclusion"), say("lead"), "±", "r", say("band"), "p", say("stable"))
    table = _table(say("With the level modelled"), (say("indicator"), *titles), lines, width)
    table.caption = say(
        "r: at its best lead. band: what the largest |r| over the leads stays below in 95 % of cases where "
        "nothing leads. stable: agreeing parts of the history / histories without one year, in %. !: not the "
        "expected direction."
    )
    return table


def _lead_scan(rows: list[dict], names: dict[str, str], width: int) -> Table:
    tested = [row for row in rows if row["test"]]
    leads = max((len(row["test"]["r_by_lead"]) for row in tested), default=0)
    lines = []
    for row in tested:
        cells = []
        for r in row["test"]["r_by_lead"]:
            outside = r is not None and abs(r) > row["test"]["band_r"]
            text = NOTHING if r is None else f"{100 * r:.0f}{'*' if outside else ''}"
            cells.append(Text(text, style="bold" if outside else ""))
        lines.append((names[row["indicator"]], *cells))
    title = say("Lead scan: 100 × r, marked * outside the band")
    return _table(title, (say("lead"), *[str(lead) for lead in range(leads)]), lines, width)


def _comparisons(rows: list[dict], names: dict[str, str], width: int) -> Table:
    lines = []
    for row in rows:
        pearson, spearman = row["pearson"] or {}, row["spearman"] or {}
        shifted, signal = row["circular_shift"] or {}, row["signal"] or {}
        ratio = signal.get("noise_to_signal")
        lines.append(
            (
                names[row["indicator"]],
                _r(pearson.get("r")),
                _p(pearson.get("p_value")),
                _r(spearman.get("r")),
                _p(spearman.get("p_value")),
                _p(shifted.get("p_value")),
                NOTHING if ratio is None else f"{ratio:.2f}",
                say("now") if signal.get("now") and ratio is not None and ratio < 1 else NOTHING,
            )
        )
    titles = ("Pearson", "p", "Spearman", "p", say("shifted p"), say("noise/signal"), say("signals"))
    title = say("For comparison, without modelling the level")
    return _table(title, (say("indicator"), *titles), lines, width)


def _r(value: float | None, sign: str = "+") -> str:
    return NOTHING if value is None or math.isnan(value) else f"{value:{sign}.2f}"


def _p(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}" if value >= 0.001 else "<.001"


def _stable(found: dict) -> str:
    shares = (found.get("halves_and_thirds"), found.get("without_a_year"))
    return "/".join(NOTHING if share is None else f"{100 * share:.0f}" for share in shares)
