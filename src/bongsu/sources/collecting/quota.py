"""How many questions each key has asked today, and when each feed was last asked: kept in the workspace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bongsu.words import say
from bongsu.words.refusal import Refusal

FILE = "collecting.db"
_TABLES = """
create table if not exists quota (
    key text not null, day text not null, used integer not null, primary key (key, day)
);
create table if not exists asked (
    feed text not null, at text not null, outcome text not null, reason text not null
);
create index if not exists asked_by_feed on asked (feed, at);
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a feed was asked: the moment, "ok", "nothing new" or "failed", and why."""

    feed: str
    at: datetime
    outcome: str
    reason: str


class QuotaLedger:
    """The workspace's book of questions asked. Several processes may write in it at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def used(self, key: str, day: date) -> int:
        """Questions asked with this key on this day."""
        if not self.file.is_file():
            return 0
        with self._open() as book:
            row = book.execute("select used from quota where key = ? and day = ?", (key, str(day))).fetchone()
        return row[0] if row else 0

    def take(self, key: str, day: date, *, limit: int) -> None:
        """Counts one question before it is asked; 0 is no limit.

        Raises:
            Refusal: the key has asked as much as it may today.
        """
        with self._open() as book:
            book.execute("begin immediate")
            row = book.execute("select used from quota where key = ? and day = ?", (key, str(day))).fetchone()
            used = row[0] if row else 0
            if limit and used >= limit:
                raise exhausted(key, used=used, limit=limit)
            book.execute(
                "insert into quota values (?, ?, 1) on conflict (key, day) do update set used = used + 1",
                (key, str(day)),
            )

    def exhaust(self, key: str, day: date, *, limit: int) -> None:
        """The agency says that the key may ask no more today."""
        with self._open() as book:
            book.execute(
                "insert into quota values (?, ?, ?) on conflict (key, day) do update set used = max(used, ?)",
                (key, str(day), limit, limit),
            )

    def note(self, feed: str, *, at: datetime, outcome: str, reason: str = "") -> None:
        """Writes down that a feed was asked."""
        with self._open() as book:
            book.execute("insert into asked values (?, ?, ?, ?)", (feed, at.isoformat(), outcome, reason))

    def last_attempt(self, feed: str) -> Attempt | None:
        """The newest attempt of a feed; None where it was never asked."""
        found = self.attempts(feed, most=1)
        return found[0] if found else None

    def attempts(self, feed: str, *, most: int = 50) -> list[Attempt]:
        """The newest attempts of a feed, newest first."""
        if not self.file.is_file():
            return []
        with self._open() as book:
            rows = book.execute(
                "select feed, at, outcome, reason from asked where feed = ? order by at desc limit ?",
                (feed, most),
            ).fetchall()
        return [
            Attempt(name, datetime.fromisoformat(at), outcome, reason) for name, at, outcome, reason in rows
        ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        book = sqlite3.connect(self.file, timeout=30, isolation_level=None)
        try:
            book.executescript(_TABLES)
            yield book
            if book.in_transaction:
                book.commit()
        except BaseException:
            if book.in_transaction:
                book.rollback()
            raise
        finally:
            book.close()


def exhausted(key: str, *, used: int, limit: int) -> Refusal:
    """The refusal of a question beyond the quota."""
    return Refusal(
        key,
        expected=say("at most {limit} questions a day", limit=limit),
        found=say("{used} asked today", used=used),
        todo=say("It goes on tomorrow where it stopped."),
    )
