"""Files of counts are read as they are meant, or refused with the line, the column and what was expected."""

import numpy as np
import polars as pl
import pytest

from bongsu.usecases.count_file import read_count_file
from bongsu.words import use_language
from bongsu.words.refusal import Refusal


@pytest.fixture(autouse=True)
def english():
    use_language("en")


def written(folder, text, name="counts.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_gaps_and_early_ends_stay_unknown(tmp_path):
    text = "series,period,count\nb,2020-01,4\na,2020-01,0\na,2020-04,2\nb,2020-02,\n"
    file = read_count_file(written(tmp_path, text))
    assert file.series == ("a", "b")
    assert [str(period) for period in file.periods] == ["2020-01", "2020-02", "2020-03", "2020-04"]
    np.testing.assert_array_equal(file.counts[:, 0], [0, np.nan, np.nan, 2])
    np.testing.assert_array_equal(file.counts[:, 1], [4, np.nan, np.nan, np.nan])


def test_names_keep_their_leading_zeros_and_their_korean(tmp_path):
    text = "series,period,count\n007,2020-01,4\n금괴,2020-01,1\n"
    assert read_count_file(written(tmp_path, text)).series == ("007", "금괴")
    assert read_count_file(written(tmp_path, text, encoding="cp949")).series == ("007", "금괴")
    assert read_count_file(written(tmp_path, text, encoding="utf-8-sig")).series == ("007", "금괴")


def test_parquet_is_read_like_csv(tmp_path):
    table = pl.DataFrame({"series": ["a", "a"], "period": ["2020-W01", "2020-W03"], "count": [3, None]})
    table.write_parquet(tmp_path / "counts.parquet")
    np.testing.assert_array_equal(
        read_count_file(tmp_path / "counts.parquet").counts, [[3], [np.nan], [np.nan]]
    )


def test_exposure_is_read_where_there_is_one(tmp_path):
    text = "series,period,count,exposure\na,2020-01,4,100.5\na,2020-02,4,\n"
    np.testing.assert_array_equal(read_count_file(written(tmp_path, text)).exposure, [[100.5], [np.nan]])


def test_a_week_53_makes_the_calendar_count_by_date(tmp_path):
    long = "series,period,count\na,2020-W52,4\na,2020-W53,2\na,2021-W01,3\n"
    file = read_count_file(written(tmp_path, long))
    assert (len(file.periods), file.by_date) == (3, True)


def test_a_file_without_any_week_53_has_52_weeks_a_year(tmp_path):
    short = "series,period,count\na,2020-W52,4\na,2021-W01,3\n"
    file = read_count_file(written(tmp_path, short))
    assert ([str(period) for period in file.periods], file.by_date) == (["2020-W52", "2021-W01"], False)


def test_rows_that_repeat_each_other_are_one_row(tmp_path):
    text = "series,period,count\na,2020-01,4\na,2020-01,4\n"
    assert read_count_file(written(tmp_path, text)).counts.tolist() == [[4.0]]


BAD = {
    "disagreeing duplicates": ("a,2020-01,4\na,2020-01,5\n", "line 3, column count", "4 as in line 2", "5"),
    "nothing beside a count": (
        "a,2020-01,4\na,2020-01,\n",
        "line 3, column count",
        "4 as in line 2",
        "nothing",
    ),
    "negative": ("a,2020-01,4\na,2020-02,-1\n", "line 3, column count", "whole number", "'-1'"),
    "fraction": ("a,2020-01,1.5\n", "line 2, column count", "whole number", "'1.5'"),
    "word": ("a,2020-01,many\n", "line 2, column count", "whole number", "'many'"),
    "no such month": ("a,2020-13,1\n", "line 2, column period", "2005-05", "'2020-13'"),
    "no such week": ("a,2021-W53,1\n", "line 2, column period", "2005-W22", "'2021-W53'"),
    "no name": (",2020-01,1\n", "line 2, column series", "a name", "nothing"),
    "mixed lengths": ("a,2020-01,1\na,2020-W02,1\n", "line 3, column period", "month", "2020-W02"),
    "too many cells": ("\na,2020-01,1\na,2020-02,1,9\n", "line 4", "3 cells", "4 cells"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows_are_refused_by_line_and_column(tmp_path, case):
    rows, where, expected, found = BAD[case]
    with pytest.raises(Refusal) as refusal:
        read_count_file(written(tmp_path, "series,period,count\n" + rows))
    assert where in refusal.value.where
    assert expected in refusal.value.expected
    assert found in refusal.value.found


@pytest.mark.parametrize(
    ("header", "named"),
    [("series,period\n", "count"), ("series,period,count,note\n", "note"), ("series,month,count\n", "month")],
)
def test_missing_and_unknown_columns_are_refused_by_name(tmp_path, header, named):
    with pytest.raises(Refusal, match=named):
        read_count_file(written(tmp_path, header))


def test_an_exposure_of_zero_is_refused(tmp_path):
    with pytest.raises(Refusal, match="above 0"):
        read_count_file(written(tmp_path, "series,period,count,exposure\na,2020-01,1,0\n"))


@pytest.mark.parametrize("text", ["", "series,period,count\n"])
def test_files_without_rows_are_refused(tmp_path, text):
    with pytest.raises(Refusal):
        read_count_file(written(tmp_path, text))


def test_a_missing_or_broken_file_is_refused(tmp_path):
    with pytest.raises(Refusal, match="no such file"):
        read_count_file(tmp_path / "none.csv")
    with pytest.raises(Refusal, match="Parquet"):
        read_count_file(written(tmp_path, "not parquet", name="counts.parquet"))
