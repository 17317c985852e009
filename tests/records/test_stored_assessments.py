"""An assessment comes back as it was stored."""

import math
from datetime import UTC, date, datetime

import pytest

from bongsu.records import assessments, audit, catalogue_versions
from bongsu.words.refusal import Refusal
from tests.records.conftest import ACTOR, NOW, reading, store


def test_ids_are_given_in_order(database):
    assert [store() for _ in range(3)] == ["A-000001", "A-000002", "A-000003"]


def test_an_assessment_comes_back_as_it_was_stored(database):
    items = [
        reading("gold", 4, sentence="금괴는 심각", probability=1 / 3),
        reading("tea", 0, probability=None),
    ]
    recorded = datetime(2005, 6, 1, tzinfo=UTC)
    stored = assessments.get(store(items=items, as_recorded=recorded, made_up=True))
    assert stored.document["items"] == items
    assert stored.document["assessment"] == stored.assessment == "A-000001"
    assert (stored.as_of, stored.as_recorded, stored.method) == (date(2005, 5, 31), recorded, "nb")
    assert (stored.method_settings, stored.seed) == ({"draws": 2000, "prior": 0.1}, 20050531)
    assert stored.fact_versions == {"observations": 3, "detections": 7}
    assert (stored.hash, stored.code_version, stored.made_up) == ("ab12", "0.1.0", True)
    assert (stored.created_at, stored.created_by) == (NOW, ACTOR)
    assert stored.grades == {"gold": 4, "tea": 0}
    assert catalogue_versions.files(stored.catalogue) == {"items.toml": '[[item]]\ncode = "gold"\n'}


def test_storing_leaves_one_line_that_names_the_hash(database):
    store()
    kept, line = audit.lines()
    assert kept.act == "catalogue.first_seen"
    assert (line.act, line.subject, line.actor) == ("assessment.stored", "assessment A-000001", ACTOR)
    assert line.detail["hash"] == "ab12"


def test_a_catalogue_is_kept_once_however_often_it_is_used(database):
    store()
    store()
    store(catalogue_files={"items.toml": ""})
    assert [line.act for line in audit.lines()].count("catalogue.first_seen") == 2


def test_the_latest_is_the_one_of_the_latest_day_and_of_these_the_one_stored_last(database):
    may = [store(as_of=date(2005, 5, 31)) for _ in range(2)][1]
    store(as_of=date(2005, 4, 30))
    june = store(as_of=date(2005, 6, 30), method="plain")
    assert assessments.latest().assessment == june
    assert assessments.latest(method="nb").assessment == may
    assert assessments.latest(date(2005, 6, 29)).assessment == may
    assert assessments.latest(before=date(2005, 5, 31)).assessment == "A-000003"
    assert assessments.latest(date(2005, 4, 29)) is None


def test_the_listing_shows_the_newest_first_with_its_grades(database):
    store()
    store(items=[reading("gold", 5)])
    first, second = assessments.listing()
    assert (first.assessment, first.grades) == ("A-000002", {"gold": 5})
    assert (second.assessment, second.grades) == ("A-000001", {"gold": 4, "rice": 2})
    assert len(assessments.listing(limit=1)) == 1


@pytest.mark.parametrize("name", ["A-000009", "A-1", "17", ""])
def test_an_assessment_that_is_not_there_is_refused(database, name):
    with pytest.raises(Refusal):
        assessments.get(name)


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (reading("gold", 4, probability=math.nan), ValueError),
        ({"item": "gold"}, KeyError),
    ],
)
def test_a_document_that_cannot_be_kept_leaves_nothing(database, item, error):
    with pytest.raises(error):
        store(items=[item])
    assert assessments.listing() == []
    assert audit.lines() == []
    assert store() == "A-000001"


def test_a_grade_above_five_is_refused_by_the_database(database):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        store(items=[reading("gold", 6)])
    assert audit.lines() == []
