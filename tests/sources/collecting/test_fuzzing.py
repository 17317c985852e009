"""Every collector, fed with damaged answers: a refusal or a sound result, never a crash."""
# ruff: noqa: E501 - the answers stand here as the agencies write them

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.core.panel.periods import Period
from bongsu.sources.agencies.contract import LARGEST
from bongsu.sources.collecting.asking import Answer
from bongsu.sources.collecting.feeds import Feed, Window, feeds_of
from bongsu.sources.collectors import run
from bongsu.words.refusal import Refusal
from tests.fuzz import examples

from . import test_ecos_and_alfred as bank
from . import test_international_sources as abroad
from . import test_kamis as kamis
from . import test_kr_customs as customs
from . import test_other_korean_sources as korean
from . import test_other_portal_sources as portal
from .conftest import feed_of

ALFRED = bank.alfred([("2025-02-14", "2025-01-01", "120.0"), ("2025-03-14", "2025-02-01", ".")])
SOUND = {
    "kr_customs/item_trade": (
        customs.GOLD,
        "2025-01",
        "2025-04",
        customs.response(customs.TOTAL, *customs.ROWS),
    ),
    "kr_customs/item_country_trade": (
        customs.CHINA,
        "2025-01",
        "2025-04",
        customs.response(customs.item("2025.01", "7108121000", "5", "70", statCd="CN")),
    ),
    "kr_customs/country_trade": (
        {"series": "x", "unit": "USD", "country": "CN", "measure": "imports_usd"},
        "2025-01",
        "2025-04",
        customs.response(customs.item("2025.01", "-", "5", "70", statCd="CN")),
    ),
    "kr_customs/duty_exchange_rates": (portal.DOLLAR, "2025-W11", "2025-W11", portal.xml(portal.rate())),
    "kr_customs/tariff_rates": (portal.GARLIC, "2023", "2025", portal.tariffs(portal.A, portal.W2)),
    "kr_customs/tariff_table": (portal.GARLIC, "2023", "2025", portal.workbook()),
    "krx/gold_prices": (
        portal.BAR,
        "2025-03-01",
        "2025-03-31",
        portal.gold(portal.bar("20250314", "138500"), total=1),
    ),
    "kto/visitor_arrivals": (portal.CHINA, "2025-03", "2025-03", portal.xml(portal.visitors())),
    "mof/vessel_calls": (
        portal.BUSAN,
        "2025-03",
        "2025-03",
        portal.xml({"useYm": "202503", "prtAgNm": "부산", "intrvsslCo": "5"}, total=1),
    ),
    "kamis/period_prices": (
        kamis.PEPPER,
        "2025-03-01",
        "2025-03-31",
        kamis.answer(kamis.row("03/12", "14,300")),
    ),
    "bank_of_korea/ecos_daily": (
        bank.RATE,
        "2025-01-01",
        "2025-01-31",
        bank.search([bank.ecos_row("20250102", "1350")]),
    ),
    "bank_of_korea/ecos_monthly": (
        bank.RATE,
        "2025-01",
        "2025-03",
        bank.search([bank.ecos_row("202501", "1350")]),
    ),
    "fred/alfred_monthly": (bank.PART, "2025-01", "2025-02", ALFRED),
    "fred/alfred_daily": (bank.PART, "2025-01-01", "2025-02-28", ALFRED),
    "kosis/statistics": (korean.SALES, "2025-03", "2025-03", json.dumps([korean.kosis()])),
    "opinet/fuel_prices": (
        korean.DIESEL,
        "2025-05-25",
        "2025-05-31",
        json.dumps({"RESULT": {"OIL": [korean.oil("20250530"), korean.oil("20250531")]}}),
    ),
    "mafra/china_wholesale": (
        korean.GARLIC,
        "2025-05-30",
        "2025-05-30",
        korean.grid([korean.market("m", "4")]),
    ),
    "imf/commodity_prices": (
        abroad.PRICE,
        "2025-01",
        "2025-02",
        abroad.sdmx({"0:0": {"observations": {"0": ["2895.5"], "1": [2710.25]}}}),
    ),
    "fao/faostat": (
        abroad.CROP,
        "2020",
        "2024",
        abroad.bulk("185,Russian Federation,Pollack,Production,2022,t,1900000,A,"),
    ),
    "un_comtrade/trade": (abroad.PARTNER, "2025-01", "2025-01", json.dumps({"data": [abroad.reported()]})),
    "eurostat/comext": (abroad.EU, "2025-01", "2025-03", abroad.cube({"0": 10, "2": 30.5}, {"1": "c"})),
    "us_census/trade": (
        abroad.US,
        "2025-01",
        "2025-01",
        json.dumps([abroad.CENSUS_HEADER, ["5800", "240220", "77000", "2025-01", "HS6"]]),
    ),
}
ENVELOPE = json.dumps({"vintage_dates": ["1997-01-17"]})


class _Quota:
    def exhaust(self, *words, **more):
        """Nothing is counted here."""


