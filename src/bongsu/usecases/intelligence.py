"""Intelligence reports: add one to the ledger by hand, list them with what each still weighs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.grading.adjustment import DEFAULT_LIFE, IntelligenceReport, advise, points
from bongsu.facts.ledger import Ledger
from bongsu.records import audit
from bongsu.records.canonical import digest
from bongsu.records.deciding import decide, next_number
from bongsu.usecases.judgements import reports_known
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

LONGEST_LIFE = DEFAULT_LIFE * 3
MAY_ADD = (Role.ANALYST, Role.FIELD)
UNKNOWN_GRADE = 0


def add(
    workspace: Workspace,
    items: Sequence[str],
    *,
    source: str,
    reliability: str,
    credibility: int,
    direction: str,
    note: str,
    known_on: date,
    expires_on: date | None,
    by: Person,
    now: datetime,
) -> dict[str, Any]:
    """Adds one report as a fact, with its line in the audit log; returns it.

    Args:
        source: who says it, e.g. "liaison-3"; reports of one source count as its strongest.
        reliability: of the source, A to F; credibility: of what it says, 1 to 6.
        direction: "+" more smuggling, "-" less, "?" not said.
        expires_on: last day on which it counts; None: 62 days after it became known.

    Raises:
        Refusal: she may not, an item does not exist, a code is out of range, or the days do not fit.
    """
    _check(workspace, items, source, reliability, credibility, direction, known_on, expires_on, by)
    open_records(workspace)

    def act() -> dict[str, Any]:
        number = next_number(f"intelligence {known_on.year:04d}")
        told = {
            "report": f"{source.strip()}/{known_on.year:04d}-{number:03d}",
            "items": sorted(set(items)),
            "reliability": reliability,
            "credibility": credibility,
            "direction": direction,
            "note": note.strip(),
            "expires_on": expires_on,
            "known_at": known_on,
        }
        _append(workspace, told, now)
        audit.append(
            "intelligence.added",
            actor=by.name,
            subject=f"report {told['report']}",
            at=now,
            detail={"fact": digest(told), "items": told["items"]},
        )
        return told

    return decide(act, at=now)


def listing(workspace: Workspace, *, as_of: date, item: str | None = None) -> list[dict[str, Any]]:
    """Every report known on a day, by item, with its points and whether it counts on that day."""
    found = []
    for code, reports in sorted(reports_known(Ledger(workspace.facts), as_of=as_of).items()):
        if item is not None and code != item:
            continue
        standings = dict(advise(UNKNOWN_GRADE, reports, as_of=as_of).standings)
        found += [_told(code, each, standings[each.report]) for each in reports]
    return found


def _told(item: str, report: IntelligenceReport, standing: str) -> dict[str, Any]:
    return {
        "item": item,
        "report": report.report,
        "source": report.source,
        "reliability": report.reliability,
        "credibility": report.credibility,
        "direction": report.direction,
        "points": points(report),
        "standing": standing,
        "known_on": report.known_on.isoformat(),
        "last_day": report.last_day.isoformat(),
        "note": report.note,
    }


def _append(workspace: Workspace, told: dict[str, Any], now: datetime) -> None:
    import polars as pl

    columns = {name: [value] for name, value in told.items()}
    rows = pl.DataFrame(columns, schema_overrides={"expires_on": pl.Date, "known_at": pl.Date})
    Ledger(workspace.facts).append(
        "intelligence", rows, load=f"report-{digest(told)}", recorded_at=now.astimezone(UTC)
    )


def _check(
    workspace: Workspace,
    items: Sequence[str],
    source: str,
    reliability: str,
    credibility: int,
    direction: str,
    known_on: date,
    expires_on: date | None,
    by: Person,
) -> None:
    if not by.has(*MAY_ADD):
        raise Refusal(
            by.name, expected=say("the role {role}", role=role_words(MAY_ADD)), found=say("none of them")
        )
    known = {each.code for each in workspace.catalogue.items}
    checks = (
        ("ITEM", bool(items) and set(items) <= known, say("items of the catalogue"), ", ".join(items)),
        ("--source", bool(source.strip()) and "/" not in source, say("who says it, without '/'"), source),
        ("--reliability", reliability in tuple("ABCDEF"), "A, B, C, D, E, F", reliability),
        ("--credibility", credibility in range(1, 7), "1, 2, 3, 4, 5, 6", str(credibility)),
        ("--direction", direction in ("+", "-", "?"), "+, -, ?", direction),
        (
            "--expires",
            expires_on is None or known_on <= expires_on <= known_on + LONGEST_LIFE,
            say("a last day from {first} to {last}", first=known_on, last=known_on + LONGEST_LIFE),
            str(expires_on),
        ),
    )
    for where, holds, expected, found in checks:
        if not holds:
            raise Refusal(where, expected=expected, found=found or say("nothing"))
