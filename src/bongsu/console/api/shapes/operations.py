"""Special operations: the plan, the moves, what offices reported, and whether they can do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from bongsu.console.api.shapes.base import Open, Shape, listing, said, under
from bongsu.console.api.shapes.data import LoadReport
from bongsu.core.operations.moves import STATES

State = Literal[STATES]  # type: ignore[valid-type]


class OperationMove(Shape):
    """One step of an operation's life."""

    from_state: str = said("The state before; empty for the first.", "planned")
    to_state: str = said("The state after.", "running")
    who: str = said("Who made it.", "lee")
    at: datetime = said("When.")
    reason: str = said("Why; empty where none was asked for.")


class OfficeReport(Shape):
    """What an office reported."""

    ordinal: int = said("1 for the operation's first report.", 1, ge=1)
    office: str = said("Code of the office.", "010")
    kind: Literal["result", "effort", "nil", "import"] = said("What kind of report.")
    rows: list[dict[str, Any]] = said("Its rows, by the columns of docs/files.md.")
    loads: list[str] = said("Names of the loads that brought them into the ledger.")
    quarantined: int = said("Bad rows among them.", 0, ge=0)
    who: str = said("Who sent it.", "park")
    at: datetime = said("When.")


class Squad(Open):
    """Officers sent."""

    name: str = said("Name of the squad.", "1조")
    office: str = said("Code of the office.", "010")
    officers: int = said("How many.", 4, ge=1)


class Inspections(Open):
    """Inspections planned at an office and channel in the whole operation."""

    office: str = said("Code of the office.", "010")
    channel: str = said("Channel of entry.", "cargo")
    inspections: int = said("How many.", 200, ge=0)
    hours: float = said("Officer hours of one.", 1.0, default=1.0)
    minutes: float = said("Minutes by which one delays clearance.", 30.0, default=0.0)


class Operation(Shape):
    """An operation as it stands; a field officer's copy holds the reports of her own offices."""

    number: str = said("Its number, by the year of its first day.", "OP-2005-001")
    title: str = said("Its title.", "담배 특별단속")
    state: State = said("The state of its life.")
    items: list[str] = said("Codes of its items.", ["tobacco"])
    offices: list[str] = said("Codes of its offices.", ["010"])
    channels: list[str] = said("Its channels of entry.", ["cargo"])
    first_day: date = said("First day.", "2005-06-13")
    last_day: date = said("Last day.", "2005-06-30")
    squads: list[Squad] = said("Officers sent.")
    planned: list[Inspections] = said("Inspections planned.")
    capacity: dict[str, dict[str, Any]] = said(
        "Office → officer hours there are, and the flow that passes.", {"010": {"officer_hours": 400.0}}
    )
    random_share: float = said("Share of inspections drawn at random, 0 to 1.", 0.1, ge=0, le=1)
    measures: str = said("What is to be done.")
    warnings: list[str] = said("Numbers of the warnings it answers.", ["2005-001"])
    planned_by: str = said("Who planned it; another person starts it.", "kim")
    planned_at: datetime = said("When.")
    moves: list[OperationMove] = said("Every step, in order.")
    reports: list[OfficeReport] = said("What offices reported.")
    heard: list[str] = said("Offices that have reported, also those whose reports are not shown here.")
    silent: list[str] = said("Offices that have reported nothing, not even nil.")


class OfficeCapacity(Shape):
    """One office's part of the plan beside what it has."""

    office: str = said("Code of the office.", "010")
    inspections: int = said("Inspections planned there.", 200, ge=0)
    hours_needed: float = said("Officer hours they need.", 200.0, ge=0)
    officer_hours: float | None = said("Officer hours there are; null where not said.", 400.0)
    load: float | None = said("Hours needed over hours there are; null where not known.", 0.5)
    inspected_share: float | None = said("Of the flow, 0 to 1; null where not known.", 0.02)
    mean_delay_minutes: float | None = said("Over all that passes, in minutes.", 0.6)
    faults: list[str] = said("hours, flow, delay, hours_unknown: what speaks against it.")


class Checked(Shape):
    """One office's check and its words."""

    check: OfficeCapacity = said("The numbers.")
    possible: bool = said("Whether nothing that is known speaks against it.")
    words: str | list[str] = said("The faults in words.")


class CapacityAnswer(Shape):
    """Whether the offices can do what the plan asks."""

    operation: str = said("Number of the operation.", "OP-2005-001")
    possible: bool = said("Whether all can.")
    offices: list[Checked] = said("By office.")


class NilPreview(Shape):
    """What a nil report would say."""

    operation: str = said("Number of the operation.", "OP-2005-001")
    office: str = said("Code of the office.", "010")
    rows: list[list[str]] = said("Channel and period that it would cover.", [["cargo", "2005-06"]])


class Reported(Shape):
    """The operation after a report, and its rows; before a nil report is confirmed, what it would say."""

    operation: Operation | None = said("As it stands now.", default=None)
    loads: list[LoadReport] | None = said("What became of the rows.", default=None)
    preview: NilPreview | None = said("What the nil report would say; confirm it.", default=None)


class Target(Shape):
    """One place to inspect."""

    office: str = said("Code of the office.", "010")
    item: str = said("Code of the item.", "tobacco")
    channel: str = said("Channel of entry.", "cargo")
    expected: float = said("Detections expected in a month with the usual inspections.", 3.2)
    usual: float = said("Inspections usual in a month.", 120.0)
    hours: float = said("Officer hours of one inspection.", 1.0)
    worth: float = said("Of one detection beside others.", 1.0)


class Allotted(Shape):
    """What one target gets."""

    target: Target = said("The place.")
    targeted: float = said("Inspections by the grade.", 140.0)
    random: float = said("Inspections drawn at random.", 15.0)
    times: float = said("Of the usual number, both together.", 1.3)
    detections: float = said("Expected with them.", 3.8)
    usual_detections: float = said("Expected with the usual number.", 3.2)
    next_gain: float = said("Detections that 100 more inspections would find here.", 0.9)
    at_limit: bool = said("It stands at the most that the yield is known for.")


class Allocation(Shape):
    """Where the hours go."""

    allotted: list[Allotted] = said("By target.")
    spare_hours: dict[str, float] = said("Office → hours left over.")
    hour_worth: dict[str, float] = said("Office → detections that one more officer hour would bring.")
    detections: float = said("Expected with the proposal, in a month.", 41.0)
    even_detections: float = said("Expected with the same hours spread as usual.", 38.0)


class Proposal(Shape):
    """Next month's inspections as the model would place them; `bongsu operate allocate --json`."""

    assessment: str = said("The assessment it rests on.", "A-000002")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    allocation: Allocation = said("Where the hours go.")
    grades: dict[str, int] = said("Item → grade, 1 to 5.", {"tobacco": 4})
    left_out: list[str] = said("Items of which no number is expected.")


OneProposal = under("proposal", Proposal, "OneProposal", "A proposal; nothing is planned.")
Operations = listing("operations", Operation, "Operations")
OneOperation = under("operation", Operation, "OneOperation")