class AskOf:
    """Gives the same answer to every question; a collector that would ask for ever is stopped."""

    def __init__(self, feed: Feed, content: bytes, *, beside: bytes = b"") -> None:
        self.interface, self.quota, self.day = feed.description.collect, _Quota(), date(2025, 6, 1)
        self._content, self._beside, self.asked = content, beside, 0

    def has_key(self, name: str) -> bool:
        return True

    def __call__(self, url="", params=None, *, headers=None) -> Answer:
        self.asked += 1
        assert self.asked < 600, "a collector that does not stop asking"
        if self._beside and "vintagedates" in url:
            return Answer("asked", self._beside)
        return Answer("asked", self._content)


def outcome(code: str, content: bytes):
    """What the collector makes of an answer: None for a refusal."""
    part, first, last, _ = SOUND[code]
    feed = feed_of(code, part)
    window = Window(Period.parse(first), Period.parse(last))
    try:
        return run(feed, window, AskOf(feed, content, beside=ENVELOPE.encode()))
    except Refusal:
        return None


def sound(code: str) -> bytes:
    body = SOUND[code][3]
    return body.encode() if isinstance(body, str) else body


def check(code: str, collected, content: bytes) -> None:
    """What was taken lies in the window, and is a number that the answer could have held."""
    if collected is None:
        return
    _, first, last, _ = SOUND[code]
    window = Window(Period.parse(first), Period.parse(last))
    for one in collected.found:
        assert one.period in window
        assert one.value is None or (math.isfinite(one.value) and abs(one.value) < LARGEST * 1000)


JUNK = st.sampled_from(
    ["", "-", "NaN", "Infinity", "1e999", "-1", "٣", "１２", "0x10", "1_000", "9" * 400, "null", "2025-13", "\ud7ff", "<", '"', "총계", "a" * 50]
)  # fmt: skip


@st.composite
def damaged(draw, content: bytes) -> bytes:
    """A sound answer with something cut, flipped, doubled, or a value replaced by junk."""
    how = draw(st.sampled_from(["cut", "flip", "double", "insert", "value", "value", "value", "noise"]))
    if how == "noise":
        return draw(st.binary(max_size=200))
    place = draw(st.integers(0, len(content) - 1))
    if how == "cut":
        return content[:place]
    if how == "flip":
        return content[:place] + bytes([content[place] ^ draw(st.integers(1, 255))]) + content[place + 1 :]
    if how == "double":
        end = draw(st.integers(place, len(content)))
        return content[:end] + content[place:end] + content[end:]
    if how == "insert":
        return content[:place] + draw(st.binary(min_size=1, max_size=8)) + content[place:]
    values = list(re.finditer(rb'(?<=[>":, \[])[^<>":,\[\]{}]+(?=[<",\]}])', content)) or [
        re.match(b".", content, re.S)
    ]
    match = values[draw(st.integers(0, len(values) - 1))]
    return content[: match.start()] + draw(JUNK).encode("utf-8", "replace") + content[match.end() :]


@pytest.mark.parametrize("code", list(SOUND))
def test_the_sound_answer_is_taken(code):
    assert outcome(code, sound(code)).found


@pytest.mark.parametrize("code", list(SOUND))
@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_answer_is_refused_or_read_soundly(code, data):
    content = data.draw(damaged(sound(code)))
    check(code, outcome(code, content), content)


@pytest.mark.parametrize("code", [code for code in SOUND if code != "us_census/trade"])
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(
    content=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
)
def test_noise_is_never_taken_for_data(code, content):
    collected = outcome(code, content)
    assert collected is None or not collected.found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("code", list(SOUND))
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(document=JSON)
def test_other_json_is_refused_or_empty(code, document):
    collected = outcome(code, json.dumps(document).encode())
    assert collected is None or not collected.found


@pytest.mark.parametrize("code", [code for code in SOUND if sound(code)[:1] in (b"{", b"[")])
def test_json_nested_without_end_is_refused(code):
    assert outcome(code, b"[" * 100_000) is None
    assert outcome(code, b'{"a":' * 100_000) is None


@pytest.mark.parametrize("code", [code for code in SOUND if sound(code)[:1] == b"<"])
def test_xml_that_expands_without_end_is_refused(code):
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><response>&b;</response>'
    assert outcome(code, laughs.encode()) is None
    assert outcome(code, b"<a>" * 50_000 + b"</a>" * 50_000) is None


def test_the_encoding_that_xml_claims_does_not_matter_once_it_is_text():
    body = portal.xml(portal.rate()).replace('encoding="UTF-8"', 'encoding="EUC-KR"')
    assert outcome("kr_customs/duty_exchange_rates", body.encode("cp949")).found
    nonsense = body.replace("EUC-KR", "NaN")
    assert outcome("kr_customs/duty_exchange_rates", nonsense.encode()).found


def test_a_zip_whose_directory_is_damaged_anywhere_is_refused_or_read():
    content = sound("fao/faostat")
    for place in range(len(content) - 22, len(content)):
        for flip in (1, 128, 255):
            outcome("fao/faostat", content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :])


def test_a_zip_of_a_zip_is_no_table():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("Production_All.csv", b"\xff\xfe\x00")
    assert outcome("fao/faostat", inner.getvalue()) is None


@settings(max_examples=examples(200))
@given(text=st.text(max_size=200))
def test_any_text_as_a_feeds_file_is_refused_or_wires_nothing_unknown(text):
    try:
        feeds = feeds_of({"feeds/x.toml": text})
    except Refusal:
        return
    assert all(feed.description.collect for feed in feeds)
