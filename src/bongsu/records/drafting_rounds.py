"""The door to the reasons of each assessment: why an item was drafted, is to be released, or was left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bongsu.core.early_warning.moves import LIVE
from bongsu.records import audit, outbox
from bongsu.records.assessments import number_of
from bongsu.records.canonical import canonical_json
from bongsu.records.deciding import decide


def store(assessment: str, decisions: Mapping[str, Mapping[str, Any]], *, actor: str, now: datetime) -> None:
    """Keeps item → {"reason", "values", "sentence", "drafted", "release"} of one assessment.

    Where lifting is advised (`release` "lift") the approvers are told.
    """
    decide(lambda: _store(assessment, decisions, actor=actor, now=now), at=now)


def of(assessment: str) -> dict[str, dict[str, Any]]:
    """The decisions of one assessment by item; empty where none were kept."""
    from bongsu.records.models import DraftingRound

    row = DraftingRound.objects.filter(pk=number_of(assessment)).first()
    return dict(row.decisions) if row else {}


def lift_advised() -> dict[str, dict[str, Any]]:
    """Number of a warning in force → the decision by which the newest assessment advises to lift it."""
    from bongsu.records.models import DraftingRound, EarlyWarning

    row = DraftingRound.objects.order_by("-assessment__as_of", "-assessment_id").first()
    if row is None:
        return {}
    found = {
        each["values"]["warning"]: each for each in row.decisions.values() if each.get("release") == "lift"
    }
    live = EarlyWarning.objects.filter(pk__in=found, state__in=LIVE).values_list("pk", flat=True)
    return {number: found[number] for number in sorted(live)}


def grades_after(item: str, *, method: str, after: Any, up_to: Any) -> list[tuple[Any, int]]:
    """(as-of day, grade) of an item in the assessments after a day, one a day, in order of time."""
    from bongsu.records.models import AssessedItem

    rows = AssessedItem.objects.filter(
        item=item,
        assessment__method=method,
        assessment__as_of__gt=after,
        assessment__as_of__lte=up_to,
    )
    ordered = rows.order_by("assessment__as_of", "assessment_id").values_list("assessment__as_of", "grade")
    return sorted(dict(ordered).items())


def _store(assessment: str, decisions: Mapping[str, Mapping[str, Any]], *, actor: str, now: datetime) -> None:
    import json

    from bongsu.records.models import DraftingRound

    plain = json.loads(canonical_json({item: dict(each) for item, each in decisions.items()}))
    row = DraftingRound.objects.create(assessment_id=number_of(assessment), decisions=plain, at=now)
    detail = {item: each["reason"] for item, each in plain.items()}
    audit.vouch("drafting.reasoned", row, actor=actor, at=now, detail={"reasons": detail})
    for item, each in plain.items():
        if each.get("release") == "lift":
            outbox.put(
                "lift_advised",
                audience="role:approver",
                values=each["values"] | {"item": item, "number": each["values"]["warning"]},
                at=now,
                warnings=[each["values"]["warning"]],
            )
