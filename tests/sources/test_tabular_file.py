"""CSV, Excel and Parquet in all the shapes in which offices send them, and the files that must be refused."""

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from bongsu.sources.limits import Limits
from bongsu.sources.tabular_file import read_tables
from bongsu.words.refusal import Refusal

TEXT = "item,period,count\n금괴,2005-05,3\n녹용,2005-06,0\n"
CELLS = {"item": ["금괴", "녹용"], "period": ["2005-05", "2005-06"], "count": ["3", "0"]}


def read(folder: Path, payload: bytes, **options):
    path = folder / "file.dat"
    path.write_bytes(payload)
    return read_tables(path, **options)


def cells(folder: Path, payload: bytes) -> dict[str, list[str]]:
    (table,) = read(folder, payload)
    assert table.rejects == ()
    return table.rows.drop("line").to_dict(as_series=False)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with byte order mark"),
        pytest.param(TEXT.encode("cp949"), id="CP949"),
        pytest.param(TEXT.encode("euc-kr"), id="EUC-KR"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="ends of line of Windows"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="ends of line of old Macs"),
        pytest.param(TEXT.rstrip().encode(), id="no end of line at the end"),
        pytest.param(TEXT.replace("\n", "\n\n").encode(), id="blank lines"),
        pytest.param(TEXT.replace("\n", ",,\n").encode(), id="empty columns at the end"),
        pytest.param(TEXT.replace("0\n", "0,,,\n").encode(), id="empty cells at the end of one row"),
        pytest.param(TEXT.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TEXT.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TEXT.replace("금괴", '"금괴"').encode(), id="one cell quoted"),
        pytest.param(
            "\n".join('"' + line.replace(",", '","') + '"' for line in TEXT.split()).encode(), id="all quoted"
        ),
        pytest.param(TEXT.replace(",", " , ").encode(), id="blanks around cells"),
        pytest.param(gzip.compress(TEXT.encode()), id="gz"),
    ],
)
def test_the_same_table_in_another_dress_is_the_same_table(tmp_path, payload):
    assert cells(tmp_path, payload) == CELLS


def test_a_syllable_that_only_cp949_has_is_read(tmp_path):
    assert cells(tmp_path, "item\n똠방각하\n".encode("cp949")) == {"item": ["똠방각하"]}


def test_quoted_cells_may_hold_separators_quotes_and_ends_of_line(tmp_path):
    payload = b'item,note\n"a,b","say ""no"""\n"c","two\nlines"\nd,e\n'
    (table,) = read(tmp_path, payload)
    assert table.rows.to_dict(as_series=False) == {
        "line": [2, 3, 5],
        "item": ["a,b", "c", "d"],
        "note": ['say "no"', "two\nlines", "e"],
    }


def test_line_numbers_are_those_of_the_file(tmp_path):
    (table,) = read(tmp_path, b"\n\nitem,count\n\na,1\nb\n\nc,3\n")
    assert table.header_line == 3
    assert table.rows["line"].to_list() == [5, 8]
    assert [reject.line for reject in table.rejects] == [6]


def test_other_separators_and_encodings_are_told(tmp_path):
    (table,) = read(tmp_path, TEXT.replace(",", ";").encode("cp949"))
    assert table.notes == ("read as CP949", "cells are separated by semicolon")


def test_a_cp949_file_with_a_line_in_utf8_keeps_all_other_lines(tmp_path):
    payload = "item\n금괴\n녹용\n마늘\n".encode("cp949") + "담배\n".encode() + "생강\n".encode("cp949")
    (table,) = read(tmp_path, payload)
    assert table.rows["item"].to_list() == ["금괴", "녹용", "마늘", "생강"]
    assert [reject.line for reject in table.rejects] == [5]


def workbook(sheets: dict[str, list[list]], *, date_format: str = "yyyy-mm-dd") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": date_format})
    for name, content in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(content):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
                else:
                    sheet.write(row, column, value)
    book.close()
    return buffer.getvalue()


def test_a_workbook_is_read_with_its_row_numbers_and_exact_numbers(tmp_path):
    rows = [
        [],
        ["item", "day", "price"],
        ["gold", date(2005, 5, 31), 1.23456789012e-7],
        [],
        ["rice", None, 2],
    ]
    (table,) = read(tmp_path, workbook({"one": rows}))
    assert table.rows["line"].to_list() == [3, 5]
    assert table.rows["day"].to_list() == ["2005-05-31 00:00:00", ""]
    assert [float(price) for price in table.rows["price"]] == [1.23456789012e-7, 2.0]


