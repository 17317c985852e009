"""The audit log finds every kind of tampering, and names the first line that does not hold."""

import hashlib
import json
import shutil
import sqlite3
from datetime import date, datetime, timedelta, timezone

import pytest

from bongsu import records
from bongsu.records import audit, settings_versions
from bongsu.records.deciding import decide
from tests.records.conftest import ACTOR, NOW, draft, store, tamper


@pytest.fixture
def five_lines(database):
    for number in range(1, 6):
        audit.append("note.made", actor=ACTOR, subject=f"note {number}", at=NOW, detail={"number": number})
    return database


def test_an_empty_log_is_whole(database):
    report = audit.verify()
    assert (report.ok, report.lines, report.first_broken, report.head) == (True, 0, None, "0" * 64)


def test_an_untouched_log_is_whole_and_its_head_is_the_last_line(five_lines):
    report = audit.verify()
    assert (report.ok, report.lines, report.why) == (True, 5, "")
    assert report.head == audit.lines()[-1].hash == audit.head().hash


def test_the_hashes_can_be_computed_from_the_file_with_nothing_but_sqlite_and_sha256(five_lines):
    previous = "0" * 64
    with sqlite3.connect(five_lines) as connection:
        rows = connection.execute(
            "SELECT sequence, at, actor, act, subject, detail, hash FROM records_auditline ORDER BY sequence"
        ).fetchall()
    for sequence, _, actor, act, subject, detail, stored in rows:
        told = [sequence, previous, "2005-06-10T09:30:00.000000+00:00", actor, act, subject, detail]
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == stored
        previous = stored


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'cli:lee'"),
        ("act", "'note.unmade'"),
        ("subject", "'note 9'"),
        ("detail", """'{"number":4}'"""),
        ("at", "'2005-06-10 09:30:00.000001'"),
        ("hash", f"'{'f' * 64}'"),
        ("previous_hash", f"'{'e' * 64}'"),
    ],
)
def test_a_changed_line_is_named_whichever_column_was_changed(five_lines, column, value):
    tamper(five_lines, f"UPDATE records_auditline SET {column} = {value} WHERE sequence = 3")
    report = audit.verify()
    assert (report.ok, report.first_broken, report.fault) == (False, 3, "changed")
    assert report.why == "line 3 was changed"


def test_a_removed_line_is_named(five_lines):
    tamper(five_lines, "DELETE FROM records_auditline WHERE sequence = 2")
    report = audit.verify()
    assert (report.ok, report.first_broken, report.fault) == (False, 2, "missing")


def test_lines_removed_from_the_end_are_named(five_lines):
    tamper(five_lines, "DELETE FROM records_auditline WHERE sequence > 3")
    report = audit.verify()
    assert (report.ok, report.first_broken, report.lines) == (False, 4, 3)
    assert report.why == "the lines from 4 to 5 were removed from the end"


def test_lines_removed_from_the_end_together_with_the_head_are_found_by_the_side_file(five_lines):
    tamper(
        five_lines,
        "DELETE FROM records_auditline WHERE sequence > 3",
        "UPDATE records_audithead SET count = 3",
        "UPDATE records_audithead SET hash = (SELECT hash FROM records_auditline WHERE sequence = 3)",
    )
    report = audit.verify()
    assert (report.ok, report.first_broken, report.fault) == (False, 4, "side_file")


def test_an_emptied_log_is_found(five_lines):
    tamper(five_lines, "DELETE FROM records_auditline", "DELETE FROM records_audithead")
    assert (audit.verify().ok, audit.verify().first_broken) == (False, 1)


def test_two_exchanged_lines_are_found_at_the_first_of_them(five_lines):
    tamper(
        five_lines,
        "UPDATE records_auditline SET sequence = 99 WHERE sequence = 2",
        "UPDATE records_auditline SET sequence = 2 WHERE sequence = 4",
        "UPDATE records_auditline SET sequence = 4 WHERE sequence = 99",
    )
    assert (audit.verify().ok, audit.verify().first_broken) == (False, 2)


@pytest.mark.parametrize("sequence", [6, 8, 0, -1])
def test_an_inserted_line_is_found_wherever_it_stands(five_lines, sequence):
    tamper(
        five_lines,
        "INSERT INTO records_auditline SELECT "
        f"{sequence}, at, actor, act, subject, detail, 'x', 'y' FROM records_auditline WHERE sequence = 5",
    )
    report = audit.verify()
    assert not report.ok
    assert report.first_broken == (sequence if sequence < 6 else 6)


def test_a_chain_computed_anew_after_a_change_is_found_by_the_side_file_at_the_changed_line(five_lines):
    forge(five_lines, sequence=3)
    report = audit.verify()
    assert (report.ok, report.first_broken, report.fault) == (False, 3, "side_file")


def test_a_chain_and_side_file_computed_anew_are_found_by_a_head_noted_down_before(five_lines):
    noted = audit.head()
    forge(five_lines, sequence=3)
    five_lines.with_name("bongsu.db.heads").unlink()
    assert audit.verify().ok
    report = audit.verify(known_heads={noted.sequence: noted.hash})
    assert (report.ok, report.first_broken, report.fault) == (False, 5, "known_head")


