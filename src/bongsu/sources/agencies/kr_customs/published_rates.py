"""Rows of a published tariff table (a file, or a kept answer of UNI-PASS) as dated rates of tariff lines.

Nothing is guessed: a share or a percentage, the unit of an amount, which of two counts and the first day are
written in the table, or said by a person, or the row is set aside with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from bongsu.core.indicators.rate_text import UNITS, RateText, RateTextError, read_rate
from bongsu.sources.agencies.contract import Fault
from bongsu.sources.agencies.kr_customs import tariff_rates
from bongsu.sources.agencies.kr_customs.rate_types import RateType, rate_type
from bongsu.sources.collecting.asking import Answer
from bongsu.sources.parsed import Reject
from bongsu.sources.tabular_file import TextTable, read_tables
from bongsu.words import say
from bongsu.words.refusal import Refusal

COLUMNS: dict[str, tuple[str, ...]] = {
    "hs": ("품목번호", "hs부호", "hsk부호", "hs코드", "세번", "hssgn", "hs", "hs_code"),
    "type": ("관세율구분", "세율구분", "관세율구분코드", "trrttpcd", "type", "rate_type"),
    "rate": ("관세율", "세율", "trrt", "rate", "ad_valorem"),
    "specific": ("단위당세액", "종량세액", "prutxamt", "specific"),
    "per": ("단위", "과세단위", "수량단위", "per", "unit"),
    "rule": ("적용방법", "선택기준", "rule"),
    "scope": ("적용국가구분",),
    "origins": ("원산지", "적용국가", "origins", "origin"),
    "use": ("용도세율구분", "use"),
    "first": ("적용개시일", "aplystrtdt", "valid_from"),
    "last": ("적용만료일", "aplyenddt", "valid_to"),
}
NEEDED = ("hs", "type", "rate")
RULES = {"고액": "higher", "높은": "higher", "higher": "higher", "저액": "lower", "낮은": "lower",
         "lower": "lower", "합산": "both", "both": "both"}  # fmt: skip
WHOLE_WORLD = ("", "0", "1")
"""Of 적용국가구분: all countries; 2 is some of them, which the table does not name."""
_DOTTED = re.compile(r"[0-9]{4}(?:[.-][0-9]{2}(?:[.-]?[0-9]{2,4})?)?")
_ENDLESS = ("99991231", "99999999", "")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says that the table does not.

    Attributes:
        bare: what a number without a sign is: "percent", "share", or "" for not said.
        per: the unit of amounts whose cell names none. rule: which counts of a share and an amount.
        first: the first day of rows without one.
    """

    bare: str = ""
    per: str = ""
    rule: str = ""
    first: date | None = None


@dataclass(frozen=True, slots=True)
class LineRate:
    """One rate of one tariff line; `share` of the customs value, `specific` in won per `per`."""

    where: str
    hs: str
    type: RateType
    share: float | None
    specific: float | None
    per: str
    rule: str
    first: date
    last: date | None


def rates_of_file(
    path: Path, said: Said, hs: Iterable[str]
) -> tuple[list[LineRate], list[tuple[str, Reject]]]:
    """The rates in a file under these HS codes, and the rows set aside with the place of each.

    Raises:
        Refusal: no table file, or no column for the code, the type or the rate.
    """
    rows: list[tuple[str, int, dict[str, str]]] = []
    broken: list[tuple[str, Reject]] = []
    for table in read_tables(path):
        broken += [(table.name, reject) for reject in table.rejects]
        rows += [(table.name, line, cells) for line, cells in _named(table)]
    found, aside = _rates(rows, said, tuple(hs))
    return found, broken + aside


def rates_of_answer(
    answer: Answer, said: Said, hs: Iterable[str]
) -> tuple[list[LineRate], list[tuple[str, Reject]]]:
    """The same of an answer of UNI-PASS that was kept; raises Refusal where it holds no rates."""
    known = {name: role for role, names in COLUMNS.items() for name in names}
    rows = [
        (
            answer.asked,
            number,
            {known[key.lower()]: text for key, text in cells.items() if key.lower() in known},
        )
        for number, cells in enumerate(tariff_rates.rows(answer), 1)
    ]
    return _rates(rows, said, tuple(hs))


