"""Import declarations become observations by item, origin and month, exactly and without losing a zero."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from bongsu.cli.main import app
from bongsu.facts.ledger import Ledger
from bongsu.sources.declarations.mapping import read_mapping
from bongsu.sources.declarations.sums import summed
from bongsu.usecases.declarations import load_declarations, totals
from bongsu.usecases.workspace import Workspace
from bongsu.words import use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)

ITEMS = """
[[item]]
code = "garlic"
unit = "kg"
hs = ["070320", "0703201000", "071290"]

[[item]]
code = "gold"
unit = "kg"
hs = ["7108"]
"""
MAP = """
publication_lag = "P15D"
hs_digits = [10]
[columns]
date = "신고일자"
hs = "세번부호"
origin = "원산지"
weight = "순중량"
value = "과세가격"
[weight]
unit = "kg"
decimals = 3
[value]
unit = "KRW"
decimals = 0
"""
ROWS = """신고번호,신고일자,세번부호,원산지,순중량,과세가격
1,2024-01-03,0703201000,CN,0.1,100
2,2024-01-31,0703201000,CN,0.2,200
3,2024-01-15,0703209000,CN,10,1000
4,2024-03-02,0712902000,ES,5.5,4400
5,2024-03-03,7108121000,HK,1.000,90000000
6,2024-03-04,8471300000,US,3,77
"""


@pytest.fixture(autouse=True)
def _english():
    use_language("en")
    yield
    use_language("ko")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    place = Workspace.create(tmp_path / "w", pack="empty")
    (place.catalogue_folder / "items.toml").write_text(ITEMS, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return Workspace.open(tmp_path / "w")


def written(folder: Path, text: str, *, name: str = "declarations.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def known(place: Workspace, series: str, *, as_of: date = date(2026, 1, 1)) -> dict[str, float | None]:
    rows = Ledger(place.facts).read("observations", as_of=as_of, where=pl.col("series") == series)
    return {f"{period:%Y-%m}": value for period, value in rows.select("period", "value").iter_rows()}


def test_volume_value_unit_value_and_form_by_item_and_origin(workspace, tmp_path):
    report = load_declarations(
        workspace, [written(tmp_path, ROWS)], mapping=str(tmp_path / "map.toml"), now=NOW
    )
    assert (report.declarations, report.items) == (5, {"garlic": 4, "gold": 1})
    assert known(workspace, "decl_garlic_kg") == {"2024-01": 10.3, "2024-03": 5.5}
    assert known(workspace, "decl_garlic_from_cn_krw") == {"2024-01": 1300.0, "2024-03": 0.0}
    assert known(workspace, "decl_garlic_from_es_krw_kg") == {"2024-01": None, "2024-03": 800.0}
    assert known(workspace, "decl_garlic_count") == {"2024-01": 3.0, "2024-03": 1.0}
    fresh = known(workspace, "decl_garlic_form_0703201000_share")
    assert fresh == {"2024-01": pytest.approx(0.3 / 10.3), "2024-03": 0.0}


def test_a_month_is_known_from_the_mappings_lag_on(workspace, tmp_path):
    load_declarations(workspace, [written(tmp_path, ROWS)], mapping=str(tmp_path / "map.toml"), now=NOW)
    assert known(workspace, "decl_gold_kg", as_of=date(2024, 4, 14)) == {"2024-01": 0.0}
    assert known(workspace, "decl_gold_kg", as_of=date(2024, 4, 15)) == {"2024-01": 0.0, "2024-03": 1.0}


def test_the_same_files_again_add_nothing_and_a_correction_is_a_revision(workspace, tmp_path):
    path, mapping = written(tmp_path, ROWS), str(tmp_path / "map.toml")
    first = load_declarations(workspace, [path], mapping=mapping, now=NOW)
    again = load_declarations(workspace, [path], mapping=mapping, now=NOW)
    assert again.repeated and again.already_known == first.rows
    corrected = written(tmp_path, ROWS.replace("5.5,4400", "6.5,4400"), name="corrected.csv")
    later = load_declarations(workspace, [corrected], mapping=mapping, now=NOW, known_at=date(2024, 6, 1))
    assert later.rows
    assert known(workspace, "decl_garlic_kg", as_of=date(2024, 5, 31))["2024-03"] == 5.5
    assert known(workspace, "decl_garlic_kg")["2024-03"] == 6.5


def test_bad_rows_go_to_the_quarantine_with_line_column_and_advice(workspace, tmp_path):
    good = "".join(f"{n},2024-01-05,0703201000,CN,1,1\n" for n in range(10, 110))
    bad = (
        "7,2024-01-05,703201000,CN,1,1\n8,05/01/2024,0703201000,CN,1,1\n9,2024-01-05,0703201000,China,-1,x\n"
    )
    report = load_declarations(
        workspace, [written(tmp_path, ROWS + bad + good)], mapping=str(tmp_path / "map.toml"), now=NOW
    )
    assert report.quarantined == 3
    found = Ledger(workspace.facts).revisions("quarantine").sort("line", "column")
    told = set(found.select("line", "column").iter_rows())
    assert told == {(8, "세번부호"), (9, "신고일자"), (10, "원산지"), (10, "순중량"), (10, "과세가격")}
    lost = found.filter(pl.col("line") == 8).row(0, named=True)
    assert "leading zero" in lost["todo"] and json.loads(lost["row"])["세번부호"] == "703201000"
    assert known(workspace, "decl_garlic_count")["2024-01"] == 103.0


NAMED = MAP.replace("[weight]", 'number = "신고번호"\nline = "란"\n[weight]')


def named(folder: Path) -> tuple[list[Path], str]:
    """2/1 comes again in the second file, 3/1 in the first; 4 has two lines, and one row has no number."""
    head = "신고번호,란,신고일자,세번부호,원산지,순중량,과세가격\n"
    many = "".join(f"{n},1,2024-01-05,0703201000,CN,1,1\n" for n in range(100, 140))
    rest = "2024-01-05,0703201000,CN"
    one = f"2,1,{rest},10,1\n3,1,{rest},10,1\n3 ,1,{rest},99,1\n"
    two = f"4,1,{rest},10,1\n4,2,{rest},10,1\n2,1,{rest},10,1\n,1,{rest},10,1\n"
    (folder / "named.toml").write_text(NAMED, encoding="utf-8")
    first = written(folder, head + one + many, name="a.csv")
    return [first, written(folder, head + two, name="b.csv")], str(folder / "named.toml")


def test_a_declaration_that_comes_twice_is_counted_once_and_its_second_row_quarantined(workspace, tmp_path):
    files, mapping = named(tmp_path)
    report = load_declarations(workspace, files, mapping=mapping, now=NOW)
    assert (report.declarations, report.quarantined, report.twice, report.nameless) == (45, 2, 2, 1)
    assert known(workspace, "decl_garlic_kg") == {"2024-01": 90.0}
    found = Ledger(workspace.facts).revisions("quarantine").sort("file")
    assert found.select("file", "line", "column").rows() == [
        ("a.csv", 4, "신고번호"),
        ("b.csv", 4, "신고번호"),
    ]
    assert "a.csv:3" in found["todo"][0] and "a.csv:2" in found["todo"][1]


def test_totals_say_what_is_not_in_them_and_agree_with_what_is_stored(workspace, tmp_path):
    files, mapping = named(tmp_path)
    whole = files[0].read_text("utf-8") + "9,1,2024-13-05,0703201000,CN,1,1\n"
    files[0].write_text(whole, encoding="utf-8")
    found = totals(files, mapping=mapping, digits=4)
    assert found.rows.rows() == [("2024-01", "0703", 45, 90.0, 45.0)]
    report = load_declarations(workspace, files, mapping=mapping, now=NOW)
    assert (found.left_out, found.twice, found.nameless) == (3, 2, 1)
    assert (report.quarantined, report.twice, report.nameless) == (3, 2, 1)
    words = ["declarations", *map(str, files), "--map", mapping, "--totals", "4"]
    run = CliRunner().invoke(app, words)
    assert run.stdout.splitlines()[1:] == ["2024-01,0703,45,90.0,45.0"]
    assert "3 bad rows are not in these sums. The first: a.csv line 45, 신고일자" in run.stderr
    assert "2 of the bad rows say a declaration's number and line a second time." in run.stderr
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert (told["left_out"], told["twice"], told["nameless"]) == (3, 2, 1)


def test_repeats_are_the_same_in_however_many_parts_the_hashes_are_looked_at(
    tmp_path, workspace, monkeypatch
):
    files, mapping = named(tmp_path)
    whole = summed(files, read_mapping(mapping))
    monkeypatch.setattr("bongsu.sources.declarations.repeats.ROWS_A_LOOK", 3)
    parts = summed(files, read_mapping(mapping))
    assert parts.sums.equals(whole.sums) and parts.rejects == whole.rejects


def test_a_bad_row_does_not_make_the_good_one_after_it_a_repeat(tmp_path, workspace):
    files, mapping = named(tmp_path)
    text = (
        files[0]
        .read_text(encoding="utf-8")
        .replace("3,1,2024-01-05,0703201000,CN,10", "3,1,x,0703201000,CN,10")
    )
    found = summed([written(tmp_path, text, name="c.csv")], read_mapping(mapping))
    assert found.repeats == 0 and [(each.line, each.column) for _, each in found.rejects] == [(3, "신고일자")]


def test_numbers_that_mostly_repeat_are_no_numbers(tmp_path, workspace):
    files, _ = named(tmp_path)
    (tmp_path / "line.toml").write_text(NAMED.replace('"신고번호"', '"란"'), encoding="utf-8")
    with pytest.raises(Refusal, match="Is the mapping right"):
        summed(files, read_mapping(str(tmp_path / "line.toml")))


def test_without_numbers_the_result_says_that_repeats_cannot_be_told(workspace, tmp_path):
    path, mapping = str(written(tmp_path, ROWS)), str(tmp_path / "map.toml")
    run = CliRunner().invoke(app, ["declarations", path, "--map", mapping, "-w", str(workspace.folder)])
    assert "5 declarations have no number: whether one is there twice cannot be told." in run.stdout


def test_codes_stored_as_numbers_are_refused(workspace, tmp_path):
    frame = pl.read_csv(written(tmp_path, ROWS))
    frame.write_parquet(tmp_path / "numbers.parquet")
    with pytest.raises(Refusal, match="leading zeros"):
        load_declarations(
            workspace, [tmp_path / "numbers.parquet"], mapping=str(tmp_path / "map.toml"), now=NOW
        )


def test_parquet_and_cp949_say_the_same_as_utf8(tmp_path, workspace):
    plain = summed([written(tmp_path, ROWS)], read_mapping(str(tmp_path / "map.toml")))
    korean = written(tmp_path, ROWS.replace("US", "US"), name="korean.csv", encoding="cp949")
    (tmp_path / "cp949.toml").write_text('encoding = "cp949"\n' + MAP, encoding="utf-8")
    assert summed([korean], read_mapping(str(tmp_path / "cp949.toml"))).sums.equals(plain.sums)
    pl.read_csv(tmp_path / "declarations.csv", infer_schema=False).with_columns(
        pl.col("순중량").cast(pl.Float64), pl.col("과세가격").cast(pl.Int64)
    ).write_parquet(tmp_path / "typed.parquet")
    typed = summed([tmp_path / "typed.parquet"], read_mapping(str(tmp_path / "map.toml")))
    assert typed.sums.equals(plain.sums)


def test_a_file_in_another_encoding_or_with_another_column_is_refused(tmp_path, workspace):
    mapping = str(tmp_path / "map.toml")
    with pytest.raises(Refusal):
        load_declarations(workspace, [written(tmp_path, ROWS, encoding="cp949")], mapping=mapping, now=NOW)
    with pytest.raises(Refusal, match="edit the mapping"):
        load_declarations(
            workspace, [written(tmp_path, ROWS.replace("순중량", "중량"))], mapping=mapping, now=NOW
        )


def test_a_wrong_mapping_is_refused_and_not_quarantined_by_the_million(tmp_path, workspace):
    (tmp_path / "wrong.toml").write_text(MAP.replace('hs = "세번부호"', 'hs = "신고번호"'), encoding="utf-8")
    with pytest.raises(Refusal, match="Is the mapping right"):
        load_declarations(workspace, [written(tmp_path, ROWS)], mapping=str(tmp_path / "wrong.toml"), now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        ("hs_digits = [10]", "hs_digits = [7]"),
        ("decimals = 3", "decimals = 9"),
        ("[columns]", "colour = 1\n[columns]"),
        ('origin = "원산지"\n', ""),
        ("P15D", "soon"),
        ('value = "과세가격"', 'value = "과세가격"\nline = "란번호"'),
    ],
)
def test_a_mapping_is_read_strictly(tmp_path, change):
    (tmp_path / "m.toml").write_text(MAP.replace(*change), encoding="utf-8")
    with pytest.raises(Refusal):
        read_mapping(str(tmp_path / "m.toml"))


def test_sums_are_exact_however_the_rows_are_cut(tmp_path, workspace):
    """A third of a million weights of a tenth of a kilogram: floating sums would drift, ours do not."""
    rows = [f"{n},2024-01-05,0703201000,CN,{0.1 + n % 7},{n}" for n in range(30_000)]
    header = ROWS.splitlines()[0]
    exact = sum(Decimal(row.split(",")[4]).quantize(Decimal("0.001")) for row in rows)
    mapping = read_mapping(str(tmp_path / "map.toml"))
    whole = written(tmp_path, "\n".join([header, *rows]))
    parts = [written(tmp_path, "\n".join([header, *rows[k::3]]), name=f"part{k}.csv") for k in range(3)]
    assert int(summed([whole], mapping).sums["weight"][0]) == exact * 1000
    assert summed(parts, mapping).sums.equals(summed([whole], mapping).sums)


@pytest.mark.real_data
def test_the_korean_declarations_equal_their_monthly_table(real_data):
    folder = real_data / "customs_declarations_kr_synthetic"
    ours = totals(sorted(folder.glob("df_*.csv")), mapping="kr_synthetic", digits=2).rows
    theirs = pl.read_csv(folder / "monthly_by_hs2.csv", schema_overrides={"hs2": pl.String}).sort(
        "month", "hs2"
    )
    assert ours["month"].to_list() == theirs["month"].to_list()
    assert ours["hs"].to_list() == theirs["hs2"].to_list()  # "01" to "97", zeros kept
    assert ours["declarations"].to_list() == theirs["declarations"].to_list()
    assert ours["weight"].to_list() == pytest.approx(theirs["net_mass_kg"].to_list(), abs=1e-6)
    assert ours["value"].to_list() == pytest.approx(theirs["item_price_krw"].to_list(), abs=0.1)


def test_the_command_prints_totals_and_loads(workspace, tmp_path):
    path, mapping = str(written(tmp_path, ROWS)), str(tmp_path / "map.toml")
    run = CliRunner().invoke(app, ["declarations", path, "--map", mapping, "--totals", "2", "--json"])
    assert {(row["month"], row["hs"]): row["declarations"] for row in json.loads(run.stdout)["rows"]} == {
        ("2024-01", "07"): 3,
        ("2024-03", "07"): 1,
        ("2024-03", "71"): 1,
        ("2024-03", "84"): 1,
    }
    run = CliRunner().invoke(app, ["declarations", path, "--map", mapping, "-w", str(workspace.folder)])
    assert run.exit_code == 0 and "5 declarations" in run.stdout
