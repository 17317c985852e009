"""Facts, loads, the quarantine, feeds, and files sent in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from bongsu.console.api.shapes.base import PERIOD, Open, Shape, listing, said, under


class Fact(Open):
    """A row of a fact table, or a sum by the columns asked for; docs/ledger.md has every table's columns.

    Which members are there depends on the table and on `by`.
    """

    item: str | None = said("Code of the item.", "tobacco", default=None)
    office: str | None = said("Code of the customs office; empty where not said.", "010", default=None)
    channel: str | None = said("Channel of entry; empty where not said.", "cargo", default=None)
    period: str | None = said(PERIOD, "2005-05", default=None)
    count: int | None = said("Detections: cases; null: not reported, 0: a nil report.", 3, default=None)
    quantity: float | None = said("Detections: amount in `unit`.", 1200, default=None)
    unit: str | None = said("Unit of `quantity` or `value`.", "pack", default=None)
    value_krw: int | None = said("Detections: value in Korean won.", 4_200_000, default=None)
    inspections: int | None = said("Effort: inspections made.", 140, default=None)
    officer_hours: float | None = said("Effort: hours of officers.", 96.5, default=None)
    series: str | None = said("Observations: code of the series.", "fx_krw_usd", default=None)
    value: float | None = said("Observations: in `unit`; null unless reported.", 1008.2, default=None)
    known_at: date | None = said("The day on which the world could know the row.", "2005-06-15", default=None)


class Load(Shape):
    """A file's rows for one fact table, as loaded."""

    source: str = said("Data set of the publisher; empty for files in bongsu's own formats.", "kcs/trade")
    file: str = said("Name of the file.", "detections.csv")
    sha256: str = said("Of the file's content.")
    table: str = said("The fact table.", "detections")
    rows: int = said("Facts added.", 12984, ge=0)
    already_known: int = said("Rows that said what the ledger held.", 0, ge=0)
    quarantined: int = said("Bad rows, kept in the quarantine.", 0, ge=0)
    recorded_at: datetime = said("When it was stored.")
    load: str = said("Name of the load.", "86ba42d8e0dc…")


class QuarantineRow(Shape):
    """One reason why one row was not taken; a row with two faults has two."""

    file: str = said("Name of the file.", "detections.csv")
    line: int = said("Line as a person sees it, the header being line 1.", 41, ge=0)
    column: str = said("The column at fault.", "count")
    expected: str = said("What should stand there.", "a whole number from 0")
    found: str = said("What stands there.", "three")
    todo: str = said("What to do; empty where it is plain.")
    row: str = said("The row's cells as JSON, as they came.", '{"item": "tobacco", "count": "three"}')
    table: str = said("The fact table it was meant for.", "detections")
    recorded_at: datetime = said("When it was put here.")
    load: str = said("Name of the load; with `line` it names the row to be mended.")


class FeedPlan(Shape):
    """How one feed stands, and what the next collection would ask."""

    feed: str = said("Code of the feed.", "kcs/trade")
    window: str = said("What is to be asked for; empty where nothing is.", "2024-01…2025-02")
    questions_at_least: int = said("Requests that it would take.", 2, ge=0)
    key: Literal["not needed", "there", "missing"] = said("Whether the key of the interface is there.")
    key_variables: list[str] = said("Environment variables in which keys are looked for.")
    quota_left: int | None = said("Requests the key may still make today; null where no limit is known.")
    newest: str = said("The newest period held; empty where there is none.", "2005-05")
    last_arrival: datetime | None = said("When it last brought a new fact.")
    last_asked: datetime | None = said("When it was last asked.")
    last_outcome: str = said("What became of that; empty where it never was asked.", "ok")
    last_reason: str = said("Why it failed; empty where it did not.")
    next_expected: date = said("By when the next period should be here.", "2005-07-15")
    days_overdue: int = said("Days since then; 0 where it is not due.", 0)
    state: Literal["fresh", "late", "stale", "failed", "empty"] = said("How it stands.")
    notes: list[str] = said("What stands between the wiring and trust in it.")


class Feed(Shape):
    """A feed and the same in a sentence."""

    plan: FeedPlan = said("How it stands.")
    sentence: str = said("The same in words.")


