"""Assessments, items, the dossier and the screening."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from bongsu.console.api.shapes.base import PERIOD, Open, Shape, listing, said
from bongsu.console.api.shapes.data import LoadReport

Names = dict[str, str]


class Heading(Shape):
    """An assessment without its items."""

    assessment: str = said("Number of the assessment.", "A-000002")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    as_recorded: datetime | None = said("Only what this installation held then was read; null: all of it.")
    method: str = said("The method that graded.", "level-bma")
    hash: str = said("SHA-256 of the result; a repeated run reaches the same.", "515fd611a313…")
    code_version: str = said("bongsu's version.", "0.1.0")
    catalogue: str = said("SHA-256 of the catalogue used.", "cbc605d6b13a…")
    made_up: bool = said("Whether the facts are those of the made-up country.")
    created_at: datetime = said("When it was stored.")
    created_by: str = said("Who or what had it made.", "cli:kim")
    grades: dict[str, int] = said("Item → grade, 1 (low) to 5 (danger).", {"gold": 3, "tobacco": 4})


class GradedItem(Open):
    """One item in an assessment: the grade and what it rests on (docs/methods.md)."""

    item: str = said("Code of the item.", "tobacco")
    grade: int = said("1 (low) to 5 (danger).", 4, ge=1, le=5)
    previous_grade: int | None = said("In the assessment before; null where there was none.", 4)
    probability: float | None = said("That detections surge within the horizon, 0 to 1.", 0.66, ge=0, le=1)
    expected: float | None = said("Detections expected in `period`, a count of cases.", 14.98)
    interval80: list[float] | None = said("Where `expected` lies with 80 %: from, to, in cases.", [6.0, 25.0])
    method: str = said("The method that graded this item.", "level-bma")
    period: str | None = said(f"The period forecast. {PERIOD}", "2005-06")
    flags: list[str] = said("What to trust less, by name; docs/methods.md.", ["short_history"])
    sentence: str = said("The grade and why, in words, in the language the assessment was made in.")


class Assessment(Open):
    """One assessment, whole; `bongsu assess --json`."""

    assessment: str = said("Number of the assessment.", "A-000002")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    method: str = said("The method that graded.", "level-bma")
    hash: str = said("SHA-256 of the result; the ETag too.")
    items: list[GradedItem] = said("Every item of the catalogue on that day.")
    code_version: str = said("bongsu's version.", "0.1.0")
    created_at: datetime = said("When it was stored.")
    created_by: str = said("Who or what had it made.", "cli:kim")


class Item(Shape):
    """An item of the catalogue: a kind of goods that is watched and graded."""

    code: str = said("Its code.", "tobacco")
    name: Names = said("Language → name.", {"ko": "담배", "en": "Tobacco"})
    unit: str = said("Unit of its quantities.", "pack")
    hs: list[str] = said("HS or tariff codes of 2 to 10 digits.", ["240220"])
    frequency: Literal["day", "week", "month", "quarter", "year"] = said("How often it is graded.", "month")
    indicators: list[str] | None = said("Its candidate indicators; null: every indicator is one.")
    valid_from: date | None = said("First day of membership; null where open.", "2001-01-01")
    valid_to: date | None = said("Last day of membership; null where open.")
    mode: str = said("direct_smuggling, duty_evasion, market_opening; empty where not said.", "duty_evasion")
    notes: str = said("What its author noted.")
    unverified: list[str] = said("What of this entry nobody has checked.")
    exposure: str | None = said("A series to which detections are in proportion; null where there is none.")
    offices: list[str] = said(
        "Offices that its warnings are meant for; empty: all that report to none.", ["010"]
    )
    channels: list[str] = said("Channels that they are meant for; empty: still to be chosen.", ["cargo"])


class Dossier(Shape):
    """An item as known at the end of a day."""

    assessment: str = said("The assessment it is taken from.", "A-000002")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    hash: str = said("SHA-256 of the assessment's result.")
    made_up: bool = said("Whether the facts are those of the made-up country.")
    item: str = said("Code of the item.", "tobacco")
    grade: int = said("1 (low) to 5 (danger).", 4, ge=1, le=5)
    probability: float | None = said("That detections surge within the horizon, 0 to 1.", 0.66, ge=0, le=1)
    change: float | None = said("Of the probability since the period before.", -0.03, ge=-1, le=1)
    interval80: list[float] | None = said("Detections expected with 80 %: from, to, in cases.", [6.0, 25.0])
    known_to: str | None = said(f"The newest period of detections. {PERIOD}", "2005-05")
    driver: str | None = said("The indicator that moves the grade most; null where none does.", "fx_krw_usd")
    content: dict[str, Any] = said("Detections, indicators, grade history and what stands beside the grade.")


class ScreenedItem(Open):
    """One item as screened; docs/screening.md."""

    item: str = said("Code of the item.", "tobacco")
    cutoff: str = said(f"The last period read. {PERIOD}", "2005-05")
    periods: int = said("How many periods were read.", 53)
    found: bool = said("Whether any indicator was found.")
    sentence: str = said("The finding in words.")
    p_any: float | None = said("Chance of finding as much where nothing leads, 0 to 1.", 0.6, ge=0, le=1)
    indicators: list[dict[str, Any]] = said("Each candidate: verdict, inclusion, lead, tests, null band.")


class Screening(Open):
    """Which indicators move before detections do; `bongsu screen --json`."""

    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    method: str = said("The method of screening.", "level-bma")
    items: list[ScreenedItem] = said("Each item screened.")


class HeldSeries(Shape):
    """What the ledger holds of one thing."""

    name: str = said("Detections, or the code of a series.", "fx_krw_usd")
    periods: int = said("How many periods.", 60, ge=0)
    first: str | None = said(f"The first. {PERIOD}", "2000-06")
    last: str | None = said("The last.", "2005-05")
    gaps: list[str] = said("Periods between them without a value.", ["2003-04"])


class AddedItem(Shape):
    """A new item, as added."""

    item: str = said("Code of the item.", "duty_free_fuel")
    entries: dict[str, str] = said("File of the catalogue → what is added to it, as TOML.")
    loads: list[LoadReport] = said("What became of the files sent for it.")
    held: list[HeldSeries] = said("What the ledger holds: the detections, then each raw series.")
    missing: list[str] = said("What the item lacks for a grade that is worth something.")
    next_steps: list[str] = said("What to do now.")


class TriedItem(AddedItem):
    """A new item, as it would be; nothing is written."""

    as_of: date | None = said("The day on which its newest detections were known; null where there are none.")
    graded: GradedItem | None = said("Its entry of an assessment of that day; null where it has no grade.")


Assessments = listing("assessments", Heading, "Assessments")
Items = listing("items", Item, "Items")
