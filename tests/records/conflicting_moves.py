"""Many threads wanting different moves on the same warnings, and what must hold afterwards."""

import random
import threading
from datetime import UTC, date, datetime, timedelta

from bongsu import records
from bongsu.core.early_warning.moves import rule_of, targets
from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit, early_warnings, warning_deadlines, warning_issue, warning_moves
from bongsu.words.refusal import Refusal
from tests.records.conftest import draft, store

BEGIN = datetime(2005, 6, 10, 9, tzinfo=UTC)
OFFICES = ("incheon", "busan")
ANALYST = Person("park", frozenset({Role.ANALYST}))
CHIEFS = [Person(name, frozenset({Role.APPROVER})) for name in ("choi", "yoon")]
OFFICERS = {
    office: Person(f"at-{office}", frozenset({Role.FIELD}), frozenset({office})) for office in OFFICES
}
WHOLE = {
    "legal_basis": "관세법 제246조",
    "channels": ("cargo",),
    "valid_from": date(2005, 6, 13),
    "valid_until": date(2005, 7, 31),
    "measures": ("검사율 상향",),
}


def wishes(number, dice):
    """One wish at random; most are impossible at any one moment."""
    at = BEGIN + timedelta(hours=1)
    chief, office = dice.choice(CHIEFS), dice.choice(OFFICES)
    field = {"office": office, "by": OFFICERS[office], "at": at}
    return dice.choice(
        [
            lambda: early_warnings.edit(number, {"title": f"금괴 {dice.random()}"}, by=ANALYST, at=at),
            lambda: warning_moves.move(number, "propose", by=ANALYST, at=at),
            lambda: warning_moves.move(number, "propose", by=ANALYST, at=at),
            lambda: warning_moves.move(number, "approve", by=chief, at=at),
            lambda: warning_moves.move(number, "approve", by=chief, at=at),
            lambda: warning_moves.move(number, "return", by=chief, at=at, reason="보완할 것"),
            lambda: warning_issue.issue([number], by=chief, at=at),
            lambda: warning_issue.issue([number], by=chief, at=at),
            lambda: warning_moves.office_move(number, "acknowledge", **field),
            lambda: warning_moves.office_move(number, "act", **field),
            lambda: warning_moves.office_move(number, "report", **field, detail={"nil": True}),
            lambda: warning_deadlines.do_due(now=at + timedelta(hours=25), chain={"busan": "seoul"}),
            lambda: warning_moves.move(number, "lift", by=chief, at=at, reason="잘못 발령함"),
            lambda: warning_moves.move(number, "withdraw", by=chief, at=at, reason="잘못 발령함"),
        ]
    )


def fight(*, threads, turns, warnings):
    """Threads make random wishes on a few warnings; returns (made, refused, other failures)."""
    numbers = []
    for place in range(warnings):
        number = draft(store(as_of=date(2005, 5, 1 + place)), item=f"item-{place}", now=BEGIN).number
        early_warnings.edit(number, WHOLE | {"offices": OFFICES}, by=ANALYST, at=BEGIN)
        numbers.append(number)
    made, refused, failures = [], [], []
    together = threading.Barrier(threads)

    def work(seed):
        dice = random.Random(seed)
        try:
            together.wait()
            for _ in range(turns):
                try:
                    wishes(dice.choice(numbers), dice)()
                    made.append(1)
                except Refusal:
                    refused.append(1)
        except Exception as failure:
            failures.append(failure)
        finally:
            records.close()

    running = [threading.Thread(target=work, args=(seed,)) for seed in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    return numbers, len(made), len(refused), failures


def check_whole(numbers):
    """No lost and no impossible move, one history each, and the log vouches for all of it."""
    from bongsu.records.models import Addressee, EarlyWarning, Move

    for number in numbers:
        state, offices = "", {}
        moves = list(Move.objects.filter(warning=number).order_by("ordinal"))
        assert [move.ordinal for move in moves] == list(range(1, len(moves) + 1))
        for move in moves:
            if move.office:
                assert offices.get(move.office, "issued") == move.from_state
                if move.name != "extend":
                    assert rule_of(move.name, move.from_state).target == move.to_state
                offices[move.office] = move.to_state
                continue
            assert state == move.from_state, "a move was lost"
            follows = move.name in ("acknowledge", "act", "report")
            assert follows or move.to_state in targets(state), "an impossible move"
            state = move.to_state
        row = EarlyWarning.objects.get(pk=number)
        assert row.state == state
        for addressee in Addressee.objects.filter(warning=number):
            assert offices.get(addressee.office, "issued") == addressee.state
    report = audit.verify()
    assert report.ok, report.why