def _named(table: TextTable) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by role, each with its line."""
    columns: dict[str, str] = {}
    for role, names in COLUMNS.items():
        held = [name for name in table.header if name.replace(" ", "") in names]
        if len(held) > 1:
            expected = say("one column for the {role}", role=role)
            raise Refusal(table.name, expected=expected, found=", ".join(held))
        if held:
            columns[role] = held[0]
    for role in NEEDED:
        if role not in columns:
            raise Refusal(
                table.name,
                expected=say("a column such as {names}", names=", ".join(COLUMNS[role][:3])),
                found=", ".join(table.header),
            )
    for row in table.rows.iter_rows(named=True):
        yield row["line"], {role: row[name] for role, name in columns.items()}


def _rates(
    rows: Iterable[tuple[str, int, dict[str, str]]], said: Said, hs: tuple[str, ...]
) -> tuple[list[LineRate], list[tuple[str, Reject]]]:
    found: list[LineRate] = []
    aside: list[tuple[str, Reject]] = []
    rows = list(rows)
    bare = said.bare or _bare(cells.get("rate", "") for _, _, cells in rows)
    for name, line, cells in rows:
        where = say("{file} line {line}", file=name, line=line)
        try:
            code = hs_code(cells["hs"])
            if not any(code.startswith(wanted) or wanted.startswith(code) for wanted in hs):
                continue
            found.append(_rate(where, code, cells, said, bare=bare))
        except Fault as fault:
            # A code that cannot be read may be one of the wanted lines: it is told, if it looks like one.
            digits = re.sub(r"[^0-9]", "", cells["hs"])
            if fault.column != "hs" or _like(digits, hs):
                aside.append((name, fault.at(line, cells)))
    return found, aside


def _like(digits: str, hs: tuple[str, ...]) -> bool:
    return any(digits[:4] and wanted.lstrip("0").startswith(digits.lstrip("0")[:3]) for wanted in hs)


def hs_code(text: str) -> str:
    """The digits of an HS code of 4 to 10 digits; a leading zero that a spreadsheet took is put back.

    Raises:
        Fault: no such code, or one of which zeros may be lost within.

    >>> hs_code("0904.21-0000"), hs_code("904210000")
    ('0904210000', '0904210000')
    """
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and 3 <= len(plain) <= 10:
        return plain if len(plain) % 2 == 0 else f"0{plain}"
    if _DOTTED.fullmatch(plain):
        digits = re.sub(r"[.-]", "", plain)
        if len(digits) % 2 == 0:
            return digits
    raise Fault(
        "hs",
        expected=say("an HS code of 4, 6, 8 or 10 digits, such as {example}", example="0904210000"),
        found=f"'{text}'",
        todo=say("Format the column as text before the codes are put in: a spreadsheet takes zeros away."),
    )


def _bare(cells: Iterable[str]) -> str:
    """Whether numbers without a sign are percentages, from the whole column; "" where that is open.

    No tariff has all its rates below 10 and some below 1 in percent; one of shares has none above 10.
    """
    figures = []
    for text in cells:
        try:
            read = read_rate(text)
        except RateTextError:
            continue
        if read.figure and not read.percent:
            figures.append(read.figure)
    if figures and max(figures) < 10 and min(figures) < 1:
        return ""
    return "percent"


def _rate(where: str, code: str, cells: Mapping[str, str], said: Said, *, bare: str) -> LineRate:
    found = _type(cells)
    if cells.get("use", "") not in ("", "0"):
        raise Fault(
            "use",
            expected=say("a rate for every use"),
            found=f"'{cells['use']}'",
            todo=say("Write this rate by hand where it applies."),
        )
    text = _cell_text(cells)
    share = None
    if text.figure is not None:
        if not text.percent and not bare:
            raise Fault(
                "rate",
                expected=say("a percentage or a share, and which of the two"),
                found=f"'{cells['rate']}'",
                todo=say("Say --rates percent or --rates share."),
            )
        share = float(text.figure if not text.percent and bare == "share" else text.figure / Decimal(100))
    per = text.per or UNITS.get(said.per, said.per)
    if text.specific is not None and not per:
        raise Fault(
            "specific",
            expected=say("the unit of the amount"),
            found=f"'{cells.get('specific') or cells['rate']}'",
            todo=say("Say --per, e.g. --per kg, if the table's notes name it."),
        )
    rule = ""
    if share is not None and text.specific is not None:
        rule = text.rule if text.rule in ("higher", "lower", "both") else said.rule
        if not rule:
            raise Fault(
                "rate",
                expected=say("which counts of the share and the amount"),
                found=say("both, without a word about it"),
                todo=say("Say --both higher, lower or both, if the law's text says so."),
            )
    first, last = _days(cells, said)
    specific = None if text.specific is None else float(text.specific)
    return LineRate(where, code, found, share, specific, per, rule, first, last)


def _type(cells: Mapping[str, str]) -> RateType:
    found = rate_type(cells["type"])
    origins = tuple(sorted({part for part in re.split(r"[;,\s]+", cells.get("origins", "").upper()) if part}))
    if any(not re.fullmatch("[A-Z]{2}", part) for part in origins):
        found_text = f"'{cells['origins']}'"
        raise Fault("origins", expected=say("countries of two letters, such as CN;VN"), found=found_text)
    if origins and found.origins and set(origins) - set(found.origins):
        expected = say("countries of this agreement: {codes}", codes=", ".join(found.origins))
        raise Fault("origins", expected=expected, found=", ".join(origins))
    if not origins and not found.origins and cells.get("scope", "") not in WHOLE_WORLD:
        raise Fault(
            "scope",
            expected=say("a rate for all countries, or the countries"),
            found=say("'{text}', for some countries that are not named", text=cells["scope"]),
            todo=say("Write this rate by hand where it applies."),
        )
    return RateType(found.code, origins or found.origins, found.agreement)


def _cell_text(cells: Mapping[str, str]) -> RateText:
    """The rate's cell together with the cells of the amount, its unit and the rule."""
    try:
        rate = read_rate(cells["rate"])
        amount = _amount(cells)
    except RateTextError as error:
        raise Fault("rate", expected=say(error.message), found=f"'{error.text}'") from None
    if rate.specific is not None and amount.specific is not None and rate.specific != amount.specific:
        found = f"{rate.specific}, {amount.specific}"
        raise Fault("specific", expected=say("one amount in both cells"), found=found)
    if rate.figure is None and rate.specific is None and amount.specific is None:
        todo = say("An empty cell is not zero: write 무세 or 0 where there is no duty.")
        raise Fault("rate", expected=say("a rate"), found=say("an empty cell"), todo=todo)
    rule = next((rule for word, rule in RULES.items() if word in cells.get("rule", "").lower()), "")
    specific = rate.specific if rate.specific is not None else amount.specific
    return RateText(rate.figure, rate.percent, specific, rate.per or amount.per, rule or rate.rule)


