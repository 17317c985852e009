"""What a document says, already cut to its version: the drawers add nothing and hide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from bongsu.usecases.report_content import ReportContent

Names = dict[str, str]
Why = Literal["", "small", "withheld", "missing"]


class Kind(StrEnum):
    """The documents there are."""

    BOARD = "board"
    BULLETIN = "bulletin"
    DOSSIER = "dossier"
    BRIEFING = "briefing"
    WARNING = "warning"


class Version(StrEnum):
    """For whom a document is made."""

    FULL = "full"  # headquarters: everything
    OFFICE = "office"  # one office: what concerns it, and nothing of another
    PUBLIC = "public"  # anybody: no small count, nothing of warnings' inner life


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as this version may show it; None together with the reason why it is not shown."""

    count: int | None
    why: Why = ""


@dataclass(frozen=True, slots=True)
class CountTable:
    """Detections of the items by office or channel.

    Attributes:
        about: what the columns are: "office" or "channel".
        first, last: the periods that are counted, as texts; the same where it is one.
        cells: a row per entry of `rows` with a cell per column, then its total; the last row the totals.
    """

    about: Literal["office", "channel"]
    first: str
    last: str
    rows: tuple[Names, ...]
    columns: tuple[Names, ...]
    cells: tuple[tuple[Shown, ...], ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """An item's detections of one period, of the one before and of the same one a year before."""

    period: str
    now: Shown
    before: Shown
    year_before: Shown
    complete: bool


@dataclass(frozen=True, slots=True)
class MovePart:
    """One act in a warning's life, as this version may tell it."""

    to_state: str
    at: datetime
    who: str
    reason: str
    office: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPart:
    """A warning as this version may tell it.

    Attributes:
        assessment, as_of: what the act rests on: of an extension or a lifting, the newest one by then.
        reason: of the act, as this version may tell it.
        offices: names of the addressees that this version may name.
        body: what its author wrote, where it is not the assessment's own sentence.
        act: the state whose document this is ("issued", "extended", "lifted", …), and when it began.
    """

    number: str
    item: str
    names: Names
    grade: int
    state: str
    assessment: str
    as_of: date
    act: str
    acted_at: datetime
    reason: str = ""
    offices: tuple[Names, ...] = ()
    body: str = ""
    legal_basis: str = ""
    channels: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    measures: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    concealments: tuple[str, ...] = ()
    approved_by: str = ""
    action_grade: int = 0
    drafted_by: str = ""
    moves: tuple[MovePart, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPart:
    """A special operation as this version may tell it.

    Attributes:
        cases, inspections, officer_hours: of the office alone in an office version; None: not told.
        silent: how many offices have not reported; None: not told.
    """

    number: str
    title: str
    state: str
    first_day: date
    last_day: date
    items: tuple[Names, ...]
    offices: tuple[Names, ...]
    cases: Shown
    inspections: int | None
    officer_hours: float | None
    silent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectPart:
    """The measured effect of a warning on one item; ratios as {"median", "low", "high"}.

    Attributes:
        observed, expected: None where this version may not tell national counts.
    """

    evaluation: str
    warning: str
    names: Names
    first: str
    last: str
    observed: int | None
    expected: dict[str, float] | None
    ratio: dict[str, float]
    total_ratio: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContent:
    """One document.

    Attributes:
        moment: of the act or the assessment that the document tells; also its creation date, so that the
            same content makes the same bytes.
        office: code and names of the office that an office version is for.
        period: the month or week that a bulletin is about, as text; "" in other documents.
        report: the assessment, its items cut to the version.
        recent: item code → its newest detections.
    """

    kind: Kind
    version: Version
    moment: datetime
    report: ReportContent
    office: str = ""
    office_names: Names = field(default_factory=dict)
    period: str = ""
    subject: str = ""
    recent: dict[str, Recent] = field(default_factory=dict)
    tables: tuple[CountTable, ...] = ()
    warnings: tuple[WarningPart, ...] = ()
    operations: tuple[OperationPart, ...] = ()
    effects: tuple[EffectPart, ...] = ()

    @property
    def as_of(self) -> date:
        """The day on which what the document says was known."""
        return self.report.as_of

    @property
    def warning(self) -> WarningPart:
        """The warning that a warning document is about."""
        return next(warning for warning in self.warnings if warning.number == self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContent:
    """A stored review with what its paper needs besides.

    Attributes:
        found: the review's document with its decision, as `bongsu review R-… --json` prints it.
        organisation: who reviews.
        items, indicators: code → names by language.
        moment: when it was gathered.
    """

    found: Mapping[str, Any]
    organisation: str
    items: Mapping[str, Names]
    indicators: Mapping[str, Names]
    moment: datetime
    made_up: bool = False
