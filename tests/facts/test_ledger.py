"""The ledger keeps every revision and reads the newest known one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.conformance import complete
from bongsu.facts.delta_folder import DeltaFolder
from bongsu.facts.ledger import Ledger
from bongsu.facts.tables import TABLES
from bongsu.words.refusal import Refusal
from tests.facts.rows import MOMENT, cases, counts, observations

JUNE, JULY, AUGUST = date(2005, 6, 10), date(2005, 7, 10), date(2005, 8, 10)


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    """An empty ledger in a folder whose name needs escaping in an address."""
    return Ledger(tmp_path / "밀수 동향 100%" / "facts")


def values(frame: pl.DataFrame) -> list[tuple]:
    return frame.select("series", "value", "status").rows()


def test_an_empty_ledger_reads_as_empty_tables(ledger):
    assert ledger.tables() == dict.fromkeys(TABLES, 0)
    assert ledger.versions() == {}
    assert ledger.known_loads() == set()
    for name, table in TABLES.items():
        assert ledger.read(name).schema == pl.Schema(table.columns)
        assert ledger.revisions(name).is_empty()


def test_a_revision_replaces_the_row_only_from_the_day_it_became_known(ledger):
    ledger.append("observations", observations(("gold", 5, 1, JUNE)), load="a", recorded_at=MOMENT)
    ledger.append("observations", observations(("gold", 5, 2, AUGUST)), load="b", recorded_at=MOMENT)
    for day, expected in ((date(2005, 6, 9), []), (JUNE, [1.0]), (JULY, [1.0]), (AUGUST, [2.0])):
        assert ledger.read("observations", as_of=day)["value"].to_list() == expected
    assert ledger.revisions("observations")["value"].to_list() == [1.0, 2.0]
    assert ledger.revisions("observations", as_of=JULY)["value"].to_list() == [1.0]


def test_the_four_kinds_of_nothing_stay_apart(ledger):
    words = ("not_reported", 0, "feed_failed", "withheld")
    rows = observations(*((name, 5, word, JUNE) for name, word in zip("abcd", words, strict=True)))
    ledger.append("observations", rows, load="a", recorded_at=MOMENT)
    assert values(ledger.read("observations", as_of=JULY)) == [
        ("a", None, "not_reported"),
        ("b", 0.0, "reported"),
        ("c", None, "feed_failed"),
        ("d", None, "withheld"),
    ]


def test_a_later_withheld_row_hides_an_earlier_value(ledger):
    rows = observations(("a", 5, 7, JUNE), ("a", 5, "withheld", JULY))
    ledger.append("observations", rows, load="a", recorded_at=MOMENT)
    assert values(ledger.read("observations", as_of=JULY)) == [("a", None, "withheld")]


def test_known_on_the_same_day_the_row_recorded_last_counts_then_the_one_that_arrived_last(ledger):
    later = MOMENT + timedelta(days=1)
    ledger.append("observations", observations(("a", 5, 1, JUNE)), load="a", recorded_at=later)
    ledger.append("observations", observations(("a", 5, 2, JUNE)), load="b", recorded_at=MOMENT)
    assert ledger.read("observations")["value"].item() == 1
    twice = observations(("a", 5, 3, JUNE), ("a", 5, 4, JUNE))
    ledger.append("observations", twice, load="c", recorded_at=later)
    assert ledger.read("observations")["value"].item() == 4
    assert ledger.read("observations", as_recorded=MOMENT)["value"].item() == 2


def test_a_repeated_load_adds_nothing(ledger):
    rows = observations(("a", 5, 1, JUNE), ("b", 5, 1, JUNE))
    assert ledger.append("observations", rows, load="x", recorded_at=MOMENT) == 2
    before = ledger.versions()
    assert ledger.append("observations", rows, load="x", recorded_at=MOMENT + timedelta(days=9)) == 0
    assert ledger.versions() == before
    assert ledger.has("observations", "x")
    assert not ledger.has("observations", "y")
    assert not ledger.has("detections", "x")
    assert ledger.known_loads() == {"x"}


def test_columns_left_out_are_filled_and_the_ledger_sets_its_own_stamps(ledger):
    rows = counts(("gold", "020", 5, 3, JUNE)).with_columns(load=pl.lit("someone else's"))
    ledger.append("detections", rows, load="x", recorded_at=MOMENT)
    row = ledger.read("detections").row(0, named=True)
    assert (row["channel"], row["route"], row["quantity"], row["booked_on"]) == ("", "", None, None)
    assert (row["load"], row["recorded_at"], row["arrival"]) == ("x", MOMENT, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows.rename({"value": "valeu"}), ["valeu", "value"]),
        (lambda rows: rows.drop("known_at"), ["known_at"]),
        (lambda rows: rows.with_columns(pl.col("value").cast(pl.Int64)), ["value", "Float64", "Int64"]),
        (lambda rows: rows.with_columns(status=pl.lit("late")), ["status", "withheld", "late"]),
        (lambda rows: rows.with_columns(status=pl.lit("withheld")), ["value", "1.0"]),
        (lambda rows: rows.with_columns(value=float("nan")), ["value", "nan"]),
        (lambda rows: rows.with_columns(value=None), ["value"]),
        (lambda rows: rows.with_columns(series=pl.lit("")), ["series"]),
        (lambda rows: rows.with_columns(period=pl.lit(date(2005, 5, 2))), ["period", "2005-05-02"]),
        (lambda rows: rows.with_columns(known_at=pl.lit(None, pl.Date)), ["known_at"]),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_with_the_column_named(ledger, change, told):
    with pytest.raises(Refusal) as refusal:
        ledger.append("observations", change(observations(("a", 5, 1, JUNE))), load="x", recorded_at=MOMENT)
    assert all(word in str(refusal.value) for word in ("observations", *told))
    assert ledger.tables()["observations"] == 0


def test_moments_without_a_time_zone_and_unknown_tables_are_refused(ledger):
    naive = datetime(2006, 1, 1)
    with pytest.raises(Refusal, match="recorded_at"):
        ledger.append("observations", observations(("a", 5, 1, JUNE)), load="x", recorded_at=naive)
    with pytest.raises(Refusal, match="recorded_at"):
        ledger.read("observations", as_recorded=naive)
    with pytest.raises(Refusal, match="seizures"):
        ledger.read("seizures")
    with pytest.raises(Refusal, match="loads"):
        ledger.read("loads", as_of=JUNE)


def test_a_filter_looks_at_the_newest_rows_only(ledger):
    ledger.append("observations", observations(("a", 5, 1, JUNE)), load="a", recorded_at=MOMENT)
    ledger.append(
        "observations", observations(("a", 5, 9, JULY), ("b", 5, 1, JULY)), load="b", recorded_at=MOMENT
    )
    assert ledger.read("observations", where=pl.col("value") < 5)["series"].to_list() == ["b"]
    assert ledger.read("observations", where=pl.col("series") == "a")["value"].to_list() == [9]


def test_a_case_that_moves_to_another_item_is_found_there_alone(ledger):
    ledger.append("detections", cases(("c1", "gold", "020", 5, 1, JUNE)), load="a", recorded_at=MOMENT)
    ledger.append("detections", cases(("c1", "ginseng", "030", 6, 1, JULY)), load="b", recorded_at=MOMENT)
    assert ledger.read("detections", where=pl.col("item") == "gold").is_empty()
    assert ledger.read("detections")["item"].to_list() == ["ginseng"]
    assert ledger.read("detections", as_of=JUNE)["item"].to_list() == ["gold"]


def test_counts_of_two_offices_are_two_facts(ledger):
    rows = counts(("gold", "020", 5, 1, JUNE), ("gold", "030", 5, 2, JUNE), ("gold", "020", 5, 4, JULY))
    ledger.append("detections", rows, load="a", recorded_at=MOMENT)
    assert ledger.read("detections")["count"].to_list() == [4, 2]


def test_the_effort_of_a_random_and_of_a_targeted_check_are_two_facts(ledger):
    rows = pl.DataFrame(
        {
            "frequency": ["month"] * 3,
            "period": [date(2005, 5, 1)] * 3,
            "inspections": [10, 20, 30],
            "random": [True, False, None],
            "known_at": [JUNE] * 3,
        }
    )
    ledger.append("effort", rows, load="a", recorded_at=MOMENT)
    found = ledger.read("effort")
    assert sorted(found["inspections"]) == [10, 20, 30]
    assert not found["planned"].any()


def test_a_view_of_earlier_versions_stays_the_same_after_loads_and_compaction(ledger):
    for number in range(4):
        rows = observations(("a", 5, number, JUNE), (f"b{number}", 5, number, JUNE))
        ledger.append("observations", rows, load=f"l{number}", recorded_at=MOMENT)
    versions = ledger.versions()
    before = ledger.read("observations"), ledger.revisions("observations")
    ledger.append("detections", counts(("gold", "020", 5, 3, JUNE)), load="d", recorded_at=MOMENT)
    ledger.append("observations", observations(("a", 5, 99, JUNE)), load="z", recorded_at=MOMENT)
    now = ledger.read("observations")
    ledger.compact()
    view = ledger.at(versions)
    assert view.read("observations").equals(before[0])
    assert view.revisions("observations").equals(before[1])
    assert view.tables()["detections"] == 0
    assert view.versions() == versions
    assert ledger.read("observations").equals(now)
    assert ledger.versions()["observations"] > versions["observations"] + 1
    with pytest.raises(Refusal):
        view.append("observations", observations(("a", 5, 1, JUNE)), load="n", recorded_at=MOMENT)


def test_compaction_leaves_fewer_files_and_loads_known_before_stay_known(ledger):
    for number in range(5):
        rows = observations(("a", 5, number, JUNE))
        ledger.append("observations", rows, load=f"l{number}", recorded_at=MOMENT)
    folder = ledger.root / "observations"
    ledger.compact()
    assert ledger.append("observations", observations(("a", 5, 3, JUNE)), load="l3", recorded_at=MOMENT) == 0
    assert ledger.read("observations")["value"].item() == 4
    assert ledger.known_loads() == {f"l{number}" for number in range(5)}
    assert len(list(folder.glob("*.parquet"))) == 6


def test_nothing_younger_than_the_retention_is_ever_removed(ledger):
    for number in range(3):
        rows = observations(("a", 5, number, JUNE))
        ledger.append("observations", rows, load=f"l{number}", recorded_at=MOMENT)
    versions = ledger.versions()
    ledger.compact()
    impatient = Ledger(ledger.root, retention=timedelta(0))
    assert set(impatient.vacuum().values()) == {0}
    assert ledger.at(versions).revisions("observations").height == 3


def test_of_the_old_versions_only_those_asked_for_outlive_the_retention(ledger):
    kept = {}
    for number in range(4):
        rows = observations((f"a{number}", 5, number, JUNE))
        ledger.append("observations", rows, load=f"l{number}", recorded_at=MOMENT)
        if number == 1:
            ledger.compact()
            kept = ledger.versions()
    before = ledger.at(kept).read("observations")
    ledger.compact()
    folder = DeltaFolder(ledger.root / "observations", TABLES["observations"])
    assert len(folder.vacuum(retention=timedelta(0), keep=[kept["observations"]])) == 4
    assert ledger.at(kept).read("observations").equals(before)
    assert ledger.read("observations").height == 4


def test_two_writers_at_once_both_get_in_and_no_place_of_arrival_is_given_twice(ledger):
    from concurrent.futures import ThreadPoolExecutor

    def write(number: int) -> int:
        rows = observations((f"s{number}", 5, number, JUNE), (f"s{number}", 6, number, JUNE))
        return Ledger(ledger.root).append("observations", rows, load=f"l{number}", recorded_at=MOMENT)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(8))) == [2] * 8
    assert ledger.revisions("observations")["arrival"].sort().to_list() == list(range(16))


def test_counts_of_an_operation_add_to_those_of_the_same_cell(ledger):
    known = date(2005, 7, 5)
    ledger.append("detections", counts(("gold", "020", 6, 4, known)), load="statistics", recorded_at=MOMENT)
    found = counts(("gold", "020", 6, 3, known), operation="OP-2005-001")
    ledger.append("detections", found, load="operation", recorded_at=MOMENT)
    june = Period.parse("2005-06")
    known_counts = ledger.detection_history(["gold"], Frequency.MONTH, june, june, as_of=known)
    assert known_counts.as_of(known.toordinal()).tolist() == [[7.0]]
    corrected = counts(("gold", "020", 6, 2, date(2005, 7, 9)), operation="OP-2005-001")
    ledger.append("detections", corrected, load="correction", recorded_at=MOMENT)
    assert ledger.read("detections")["count"].sort().to_list() == [2, 4]


def test_a_table_from_before_a_column_was_added_is_read_and_grows(ledger):
    now = TABLES["detections"]
    old = replace(now, columns={name: kind for name, kind in now.columns.items() if name != "concealment"})
    before = complete(old, counts(("gold", "020", 5, 4, date(2005, 6, 1))))
    DeltaFolder(ledger.root / "detections", old).append(before, load="old", recorded_at=MOMENT)
    case = cases(("C-1", "gold", "020", 5, 1, date(2005, 6, 2)), concealment="curtain")
    ledger.append("detections", case, load="new", recorded_at=MOMENT)
    assert ledger.read("detections")["concealment"].to_list() == ["", "curtain"]
    ledger.compact()
    assert ledger.read("detections")["concealment"].to_list() == ["", "curtain"]
