"""CAP 1.2: the elements that the OASIS specification wants, in its order and of its kinds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree as Xml

import pytest

from bongsu.records.warning_entries import AddresseeEntry, MoveEntry, WarningEntry
from bongsu.reports import cap
from bongsu.words.refusal import Refusal

ALERT = (
    "identifier! sender! sent! status! msgType! source scope! restriction addresses code* note "
    "references incidents info*"
)
INFO = (
    "language category!* event! responseType* urgency! severity! certainty! audience eventCode* "
    "effective onset expires senderName headline description instruction web contact "
    "parameter* resource* area*"
)
AREA = "areaDesc! polygon* circle* geocode* altitude ceiling"
WORDS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
NAME = re.compile(r"[^\s,<&]+")
NOW = datetime(2005, 6, 13, 0, 30, 0, 5, tzinfo=UTC)


def faults(node: Xml.Element, order: str) -> list[str]:
    """What the element's children lack, have too often, or have in the wrong place."""
    allowed = [re.fullmatch(r"(\w+)(!?)(\*?)", each).groups() for each in order.split()]
    names = [child.tag.removeprefix(f"{{{cap.NAMESPACE}}}") for child in node]
    places = [name for name, _, _ in allowed]
    found = [f"{name} is not known" for name in names if name not in places]
    found += ["order"] if names != sorted(names, key=places.index) else []
    for name, wanted, many in allowed:
        found += [f"{name} is missing"] if wanted and name not in names else []
        found += [f"{name} twice"] if not many and names.count(name) > 1 else []
    return found


def check(xml: bytes) -> Xml.Element:
    """The message, where it is as the specification wants it."""
    alert = Xml.fromstring(xml)
    space = {"c": cap.NAMESPACE}
    assert alert.tag == f"{{{cap.NAMESPACE}}}alert"
    assert faults(alert, ALERT) == []
    for info in alert.findall("c:info", space):
        assert faults(info, INFO) == []
        for area in info.findall("c:area", space):
            assert faults(area, AREA) == []
        for parameter in info.findall("c:parameter", space):
            assert faults(parameter, "valueName! value!") == []
    for name, words in WORDS.items():
        for node in alert.iter(f"{{{cap.NAMESPACE}}}{name}"):
            assert node.text in words.split()
    for name in ("sent", "effective", "onset", "expires"):
        for node in alert.iter(f"{{{cap.NAMESPACE}}}{name}"):
            assert MOMENT.fullmatch(node.text), node.text
    for name in ("identifier", "sender"):
        assert NAME.fullmatch(alert.findtext(f"c:{name}", namespaces=space))
    return alert


def move(name: str, to: str, at: datetime = NOW, office: str = "") -> MoveEntry:
    return MoveEntry("", to, "lee", at, "", "A-000001", name=name, office=office)


@pytest.fixture
def issued(monkeypatch):
    """A workspace and its one warning; `show(moves)` says how far it has come."""
    entry = WarningEntry(
        number="2005-001", item="tobacco", grade=4, state="issued", assessment="A-000001",
        as_of=date(2005, 5, 31), method="history", drafted_at=NOW, drafted_by="kim", title="담배 경보",
        body="가격차 < 세금 & 수요", legal_basis="", offices=("010",), channels=(),
        valid_from=date(2005, 6, 14), valid_until=date(2005, 7, 31), measures=("검사 강화",),
        routes=(), concealments=(), version=1,
        authors=("kim",), approved_by="lee", issue="2005-I001", issued_at=NOW, reason_code="", action_grade=4,
        action_grade_version=1, replaces=None, replaced_by=(), made_up=True,
        addressees=(AddresseeEntry("010", "issued", NOW, None, None, 0, "", ""),), feedback=(), moves=(),
    )  # fmt: skip
    office = SimpleNamespace(code="010", name={"ko": "부산세관", "en": "Busan"})
    catalogue = SimpleNamespace(
        item=lambda code: SimpleNamespace(name={"ko": "담배", "en": "Tobacco"}), offices=[office]
    )
    settings = SimpleNamespace(time_zone="Asia/Seoul", name="made up, country", language="ko")
    place = SimpleNamespace(catalogue=catalogue, settings=settings)

    def show(*moves: MoveEntry, **changes) -> Xml.Element:
        told = replace(entry, moves=moves, **changes)
        monkeypatch.setattr(cap.warn_look, "show", lambda *_, **__: told)
        monkeypatch.setattr(cap.warn_look, "listing", lambda *_, **__: [told])
        return check(cap.cap_message(place, "2005-001", by=None))

    return show


def text(alert: Xml.Element, path: str) -> list[str]:
    return [node.text for node in alert.findall(path, {"c": cap.NAMESPACE})]


@pytest.mark.parametrize("grade", range(1, 6))
def test_an_issued_warning_is_a_valid_alert_in_both_languages(issued, grade):
    alert = issued(move("draft", "draft"), move("issue", "issued"), grade=grade)
    assert text(alert, "c:msgType") == ["Alert"]
    assert text(alert, "c:status") == ["Exercise"]
    assert text(alert, "c:addresses") == ["010"]
    assert text(alert, "c:info/c:language") == ["ko-KR", "en-US"]
    assert text(alert, "c:info/c:severity") == [cap.URGENCY_SEVERITY_CERTAINTY[grade][1]] * 2
    assert text(alert, "c:info/c:description")[0] == "가격차 < 세금 & 수요"
    assert text(alert, "c:info/c:area/c:areaDesc") == ["부산세관", "Busan"]
    assert text(alert, "c:info/c:expires") == ["2005-07-31T23:59:59+09:00"] * 2


def test_a_real_warning_is_actual(issued):
    assert text(issued(move("issue", "issued"), made_up=False), "c:status") == ["Actual"]


def test_extending_updates_and_lifting_cancels_with_references_to_what_went_before(issued):
    later = datetime(2005, 7, 1, tzinfo=UTC)
    moves = [move("issue", "issued"), move("acknowledge", "acknowledged", office="010")]
    longer = issued(*moves, move("extend", "extended", later))
    assert text(longer, "c:msgType") == ["Update"]
    assert text(longer, "c:identifier") == ["2005-001-2"]
    first = "bongsu.made-up--country,2005-001-1,2005-06-13T09:30:00+09:00"
    assert text(longer, "c:references") == [first]
    ended = issued(*moves, move("extend", "extended", later), move("lift", "lifted", later))
    assert text(ended, "c:msgType") == ["Cancel"]
    assert text(ended, "c:references")[0].split()[0] == first
    assert len(text(ended, "c:references")[0].split()) == 2


def test_what_was_never_issued_is_no_message(issued):
    with pytest.raises(Refusal):
        issued(move("draft", "draft"), move("withdraw", "withdrawn"))
