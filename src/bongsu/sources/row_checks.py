"""Collects what is wrong with the rows of one table, and parts the good rows from the bad ones."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from bongsu.sources.limits import Limits
from bongsu.sources.parsed import Reject
from bongsu.sources.tabular_file import TextTable
from bongsu.words import say
from bongsu.words.refusal import Refusal

_LONGEST_FOUND = 80
_FAULT_COLUMNS = ("line", "column", "expected", "found", "todo")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken: what should stand there and what to do."""

    expected: str
    todo: str = ""


class RowChecks:
    """The rows of a table as text, and the faults found in them so far.

    Of several faults in one cell the first one found is told.
    """

    def __init__(self, table: TextTable) -> None:
        self.table = table
        self.rows = table.rows
        self._faults: list[pl.DataFrame] = []
        self._dismissed: list[pl.DataFrame] = []

    def text(self, column: str) -> pl.Series:
        """The column's cells; "" throughout where the file has no such column."""
        if column in self.rows.columns:
            return self.rows[column]
        return pl.repeat("", self.rows.height, dtype=pl.String, eager=True).alias(column)

    def has(self, column: str) -> bool:
        """Whether the file has this column."""
        return column in self.rows.columns

    def fault(
        self,
        bad: pl.Series,
        column: str,
        *,
        expected: str | pl.Series,
        todo: str | pl.Series = "",
        found: str | pl.Series | None = None,
    ) -> None:
        """Rejects the rows where `bad` is true; the texts are one for all rows or one for each row."""
        bad = bad.fill_null(False)
        if not bad.any():
            return
        if found is None:
            found = "'" + self.text(column).str.slice(0, _LONGEST_FOUND) + "'"
        texts = {"expected": expected, "found": found, "todo": todo}
        columns = [
            text.filter(bad).alias(name) if isinstance(text, pl.Series) else pl.lit(text).alias(name)
            for name, text in texts.items()
        ]
        lines = self.rows.filter(bad).select("line", pl.lit(column).alias("column"))
        self._faults.append(lines.with_columns(columns).select(_FAULT_COLUMNS))

    def dismiss(self, bad: pl.Series, column: str, *, expected: str, todo: str) -> None:
        """Rejects rows that are no rows of the table at all; no later check looks at them."""
        if bad.any():
            self.fault(bad, column, expected=expected, todo=todo)
            self._dismissed.append(self.rows.filter(bad))
            self.rows = self.rows.filter(~bad)

    def fault_by_text(self, column: str, faults: dict[str, Fault], *, among: pl.Series | None = None) -> None:
        """Rejects the rows whose cell is one of these texts, each with its own reason."""
        if not faults:
            return
        text = self.text(column)
        bad = text.is_in(list(faults))
        if among is not None:
            bad &= among
        if not bad.any():
            return
        texts = list(faults)
        told = {
            name: text.replace_strict(
                texts, [getattr(faults[key], name) for key in texts], default=None, return_dtype=pl.String
            )
            for name in ("expected", "todo")
        }
        self.fault(bad, column, expected=told["expected"], todo=told["todo"])

    def required(self, column: str, *, todo: str = "") -> pl.Series:
        """The column's cells; empty ones are rejected."""
        text = self.text(column)
        self.fault(text == "", column, expected=say("something in every row"), todo=todo)
        return text

    @property
    def good(self) -> pl.Series:
        """True where no fault has been found so far."""
        if not self._faults:
            return pl.repeat(True, self.rows.height, dtype=pl.Boolean, eager=True)
        lines = pl.concat([faults["line"] for faults in self._faults]).unique()
        return ~self.rows["line"].is_in(lines.implode())

    def rejects(self, *, limits: Limits) -> tuple[Reject, ...]:
        """One reject for each faulty cell, by line, those of the cutting into cells included.

        Raises:
            Refusal: there are so many that the file as a whole must be wrong.
        """
        found = self._told()
        rejects = [*self.table.rejects]
        if found.height + len(rejects) > limits.rejects:
            first = min(
                rejects[:1] + [Reject(**fault) for fault in found[:1].iter_rows(named=True)],
                key=lambda reject: reject.line,
            )
            raise Refusal(
                self.table.name,
                expected=say("at most {count} bad rows", count=limits.rejects),
                found=say(
                    "{count}, e.g. in line {line} column '{column}': expected {expected}, found {found}",
                    count=found.height + len(rejects),
                    line=first.line,
                    column=first.column,
                    expected=first.expected,
                    found=first.found,
                ),
                todo=say("Mend the file where it was made; nothing of it was loaded."),
            )
        faulty = pl.concat([self.rows, *self._dismissed]).filter(
            pl.col("line").is_in(found["line"].unique().implode())
        )
        names = self.table.header
        rows = {line: dict(zip(names, cells, strict=True)) for line, *cells in faulty.iter_rows()}
        rejects += [Reject(**fault, row=rows[fault["line"]]) for fault in found.iter_rows(named=True)]
        return tuple(sorted(rejects, key=lambda reject: (reject.line, reject.column)))

    def _told(self) -> pl.DataFrame:
        if not self._faults:
            schema = {"line": pl.Int64} | dict.fromkeys(("column", "expected", "found", "todo"), pl.String)
            return pl.DataFrame(schema=schema)
        return pl.concat(self._faults).unique(("line", "column"), keep="first", maintain_order=True)
