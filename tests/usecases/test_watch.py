"""The watch: notices kept once, judged by analysts, counted, and set beside the official grades."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bongsu import records
from bongsu.cli.main import app
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.tentative import VerdictOnNotice
from bongsu.notify.templates import letter
from bongsu.records import audit, people, tripwires
from bongsu.reports.html import write_html
from bongsu.usecases import heartbeat
from bongsu.usecases.due_work import do_due
from bongsu.usecases.gather_report import gather
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.watch import (
    judge,
    list_notices,
    run_watch,
    side_by_side,
    tentative_beside,
    tentative_of,
    track_record,
)
from bongsu.usecases.workspace import Workspace
from bongsu.words import use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST, JUMP = date(2021, 10, 1), date(2024, 5, 8)
ANALYST = Person("kim", frozenset({Role.ANALYST}))

CATALOGUE = {
    "items.toml": '[[item]]\ncode = "gold"\nfrequency = "month"\nindicators = ["gap"]\n',
    "indicators.toml": (
        '[[indicator]]\ncode = "gap"\nkind = "price_gap"\nformula = "home - abroad"\nsign = "+"\n'
        'unit = "KRW/g"\npublication_lag = "P1D"\n'
    ),
    "tripwires.toml": '[[tripwire]]\ncode = "gap_daily"\nindicator = "gap"\n',
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("watch") / "w"
    place = Workspace.create(folder, pack="empty")
    for name, text in CATALOGUE.items():
        (place.catalogue_folder / name).write_text(text, encoding="utf-8")
    rng = np.random.default_rng(11)
    lines, gap = ["series,period,value"], 0.0
    for step in range(1000):
        day = FIRST + timedelta(days=step)
        gap = 0.9 * gap + rng.normal()
        if day.weekday() < 5:
            lines.append(f"home,{day},{1000 + gap + (12 if day >= JUMP else 0):.4f}")
            lines.append(f"abroad,{day},1000")
    (folder.parent / "prices.csv").write_text("\n".join(lines), encoding="utf-8")
    load_files(Workspace.open(folder), [folder.parent / "prices.csv"], now=NOW)
    return folder


@pytest.fixture
def workspace(made, tmp_path):
    """The same facts with records of its own."""
    import shutil

    use_language("en")
    shutil.copytree(made, tmp_path / "w")
    yield Workspace.open(tmp_path / "w")
    records.close()
    use_language("ko")


def watched(place: Workspace, day: date, **more):
    return run_watch(place, as_of=day, actor="test", now=NOW, **more)


def test_a_jump_raises_one_notice_with_its_reason_the_day_it_is_known(workspace):
    earlier = JUMP - timedelta(days=1)
    assert not watched(workspace, JUMP, since=earlier).raised  # published a day later
    report = watched(workspace, JUMP + timedelta(days=1))
    (entry,) = report.raised
    assert entry.notice.day == JUMP and entry.notice.items == ["gold"] and entry.notice.pushes
    assert entry.notice.statistic > entry.notice.threshold and entry.notice.change > 8
    (told,) = list_notices(workspace)
    assert "KRW/g" in told["sentence"] and "in 365 days" in told["sentence"]


def test_a_run_again_keeps_nothing_twice_and_begins_where_the_last_one_ended(workspace):
    first = watched(workspace, JUMP + timedelta(days=3))
    again = watched(workspace, JUMP + timedelta(days=3), since=JUMP - timedelta(days=20))
    assert len(first.raised) == 1 and not again.raised
    assert watched(workspace, JUMP + timedelta(days=5)).since == JUMP + timedelta(days=3)


def test_verdicts_are_kept_with_who_why_and_when_and_the_last_one_rules(workspace):
    watched(workspace, JUMP + timedelta(days=1))
    judge(workspace, 1, VerdictOnNotice.NOISE, reason="a holiday in London", by=ANALYST, now=NOW)
    told = judge(workspace, 1, VerdictOnNotice.WATCH, reason="it was no holiday", by=ANALYST, now=NOW)
    assert told["verdict"] == "watch" and [each["by"] for each in told["verdicts"]] == ["kim", "kim"]
    (record,) = track_record(workspace)
    assert (record["notices"], record["watch"], record["noise"], record["precision"]) == (1, 1, 0, 1.0)
    assert record["watched_days"] == 31
    assert audit.verify().ok and [line.act for line in audit.lines()].count("notice.judged") == 2


def test_who_is_no_analyst_may_not_judge_and_a_reason_is_asked_for(workspace):
    watched(workspace, JUMP + timedelta(days=1))
    auditor = Person("lee", frozenset({Role.AUDITOR}))
    with pytest.raises(Refusal, match="analyst"):
        judge(workspace, 1, VerdictOnNotice.NOISE, reason="a holiday", by=auditor, now=NOW)
    with pytest.raises(Refusal, match="reason"):
        judge(workspace, 1, VerdictOnNotice.NOISE, reason=" ", by=ANALYST, now=NOW)
    with pytest.raises(Refusal, match="none of this number"):
        judge(workspace, 7, VerdictOnNotice.NOISE, reason="a holiday", by=ANALYST, now=NOW)


def test_the_tentative_grade_stands_beside_the_official_one_until_an_assessment_settles_it(workspace):
    before = assess_and_record(workspace, as_of=date(2024, 4, 30), method=None, now=NOW, actor="test")
    official = before.document["items"][0]["grade"]
    day = JUMP + timedelta(days=1)
    watched(workspace, day)
    (row,) = side_by_side(workspace)
    assert (row["official_grade"], row["tentative_grade"], row["notices"]) == (official, official + 1, [1])
    judge(workspace, 1, VerdictOnNotice.NOISE, reason="a slip of the feed", by=ANALYST, now=NOW)
    assert side_by_side(workspace)[0]["tentative_grade"] == official
    judge(workspace, 1, VerdictOnNotice.WATCH, reason="it is real after all", by=ANALYST, now=NOW)
    after = assess_and_record(workspace, as_of=date(2024, 5, 31), method=None, now=NOW, actor="test")
    raised = after.document["items"][0]["grade"]
    assert tentative_of(workspace, "gold")["day"] == day.isoformat()
    (settled,) = side_by_side(workspace, date(2024, 6, 1))
    assert settled["official_grade"] == settled["tentative_grade"] == raised and not settled["notices"]
    expected = "confirmed" if raised > max(official, 1) else "not_confirmed"
    assert list_notices(workspace)[0]["outcomes"] == {"gold": expected}


def test_draft_drafts_a_warning_or_names_the_one_that_is_open(workspace):
    assess_and_record(workspace, as_of=date(2024, 4, 30), method=None, now=NOW, actor="test")
    watched(workspace, JUMP + timedelta(days=1))
    moment = datetime(2024, 5, 10, 9, tzinfo=UTC)
    told = judge(workspace, 1, VerdictOnNotice.DRAFT, reason="the gap pays now", by=ANALYST, now=moment)
    number = told["verdicts"][-1]["warning"]
    assert number.startswith("2024-")
    again = judge(workspace, 1, VerdictOnNotice.DRAFT, reason="the gap still pays", by=ANALYST, now=moment)
    assert again["verdicts"][-1]["warning"] == number


EVENTS = """event,kind,items,announced_on,effective_on,magnitude
gold-duty,tariff,gold,2024-05-02,2024-07-01,0.03
gold-relief,quota,gold,2024-05-03,,0.5
spring-fair,festival,gold,2024-05-02,2024-05-05,
"""


def with_events(place: Workspace, text: str = EVENTS) -> None:
    file = place.folder.parent / "events.csv"
    file.write_text(text, encoding="utf-8")
    load_files(place, [file], now=NOW)


def messages() -> list[dict]:
    from bongsu.records.models import Message

    return list(Message.objects.order_by("at").values("kind", "audience", "values"))


def test_an_announced_tax_raises_a_notice_of_its_own_once_and_needs_a_verdict_like_the_others(workspace):
    with_events(workspace)
    assert not watched(workspace, date(2024, 5, 1)).raised  # nobody could know it
    relief, duty = sorted(watched(workspace, date(2024, 5, 3)).raised, key=lambda each: -each.number)
    assert (duty.notice.event, duty.notice.day, duty.notice.group) == ("gold-duty", date(2024, 5, 2), "tax")
    assert duty.notice.stands_until == date(2024, 7, 29) and duty.notice.pushes and not relief.notice.pushes
    told = list_notices(workspace, unanswered=True)
    assert [each["event"] for each in told] == ["gold-relief", "gold-duty"]
    assert "+0.03; in effect from 2024-07-01, in 60 days" in told[1]["sentence"]
    assert "not stated" in told[0]["sentence"]
    (row,) = side_by_side(workspace)
    assert (row["tentative_grade"], row["notices"]) == (2, [duty.number])  # the relief pushes the other way
    later = (
        EVENTS.replace("0.03", "0.05")
        .replace("magnitude\n", "magnitude,known_at\n")
        .replace("0.05", "0.05,2024-05-04")
    )
    with_events(workspace, "\n".join(later.splitlines()[:2]))
    assert not watched(workspace, date(2024, 5, 7)).raised  # a correction of the same event
    judge(workspace, duty.number, VerdictOnNotice.NOISE, reason="known since winter", by=ANALYST, now=NOW)
    assert side_by_side(workspace)[0]["notices"] == []
    assert audit.verify().ok


def test_new_notices_leave_one_message_to_the_analysts_in_either_language(workspace):
    with_events(workspace)
    watched(workspace, JUMP + timedelta(days=1))
    watched(workspace, JUMP + timedelta(days=1))
    (message,) = messages()
    assert (message["kind"], message["audience"]) == ("tripwire", "role:analyst")
    korean = letter("tripwire", message["values"], language="ko")
    english = letter("tripwire", message["values"], language="en")
    assert "감시선" in korean.title and "3" in korean.title
    assert "gold-duty" in korean.body and "KRW/g" in korean.body
    assert (
        "usual" in english.body
        and "in 53 days" not in english.body
        and "bongsu watch verdict" in english.body
    )


def test_the_report_shows_the_tentative_grade_beside_the_official_one_with_the_rule(workspace, tmp_path):
    made = assess_and_record(workspace, as_of=date(2024, 4, 30), method=None, now=NOW, actor="test")
    watched(workspace, JUMP + timedelta(days=1))
    content = gather(workspace)
    beside = tentative_beside(workspace, content.assessment)
    for language, words in (
        ("ko", ("잠정", "공식")),
        ("en", ("tentative grade", "The next assessment settles it")),
    ):
        index = write_html(content, tmp_path / language, language=language, tentative=beside)
        for page in (index, index.parent / "item-gold.html"):
            assert all(word in page.read_text("utf-8") for word in words), page
    assert tentative_beside(workspace, "another") == {}
    judge(workspace, 1, VerdictOnNotice.NOISE, reason="a slip of the feed", by=ANALYST, now=NOW)
    assert tentative_beside(workspace, made.document["assessment"]) == {}


def test_the_schedule_watches_once_a_day_where_the_workspace_says_so(workspace):
    moment = datetime(2024, 5, 9, 3, tzinfo=UTC)
    assert "notices" not in do_due(workspace, now=moment, clock=lambda: moment, send=False)
    settings = workspace.folder / "bongsu.toml"
    text = settings.read_text("utf-8").replace("watch_when_due = false", "watch_when_due = true")
    settings.write_text(text, encoding="utf-8")
    willing = Workspace.open(workspace.folder)
    assert do_due(willing, now=moment, clock=lambda: moment, send=False)["notices"] == [1]
    assert do_due(willing, now=moment, clock=lambda: moment, send=False)["notices"] == []
    assert heartbeat.last(workspace.folder) == moment
    assert len(tripwires.listing()) == 1 and tripwires.last_run(date.max) == date(2024, 5, 9)


def test_run_due_from_the_command_line_watches_and_tells_the_analyst_once(workspace):
    _open(workspace)
    people.register("kim", roles=[Role.ANALYST], actor="test", now=NOW, email="kim@example.org")
    settings = workspace.folder / "bongsu.toml"
    text = settings.read_text("utf-8").replace("watch_when_due = false", "watch_when_due = true")
    settings.write_text(text, encoding="utf-8")
    run, folder = CliRunner(), str(workspace.folder)
    words = ["run-due", "--at", "2024-05-09T12:00", "--no-send", "-w", folder]
    first = run.invoke(app, words)
    assert first.exit_code == 0 and "New tripwire notices: 1" in first.output, first.output
    _open(workspace)
    (message,) = messages()
    assert (message["kind"], message["audience"]) == ("tripwire", "role:analyst")
    again = run.invoke(app, words)
    assert len(messages()) == 1
    assert again.exit_code == 0 and "New tripwire notices" not in again.output
    listed = json.loads(run.invoke(app, ["watch", "list", "--unanswered", "-w", folder, "--json"]).stdout)
    assert [each["day"] for each in listed["notices"]] == [str(JUMP)]


def test_a_short_past_is_told_and_not_watched(workspace):
    report = watched(workspace, date(2021, 12, 1))
    assert report.watched == {"gap_daily": None} and not report.raised
    assert tripwires.watched_days() == {}


def test_the_commands(workspace):
    run = CliRunner()
    folder, day = str(workspace.folder), str(JUMP + timedelta(days=1))
    people.register("kim", roles=[Role.ANALYST], actor="test", now=NOW) if _open(workspace) else None
    told = json.loads(run.invoke(app, ["watch", "run", "--as-of", day, "-w", folder, "--json"]).stdout)
    assert [each["day"] for each in told["notices"]] == [str(JUMP)]
    judged = run.invoke(
        app, ["watch", "verdict", "1", "watch", "--reason", "looks real", "--by", "kim", "-w", folder]
    )
    assert judged.exit_code == 0, judged.output
    listed = json.loads(run.invoke(app, ["watch", "list", "-w", folder, "--json"]).stdout)
    assert listed["notices"][0]["verdict"] == "watch"
    assert json.loads(run.invoke(app, ["watch", "record", "-w", folder, "--json"]).stdout)["tripwires"]
    assert json.loads(run.invoke(app, ["watch", "grades", "-w", folder, "--json"]).stdout)["items"]


def _open(place: Workspace) -> bool:
    from bongsu.usecases.record_assessment import open_records

    open_records(place)
    return True
