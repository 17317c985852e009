"""What intelligence and analysts add to the model's grade: beside it, capped, explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bongsu.core.grading.grades import DANGER, NORMAL, UNGRADED

STRONG, MODERATE = 2, 1
RAISES_AT, LOWERS_AT = 2, -3
DEFAULT_LIFE = timedelta(days=62)
LONGEST_OVERRIDE = timedelta(days=62)
LEAST_REASON = 10

ReportStanding = Literal[
    "counted", "repeats_a_source", "no_direction", "too_weak", "expired", "not_yet_known"
]
AdviceReason = Literal[
    "no_report", "too_weak", "contradictory", "raised", "lowered", "already_highest", "already_lowest",
    "not_graded",
]  # fmt: skip
OverrideFault = Literal["grade", "reason_too_short", "ends_before_it_begins", "too_long"]


@dataclass(frozen=True, slots=True)
class IntelligenceReport:
    """One report about an item.

    Attributes:
        report: its id; what stands before a "/" names the source, e.g. "liaison-3/2005-17".
        reliability: of the source, "A" completely reliable … "E" unreliable, "F" cannot be judged.
        credibility: of the information, 1 confirmed … 5 improbable, 6 cannot be judged.
        direction: "+" more smuggling, "-" less, "?" or "" not said.
        known_on: first day on which it was known; expires_on: last day on which it counts.
    """

    report: str
    reliability: str
    credibility: int | None
    direction: str
    known_on: date
    expires_on: date | None = None
    note: str = ""

    @property
    def source(self) -> str:
        """Who says it, as far as the id or, without one, the words tell."""
        before, slash, _ = self.report.partition("/")
        return before if slash else " ".join(self.note.split()).casefold() or self.report

    @property
    def last_day(self) -> date:
        """The last day on which it counts: its own expiry, or 62 days after it became known."""
        return self.expires_on or self.known_on + DEFAULT_LIFE


@dataclass(frozen=True, slots=True)
class Advice:
    """What the reports advise beside the model's grade.

    Attributes:
        model_grade: as the model gave it; it stays as it is.
        advised_grade: at most one step away from it.
        points: strength of the reports that counted, those for more minus those for less.
        standings: every report's id with what became of it.
    """

    model_grade: int
    advised_grade: int
    reason: AdviceReason
    points: int
    standings: tuple[tuple[str, ReportStanding], ...]

    @property
    def step(self) -> int:
        """−1, 0 or 1."""
        return self.advised_grade - self.model_grade


def points(report: IntelligenceReport) -> int:
    """How much a report weighs: 2 for B/2 or better, 1 for C/3 or better, else 0.

    >>> points(IntelligenceReport("i1", "B", 2, "+", date(2005, 5, 1)))
    2
    >>> points(IntelligenceReport("i2", "A", 3, "+", date(2005, 5, 1)))
    1
    >>> points(IntelligenceReport("i3", "F", 1, "+", date(2005, 5, 1)))
    0
    """
    if report.reliability not in tuple("ABC") or report.credibility not in (1, 2, 3):
        return 0
    return STRONG if report.reliability in tuple("AB") and report.credibility <= 2 else MODERATE


def advise(model_grade: int, reports: Sequence[IntelligenceReport], *, as_of: date) -> Advice:
    """The grade advised beside the model's: the reports' points for more minus those for less.

    Two points raise it by one step: one report of B/2 or better, or two of C/3 or better from different
    sources. Three points on the other side are needed to lower it by one step, because a report that nothing
    happens is easier to come by than one that something does. Several reports of one source count as its
    strongest one; reports of both directions are set against each other.
    """
    standings = _standings(reports, as_of)
    counted = [report for report, standing in standings if standing == "counted"]
    up = sum(points(report) for report in counted if report.direction == "+")
    down = sum(points(report) for report in counted if report.direction == "-")
    net = up - down
    step = 1 if net >= RAISES_AT else -1 if net <= LOWERS_AT else 0
    told = tuple((report.report, standing) for report, standing in standings)
    reason: AdviceReason
    if model_grade == UNGRADED:
        step, reason = 0, "not_graded"
    elif step > 0:
        reason = "already_highest" if model_grade == DANGER else "raised"
    elif step < 0:
        reason = "already_lowest" if model_grade == NORMAL else "lowered"
    elif up and down:
        reason = "contradictory"
    else:
        reason = "too_weak" if _alive(standings) else "no_report"
    advised = model_grade if model_grade == UNGRADED else min(max(model_grade + step, NORMAL), DANGER)
    return Advice(model_grade, advised, reason, net, told)


def _standings(
    reports: Sequence[IntelligenceReport], as_of: date
) -> list[tuple[IntelligenceReport, ReportStanding]]:
    heard: set[str] = set()
    found: list[tuple[IntelligenceReport, ReportStanding]] = []
    for report in sorted(reports, key=lambda each: (-points(each), each.known_on, each.report)):
        standing: ReportStanding = "counted"
        if report.known_on > as_of:
            standing = "not_yet_known"
        elif report.last_day < as_of:
            standing = "expired"
        elif report.direction not in ("+", "-"):
            standing = "no_direction"
        elif not points(report):
            standing = "too_weak"
        elif report.source in heard:
            standing = "repeats_a_source"
        else:
            heard.add(report.source)
        found.append((report, standing))
    return sorted(found, key=lambda each: each[0].report)


def _alive(standings: Sequence[tuple[IntelligenceReport, ReportStanding]]) -> bool:
    return any(standing not in ("expired", "not_yet_known") for _, standing in standings)


@dataclass(frozen=True, slots=True)
class Override:
    """An analyst's own grade for an item, for a while.

    Attributes:
        grade: 1 to 5; None: the earlier override ends and the model's grade stands alone again.
        first_day, until: first and last day on which it holds.
        model_grade: what the model said when it was decided; None where it had said nothing.
    """

    item: str
    grade: int | None
    reason: str
    first_day: date
    until: date
    author: str
    model_grade: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it has begun by the day and has not expired."""
        return self.first_day <= day <= self.until


def override_faults(override: Override) -> tuple[OverrideFault, ...]:
    """What keeps an override from being accepted; nothing where it may stand.

    >>> day = date(2005, 6, 1)
    >>> override_faults(Override("gold", 6, "because", day, date(2005, 9, 1), "kim"))
    ('grade', 'reason_too_short', 'too_long')
    """
    faults: list[OverrideFault] = []
    if override.grade is not None and not NORMAL <= override.grade <= DANGER:
        faults.append("grade")
    if len("".join(override.reason.split())) < LEAST_REASON:
        faults.append("reason_too_short")
    if override.until < override.first_day:
        faults.append("ends_before_it_begins")
    if override.until - override.first_day > LONGEST_OVERRIDE:
        faults.append("too_long")
    return tuple(faults)
