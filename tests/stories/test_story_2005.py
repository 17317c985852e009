"""The story of 2005 on the made-up country: a warning, an operation, its effect and a review."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.stories import session
from tests.stories.conftest import bongsu

pytestmark = pytest.mark.slow

CASES = """case_id,item,detected_on,booked_on,office,channel,origin,quantity,value_krw,value_basis,clue
2005-040-0611,gold,2005-06-21,2005-06-22,040,traveller,HK,12.5,187000000,market,x-ray
2005-040-0640,gold,2005-06-28,2005-06-30,040,traveller,HK,8,121000000,market,x-ray
2005-040-0702,gold,2005-07-12,2005-07-13,040,cargo,CN,30,455000000,market,tip
2005-030-0005,gold,2005-07-12,2005-07-13,030,cargo,CN,30,455000000,market,tip
"""

STORY = """
kim: createuser kim --role analyst
lee: createuser lee --role approver
park: createuser park --role steward
han: createuser han --role field --office 010
seo: createuser seo --role field --office 020
oh: createuser oh --role field --office 030
yun: createuser yun --role field --office 040
edit: warn edit WARNING --office 010 --office 020 --office 030 --office 040 --channel traveller \
 --channel cargo --from 2005-06-13 --until 2005-07-31 --legal-basis "관세법 제246조" \
 --measure "여행자 휴대품 X선 전수검색" --route "홍콩–인천공항" --concealment "신체 은닉" \
 --by kim --at 2005-06-07T10:00
propose: warn propose WARNING --by kim --at 2005-06-08T09:00
own signature: warn approve WARNING --by kim --at 2005-06-10T10:00
back in time: warn approve WARNING --by lee --at 2005-06-07T10:00
approve: warn approve WARNING --by lee --at 2005-06-10T10:00 --reason "가격차와 적발이 함께 오름"
issue: warn issue WARNING --by lee --at 2005-06-13T09:00 --json
airport acknowledges: warn acknowledge WARNING --by yun --at 2005-06-13T10:30
busan acknowledges: warn acknowledge WARNING --by seo --at 2005-06-13T14:00
for another office: warn acknowledge WARNING --office 010 --by seo --at 2005-06-13T14:00
overdue: warn overdue --at 2005-06-15T12:00 --json
seoul acknowledges: warn acknowledge WARNING --by han --at 2005-06-15T13:00
incheon acknowledges: warn acknowledge WARNING --by oh --at 2005-06-15T15:00
nobody overdue: warn overdue --at 2005-06-15T16:00 --json
plan: operate plan "금괴 특별단속" --warning WARNING --inspect 040:traveller:6000:0.5:10 \
 --inspect 020:cargo:400:3:30 --has 040:2500:900000 --has 020:2000:30000 --squad "040:12:금괴 기동반" \
 --by kim --at 2005-06-15T16:30
capacity: operate capacity OP-2005-001 --json
too much: operate start OP-2005-001 --by lee --at 2005-06-15T17:00
own plan: operate start OP-2005-001 --by kim --at 2005-06-15T17:00 --reason "초과근무 승인됨"
start: operate start OP-2005-001 --by lee --at 2005-06-15T17:00 --reason "초과근무 승인됨"
act: warn act WARNING --by yun --at 2005-06-16T09:00 --note "기동반 투입"
the months go by: load LATER --json
cases: operate import OP-2005-001 CASES --by yun --at 2005-07-31T10:00 --json
in grams: operate result OP-2005-001 --case 2005-020-0101 --detected-on 2005-07-20 --channel cargo \
 --quantity 2500 --unit g --value-krw 38000000 --value-basis import_cost --by seo --at 2005-07-31T10:30
in litres: operate result OP-2005-001 --case 2005-020-0102 --detected-on 2005-07-20 --channel cargo \
 --quantity 2 --unit L --by seo --at 2005-07-31T10:40
no basis: operate result OP-2005-001 --case 2005-020-0103 --detected-on 2005-07-20 --channel cargo \
 --value-krw 38000000 --by seo --at 2005-07-31T10:50
count: operate result OP-2005-001 --count 2 --period 2005-07 --channel traveller --by seo \
 --at 2005-07-31T11:00
effort: operate effort OP-2005-001 --period 2005-07 --item gold --channel traveller --inspections 3000 \
 --hours 1500 --hits 3 --by yun --at 2005-07-31T11:30
nil shown: operate nil OP-2005-001 --by han --at 2005-07-31T12:00
nil: operate nil OP-2005-001 --by han --at 2005-07-31T12:10 --confirm
operation: operate show OP-2005-001 --json
finish: operate finish OP-2005-001 --by lee --at 2005-08-01T09:00
another plan: operate plan "담배 특별단속" --item tobacco --office 020 --channel cargo --from 2005-08-01 \
 --to 2005-08-31 --by kim --at 2005-08-01T10:00
