"""The door through which a decision leaves messages: written with it in one transaction, delivered later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4


def put(
    kind: str,
    *,
    audience: str,
    values: Mapping[str, Any],
    at: datetime,
    warnings: Iterable[str] = (),
) -> str:
    """Leaves one message and returns its id; takes part in the transaction that is open.

    Args:
        kind: which template, e.g. "issued" (`notify.templates`).
        audience: "office:020", "role:approver" or "person:kim".
        values: what the template needs, as JSON.
        warnings: numbers of the warnings it is about.

    Raises:
        ValueError: the audience is of no such form.
    """
    import json

    from bongsu.records.canonical import canonical_json
    from bongsu.records.models import Message

    way, _, who = audience.partition(":")
    if way not in ("office", "role", "person") or not who:
        raise ValueError(f"expected office:…, role:… or person:…, found {audience!r}")
    row = Message.objects.create(
        id=str(uuid4()),
        kind=kind,
        audience=audience,
        values=json.loads(canonical_json(dict(values))),
        warnings=list(warnings),
        at=at,
    )
    return str(row.id)
