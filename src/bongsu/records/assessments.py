"""The door to the assessments: store one, read one back, list them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.records import audit, catalogue_versions
from bongsu.records.canonical import canonical_json
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """All that an assessment was made from; with it, the same result can be computed again.

    Attributes:
        method_settings, seed: what the method was run with; seed None where it draws nothing.
        fact_versions: fact table → the version of it that was read.
        catalogue_files: file name → text of the catalogue used.
        code_version: bongsu's version, with the commit where it is known.
        as_recorded: only what this installation held at that moment was read; None: all of it.
        made_up: the facts are those of the made-up country.
    """

    method_settings: Mapping[str, Any]
    seed: int | None
    fact_versions: Mapping[str, int]
    catalogue_files: Mapping[str, str]
    code_version: str
    as_recorded: datetime | None = None
    made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHeading:
    """An assessment without its document."""

    assessment: str
    as_of: date
    as_recorded: datetime | None
    method: str
    hash: str
    code_version: str
    catalogue: str
    made_up: bool
    created_at: datetime
    created_by: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAssessment(AssessmentHeading):
    """An assessment as stored; `document` is the whole result, with its id under "assessment"."""

    document: dict[str, Any]
    method_settings: dict[str, Any]
    seed: int | None
    fact_versions: dict[str, int]


def store(
    document: Mapping[str, Any],
    *,
    as_of: date,
    method: str,
    result_hash: str,
    provenance: Provenance,
    actor: str,
    now: datetime,
    beside: str | None = None,
) -> str:
    """Stores an assessment with its audit line and returns its id, "A-000001" and on without gaps.

    Args:
        document: the JSON shape of `assess --json`; each of its "items" has "item", "grade", "probability",
            "expected" and "interval80", and may have "previous_grade". Its "assessment" is set here.
        result_hash: the hash of the result that a repeated run must reach.
        beside: the champion's assessment, where this one is a challenger's.

    Raises:
        ValueError: a number in the document is not finite, or a moment has no time zone.
        KeyError: one of the document's items lacks a member.
    """
    return decide(
        lambda: _store(
            dict(document),
            as_of=as_of,
            method=method,
            result_hash=result_hash,
            provenance=provenance,
            actor=actor,
            now=now,
            beside=beside,
        ),
        at=now,
    )


def get(assessment: str) -> StoredAssessment:
    """The assessment with this id.

    Raises:
        Refusal: there is none.
    """
    from bongsu.records.models import Assessment

    row = Assessment.objects.filter(pk=number_of(assessment)).first()
    if row is None:
        raise Refusal(
            say("assessment {name}", name=assessment),
            expected=say("an assessment of this workspace"),
            found=say("none of this name"),
        )
    return _stored(row)


def latest(
    as_of: date | None = None, method: str | None = None, *, before: date | None = None
) -> StoredAssessment | None:
    """The assessment with the latest as-of day, and of these the one stored last; None where there is none.

    Args:
        as_of: none later than this day.
        before: only those of an earlier day, e.g. to find the assessment before a given one.

    Those of challengers are left out.
    """
    from bongsu.records.models import Assessment

    chosen = Assessment.objects.filter(beside=None)
    if as_of is not None:
        chosen = chosen.filter(as_of__lte=as_of)
    if before is not None:
        chosen = chosen.filter(as_of__lt=before)
    if method is not None:
        chosen = chosen.filter(method=method)
    row = chosen.order_by("-as_of", "-number").first()
    return _stored(row) if row else None


def challengers_of(assessment: str) -> list[StoredAssessment]:
    """The assessments of challengers that ran beside one of the champion's, by method."""
    from bongsu.records.models import Assessment

    rows = Assessment.objects.filter(beside=number_of(assessment)).order_by("method")
    return [_stored(row) for row in rows]


def listing(*, limit: int | None = None) -> list[AssessmentHeading]:
    """Every assessment, the one stored last first, without the documents."""
    from bongsu.records.models import Assessment

    rows = Assessment.objects.order_by("-number").defer("document").prefetch_related("items")
    return [AssessmentHeading(**_heading(row)) for row in rows[:limit]]


def newest_number() -> int:
    """The number of the assessment stored last, 0 where there is none; whatever rests on all of them stands
    until it changes."""
    from django.db.models import Max

    from bongsu.records.models import Assessment

    found: int | None = Assessment.objects.aggregate(Max("number"))["number__max"]
    return found or 0


def days() -> list[tuple[date, str]]:
    """Every as-of day with the assessment stored last of it, the latest day first; challengers left out."""
    from bongsu.records.models import Assessment

    rows = Assessment.objects.filter(beside=None).order_by("as_of", "number")
    newest = {row.as_of: row.name for row in rows.only("number", "as_of")}
    return [(day, newest[day]) for day in sorted(newest, reverse=True)]


def number_of(assessment: str) -> int:
    """The number in an id such as "A-000001".

    Raises:
        Refusal: it is not such an id.
    """
    found = re.fullmatch(r"A-(\d{6,18})", assessment)
    if not found:
        raise Refusal(
            say("assessment {name}", name=assessment), expected="A-000001", found=assessment or say("nothing")
        )
    return int(found[1])


def _store(
    document: dict[str, Any],
    *,
    as_of: date,
    method: str,
    result_hash: str,
    provenance: Provenance,
    actor: str,
    now: datetime,
    beside: str | None,
) -> str:
    from bongsu.records.models import AssessedItem, Assessment

    catalogue = catalogue_versions.keep(provenance.catalogue_files, actor=actor, now=now)
    row = Assessment(
        number=next_number("assessment"),
        as_of=as_of,
        as_recorded=provenance.as_recorded,
        method=method,
        method_settings=_plain(provenance.method_settings),
        seed=provenance.seed,
        fact_versions=_plain(provenance.fact_versions),
        catalogue_id=catalogue,
        code_version=provenance.code_version,
        hash=result_hash,
        made_up=provenance.made_up,
        created_at=now,
        created_by=actor,
        beside_id=number_of(beside) if beside else None,
    )
    document["assessment"] = row.name
    row.document = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    row.save(force_insert=True)
    AssessedItem.objects.bulk_create(_item(row, entry) for entry in document["items"])
    detail = {"as_of": as_of, "method": method, "hash": result_hash, "made_up": row.made_up}
    audit.vouch("assessment.stored", row, actor=actor, at=now, detail=detail)
    return row.name


def _item(row: Any, entry: Mapping[str, Any]) -> Any:
    from bongsu.records.models import AssessedItem

    low, high = entry["interval80"] or (None, None)
    return AssessedItem(
        assessment=row,
        item=entry["item"],
        grade=entry["grade"],
        probability=_number(entry["probability"]),
        expected=_number(entry["expected"]),
        low=_number(low),
        high=_number(high),
        previous_grade=entry.get("previous_grade"),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(canonical_json(dict(value)))
    return plain


def _heading(row: Any) -> dict[str, Any]:
    return {
        "assessment": row.name,
        "as_of": row.as_of,
        "as_recorded": row.as_recorded,
        "method": row.method,
        "hash": row.hash,
        "code_version": row.code_version,
        "catalogue": row.catalogue_id,
        "made_up": row.made_up,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "grades": {item.item: item.grade for item in sorted(row.items.all(), key=lambda item: item.item)},
    }


def _stored(row: Any) -> StoredAssessment:
    return StoredAssessment(
        **_heading(row),
        document=json.loads(row.document),
        method_settings=row.method_settings,
        seed=row.seed,
        fact_versions=row.fact_versions,
    )
