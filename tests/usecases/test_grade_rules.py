"""The rule in force is the catalogue's with what people decided over it, dated and all or none."""

from datetime import UTC, date, datetime

import pytest

from bongsu import records
from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.grading.grades import GradeRule
from bongsu.records import audit, settings_versions
from bongsu.usecases.grade_rules import (
    catalogue_rule,
    decide_rule,
    rule_document,
    rule_from_document,
    rule_in_force,
)
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2005, 6, 10, 9, tzinfo=UTC)
ITEMS = '[[item]]\ncode = "gold"\nname = { ko = "금", en = "gold" }\nunit = "kg"\nhs = ["7108"]\n'
CUTS = [0.15, 0.3, 0.5, 0.7]


@pytest.fixture(autouse=True)
def english():
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture
def grades(tmp_path, monkeypatch):
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    records.setup(tmp_path / "bongsu.db")
    yield Catalogue.from_files({"items.toml": ITEMS}).grades
    records.close()


def decide(**given):
    return decide_rule(valid_from=date(2005, 7, 1), actor="cli:kim", reason="2005 plan", now=NOW, **given)


def test_before_any_decision_the_catalogue_rules(grades):
    assert rule_in_force(grades, date(2005, 6, 30)) == catalogue_rule(grades)


def test_a_decision_holds_from_its_day_on_and_only_for_what_it_names(grades):
    decide(cuts=CUTS)
    before, after = rule_in_force(grades, date(2005, 6, 30)), rule_in_force(grades, date(2005, 7, 1))
    assert before == catalogue_rule(grades)
    assert after.cuts == tuple(CUTS)
    assert (after.budget, after.dwell) == (before.budget, before.dwell)


def test_cuts_budget_and_dwell_are_decided_together(grades):
    assert decide(cuts=CUTS, budget=[], dwell=0) == {"grade_cuts": 1, "grade_budget": 1, "grade_dwell": 1}
    rule = rule_in_force(grades, date(2005, 7, 1))
    assert (rule.cuts, rule.budget, rule.dwell) == (tuple(CUTS), None, 0)
    assert len(audit.lines()) == 3 and audit.verify().ok


@pytest.mark.parametrize(
    "bad",
    [
        {"cuts": CUTS, "dwell": 13},
        {"cuts": CUTS, "dwell": -1},
        {"cuts": CUTS, "budget": [0.5, 0.5]},
        {"cuts": CUTS, "budget": [0.6, 0.2, 0.12, 0.06, 0.12]},
        {"cuts": [0.3, 0.2, 0.5, 0.7], "dwell": 2},
        {},
    ],
)
def test_where_one_value_is_out_of_range_nothing_is_decided(grades, bad):
    with pytest.raises(Refusal):
        decide(**bad)
    assert settings_versions.history("grade_cuts") == [] and audit.lines() == []


def test_what_was_not_yet_decided_at_a_moment_does_not_count(grades):
    decide(cuts=CUTS)
    earlier = datetime(2005, 6, 9, tzinfo=UTC)
    assert rule_in_force(grades, date(2005, 7, 1), as_decided=earlier) == catalogue_rule(grades)


def test_a_rule_written_down_is_read_back_the_same():
    for rule in (GradeRule(), GradeRule(budget=None, dwell=0), GradeRule((0.1, 0.2, 0.3, 0.4))):
        assert rule_from_document(rule_document(rule)) == rule
