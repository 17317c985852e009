"""Where the next inspections earn most: by the latest assessment, and by shares and hours in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from bongsu.core.operations.allocation import Allocation, Target, allocate
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.records import assessments
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

MEMORY = 12
SMOOTHING = 0.5
"""Detections added to every office and channel, so that one without any is not taken for a desert."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal and what it rests on.

    Attributes:
        left_out: items that the assessment expects no number of.
    """

    assessment: str
    as_of: date
    allocation: Allocation
    grades: dict[str, int]
    left_out: tuple[str, ...]


def propose(
    workspace: Workspace,
    hours: Mapping[str, float],
    *,
    as_of: date,
    items: Sequence[str] = (),
    channels: Sequence[str] = (),
    hours_each: float = 1.0,
    random_share: float = 0.1,
) -> Proposal:
    """Proposes next period's inspections for the offices named, by the latest assessment up to a day.

    Args:
        hours: office → officer hours it has in a period.
        items, channels: only of these; none: of all. Inspections without a channel stay in.
        hours_each: officer hours of one inspection where the ledger does not tell.

    Raises:
        Refusal: there is no assessment, or no inspections are known of these offices.
    """
    open_records(workspace)
    seen = assessments.latest(as_of)
    if seen is None:
        raise Refusal(
            say("allocation as of {day}", day=as_of),
            expected=say("an assessment up to this day"),
            found=say("none"),
            todo=say("Assess first: bongsu assess --as-of {day}", day=as_of),
        )
    expected = {
        each["item"]: each["expected"]
        for each in seen.document["items"]
        if not items or each["item"] in items
    }
    cutoff = Period.last_complete(as_of, Frequency.MONTH)
    everywhere = _targets(
        Ledger(workspace.facts),
        {item: value for item, value in expected.items() if value is not None},
        offices=list(hours),
        first=cutoff - (MEMORY - 1),
        as_of=as_of,
        hours_each=hours_each,
    )
    targets = [each for each in everywhere if not channels or each.channel in ("", *channels)]
    if not targets:
        raise Refusal(
            say("allocation as of {day}", day=as_of),
            expected=say("inspections of these offices in the last {count} months", count=MEMORY),
            found=say("none"),
            todo=say("Load them: effort.csv"),
        )
    try:
        found = allocate(targets, hours, random_share=random_share)
    except ValueError as error:
        raise Refusal(say("allocation as of {day}", day=as_of), expected="", found=str(error)) from None
    return Proposal(
        seen.assessment,
        as_of,
        found,
        {each["item"]: each["grade"] for each in seen.document["items"]},
        tuple(sorted(item for item, value in expected.items() if value is None)),
    )


def _targets(
    ledger: Ledger,
    expected: Mapping[str, float],
    *,
    offices: Sequence[str],
    first: Period,
    as_of: date,
    hours_each: float,
) -> list[Target]:
    recent = pl.col("period") >= first.start
    place = ["item", "office", "channel"]
    found = (
        ledger.read("detections", as_of=as_of, where=recent & pl.col("item").is_in(list(expected)))
        .group_by(place)
        .agg(pl.col("count").sum())
    )
    here = recent & pl.col("office").is_in(list(offices)) & ~pl.col("planned")
    done = (
        ledger.read("effort", as_of=as_of, where=here & (pl.col("item").is_in(list(expected))))
        .group_by(place)
        .agg(
            pl.col("inspections").sum().alias("inspections"),
            pl.col("officer_hours").sum().alias("hours"),
            pl.col("inspections").filter(pl.col("officer_hours").is_not_null()).sum().alias("with_hours"),
        )
        .filter(pl.col("inspections") > 0)
        .sort(place)
    )
    counts = {tuple(row[:3]): float(row[3]) for row in found.iter_rows()}
    total = {item: sum(n for key, n in counts.items() if key[0] == item) for item in expected}
    cells = {item: sum(1 for key in counts if key[0] == item) for item in expected}
    targets = []
    for row in done.iter_rows(named=True):
        key = (row["item"], row["office"], row["channel"])
        share = (counts.get(key, 0.0) + SMOOTHING) / (total[key[0]] + SMOOTHING * max(cells[key[0]], 1))
        each = row["hours"] / row["with_hours"] if row["with_hours"] else hours_each
        targets.append(
            Target(
                key[1],
                key[0],
                key[2],
                expected=float(expected[key[0]]) * share,
                usual=row["inspections"] / MEMORY,
                hours=each or hours_each,
            )
        )
    return targets