def test_every_sheet_is_a_table_and_empty_sheets_are_none(tmp_path):
    payload = workbook({"one": [["item"], ["gold"]], "nothing": [], "two": [["series"], ["a"], ["b"]]})
    tables = read(tmp_path, payload)
    assert [table.name for table in tables] == ["file.dat [one]", "file.dat [two]"]
    assert [table.rows.height for table in tables] == [1, 2]


def test_cells_right_of_a_workbooks_table_make_a_reject(tmp_path):
    (table,) = read(tmp_path, workbook({"one": [["item", "count"], ["gold", 1], ["rice", 2, "see note"]]}))
    assert table.rows["item"].to_list() == ["gold"]
    assert [(reject.line, reject.found) for reject in table.rejects] == [(3, "3 cells")]


def test_parquet_columns_become_text(tmp_path):
    buffer = io.BytesIO()
    frame = {
        "item": ["gold", None],
        "day": [date(2005, 5, 31), None],
        "value": [0.1, 1e20],
        "ok": [True, None],
    }
    pl.DataFrame(frame).write_parquet(buffer)
    found = cells(tmp_path, buffer.getvalue())
    assert found["day"] == ["2005-05-31", ""]
    assert found["ok"] == ["true", ""]
    assert [float(value) for value in found["value"]] == [0.1, 1e20]


def test_a_parquet_file_with_one_long_text_in_very_many_places_is_refused(tmp_path):
    buffer = io.BytesIO()
    pl.DataFrame({"item": ["gold" * 5000] * 2_000}).write_parquet(buffer)
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(Refusal, match="at most 1 MB once unpacked; found 40 MB"):
        read(tmp_path, buffer.getvalue(), limits=Limits(unpacked_bytes=1_000_000))


def test_parquet_lists_are_refused(tmp_path):
    buffer = io.BytesIO()
    pl.DataFrame({"item": [["gold"]]}).write_parquet(buffer)
    with pytest.raises(Refusal, match="column 'item'"):
        read(tmp_path, buffer.getvalue())


def test_a_gz_that_unpacks_beyond_the_limit_is_refused_without_unpacking_it_all(tmp_path):
    payload = gzip.compress(b"item\n" + b"gold\n" * 2_000_000)
    with pytest.raises(Refusal, match="at most 1 MB once unpacked"):
        read(tmp_path, payload, limits=Limits(unpacked_bytes=1_000_000))


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused(tmp_path):
    payload = workbook({"one": [["item"], *([f"gold {number}"] for number in range(3000))]})
    with pytest.raises(Refusal, match="at most 0 MB once unpacked"):
        read(tmp_path, payload, limits=Limits(unpacked_bytes=100_000))


def test_a_workbook_that_states_a_false_size_is_refused(tmp_path):
    payload = bytearray(workbook({"one": [["item"], *([f"gold {number}"] for number in range(3000))]}))
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(payload).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refusal, match="expected an Excel workbook"):
        read(tmp_path, lying)


def test_a_workbook_with_one_cell_far_away_is_refused(tmp_path):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "item")
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    with pytest.raises(Refusal, match="a cell at XFD1048576"):
        read(tmp_path, buffer.getvalue())


def test_a_workbook_with_one_row_far_down_is_refused_under_a_small_limit(tmp_path):
    payload = workbook({"one": [["item"], *([[]] * 50_000), ["gold"]]})
    with pytest.raises(Refusal, match="a row numbered 50002"):
        read(tmp_path, payload, limits=Limits(cells=1_000_000))


def test_a_file_beyond_the_limit_is_not_opened(tmp_path):
    with pytest.raises(Refusal, match="at most 0 MB"):
        read(tmp_path, b"item\n" * 1000, limits=Limits(file_bytes=1000))


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Refusal, match="expected a file"):
            read_tables(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", TEXT)
    with pytest.raises(Refusal, match="a ZIP archive that is no Excel workbook"):
        read(tmp_path, buffer.getvalue())


def test_an_old_excel_file_saved_as_web_page_is_refused_as_such(tmp_path):
    with pytest.raises(Refusal, match="an HTML or XML page"):
        read(tmp_path, b"\xef\xbb\xbf\r\n<table><tr><td>item</td></tr></table>")
