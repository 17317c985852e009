"""From the outbox to a real mailbox and a real webhook: words, signatures, retries, the log."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bongsu.core.early_warning.people import Person, Role
from bongsu.notify.sending import send
from bongsu.notify.templates import Letter, letter
from bongsu.records import addresses, audit, deliveries, outbox, people
from bongsu.usecases import deliver
from bongsu.words import language
from bongsu.words.refusal import Refusal
from tests.notify.conftest import content

NOW = datetime(2026, 6, 13, 9, tzinfo=UTC)
ROOT = Person("root", frozenset({Role.ADMINISTRATOR}))
PARCEL = {
    "number": "2005-001",
    "title": "금괴 경보",
    "grade": 4,
    "valid_until": "2005-07-31",
    "deadline": "2005-06-14T00:00:00+00:00",
    "made_up": True,
}


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock(database):
    return Clock()


def office_of_two(mail):
    addresses.add("mail-server", mail, by=ROOT, at=NOW)
    for name, tongue in (("lee", "ko"), ("ann", "en")):
        people.register(
            name,
            roles=[Role.FIELD],
            offices=["020"],
            email=f"{name}@example.org",
            language=tongue,
            actor="cli:root",
            now=NOW,
        )


def leave():
    return outbox.put(
        "issue", audience="office:020", values={"issue": "2005-I001", "parcel": [PARCEL]}, at=NOW
    )


def work(clock):
    return dict(deliver.deliver_due(clock=clock, language="ko"))


def test_each_officer_gets_a_mail_in_her_language_with_the_message_s_id(clock, mail_server):
    url, box = mail_server
    office_of_two(url)
    message = leave()
    assert work(clock) == {"sent": 2}
    assert work(clock) == {}
    mails = {mail["To"].addresses[0].username: mail for mail in box.mails}
    assert mails["lee"]["Subject"] == "[봉수] 경보 발령 2005-I001"
    assert mails["ann"]["Subject"] == "[bongsu] Warnings issued: 2005-I001"
    assert {mail["X-Bongsu-Message"] for mail in box.mails} == {message}
    assert len({mail["X-Bongsu-Delivery"] for mail in box.mails}) == 2
    body = mails["lee"].get_body(("plain",)).get_content()
    for part in ("2005-001", "▲▲▲▲△ 4 심각", "접수확인", "2005-06-14 09:00 KST", "가상 자료", message):
        assert part in body
    assert mails["lee"]["X-Bongsu-Duplicate"] is None
    assert [(each.state, each.attempts, each.duplicates) for each in deliveries.log()] == [("sent", 1, 0)] * 2


def test_a_refused_mail_is_tried_again_after_pauses_that_double(clock, mail_server):
    url, box = mail_server
    office_of_two(url)
    outbox.put("test", audience="person:lee", values={}, at=NOW)
    box.refusing = 2
    assert work(clock) == {"failed": 1}
    assert work(clock) == {}
    clock.now += timedelta(seconds=60)
    assert work(clock) == {"failed": 1}
    clock.now += timedelta(seconds=119)
    assert work(clock) == {}
    clock.now += timedelta(seconds=1)
    assert work(clock) == {"sent": 1}
    (entry,) = deliveries.log()
    assert (entry.state, entry.attempts, entry.duplicates, len(box.mails)) == ("sent", 3, 0, 1)
    assert box.mails[0]["X-Bongsu-Attempt"] == "3"


def test_a_delivery_that_never_succeeds_is_given_up_and_listed(clock, webhook):
    place, receiver = webhook
    receiver.status = 500
    addresses.add("office:020", f"signed+http://key@{place}/hook", by=ROOT, at=NOW)
    leave()
    for _ in range(deliveries.MOST_ATTEMPTS):
        assert work(clock) == {"failed": 1}
        clock.now += timedelta(hours=6)
    assert work(clock) == {}
    (entry,) = deliveries.log(state="given_up")
    assert (entry.attempts, entry.answer) == (deliveries.MOST_ATTEMPTS, "HTTP 500")


def test_a_webhook_is_signed_over_time_and_body(clock, webhook):
    place, receiver = webhook
    addresses.add("office:020", f"signed+http://geheim@{place}/hook?x=1", by=ROOT, at=NOW)
    message = leave()
    assert work(clock) == {"sent": 1}
    ((told, body),) = receiver.posts
    stamp, _, found = told["X-Bongsu-Signature"].partition(",v1=")
    seconds = stamp.removeprefix("t=")
    assert int(seconds) == int(NOW.timestamp())
    assert found == hmac.new(b"geheim", seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    said = content(body)
    assert (told["X-Bongsu-Message"], said["message"], said["kind"]) == (message, message, "issue")
    assert said["values"]["parcel"][0]["number"] == "2005-001"


def receiver_of_the_docs():
    """`receive` as docs/notifications.md prints it."""
    page = Path("docs/notifications.md").read_text(encoding="utf-8")
    room: dict = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], room)
    return room["receive"]


def test_the_receiver_that_the_docs_print_takes_each_message_once_and_nothing_forged(clock, webhook):
    place, receiver = webhook
    receiver.status = 500
    addresses.add("office:020", f"signed+http://geheim@{place}/hook", by=ROOT, at=NOW)
    message = leave()
    assert work(clock) == {"failed": 1}
    receiver.status = 200
    clock.now += timedelta(minutes=30)
    assert work(clock) == {"sent": 1}
    (first, body), (second, same) = receiver.posts
    receive, sent = receiver_of_the_docs(), NOW.timestamp()
    seen: dict = {}
    handled: set = set()

    def take(told, body, now, secret=b"geheim"):
        return receive(told["X-Bongsu-Signature"], body, secret, now, seen, handled)

    for body_, secret in ((body.replace(b"2005-001", b"2005-002"), b"geheim"), (body, b"guessed")):
        with pytest.raises(ValueError, match="signature"):
            take(first, body_, sent, secret)
    moved = first | {"X-Bongsu-Signature": first["X-Bongsu-Signature"].replace("t=1", "t=2", 1)}
    with pytest.raises(ValueError, match="signature"):
        take(moved, body, sent)
    for late in (-301, 301):
        with pytest.raises(ValueError, match="clocks"):
            take(first, body, sent + late)
    assert take(first, body, sent + 299)["message"] == message
    with pytest.raises(ValueError, match="somebody else"):
        take(first, body, sent + 299)
    assert take(second, same, clock.now.timestamp()) is None, "a second try of the same message"


def test_apprise_s_own_addresses_carry_the_headers_too(clock, webhook):
    place, receiver = webhook
    addresses.add("role:approver", f"json://{place}/hook", by=ROOT, at=NOW, language="en")
    outbox.put("propose", audience="role:approver", values=PARCEL | {"who": "kim"}, at=NOW)
    assert work(clock) == {"sent": 1}
    ((told, body),) = receiver.posts
    assert told["X-Bongsu-Attempt"] == "1"
    assert content(body)["title"] == "[bongsu] Warning 2005-001: propose"


def test_a_try_without_an_end_may_have_arrived_so_the_next_one_says_so(clock, webhook):
    place, receiver = webhook
    addresses.add("office:020", f"signed+http://key@{place}/hook", by=ROOT, at=NOW)
    leave()
    deliveries.spread(now=NOW, language="ko")
    (delivery,) = deliveries.due(now=NOW)
    assert deliveries.claim(delivery, now=NOW).attempt == 1  # and then the worker dies
    assert deliver.deliver_one(delivery, clock=clock) is None  # its lease still runs
    clock.now += deliveries.LEASE + timedelta(seconds=1)
    assert work(clock) == {"sent": 1}
    ((told, body),) = receiver.posts
    assert (told["X-Bongsu-Duplicate"], told["X-Bongsu-Attempt"]) == ("possible", "2")
    assert "중복" in content(body)["body"]
    assert deliveries.log()[0].duplicates == 1


def test_who_has_no_address_is_listed_and_not_forgotten(clock):
    people.register("lee", roles=[Role.FIELD], offices=["020"], actor="cli:root", now=NOW)
    leave()
    outbox.put("issue", audience="office:030", values={"issue": "x", "parcel": [PARCEL]}, at=NOW)
    assert work(clock) == {}
    assert sorted(each.recipient for each in deliveries.log(state="nowhere")) == ["office:030", "person:lee"]


def test_addresses_are_sealed_masked_and_for_administrators(clock, database):
    url = "mailtos://bongsu:geheim@smtp.example.org/?from=a@b.kr"
    entry = addresses.add("mail-server", url, by=ROOT, at=NOW)
    assert entry.masked == "mailtos://…@smtp.example.org/…"
    assert addresses.mail_server() == url
    from bongsu import records

    records.close()
    raw = b"".join(file.read_bytes() for file in database.parent.glob("bongsu.db*"))
    assert b"geheim" not in raw
    with pytest.raises(Refusal):
        addresses.add("mail-server", url, by=Person("kim", frozenset({Role.ANALYST})), at=NOW)
    with pytest.raises(Refusal):
        addresses.listing(by=Person("kim", frozenset({Role.ANALYST})))
    addresses.remove(entry.number, by=ROOT, at=NOW)
    assert (addresses.listing(by=ROOT), addresses.mail_server()) == ([], None)
    assert audit.verify().ok


def test_a_failure_never_repeats_the_address():
    marks = {"X-Bongsu-Message": "m"}
    given = {"mail": "", "marks": marks, "document": {}, "timestamp": 0}
    for url in ("signed+http://geheim@127.0.0.1:9/x", "json://u:geheim@127.0.0.1:9/", "nothing://geheim"):
        answer = send(url, Letter("t", "b"), **given)
        assert not answer.ok
        assert "geheim" not in answer.text


@pytest.mark.parametrize("tongue", ["ko", "en"])
def test_every_kind_of_message_has_words_in_both_languages(database, tongue):
    from bongsu.core.early_warning.audiences import TOLD

    before = language()
    values = PARCEL | {"reason": "because", "office": "020", "silent": "030"}
    kinds = [*TOLD, "escalate_to", "remind", "unanswered", "lift_advised", "test"]
    letters = {kind: letter(kind, values, language=tongue) for kind in kinds}
    assert len({each.title for each in letters.values()}) == len(kinds)
    assert language() == before
    if tongue == "ko":
        assert all("봉수" in each.title for each in letters.values())
