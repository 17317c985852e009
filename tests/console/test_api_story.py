"""What people do on the screens, done by programs: every role's moves, each answer held to its shape."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest

from bongsu.core.early_warning.people import Role
from tests.console.api_reader import API, Reader, check

ITEM = "rice"
"""An item of a low grade: nobody drafted a warning about it."""


@pytest.fixture(scope="module")
def people(console) -> dict[str, Reader]:
    """A token in use for each role, and a field officer of another office."""
    from bongsu.records import people as accounts

    accounts.register("far", roles=[Role.FIELD], offices=["020"], actor="test", now=datetime.now(UTC))
    return {name: Reader(name) for name in (*(role.value for role in Role), "far")}


@pytest.fixture(scope="module")
def issued(people) -> str:
    """The number of a warning that went from the draft to the office."""
    analyst, approver = people["analyst"], people["approver"]
    today = datetime.now(UTC).date()
    drafted = analyst.post("/warnings", item=ITEM, reason="쌀 가격차 확대")["warning"]
    number, here = drafted["number"], f"/warnings/{drafted['number']}"
    assert drafted["state"] == "draft"
    content = {
        "title": "쌀 경보",
        "body": "쌀 가격차가 벌어졌다.",
        "legal_basis": "관세법 제265조",
        "offices": ["010"],
        "channels": ["cargo"],
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=20)).isoformat(),
        "measures": ["수입화물 검사를 늘린다"],
    }
    assert analyst.ask("PATCH", here, content).json()["warning"]["version"] == 2
    assert people["far"].get(here, status=404)["status"] == 404
    assert analyst.post(here + "/propose")["warning"]["state"] == "proposed"
    assert approver.post(here + "/return", reason="조치를 더 적을 것")["warning"]["state"] == "returned"
    analyst.ask("PATCH", here, {"measures": ["전수 검사"]})
    analyst.post(here + "/propose")
    assert analyst.post(here + "/approve", status=403)["title"]
    assert approver.post(here + "/approve")["warning"]["approved_by"] == "approver"
    done = approver.post("/warnings/issue", numbers=[number])["issued"]
    assert [each["office"] for each in done["told"][number]] == ["010"]
    return number


def test_a_warning_lives_from_the_draft_to_its_close(people, issued):
    analyst, approver, field = people["analyst"], people["approver"], people["field"]
    here = f"/warnings/{issued}"
    waiting = {each["warning"]["number"]: each["moves"] for each in field.get("/warnings/inbox")["inbox"]}
    assert waiting[issued] == ["acknowledge"]
    silent = approver.get("/warnings/unacknowledged?limit=1000")["unacknowledged"]
    assert issued in {each["number"] for each in silent}
    assert field.post(here + "/acknowledge")["warning"]["addressees"][0]["state"] == "acknowledged"
    assert field.post(here + "/act", note="검사 시작")["warning"]["state"] == "acting"
    assert field.post(here + "/report", nil=True)["warning"]["addressees"][0]["state"] == "reported"
    told = field.post(here + "/feedback", label="useful", note="도움이 됨")["warning"]["feedback"]
    assert [each["label"] for each in told] == ["useful"]
    later = (datetime.now(UTC).date() + timedelta(days=40)).isoformat()
    longer = approver.post(here + "/extend", valid_until=later, reason="환율 상승 지속")["warning"]
    assert (longer["state"], longer["valid_until"]) == ("extended", later)
    assert approver.post(here + "/lift", reason="가격차가 해소됨")["warning"]["state"] == "lifted"
    assert analyst.post(here + "/evaluate", reason="효과를 보았다")["warning"]["state"] == "evaluated"
    closed = approver.post(here + "/close")["warning"]
    assert [name for name, _ in groupby(each["name"] for each in closed["moves"])] == [
        *("draft", "edit", "propose", "return", "edit", "propose", "approve", "issue"),
        *("acknowledge", "act", "report", "extend", "lift", "evaluate", "close"),
    ]
    assert analyst.post(here + "/lift", reason="다시 해제함", status=403)
    assert approver.post(here + "/lift", reason="다시 해제함", status=400)["where"]


def test_an_office_finds_nothing_of_another_by_guessing_numbers(people, issued):
    far, field = people["far"], people["field"]
    for path in ("", "/cap.xml", "/document?format=html"):
        assert far.get(f"/warnings/{issued}{path}", status=404)["title"]
    for move in ("acknowledge", "act", "report"):
        answer = far.post(f"/warnings/{issued}/{move}", status=400)
        assert "쌀" not in answer["detail"]
    assert issued not in {each["number"] for each in far.get("/warnings?limit=1000")["warnings"]}
    assert [each["code"] for each in field.get("/offices?as_of=2005-05-31")["offices"]] == ["010"]
    for path in ("/facts/detections", "/evaluations", "/delegations", "/people", "/audit"):
        assert field.get(path, status=403)["title"]


def test_an_operation_is_planned_started_reported_and_finished(people):
    analyst, approver, field, far = (people[name] for name in ("analyst", "approver", "field", "far"))
    plan = {
        "title": "봄철 단속",
        "items": ["tobacco"],
        "offices": ["010", "030"],
        "channels": ["cargo"],
        "first_day": "2005-04-01",
        "last_day": "2005-05-31",
        "squads": [{"name": "1조", "office": "010", "officers": 4}],
        "planned": [{"office": "010", "channel": "cargo", "inspections": 100}],
        "capacity": {"010": {"officer_hours": 400}, "030": {"officer_hours": 400}},
        "measures": "화물 검사",
    }
    proposal = analyst.post(
        "/operations/propose", as_of="2005-05-31", officer_hours={"010": 400}, items=["tobacco"]
    )["proposal"]
    assert {each["target"]["office"] for each in proposal["allocation"]["allotted"]} == {"010"}
    number = analyst.post("/operations", plan)["operation"]["number"]
    here = f"/operations/{number}"
    assert analyst.get(here + "/capacity")["possible"] is True
    assert analyst.post(here + "/start", status=403)
    assert approver.post(here + "/start", reason="시작")["operation"]["state"] == "running"
    case = {
        "item": "tobacco",
        "channel": "cargo",
        "case_id": "2005-010-7001",
        "detected_on": "2005-05-02",
        "quantity": "1200",
        "unit": "pack",
    }
    found = field.post(here + "/result", cells=case)
    assert [each["rows"] for each in found["loads"] if each["table"] == "detections"] == [1]
    hours = {
        "item": "tobacco",
        "channel": "cargo",
        "period": "2005-05",
        "inspections": "40",
        "officer_hours": "38",
    }
    assert field.post(here + "/effort", cells=hours)["operation"]["heard"] == ["010"]
    before = analyst.post(here + "/nil", office="030")["preview"]
    assert before["rows"] == [["cargo", "2005-04"], ["cargo", "2005-05"]]
    assert analyst.post(here + "/nil", office="030", confirmed=True)["operation"]["silent"] == []
    assert far.get(here, status=404)["status"] == 404
    assert far.post(here + "/nil", confirmed=True, status=404)
    assert {each["office"] for each in field.get(here)["operation"]["reports"]} == {"010"}
    assert analyst.post(here + "/finish")["operation"]["state"] == "finished"
    assert number in {each["number"] for each in field.get("/operations")["operations"]}


def test_a_file_is_looked_at_loaded_and_its_bad_line_mended(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    steward = people["steward"]
    content = "item,period,count,office\ngold,2005-06,3,010\ngold,2005-13,4,020\ngold,2005-14,4,030\n"

    def send(client):
        file = SimpleUploadedFile("june.csv", content.encode(), "text/csv")
        answer = client.post(f"{API}/uploads", {"file": file})
        check("POST", f"{API}/uploads", answer)
        return answer

    assert send(people["analyst"].client).status_code == 403
    assert send(Reader("steward", ["read", "decide"]).client).status_code == 403
    seen = send(steward.client).json()
    (table,) = seen["tables"]
    assert (table["table"], table["rows"], table["bad_lines"]) == ("detections", 1, 2)
    assert steward.get(f"/uploads/{seen['upload']}") == seen
    job = steward.done(f"/uploads/{seen['upload']}/load", {})
    assert (job["state"], job["result"]["quarantined"]) == ("done", 2)
    assert job["outcome"] == f"{API}/quarantine?waiting=true"
    assert steward.get(f"/uploads/{seen['upload']}", status=404)
    rows = [each for each in steward.get("/quarantine?waiting=true")["rows"] if each["file"] == "june.csv"]
    assert [each["line"] for each in rows] == [3, 4]
    third, fourth = (f"/quarantine/{each['load']}/{each['line']}" for each in rows)
    assert "2005-99" in steward.post(third + "/mend", cells={"period": "2005-99"}, status=400)["found"]
    assert steward.post(third + "/mend", cells={"period": "2005-07"})["load"]["rows"] == 1
    assert steward.post(fourth + "/dismiss", reason="시험 자료")["done"] == "dismissed"
    assert steward.post(fourth + "/take-up")["done"] == "waiting"
    assert steward.post(fourth + "/dismiss", reason="시험 자료")["done"] == "dismissed"
    left = [each for each in steward.get("/quarantine?waiting=true")["rows"] if each["file"] == "june.csv"]
    assert left == []
    again = send(steward.client).json()["upload"]
    assert steward.ask("DELETE", f"/uploads/{again}").json() == {"done": "dropped"}


def test_a_file_that_cannot_be_read_is_refused_and_not_kept(people, console):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("page.csv", b"<!DOCTYPE html><html></html>", "text/csv")
    answer = people["operator"].client.post(f"{API}/uploads", {"file": file})
    check("POST", f"{API}/uploads", answer)
    assert answer.status_code == 400
    assert not list((console / "uploads").rglob("page.csv"))


def test_an_item_is_tried_and_then_added_with_its_files(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    steward = people["steward"]
    rows = [f"duty_free_fuel,{2002 + n // 12}-{n % 12 + 1:02d},{n % 5},010" for n in range(41)]
    content = "\n".join(["item,period,count,office", *rows]) + "\n"
    file = SimpleUploadedFile("fuel.csv", content.encode(), "text/csv")
    sent = steward.client.post(f"{API}/uploads", {"file": file}).json()["upload"]
    wanted = {
        "code": "duty_free_fuel",
        "name_ko": "면세유",
        "name_en": "Duty-free fuel",
        "unit": "kL",
        "hs": ["2710"],
        "series": [{"code": "diesel_taxed", "unit": "KRW/L"}, {"code": "diesel_free", "unit": "KRW/L"}],
        "formulas": [
            {"code": "spread", "unit": "KRW/L", "sign": "+", "formula": "diesel_taxed - diesel_free"}
        ],
        "uploads": [sent],
    }
    assert people["analyst"].post("/items", wanted, status=403)
    tried = steward.post("/items/preview", wanted)
    assert "spread" in tried["entries"]["indicators.toml"]
    assert tried["held"][0]["periods"] == 41
    assert tried["graded"]["grade"] in range(1, 6)
    assert steward.get("/items?limit=1000")["total"] == 14, "nothing is written"
    wrong = steward.post("/items", wanted | {"uploads": ["0" * 64]}, status=400)
    assert wrong["where"] == "uploads"
    added = steward.post("/items", wanted)
    assert sum(each["rows"] for each in added["loads"]) == 41
    assert "duty_free_fuel" in {each["code"] for each in steward.get("/items?limit=1000")["items"]}
    assert steward.post("/items", {**wanted, "uploads": []}, status=400)["found"]
    assert people["auditor"].get("/audit?q=item")["lines"][0]["actor"] == "steward"


def test_a_review_is_gathered_decided_and_signed_by_two(people):
    steward, approver = people["steward"], people["approver"]
    job = steward.done("/reviews", {"as_of": "2005-05-31", "item": "tobacco"})
    here = job["outcome"].removeprefix(API)
    review = steward.get(here)["review"]
    assert review["document"]["panels"]
    decided = steward.post(here + "/decide", measures=["keep"], reason="그대로", valid_from="2005-06-30")
    assert decided["review"]["state"] == "decided"
    assert steward.post(here + "/sign", agreed=True, status=403)
    assert approver.post(here + "/sign", agreed=True, reason="동의")["review"]["signed_by"] == "approver"
    assert "document" not in people["auditor"].get("/reviews")["reviews"][0]
    paper = people["auditor"].ask("GET", here + "/document?format=html&lang=en")
    assert review["review"] in paper["Content-Disposition"]
    assert people["field"].get(here + "/document", status=403)


def test_the_effect_of_an_item_in_a_window_is_asked_for_and_kept(people):
    asked = {"item": "tobacco", "first": "2005-03", "last": "2005-04", "as_of": "2005-05-31"}
    job = people["analyst"].done("/evaluations", asked)
    kept = people["analyst"].get(job["outcome"].removeprefix(API))["evaluation"]
    assert kept["document"]["items"][0]["item"] == "tobacco"
    assert job["result"] == {"evaluation": kept["evaluation"]}
    assert people["auditor"].get("/evaluations?item=tobacco")["total"] >= 1
    assert people["auditor"].get("/evaluations/E-999999", status=404)
    assert people["analyst"].post("/evaluations", asked | {"last": "2005-01"}, status=400)["where"] == "last"
    assert people["auditor"].post("/evaluations", asked, status=403)


def test_a_job_is_its_askers_and_of_who_looks_after_the_machine(people):
    analyst, operator, steward = people["analyst"], people["operator"], people["steward"]
    asked = {"as_of": "2005-03-31"}
    first = analyst.ask("POST", "/assessments", asked, status=202).json()["job"]
    again = analyst.ask("POST", "/assessments", asked, status=202).json()["job"]
    assert again["number"] == first["number"], "asked twice, it is one job"
    here = f"/jobs/{first['number']}"
    assert steward.get(here, status=404)
    assert operator.get(here)["job"]["what"] == asked
    assert first["number"] in {each["number"] for each in operator.get("/jobs?everybody=true")["jobs"]}
    assert first["number"] not in {each["number"] for each in steward.get("/jobs?everybody=true")["jobs"]}
    assert operator.post(here + "/cancel", status=400)
    assert analyst.post(here + "/cancel")["job"]["state"] == "cancelled"
    assert analyst.post(here + "/again", status=400)["found"]
    assert people["field"].post("/assessments", asked, status=403)


def test_a_signature_is_lent_used_and_taken_back(people):
    approver, steward = people["approver"], people["steward"]
    today = datetime.now(UTC).date()
    lent = {
        "to": "steward",
        "first_day": today.isoformat(),
        "until": (today + timedelta(days=7)).isoformat(),
        "reason": "출장",
    }
    assert people["analyst"].post("/delegations", lent, status=403)
    made = approver.post("/delegations", lent)["delegation"]
    number = people["analyst"].post("/warnings", item="garlic", reason="시험")["warning"]["number"]
    people["analyst"].post(f"/warnings/{number}/withdraw", reason="다른 품목으로 잘못 씀")
    assert steward.get("/delegations")["delegations"][0]["number"] == made["number"]
    ended = approver.post(f"/delegations/{made['number']}/end", day=today.isoformat(), reason="복귀")
    assert ended["delegation"]["ended_from"] == today.isoformat()
    assert steward.get("/delegations", status=403)


def test_a_tripwires_notice_is_judged_and_drafts_a_warning(people):
    from bongsu.records import tripwires

    new = tripwires.NewNotice(
        tripwire="fx_jump",
        indicator="fx",
        group="fx",
        items=["ginger"],
        period="2005-05",
        day=date(2005, 5, 20),
        begins="2005-05",
        window_days=30.0,
        change=0.1,
        unit="KRW/USD",
        statistic=4.0,
        threshold=3.0,
        days_between=400.0,
        promised_days=365.0,
        pushes=True,
        stands_until=date(2005, 6, 20),
    )
    now = datetime.now(UTC)
    (kept,) = tripwires.keep_run(
        [new], since=date(2005, 5, 1), as_of=date(2005, 5, 31), watched={"fx_jump": 30}, actor="test", now=now
    )
    here = f"/notices/{kept.number}/verdict"
    assert people["auditor"].get("/notices?unanswered=true")["total"] == 1
    assert people["approver"].post(here, verdict="noise", reason="일시적 변동", status=403)
    judged = people["analyst"].post(here, verdict="draft", reason="환율 급등으로 유인 증가")["notice"]
    number = judged["verdicts"][-1]["warning"]
    assert people["analyst"].get(f"/warnings/{number}")["warning"]["item"] == "ginger"
    assert people["auditor"].get("/notices?unanswered=true")["total"] == 0
    assert people["analyst"].post("/notices/999/verdict", verdict="noise", reason="일시적 변동", status=404)


def test_grades_are_overridden_noted_and_previewed(people):
    analyst, steward = people["analyst"], people["steward"]
    given = {
        "grade": 5,
        "reason": "현장 첩보에 따라 위험이 더 크다고 본다",
        "first_day": "2005-06-01",
        "until": "2005-06-30",
    }
    assert analyst.post("/items/tobacco/override", given)["override"]["model_grade"] == 4
    assert analyst.get("/overrides?item=tobacco&day=2005-06-10")["overrides"][0]["grade"] == 5
    ended = analyst.post(
        "/items/tobacco/override/end", day="2005-06-15", reason="첩보가 사실이 아닌 것으로 밝혀짐"
    )
    assert ended["override"]["grade"] is None
    written = analyst.post("/items/tobacco/notes", text="가격 재확인")["note"]
    assert analyst.get("/items/tobacco/notes")["notes"][0] == written
    assert analyst.post(f"/items/tobacco/notes/{written['number']}/withdraw")["note"]["number"] == 1
    assert analyst.get("/items/tobacco/notes")["total"] == 0
    rule = {"cuts": [0.2, 0.45, 0.6, 0.8]}
    preview = steward.post("/settings/preview", rule)
    assert preview["proposed_rule"]["cuts"] == rule["cuts"]
    decided = steward.post("/settings", rule | {"valid_from": "2030-01-01", "reason": "예산에 맞춘다"})
    assert decided["valid_from"] == "2030-01-01"
    assert steward.get("/settings?day=2030-01-01")["rule"]["cuts"] == rule["cuts"]
    assert steward.get("/settings?day=2029-12-31")["rule"]["cuts"] != rule["cuts"]
    assert steward.get("/settings/history")["versions"][-1]["reason"] == "예산에 맞춘다"


def test_people_and_tokens_are_kept_by_the_administrator(people):
    from bongsu.records import tokens

    administrator = people["administrator"]
    made = administrator.post("/people", name="hong", roles=["field"], offices=["020"])["person"]
    assert made in administrator.get("/people")["people"]
    assert (
        administrator.post("/people", name="hong", roles=["field"], offices=["999"], status=400)["found"]
        == "999"
    )
    entry, _ = tokens.create("hong", ["read"], days=1, actor="test", now=datetime.now(UTC))
    assert administrator.get("/tokens?account=hong")["tokens"][0]["prefix"] == entry.prefix
    assert administrator.post(f"/tokens/{entry.prefix}/revoke")["token"]["revoked_at"]
    assert people["auditor"].get("/audit?q=token.revoked")["lines"][0]["subject"] == f"token {entry.prefix}"
    assert people["auditor"].get("/audit/verify")["report"]["ok"] is True


def test_questions_are_answered_by_computing(people):
    analyst = people["analyst"]
    indicator = analyst.get("/items")["items"][0]["indicators"][0]
    counts = [
        {"series": "gold", "period": f"{2000 + n // 12}-{n % 12 + 1:02d}", "count": 3 if n < 71 else 40}
        for n in range(72)
    ]
    found = analyst.post("/detect", method="farrington", rows=counts)
    assert [each["period"] for each in found["rows"] if each["alarm"]] == ["2005-12"]
    screened = analyst.get("/items/tobacco/screening?day=2005-05-31")["items"][0]["indicators"]
    assert indicator in {each["indicator"] for each in screened}
    changes = ["tobacco_exchange_rate=+10%"]
    answer = analyst.post("/items/tobacco/what-if", changes=changes, as_of="2005-05-31")
    assert answer["before"]["grade"] in range(1, 6)


@pytest.mark.parametrize(
    "path",
    [
        "/assessments", "/assessments/A-000001", "/assessments/as-of", "/items", "/items/tobacco",
        "/facts/detections", "/facts/observations", "/facts/effort", "/facts/events", "/facts/intelligence",
        "/facts/detections?by=item&by=office", "/loads", "/quarantine", "/feeds", "/warnings", "/operations",
        "/evaluations", "/reviews", "/overrides", "/notices", "/settings?day=2005-05-31", "/settings/history",
        "/offices?as_of=2005-05-31", "/warnings/inbox", "/warnings/unacknowledged",
    ],
)  # fmt: skip
def test_what_is_read_is_as_described_and_is_not_sent_twice(people, path):
    auditor = people["auditor"]
    first = auditor.ask("GET", path)
    assert (first["ETag"], first["Cache-Control"]) != ("", "public")
    again = auditor.client.get(API + path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("form, start", [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!")])
def test_documents_come_in_every_form(people, form, start):
    answer = people["auditor"].ask("GET", f"/documents/briefing?format={form}&lang=ko")
    assert answer.content.startswith(start)
    assert f'-full-ko.{form}"' in answer["Content-Disposition"]


def test_an_office_gets_its_own_version_of_a_document_and_no_other(people, issued):
    field, auditor = people["field"], people["auditor"]
    for path in ("/documents/board", f"/warnings/{issued}/document", "/documents/bulletin?month=2005-05"):
        join = "&" if "?" in path else "?"
        mine = field.ask("GET", f"{path}{join}format=html")
        assert "office-010" in mine["Content-Disposition"]
        assert field.get(
            f"{path}{join}format=html&version=full", status=400 if "warnings" not in path else 404
        )
        assert field.get(f"{path}{join}format=html&office=020", status=400 if "warnings" not in path else 404)
        assert "full" in auditor.ask("GET", f"{path}{join}format=html")["Content-Disposition"]
    assert field.get("/items/tobacco/document", status=403)


def test_what_is_not_there_is_a_problem_and_not_a_page(people, visitor):
    for method, address, status in (
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/nothing", 404),
        ("GET", "/api/v2/items", 404),
        ("PUT", "/api/v1/items", 405),
    ):
        answer = people["auditor"].client.generic(method, address)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), address
        assert answer.json()["status"] == status
    assert visitor.get("/nothing")["Content-Type"].startswith("text/html")


def test_a_catalogue_without_feeds_says_so(people):
    told = people["auditor"].get("/feeds")
    assert (told["feeds"], told["total"]) == ([], 0)
    assert told["reason"]
