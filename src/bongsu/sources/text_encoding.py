"""Bytes into lines of text: UTF-8 or CP949, and which lines are damaged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bongsu.words import say
from bongsu.words.refusal import Refusal

_HANGUL = re.compile("[가-힣]")
_ONLY_UTF8 = re.compile("[\u0800-\U0010ffff]")
_LATIN_WORD = re.compile("[A-Za-zÀ-ɏ]*[A-Za-z][A-Za-zÀ-ɏ]*|(?<=[0-9A-Za-z])[°²³µ·]|[°²³µ·](?=[0-9A-Za-z])")
_CONTROL = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_LARGEST_CONTROL_SHARE = 0.02
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The lines of a text file, ends of line removed, byte order mark removed.

    Attributes:
        damaged: line number (from 1) → what is wrong with the line.
    """

    lines: list[str]
    encoding: str
    damaged: dict[int, str]


def decoded(payload: bytes, *, name: str) -> DecodedText:
    """Reads UTF-8 (with or without byte order mark) or CP949, which contains EUC-KR.

    A file that is one of the two with some lines in the other is read, and those lines are damaged.

    Raises:
        Refusal: UTF-16, not text at all, or bytes that make other words in either encoding.
    """
    _refuse_what_is_not_text(payload, name=name)
    if b"\r" in payload:
        payload = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_by_line(payload, name=name)
    _refuse_what_reads_both_ways(payload, text, name=name)
    lines = text.split("\n")
    damaged: dict[int, str] = {}
    if "\x00" in text or _REPLACEMENT in text:
        damaged = _damaged_characters(lines)
    return DecodedText(lines, "UTF-8", damaged)


def _refuse_what_is_not_text(payload: bytes, *, name: str) -> None:
    expected = say("text in UTF-8 or CP949")
    zeros = payload[:4096].count(0)
    if payload[:2] in (b"\xff\xfe", b"\xfe\xff") or zeros * 3 > len(payload[:4096]):
        found = "UTF-16"
        todo = say("Save the file again as 'CSV UTF-8'; Excel's 'Unicode text' is UTF-16.")
        raise Refusal(name, expected=expected, found=found, todo=todo)
    control = len(payload) - len(payload.translate(None, _CONTROL))
    if control > 2 and control > _LARGEST_CONTROL_SHARE * len(payload):
        found = say("{count} control bytes: this is not a text file", count=control)
        raise Refusal(
            name, expected=expected, found=found, todo=say("Export the table as CSV and load that.")
        )


def _refuse_what_reads_both_ways(payload: bytes, text: str, *, name: str) -> None:
    """A short CP949 text can be valid UTF-8 by chance: a Hangul syllable of its bytes is 'ͥ' or '¡' there.

    Accented letters within a Latin word (Côte) and the signs of units are taken for what they look like.
    """
    if payload.isascii() or payload.startswith(b"\xef\xbb\xbf") or _ONLY_UTF8.search(text):
        return
    if _try(payload, "cp949") is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not _LATIN_WORD.sub("", line).isascii():
            raise Refusal(
                name,
                expected=say("text in UTF-8 or CP949"),
                found=say("bytes that may be either, first in line {line}", line=number),
                todo=say("Open the file where it was made and save it as 'CSV UTF-8'."),
            )


def _decoded_by_line(payload: bytes, *, name: str) -> DecodedText:
    """One encoding for the file, by majority of the lines that tell; the other lines are damaged.

    UTF-8 Korean mostly decodes as CP949 too, into nonsense, while CP949 Korean hardly ever is valid UTF-8:
    a line that is valid UTF-8 and gives Hangul is taken to be UTF-8.
    """
    raw_lines = payload.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    as_utf8 = {number: _try(line, "utf-8") for number, line in enumerate(raw_lines, 1) if not line.isascii()}
    hangul = {number for number, text in as_utf8.items() if text is not None and _HANGUL.search(text)}
    broken = {number for number, text in as_utf8.items() if text is None}
    if len(hangul) >= len(broken):
        encoding, bad, word = "UTF-8", broken, say("bytes that are not UTF-8, in a UTF-8 file")
    else:
        broken = {number for number in as_utf8 if _try(raw_lines[number - 1], "cp949") is None}
        encoding, bad, word = "CP949", hangul | broken, say("bytes that are not CP949, in a CP949 file")
        if 2 * len(broken) > len(as_utf8):
            raise Refusal(
                name,
                expected=say("text in UTF-8 or CP949"),
                found=say("bytes that are neither, first in line {line}", line=min(broken)),
                todo=say("Open the file where it was made and save it as 'CSV UTF-8'."),
            )
    lines = [
        line.decode("ascii") if line.isascii() else line.decode(encoding, errors="replace")
        for line in raw_lines
    ]
    damaged = _damaged_characters(lines) if b"\x00" in payload else {}
    return DecodedText(lines, encoding, damaged | dict.fromkeys(sorted(bad), word))


def _damaged_characters(lines: list[str]) -> dict[int, str]:
    words = {
        "\x00": say("a NUL byte"),
        _REPLACEMENT: say("the character U+FFFD, left by an earlier failed conversion"),
    }
    return {
        number: word
        for number, line in enumerate(lines, 1)
        for character, word in words.items()
        if character in line
    }


def _try(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
