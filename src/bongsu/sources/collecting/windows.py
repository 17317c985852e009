"""Which stretches of time a feed is asked for: what is new, and the tail that the agency still revises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bongsu.core.panel.periods import Period
from bongsu.sources.collecting.feeds import Feed, Window
from bongsu.sources.interface import Interface
from bongsu.words import say


@dataclass(frozen=True, slots=True)
class Plan:
    """The windows to ask for, oldest first, and what a person should know about them."""

    windows: tuple[Window, ...]
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> Period | None:
        """The first period asked for."""
        return self.windows[0].first if self.windows else None

    @property
    def last(self) -> Period | None:
        """The last period asked for."""
        return self.windows[-1].last if self.windows else None


def plan_windows(
    feed: Feed,
    *,
    held: Period | None,
    day: date,
    first: Period | None = None,
    last: Period | None = None,
) -> Plan:
    """The windows of one feed.

    Args:
        held: the newest period that every series of the feed has; None where one has nothing yet.
        day: today; only periods that are over are asked for.
        first, last: asked for by name, instead of what is due.
    """
    interface = feed.description.collect
    assert interface is not None
    frequency = interface.frequency
    start = Period.of(max(feed.start or interface.start, interface.start), frequency)
    end = Period.last_complete(day - timedelta(days=1), frequency)
    wanted_last = min(last, end) if last else end
    notes = []
    if first:
        begin = max(first, start)
    elif held:
        begin = max(start, held + 1 - _tail(interface))
    else:
        begin = start
    reach = _reach(interface, day)
    if reach and begin < reach:
        message = "{code}: before {period} the interface does not answer truly; load that from files."
        notes.append(say(message, code=feed.code, period=reach))
        begin = reach
    return Plan(tuple(_cut(begin, wanted_last, interface)), tuple(notes))


def expected_on(feed: Feed, period: Period) -> date:
    """The day by which a period should have arrived: its end, the publication lag, and the feed's grace."""
    interface = feed.description.collect
    assert interface is not None
    return interface.grace.after(feed.description.publication_lag.after(period.end))


def due(feed: Feed, day: date) -> Period:
    """The newest period that should have arrived by the end of a day."""
    interface = feed.description.collect
    assert interface is not None
    period = Period.last_complete(day, interface.frequency)
    while expected_on(feed, period) > day:
        period = period - 1
    return period


def _tail(interface: Interface) -> int:
    """Periods held that are asked for again."""
    lag = interface.revisable
    return interface.periods_in(lag) if lag.months or lag.days else 0


def _reach(interface: Interface, day: date) -> Period | None:
    if interface.reach is None:
        return None
    today = Period.of(day, interface.frequency)
    return today + 1 - interface.periods_in(interface.reach)


def _cut(first: Period, last: Period, interface: Interface) -> list[Window]:
    if last < first:
        return []
    if interface.window is None:
        return [Window(first, last)]
    length = interface.periods_in(interface.window)
    starts = range(first.ordinal, last.ordinal + 1, length)
    return [
        Window(
            Period(first.frequency, ordinal),
            Period(first.frequency, min(ordinal + length - 1, last.ordinal)),
        )
        for ordinal in starts
    ]
