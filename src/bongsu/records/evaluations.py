"""The door to the evaluations of effect: store one, read the latest of a warning, list them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.records import audit
from bongsu.records.canonical import text_digest
from bongsu.records.deciding import decide, next_number


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationEntry:
    """One evaluation as stored; `document` is what `bongsu effect --json` printed."""

    evaluation: str
    warning: str
    items: tuple[str, ...]
    first_period: str
    last_period: str
    as_of: date
    created_at: datetime
    created_by: str
    document: dict[str, Any]


def store(
    document: Mapping[str, Any],
    *,
    warning: str,
    items: Sequence[str],
    first_period: str,
    last_period: str,
    as_of: date,
    fact_versions: Mapping[str, int],
    code_version: str,
    actor: str,
    now: datetime,
) -> EvaluationEntry:
    """Stores an evaluation under the next number; asked twice for the same result, it stores once."""

    def act() -> EvaluationEntry:
        from bongsu.records.models import Evaluation

        text = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
        given = {
            "warning": warning,
            "first_period": first_period,
            "last_period": last_period,
            "as_of": as_of,
            "document": text,
        }
        same = Evaluation.objects.filter(**given).order_by("number").first()
        if same is not None:
            return _entry(same)
        row = Evaluation.objects.create(
            number=next_number("evaluation"),
            items=list(items),
            fact_versions=dict(fact_versions),
            code_version=code_version,
            created_at=now,
            created_by=actor,
            **given,
        )
        detail = {"warning": warning, "items": list(items), "digest": text_digest(text)}
        audit.vouch("evaluation.stored", row, actor=actor, at=now, detail=detail)
        return _entry(row)

    return decide(act, at=now)


def listing(*, warning: str | None = None, item: str | None = None) -> list[EvaluationEntry]:
    """Every evaluation, the newest first; only of one warning or one item where it is given."""
    from bongsu.records.models import Evaluation

    rows = Evaluation.objects.order_by("-number")
    if warning is not None:
        rows = rows.filter(warning=warning)
    return [_entry(row) for row in rows if item is None or item in row.items]


def latest(warning: str) -> EvaluationEntry | None:
    """The newest evaluation of a warning; None where there is none."""
    found = listing(warning=warning)
    return found[0] if found else None


def _entry(row: Any) -> EvaluationEntry:
    return EvaluationEntry(
        evaluation=row.name,
        warning=row.warning,
        items=tuple(row.items),
        first_period=row.first_period,
        last_period=row.last_period,
        as_of=row.as_of,
        created_at=row.created_at,
        created_by=row.created_by,
        document=json.loads(row.document),
    )
