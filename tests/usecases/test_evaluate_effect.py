"""Evaluating a warning or items: as of a day, kept for reviews, the same twice, and honest in words."""

import json
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from bongsu import records, words
from bongsu.cli.main import app
from bongsu.core.early_warning.people import Role
from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.records import audit, evaluations, people
from bongsu.reports.charts.effect import counterfactual_chart, ratios_chart
from bongsu.reports.charts.render import render_svg
from bongsu.usecases import evaluate_effect as evaluating
from bongsu.usecases.effect_words import details, headline
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal
from tests.usecases.test_operate import ANALYST, APPROVER, NOW, OFFICES, planned

AS_OF = date(2005, 9, 30)
FIRST, LAST = Period.parse("2005-06"), Period.parse("2005-07")
ITEMS = "".join(
    f'[[item]]\ncode = "{code}"\nname = {{ ko = "{code}", en = "{code}" }}\nunit = "kg"\n'
    f'hs = ["710812"]\nfrequency = "month"\n'
    for code in ("gold", "rice", "garlic", "pepper", "ginger")
)


def facts():
    """Counts of five items at two offices in two channels; gold triples in June and July 2005 at 020."""
    rng = np.random.default_rng(20050613)
    rows = []
    for item, period in ((i, p) for i in ("gold", "rice", "garlic", "pepper", "ginger") for p in _months()):
        for office in ("020", "030"):
            for channel in ("cargo", "traveller"):
                mean = 2.5
                if item == "gold" and office == "020" and period in (FIRST, LAST):
                    mean *= 5.0
                count = int(rng.poisson(mean))
                value = int(np.exp(rng.normal(16, 1.5))) * max(count, 1) if count else 0
                rows.append((item, period.start, office, channel, count, value, period.end))
    columns = ("item", "period", "office", "channel", "count", "value_krw", "known_at")
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.with_columns(frequency=pl.lit("month"), value_basis=pl.lit("market"))


def _months():
    return list(span(Period.parse("2001-01"), Period.parse("2005-09")))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    before = list(words._current)
    words.use_language("en")
    folder = tmp_path_factory.mktemp("effect") / "work"
    place = Workspace.create(folder, name="test", language="en")
    (place.catalogue_folder / "items.toml").write_text(ITEMS, "utf-8")
    (place.catalogue_folder / "offices.toml").write_text(OFFICES, "utf-8")
    moment = datetime(2005, 10, 1, tzinfo=UTC)
    Ledger(place.facts).append("detections", facts(), load="all", recorded_at=moment)
    yield Workspace.open(folder)
    records.close()
    words._current[:] = before


@pytest.fixture(scope="module")
def document(workspace):
    subject = evaluating.of_items(workspace, ["gold"], FIRST, LAST, offices=["020"], channels=["cargo"])
    return evaluating.evaluate(workspace, subject, as_of=AS_OF, placebos=2)


def test_a_rise_is_found_in_counts_and_at_the_office_addressed(document):
    (gold,) = document["items"]
    assert gold["ratio"]["low"] > 1.2 and gold["ratio"]["median"] > 1.8
    assert gold["displacement"]["addressed"]["ratio"]["low"] > 1.2
    assert gold["placebo"]["p_value"] < 0.2 and gold["placebo"]["windows"] == 10
    assert gold["flags"] == ["exposure_unknown"]
    assert document["controls"]["items"] == ["garlic", "ginger", "pepper", "rice"]
    assert 0.5 < document["controls"]["shift"] < 2.0


def test_the_office_and_the_channel_not_addressed_stand_beside_it(document):
    kinds = {each["kind"]: each for each in document["items"][0]["displacement"]["kinds"]}
    assert [each["name"] for each in kinds["office"]["neighbours"]] == ["030"]
    assert kinds["office"]["rose"] == []
    # The travellers of office 020 rose too: what was done in cargo did not keep to cargo.
    assert kinds["channel"]["rose"] == ["traveller"]


