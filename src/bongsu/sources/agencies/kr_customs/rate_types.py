"""The Korean tariff's codes of rate types: which type of ours each is, and for which countries of origin.

From the names that UNI-PASS answers with (trrtTpNm) and its page on which rate goes first (세율적용
우선순위). An agreement's code ends in a number, its choice (선택1): the others hold under conditions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bongsu.sources.agencies.contract import Fault
from bongsu.words import say

ASEAN = ("BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "VN")
EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
AGREEMENTS: dict[str, tuple[str, ...]] = {
    "FAE": ("AE",),
    "FAS": ASEAN,
    "FASID": ("ID",),
    "FASPH": ("PH",),
    "FASTH": ("TH",),
    "FAU": ("AU",),
    "FCA": ("CA",),
    "FCECR": ("CR",),
    "FCEHN": ("HN",),
    "FCENI": ("NI",),
    "FCEPA": ("PA",),
    "FCESV": ("SV",),
    "FCL": ("CL",),
    "FCN": ("CN",),
    "FCO": ("CO",),
    "FEF": ("CH", "IS", "LI", "NO"),
    "FEFCH": ("CH", "LI"),
    "FEFIS": ("IS",),
    "FEFNO": ("NO",),
    "FEU": EU,
    "FGB": ("GB",),
    "FID": ("ID",),
    "FIL": ("IL",),
    "FIN": ("IN",),
    "FKH": ("KH",),
    "FNZ": ("NZ",),
    "FPE": ("PE",),
    "FPH": ("PH",),
    "FRCAS": ASEAN,
    "FRCAU": ("AU",),
    "FRCCN": ("CN",),
    "FRCJP": ("JP",),
    "FRCNZ": ("NZ",),
    "FSG": ("SG",),
    "FTR": ("TR",),
    "FUS": ("US",),
    "FVN": ("VN",),
}
PLAIN = ("A", "C", "H", "L", "P1", "P2", "P3", "P4", "T1", "T2", "W1", "W2", "W3")
WITH_ORIGIN = {"U": ("U", ("KP",)), "E2": ("E", ("BD",)), "E3": ("E", ("LA",))}
ADDED = {"I": "덤핑방지관세", "J": "보복관세", "K": "긴급관세", "M": "상계관세"}
WORDS = (
    ("미추천", "W2"),
    ("추천", "W1"),
    ("기본", "A"),
    ("wto", "C"),
    ("조정", "L"),
)
"""Names of types as tables write them in place of a code; the first that is found counts."""
_AGREEMENT = re.compile(r"(F[A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class RateType:
    """A type of ours, the origins it is for (none is all), and the agreement's code."""

    code: str
    origins: tuple[str, ...] = ()
    agreement: str = ""


def rate_type(text: str) -> RateType:
    """The type that a table's code or name means.

    Raises:
        Fault: none that can be written into a tariff without a person.

    >>> rate_type("FCN1"), rate_type("양허관세(미추천)").code
    (RateType(code='F', origins=('CN',), agreement='FCN1'), 'W2')
    """
    code = text.strip().upper()
    if code in PLAIN:
        return RateType(code)
    if code in WITH_ORIGIN:
        return RateType(*WITH_ORIGIN[code])
    agreement = _AGREEMENT.fullmatch(code)
    if agreement and agreement[1] in AGREEMENTS:
        if agreement[2] != "1":
            found = say("'{code}', a choice under conditions", code=code)
            raise _fault(
                say("the first choice of an agreement, such as {code}", code=f"{agreement[1]}1"), found
            )
        return RateType("F", AGREEMENTS[agreement[1]], code)
    added = ADDED.get(code.rstrip("0123456789"))
    if added:
        found = say("'{code}', a duty that is levied in addition ({name})", code=code, name=added)
        raise _fault(say("a rate of its own"), found)
    plain = text.casefold()
    named = next((ours for word, ours in WORDS if word in plain), None) if not text.isascii() else None
    if named is None:
        raise _fault(say("a code of rate types, such as {examples}", examples="A, C, W1, FCN1"), f"'{text}'")
    return RateType(named)


def _fault(expected: str, found: str) -> Fault:
    return Fault(
        "type", expected=expected, found=found, todo=say("Write this rate by hand where it applies.")
    )
