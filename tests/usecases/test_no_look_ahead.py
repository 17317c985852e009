"""The cheat: what became known after the day, in any table, must not move one digit of that day's result."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import assess
from bongsu.usecases.backtest import backtest
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal

AS_OF = date(2004, 6, 30)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST, LAST = Period.parse("2000-01"), Period.parse("2005-05")
ITEMS = ("gold", "rice", "tobacco")
FORECASTING = [name for name, method in METHODS.items() if method.forecasts]
SCORES_ONLY = [name for name in METHODS if name not in FORECASTING]
OFFICES = ("010", "020")

ITEMS_TOML = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\n'
    f'hs = ["710812"]\nfrequency = "month"\nindicators = ["{item}_gap", "{item}_flow"]\n\n'
    for item in ITEMS
)
INDICATORS_TOML = "".join(
    f'[[indicator]]\ncode = "{item}_gap"\nkind = "price_gap"\nname = {{ ko = "차", en = "gap" }}\n'
    f'formula = "{item}_home - {item}_abroad"\nunit = "KRW/kg"\nsign = "+"\nthreshold = true\n'
    f'leads = [0, 12]\npublication_lag = "P0D"\n\n'
    f'[[indicator]]\ncode = "{item}_flow"\nkind = "flow"\nname = {{ ko = "량", en = "flow" }}\n'
    f'series = "{item}_imports"\nunit = "kg"\nsign = "?"\nleads = [0, 12]\npublication_lag = "P1M"\n\n'
    for item in ITEMS
)
OFFICES_TOML = "".join(
    f'[[office]]\ncode = "{office}"\nname = {{ ko = "{office}", en = "{office}" }}\n\n' for office in OFFICES
)


def write_files(folder: Path) -> None:
    """Facts with delays and revisions, from the first month to the last."""
    rng = np.random.default_rng(11)
    observations = ["series,period,value,published_at"]
    detections = ["item,period,count,office,channel,known_at"]
    effort = ["period,inspections,office,channel,known_at"]
    for period in span(FIRST, LAST):
        later = (period + 1).end
        for item in ITEMS:
            for series in ("home", "abroad", "imports"):
                known = later if series == "imports" else period.end
                observations.append(f"{item}_{series},{period},{rng.normal(100, 10):.3f},{known}")
            for office in OFFICES:
                first = rng.poisson(4)
                detections.append(f"{item},{period},{first},{office},cargo,{period.end}")
                detections.append(f"{item},{period},{first + rng.poisson(1)},{office},cargo,{later}")
        effort += [f"{period},{rng.integers(50, 90)},{office},cargo,{period.end}" for office in OFFICES]
    events = ["event,kind,items,announced_on,effective_on,magnitude", "e1,tax,gold,2003-01-02,2003-04-01,0.1"]
    for name, lines in (
        ("observations", observations),
        ("detections", detections),
        ("effort", effort),
        ("events", events),
    ):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def cheat_files(folder: Path) -> None:
    """Wild rows about the past in every table, each known only after the day; and periods still to come."""
    observations = ["series,period,value,published_at"]
    detections = ["item,period,count,office,channel,known_at"]
    effort = ["period,inspections,office,channel,known_at"]
    day = "2004-07-01"
    for period in span(Period.parse("2003-01"), Period.parse("2004-06")):
        for item in ITEMS:
            observations += [f"{item}_{series},{period},99999,{day}" for series in ("home", "imports")]
            detections += [f"{item},{period},999,{office},cargo,{day}" for office in OFFICES]
            detections.append(f"{item},{period},777,,post,{day}")
        effort += [f"{period},1,{office},cargo,{day}" for office in OFFICES]
    events = [
        "event,kind,items,announced_on,effective_on,magnitude,known_at",
        f"e2,tax,gold,2004-01-02,2004-02-01,9,{day}",
    ]
    intelligence = [
        "report,items,reliability,credibility,direction,note,expires_on,known_at",
        f"i1,gold,A,1,+,much more is coming,2005-12-31,{day}",
    ]
    for name, lines in (
        ("observations", observations),
        ("detections", detections),
        ("effort", effort),
        ("events", events),
        ("intelligence", intelligence),
    ):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("cheat") / "w"
    place = Workspace.create(folder, pack="empty")
    for name, text in (("items", ITEMS_TOML), ("indicators", INDICATORS_TOML), ("offices", OFFICES_TOML)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    place = Workspace.open(folder)
    files = folder / "files"
    files.mkdir()
    write_files(files)
    for report in load_files(place, [files], now=NOW):
        assert not report.refusal and not report.quarantined
    return place


@pytest.fixture(scope="module")
def before_and_after(workspace: Workspace) -> tuple[Ledger, Ledger]:
    """The ledger before the cheat and after it."""
    ledger = Ledger(workspace.facts)
    before = ledger.at(ledger.versions())
    files = workspace.folder / "cheat"
    files.mkdir()
    cheat_files(files)
    reports = load_files(workspace, [files], now=NOW)
    assert {report.table for report in reports} == {
        "observations",
        "detections",
        "effort",
        "events",
        "intelligence",
    }
    for report in reports:
        assert not report.refusal and not report.quarantined and report.rows
    return before, Ledger(workspace.facts)


@pytest.mark.parametrize("method", FORECASTING)
def test_an_assessment_is_the_same_digit_for_digit(workspace, before_and_after, method):
    before, after = before_and_after
    honest = assess(before, workspace.catalogue, as_of=AS_OF, method=method)
    cheated = assess(after, workspace.catalogue, as_of=AS_OF, method=method)
    assert cheated.document == honest.document
    assert honest.document["items"][0]["probability"] is not None


@pytest.mark.parametrize("method", FORECASTING)
def test_the_next_day_sees_the_rows_so_the_cheat_was_a_real_one(workspace, before_and_after, method):
    before, after = before_and_after
    day = date(2004, 7, 1)
    honest = assess(before, workspace.catalogue, as_of=day, method=method)
    seen = assess(after, workspace.catalogue, as_of=day, method=method)
    assert seen.document["hash"] != honest.document["hash"]


def test_a_backtest_forecasts_the_same_from_the_same_cutoffs(workspace, before_and_after):
    before, after = before_and_after
    cutoffs = {"first": Period.parse("2004-04"), "last": Period.parse("2004-05"), "as_of": date(2005, 5, 31)}
    methods = ["level-bma", "2005", "ma3", *SCORES_ONLY]
    honest = backtest(before, workspace.catalogue, methods=methods, **cutoffs)
    cheated = backtest(after, workspace.catalogue, methods=methods, **cutoffs)

    def said(result):
        return [{key: value for key, value in row.items() if key != "observed"} for row in result["rows"]]

    assert said(cheated) == said(honest)
    assert [row["observed"] for row in cheated["rows"]] != [row["observed"] for row in honest["rows"]]


@pytest.mark.parametrize("method", SCORES_ONLY)
def test_a_method_without_forecasts_is_refused_for_an_assessment(workspace, before_and_after, method):
    with pytest.raises(Refusal, match=rf"--method.*{method}"):
        assess(before_and_after[0], workspace.catalogue, as_of=AS_OF, method=method)


def test_a_backtest_row_is_the_assessment_of_its_day(workspace, before_and_after):
    before, _ = before_and_after
    cutoff = Period(Frequency.MONTH, Period.of(AS_OF, Frequency.MONTH).ordinal)
    rows = backtest(
        before, workspace.catalogue, first=cutoff, last=cutoff, as_of=date(2005, 5, 31), methods=["level-bma"]
    )["rows"]
    items = assess(before, workspace.catalogue, as_of=AS_OF, method="level-bma").document["items"]
    for row, item in zip(rows, items, strict=True):
        assert (row["item"], row["mean"], row["probability"], row["grade"]) == (
            item["item"],
            item["expected"],
            item["probability"],
            item["grade"],
        )