cancel without reason: operate cancel OP-2005-002 --by lee --at 2005-08-01T11:00
cancel: operate cancel OP-2005-002 --by lee --at 2005-08-01T11:00 --reason "인력 부족"
report: warn report WARNING --by yun --at 2005-07-29T09:00 --note "사건 3건"
nil report: warn nil WARNING --by han --at 2005-07-29T09:30
extend: warn extend WARNING --until 2005-08-31 --reason "가격차가 줄지 않음" --by lee --at 2005-07-29T10:00
lift: warn lift WARNING --reason "두 달째 급증 없음" --by lee --at 2005-08-22T10:00
effect: effect WARNING --as-of 2005-08-31 --placebos 1 --by kim --at 2005-09-01T10:00 --json
effect of all: effect --from 2005-06 --to 2005-07 --as-of 2005-08-31 --placebos 0 --no-store --json
assess again: assess --as-of 2005-08-31 --at 2005-09-01T12:00 --json
too early: assess --as-of 2005-08-31 --at 2005-08-01T12:00
useful: warn feedback WARNING useful --by yun --at 2005-09-02T09:00
late: warn feedback WARNING too_late --by seo --at 2005-09-02T09:30
labels: warn feedback --json
evaluate: warn evaluate WARNING --reason "E-000001" --by kim --at 2005-09-05T10:00
close: warn close WARNING --by lee --at 2005-09-06T10:00
warning: warn show WARNING --json
review: review gold --as-of 2005-08-31 --at 2005-09-10T10:00 --json
decide: review R-000001 --decide keep --reason "근거가 아직 모자람" --valid-from 2005-09-30 --by park \
 --at 2005-09-11T10:00
sign: review R-000001 --sign --by lee --at 2005-09-12T10:00
stored review: review R-000001 --json
audit: audit verify --json
"""

DOCUMENTS = [
    f"report {what} --version {version} --format {form} --lang {lang}"
    for what, version, form, lang in (
        ("warning WARNING --act issued", "full", "pdf", "ko"),
        ("warning WARNING --act issued", "office --office 040", "docx", "ko"),
        ("warning WARNING --act issued", "public", "html", "en"),
        ("warning WARNING --act extended", "full", "pdf", "en"),
        ("warning WARNING --act lifted", "office --office 020", "pdf", "ko"),
        ("warning WARNING --act lifted", "public", "xlsx", "ko"),
        ("bulletin --month 2005-05", "public", "pdf", "ko"),
        ("bulletin --month 2005-08", "full", "pdf", "en"),
        ("bulletin --month 2005-08", "office --office 040", "xlsx", "ko"),
        ("bulletin --week 2005-W35", "full", "docx", "ko"),
        ("dossier gold", "full", "pdf", "ko"),
        ("dossier gold", "office --office 040", "html", "ko"),
        ("dossier gold", "public", "html", "en"),
        ("briefing", "full", "pdf", "ko"),
        ("board", "full", "html", "ko"),
    )
]


@pytest.fixture(scope="module")
def place(demo: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the made-up country of its own."""
    folder = tmp_path_factory.mktemp("story") / "country"
    shutil.copytree(demo[0], folder)
    return folder


@pytest.fixture(scope="module")
def warning(place: Path) -> str:
    """The number of the draft for gold."""
    drafts = json.loads(bongsu("warn", "list", "--item", "gold", "--json", "-w", str(place)).stdout)
    return drafts["warnings"][0]["number"]


