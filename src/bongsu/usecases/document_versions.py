"""What each version of a document may say: an office only of its own counts, the public nothing small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bongsu.core.stats.small_cells import SHOWN, SMALL, hide_small, with_totals
from bongsu.usecases.beside_grade import BesideGrade
from bongsu.usecases.document_content import CountTable, Names, Recent, Shown, Version
from bongsu.usecases.report_content import CountAt, ItemContent

LIMIT = 3
"""Counts below this are not shown to the public."""


def item_of_version(
    item: ItemContent, version: Version, *, own: Mapping[str, int] | None = None
) -> ItemContent:
    """The item as a version may show it.

    What people decided and what intelligence advises stays at headquarters, and so does everything counted
    over all offices: an office sees its own detections, the public those that are not small. The grade, its
    probability and the forecast are the administration's own reading and stand in every version.

    Args:
        own: period → detections of the office that the version is for.
    """
    if version is Version.FULL:
        return item
    reading = replace(item.reading, nowcasts=(), random=None)
    beside = BesideGrade(breaks=item.beside.breaks, skill=item.beside.skill)
    if version is Version.OFFICE:
        counted = tuple(_of_office(point, own or {}) for point in item.detections)
    else:
        counted = tuple(_of_public(point) for point in item.detections)
    return replace(item, reading=reading, beside=beside, detections=counted)


def recent_of(item: ItemContent, period: str, *, before: str, year_before: str) -> Recent:
    """The newest detections of an item that is cut to its version already."""
    points = {point.period: point for point in item.detections}
    return Recent(
        period,
        now=_shown(points.get(period)),
        before=_shown(points.get(before)),
        year_before=_shown(points.get(year_before)),
        complete=not (found := points.get(period)) or found.status != "incomplete",
    )


def count_table(
    counts: np.ndarray,
    *,
    about: str,
    span: tuple[str, str],
    rows: Sequence[Names],
    columns: Sequence[Names],
    version: Version,
) -> CountTable | None:
    """The counts with their totals, small ones hidden from the public.

    None where a public table would be too small to hide anything in it.
    """
    if version is Version.PUBLIC:
        if min(counts.shape) < 2:
            return None
        hidden = hide_small(counts, LIMIT)
        cells = tuple(
            tuple(_marked(int(count), int(mark)) for count, mark in zip(*line, strict=True))
            for line in zip(hidden.counts, hidden.marks, strict=True)
        )
    else:
        cells = tuple(tuple(Shown(int(count)) for count in line) for line in with_totals(counts))
    return CountTable(about, *span, tuple(rows), tuple(columns), cells)  # type: ignore[arg-type]


def _of_office(point: CountAt, own: Mapping[str, int]) -> CountAt:
    return point if point.count is None else replace(point, count=own.get(point.period, 0))


def _of_public(point: CountAt) -> CountAt:
    if point.count is None or point.count >= LIMIT:
        return point
    return replace(point, count=None, status="small")


def _shown(point: CountAt | None) -> Shown:
    if point is None or point.count is None:
        return Shown(None, "small" if point is not None and point.status == "small" else "missing")
    return Shown(point.count)


def _marked(count: int, mark: int) -> Shown:
    if mark == SHOWN:
        return Shown(count)
    return Shown(None, "small" if mark == SMALL else "withheld")
