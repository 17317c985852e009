"""How often a page asks the database: a number that neither items nor warnings nor assessments make grow."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from bongsu.console import fragments, readings


@pytest.fixture(autouse=True)
def sessions_note_nothing(monkeypatch):
    """A slow machine would write a session's last use down in the middle of a test."""
    from bongsu.console import sessions

    monkeypatch.setattr(sessions, "NOTED_EVERY", 10**9)


@contextmanager
def counted():
    """The statements sent to the database within."""
    from django.db import connection

    sent = []

    def note(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def queries(browser, address):
    browser.get(address)  # what is kept is made on the first visit
    with counted() as sent:
        answer = browser.get(address)
    assert answer.status_code == 200
    return sent


@pytest.fixture
def more(console):
    """Adds to the records: a later assessment of twice as many items, and a draft about each of them."""
    import json
    from datetime import UTC, date, datetime

    from bongsu.console import workplace
    from bongsu.records import assessments, early_warnings

    def add(day: str) -> str:
        old = assessments.latest()
        document = {**json.loads(json.dumps(old.document)), "as_of": day}
        now = datetime.now(UTC)
        name = assessments.store(
            document,
            as_of=date.fromisoformat(day),
            method=old.method,
            result_hash="more",
            provenance=assessments.Provenance(
                method_settings={},
                seed=None,
                fact_versions=old.fact_versions,
                catalogue_files=workplace.workspace().catalogue.files,
                code_version="test",
            ),
            actor="test",
            now=now,
        )
        for item in document["items"]:
            early_warnings.draft(
                early_warnings.Draft(
                    item=item["item"],
                    grade=4,
                    action_grade=3,
                    assessment=name,
                    title="경보",
                    body="본문",
                    reason_code="new_crossing",
                    offices=("010",),
                ),
                actor="test",
                now=now,
            )
        return name

    return add


PAGES = {
    "/": 8,
    "/?as_of=2005-04-30": 8,
    "/?sort=item&grade=1": 8,
    "/map/": 13,
    "/warnings/?view=all": 18,
    "/operations/": 10,
    "/item/tobacco/": 20,
}
"""At most so many, five of them for session, account, roles, offices and her jobs."""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_the_database_a_few_times_however_much_there_is(signed_in, more, address):
    browser = signed_in("analyst")
    before = queries(browser, address)
    more("2005-06-30")
    after = queries(browser, address)
    assert len(after) == len(before) <= PAGES[address]


def test_no_page_reads_an_assessments_document_once_it_was_gathered(signed_in, more):
    browser = signed_in("analyst")
    for address in PAGES:
        assert not [
            sql for sql in queries(browser, address) if '"document"' in sql and "records_assessment" in sql
        ]


def test_a_challengers_assessment_is_never_the_board(signed_in, console):
    from datetime import UTC, datetime

    from bongsu.records import assessments

    official = assessments.latest()
    assessments.store(
        {**official.document, "method": "challenger"},
        as_of=official.as_of,
        method="challenger",
        result_hash="challenger",
        provenance=assessments.Provenance(
            method_settings={}, seed=None, fact_versions={}, catalogue_files={}, code_version="test"
        ),
        actor="test",
        now=datetime.now(UTC),
        beside=official.assessment,
    )
    assert readings.as_known().assessment == official.assessment
    assert readings.days()[0].assessment == official.assessment


def test_what_is_kept_does_not_know_who_asked(signed_in):
    """Pieces are made without a request; a page with them tells each reader only what her roles may see."""
    analyst, field = signed_in("analyst"), signed_in("field")
    for first, second in ((analyst, field), (field, analyst)):
        fragments._written.cache_clear()
        fragments._chart.cache_clear()
        first.get("/")
        pages = {first: first.get("/").content.decode(), second: second.get("/").content.decode()}
        assert 'href="/item/tobacco/' in pages[analyst]
        assert "/item/" not in pages[field]
        kept = fragments.board_cells(readings.as_known().assessment, "tobacco")
        assert "href" not in kept
        assert "csrf" not in kept


def test_numbers_of_offices_are_kept_for_each_scope_apart(signed_in):
    from bongsu.usecases import office_numbers

    analyst, field = signed_in("analyst"), signed_in("field")
    for first, second in ((analyst, field), (field, analyst)):
        office_numbers._told.cache_clear()
        pages = {each: each.get("/map/?as_of=2005-05-31").content.decode() for each in (first, second)}
        assert 'id="office-020"' in pages[analyst]
        assert 'id="office-010"' in pages[field]
        assert 'id="office-020"' not in pages[field]


def test_what_is_kept_is_kept_for_each_language_apart(signed_in):
    browser = signed_in("analyst")
    for first, second in (("ko", "en"), ("en", "ko")):
        fragments._written.cache_clear()
        pages = {
            language: browser.get(f"/item/tobacco/?lang={language}").content.decode()
            for language in (first, second)
        }
        assert "Look-alike past episodes" in pages["en"]
        assert "Look-alike past episodes" not in pages["ko"]