def test_nothing_known_after_the_day_changes_the_answer_and_twice_is_once(workspace, document):
    subject = evaluating.of_items(workspace, ["gold"], FIRST, LAST, offices=["020"], channels=["cargo"])
    again = evaluating.evaluate(workspace, subject, as_of=AS_OF, placebos=2)
    assert again == document
    later = facts().filter((pl.col("item") == "gold") & (pl.col("period") == FIRST.start))
    known = pl.lit(date(2005, 12, 1)).alias("known_at")
    later = later.with_columns(pl.lit(99, pl.Int64).alias("count"), known)
    moment = datetime(2005, 12, 2, tzinfo=UTC)
    Ledger(workspace.facts).append("detections", later, load="revision", recorded_at=moment)
    assert evaluating.evaluate(workspace, subject, as_of=AS_OF, placebos=2) == document


def test_an_evaluation_is_kept_once_and_a_review_can_read_it(workspace, document):
    kept = evaluating.keep(workspace, document, as_of=AS_OF, actor="cli:kim", now=NOW)
    same = evaluating.keep(workspace, document, as_of=AS_OF, actor="cli:lee", now=NOW)
    assert kept["evaluation"] == same["evaluation"] == "E-000001"
    (entry,) = evaluations.listing(item="gold")
    assert entry.document == document and entry.created_by == "cli:kim"
    assert evaluations.listing(item="rice") == [] and evaluations.latest("2005-001") is None
    assert audit.verify().ok


def test_a_window_that_is_not_over_or_an_item_there_is_not_is_refused(workspace):
    subject = evaluating.of_items(workspace, ["gold"], FIRST, LAST)
    with pytest.raises(Refusal, match="2005-06"):
        evaluating.evaluate(workspace, subject, as_of=date(2005, 7, 15))
    with pytest.raises(Refusal, match="silver"):
        evaluating.of_items(workspace, ["silver"], FIRST, LAST)


def test_an_item_under_an_operation_is_no_control(workspace):
    from bongsu.usecases import operate_plan

    entry = planned(workspace, items=["rice"])
    operate_plan.start(workspace, entry.number, by=APPROVER, at=NOW)
    subject = evaluating.of_items(workspace, ["gold"], FIRST, LAST)
    found = evaluating.evaluate(workspace, subject, as_of=AS_OF, placebos=0)
    assert found["controls"]["items"] == ["garlic", "ginger", "pepper"]
    assert found["items"][0]["placebo"] is None
    operate_plan.end(workspace, entry.number, "finish", by=ANALYST, at=NOW)


def test_the_raw_value_never_stands_alone(document):
    lines = details(document["items"][0], document["controls"])
    (told,) = [line for line in lines if line.startswith("Total value")]
    assert "without the largest case" in told and "worlds without an effect" in told
    first = headline(document["items"][0], name="gold", first="2005-06", last="2005-07")
    assert "More was found than without it." in first


def test_what_the_interval_does_not_allow_is_not_said(document):
    flat = document["items"][0] | {"ratio": {"median": 2.0, "low": 0.6, "high": 7.0}}
    assert "cannot be told" in headline(flat, name="gold", first="a", last="b")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_charts_are_drawn_in_both_languages(document, language):
    before = words.language()
    words.use_language(language)
    try:
        for chart in (counterfactual_chart, ratios_chart):
            assert render_svg(chart(document["items"][0])).startswith("<svg")
    finally:
        words.use_language(before)


def test_the_command_prints_json_keeps_it_and_refuses_who_may_not(workspace):
    people.register("hong", roles=[Role.AUDITOR], actor="t", now=NOW)
    base = ["effect", "-w", str(workspace.folder), "--item", "gold", "--start", "2005-06", "--end", "2005-07"]
    base += ["--as-of", "2005-09-30", "--placebos", "0", "--json"]
    seen = CliRunner().invoke(app, [*base, "--no-store", "--by", "hong"])
    assert seen.exit_code == 0 and "evaluation" not in json.loads(seen.stdout)
    refused = CliRunner().invoke(app, [*base, "--by", "hong"])
    assert isinstance(refused.exception, Refusal)
    kept = CliRunner().invoke(app, base)
    assert json.loads(kept.stdout)["evaluation"].startswith("E-")
    both = CliRunner().invoke(app, [*base, "2005-001"])
    assert isinstance(both.exception, Refusal) and both.exception.exit_code == 2
