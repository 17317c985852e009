"""A review is gathered, decided by one person, signed by another, and then in force; nothing before that."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.panel.periods import Period, span
from bongsu.records import assessments, audit, close, reviews
from bongsu.reports.documents.blocks import Grid
from bongsu.reports.documents.review import review_paper
from bongsu.reports.documents.write import DRAWERS, document_bytes, file_name
from bongsu.usecases.gather_review import gather_review_document
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, open_records, reproduce
from bongsu.usecases.review_decisions import decide, decide_challengers, gather_review, sign
from bongsu.usecases.standing import added_on, champion_on, retired_on
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal, WrongUse
from tests.reports.documents.test_documents import text_of

NOW = datetime(2006, 1, 2, 9, tzinfo=UTC)
AS_OF, NEXT = date(2005, 6, 30), date(2005, 7, 31)
STEWARD = Person("kim", frozenset({Role.STEWARD}))
APPROVER = Person("lee", frozenset({Role.APPROVER}))
BOTH = Person("choi", frozenset({Role.STEWARD, Role.APPROVER}))
FIRST, LAST = Period.parse("2001-01"), Period.parse("2005-06")
ITEMS = ("gold", "rice", "garlic")
INDICATORS = ("gap", "noise", "silent")


def write_country(folder):
    """Three items whose counts follow `gap` two months later; `noise` says nothing, `silent` stopped."""
    rng = np.random.default_rng(11)
    periods = list(span(FIRST, LAST))
    gap = np.zeros(len(periods))
    for t in range(1, len(periods)):
        gap[t] = 0.85 * gap[t - 1] + rng.normal()
    noise = rng.normal(size=len(periods))
    counts, values = ["item,period,count,known_at"], ["series,period,value,unit,published_at"]
    for item in ITEMS:
        for t, period in enumerate(periods):
            mean = 6.0 * np.exp(0.45 * gap[max(t - 2, 0)] + 0.2 * rng.normal())
            counts.append(f"{item},{period},{rng.poisson(mean)},{period.end}")
    for t, period in enumerate(periods):
        values.append(f"gap,{period},{gap[t]:.5f},KRW,{period.end}")
        values.append(f"noise,{period},{noise[t]:.5f},KRW,{period.end}")
        if t < len(periods) - 9:
            values.append(f"silent,{period},{noise[t] ** 2:.5f},KRW,{period.end}")
    (folder / "detections.csv").write_text("\n".join(counts) + "\n", encoding="utf-8")
    (folder / "observations.csv").write_text("\n".join(values) + "\n", encoding="utf-8")


def catalogue():
    items = "".join(
        f'[[item]]\ncode = "{each}"\nname = {{ ko = "{each}", en = "{each}" }}\nunit = "kg"\nhs = ["0703"]\n'
        for each in ITEMS
    )
    indicators = "".join(
        f'[[indicator]]\ncode = "i_{each}"\nkind = "{each}"\nname = {{ ko = "{each}", en = "{each}" }}\n'
        f'series = "{each}"\nunit = "KRW"\nsign = "?"\n'
        for each in INDICATORS
    )
    return items, indicators


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.delenv("BONGSU_DATABASE", raising=False)
    before = language()
    use_language("en")
    folder = tmp_path_factory.mktemp("review") / "w"
    place = Workspace.create(folder, pack="empty", language="en")
    items, indicators = catalogue()
    (place.catalogue_folder / "items.toml").write_text(items, encoding="utf-8")
    (place.catalogue_folder / "indicators.toml").write_text(indicators, encoding="utf-8")
    write_country(folder)
    place = Workspace.open(folder)
    for report in load_files(place, [folder / "observations.csv", folder / "detections.csv"], now=NOW):
        assert report.rows and not report.refusal and not report.quarantined
    yield place
    close()
    use_language(before)
    patch.undo()


@pytest.fixture(scope="module")
def gathered(workspace):
    return gather_review(workspace, "gold", as_of=AS_OF, actor="cli:kim", now=NOW)


def scorecards(document):
    return {each["indicator"]: each for panel in document["panels"] for each in panel["indicators"]}


def test_the_scorecard_knows_what_tells_and_what_is_silent(gathered):
    cards = scorecards(gathered)
    assert cards["i_gap"]["advice"] == "keep"
    assert cards["i_gap"]["history"][-1]["inclusion"] > 0.9
    left_out = cards["i_gap"]["left_out"]
    assert left_out["crps_champion"] > left_out["crps_challenger"]  # worse without it
    assert (cards["i_silent"]["advice"], cards["i_silent"]["silent_periods"]) == ("retire_silent", 9)
    assert {"measure": "retire_indicator", "subject": "i_silent"}.items() <= next(
        each for each in gathered["proposals"] if each["subject"] == "i_silent"
    ).items()


def test_the_evidence_is_stored_as_gathered(workspace, gathered):
    stored = reviews.get(gathered["review"])
    assert stored.document == gathered
    assert stored.state == "open"


@pytest.mark.parametrize("form", list(DRAWERS))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_review_pack_says_its_evidence_in_every_form_and_language(workspace, gathered, form, language):
    content = gather_review_document(workspace, gathered["review"])
    raw = document_bytes(content, form, language=language)
    assert raw == document_bytes(content, form, language=language)
    said = text_of(raw, form)
    retire = {"ko": "반년 넘게 값이 없음", "en": "no value for half a year or more"}[language]
    assert gathered["review"] in said and retire.replace(" ", "") in said.replace(" ", "")
    accuracy = gathered["panels"][0]["accuracy"]
    table = next(block for block in review_paper(content, language=language).body if isinstance(block, Grid))
    told = {row[0].grade: row[1].number for row in table.rows}
    assert told == {row["grade"]: row["rows"] for row in accuracy["by_grade"]}
    assert file_name(content, form, language=language) == f"review-{gathered['review']}-{language}.{form}"


def test_a_review_is_found_by_its_item_and_another_is_refused(workspace, gathered):
    assert gather_review_document(workspace, "gold").found["item"] == "gold"
    with pytest.raises(Refusal, match="R-999999"):
        gather_review_document(workspace, "R-999999")


def test_only_a_steward_decides_and_a_second_person_signs(workspace, gathered):
    name = gather_review(workspace, "rice", as_of=AS_OF, actor="cli:kim", now=NOW)["review"]
    retire = ["retire_indicator=i_silent"]
    given = {"reason": "the feed ended", "valid_from": AS_OF, "now": NOW}
    with pytest.raises(Refusal, match="steward"):
        decide(workspace, name, retire, by=APPROVER, **given)
    with pytest.raises(Refusal, match="decision to sign"):
        sign(workspace, name, agreed=True, by=APPROVER, now=NOW)
    decide(workspace, name, retire, by=BOTH, **given)
    with pytest.raises(Refusal, match="second person"):
        sign(workspace, name, agreed=True, by=BOTH, now=NOW)
    with pytest.raises(Refusal, match="approver"):
        sign(workspace, name, agreed=True, by=STEWARD, now=NOW)
    assert retired_on(NEXT) == {}
    assert sign(workspace, name, agreed=False, reason="wait a month", by=APPROVER, now=NOW).state == "refused"
    assert retired_on(NEXT) == {}
    assert audit.verify().ok


def test_a_decision_names_what_the_review_looked_at(workspace, gathered):
    given = {"reason": "x", "valid_from": AS_OF, "by": STEWARD, "now": NOW}
    with pytest.raises(Refusal, match="indicator that this review looked at"):
        decide(workspace, gathered["review"], ["retire_indicator=i_gab"], **given)
    with pytest.raises(WrongUse):
        decide(workspace, gathered["review"], ["burn_it"], **given)
    with pytest.raises(Refusal, match="beside the champion"):
        decide(workspace, gathered["review"], ["promote=history"], **given)


def test_a_retired_indicator_leaves_assessments_from_its_day_on_and_they_can_be_repeated(workspace, gathered):
    earlier = assess_and_record(workspace, as_of=AS_OF, method=None, now=NOW, actor="cli:kim")
    decide(
        workspace,
        gathered["review"],
        ["retire_indicator=i_silent"],
        reason="the feed ended",
        valid_from=NEXT,
        by=STEWARD,
        now=NOW,
    )
    assert sign(workspace, gathered["review"], agreed=True, by=APPROVER, now=NOW).state == "signed"
    later = assess_and_record(workspace, as_of=NEXT, method=None, now=NOW, actor="cli:kim")

    def seen(recorded, item):
        entry = next(each for each in recorded.document["items"] if each["item"] == item)
        return {each["indicator"] for each in entry["indicators"]}

    assert "i_silent" in seen(earlier, "gold") and "i_silent" not in seen(later, "gold")
    assert "i_silent" in seen(later, "garlic")
    assert reproduce(workspace, earlier.document["assessment"]).same
    assert reproduce(workspace, later.document["assessment"]).same
    assert audit.verify().ok


def test_a_retired_indicator_comes_back_by_another_review(workspace, gathered):
    later = date(2005, 8, 31)
    name = gather_review(workspace, "gold", as_of=NEXT, actor="cli:kim", now=NOW)["review"]
    given = {"reason": "the feed is back", "valid_from": later, "by": STEWARD, "now": NOW}
    with pytest.raises(Refusal, match="i_sylent"):
        decide(workspace, name, ["add_indicator=i_sylent"], **given)
    decide(workspace, name, ["add_indicator=i_silent"], **given)
    sign(workspace, name, agreed=True, by=APPROVER, now=NOW)
    assert retired_on(NEXT) == {"gold": ["i_silent"]} and retired_on(later) == {}
    assert added_on(later) == {"gold": ["i_silent"]}
    again = assess_and_record(workspace, as_of=later, method=None, now=NOW, actor="cli:kim")
    entry = next(each for each in again.document["items"] if each["item"] == "gold")
    assert "i_silent" in {each["indicator"] for each in entry["indicators"]}
    assert reproduce(workspace, again.document["assessment"]).same


def test_a_challenger_runs_beside_and_is_promoted_by_signature(workspace):
    open_records(workspace)
    with pytest.raises(Refusal, match="steward"):
        decide_challengers(["history"], valid_from=AS_OF, reason="x", by=APPROVER, now=NOW)
    decide_challengers(["history"], valid_from=AS_OF, reason="simpler", by=STEWARD, now=NOW)
    recorded = assess_and_record(workspace, as_of=AS_OF, method=None, now=NOW, actor="cli:kim")
    official = recorded.document["assessment"]
    assert recorded.document["method"] == "level-bma"
    assert [each.method for each in assessments.challengers_of(official)] == ["history"]
    assert assessments.latest(AS_OF).assessment == official  # the challenger's is never taken for it
    found = gather_review(workspace, None, as_of=AS_OF, actor="cli:kim", now=NOW)
    (panel,) = found["panels"]
    (beside,) = panel["challengers"]
    assert (beside["method"], beside["standing"]) == ("history", "worse")  # the gap truly tells
    given = {"reason": "x", "valid_from": NEXT, "by": STEWARD, "now": NOW}
    decide(workspace, found["review"], ["promote=history"], **given)
    sign(workspace, found["review"], agreed=True, by=APPROVER, now=NOW)
    assert (champion_on(AS_OF), champion_on(NEXT)) == ("level-bma", "history")
    promoted = assess_and_record(workspace, as_of=NEXT, method=None, now=NOW, actor="cli:kim")
    assert promoted.document["method"] == "history"
    assert audit.verify().ok


def test_a_review_sees_nothing_that_became_known_later(workspace, gathered):
    def evidence():
        return gather_review(workspace, "garlic", as_of=AS_OF, actor="cli:kim", now=NOW) | {"review": None}

    before = evidence()
    late = workspace.folder / "late.csv"
    rows = [f"{item},2005-0{month},900,2005-09-30" for item in ITEMS for month in range(1, 7)]
    late.write_text("item,period,count,known_at\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (report,) = load_files(workspace, [late], now=NOW)
    assert report.rows == 18
    assert evidence() == before
