"""Adds to an assessment what intelligence advises and what analysts decided, beside the model's grades."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from bongsu.core.grading.adjustment import Advice, IntelligenceReport, advise
from bongsu.facts.ledger import Ledger
from bongsu.words.adjustment import advice_words


def add_judgements(
    document: dict[str, Any], ledger: Ledger, *, as_of: date, as_recorded: datetime | None = None
) -> None:
    """Sets "intelligence" and "override" of every item of a document; both are None where there is nothing.

    The records must be open. To be called after the hash is taken: the hash covers what the model says; a
    report is a fact of its own and an override a decision with its own line in the audit log.

    Args:
        as_recorded: overrides decided and reports recorded later are left out.
    """
    from bongsu.records import overrides

    reports = reports_known(ledger, as_of=as_of, as_recorded=as_recorded)
    standing = overrides.in_force(as_of, as_decided=as_recorded)
    for entry in document["items"]:
        said = reports.get(entry["item"])
        decided = standing.get(entry["item"])
        entry["intelligence"] = advice_entry(advise(entry["grade"], said, as_of=as_of)) if said else None
        entry["override"] = decided.document() if decided else None


def reports_known(
    ledger: Ledger, *, as_of: date, as_recorded: datetime | None = None
) -> dict[str, list[IntelligenceReport]]:
    """Item → the newest row of every report about it, as known on a day."""
    rows = ledger.read("intelligence", as_of=as_of, as_recorded=as_recorded)
    first_known = _first_known(ledger, as_of=as_of, as_recorded=as_recorded)
    found: dict[str, list[IntelligenceReport]] = {}
    for row in rows.sort("report").iter_rows(named=True):
        report = IntelligenceReport(
            row["report"],
            row["reliability"] or "",
            row["credibility"],
            row["direction"] or "",
            first_known[row["report"]],
            row["expires_on"],
            row["note"] or "",
        )
        for item in row["items"] or ():
            found.setdefault(item, []).append(report)
    return found


def advice_entry(advice: Advice) -> dict[str, Any]:
    """The advice as it stands in an assessment's document."""
    return {
        "advised_grade": advice.advised_grade,
        "step": advice.step,
        "reason": advice.reason,
        "points": advice.points,
        "reports": [{"report": report, "standing": standing} for report, standing in advice.standings],
        "sentence": advice_words(advice),
    }


def _first_known(ledger: Ledger, *, as_of: date, as_recorded: datetime | None) -> dict[str, date]:
    """Report → the day it first became known: a later correction does not make it young again."""
    rows = ledger.revisions("intelligence", as_of=as_of, as_recorded=as_recorded)
    first = rows.group_by("report").agg(pl.col("known_at").min()).sort("report")
    return dict(first.iter_rows())
