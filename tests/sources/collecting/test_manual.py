"""Every lie that a description names is replayed by a test, and docs/sources.md says what is in them."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path

import pytest

from bongsu.sources.description import data_sets

PAGE = Path(__file__).parents[3] / "docs" / "sources.md"
BEGIN, END = "<!-- from the descriptions -->\n", "<!-- end -->\n"
REPLAYS = (
    "tests.sources.collecting.test_kr_customs",
    "tests.sources.collecting.test_kamis",
    "tests.sources.collecting.test_ecos_and_alfred",
    "tests.sources.collecting.test_files",
    "tests.sources.collecting.test_other_portal_sources",
    "tests.sources.collecting.test_other_korean_sources",
    "tests.sources.collecting.test_international_sources",
    "tests.sources.agencies.test_drug_seizures",
    "tests.usecases.test_collect",
)
COLLECTED = {code: one for code, one in sorted(data_sets().items()) if one.collect}


def replayed() -> set[tuple[str, str]]:
    """(data set, lie) of every `@pytest.mark.lie`."""
    return {
        mark.args
        for name in REPLAYS
        for test in vars(import_module(name)).values()
        for mark in getattr(test, "pytestmark", ())
        if mark.name == "lie"
    }


def table() -> str:
    """What the descriptions say, one line a data set."""
    lines = ["| data set | interface tested against | key | lies caught |", "|---|---|---|---|"]
    for code, one in COLLECTED.items():
        interface = one.collect
        keys = ", ".join(f"`{key}`" for key in interface.keys)
        keys += "".join(f" (`{key}` may)" for key in interface.optional_keys)
        told = "<br>".join(f"**{lie}**: {text}" for lie, text in interface.lies)
        lines.append(f"| `{code}`: {one.title} | {interface.interface} | {keys or '–'} | {told} |")
    return "\n".join(lines) + "\n"


def test_every_lie_that_is_told_is_replayed_and_every_replay_is_told():
    told = {(code, lie) for code, one in COLLECTED.items() for lie, _ in one.collect.lies}
    assert replayed() == told


@pytest.mark.parametrize("code", list(COLLECTED))
def test_every_collected_data_set_has_its_lies_its_licence_and_its_hosts(code):
    one = COLLECTED[code]
    assert one.collect.lies
    assert one.licence
    assert all(re.fullmatch(r"[a-z0-9.-]+", host) for host in one.collect.hosts)
    assert any(f"//{host}" in one.collect.url for host in one.collect.hosts)
    assert import_module(one.collector)


def test_the_page_says_what_the_descriptions_say():
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    whole = f"{before}{BEGIN}{table()}{END}{after}"
    if os.environ.get("BONGSU_WRITE_DOCS"):
        PAGE.write_text(whole, "utf-8")
    assert PAGE.read_text("utf-8") == whole, "BONGSU_WRITE_DOCS=1 pytest writes the page anew"
    assert "not against the live interfaces" in text
