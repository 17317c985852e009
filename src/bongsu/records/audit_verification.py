"""Walks the whole audit log and tells where it first does not hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bongsu.records.canonical import digest
from bongsu.words import say

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a walk through the log found.

    Attributes:
        lines: how many lines there are.
        first_broken: the number of the first line that does not hold, or of the first one missing; None if
            all hold, or if the fault is not in a line but in a record (then `why` names it).
        fault: "", or "changed", "missing", "order", "head", "side_file", "known_head", "record", "state".
        why: the fault in a sentence; "" if there is none.
        head: the hash of the last line.
    """

    lines: int
    ok: bool
    first_broken: int | None
    fault: str
    why: str
    head: str


class _Broken(Exception):  # noqa: N818 - the end of a walk, not a fault of the program
    def __init__(self, fault: str, why: str, line: int | None = None) -> None:
        self.fault, self.why, self.line = fault, why, line
        super().__init__(why)


def verify(*, known_heads: dict[int, str] | None = None) -> AuditReport:
    """Checks the chain, its head, the side file, and that every stored decision is as the log says.

    Args:
        known_heads: line number → hash of heads noted down earlier, e.g. from a report on paper.

    A hash chain shows changes to whoever holds a head from before them. The side file beside the database is
    one such memory; copy heads to another machine or to paper to be safe from who can write both.
    """
    from django.db import transaction

    from bongsu.records.models import AuditLine
    from bongsu.records.models.audit import GENESIS

    hashes: list[str] = [GENESIS]
    contents: dict[str, str] = {}
    try:
        remembered = list(_side_file())  # before the log is read: what others append meanwhile is no fault
    except _Broken as broken:
        return AuditReport(AuditLine.objects.count(), False, None, broken.fault, broken.why, "")
    with transaction.atomic():
        _hold_still()
        try:
            _walk(hashes, contents)
            _check_head(hashes)
            _check_memory(hashes, remembered, "side_file")
            _check_memory(hashes, (known_heads or {}).items(), "known_head")
            _check_records(contents)
        except _Broken as broken:
            count = AuditLine.objects.count()
            return AuditReport(count, False, broken.line, broken.fault, broken.why, hashes[-1])
    return AuditReport(len(hashes) - 1, True, None, "", "", hashes[-1])


