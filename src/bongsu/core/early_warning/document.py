"""What an early warning says: the part of it that is edited while it is a draft."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from bongsu.core.early_warning.channels import Channel

LONGEST_VALIDITY = timedelta(days=92)
"""A warning ends by itself; a longer one is extended by decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningDocument:
    """The content of a warning.

    Attributes:
        body: the finding, in sentences.
        legal_basis: the articles on which it is issued.
        offices: codes of the offices addressed.
        channels: where they are to look.
        valid_from, valid_until: first and last day; None where not yet said.
        measures: what they are to do, one sentence each.
        routes, concealments: how the goods are thought to come and to be hidden; hypotheses.
    """

    title: str
    body: str
    legal_basis: str = ""
    offices: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    measures: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    concealments: tuple[str, ...] = ()


FIELDS: tuple[str, ...] = tuple(each.name for each in fields(WarningDocument))
WANTED = ("title", "body", "legal_basis", "offices", "channels", "valid_from", "valid_until", "measures")
"""Without these a warning cannot be proposed; routes and concealment may be unknown."""


def document_faults(document: WarningDocument) -> tuple[str, ...]:
    """What keeps a document from being proposed: names of missing fields, or "unknown_channel",
    "ends_before_it_begins", "too_long".

    >>> document_faults(WarningDocument(title="금괴 경보", body="가격차가 커졌다."))
    ('legal_basis', 'offices', 'channels', 'valid_from', 'valid_until', 'measures')
    """
    faults = [name for name in WANTED if not _said(getattr(document, name))]
    if not set(document.channels) <= set(Channel):
        faults.append("unknown_channel")
    first, last = document.valid_from, document.valid_until
    if first and last:
        faults += ["ends_before_it_begins"] if last < first else []
        faults += ["too_long"] if last - first > LONGEST_VALIDITY else []
    return tuple(faults)


def changed_fields(old: WarningDocument, new: WarningDocument) -> tuple[str, ...]:
    """Names of the fields in which two documents differ."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def _said(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
