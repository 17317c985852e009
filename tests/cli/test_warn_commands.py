"""`bongsu warn` from the draft to the closing, as people would type it, in June 2005."""

import json
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from bongsu import records
from bongsu.cli.intelligence import app as intelligence
from bongsu.cli.warn import app
from bongsu.core.early_warning.people import Role
from bongsu.core.grading.assessment import Assessment, Reading
from bongsu.records import assessments, audit, drafting_rounds, early_warnings, people
from bongsu.usecases.draft_warnings import draft_warnings
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2005, 6, 10, 9, tzinfo=UTC)
PEOPLE = {
    "park": ("analyst", ()),
    "choi": ("approver", ()),
    "lee": ("field", ("020",)),
    "han": ("field", ("030",)),
    "ahn": ("auditor", ()),
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in ("BONGSU_DATABASE", "BONGSU_LANG", "BONGSU_PERSON"):
        monkeypatch.delenv(name, raising=False)
    before = language()
    use_language("en")
    made = Workspace.create(tmp_path / "w", pack="kr-2005", language="en")
    records.setup(made.database, language="en", time_zone="Asia/Seoul")
    for name, (role, offices) in PEOPLE.items():
        people.register(name, roles=[Role(role)], offices=offices, actor="cli:root", now=NOW)
    yield made
    records.close()
    use_language(before)


def assess(place, as_of, grades):
    """Stores an assessment of these grades and drafts what it calls for."""
    entries = [
        {"item": item, "grade": grade, "probability": 0.5, "expected": 4, "interval80": [1, 8],
         "previous_grade": None, "sentence": f"{item} stands at {grade}."}
        for item, grade in grades.items()
    ]  # fmt: skip
    document = {"as_of": as_of.isoformat(), "hash": "ab", "items": entries}
    name = assessments.store(
        document,
        as_of=as_of,
        method="nb",
        result_hash="ab",
        provenance=assessments.Provenance(
            method_settings={},
            seed=None,
            fact_versions={},
            catalogue_files=place.catalogue.files,
            code_version="0",
        ),
        actor="cli:root",
        now=NOW,
    )
    readings = tuple(Reading(item, "nb", grade, None) for item, grade in grades.items())
    drafts = draft_warnings(
        Assessment(as_of, "nb", readings),
        document | {"assessment": name},
        place.catalogue,
        actor="cli:root",
        now=NOW,
    )
    return name, {item: number for item, number, _ in drafts}


def run(place, *words, by, at=None):
    given = [*words, "-w", str(place.folder), "--by", by, "--json", *(["--at", at] if at else [])]
    done = CliRunner().invoke(app, given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


WHOLE = (
    *("--legal-basis", "관세법 제246조", "--channel", "traveller", "--channel", "cargo"),
    *("--office", "020", "--office", "030", "--from", "2005-06-13", "--until", "2005-07-31"),
    *("--measure", "휴대품 검사율 상향", "--route", "홍콩→인천공항", "--concealment", "신변은닉"),
)


def issued(place, number, at="2005-06-13T09:00"):
    run(place, "edit", number, *WHOLE, by="park", at="2005-06-13T08:00")
    run(place, "propose", number, by="park", at="2005-06-13T08:10")
    run(place, "approve", number, by="choi", at="2005-06-13T08:20")
    return run(place, "issue", number, by="choi", at=at)


def test_the_story_of_june_2005_by_the_command_line(place):
    _, drafts = assess(place, date(2005, 5, 31), {"gold": 4, "rice": 2})
    assert list(drafts) == ["gold"]
    number = drafts["gold"]
    assert run(place, "inbox", by="park")["inbox"][0]["moves"] == ["edit", "propose"]
    done = issued(place, number)
    assert done["issue"] == "2005-I001"
    assert [(each["office"], each["reason"]) for each in done["told"][number]] == [
        ("020", "new"),
        ("030", "new"),
    ]
    assert run(place, "list", by="lee")["warnings"][0]["number"] == number
    assert run(place, "inbox", by="lee")["inbox"][0]["moves"] == ["acknowledge"]
    run(place, "acknowledge", number, by="lee", at="2005-06-13T10:00")
    late = run(place, "overdue", by="ahn", at="2005-06-14T12:00")["unacknowledged"]
    assert [(each["office"], each["late"], each["age_hours"]) for each in late] == [("030", True, 27.0)]
    run(place, "acknowledge", number, by="han", at="2005-06-14T13:00")
    run(place, "act", number, "--note", "특별단속반 편성", by="lee", at="2005-06-15T09:00")
    run(place, "report", number, "--note", "3건 적발", by="lee", at="2005-07-20T09:00")
    told = run(place, "nil", number, by="han", at="2005-07-20T10:00")["warning"]
    assert told["state"] == "reported"
    run(place, "feedback", number, "useful", by="lee", at="2005-07-21T10:00")
    run(
        place,
        "extend",
        number,
        "--until",
        "2005-08-31",
        "--reason",
        "가격차 지속",
        by="choi",
        at="2005-07-25T09:00",
    )
    run(place, "lift", number, "--reason", "가격차 해소", by="choi", at="2005-08-10T09:00")
    run(place, "evaluate", number, "--reason", "적발 증가 확인", by="park", at="2005-09-01T09:00")
    assert run(place, "close", number, by="choi", at="2005-09-02T09:00")["warning"]["state"] == "closed"
    found = run(place, "feedback", by="ahn")["feedback"]["all"]
    assert (found["asked"], found["answered"], found["coverage"]) == (2, 1, 0.5)
    assert audit.verify().ok


def test_refusals_come_as_refusals_and_the_future_is_none_to_decide_in(place):
    _, drafts = assess(place, date(2005, 5, 31), {"gold": 4})
    number = drafts["gold"]
    with pytest.raises(Refusal, match="role"):
        run(place, "propose", number, by="ahn")
    with pytest.raises(Refusal, match="a moment that is past"):
        run(place, "edit", number, *WHOLE, by="park", at="2999-01-01T09:00")
    with pytest.raises(Refusal, match="name of an account"):
        run(place, "propose", number, by="nobody")


def test_two_quieter_periods_draft_one_step_down_which_a_person_signs(place):
    _, drafts = assess(place, date(2005, 5, 31), {"gold": 5})
    issued(place, drafts["gold"])
    june, none = assess(place, date(2005, 6, 30), {"gold": 2})
    assert none == {}
    assert drafting_rounds.of(june)["gold"]["release"] == "waiting"
    july, down = assess(place, date(2005, 7, 31), {"gold": 2})
    assert drafting_rounds.of(july)["gold"]["release"] == "step_down"
    entry = early_warnings.get(down["gold"])
    assert (entry.grade, entry.replaces, entry.offices) == (4, drafts["gold"], ("020", "030"))
    _, again = assess(place, date(2005, 8, 31), {"gold": 2})
    assert again == down, "what waits already is not drafted again"
    number = down["gold"]
    run(place, "edit", number, "--from", "2005-09-01", "--until", "2005-09-30", by="park")
    run(place, "propose", number, by="park")
    run(place, "approve", number, by="choi")
    with pytest.raises(Refusal, match="last day"):
        run(place, "issue", number, by="choi")  # its last day is long past today
    assert early_warnings.get(drafts["gold"]).state == "issued"


# The pack's action grade of 2005 is 4: one step below it, lifting is advised and nothing is drafted.
def test_failed_data_keeps_the_warning_and_says_so(place):
    _, drafts = assess(place, date(2005, 5, 31), {"gold": 4})
    issued(place, drafts["gold"])
    assess(place, date(2005, 6, 30), {"gold": 1})
    july, _ = assess(place, date(2005, 7, 31), {"gold": 0})
    told = drafting_rounds.of(july)["gold"]
    assert told["release"] == "data_failed"
    assert "stays as it is" in told["sentence"]
    august, _ = assess(place, date(2005, 8, 31), {"gold": 1})
    assert drafting_rounds.of(august)["gold"]["release"] == "lift"
    assert run(place, "inbox", by="choi")["inbox"][0]["moves"] == ["lift"]


def test_intelligence_is_added_as_a_fact_and_counts_until_it_expires(place):
    given = ["-w", str(place.folder), "--json"]
    words = ["gold", "--source", "liaison-3", "--reliability", "B", "--credibility", "2", "--direction", "+"]
    rest = ["--note", "배 이름 확보", "--known-on", "2005-06-01", "--expires", "2005-06-30", "--by", "park"]
    done = CliRunner().invoke(intelligence, ["add", *words, *rest, *given], catch_exceptions=False)
    assert json.loads(done.stdout)["report"]["report"] == "liaison-3/2005-001"

    def standing(day):
        shown = CliRunner().invoke(intelligence, ["list", "--as-of", day, *given], catch_exceptions=False)
        return [
            (each["report"], each["standing"], each["points"]) for each in json.loads(shown.stdout)["reports"]
        ]

    assert standing("2005-05-31") == []
    assert standing("2005-06-15") == [("liaison-3/2005-001", "counted", 2)]
    assert standing("2005-07-01") == [("liaison-3/2005-001", "expired", 2)]
    with pytest.raises(Refusal, match="A, B, C"):
        wrong = [*words[:4], "G", *words[5:]]
        CliRunner().invoke(intelligence, ["add", *wrong, *rest, *given], catch_exceptions=False)
    assert audit.verify().ok
