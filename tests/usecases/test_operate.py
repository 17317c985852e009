"""Special operations by the use cases: plan, check, start, report, and who may."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from bongsu import records, words
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.records import audit, operations
from bongsu.records.operations import Plan
from bongsu.usecases import operate_plan, standing
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.load import load_files
from bongsu.usecases.operate_report import NilPreview, effort, import_files, nil, result
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal
from tests.usecases.test_load import GARLIC, ITEMS

MAY = Period.parse("2005-05")
NOW = datetime(2005, 6, 14, 9, tzinfo=UTC)
AUGUST = datetime(2005, 8, 5, 9, tzinfo=UTC)
OFFICES = "".join(
    f'[[office]]\ncode = "{code}"\nname = {{ ko = "{code} 세관", en = "Office {code}" }}\n'
    for code in ("020", "030", "040")
)
ANALYST = Person("kim", frozenset({Role.ANALYST}))
APPROVER = Person("lee", frozenset({Role.APPROVER}))
INCHEON = Person("park", frozenset({Role.FIELD}), frozenset({"020"}))
BUSAN = Person("choi", frozenset({Role.FIELD}), frozenset({"030"}))
AIRPORT = Person("yoon", frozenset({Role.FIELD}), frozenset({"040"}))


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    place = Workspace.create(tmp_path / "work", name="test", language="en")
    (place.catalogue_folder / "items.toml").write_text(ITEMS + GARLIC, "utf-8")
    (place.catalogue_folder / "offices.toml").write_text(OFFICES, "utf-8")
    yield Workspace.open(tmp_path / "work")
    records.close()


def planned(workspace, **more):
    given = {
        "title": "Gold in June and July",
        "items": ["gold"],
        "offices": ["020", "030"],
        "channels": ["cargo", "traveller"],
        "first_day": date(2005, 6, 15),
        "last_day": date(2005, 7, 31),
        "planned": [{"office": "020", "channel": "cargo", "inspections": 300, "hours": 1.0, "minutes": 30.0}],
        "capacity": {"020": {"officer_hours": 400.0, "flow": 20000.0}},
    }
    return operate_plan.plan(workspace, Plan(**(given | more)), by=ANALYST, at=NOW)


@pytest.fixture
def running(workspace):
    number = planned(workspace).number
    operate_plan.start(workspace, number, by=APPROVER, at=NOW)
    return number


def detections(workspace):
    return Ledger(workspace.facts).read("detections")


def test_an_operation_is_numbered_planned_started_and_finished_by_the_right_people(workspace):
    entry = planned(workspace)
    assert (entry.number, entry.state) == ("OP-2005-001", "planned")
    with pytest.raises(Refusal, match="approver"):
        operate_plan.start(workspace, entry.number, by=ANALYST, at=NOW)
    assert operate_plan.start(workspace, entry.number, by=APPROVER, at=NOW).state == "running"
    done = operate_plan.end(workspace, entry.number, "finish", by=ANALYST, at=AUGUST)
    assert [step.to_state for step in done.moves] == ["planned", "running", "finished"]
    assert audit.verify().ok


def test_a_plan_beyond_an_offices_hours_starts_only_with_a_reason(workspace):
    entry = planned(workspace, capacity={"020": {"officer_hours": 100.0}})
    with pytest.raises(Refusal, match="needs 300 hours and has 100"):
        operate_plan.start(workspace, entry.number, by=APPROVER, at=NOW)
    started = operate_plan.start(
        workspace, entry.number, by=APPROVER, at=NOW, reason="officers come from Busan"
    )
    assert started.moves[-1].reason == "officers come from Busan"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"items": ["silver"]}, "silver"),
        ({"offices": ["020", "999"]}, "999"),
        ({"channels": ["pigeon"]}, "pigeon"),
        ({"last_day": date(2005, 6, 1)}, "2005-06-01"),
        ({"items": []}, "item"),
        ({"random_share": 1.0}, "1.0"),
    ],
)
def test_a_plan_that_names_what_there_is_not_is_refused(workspace, change, told):
    with pytest.raises(Refusal, match=told):
        planned(workspace, **change)


def case(**more):
    given = {
        "case_id": "2005-020-0042",
        "detected_on": "2005-06-20",
        "channel": "traveller",
        "quantity": "12,500",
        "unit": "g",
        "value_krw": "180000000",
        "value_basis": "market",
        "clue": "x-ray",
        "origin": "HK",
        "route": "HKG-ICN",
        "concealment": "suitcase wheels",
    }
    return given | more


def test_a_case_is_a_fact_with_its_raw_file_and_the_operation_knows_it(workspace, running):
    found = result(workspace, running, case(), office=None, by=INCHEON, at=AUGUST)
    (row,) = detections(workspace).iter_rows(named=True)
    assert (row["item"], row["office"], row["operation"], row["count"]) == ("gold", "020", running, 1)
    assert (float(row["quantity"]), row["unit"]) == (12.5, "kg")
    assert (row["clue"], row["route"], row["concealment"]) == ("x-ray", "HKG-ICN", "suitcase wheels")
    assert row["known_at"] == date(2005, 8, 5)
    assert row["load"] in found.operation.reports[0].loads
    assert any(workspace.raw.rglob("*"))
    assert found.operation.silent == ("030",)
    again = result(workspace, running, case(), office=None, by=INCHEON, at=AUGUST)
    assert len(again.operation.reports) == 1 and detections(workspace).height == 1
    assert audit.verify().ok


def test_a_value_needs_its_basis_and_a_quantity_a_unit_that_fits(workspace, running):
    for wrong, told in (
        (case(value_basis=""), "basis"),
        (case(unit="L"), "kg"),
        (case(quantity="much", unit="g"), "number"),
        (case(item="garlic"), "garlic"),
        (case(channel="post"), "post"),
        (case(detected_on="2005-13-40"), "2005-13-40"),
        (case(warning="2005-001"), "2005-001"),
    ):
        with pytest.raises(Refusal, match=told):
            result(workspace, running, wrong, office=None, by=INCHEON, at=AUGUST)
    assert detections(workspace).height == 0


def test_a_field_officer_reports_for_her_own_office_only(workspace, running):
    with pytest.raises(Refusal, match="030"):
        result(workspace, running, case(), office="030", by=INCHEON, at=AUGUST)
    with pytest.raises(Refusal, match="concerns you"):
        result(workspace, running, case(), office=None, by=AIRPORT, at=AUGUST)
    result(workspace, running, case(), office="030", by=ANALYST, at=AUGUST)
    assert [each.office for each in operations.get(running, by=ANALYST).reports] == ["030"]
    assert operations.get(running, by=INCHEON).reports == ()
    assert operations.listing(by=AIRPORT) == [] and len(operations.listing(by=BUSAN)) == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.FIELD)])
def test_whoever_does_not_report_changes_nothing(workspace, running, role):
    person = Person("hong", frozenset({role}), frozenset({"020"}))
    before = audit.head()
    for act in (
        lambda: result(workspace, running, case(), office="020", by=person, at=AUGUST),
        lambda: effort(
            workspace, running, {"period": "2005-06", "inspections": "1"}, office="020", by=person, at=AUGUST
        ),
        lambda: nil(workspace, running, office="020", confirmed=True, by=person, at=AUGUST),
        lambda: import_files(workspace, running, [], by=person, at=AUGUST),
        lambda: _plan_by(workspace, person),
    ):
        with pytest.raises(Refusal):
            act()
    assert audit.head() == before and detections(workspace).height == 0


def _plan_by(workspace, person):
    wanted = Plan(
        title="x",
        items=["gold"],
        offices=["020"],
        channels=["cargo"],
        first_day=date(2005, 6, 15),
        last_day=date(2005, 7, 31),
    )
    return operate_plan.plan(workspace, wanted, by=person, at=NOW)


def test_nothing_is_reported_to_a_plan_that_was_not_started(workspace):
    number = planned(workspace).number
    with pytest.raises(Refusal, match="started"):
        result(workspace, number, case(), office=None, by=INCHEON, at=AUGUST)


def test_counts_that_the_statistics_hold_already_are_taken_out_of_them(workspace, running, tmp_path):
    file = tmp_path / "statistics.csv"
    file.write_text(
        "item,period,count,office,channel,known_at\ngold,2005-06,9,020,cargo,2005-07-10\n", "utf-8"
    )
    load_files(workspace, [file], now=NOW)
    count = {"count": "4", "period": "2005-06", "channel": "cargo"}
    result(workspace, running, count, office=None, included=True, by=INCHEON, at=AUGUST)
    told = {row["operation"]: row["count"] for row in detections(workspace).iter_rows(named=True)}
    assert told == {"": 5, running: 4}
    with pytest.raises(Refusal, match="at most 5"):
        more = {"count": "6", "period": "2005-06", "channel": "cargo"}
        result(workspace, running, more, office=None, included=True, by=INCHEON, at=AUGUST)
    with pytest.raises(Refusal, match="none"):
        july = {"count": "1", "period": "2005-07", "channel": "cargo"}
        result(workspace, running, july, office=None, included=True, by=INCHEON, at=AUGUST)


def test_nil_is_said_in_two_steps_and_keeps_the_inspections_that_were_made(workspace, running):
    made = {"period": "2005-06", "inspections": "120", "officer_hours": "180.5", "channel": "cargo"}
    effort(workspace, running, made, office=None, by=INCHEON, at=AUGUST)
    preview = nil(workspace, running, office=None, confirmed=False, by=INCHEON, at=AUGUST)
    assert isinstance(preview, NilPreview) and len(preview.rows) == 4
    told = Ledger(workspace.facts).read("effort")
    assert told["nil_report"].to_list() == [False]
    nil(workspace, running, office=None, confirmed=True, by=INCHEON, at=AUGUST.replace(day=6))
    told = Ledger(workspace.facts).read("effort")
    assert told["nil_report"].all() and told["hits"].sum() == 0 and told["inspections"].sum() == 120
    assert told["campaign"].unique().to_list() == [running]
    assert operations.get(running).silent == ("030",)
    other = Person("ahn", frozenset({Role.FIELD}), frozenset({"030"}))
    assert operations.get(running, by=other).silent == ("030",)  # though she sees no report of 020


def under_operation(workspace, catalogue, day):
    """Item → months that its panel holds to be under a special operation, as known on a day."""
    panel = KnownPanel(Ledger(workspace.facts), catalogue, catalogue.items, as_of=day, first=MAY - 3)
    found = {}
    for view in panel.at(panel.cutoff).items:
        flags = [] if view.operation is None else view.operation.tolist()
        found[view.item] = [str(view.first + row) for row, flag in enumerate(flags) if flag]
    return found


def test_inspections_and_nil_reports_without_an_item_are_about_the_operations_items_only(workspace, running):
    counts = "item,period,count\n" + "".join(
        f"{item},2005-{month:02},2\n" for item in ("gold", "garlic") for month in range(1, 8)
    )
    file = workspace.folder / "counts.csv"
    file.write_text(counts, "utf-8")
    load_files(workspace, [file], now=AUGUST)
    made = {"period": "2005-06", "inspections": "120", "channel": "cargo"}
    effort(workspace, running, made, office=None, by=INCHEON, at=AUGUST)
    nil(workspace, running, office=None, confirmed=True, by=INCHEON, at=AUGUST.replace(day=6))
    day = date(2005, 8, 31)
    known = standing.catalogue_on(workspace.catalogue, day)
    assert known.operations == ((running, ("gold",)),)
    assert standing.catalogue_on(workspace.catalogue, date(2005, 6, 13)).operations == ()
    assert under_operation(workspace, known, day) == {"gold": ["2005-06", "2005-07"], "garlic": []}
    assert under_operation(workspace, known, date(2005, 8, 4)) == {"gold": [], "garlic": []}
    nobodys = under_operation(workspace, workspace.catalogue, day)
    assert nobodys["gold"] == nobodys["garlic"] == ["2005-06", "2005-07"]


def test_nil_after_a_result_is_refused(workspace, running):
    result(workspace, running, case(), office=None, by=INCHEON, at=AUGUST)
    with pytest.raises(Refusal, match="results of office 020"):
        nil(workspace, running, office=None, confirmed=True, by=INCHEON, at=AUGUST)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_file_of_results_is_taken_and_what_is_not_hers_is_in_the_quarantine(
    workspace, running, tmp_path, ending
):
    rows = pl.DataFrame(
        {
            "case_id": ["C1", "C2", "C3", "C4"],
            "item": ["gold", "gold", "garlic", "gold"],
            "detected_on": ["2005-06-20", "2005-07-02", "2005-07-03", "2005-07-04"],
            "office": ["020", "030", "020", "020"],
            "channel": ["cargo"] * 4,
            "operation": ["", "", "", "OP-1999-001"],
            "value_krw": ["1000000", "1", "1", "1"],
        }
    )
    file = tmp_path / f"results.{ending}"
    {"csv": rows.write_csv, "xlsx": rows.write_excel, "parquet": rows.write_parquet}[ending](file)
    found = import_files(workspace, running, [file], by=INCHEON, at=AUGUST)
    assert detections(workspace).select("case_id", "operation").rows() == [("C1", running)]
    bad = Ledger(workspace.facts).read("quarantine").sort("line")
    assert bad["column"].to_list() == ["office", "item", "operation"]
    assert found.operation.reports[0].quarantined == 3
    # The analyst's rule is another one: the same file brings what the field officer could not send.
    import_files(workspace, running, [file], by=ANALYST, at=AUGUST)
    assert detections(workspace)["case_id"].to_list() == ["C1", "C2"]