def test_a_database_put_back_from_an_older_copy_is_found(five_lines):
    records.close()
    shutil.copy(five_lines, five_lines.with_name("copy.db"))
    audit.append("note.made", actor=ACTOR, subject="note 6", at=NOW)
    records.close()
    for rest in five_lines.parent.glob("bongsu.db-*"):
        rest.unlink()
    shutil.copy(five_lines.with_name("copy.db"), five_lines)
    report = audit.verify()
    assert (report.ok, report.first_broken) == (False, 6)
    assert report.why == "the log once had 6 lines and now has 5"


def test_a_side_file_that_cannot_be_read_or_names_no_line_is_a_fault(five_lines):
    side_file = five_lines.with_name("bongsu.db.heads")
    whole = side_file.read_text()
    side_file.write_text(whole + "nonsense\n")
    assert (audit.verify().ok, audit.verify().fault) == (False, "side_file")
    side_file.write_text(whole + f"0 {'a' * 64} x\n")
    assert not audit.verify().ok


def test_a_lost_side_file_is_no_fault_of_the_log(five_lines):
    five_lines.with_name("bongsu.db.heads").unlink()
    assert audit.verify().ok


CHANGED_RECORDS = {
    "assessment": ("assessment A-000001", "UPDATE records_assessment SET hash = 'cd34'"),
    "document": ("assessment A-000001", "UPDATE records_assessment SET document = document || ' '"),
    "item": ("assessment A-000001", "UPDATE records_assesseditem SET grade = 1 WHERE item = 'gold'"),
    "setting": ("setting action_grade version 1", "UPDATE records_setting SET value = '5'"),
    "warning": ("warning 2005-001 move 1", "UPDATE records_earlywarning SET grade = 1"),
    "move": ("warning 2005-001 move 1", "UPDATE records_move SET who = 'cli:lee'"),
    "catalogue": ("catalogue", "UPDATE records_catalogueversion SET files = '{}'"),
    "removed setting": (
        "setting action_grade version 2",
        "DELETE FROM records_setting WHERE version = 2",
    ),
    "state": ("warning 2005-001", "UPDATE records_earlywarning SET state = 'issued'"),
}


@pytest.mark.parametrize("what", CHANGED_RECORDS)
def test_a_decision_changed_behind_the_logs_back_is_named(database, what):
    for grade in (4, 3):
        settings_versions.decide_setting(
            "action_grade", grade, valid_from=date(2005, 2, 1), decided_by=ACTOR, reason="plan", now=NOW
        )
    draft(store())
    assert audit.verify().ok
    named, statement = CHANGED_RECORDS[what]
    tamper(database, statement)
    report = audit.verify()
    assert (report.ok, report.first_broken) == (False, None)
    assert named in report.why


def test_a_decision_without_a_line_is_named(database):
    store()
    tamper(
        database,
        "INSERT INTO records_setting (name, version, value, valid_from, decided_at, decided_by, reason) "
        "VALUES ('action_grade', 1, '5', '2005-01-01', '2005-01-01', 'x', 'x')",
    )
    assert audit.verify().why == "setting action_grade version 1 has no line in the log"


def test_an_exception_in_the_middle_leaves_neither_the_change_nor_its_line(database):
    def half():
        store()
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        decide(half, at=NOW)
    assert (audit.verify().lines, audit.lines()) == (0, [])
    assert not database.with_name("bongsu.db.heads").exists()
    assert store() == "A-000001"


def test_a_line_that_cannot_be_written_takes_its_change_with_it(database):
    from bongsu.records import assessments

    with pytest.raises(ValueError, match="time zone"):
        store(now=datetime(2005, 6, 10))
    assert assessments.listing() == []
    assert audit.verify().lines == 0


def test_a_line_without_an_actor_is_refused(database):
    with pytest.raises(ValueError, match="actor"):
        audit.append("note.made", actor="", subject="note", at=NOW)


def test_lines_are_read_in_order_in_pages_and_by_subject(five_lines):
    assert [line.detail["number"] for line in audit.lines(after=2, limit=2)] == [3, 4]
    assert [line.sequence for line in audit.lines(subject="note 4")] == [4]


def test_a_moment_of_another_time_zone_is_stored_as_the_same_moment(database):
    seoul = timezone(timedelta(hours=9))
    audit.append("note.made", actor=ACTOR, subject="x", at=datetime(2005, 6, 10, 18, 30, tzinfo=seoul))
    assert audit.lines()[0].at == NOW
    assert audit.verify().ok


def forge(database, *, sequence):
    """Changes a line and computes every hash from it to the end anew, as one who knows the code would."""
    records.close()
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT sequence, actor, act, subject, detail, previous_hash FROM records_auditline "
            f"WHERE sequence >= {sequence} ORDER BY sequence"
        ).fetchall()
        previous = rows[0][5]
        for number, actor, act, subject, detail, _ in rows:
            forged = "cli:lee" if number == sequence else actor
            told = [number, previous, "2005-06-10T09:30:00.000000+00:00", forged, act, subject, detail]
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            line_hash = hashlib.sha256(text.encode()).hexdigest()
            connection.execute(
                "UPDATE records_auditline SET actor = ?, previous_hash = ?, hash = ? WHERE sequence = ?",
                (forged, previous, line_hash, number),
            )
            previous = line_hash
        connection.execute("UPDATE records_audithead SET hash = ?", (previous,))
    connection.close()
