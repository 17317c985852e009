"""For any table and any bytes: what is written is read back, nothing crashes, and no row is lost."""

import contextlib
import csv
import gzip
import io
import re
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.sources.bongsu_formats import FORMATS
from bongsu.sources.tabular_file import read_tables
from bongsu.words.refusal import Refusal
from tests.fuzz import examples
from tests.sources.bad_input_examples import EXPECTATIONS

QUICK = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))

periods = st.builds(
    lambda day, frequency: Period.of(date(1990, 1, 1) + timedelta(days=day), frequency),
    st.integers(0, 20_000),
    st.sampled_from(list(Frequency)),
)
values = st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: value + 0.0)
texts = st.text(
    st.characters(codec="cp949", exclude_characters="\x00", exclude_categories=("Cc",)), max_size=9
)


def parsed(payload: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(payload)
        return read_bongsu_file(path, EXPECTATIONS)


def written(rows: list[list[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


@QUICK
@given(
    st.dictionaries(periods, values, min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp949"]),
    st.booleans(),
)
def test_observations_are_read_back_as_written(found, delimiter, quoting, encoding, packed):
    rows = [["series", "period", "value"]]
    rows += [["gold_world_usd", str(period), repr(value)] for period, value in found.items()]
    payload = written(rows, delimiter=delimiter, quoting=quoting).encode(encoding)
    (one,) = parsed(gzip.compress(payload) if packed else payload)
    assert one.rejects == ()
    back = one.rows.select("frequency", "period", "value").rows()
    assert back == [(period.frequency.value, period.start, value) for period, value in found.items()]


@QUICK
@given(st.dictionaries(periods, values, min_size=1, max_size=20))
def test_parquet_observations_are_read_back_as_written(found):
    buffer = io.BytesIO()
    frame = {"series": "gold_world_usd", "period": [str(p) for p in found], "value": list(found.values())}
    pl.DataFrame(frame).write_parquet(buffer)
    (one,) = parsed(buffer.getvalue())
    assert one.rows["value"].to_list() == list(found.values())


def readings(payload: bytes) -> set[str]:
    """The texts that the bytes are in the two encodings."""
    found = set()
    for encoding in ("utf-8", "cp949"):
        with contextlib.suppress(UnicodeDecodeError):
            found.add(payload.decode(encoding))
    return found


@QUICK
@given(
    st.lists(
        st.lists(st.one_of(texts, st.text("ab\n\"',;", max_size=6)), min_size=2, max_size=2), max_size=12
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "cp949"]),
)
@example([["", "磎"]], csv.QUOTE_MINIMAL, "cp949")
def test_any_cells_that_the_csv_module_writes_are_cut_as_it_cuts_them(rows, quoting, encoding):
    payload = written([["one", "two"], *rows], quoting=quoting).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(payload)
        try:
            (table,) = read_tables(path)
        except Refusal:
            assert len(readings(payload)) == 2
            return
    if len(readings(payload)) == 2 and not re.search("[\u0800-\U0010ffff]", payload.decode("utf-8")):
        return  # accented letters within Latin words: taken for UTF-8, which no reader can know
    plain = [[cell.strip("\ufeff \t\r\n\u00a0\u3000") for cell in row] for row in rows]
    by_line = table.rows.sort("line").select("one", "two").rows()
    assert [list(row) for row in by_line] == [row for row in plain if any(row)]
    assert table.rejects == ()


headers = st.sampled_from([",".join(kind.required + kind.optional) for kind in FORMATS])
likely = st.sampled_from(
    [
        *("gold", "garlic", "gold;garlic", "010", "2005-05", "2005-W22", "2005-05-31", "3", "-1", "1.5", "0"),
        *(
            '"1,234"',
            "12 kg",
            "",
            "true",
            "false",
            "A",
            "+",
            "gold_world_usd",
            "not_reported",
            "USD/oz",
            "합계",
        ),
        *(
            "１２",
            "=1+1",
            "2005-02-30",
            "2005-13",
            "9" * 30,
            "nan",
            "kg",
            "item",
            "\x00",
            '"',
            "\ufffd",
            "1e5",
        ),
    ]
)


@settings(QUICK, max_examples=150)
@given(headers, st.lists(st.lists(likely, min_size=1, max_size=18), max_size=12))
def test_no_row_is_lost_good_bad_and_repeated_rows_are_all_rows(header, rows):
    width = header.count(",") + 1
    rows = [(row * width)[: width if len(row) > 2 else len(row)] for row in rows]
    lines = [",".join(row) for row in rows]
    payload = "\n".join([header, *lines]).encode()
    try:
        (one,) = parsed(payload)
    except Refusal:
        blank = all(not line.strip(", ") for line in lines)
        assert blank or b'"' in payload or b"\x00" in payload
        return
    good, bad = set(one.rows["line"]), {reject.line for reject in one.rejects}
    assert good.isdisjoint(bad)
    if '"' in "".join(lines):
        return
    filled = {number for number, line in enumerate(lines, 2) if line.strip(", ")}
    repeated = filled - good - bad
    assert good | bad <= filled
    contents = [lines[number - 2] for number in good]
    assert all(any("agree" in note for note in one.notes) and contents for _ in repeated)


@example(b"", b"*")
@example(b"", b"^a$,b\n1,2\n")
@settings(QUICK, max_examples=150)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"\xff\xfe", b"item,period,count\n", b'"']
    ),
    st.binary(max_size=300),
)
def test_any_bytes_are_read_or_refused_and_nothing_else(start, rest):
    try:
        for one in parsed(start + rest):
            assert one.rows.height + len(one.rejects) > 0
    except Refusal as refusal:
        assert refusal.where
        assert refusal.found


@pytest.mark.parametrize("name", ["workbook", "parquet", "gz"])
@settings(QUICK, max_examples=80)
@given(position=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name, position, byte, cut):
    payload = bytearray(WHOLE[name])
    position %= len(payload)
    if cut:
        del payload[position:]
    else:
        payload[position] = byte
    try:
        parsed(bytes(payload))
    except Refusal as refusal:
        assert refusal.found


def _whole() -> dict[str, bytes]:
    frame = pl.DataFrame(
        {"item": ["gold"] * 5, "period": [f"2005-0{m}" for m in range(1, 6)], "count": range(5)}
    )
    workbook, parquet = io.BytesIO(), io.BytesIO()
    frame.write_excel(workbook)
    frame.write_parquet(parquet)
    return {
        "workbook": workbook.getvalue(),
        "parquet": parquet.getvalue(),
        "gz": gzip.compress(frame.write_csv().encode()),
    }


WHOLE = _whole()
