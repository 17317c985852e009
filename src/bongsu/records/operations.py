"""The door to the special operations: plan, move, note a report, read what a person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person
from bongsu.core.operations.moves import check_move, check_report
from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.operations import operation_move_word, operation_state_word
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An operation to be planned.

    Attributes:
        squads: [{"name", "office", "officers"}]; planned: [{"office", "channel", "inspections", "hours",
            "minutes"}] for the whole operation; capacity: office → {"officer_hours", "flow"}.
        warnings: numbers of the warnings it answers.
    """

    title: str
    items: Sequence[str]
    offices: Sequence[str]
    channels: Sequence[str]
    first_day: date
    last_day: date
    squads: Sequence[Mapping[str, Any]] = ()
    planned: Sequence[Mapping[str, Any]] = ()
    capacity: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    random_share: float = 0.1
    measures: str = ""
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OperationMoveEntry:
    """One step of an operation's life."""

    from_state: str
    to_state: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What an office reported; `loads` name the facts in the ledger."""

    ordinal: int
    office: str
    kind: str
    rows: list[dict[str, Any]]
    loads: list[str]
    quarantined: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEntry:
    """An operation as it stands; a field officer's copy holds the reports of her own offices only.

    Attributes:
        heard: the offices that have reported, also those whose reports this copy does not hold.
    """

    number: str
    title: str
    state: str
    items: tuple[str, ...]
    offices: tuple[str, ...]
    channels: tuple[str, ...]
    first_day: date
    last_day: date
    squads: list[dict[str, Any]]
    planned: list[dict[str, Any]]
    capacity: dict[str, dict[str, Any]]
    random_share: float
    measures: str
    warnings: tuple[str, ...]
    planned_by: str
    planned_at: datetime
    moves: tuple[OperationMoveEntry, ...]
    reports: tuple[ReportEntry, ...]
    heard: tuple[str, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """Offices that have reported nothing, not even nil."""
        return tuple(office for office in self.offices if office not in self.heard)


def plan(wanted: Plan, *, by: Person, at: datetime) -> OperationEntry:
    """Plans an operation, numbered by the year of its first day: OP-2005-001 and on without gaps.

    Raises:
        Refusal: she may not plan.
    """

    def act() -> OperationEntry:
        from bongsu.records.models import Operation, OperationOffice

        _allowed(say("the operation"), lambda: check_move(by, "plan", state=""))
        year = wanted.first_day.year
        row = Operation.objects.create(
            number=f"OP-{year:04d}-{next_number(f'operation {year:04d}'):03d}",
            title=wanted.title,
            state="",
            items=list(wanted.items),
            channels=list(wanted.channels),
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            squads=[dict(each) for each in wanted.squads],
            planned=[dict(each) for each in wanted.planned],
            capacity={office: dict(each) for office, each in wanted.capacity.items()},
            random_share=wanted.random_share,
            measures=wanted.measures,
            warnings=list(wanted.warnings),
            planned_by=by.name,
            planned_at=at,
        )
        OperationOffice.objects.bulk_create(
            OperationOffice(operation=row, office=office) for office in sorted(set(wanted.offices))
        )
        _step(row, "planned", by=by, at=at, reason="", act="operation.planned")
        return get(row.number, by=by)

    return decide(act, at=at)


def move(number: str, name: str, *, by: Person, at: datetime, reason: str = "") -> OperationEntry:
    """Starts, finishes or cancels an operation.

    Raises:
        Refusal: there is none that she may see, or the table of moves says no.
    """

    def act() -> OperationEntry:
        row = _row(number, by, lock=True)
        rule = _allowed(
            _where(number),
            lambda: check_move(by, name, state=row.state, planner=row.planned_by, reason=reason),
        )
        _step(row, rule.target, by=by, at=at, reason=reason, act=f"operation.{rule.target}")
        return get(number, by=by)

    return decide(act, at=at)


def check_reporter(number: str, office: str, *, by: Person) -> OperationEntry:
    """The operation, if she may report to it for this office; raises Refusal. Asked before facts are sent."""
    row = _row(number, by)
    offices = frozenset(each.office for each in row.offices.all())
    _allowed(_where(number), lambda: check_report(by, office, state=row.state, offices=offices))
    return _entry(row, by)


def note_report(
    number: str,
    *,
    offices: Sequence[str],
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    loads: Sequence[str],
    quarantined: int,
    by: Person,
    at: datetime,
) -> OperationEntry:
    """Notes that a person reported for these offices, and under which loads the facts stand.

    One report an office. The same rows under the same loads, noted before, are not noted again.

    Raises:
        Refusal: she may not report for one of the offices.
    """

    def act() -> OperationEntry:
        from bongsu.records.models import OperationReport

        row = _row(number, by, lock=True)
        allowed = frozenset(each.office for each in row.offices.all())
        for office in offices:
            _allowed(
                _where(number),
                lambda office=office: check_report(by, office, state=row.state, offices=allowed),
            )
            own = [dict(each) for each in rows if each.get("office", office) == office]
            known = row.reports.filter(office=office, kind=kind)
            if any(each.loads == list(loads) and each.rows == own for each in known):
                continue
            report = OperationReport.objects.create(
                operation=row,
                ordinal=OperationReport.objects.filter(operation=row).count() + 1,
                office=office,
                kind=kind,
                rows=own,
                loads=list(loads),
                quarantined=quarantined,
                who=by.name,
                at=at,
            )
            detail = {"kind": kind, "office": office, "loads": list(loads), "rows": len(own)}
            audit.vouch("operation.reported", report, actor=by.name, at=at, detail=detail)
        return get(number, by=by)

    return decide(act, at=at)


def listing(
    *, by: Person | None = None, state: str | None = None, warning: str | None = None
) -> list[OperationEntry]:
    """The operations she may see, the newest first; everything where nobody is named."""
    rows = _visible(by).order_by("-planned_at", "-number")
    if state is not None:
        rows = rows.filter(state=state)
    return [_entry(row, by) for row in rows if warning is None or warning in row.warnings]


def items_on(day: date, *, as_decided: datetime | None = None) -> dict[str, tuple[str, ...]]:
    """Number → items of every operation that was planned by the end of a day, whatever became of it."""
    from bongsu.records.models import Operation
    from bongsu.records.warning_rows import local_day

    rows = Operation.objects.order_by("number").values_list("number", "items", "planned_at")
    return {
        number: tuple(items)
        for number, items, planned_at in rows
        if local_day(planned_at) <= day and (as_decided is None or planned_at <= as_decided)
    }


def get(number: str, *, by: Person | None = None) -> OperationEntry:
    """The operation of this number; raises Refusal where there is none that she may see."""
    return _entry(_row(number, by), by)


def _visible(by: Person | None) -> Any:
    from bongsu.records.models import Operation

    rows = Operation.objects.prefetch_related("offices", "moves", "reports")
    if by is None or by.is_national:
        return rows
    return rows.filter(offices__office__in=sorted(by.offices)).distinct()


def _row(number: str, by: Person | None, *, lock: bool = False) -> Any:
    from bongsu.records.models import Operation

    row = _visible(by).filter(pk=number).first()
    if row is None:
        raise Refusal(
            _where(number),
            expected=say("an operation of this workspace that concerns you"),
            found=say("none of this number"),
            todo=say("See them: bongsu operate list"),
        )
    if lock:
        row.state = Operation.objects.select_for_update().get(pk=number).state
    return row


def _step(row: Any, to: str, *, by: Person, at: datetime, reason: str, act: str) -> None:
    from bongsu.records.models import OperationMove

    step = OperationMove.objects.create(
        operation=row,
        ordinal=OperationMove.objects.filter(operation=row).count() + 1,
        from_state=row.state,
        to_state=to,
        who=by.name,
        at=at,
        reason=reason,
    )
    row.state = to
    row.save(update_fields=["state"])
    detail = {"items": row.items, "from": step.from_state, "to": to, "reason": reason}
    audit.vouch(act, step, actor=by.name, at=at, detail=detail)


def _where(number: str) -> str:
    return say("operation {number}", number=number)


def _allowed(where: str, ask: Callable[[], Any]) -> Any:
    """What the rule answers, or its objection in words."""
    try:
        return ask()
    except Objection as objection:
        raise _refusal(where, objection) from None


def _refusal(where: str, objection: Objection) -> Refusal:
    values = objection.values
    expected, found = {
        "not_her_role": lambda: (
            say("somebody with the role {roles}", roles=role_words(values["roles"])),  # type: ignore[arg-type]
            say("none of them"),
        ),
        "four_eyes": lambda: (say("somebody other than who planned it"), str(values["person"])),
        "no_such_move_here": lambda: (
            say(
                "the state '{state}' for '{move}'",
                state=operation_state_word(str(values["expected"])),
                move=operation_move_word(str(values["move"])),
            ),
            operation_state_word(str(values["state"])),
        ),
        "reason_missing": lambda: (say("a reason"), say("none")),
        "not_her_office": lambda: (say("your own office"), str(values["office"])),
        "not_taking_part": lambda: (
            say("an office that takes part: {offices}", offices=", ".join(values["offices"])),  # type: ignore[arg-type]
            str(values["office"]),
        ),
        "not_running": lambda: (
            say("an operation that was started"),
            operation_state_word(str(values["state"])),
        ),
    }[objection.code]()
    return Refusal(where, expected=expected, found=found)


def _entry(row: Any, by: Person | None) -> OperationEntry:
    reports = sorted(row.reports.all(), key=lambda each: each.ordinal)
    heard = tuple(sorted({each.office for each in reports}))
    if by is not None and not by.is_national:
        reports = [each for each in reports if each.office in by.offices]
    moves = sorted(row.moves.all(), key=lambda each: each.ordinal)
    return OperationEntry(
        number=row.number,
        title=row.title,
        state=row.state,
        items=tuple(row.items),
        offices=tuple(sorted(each.office for each in row.offices.all())),
        channels=tuple(row.channels),
        first_day=row.first_day,
        last_day=row.last_day,
        squads=row.squads,
        planned=row.planned,
        capacity=row.capacity,
        random_share=row.random_share,
        measures=row.measures,
        warnings=tuple(row.warnings),
        planned_by=row.planned_by,
        planned_at=row.planned_at,
        moves=tuple(
            OperationMoveEntry(each.from_state, each.to_state, each.who, each.at, each.reason)
            for each in moves
        ),
        reports=tuple(
            ReportEntry(
                each.ordinal,
                each.office,
                each.kind,
                each.rows,
                each.loads,
                each.quarantined,
                each.who,
                each.at,
            )
            for each in reports
        ),
        heard=heard,
    )