@pytest.fixture(scope="module")
def told(place: Path, warning: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Name of the step → its exit code and what it printed."""
    cases = tmp_path_factory.mktemp("cases") / "cases.csv"
    cases.write_text(CASES, encoding="utf-8")
    named = {"WARNING": warning, "LATER": str(place / "later"), "CASES": str(cases)}
    steps = [line.split(": ", 1) for line in STORY.replace("\\\n", "").strip().splitlines()]
    steps += [[f"document {words}", words] for words in DOCUMENTS]
    lines = [[named.get(word, word) for word in shlex.split(words)] for _, words in steps]
    done = in_one_program(place, lines)
    return {name: each for (name, _), each in zip(steps, done, strict=True)}


def in_one_program(place: Path, lines: list[list[str]]) -> list[dict[str, Any]]:
    """Runs the command lines on the workspace in one program."""
    environment = {**os.environ, "BONGSU_LANG": "ko", "COLUMNS": "120", "BONGSU_WORKSPACE": str(place)}
    done = subprocess.run(
        [sys.executable, session.__file__],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return json.loads(done.stdout)


REFUSED = {
    "own signature": "kim",
    "back in time": "2005-06-07",
    "for another office": "seo",
    "too much": "2,500",
    "own plan": "결재권자",
    "in litres": "",
    "no basis": "",
    "cancel without reason": "",
    "too early": "2005-08-31",
}


def test_every_step_is_taken_but_those_that_must_be_refused(told):
    wrong = {name: each for name, each in told.items() if (each["code"] != 0) != (name in REFUSED)}
    assert not wrong
    for name, said in REFUSED.items():
        assert told[name]["code"] in (1, 2)
        assert said in told[name]["err"] + told[name]["out"]


def test_the_warning_is_issued_to_the_four_offices_on_13_june(told, warning):
    issued = json.loads(told["issue"]["out"])
    assert [each["office"] for each in issued["told"][warning]] == ["010", "020", "030", "040"]
    assert all(each["sent"] for each in issued["told"][warning])
    assert issued["warnings"][0]["issued_at"].startswith("2005-06-13T00:00")


def test_who_is_silent_past_the_deadline_is_listed_and_nobody_once_all_have_answered(told):
    late = json.loads(told["overdue"]["out"])["unacknowledged"]
    assert [(each["office"], each["late"]) for each in late] == [("010", True), ("030", True)]
    assert json.loads(told["nobody overdue"]["out"])["unacknowledged"] == []


def test_the_warning_goes_through_its_states_and_no_moment_lies_before_the_one_before(told):
    entry = json.loads(told["warning"]["out"])["warning"]
    national = [move["to_state"] for move in entry["moves"] if not move["office"]]
    assert national == [
        "draft", "draft", "proposed", "approved", "issued", "acknowledged", "extended", "lifted",
        "evaluated", "closed",
    ]  # fmt: skip
    moments = [move["at"] for move in entry["moves"]]
    assert moments == sorted(moments)
    assert moments[0].startswith("2005-06-01")


def test_a_plan_beyond_the_hours_there_are_is_told(told):
    offices = {each["office"]: each for each in json.loads(told["capacity"]["out"])["offices"]}
    assert offices["040"]["hours_needed"] == 3000
    assert not offices["040"]["possible"]
    assert offices["020"]["possible"]


def test_an_office_reports_cases_counts_effort_and_nil_and_no_case_of_another_office(told):
    imported = json.loads(told["cases"]["out"])
    assert [(load["rows"], load["quarantined"]) for load in imported["loads"]] == [(3, 1)]
    operation = json.loads(told["operation"]["out"])["operation"]
    assert operation["state"] == "running"
    assert operation["silent"] == ["030"]
    assert "--confirm" in told["nil shown"]["out"]


def test_the_effect_is_told_with_an_interval_its_controls_and_the_period_as_a_whole(told, warning):
    found = json.loads(told["effect"]["out"])
    entry = found["items"][0]
    assert (found["warning"], found["from"], found["to"]) == (warning, "2005-06", "2005-07")
    assert entry["ratio"]["low"] < entry["ratio"]["median"] < entry["ratio"]["high"]
    assert found["evaluation"] == "E-000001"
    assert len(found["controls"]["items"]) >= 10
    assert [each["warning"] for each in json.loads(told["effect of all"]["out"])["evaluations"]] == [warning]


def test_offices_say_whether_it_was_of_use_and_how_many_answered(told):
    labels = json.loads(told["labels"]["out"])["feedback"]["all"]
    assert (labels["asked"], labels["answered"]) == (4, 2)


def test_the_review_is_stored_decided_by_one_and_signed_by_another(told):
    review = json.loads(told["stored review"]["out"])
    assert (review["state"], review["decided_by"], review["signed_by"]) == ("signed", "park", "lee")
    assert review["item"] == "gold"
    assert len(review["panels"][0]["indicators"]) == 20


def test_the_review_read_the_effect_and_what_the_offices_said(told, warning):
    review = json.loads(told["stored review"]["out"])
    assert [each["warning"] for each in review["effects"]] == [warning]
    assert (review["feedback"]["asked"], review["feedback"]["answered"]) == (4, 2)


def written(told: dict[str, dict[str, Any]], part: str) -> Path:
    said = next(each["out"] for name, each in told.items() if name.startswith("document") and part in name)
    return Path(said.strip().split(": ", 1)[1])


def test_every_document_is_written(told):
    paths = {written(told, words) for words in DOCUMENTS}
    assert len(paths) == len(DOCUMENTS)
    assert all(path.stat().st_size > 1000 for path in paths)


def test_the_dossier_tells_the_operation_and_its_effect_and_an_office_its_own_part_alone(told, warning):
    office = written(told, "dossier gold --version office").read_text("utf-8")
    assert "OP-2005-001" in office
    assert "서울세관" not in office
    public = written(told, "dossier gold --version public").read_text("utf-8")
    assert "OP-2005-001" in public
    assert "Customs" not in public.split("Operations and their effect")[1].split("</table>")[0]


def test_the_audit_log_is_whole_at_the_end(told):
    assert json.loads(told["audit"]["out"])["first_broken"] is None
