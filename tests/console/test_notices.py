"""The fast clock on the board: the week's notices, who judges them, and the tentative grade."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest


def body(answer):
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture(scope="module")
def noticed(console):
    """Gold's announced tax of April, seen by April's assessment, and one notice of June, which stands."""
    from bongsu.console import workplace
    from bongsu.records import tripwires
    from bongsu.records.tripwires import NewNotice
    from bongsu.usecases.watch import run_watch

    place = workplace.workspace()
    run_watch(
        place,
        as_of=date(2005, 4, 15),
        since=date(2005, 4, 1),
        actor="test",
        now=datetime(2005, 4, 15, tzinfo=UTC),
    )
    jump = NewNotice(
        tripwire="rice-gap",
        indicator="rice_price_gap",
        group="price",
        items=["rice"],
        period="2005-06-06",
        day=date(2005, 6, 6),
        begins="2005-05-30",
        window_days=7.0,
        change=120.0,
        unit="KRW/kg",
        statistic=5.1,
        threshold=4.9,
        days_between=326.0,
        promised_days=183.0,
        pushes=True,
        stands_until=date(2005, 7, 4),
    )
    tripwires.keep_run(
        [jump],
        since=date(2005, 6, 1),
        as_of=date(2005, 6, 8),
        watched={"rice-gap": 7},
        actor="test",
        now=datetime(2005, 6, 8, tzinfo=UTC),
    )
    return {each.notice.items[0]: each.number for each in tripwires.listing()}


def row_of(page, item):
    at = page.index(f'href="/item/{item}/')
    return page[page.rindex("<tr", 0, at) : page.index("</tr>", at)]


def test_the_board_tells_the_week_and_what_waits(signed_in, noticed):
    page = body(signed_in("analyst").get("/"))
    shown = page[page.index("fast-clock") : page.index('<table class="board')]
    assert "최근 7일의 감시선 통지 1건" in words(shown)
    assert "/notices/?view=waiting" in shown
    assert "판단을 기다리는 통지 2건" in words(shown)


def test_the_tentative_grade_stands_beside_the_official_one_and_lifts_it_by_one(signed_in, noticed):
    from bongsu.console import readings
    from bongsu.words import speaking
    from bongsu.words.grades import grade_word

    official = next(each for each in readings.as_known().items if each.code == "rice").grade
    lifted = min((official or 1) + 1, 5)
    row = row_of(body(signed_in("analyst").get("/")), "rice")
    with speaking("ko"):
        assert f"잠정 {lifted} {grade_word(lifted)}" in words(row)
    assert f'class="beside tentative g{lifted}"' in row
    assert "잠정" not in row_of(body(signed_in("analyst").get("/")), "gold")


def test_a_past_day_shows_the_notices_that_were_known_then(signed_in, noticed):
    analyst = signed_in("analyst")
    page = body(analyst.get("/?as_of=2005-05-10"))
    assert "rice-gap" not in page
    assert "잠정" not in row_of(page, "rice")


def test_a_field_officer_is_shown_no_notices(signed_in, noticed):
    field = signed_in("field")
    assert "fast-clock" not in body(field.get("/"))
    assert field.get("/notices/").status_code == 403


def test_the_screen_says_why_and_who_may_decide(signed_in, noticed):
    auditor = body(signed_in("auditor").get("/notices/"))
    assert "5.1" in words(auditor)
    assert 'name="verdict"' not in auditor
    assert "분석관의 판단을 기다리고 있습니다" in words(auditor)
    assert body(signed_in("analyst").get("/notices/")).count('name="verdict" value="noise"') == 2


def test_a_verdict_is_kept_as_the_label_and_ends_the_notice(signed_in, noticed):
    from bongsu.records import tripwires

    analyst, number = signed_in("analyst"), noticed["rice"]
    at = f"/notices/{number}/judge"
    assert analyst.post(at, {"verdict": "noise", "reason": ""}).status_code == 400
    assert analyst.post(at, {"verdict": "maybe", "reason": "설명 있음"}).status_code == 400
    assert signed_in("approver").post(at, {"verdict": "noise", "reason": "설명 있음"}).status_code == 403
    answer = analyst.post(at, {"verdict": "noise", "reason": "휴일 가격 착오", "back": "//elsewhere"})
    assert answer["Location"] == "/notices/"
    kept = tripwires.get(number)
    assert (kept.verdict, kept.verdicts[-1].reason) == ("noise", "휴일 가격 착오")
    assert "잠정" not in row_of(body(analyst.get("/")), "rice")


def test_a_draft_leads_to_the_warning(signed_in, noticed):
    answer = signed_in("analyst").post(
        f"/notices/{noticed['gold']}/judge", {"verdict": "draft", "reason": "세율 인상 발표"}
    )
    assert re.fullmatch(r"/warnings/2005-\d+/", answer["Location"])
    assert 'class="state empty"' in body(signed_in("analyst").get("/notices/?view=waiting"))