def _hold_still() -> None:
    """The rest of the transaction sees one moment of the database, as on SQLite every transaction does."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _walk(hashes: list[str], contents: dict[str, str]) -> None:
    from bongsu.records.models import AuditLine

    for line in AuditLine.objects.order_by("sequence").iterator(CHUNK):
        expected = len(hashes)
        if line.sequence > expected:
            raise _Broken("missing", say("line {line} is missing", line=expected), expected)
        if line.sequence < expected:
            raise _Broken(
                "order", say("line {line} was put in before the first", line=line.sequence), line.sequence
            )
        if line.hash != line.computed_hash():
            raise _Broken("changed", say("line {line} was changed", line=expected), expected)
        if line.previous_hash != hashes[-1]:
            why = say("line {line} does not follow the line before it", line=expected)
            raise _Broken("order", why, expected)
        hashes.append(line.hash)
        content = json.loads(line.detail).get("content")
        if content is not None:
            contents[line.subject] = content


def _check_head(hashes: list[str]) -> None:
    from bongsu.records.models import AuditHead

    head = AuditHead.objects.filter(pk=1).first()
    count = len(hashes) - 1
    told = head.count if head else 0
    if told > count:
        why = say("the lines from {line} to {last} were removed from the end", line=count + 1, last=told)
        raise _Broken("missing", why, count + 1)
    if told < count:
        raise _Broken("order", say("line {line} was added past the log's own head", line=told + 1), told + 1)
    if head and head.hash != hashes[-1]:
        raise _Broken("head", say("line {line} is not the one the head names", line=count), count)


def _side_file() -> Iterator[tuple[int, str]]:
    from django.conf import settings

    file = Path(settings.BONGSU_HEADS)
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as side_file:
        for position, row in enumerate(side_file, start=1):
            parts = row.split()
            if len(parts) < 2 or not parts[0].isascii() or not parts[0].isdigit():
                why = say("{file} line {position} cannot be read", file=file.name, position=position)
                raise _Broken("side_file", why)
            yield int(parts[0]), parts[1]


def _check_memory(hashes: list[str], remembered: Iterable[tuple[int, str]], fault: str) -> None:
    last = len(hashes) - 1
    broken: list[tuple[int, str]] = []
    for sequence, line_hash in remembered:
        if sequence > last:
            why = say(
                "the log once had {remembered} lines and now has {lines}", remembered=sequence, lines=last
            )
            broken.append((last + 1, why))
        elif hashes[sequence] != line_hash:
            why = say("line {line} is not the one remembered outside the database", line=sequence)
            broken.append((sequence, why))
    if broken:
        line, why = min(broken)
        raise _Broken(fault, why, line)


def _check_records(contents: dict[str, str]) -> None:
    """Compares every stored decision with the digest in its audit line."""
    from bongsu.records.models import (
        Assessment,
        CatalogueVersion,
        Delegation,
        DocumentVersion,
        DraftingRound,
        Evaluation,
        Feedback,
        Mending,
        Move,
        Note,
        NoticeVerdict,
        OperationMove,
        OperationReport,
        Override,
        Review,
        ReviewDecision,
        ReviewSignature,
        Setting,
        TripwireNotice,
        WatchRun,
    )

    for stored in (
        CatalogueVersion.objects.order_by("pk"),
        Assessment.objects.order_by("pk").prefetch_related("items"),
        Setting.objects.order_by("pk"),
        Note.objects.order_by("pk"),
        Mending.objects.order_by("pk"),
        Override.objects.order_by("pk"),
        Move.objects.order_by("pk").select_related("warning"),
        DocumentVersion.objects.order_by("pk"),
        Feedback.objects.order_by("pk"),
        DraftingRound.objects.order_by("pk"),
        Delegation.objects.order_by("pk"),
        Review.objects.order_by("pk"),
        ReviewDecision.objects.order_by("pk"),
        ReviewSignature.objects.order_by("pk").select_related("decision"),
        OperationMove.objects.order_by("pk").select_related("operation"),
        OperationReport.objects.order_by("pk"),
        Evaluation.objects.order_by("pk"),
        WatchRun.objects.order_by("pk"),
        TripwireNotice.objects.order_by("pk"),
        NoticeVerdict.objects.order_by("pk"),
    ):
        for record in stored.iterator(CHUNK):
            told = contents.pop(record.subject, None)
            if told is None:
                raise _Broken("record", say("{subject} has no line in the log", subject=record.subject))
            if told != digest(record.content()):
                raise _Broken("record", say("{subject} is not as the log says", subject=record.subject))
    for subject in contents:
        raise _Broken("record", say("{subject} is in the log but was removed", subject=subject))
    _check_states()


def _check_states() -> None:
    """Compares what changes in a warning, and in its offices, with the moves and versions that changed it."""
    from bongsu.records.models import (
        Addressee,
        DocumentVersion,
        EarlyWarning,
        Move,
        Operation,
        OperationMove,
    )

    steps = OperationMove.objects.order_by("operation_id", "ordinal").values_list("operation_id", "to_state")
    came_to = dict(steps.iterator(CHUNK))
    for number, state in Operation.objects.order_by("pk").values_list("pk", "state").iterator(CHUNK):
        if came_to.get(number) != state:
            raise _Broken("state", say("operation {number} is in a state that no move led to", number=number))
    moves = Move.objects.order_by("warning_id", "ordinal").values_list("warning_id", "office", "to_state")
    last = {(number, office): state for number, office, state in moves.iterator(CHUNK)}
    written = {
        number: (version, document["valid_until"])
        for number, version, document in DocumentVersion.objects.order_by("warning_id", "version")
        .values_list("warning_id", "version", "document")
        .iterator(CHUNK)
    }
    warnings = EarlyWarning.objects.order_by("pk").values_list("pk", "state", "version", "valid_until")
    for number, state, version, until in warnings.iterator(CHUNK):
        if last.get((number, "")) != state:
            why = say("warning {number} is in a state that no move led to", number=number)
            raise _Broken("state", why)
        if written.get(number) != (version, until.isoformat() if until else None):
            why = say("warning {number} is not as its newest version says", number=number)
            raise _Broken("state", why)
    offices = Addressee.objects.order_by("pk").values_list("warning_id", "office", "state")
    for number, office, state in offices.iterator(CHUNK):
        if last.get((number, office), "issued") != state:
            why = say("warning {number} is in a state that no move led to", number=f"{number} {office}")
            raise _Broken("state", why)
