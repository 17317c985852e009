"""`bongsu explain`: why an item has its grade, in one sentence, a table, and a chart."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import named, say
from bongsu.words.refusal import Refusal


def explain(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. gold.")],
    workspace: options.Workspace = Path(),
    assessment: Annotated[
        str | None, typer.Option("--assessment", metavar="ID", help="The latest one if not named.")
    ] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write the chart to this SVG file.")] = None,
    json: options.Json = False,
) -> None:
    """Why this grade: one sentence, the indicators, and the detections with what was expected."""
    from bongsu.usecases.gather_report import gather
    from bongsu.usecases.sentences import explain as sentence
    from bongsu.usecases.watch import tentative_of
    from bongsu.usecases.workspace import Workspace
    from bongsu.words.tripwires import tentative_words

    place = Workspace.open(workspace)
    content = gather(place, assessment)
    tentative = tentative_of(place, item)
    found = next((each for each in content.items if each.code == item), None)
    if found is None:
        raise Refusal(
            say("assessment {name}", name=content.assessment),
            expected=", ".join(each.code for each in content.items),
            found=item,
        )
    if chart is not None:
        _write_chart(found, chart)
    if json:
        told = {**_as_json(content, found, sentence(found)), "tentative": tentative}
        print(json_.dumps(told, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    from bongsu.reports.explanation import Explanation

    Console().print(Explanation(content, found))
    if tentative is not None:
        print(tentative_words(tentative))
    if chart is not None:
        print(say("Chart written: {path}", path=chart))


def _write_chart(item, path: Path) -> None:  # type: ignore[no-untyped-def]
    from bongsu.reports.charts.render import render_svg
    from bongsu.reports.figures import detections_figure

    figure = detections_figure(item)
    if figure is None:
        raise Refusal(item.code, expected=say("detections"), found=say("none"))
    path.write_text(render_svg(figure.specification), encoding="utf-8")


def _as_json(content, item, sentence: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from dataclasses import asdict

    from bongsu.usecases.beside_words import advice_sentence, override_sentence, trust_sentences

    return {
        "assessment": content.assessment,
        "as_of": content.as_of.isoformat(),
        "item": item.code,
        "name": named(item.names),
        "grade": item.grade,
        "probability": item.probability,
        "sentence": sentence,
        "indicators": [asdict(each.finding) for each in item.indicators],
        "method": item.reading.method,
        "path": [asdict(point) for point in item.reading.path],
        "pressure": [asdict(step) for step in item.reading.pressure] or None,
        "flags": list(item.reading.flags),
        "analyst": override_sentence(item) or None,
        "intelligence": advice_sentence(item) or None,
        "effort_elasticity": asdict(item.reading.elasticity) if item.reading.elasticity else None,
        "trust": trust_sentences(item),
    }
