"""Reads a file of counts, `series,period,count[,exposure]`, into a table of periods and series."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bongsu.core.panel.periods import Frequency, Period
from bongsu.words import say
from bongsu.words.refusal import Refusal

REQUIRED = ("series", "period", "count")
COLUMNS = (*REQUIRED, "exposure")
NOTHING_REPORTED = ("", "NA")
LARGEST_TABLE = 100_000_000
LINE = " line"
_WEEK_53 = "-W53"


@dataclass(frozen=True, slots=True)
class CountFile:
    """Counts of several series over consecutive periods.

    Attributes:
        counts: [period, series], NaN where the file reports nothing: a gap is not a zero.
        exposure: likewise, or None where the file has no such column.
        by_date: whether the same time of earlier years is found by date. It is for days, and for weeks if
            the file has a week 53; a weekly file without one counts 52 weeks a year, and a week 53 that
            lies between its periods does not exist in it.
    """

    series: tuple[str, ...]
    periods: tuple[Period, ...]
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64] | None
    by_date: bool

    @property
    def frequency(self) -> Frequency:
        """How long one period lasts."""
        return self.periods[0].frequency


def read_count_file(path: Path) -> CountFile:
    """Reads CSV (UTF-8 or CP949) or Parquet. An empty or NA count is one that was not reported.

    Raises:
        Refusal: the file cannot be read, a column is missing or unknown, periods are of different lengths,
            a cell is not what its column holds, or two rows disagree about one count.
    """
    table = _read_table(path)
    _check_columns(path, table)
    if table.is_empty():
        raise Refusal(str(path), expected=say("at least one row of counts"), found=say("none"))
    periods = _read_periods(path, table)
    names = _filled(path, table, "series")
    counts = _read_numbers(path, table, "count")
    exposure = _read_numbers(path, table, "exposure") if "exposure" in table.columns else None
    rows = pl.DataFrame(
        {
            "line": table[LINE],
            "series": names,
            "ordinal": [period.ordinal for period in periods],
            "count": counts,
            "exposure": np.ones_like(counts) if exposure is None else exposure,
        }
    )
    rows = _without_repeats(path, rows, periods[0].frequency)
    return _spread(path, rows, table["period"], periods[0].frequency, exposure is not None)


def _read_table(path: Path) -> pl.DataFrame:
    """Every cell as text, empty where there is none, and the line it stands in."""
    if not path.is_file():
        raise Refusal(str(path), expected=say("a file of counts"), found=say("no such file"))
    if path.suffix.lower() not in (".parquet", ".pq"):
        return _read_csv(path)
    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise Refusal(
            str(path), expected=say("a Parquet file"), found=str(fault).partition("\n")[0]
        ) from None
    table = table.rename({name: name.strip().lower() for name in table.columns})
    table = table.with_columns(pl.all().cast(pl.String).fill_null("").str.strip_chars())
    return table.with_row_index(LINE, offset=2)


def _read_csv(path: Path) -> pl.DataFrame:
    reader = csv.reader(io.StringIO(_decoded(path)))
    names: list[str] = []
    cells: list[list[str]] = []
    lines: list[int] = []
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if not names:
            names = [name.strip().lower() for name in row]
            continue
        if len(row) != len(names):
            raise Refusal(
                say("{file} line {line}", file=path, line=reader.line_num),
                expected=say("{count} cells", count=len(names)),
                found=say("{count} cells", count=len(row)),
            )
        cells.append([cell.strip() for cell in row])
        lines.append(reader.line_num)
    if len(set(names)) < len(names):
        raise Refusal(
            say("{file} line 1", file=path), expected=say("different column names"), found=",".join(names)
        )
    table = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    return table.with_columns(pl.Series(LINE, lines, dtype=pl.UInt32))


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(str(path), expected=say("text in UTF-8 or CP949"), found=say("another encoding"))


def _check_columns(path: Path, table: pl.DataFrame) -> None:
    missing = [name for name in REQUIRED if name not in table.columns]
    unknown = [name for name in table.columns if name not in (*COLUMNS, LINE)]
    if missing or unknown:
        raise Refusal(
            say("{file} line 1", file=path),
            expected=say("the columns {columns}", columns="series,period,count[,exposure]"),
            found=",".join(name for name in table.columns if name != LINE),
            todo=say("Rename, add or leave out columns: {columns}", columns=", ".join(missing + unknown)),
        )


def _cell(path: Path, line: int, column: str) -> str:
    """Where a cell stands, as a person finds it; the header is line 1."""
    return say("{file} line {line}, column {column}", file=path, line=line, column=column)


def _filled(path: Path, table: pl.DataFrame, column: str) -> pl.Series:
    empty = (table[column] == "").arg_true()
    if len(empty):
        raise Refusal(
            _cell(path, table[LINE][empty[0]], column), expected=say("a name"), found=say("nothing")
        )
    return table[column]


def _read_periods(path: Path, table: pl.DataFrame) -> list[Period]:
    known: dict[str, Period] = {}
    for row, text in enumerate(table["period"]):
        if text in known:
            continue
        try:
            known[text] = Period.parse(text)
        except ValueError:
            raise Refusal(
                _cell(path, table[LINE][row], "period"),
                expected=say("a period such as 2005-05, 2005-W22 or 2005-05-31"),
                found=repr(text),
            ) from None
        first = next(iter(known.values()))
        if known[text].frequency is not first.frequency:
            raise Refusal(
                _cell(path, table[LINE][row], "period"),
                expected=say("a {frequency} like {period}", frequency=say(first.frequency), period=first),
                found=text,
                todo=say("Put series of different period lengths into different files."),
            )
    return [known[text] for text in table["period"]]


def _read_numbers(path: Path, table: pl.DataFrame, column: str) -> NDArray[np.float64]:
    """Whole numbers of at least 0 (`count`) or numbers above 0 (`exposure`); NaN where not reported."""
    text = table[column]
    numbers = text.cast(pl.Float64, strict=False).to_numpy().astype(np.float64)
    reported = ~text.is_in(NOTHING_REPORTED).to_numpy()
    if column == "count":
        fits = np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers)) & (numbers < 2**53)
        expected = say("a whole number of at least 0, or nothing where nothing was reported")
    else:
        fits = np.isfinite(numbers) & (numbers > 0)
        expected = say("a number above 0, or nothing where none is known")
    bad = np.flatnonzero(reported & ~fits)
    if len(bad):
        first = int(bad[0])
        raise Refusal(_cell(path, table[LINE][first], column), expected=expected, found=repr(text[first]))
    return np.where(reported, numbers, np.nan)


def _without_repeats(path: Path, rows: pl.DataFrame, frequency: Frequency) -> pl.DataFrame:
    """One row a series and period; rows that repeat each other are one, rows that disagree are refused."""
    once = rows.unique(["series", "ordinal", "count", "exposure"], keep="first", maintain_order=True)
    again = once.filter(pl.struct("series", "ordinal").is_duplicated()).sort("series", "ordinal", "line")
    if again.is_empty():
        return once
    one, other = again.row(0, named=True), again.row(1, named=True)
    column = "count" if str(one["count"]) != str(other["count"]) else "exposure"
    raise Refusal(
        _cell(path, other["line"], column),
        expected=say(
            "{value} as in line {line} for {series} in {period}",
            value=_shown(one[column]),
            line=one["line"],
            series=one["series"],
            period=Period(frequency, one["ordinal"]),
        ),
        found=_shown(other[column]),
        todo=say("Keep one row for each series and period."),
    )


def _shown(number: float) -> str:
    return say("nothing") if np.isnan(number) else f"{number:g}"


def _spread(
    path: Path, rows: pl.DataFrame, texts: pl.Series, frequency: Frequency, has_exposure: bool
) -> CountFile:
    """The rows as a table of every period from the first to the last, and every series in order of name."""
    low, high = int(rows["ordinal"].min()), int(rows["ordinal"].max())  # type: ignore[arg-type]
    series = sorted(set(rows["series"]))
    if (high - low + 1) * len(series) > LARGEST_TABLE:
        raise Refusal(
            str(path),
            expected=say("at most {cells} periods times series", cells=LARGEST_TABLE),
            found=f"{high - low + 1} × {len(series)}",
            todo=say("Check the first and the last period, or split the file."),
        )
    has_week_53 = bool(texts.str.ends_with(_WEEK_53).any())
    periods = tuple(Period(frequency, ordinal) for ordinal in range(low, high + 1))
    if frequency is Frequency.WEEK and not has_week_53:
        periods = tuple(period for period in periods if not str(period).endswith(_WEEK_53))
    place = {period.ordinal: at for at, period in enumerate(periods)}
    column = {name: at for at, name in enumerate(series)}
    at = np.array([place[ordinal] for ordinal in rows["ordinal"]])
    of = np.array([column[name] for name in rows["series"]])
    counts = np.full((len(periods), len(series)), np.nan)
    counts[at, of] = rows["count"].to_numpy()
    exposure = np.full_like(counts, np.nan)
    exposure[at, of] = rows["exposure"].to_numpy()
    return CountFile(
        series=tuple(series),
        periods=periods,
        counts=counts,
        exposure=exposure if has_exposure else None,
        by_date=frequency is Frequency.DAY or has_week_53,
    )
