"""Can the offices do what a plan asks, and how long will goods and travellers wait for it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_MINUTES = 10.0
"""Mean delay per consignment from which a plan is said to slow clearance down."""


@dataclass(frozen=True, slots=True)
class PlannedEffort:
    """Inspections that a plan asks of one office and channel, in the whole operation.

    Attributes:
        hours: officer hours of one inspection; minutes: that the inspected consignment is held.
    """

    office: str
    channel: str
    inspections: int
    hours: float
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class OfficeCapacity:
    """What an office has: officer hours free for the operation, and consignments or travellers passing.

    None where nobody has said.
    """

    officer_hours: float | None = None
    flow: float | None = None


@dataclass(frozen=True, slots=True)
class CapacityCheck:
    """One office's part of a plan beside what it has.

    Attributes:
        load: hours needed over hours there are; inspected_share: of the flow; both None where not known.
        mean_delay_minutes: over all that passes, inspected or not.
        faults: "hours", "flow" (more inspections than there is to inspect), "delay", "hours_unknown".
    """

    office: str
    inspections: int
    hours_needed: float
    officer_hours: float | None
    load: float | None
    inspected_share: float | None
    mean_delay_minutes: float | None
    faults: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Whether nothing speaks against it that is known."""
        return not set(self.faults) - {"hours_unknown"}


def check_capacity(
    plan: Iterable[PlannedEffort],
    capacity: Mapping[str, OfficeCapacity],
    *,
    most_minutes: float = MOST_MINUTES,
) -> list[CapacityCheck]:
    """One check for every office of the plan, by code.

    >>> plan = [PlannedEffort("020", "cargo", 400, 1.5, 60.0)]
    >>> (found,) = check_capacity(plan, {"020": OfficeCapacity(500.0, 20_000.0)})
    >>> found.load, found.inspected_share, found.mean_delay_minutes, found.faults
    (1.2, 0.02, 1.2, ('hours',))
    """
    by_office: dict[str, list[PlannedEffort]] = {}
    for part in plan:
        by_office.setdefault(part.office, []).append(part)
    return [
        _check(office, parts, capacity.get(office, OfficeCapacity()), most_minutes)
        for office, parts in sorted(by_office.items())
    ]


def _check(
    office: str, parts: list[PlannedEffort], there_is: OfficeCapacity, most_minutes: float
) -> CapacityCheck:
    inspections = sum(part.inspections for part in parts)
    needed = sum(part.inspections * part.hours for part in parts)
    held = sum(part.inspections * part.minutes for part in parts)
    load = None if there_is.officer_hours is None else _over(needed, there_is.officer_hours)
    share = None if there_is.flow is None else _over(inspections, there_is.flow)
    delay = None if there_is.flow is None else _over(held, there_is.flow)
    faults = []
    if load is None:
        faults.append("hours_unknown")
    elif load > 1.0:
        faults.append("hours")
    if share is not None and share > 1.0:
        faults.append("flow")
    if delay is not None and delay > most_minutes:
        faults.append("delay")
    return CapacityCheck(
        office, inspections, needed, there_is.officer_hours, load, share, delay, tuple(faults)
    )


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else (0.0 if part == 0 else float("inf"))
