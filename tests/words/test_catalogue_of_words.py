"""Everything that bongsu says has its Korean, with the same places for values."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import bongsu
from bongsu.words.extraction import catalogue_file, messages

PLACE = re.compile(r"\{(\w*)[^{}]*\}")


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    return messages(Path(bongsu.__file__).parent)


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with catalogue_file("ko").open("rb") as source:
        return read_po(source, locale="ko")


def test_every_message_has_korean(said: dict[str, list[str]], korean: Catalog) -> None:
    lacking = {
        message: places for message, places in said.items() if not (korean.get(message) or Empty).string
    }
    assert lacking == {}, "run `python -m bongsu.words.extraction` and fill in what it lists"


class Empty:
    string = ""


def test_korean_has_the_same_places_for_values(said: dict[str, list[str]], korean: Catalog) -> None:
    differing = [
        message
        for message in said
        if (entry := korean.get(message)) and entry.string
        if set(PLACE.findall(entry.string)) != set(PLACE.findall(message))
    ]
    assert differing == []


def test_korean_is_korean_or_a_term_kept_on_purpose(said: dict[str, list[str]], korean: Catalog) -> None:
    untouched = [
        message
        for message in said
        if (entry := korean.get(message))
        and entry.string == message
        and not re.fullmatch(r"[\W\d]*|bongsu [\w ]*--\w+ \{\w+\}|\{size\} MB", message)
    ]
    assert untouched == []


def test_nothing_stands_in_the_catalogue_that_is_no_longer_said(
    said: dict[str, list[str]], korean: Catalog
) -> None:
    assert {entry.id for entry in korean if entry.id} - said.keys() == set()


def test_english_lists_the_same_messages(korean: Catalog) -> None:
    with catalogue_file("en").open("rb") as source:
        english = read_po(source, locale="en")
    assert {entry.id for entry in english} == {entry.id for entry in korean}


def test_extraction_reads_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("from bongsu.words import say\nsay('one ' 'thing')\nprint('other')\n")
    (tmp_path / "page.html").write_text('<p>{{ say("in {place}", place=x) }}</p>')
    assert messages(tmp_path) == {"one thing": ["code.py"], "in {place}": ["page.html"]}


def test_extraction_follows_a_name_to_its_message_in_the_same_function(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(
        "def one():\n    message = 'told {here}'\n    print(say(message, here=1))\n"
        "def two():\n    message = 'kept to itself'\n    print(message)\n"
    )
    assert messages(tmp_path) == {"told {here}": ["code.py"]}


def test_extraction_knows_the_reasons_that_the_core_gives_in_errors(said: dict[str, list[str]]) -> None:
    assert "the formula is empty" in said
    assert "there is no function '{found}'; the functions are {functions}" in said
