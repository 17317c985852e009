"""`bongsu add-item`: a guided, checked way from data to a graded item."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.usecases.add_item import Added
    from bongsu.usecases.try_item import Tried


def add_item(
    code: Annotated[str, typer.Argument(help="Code of the new item, e.g. duty_free_fuel.")],
    name_ko: Annotated[str, typer.Option("--name-ko", help="Korean name.")] = "",
    name_en: Annotated[str, typer.Option("--name-en", help="English name.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Unit of quantities, e.g. kL.")] = "",
    hs: Annotated[list[str] | None, typer.Option("--hs", help="HS code; may be repeated.")] = None,
    frequency: Annotated[str, typer.Option("--frequency", help="month or week.")] = "month",
    valid_from: Annotated[str, typer.Option("--valid-from", help="First period of membership.")] = "",
    series: Annotated[
        list[str] | None, typer.Option("--series", metavar="NAME:UNIT", help="A raw series; may be repeated.")
    ] = None,
    formula: Annotated[
        list[str] | None,
        typer.Option("--formula", metavar="'NAME [UNIT] = FORMULA'", help="An indicator; may be repeated."),
    ] = None,
    sign: Annotated[
        list[str] | None, typer.Option("--sign", help="+, - or ? for all, or NAME=+ for one.")
    ] = None,
    threshold: Annotated[
        list[str] | None, typer.Option("--threshold", metavar="NAME", help="A margin; may be repeated.")
    ] = None,
    lag: Annotated[str, typer.Option("--lag", help="Publication lag, e.g. P1M.")] = "P1M",
    from_file: Annotated[
        list[Path] | None, typer.Option("--from-file", help="Data to load with it; may be repeated.")
    ] = None,
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", help="An indicator of the catalogue; may be repeated.")
    ] = None,
    office: Annotated[
        list[str] | None, typer.Option("--office", help="Where its warnings go; may be repeated.")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="A channel its warnings name; may be repeated.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check, show and grade it on a copy, write nothing.")
    ] = False,
    workspace: options.Workspace = Path(),
) -> None:
    """Adds an item: entries written, units and formulas checked, the ledger looked at."""
    from datetime import UTC, datetime

    from bongsu.usecases import new_item
    from bongsu.usecases.add_item import add_item as added_to
    from bongsu.usecases.try_item import try_item
    from bongsu.usecases.workspace import Workspace

    asked = sys.stdin.isatty()
    lines = list(series or [])
    wanted = new_item.NewItem(
        code,
        _asked(name_ko, "--name-ko", say("Korean name."), asked),
        _asked(name_en, "--name-en", say("English name."), asked),
        _asked(unit, "--unit", say("Unit of quantities, e.g. kL."), asked),
        tuple(hs or ()),
        frequency,
        valid_from,
        tuple(new_item.read_series(text) for text in (lines or _asked_series(asked))),
        tuple(new_item.read_formula(text) for text in formula or ()),
        tuple(new_item.read_sign(text) for text in sign or ()),
        tuple(threshold or ()),
        publication_lag=lag,
        indicators=tuple(indicator or ()),
        offices=tuple(office or ()),
        channels=tuple(channel or ()),
    )
    place, files, now = Workspace.open(workspace), from_file or (), datetime.now(UTC)
    tried = try_item(place, wanted, now=now, files=files) if check else None
    found = tried.added if tried else added_to(place, wanted, now=now, files=files)
    _print(found, steps=found.missing if tried else found.next_steps)
    print(_trial_words(tried) if tried else say("Written."))
    if any(report.refusal for report in found.loads):
        raise typer.Exit(1)


def _print(found: Added, *, steps: Sequence[str]) -> None:
    from bongsu.cli.load import sentence

    for file, text in found.texts.items():
        print(f"# {file}\n{text}")
    for report in found.loads:
        print(report.refusal or sentence(report))
    for held in found.held:
        span = f"{held.first} – {held.last}" if held.first else "-"
        print(say("{name}: {count} periods, {span}", name=held.name, count=held.periods, span=span))
    for number, step in enumerate(steps, start=1):
        print(f"{number}. {step}")


def _trial_words(tried: Tried) -> str:
    """What the copy showed: the beginning of each indicator, and the grade."""
    lines = []
    for each in tried.values:
        shown = ", ".join(f"{period} {value:g}" for period, value in each.first)
        lines.append(f"{each.indicator.code} [{each.indicator.unit}]: {shown or say('no value yet')}")
    if tried.graded:
        sentence = tried.graded["sentence"]
        lines.append(say("As of {day} it would be graded: {sentence}", day=tried.as_of, sentence=sentence))
    else:
        lines.append(say("It would not be graded yet."))
    lines.append(say("Checked on a copy; nothing was written. Run it again without --check."))
    return "\n".join(lines)


def _asked(given: str, option: str, question: str, asked: bool) -> str:
    """The option's value, asked for where a person sits at the terminal."""
    if given:
        return given
    if not asked:
        raise WrongUse(option, expected=question)
    return str(typer.prompt(question))


def _asked_series(asked: bool) -> list[str]:
    """Series given line by line at the terminal, an empty line ends them."""
    lines: list[str] = []
    while asked:
        line = str(typer.prompt(say("A series as name:unit (empty to end)"), default="", show_default=False))
        if not line:
            break
        lines.append(line)
    return lines
