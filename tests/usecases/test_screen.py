"""Screening a workspace: a planted indicator is found at its lead, an item without one is told so."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from bongsu.cli.screen import screen as command
from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.reports.screening import ScreeningText
from bongsu.usecases.assess import assess
from bongsu.usecases.load import load_files
from bongsu.usecases.screen import document, screen, sentence
from bongsu.usecases.workspace import Workspace
from bongsu.words import use_language
from bongsu.words.refusal import Refusal

AS_OF = date(2004, 12, 31)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEAD = 4
SERIES = ("gap", "noise_a", "noise_b", "noise_c")


def catalogue(folder: Path) -> None:
    """Gold follows the price gap by four months; rice follows nothing; velvet has three months of counts."""
    names = ", ".join(f'"{name}"' for name in SERIES)
    (folder / "items.toml").write_text(
        "".join(
            f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\n'
            f'hs = ["710812"]\nfrequency = "month"\nindicators = [{names}]\n\n'
            for item in ("gold", "rice", "velvet")
        ),
        encoding="utf-8",
    )
    (folder / "indicators.toml").write_text(
        "".join(
            f'[[indicator]]\ncode = "{name}"\nkind = "{name}"\nname = {{ ko = "{name}", en = "{name}" }}\n'
            f'series = "{name}"\nunit = "KRW"\nsign = "+"\nleads = [0, 12]\npublication_lag = "P0D"\n\n'
            for name in SERIES
        ),
        encoding="utf-8",
    )


def facts(folder: Path) -> None:
    rng = np.random.default_rng(2)
    months = list(span(Period.parse("1999-01"), Period.parse("2004-12")))
    values = {name: np.zeros(len(months)) for name in SERIES}
    for series in values.values():
        for t in range(len(months)):
            series[t] = 0.7 * series[t - 1] + rng.normal()
    observations, detections = ["series,period,value"], ["item,period,count,known_at"]
    for t, month in enumerate(months):
        observations += [f"{name},{month},{100 + 10 * values[name][t]:.4f}" for name in SERIES]
        if t < 12:
            continue
        means = {"gold": np.exp(2.3 + 0.55 * values["gap"][t - LEAD]), "rice": 8.0, "velvet": 5.0}
        for item, mean in means.items():
            if item != "velvet" or t >= len(months) - 3:
                detections.append(f"{item},{month},{rng.poisson(mean)},{month.end}")
    (folder / "observations.csv").write_text("\n".join(observations) + "\n", encoding="utf-8")
    (folder / "detections.csv").write_text("\n".join(detections) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("screen") / "w"
    place = Workspace.create(folder, pack="empty")
    catalogue(place.catalogue_folder)
    files = folder / "files"
    files.mkdir()
    facts(files)
    for report in load_files(Workspace.open(folder), [files], now=NOW):
        assert not report.refusal and not report.quarantined
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def screening(workspace):
    return screen(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF)


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("ko")


def test_the_planted_indicator_is_supported_at_its_lead_and_in_its_direction(screening):
    gold = document(screening)["items"][0]
    first = gold["indicators"][0]
    assert gold["found"] and gold["periods"] == 60
    assert (first["indicator"], first["verdict"], first["lead"], first["direction"]) == (
        "gap",
        "supported",
        LEAD,
        "+",
    )
    assert first["agrees"] is True
    assert first["test"]["lead"] == LEAD
    assert first["test"]["q_value"] <= 0.1
    assert abs(first["test"]["r"]) > first["test"]["band_r"]
    assert first["stability"]["without_a_year"] == 1.0
    assert sentence(screening.items[0]) == "Supported: gap, 4 months ahead."


def test_where_nothing_leads_it_says_that_no_indicator_was_found(screening):
    rice = document(screening)["items"][1]
    assert not rice["found"]
    assert rice["sentence"] == "No indicator found among 4."
    assert {each["verdict"] for each in rice["indicators"]} == {"none"}


def test_an_item_with_three_months_of_counts_is_not_screened(screening):
    velvet = document(screening)["items"][2]
    assert velvet["flags"] == ["too_few_periods"]
    assert velvet["indicators"] == []
    assert velvet["sentence"].startswith("Not screened")


def test_verdict_and_inclusion_are_those_of_the_assessment(workspace, screening):
    assessed = assess(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF).document["items"]
    for ours, theirs in zip(document(screening)["items"][:2], assessed[:2], strict=True):
        graded = {each["indicator"]: each for each in theirs["indicators"]}
        for each in ours["indicators"]:
            other = graded[each["indicator"]]
            assert each["verdict"] == other["verdict"]
            assert each["inclusion"] == pytest.approx(other["inclusion"], rel=1e-5)


def test_one_item_alone_is_screened_as_among_all_and_always_alike(workspace, screening):
    alone = screen(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF, items=("rice",))
    assert document(alone)["items"] == [document(screening)["items"][1]]


def test_what_comes_later_does_not_move_a_digit(workspace, screening, tmp_path):
    before = Ledger(workspace.facts)
    pinned = before.at(before.versions())
    late = [f"{name},2004-0{month},9999,2005-01-01" for name in SERIES for month in range(1, 10)]
    (tmp_path / "observations.csv").write_text(
        "\n".join(["series,period,value,published_at", *late]) + "\n", encoding="utf-8"
    )
    for report in load_files(workspace, [tmp_path], now=NOW):
        assert not report.refusal and report.rows
    after = screen(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF)
    assert document(after) == document(screen(pinned, workspace.catalogue, as_of=AS_OF))
    seen = screen(Ledger(workspace.facts), workspace.catalogue, as_of=date(2005, 1, 1))
    assert document(seen)["items"][0]["indicators"] != document(after)["items"][0]["indicators"]


def test_an_unknown_item_is_refused_and_the_known_ones_named(workspace):
    with pytest.raises(Refusal, match="gold, rice, velvet"):
        screen(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF, items=("silver",))


@pytest.mark.parametrize("width", [80, 140])
def test_the_text_fits_the_terminal_and_shows_the_band(screening, width):
    one = type(screening)(screening.as_of, screening.items[:1])
    console = Console(width=width, record=True, file=StringIO())
    console.print(ScreeningText(one))
    text = console.export_text()
    assert max(len(line) for line in text.splitlines()) <= width
    assert "Supported: gap, 4 months ahead." in text
    assert "…" not in text.split("Lead scan")[0]
    assert "*" in text.split("Lead scan: 100 × r, marked * outside the band")[1]


def application() -> typer.Typer:
    app = typer.Typer()
    app.command()(command)
    return app


def test_the_command_prints_one_json_object(workspace):
    result = CliRunner().invoke(
        application(), ["--all", "-w", str(workspace.folder), "--as-of", "2004-12-31", "--json"]
    )
    assert result.exit_code == 0, result.output
    assert [item["item"] for item in json.loads(result.stdout)["items"]] == ["gold", "rice", "velvet"]


@pytest.mark.parametrize("arguments", [[], ["gold", "--all"], ["gold"]])
def test_the_command_wants_an_item_or_all_and_a_day(workspace, arguments):
    result = CliRunner().invoke(application(), [*arguments, "-w", str(workspace.folder)])
    assert isinstance(result.exception, Refusal)
