"""`bongsu effect`: did a warning or an operation work, or did it only move?"""

from __future__ import annotations

import json as json_
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bongsu.cli import options
from bongsu.words import named, say
from bongsu.words.refusal import Refusal, WrongUse

if TYPE_CHECKING:
    from bongsu.usecases.evaluate_effect import Subject
    from bongsu.usecases.workspace import Workspace


def effect(
    warning: Annotated[
        str | None, typer.Argument(metavar="WARNING", help="The warning's number, e.g. 2005-001.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="PERIOD", help="Every warning issued from this period …")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="PERIOD", help="… to this one.")] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="An item, without a stored warning; repeatable.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="PERIOD", help="First period of what was done.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--end", metavar="PERIOD", help="Last period of what was done.")
    ] = None,
    office: Annotated[
        list[str] | None, typer.Option("--office", help="With --item: an office addressed; repeatable.")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="With --item: a channel addressed; repeatable.")
    ] = None,
    as_of: options.AsOf = None,
    placebos: Annotated[
        int, typer.Option("--placebos", min=0, max=24, help="Placebo windows of every item at most.")
    ] = 4,
    charts: Annotated[
        Path | None, typer.Option("--charts", metavar="FOLDER", help="Write the charts as SVG files here.")
    ] = None,
    store: Annotated[
        bool, typer.Option("--store/--no-store", help="Keep the evaluation for reviews.")
    ] = True,
    by: options.By = None,
    at: options.At = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """What was found against what would have been, with an interval, controls, placebo and displacement."""
    from bongsu.usecases import evaluate_effect as evaluating
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    day = options.day(as_of, "--as-of") if as_of else _last_known(place)
    subjects = _subjects(
        place, warning, item, (first, last), (start, end), offices=office, channels=channel, as_of=day
    )
    actor = _actor(place, by) if store else ""
    now = options.decided_at(at, place.settings.time_zone) if at else datetime.now(UTC)
    show = options.progress(not json)
    found = []
    for each in subjects:
        document = evaluating.evaluate(place, each, as_of=day, placebos=placebos, progress=show)
        if store:
            document = evaluating.keep(place, document, as_of=day, actor=actor, now=now)
        found.append(document)
    whole = evaluating.merged(subjects) if len(subjects) > 1 else None
    together = (
        evaluating.evaluate(place, whole, as_of=day, placebos=0, progress=show)["together"] if whole else None
    )
    if charts:
        _draw(charts, found)
    if json:
        document = {"evaluations": found, "together": together} if first else found[0]
        print(json_.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    _print(place, found, together)


def _last_known(place: Workspace) -> date:
    """The last day on which a detection became known: all that the ledger holds."""
    from bongsu.facts.ledger import Ledger

    found = Ledger(place.facts).read("detections")["known_at"].max()
    if not isinstance(found, date):
        raise Refusal(str(place.folder), expected=say("detections in the ledger"), found=say("none"))
    return found


def _subjects(
    place: Workspace,
    warning: str | None,
    items: list[str] | None,
    span: tuple[str | None, str | None],
    window: tuple[str | None, str | None],
    *,
    offices: list[str] | None,
    channels: list[str] | None,
    as_of: date,
) -> list[Subject]:
    from bongsu.usecases import evaluate_effect as evaluating

    ways = [bool(warning), bool(items), any(span)]
    if sum(ways) != 1:
        raise WrongUse(
            "bongsu effect",
            expected="WARNING | --item … --start P --end P | --from P --to P",
            found=say("none of them") if not any(ways) else say("more than one"),
        )
    if warning:
        return [evaluating.of_warning(place, warning, as_of=as_of)]
    given = span if any(span) else window
    names = ("--from", "--to") if any(span) else ("--start", "--end")
    if not (given[0] and given[1]):
        raise WrongUse("bongsu effect", expected=", ".join(names), found=say("not given"))
    begin, stop = options.period(given[0], names[0]), options.period(given[1], names[1])
    if begin.frequency is not stop.frequency or stop < begin:
        raise WrongUse(names[1], expected=say("a period not before {period}", period=begin), found=str(stop))
    if items:
        return [
            evaluating.of_items(place, items, begin, stop, offices=offices or (), channels=channels or ())
        ]
    found = evaluating.warnings_between(place, begin, stop, as_of=as_of)
    if not found:
        raise Refusal(f"{begin} … {stop}", expected=say("a warning issued in this time"), found=say("none"))
    return found


def _actor(place: Workspace, by: str | None) -> str:
    """Who keeps the evaluation; somebody named must be one who evaluates."""
    import os

    name = by or os.environ.get("BONGSU_PERSON")
    if not name:
        return options.actor()
    from bongsu.core.early_warning.people import Role
    from bongsu.usecases.acting import acting_person
    from bongsu.words.warnings import role_words

    person = acting_person(place, name)
    allowed = (Role.ANALYST, Role.STEWARD, Role.APPROVER)
    if not person.has(*allowed):
        raise Refusal(
            say("effect"),
            expected=say("somebody with the role {roles}", roles=role_words(allowed)),
            found=name,
            todo=say("Look without keeping it: --no-store."),
        )
    return person.name


def _draw(folder: Path, found: list[dict[str, Any]]) -> None:
    from bongsu.reports.charts.effect import counterfactual_chart, ratios_chart
    from bongsu.reports.charts.render import render_svg

    folder.mkdir(parents=True, exist_ok=True)
    for document in found:
        for entry in document["items"]:
            name = f"{document['warning'] or document['from']}-{entry['item']}"
            for kind, chart in (("counts", counterfactual_chart), ("ratios", ratios_chart)):
                (folder / f"{name}-{kind}.svg").write_text(render_svg(chart(entry)), encoding="utf-8")


def _print(place: Workspace, found: list[dict[str, Any]], together: dict[str, Any] | None) -> None:
    from bongsu.usecases import effect_words

    for document in found:
        title = " ".join(part for part in (document.get("evaluation", ""), document["warning"]) if part)
        print(title or say("Effect"))
        for entry in document["items"]:
            name = named(place.catalogue.item(entry["item"]).name)
            print("  " + effect_words.headline(entry, name=name, first=document["from"], last=document["to"]))
            for line in effect_words.details(entry, document["controls"]):
                print("    " + line)
        if len(document["items"]) > 1:
            _print_together(document["together"], document)
    if together:
        _print_together(together, found[0])
    elif len(found) > 1:
        print(say("The warnings cover different periods: they are not added up."))


def _print_together(together: dict[str, Any], document: dict[str, Any]) -> None:
    from bongsu.usecases import effect_words

    name = say("All together")
    print("  " + effect_words.headline(together, name=name, first=document["from"], last=document["to"]))
    for line in effect_words.values(together):
        print("    " + line)