class Feeds(listing("feeds", Feed, "FeedsOfCatalogue")):  # type: ignore[misc]
    """The feeds; where there are none, why."""

    reason: str = said("Why there is none; empty where there are some.", "")


class BadLine(Shape):
    """Why a line of a file would not be taken."""

    line: int = said("Line as a person sees it, the header being line 1.", 41, ge=0)
    column: str = said("The column at fault.", "count")
    expected: str = said("What should stand there.")
    found: str = said("What stands there.")
    todo: str = said("What to do; empty where it is plain.")
    row: dict[str, str] = said("The row's cells by column, as they came.")


class TablePreview(Shape):
    """What a file holds for one fact table."""

    table: str = said("The fact table.", "detections")
    reader: str = said("Data set of the publisher; empty for files in bongsu's own formats.", "")
    rows: int = said("Good rows.", 120, ge=0)
    columns: list[str] = said("Columns of `first_rows`.")
    first_rows: list[list[str]] = said("The first good rows, as text.")
    bad_lines: int = said("Lines that would go to the quarantine.", 1, ge=0)
    reasons: list[BadLine] = said("Why, the first 200.")
    notes: list[str] = said("What the reader noticed.")


class Preview(Shape):
    """A file that was sent, and what loading it would do."""

    upload: str = said("SHA-256 of the file; its name in further addresses.")
    file: str = said("Its name.", "detections.csv")
    tables: list[TablePreview] = said("By fact table.")


class LoadReport(Shape):
    """What became of a file's rows for one fact table."""

    file: str = said("Name of the file.", "detections.csv")
    table: str = said("The fact table; empty where nothing was loaded.", "detections")
    rows: int = said("Facts added now.", 120, ge=0)
    already_known: int = said("Rows that said what the ledger held.", 0, ge=0)
    quarantined: int = said("Bad rows, kept in the quarantine.", 1, ge=0)
    known_from: date | None = said("First day on which rows of the file became known.")
    known_to: date | None = said("Last such day.")
    source: str = said("Data set of the publisher; empty for bongsu's own formats.", "")
    sha256: str = said("Of the file's content.")
    load: str = said("Name of the load.")
    repeated: bool = said("The same file was loaded before under the same catalogue; nothing was done.")
    notes: list[str] = said("What the reader noticed.")
    refusal: str = said("Why the whole file was refused; empty where it was not.", "")


class Settled(Shape):
    """What became of it."""

    done: Literal["dropped", "dismissed", "waiting"] = said("What it is now.")


class CustomsOffice(Shape):
    """A customs office of the catalogue."""

    code: str = said("Its code.", "010")
    name: dict[str, str] = said("Language → name.", {"ko": "서울세관", "en": "Seoul"})
    parent: str = said("The office it reports to, or empty.")
    valid_from: date | None = said("First day under this code; null where open.")
    valid_to: date | None = said("Last day; null where open.")
    notes: str = said("What its author noted.")
    unverified: list[str] = said("What of this entry nobody has checked.")
    latitude: float | None = said("Degrees north; null where nobody said.", 37.5)
    longitude: float | None = said("Degrees east; null where nobody said.", 127.0)


class OfficeNumbers(Shape):
    """One office in the span asked for, or all rows that name none."""

    code: str = said("Code of the office; empty for rows that name none.", "010")
    office: CustomsOffice | None = said("The office; null for rows that name none.")
    detections: int | None = said("Cases in the span; null where nothing was told.", 41)
    year_before: int | None = said("Cases in the same days a year earlier.", 35)
    inspections: int | None = said("Made, planned ones not counted; null where nobody told any.", 900)
    hits: int | None = said("Inspections that found something.", 38)
    warnings: list[str] = said("Numbers of the warnings in force addressed to it.", ["2005-001"])


Offices = listing("offices", OfficeNumbers, "Offices")
Facts = listing("rows", Fact, "Facts")
Loads = listing("rows", Load, "Loads")
Quarantine = listing("rows", QuarantineRow, "Quarantine")
Mended = under("load", LoadReport, "Mended", "The load that brought the corrected row.")