def _amount(cells: Mapping[str, str]) -> RateText:
    text, per = cells.get("specific", ""), cells.get("per", "")
    if not text:
        return RateText()
    read = read_rate(text)
    if read.percent or read.rule:
        raise RateTextError("an amount per unit", text=text)
    value = read.specific if read.specific is not None else read.figure
    plain = per.strip().lower()
    return RateText(specific=value or None, per=read.per or UNITS.get(plain, plain))


def _days(cells: Mapping[str, str], said: Said) -> tuple[date, date | None]:
    first = _day(cells.get("first", ""), "first") if cells.get("first") else said.first
    if first is None:
        raise Fault(
            "first",
            expected=say("the first day, such as {example}", example="20250101"),
            found=say("an empty cell"),
            todo=say("Say --from: a rate without its first day is no dated rate."),
        )
    text = cells.get("last", "")
    last = None if _digits(text) in _ENDLESS else _day(text, "last")
    if last is not None and last < first:
        raise Fault("last", expected=say("{day} or later, which is valid_from", day=first), found=str(last))
    return first, last


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text.split(" ")[0])


def _day(text: str, column: str) -> date:
    plain = text.strip().removesuffix(" 00:00:00").rstrip(".")
    for pattern in ("%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y. %m. %d"):
        try:
            return datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Fault(column, expected=say("a day such as {example}", example="20250101"), found=f"'{text}'")
