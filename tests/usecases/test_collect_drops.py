"""Drop folders and databases: any table of any agency, by a mapping file."""
# ruff: noqa: E501 - tables stand here as agencies write them

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu import words
from bongsu.facts.ledger import Ledger
from bongsu.sources.mapped_table import read_mapping
from bongsu.usecases.collect_drops import collect_drops
from bongsu.usecases.list_facts import list_quarantine
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal
from tests.fuzz import examples

MAPPING = """
date = "기준월"
date_format = "%Y.%m"
publication_lag = "P15D"
series = [
  { series = "garlic_quota_used_pct", column = "소진율", unit = "%", where = { "품목" = "마늘" } },
  { series = "pepper_quota_used_pct", column = "소진율", unit = "%", factor = 100, where = { "품목" = "고추" } },
]
"""
ROWS = "기준월,품목,소진율\n2025.01,마늘,12.5\n2025.01,고추,0.3\n2025.02,마늘,-\n2025.13,마늘,5\n2025.02,고추,abc\n"
NOW = datetime(2025, 3, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "w", pack="empty")
    (made.folder / "drop" / "quota").mkdir(parents=True)
    (made.folder / "drop" / "quota" / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return made


def held(workspace) -> list[tuple[str, str, float | None, date]]:
    rows = Ledger(workspace.facts).read("observations")
    return [
        (row["series"], f"{row['period']:%Y-%m}", row["value"], row["known_at"])
        for row in rows.iter_rows(named=True)
    ]


EXPECTED = [
    ("garlic_quota_used_pct", "2025-01", 12.5, date(2025, 2, 15)),
    ("garlic_quota_used_pct", "2025-02", None, date(2025, 3, 15)),
    ("pepper_quota_used_pct", "2025-01", 30.0, date(2025, 2, 15)),
]


def test_a_file_dropped_is_loaded_once_and_its_bad_cells_are_kept_apart(workspace):
    file = workspace.folder / "drop" / "quota" / "2025.csv"
    file.write_text(ROWS, encoding="cp949")
    (report,) = collect_drops(workspace, now=NOW)
    assert (report.rows, report.quarantined, report.source) == (3, 2, "drop/quota")
    assert held(workspace) == EXPECTED
    assert sorted(list_quarantine(workspace)["line"].to_list()) == [5, 6]
    assert collect_drops(workspace, now=NOW)[0].repeated


def test_an_excel_workbook_says_the_same(workspace):
    with xlsxwriter.Workbook(workspace.folder / "drop" / "quota" / "2025.xlsx") as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(ROWS.splitlines()):
            for place, cell in enumerate(row.split(",")):
                sheet.write_string(line, place, cell)
    collect_drops(workspace, now=NOW)
    assert held(workspace) == EXPECTED


def test_a_changed_value_without_a_later_day_goes_to_the_quarantine(workspace):
    folder = workspace.folder / "drop" / "quota"
    (folder / "a.csv").write_text(ROWS, encoding="utf-8")
    collect_drops(workspace, now=NOW)
    (folder / "b.csv").write_text("기준월,품목,소진율\n2025.01,마늘,99\n", encoding="utf-8")
    reports = {report.file: report for report in collect_drops(workspace, ["quota"], now=NOW)}
    assert reports["b.csv"].quarantined == 1
    assert held(workspace) == EXPECTED


def test_a_renamed_column_is_refused_and_named(workspace):
    file = workspace.folder / "drop" / "quota" / "2025.csv"
    file.write_text(ROWS.replace("소진율", "소진률"), encoding="utf-8")
    (report,) = collect_drops(workspace, now=NOW)
    assert "the column 소진율; found 소진률" in report.refusal


@pytest.mark.parametrize(
    "change, told",
    [
        (('publication_lag = "P15D"', ""), "known_at or publication_lag"),
        (("date =", "dat ="), "unknown key 'dat'"),
        (('unit = "%"', 'unt = "%"'), "a list of series"),
        (("factor = 100", "factor = 0"), "a number"),
        (('date_format = "%Y.%m"', 'sql = "select 1"'), "both sql and url_variable"),
    ],
)
def test_a_mapping_is_read_strictly(change, told):
    with pytest.raises(Refusal, match=told):
        read_mapping(MAPPING.replace(*change), where="mapping.toml")


SQL = """
date = "month"
known_at = "published"
url_variable = "QUOTA_DB"
sql = "{sql}"
series = [{{ series = "garlic_quota_used_pct", column = "used", unit = "%" }}]
"""


@pytest.fixture
def database(tmp_path):
    with sqlite3.connect(tmp_path / "agency.db") as book:
        book.execute("create table quota (month text, used real, published text)")
        book.executemany(
            "insert into quota values (?, ?, ?)",
            [
                ("2025-01", 12.5, "2025-02-10"),
                ("2025-01", 13.0, "2025-03-10"),
                ("2025-02", None, "2025-03-10"),
            ],
        )
    return f"sqlite:///{tmp_path / 'agency.db'}"


def query(workspace, sql: str, address: str | None):
    (workspace.folder / "drop" / "quota" / "mapping.toml").write_text(SQL.format(sql=sql), encoding="utf-8")
    return collect_drops(workspace, now=NOW, environment={"QUOTA_DB": address} if address else {})[0]


def test_a_database_is_asked_with_its_own_days_of_knowledge(workspace, database):
    report = query(workspace, "select month, used, published from quota", database)
    assert report.rows == 3
    series = "garlic_quota_used_pct"
    rows = Ledger(workspace.facts).read("observations", as_of=date(2025, 2, 28))
    assert rows.select("series", "value").rows() == [(series, 12.5)]
    assert query(workspace, "select month, used, published from quota", database).repeated


@pytest.mark.parametrize(
    "sql", ["delete from quota", "select 1; delete from quota", "update quota set used = 0"]
)
def test_nothing_but_one_select_is_run(workspace, database, sql):
    assert "one SELECT" in query(workspace, sql, database).refusal
    assert query(workspace, "select month, used, published from quota", database).rows == 3


def test_the_address_of_a_database_is_never_shown(workspace):
    address = "postgresql+psycopg://spy:hunter22@127.0.0.1:1/none"
    refusal = query(workspace, "select 1", address).refusal
    assert "QUOTA_DB" in refusal
    assert "hunter22" not in refusal
    assert "QUOTA_DB" in query(workspace, "select 1", None).refusal


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(
    text=st.text(max_size=120)
    | st.sampled_from(MAPPING.splitlines()).map(lambda line: MAPPING.replace(line, ""))
)
def test_any_text_as_a_mapping_is_refused_or_says_since_when(text):
    try:
        mapping = read_mapping(text, where="mapping.toml")
    except Refusal:
        return
    assert mapping.known_at or mapping.publication_lag
