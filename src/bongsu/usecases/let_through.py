"""What a person lets past a gate: the values and the line in the audit log, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from bongsu.records import audit
from bongsu.records.deciding import one_transaction
from bongsu.sources.parsed import Reject
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace


class LetThrough:
    """The series that a person takes though a gate would hold them back.

    Args:
        actor: who takes them, as the audit log names them.

    Attributes:
        used: those that a gate did hold something against.
    """

    def __init__(self, workspace: Workspace, series: Iterable[str], *, actor: str, now: datetime) -> None:
        self.series, self.used = tuple(series), set[str]()
        self._actor, self._now = actor, now
        if self.series:
            open_records(workspace)

    @contextmanager
    def storing(self) -> Iterator[None]:
        """One transaction: the lines that `vouch` writes stay only if what they vouch for was stored.

        The ledger is stored before the log commits; where that commit itself fails, the error is raised.
        """
        if not self.series:
            yield
            return
        before = set(self.used)
        try:
            with one_transaction():
                yield
        except BaseException:
            self.used = before
            raise

    def vouch(self, series: str, faults: Sequence[Reject]) -> None:
        """The line in the audit log: who let which series through, against what."""
        against = [f"{fault.found} ({fault.expected})" for fault in faults]
        detail = {"against": against, "periods": faults[0].row.get("periods", "")}
        audit.append(
            "gate.accepted", actor=self._actor, subject=f"series {series}", at=self._now, detail=detail
        )
        self.used.add(series)
