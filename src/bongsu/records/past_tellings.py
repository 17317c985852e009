"""The door to what offices were told, and when they acknowledged it: for previews of other settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bongsu.core.early_warning.budget import PastTelling
from bongsu.core.early_warning.telling import Telling
from bongsu.records.warning_rows import local_day


@dataclass(frozen=True, slots=True)
class PastAddressee:
    """One office that was told; `escalated_from`: in the place of which, or ""."""

    number: str
    office: str
    told_at: datetime
    acknowledged_at: datetime | None
    escalated_from: str


def tellings(since: datetime) -> list[PastTelling]:
    """Every decision about an office when warnings were issued, in the order in which they were made."""
    from bongsu.records.models import Move

    rows = Move.objects.filter(name="issue", office="", at__gte=since).order_by("at", "warning", "ordinal")
    found = []
    for row in rows.select_related("warning"):
        day = local_day(row.at)
        found += [
            PastTelling(
                row.warning_id, row.warning.grade, office, (day.year, day.month), Telling(told["reason"])
            )
            for office, told in row.detail.get("offices", {}).items()
        ]
    return found


def addressees(since: datetime) -> list[PastAddressee]:
    """Every office that was told since a moment, the first told first."""
    from bongsu.records.models import Addressee

    rows = Addressee.objects.filter(told_at__gte=since).order_by("told_at", "warning", "office")
    return [
        PastAddressee(row.warning_id, row.office, row.told_at, row.acknowledged_at, row.escalated_from)
        for row in rows
    ]
