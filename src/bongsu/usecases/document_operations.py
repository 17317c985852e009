"""Operations and measured effects as each version of a document may tell them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl

from bongsu.facts.ledger import Ledger
from bongsu.records import evaluations, operations
from bongsu.records.assessments import StoredAssessment
from bongsu.records.operations import OperationEntry
from bongsu.usecases.document_content import EffectPart, OperationPart, Shown, Version
from bongsu.usecases.document_versions import LIMIT
from bongsu.usecases.document_warnings import Reader
from bongsu.usecases.workspace import Workspace


def operation_parts(
    workspace: Workspace, stored: StoredAssessment, reader: Reader, *, items: Collection[str]
) -> tuple[OperationPart, ...]:
    """The operations about these items that began by the day of the assessment, the newest first.

    An office learns of those it takes part in and what it found itself; the public of those that are over,
    without names of offices and without small counts.
    """
    entries = [each for each in operations.listing() if _may_know(each, stored, reader, items)]
    ledger = Ledger(workspace.facts).at(stored.fact_versions)
    numbers = [each.number for each in entries]
    found = _sums(ledger, stored, reader, "detections", "operation", numbers, ("count",))
    done = _sums(ledger, stored, reader, "effort", "campaign", numbers, ("inspections", "officer_hours"))
    return tuple(_operation(each, reader, found, done) for each in entries)


def effect_parts(
    stored: StoredAssessment, reader: Reader, *, items: Collection[str], warnings: Collection[str]
) -> tuple[EffectPart, ...]:
    """The newest evaluation of each warning by what was known on the day of the assessment.

    The ratio is the administration's own reading and stands in every version, the national counts behind
    it not in an office's. Of fewer than three detections the public learns neither.

    Args:
        warnings: numbers of the warnings that this reader may know of.
    """
    parts: dict[tuple[str, str], EffectPart] = {}
    for each in evaluations.listing():
        unknown = each.warning not in warnings and (each.warning or reader.version is not Version.FULL)
        if each.as_of > stored.as_of or unknown:
            continue
        for entry in each.document["items"]:
            key = (each.warning or each.evaluation, entry["item"])
            small = reader.version is Version.PUBLIC and entry["observed"] < LIMIT
            if entry["item"] in items and key not in parts and not small:
                parts[key] = _effect(each, entry, reader)
    return tuple(parts.values())


def _may_know(
    entry: OperationEntry, stored: StoredAssessment, reader: Reader, items: Collection[str]
) -> bool:
    if entry.first_day > stored.as_of or entry.state in ("planned", "cancelled"):
        return False
    if not set(entry.items) & set(items):
        return False
    if reader.version is Version.OFFICE:
        return reader.office in entry.offices
    return reader.version is Version.FULL or entry.state == "finished"


def _sums(
    ledger: Ledger,
    stored: StoredAssessment,
    reader: Reader,
    table: str,
    key: str,
    numbers: list[str],
    columns: tuple[str, ...],
) -> dict[str, dict[str, Any]]:
    """Operation → sums of the columns, of the reader's own office alone in an office version."""
    rows = ledger.read(
        table, as_of=stored.as_of, as_recorded=stored.as_recorded, where=pl.col(key).is_in(numbers)
    )
    if reader.version is Version.OFFICE:
        rows = rows.filter(pl.col("office") == reader.office)
    summed = rows.group_by(key).agg(pl.col(columns).sum())
    return {row[key]: row for row in summed.to_dicts()}


def _operation(
    entry: OperationEntry, reader: Reader, found: dict[str, Any], done: dict[str, Any]
) -> OperationPart:
    public = reader.version is Version.PUBLIC
    named = entry.offices if reader.version is Version.FULL else (reader.office,) if not public else ()
    cases = int(found.get(entry.number, {}).get("count") or 0)
    work = done.get(entry.number, {})
    return OperationPart(
        number=entry.number,
        title=entry.title,
        state=entry.state,
        first_day=entry.first_day,
        last_day=entry.last_day,
        items=tuple(reader.item_names.get(code, {"ko": code}) for code in entry.items),
        offices=tuple(reader.office_names.get(code, {"ko": code}) for code in named),
        cases=Shown(None, "small") if public and cases < LIMIT else Shown(cases),
        inspections=None if public else int(work.get("inspections") or 0),
        officer_hours=None if public else float(work.get("officer_hours") or 0.0),
        silent=len(entry.silent) if reader.version is Version.FULL else None,
    )


def _effect(each: evaluations.EvaluationEntry, entry: dict[str, Any], reader: Reader) -> EffectPart:
    counted = reader.version is not Version.OFFICE
    return EffectPart(
        evaluation=each.evaluation,
        warning=each.warning,
        names=reader.item_names.get(entry["item"], {"ko": entry["item"]}),
        first=each.first_period,
        last=each.last_period,
        observed=int(entry["observed"]) if counted else None,
        expected=entry["expected"] if counted else None,
        ratio=entry["ratio"],
        total_ratio=entry["total_ratio"],
    )
