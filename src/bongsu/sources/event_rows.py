"""Rows of `events.csv` and `intelligence.csv`: what was announced, and what was reported about smuggling."""

from __future__ import annotations

import polars as pl

from bongsu.sources.cells import choices, days, lists, numbers, safe_text
from bongsu.sources.expectations import Expectations
from bongsu.sources.row_checks import RowChecks
from bongsu.words import say

RELIABILITY = ("A", "B", "C", "D", "E", "F")
CREDIBILITY = ("1", "2", "3", "4", "5", "6")
DIRECTIONS = ("+", "-", "?")


def event_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """Events such as a tariff change. `known_at` is the row's own, else `announced_on`."""
    for column in ("event", "kind", "announced_on"):
        checks.required(column)
    announced, own = days(checks, "announced_on"), days(checks, "known_at")
    checks.fault(
        own < announced,
        "known_at",
        expected=say("a day on or after announced_on"),
        todo=say("Is announced_on right? What leaked earlier belongs into intelligence."),
    )
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "event": safe_text(checks, "event"),
            "kind": safe_text(checks, "kind"),
            "items": lists(checks, "items", known=expectations.item_names),
            "announced_on": announced,
            "effective_on": days(checks, "effective_on"),
            "magnitude": numbers(checks, "magnitude"),
            "known_at": pl.select(pl.coalesce(own, announced)).to_series(),
        }
    )


def intelligence_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """Reports with the reliability of their source, A to F, and the credibility of what they say, 1 to 6."""
    for column in ("report", "reliability", "credibility", "known_at"):
        checks.required(column)
    known, expires = days(checks, "known_at"), days(checks, "expires_on")
    checks.fault(
        expires < known,
        "expires_on",
        expected=say("a day on or after known_at"),
        todo=say("Are the two days exchanged?"),
    )
    direction = choices(checks, "direction", DIRECTIONS, todo=say("+ means more smuggling, - less."))
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "report": safe_text(checks, "report"),
            "items": lists(checks, "items", known=expectations.item_names),
            "reliability": choices(checks, "reliability", RELIABILITY, todo=say("A is reliable, F unknown.")),
            "credibility": choices(
                checks, "credibility", CREDIBILITY, todo=say("1 is confirmed, 6 cannot be judged.")
            ).cast(pl.Int64, strict=False),
            "direction": pl.select(
                pl.when(direction == "").then(pl.lit("?")).otherwise(direction)
            ).to_series(),
            "note": safe_text(checks, "note"),
            "expires_on": expires,
            "known_at": known,
        }
    )
