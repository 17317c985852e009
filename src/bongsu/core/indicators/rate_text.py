"""Reads what a tariff table writes in a rate's cell: a share, an amount a unit, and which of two counts.

What could be read in two ways is refused: a table of duties carries legal weight.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

FREE = ("무세", "free", "영세율")
_HIGHER = re.compile(r"중\s*(?:더\s*)?(?:높은|고액|큰|많은)|고액|higher|greater")
_LOWER = re.compile(r"중\s*(?:더\s*)?(?:낮은|저액|작은|적은)|저액|lower|lesser|whichever\s+is\s+less")
_OR = re.compile(r"\s*(?:또는|혹은|\bor\b)\s*")
_AND = re.compile(r"\s*(?:\+|및|\bplus\b|\band\b)\s*")
_FIGURE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SHARE = re.compile(rf"({_FIGURE})\s*(%|퍼센트|percent)?")
_AMOUNT = (
    re.compile(
        rf"(?:krw|₩)?\s*(?P<amount>{_FIGURE})\s*(?:원|won|krw)\s*(?:/|per\s)\s*1?\s*(?P<per>[^\s/,]+)"
    ),
    re.compile(rf"(?:krw|₩)\s*(?P<amount>{_FIGURE})\s*(?:/|per\s)\s*1?\s*(?P<per>[^\s/,]+)"),
    re.compile(rf"1?\s*(?P<per>[^\s/,0-9]+)\s*(?:당|에)\s*(?P<amount>{_FIGURE})\s*원"),
    re.compile(rf"(?:krw|₩)?\s*(?P<amount>{_FIGURE})\s*(?:원|won|krw)(?P<per>)"),
)
UNITS = {
    "킬로그램": "kg", "㎏": "kg", "그램": "g", "톤": "t", "리터": "L", "l": "L", "ℓ": "L", "개비": "stick",
    "개": "piece", "갑": "pack", "미터": "m",
}  # fmt: skip
"""Words of tariff tables for units of the list."""


class RateTextError(ValueError):
    """A cell cannot be read, or could be read in two ways.

    Attributes:
        message: what was expected, in English, so that it can be translated; text: what was found.
    """

    def __init__(self, message: str, /, *, text: str) -> None:
        self.message, self.text = message, text
        super().__init__(f"expected {message}, found {text!r}")


@dataclass(frozen=True, slots=True)
class RateText:
    """What a cell says.

    Attributes:
        figure: the number of the share as written: 270 of "270 %"; None where there is none.
        percent: whether a percent sign stands at it.
        specific: won per `per`; None where there is none.
        per: the unit of the specific amount, "" where the cell does not say it.
        rule: "higher", "lower", "both", or "or" where it is not said which of the two counts; "" for one.
    """

    figure: Decimal | None = None
    percent: bool = False
    specific: Decimal | None = None
    per: str = ""
    rule: str = ""


def read_rate(text: str) -> RateText:
    """Reads one cell; an empty cell says nothing, and is not zero.

    Raises:
        RateTextError: no rate, or one that could be read in two ways.

    >>> found = read_rate("270 또는 6,210원/kg 중 고액")
    >>> found.figure, found.specific, found.per, found.rule
    (Decimal('270'), Decimal('6210'), 'kg', 'higher')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not plain:
        return RateText()
    if plain in FREE:
        return RateText(figure=Decimal(0), percent=True)
    which = [rule for rule, sign in (("higher", _HIGHER), ("lower", _LOWER)) if sign.search(plain)]
    if len(which) > 1:
        raise RateTextError("the higher or the lower of two, not both words", text=text)
    parts, rule = _parts(plain)
    if len(parts) > 2 or (which and rule != "or"):
        raise RateTextError("one rate, or two with 'or' or '+' between them", text=text)
    read = [_part(part, text) for part in parts]
    if len(read) == 1:
        return read[0]
    shares = [each for each in read if each.figure is not None]
    amounts = [each for each in read if each.specific is not None]
    if len(shares) != 1 or len(amounts) != 1:
        raise RateTextError("a share and an amount per unit, one of each", text=text)
    share, amount = shares[0], amounts[0]
    said = which[0] if which else rule
    return RateText(share.figure, share.percent, amount.specific, amount.per, said)


def _parts(plain: str) -> tuple[list[str], str]:
    """The rates of a cell without the words about which counts, and what stands between them."""
    bare = re.sub(r"(?:양자\s*)?중\s*(?:더\s*)?\S+(?:\s*(?:것|금액|세액|쪽|편))?$", "", plain)
    bare = re.sub(r",?\s*(?:whichever\s+is\s+(?:the\s+)?\w+|\(?(?:고액|저액)\)?)$", "", bare).strip(" ,()")
    for rule, sign in (("or", _OR), ("both", _AND)):
        found = [part.strip(" ,") for part in sign.split(bare)]
        if len(found) > 1:
            return found, rule
    return [bare], ""


def _part(part: str, text: str) -> RateText:
    share = _SHARE.fullmatch(part)
    if share:
        return RateText(figure=_decimal(share[1]), percent=share[2] is not None)
    for pattern in _AMOUNT:
        amount = pattern.fullmatch(part)
        if amount:
            per = amount["per"]
            return RateText(specific=_decimal(amount["amount"]), per=UNITS.get(per, per))
    raise RateTextError("a share such as 270 %, or won per unit such as 6,210원/kg", text=text)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
