"""What each office found and inspected in the last periods, and the warnings addressed to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from bongsu.catalogue.entries import Office
from bongsu.core.early_warning.moves import LIVE
from bongsu.core.early_warning.people import Person
from bongsu.facts.ledger import Ledger
from bongsu.records import early_warnings
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace


@dataclass(slots=True)
class OfficeNumbers:
    """One office, or all rows that name none (`office` None).

    Attributes:
        detections, year_before: in the span, and in the same days a year earlier; None where nothing at
            all was told of that time.
        inspections: made, planned ones not counted; None where nobody told any.
        hits: inspections that found something; None where nobody told.
        warnings: numbers of those in force that are addressed to it.
    """

    code: str
    office: Office | None
    detections: int | None = None
    year_before: int | None = None
    inspections: int | None = None
    hits: int | None = None
    warnings: list[str] = field(default_factory=list)


def office_numbers(
    workspace: Workspace,
    *,
    by: Person,
    as_of: date,
    first: date,
    last: date,
    item: str = "",
) -> list[OfficeNumbers]:
    """Every office that exists on the last day, by code, then what names no office; as known on a day.

    A field officer gets her own offices alone, from the query on.

    Args:
        first, last: first days of the first and of the last period counted.
        item: only this item's detections and inspections; "" for all.
    """
    open_records(workspace)
    own = None if by.is_national else frozenset(by.offices)
    offices = [each for each in workspace.catalogue.offices_on(last) if own is None or each.code in own]
    found = {each.code: OfficeNumbers(each.code, each) for each in offices}
    asked = Asked(as_of, first, last, item, own)
    for office, told in _told(workspace.facts, _versions(workspace), asked).items():
        entry = found.setdefault(office, OfficeNumbers(office, None))
        for name, number in told.items():
            setattr(entry, name, number)
    for warning in early_warnings.listing(by=by):
        if warning.state not in LIVE or (item and warning.item != item):
            continue
        for office in warning.offices:
            if office in found and (own is None or office in own):
                found[office].warnings.append(warning.number)
    return sorted(found.values(), key=lambda each: (each.office is None, each.code))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted; `own`: these offices alone, None: every office."""

    as_of: date
    first: date
    last: date
    item: str
    own: frozenset[str] | None


def _versions(workspace: Workspace) -> tuple[tuple[str, int], ...]:
    versions = Ledger(workspace.facts).versions()
    return tuple((table, versions[table]) for table in ("detections", "effort") if table in versions)


@lru_cache(maxsize=128)
def _told(facts: Path, versions: tuple[tuple[str, int], ...], asked: Asked) -> dict[str, dict[str, int]]:
    """Office → what the ledger says of it at these versions, which never changes."""
    ledger = Ledger(facts).at(dict(versions))
    found: dict[str, dict[str, int]] = {}
    first, last = asked.first, asked.last
    whom = pl.lit(value=True) if asked.own is None else pl.col("office").is_in(sorted(asked.own))
    if asked.item:
        whom = whom & (pl.col("item") == asked.item)
    now = pl.col("period").is_between(first, last)
    before = pl.col("period").is_between(
        first.replace(year=first.year - 1), last.replace(year=last.year - 1, day=1)
    )
    told = ledger.read("detections", as_of=asked.as_of, where=whom & (now | before))
    counted = told.group_by("office", (pl.col("period") >= first).alias("now")).agg(pl.col("count").sum())
    for office, is_now, count in counted.iter_rows():
        found.setdefault(office, {})["detections" if is_now else "year_before"] = int(count)
    done = ledger.read("effort", as_of=asked.as_of, where=whom & now & ~pl.col("planned"))
    for office, inspections, hits, told_hits in (
        done.group_by("office")
        .agg(pl.col("inspections").sum(), pl.col("hits").sum(), pl.col("hits").is_not_null().any().alias("t"))
        .iter_rows()
    ):
        found.setdefault(office, {})["inspections"] = int(inspections)
        if told_hits:
            found[office]["hits"] = int(hits)
    return found
