"""Asking over the network: keys, hosts, patience, bounds, quota."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import pytest

from bongsu.sources.collecting.keys import Keys
from bongsu.sources.collecting.quota import QuotaLedger
from bongsu.words.refusal import Refusal

from .conftest import KEY, feed_of
from .stub_server import Said

GOLD = {"series": "gold_imports_kg", "unit": "kg", "hs": "710812", "measure": "imports_kg"}
RATE = {"series": "krw", "unit": "KRW per USD", "table": "731Y001", "item": "0000001"}


@pytest.fixture
def trade():
    return feed_of("kr_customs/item_trade", GOLD)


def with_interface(feed, **changes):
    description = replace(feed.description, collect=replace(feed.description.collect, **changes))
    return replace(feed, description=description)


@pytest.mark.parametrize("held", [KEY, quote(KEY, safe="")], ids=["decoded", "encoded"])
def test_either_form_of_the_key_arrives_as_the_same_key(bench, stub, trade, held):
    stub.script = lambda asked: "<x/>"
    bench.ask(trade, environment={"DATA_GO_KR_KEY": held})(params={"serviceKey": "{DATA_GO_KR_KEY}"})
    assert stub.asked[0].params["serviceKey"] == KEY
    assert quote(KEY, safe="") in stub.asked[0].raw_query


@pytest.mark.parametrize("where", ["query", "path", "header"])
def test_a_key_is_in_no_message_log_or_file_wherever_it_travels(bench, stub, caplog, where):
    feed = feed_of("bank_of_korea/ecos_daily", RATE)
    ask = bench.ask(feed)
    caplog.set_level(logging.DEBUG)
    stub.script = lambda asked: Said(f"wrong key {asked.path} {asked.raw_query} {KEY}", status=403)
    url = feed.description.collect.url + "/1/10" if where == "path" else "https://ecos.bok.or.kr/api/x"
    with pytest.raises(Refusal) as refusal:
        ask(
            url,
            {"k": "{ECOS_KEY}"} if where == "query" else {},
            headers={"X-Key": "{ECOS_KEY}"} if where == "header" else {},
        )
    stub.script = lambda asked: f"you asked with {KEY}, that is {quote(KEY, safe='')}"
    answer = ask(url)
    kept = b"".join(file.read_bytes() for file in (bench.folder / "raw").rglob("*") if file.is_file())
    said = f"{refusal.value} {caplog.text} {answer} {kept!r} {ask.keys!r}"
    assert caplog.records
    for form in (KEY, quote(KEY, safe=""), quote(quote(KEY, safe=""), safe="")):
        assert form not in said
    assert "***" in str(refusal.value)


def test_a_missing_key_is_said_before_anything_is_asked(bench, stub, trade):
    with pytest.raises(Refusal, match="DATA_GO_KR_KEY"):
        bench.ask(trade, environment={})()
    assert stub.asked == []


def test_429_is_waited_for_as_long_as_the_agency_says(bench, stub, trade):
    answers = iter([Said(status=429, headers={"Retry-After": "7"}), Said(status=503), Said("fine")])
    stub.script = lambda asked: next(answers)
    assert bench.ask(trade)().content == b"fine"
    assert bench.waited == [7.0, 2.0]


def test_retry_after_may_be_a_date(bench, stub, trade):
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    answers = iter([Said(status=429, headers={"Retry-After": moment}), Said("fine")])
    stub.script = lambda asked: next(answers)
    bench.ask(trade)()
    assert 20 < bench.waited[0] <= 30


def test_an_hour_is_not_waited_for(bench, stub, trade):
    stub.script = lambda asked: Said(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(Refusal, match="3600 s"):
        bench.ask(trade)()
    assert len(stub.asked) == 1


def test_five_attempts_and_no_more(bench, stub, trade):
    stub.script = lambda asked: Said("down", status=500)
    with pytest.raises(Refusal, match="HTTP 500 down"):
        bench.ask(trade)()
    assert len(stub.asked) == 5
    assert bench.waited == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418])
def test_other_statuses_are_refused_at_once(bench, stub, trade, status):
    stub.script = lambda asked: Said("no", status=status)
    with pytest.raises(Refusal, match=f"HTTP {status}"):
        bench.ask(trade)()
    assert len(stub.asked) == 1


def test_an_answer_beyond_the_bound_is_cut_off(bench, stub, trade):
    feed = with_interface(trade, largest_answer=1000)
    stub.script = lambda asked: "x" * 100_000
    with pytest.raises(Refusal, match="found more"):
        bench.ask(feed)()


def test_an_unpacked_answer_counts_unpacked(bench, stub, trade):
    import gzip

    feed = with_interface(trade, largest_answer=100_000)
    stub.script = lambda asked: Said(gzip.compress(b"0" * 10_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(Refusal, match="found more"):
        bench.ask(feed)()


def test_no_other_host_is_ever_asked(bench, stub, trade):
    with pytest.raises(Refusal, match=r"apis\.data\.go\.kr.*evil\.example"):
        bench.ask(trade)("https://evil.example/", {"serviceKey": "{DATA_GO_KR_KEY}"})
    with pytest.raises(Refusal):
        bench.ask(trade)("file:///etc/passwd")
    assert stub.asked == []


def test_a_redirect_stays_within_the_hosts_and_within_https(bench, stub, trade):
    stub.script = lambda asked: Said(status=302, headers={"Location": "https://evil.example/x"})
    with pytest.raises(Refusal, match=r"evil\.example"):
        bench.ask(trade)(params={"serviceKey": "{DATA_GO_KR_KEY}"})
    assert [asked.host for asked in stub.asked] == ["apis.data.go.kr"]


def test_a_redirect_within_the_hosts_is_followed_and_counted(bench, stub, trade):
    feed = with_interface(trade, url="http://apis.data.go.kr/a")
    answers = iter([Said(status=302, headers={"Location": "http://apis.data.go.kr/b"}), Said("there")])
    stub.script = lambda asked: next(answers)
    assert bench.ask(feed)().content == b"there"
    assert bench.quota.used("DATA_GO_KR_KEY", date(2025, 6, 1)) == 2


def test_redirects_in_a_ring_end(bench, stub, trade):
    feed = with_interface(trade, url="http://apis.data.go.kr/a")
    stub.script = lambda asked: Said(status=302, headers={"Location": "http://apis.data.go.kr/a"})
    with pytest.raises(Refusal, match="redirections"):
        bench.ask(feed)()


def test_the_quota_is_kept_for_each_key_and_day(bench, stub, trade, tmp_path):
    feed = with_interface(trade, quota_a_day=2)
    stub.script = lambda asked: "fine"
    bench.ask(feed)(), bench.ask(feed)()
    with pytest.raises(Refusal, match="at most 2 questions a day"):
        bench.ask(feed)()
    assert len(stub.asked) == 2
    tomorrow = QuotaLedger(tmp_path)
    assert tomorrow.used("DATA_GO_KR_KEY", date(2025, 6, 1)) == 2
    assert tomorrow.used("DATA_GO_KR_KEY", date(2025, 6, 2)) == 0


def test_keys_come_from_the_environment_only(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "from-here")
    assert Keys(["SOME_KEY"]).put_in("x{SOME_KEY}") == "xfrom-here"
    assert Keys(["OTHER_KEY"]).missing == ("OTHER_KEY",)
