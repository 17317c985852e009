"""The fast clock beside the board: the week's notices by item, and the tentative grade with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bongsu.core.early_warning.tentative import Tentative, tentative
from bongsu.records import tripwires
from bongsu.records.tripwires import NoticeEntry
from bongsu.usecases.action_grade import action_grade_on
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ItemClock:
    """What the fast clock says of one item.

    Attributes:
        week: notices of the last seven days; `waiting`: those, of any day, that nobody has judged.
        tentative: the tentative grade where a notice stands; else None.
    """

    week: tuple[int, ...]
    waiting: tuple[int, ...]
    tentative: Tentative | None


@dataclass(frozen=True, slots=True)
class FastClock:
    """What the watch had found by a day.

    Attributes:
        day: as of which it is told; ran: the day to which the watch had gone by then.
        items: those that a notice of the week, a waiting or a standing one names.
    """

    day: date
    ran: date
    items: Mapping[str, ItemClock]
    week: tuple[int, ...]
    waiting: tuple[int, ...]

    @property
    def lifted(self) -> dict[str, Tentative]:
        """The items whose tentative grade is not the official one."""
        told = {code: each.tentative for code, each in self.items.items()}
        return {code: found for code, found in told.items() if found and found.grade != found.official}


def fast_clock(
    workspace: Workspace,
    *,
    official: Mapping[str, int],
    official_as_of: date,
    day: date | None = None,
    as_known: bool = False,
) -> FastClock | None:
    """The notices and tentative grades of a day beside the official grades; None before the first run.

    Args:
        day: None: the day to which the watch last went, or that of the grades where it is later.
        as_known: only runs and verdicts up to the day count; for a board of the past.
    """
    open_records(workspace)
    last = tripwires.last_run(day or date.max)
    if last is None:
        return None
    on = day or max(last, official_as_of)
    found = tripwires.current(on)
    if as_known:
        found = [_by(each, on) for each in found if each.as_of <= on]
    action = action_grade_on(workspace.catalogue, on)
    named = sorted({item for each in found for item in each.notice.items})
    clocks: dict[str, ItemClock] = {}
    for item in named:
        about = [each for each in found if item in each.notice.items]
        told = tentative(
            [each.standing() for each in about],
            day=on,
            official=official.get(item),
            official_as_of=official_as_of,
            action_grade=action,
        )
        clocks[item] = ItemClock(_of_week(about, on), _waiting(about), told if told.notices else None)
    return FastClock(on, last, clocks, _of_week(found, on), _waiting(found))


def _by(entry: NoticeEntry, day: date) -> NoticeEntry:
    """The notice with the verdicts given by a day."""
    return replace(entry, verdicts=tuple(each for each in entry.verdicts if each.decided_at.date() <= day))


def _of_week(entries: Sequence[NoticeEntry], day: date) -> tuple[int, ...]:
    return tuple(each.number for each in entries if day - WEEK < each.notice.day <= day)


def _waiting(entries: Sequence[NoticeEntry]) -> tuple[int, ...]:
    return tuple(each.number for each in entries if not each.verdicts)
