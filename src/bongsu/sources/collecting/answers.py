"""Answers into rows: JSON, XML and CSV read strictly; a page for people under HTTP 200 is no answer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from xml.etree import ElementTree  # a document type is refused below, so no entity is ever expanded

from bongsu.sources.collecting.asking import Answer
from bongsu.words import say
from bongsu.words.refusal import Refusal

DEEPEST = 60
_DECLARATION = re.compile(r"<\?xml\s[^?]*\?>")
"""It names the encoding that the answer had before it became text."""


def refused(answer: Answer, *, expected: str, found: str = "", todo: str = "") -> Refusal:
    """The refusal of an answer, with its beginning where nothing better can be shown."""
    return Refusal(answer.asked, expected=expected, found=found or repr(answer.shown()), todo=todo)


def text_of(answer: Answer) -> str:
    """The body as text.

    Raises:
        Refusal: neither UTF-8 nor CP949, or a page of HTML.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = answer.content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refused(answer, expected=say("text in UTF-8 or CP949"), found=say("another encoding"))
    head = text[:500].lstrip().lower()
    if head.startswith(("<!doctype html", "<html")) or "<html" in head:
        raise refused(
            answer,
            expected=say("data"),
            found=say("a page of HTML: {beginning}", beginning=answer.shown()),
            todo=say("The agency answers with an error page under the status of success; try again later."),
        )
    return text


def json_of(answer: Answer) -> Any:
    """The JSON document; numbers as text, so that not one digit is lost.

    Raises:
        Refusal: it is not JSON, or holds what JSON cannot hold.
    """
    text = text_of(answer)
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise refused(answer, expected="JSON", found=f"{fault}: {answer.shown()}") from None
    return found


def xml_of(answer: Answer) -> ElementTree.Element:
    """The XML document's root, names without their namespaces.

    Raises:
        Refusal: it is not XML, has a document type (which could make it endless), or is nested too deeply.
    """
    text = _DECLARATION.sub("", text_of(answer).strip(), count=1).strip()
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refused(answer, expected=say("XML without a document type"), found="<!DOCTYPE")
    parser = ElementTree.XMLPullParser(("start", "end"))
    depth, root = 0, None
    try:
        parser.feed(text.encode())
        parser.close()
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise refused(answer, expected="XML", found=say("XML nested too deeply"))
            if event == "start":
                root = element if root is None else root
                element.tag = element.tag.partition("}")[2] or element.tag
    except (ElementTree.ParseError, ValueError) as fault:
        raise refused(answer, expected="XML", found=f"{fault}: {answer.shown()}") from None
    if root is None:
        raise refused(answer, expected="XML")
    return root


def csv_of(answer: Answer, *, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a delimited answer by its header.

    Raises:
        Refusal: no header, names twice, or a row longer or shorter than the header.
    """
    text = text_of(answer)
    try:
        lines = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if row]
    except csv.Error as fault:
        raise refused(answer, expected="CSV", found=str(fault)) from None
    if not lines or len(set(lines[0])) < len(lines[0]):
        raise refused(answer, expected=say("a header with different column names"))
    header = [name.strip() for name in lines[0]]
    for number, row in enumerate(lines[1:], start=2):
        if len(row) != len(header):
            raise refused(
                answer,
                expected=say("{count} cells", count=len(header)),
                found=say("{count} cells in line {line}", count=len(row), line=number),
                todo=say("Was the download cut off?"),
            )
    return [dict(zip(header, map(str.strip, row), strict=True)) for row in lines[1:]]


def table_of(value: Any, answer: Answer, *, name: str) -> list[dict[str, Any]]:
    """A list of objects; one alone counts as a list of one, nothing ("" or null) as none.

    Raises:
        Refusal: it is something else: the agency changed the shape.
    """
    if value in (None, "", []):
        return []
    rows = [value] if isinstance(value, Mapping) else value
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise refused(
            answer,
            expected=say("a list of rows in {name}", name=name),
            found=type(value).__name__,
            todo=say("If the agency changed the shape of its answers, edit the data set's function."),
        )
    return [dict(row) for row in rows]


def inside(value: Any, *path: str, answer: Answer) -> Any:
    """What stands at a path of names in a JSON document.

    Raises:
        Refusal: one of the names is not there.
    """
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            raise _without(name, value if isinstance(value, Mapping) else (), answer)
        value = value[name]
    return value


def fields(row: Mapping[str, Any], names: Iterable[str], *, answer: Answer) -> dict[str, str]:
    """The named fields of a row as texts; null is "".

    Raises:
        Refusal: a field is missing (renamed?) or holds a structure.
    """
    found = {}
    for name in names:
        if name not in row:
            raise _without(name, row, answer)
        value = row[name]
        if isinstance(value, dict | list):
            raise refused(answer, expected=say("a text in {name}", name=name), found=type(value).__name__)
        found[name] = "" if value is None else str(value).strip()
    return found


def children(element: ElementTree.Element) -> dict[str, str]:
    """The texts of an element's children by name."""
    return {child.tag: (child.text or "").strip() for child in element}


def _without(name: str, known: Iterable[str], answer: Answer) -> Refusal:
    known = list(known)
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    found = ", ".join(close or known) or repr(answer.shown())
    return refused(
        answer,
        expected=say("the field {name}", name=name),
        found=found,
        todo=say("If the agency renamed it, edit the data set's function."),
    )


def _no_constant(text: str) -> Any:
    raise ValueError(text)
