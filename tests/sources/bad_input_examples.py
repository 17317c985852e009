"""Every kind of bad input that docs/bad-input.md tells of; run as a module it prints that page.

python -m tests.sources.bad_input_examples > docs/bad-input.md
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bongsu.core.panel.periods import Frequency, Lag
from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.sources.expectations import Expectations, ExpectedItem, ExpectedSeries
from bongsu.sources.parsed import Reject
from bongsu.words import use_language
from bongsu.words.refusal import Refusal

EXPECTATIONS = Expectations(
    items={
        "gold": ExpectedItem(
            "gold",
            frequency=Frequency.MONTH,
            unit="kg",
            names=("금괴", "Gold bullion"),
        ),
        "garlic": ExpectedItem("garlic", frequency=Frequency.WEEK, unit="t", names=("마늘", "Garlic")),
    },
    series={"gold_world_usd": ExpectedSeries("gold_world_usd", unit="USD/oz", publication_lag=Lag(1, 0))},
    offices={"010": ("서울", "Seoul"), "020": ("인천", "Incheon")},
)


@dataclass(frozen=True)
class Example:
    """A file with something wrong in its last line, or as a whole.

    Attributes:
        file: its lines, `⏎` between them, `\\xNN` for a byte that is no text.
        column: of the reject; None where the whole file is refused.
    """

    kind: str
    file: str
    column: str | None = None

    @property
    def payload(self) -> bytes:
        """The bytes of the file."""
        text = self.file.replace("⏎", "\n").encode()
        return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), text)


C = "item,period,count⏎"
Q = "item,period,count,quantity⏎"
O = "series,period,value⏎"  # noqa: E741
S = "series,period,value,status⏎"
D = "case_id,item,detected_on,booked_on⏎"
I = "report,items,reliability,credibility,known_at⏎"  # noqa: E741
K = "item,period,count,known_at⏎"

ROWS = [
    Example("A number that is none", C + "gold,2005-05,three", "count"),
    Example("A unit inside a number", Q + "gold,2005-05,3,12 kg", "quantity"),
    Example("Full-width digits", C + "gold,2005-05,１２", "count"),
    Example("A decimal comma", 'item,period,count,quantity⏎gold,2005-05,3,"1,5"', "quantity"),
    Example("Not a number at all, as computers say it", O + "gold_world_usd,2005-05,NaN", "value"),
    Example("Infinity", O + "gold_world_usd,2005-05,inf", "value"),
    Example("A number beyond all measure", O + "gold_world_usd,2005-05,1e300", "value"),
    Example("A formula in a number's place", C + "gold,2005-05,=1+2", "count"),
    Example("A formula in a text's place", C.strip("⏎") + ",channel⏎gold,2005-05,3,=cmd()", "channel"),
    Example("A negative count", C + "gold,2005-05,-3", "count"),
    Example("Part of a case", C + "gold,2005-05,2.5", "count"),
    Example("No count", C + "gold,2005-05,", "count"),
    Example("A dash for a count", C + "gold,2005-05,-", "count"),
    Example("A weight where nothing was found", Q + "gold,2005-05,0,3.5", "quantity"),
    Example("No value and no word why", O + "gold_world_usd,2005-05,", "value"),
    Example("A value that was not reported", S + "gold_world_usd,2005-05,430.5,not_reported", "value"),
    Example("A status that nobody knows", S + "gold_world_usd,2005-05,,missing", "status"),
    Example("A month that is none", C + "gold,2005-13,3", "period"),
    Example("A day that is none", O + "gold_world_usd,2005-02-30,430.5", "period"),
    Example("Week 53 of a year with 52 weeks", C + "garlic,2005-W53,3", "period"),
    Example("A date the other way round", C + "gold,05/2005,3", "period"),
    Example("Excel's number of a day", C + "gold,38473,3", "period"),
    Example("A year out of reach", C + "gold,0205-05,3", "period"),
    Example("A week for an item watched by month", C + "gold,2005-W22,3", "period"),
    Example("A month that Excel made a day", C + "gold,2005-05-01,3", "period"),
    Example("A count known before its period is over", K + "gold,2005-05,3,2005-05-20", "known_at"),
    Example(
        "A value known before its time",
        "series,period,value,published_at⏎gold_world_usd,2005-05,430.5,2004-06-02",
        "published_at",
    ),
    Example("A day without hyphens", K + "gold,2005-05,3,20050610", "known_at"),
    Example("A case booked before it was detected", D + "A-17,gold,2005-05-31,2005-05-30", "booked_on"),
    Example("A case without a name", D + ",gold,2005-05-31,", "case_id"),
    Example("An unknown item", C + "golde,2005-05,3", "item"),
    Example("An item by its name", C + "금괴,2005-05,3", "item"),
    Example("An item that is like none", C + "zzz,2005-05,3", "item"),
    Example("An unknown office", C.strip("⏎") + ",office⏎gold,2005-05,3,인천", "office"),
    Example("An unknown series without known_at", O + "gold_world_us,2005-05,430.5", "series"),
    Example("Another unit", Q.strip("⏎") + ",unit⏎gold,2005-05,3,12000,g", "unit"),
    Example("A row of totals", C + "합계,2005-05,3", "item"),
    Example("The header again", C + "item,period,count", "item"),
    Example("A cell too few", C + "gold,2005-05", ""),
    Example("A cell too many", C + "gold,2005-05,1,200", ""),
    Example("Two rows that disagree", C + "gold,2005-05,3⏎gold,2005-05,4", ""),
    Example("A plan with results", "period,inspections,planned,hits⏎2005-07,400,true,3", "hits"),
    Example("Work known before it is done", "period,inspections,known_at⏎2005-07,400,2005-07-03", "known_at"),
    Example("Neither true nor false", "period,inspections,random⏎2005-07,400,maybe", "random"),
    Example("A nil report with hits", "period,inspections,hits,nil_report⏎2005-07,400,2,true", "nil_report"),
    Example("A reliability beyond F", I + "R-1,gold,G,2,2005-05-03", "reliability"),
    Example("A credibility beyond 6", I + "R-1,gold,B,7,2005-05-03", "credibility"),
    Example(
        "An unknown item in a list",
        "event,kind,items,announced_on,effective_on⏎E-1,tariff,gold;silver,2005-05-01,2005-07-01",
        "items",
    ),
    Example("A NUL byte", C + r"go\x00ld,2005-05,3", ""),
    Example(
        "A line in another encoding",
        C.strip("⏎") + r",channel⏎gold,2005-05,3,화물⏎gold,2005-06,1,\xc8\xad\xb9\xb0",
        "",
    ),
    Example("A quotation mark in a quoted cell", C + '"go"ld,2005-05,3 "" ', ""),
]

FILES = [
    Example("A column that is missing", "item,period,cuont⏎gold,2005-05,3"),
    Example("Another unit in the header", "item,period,count,weight_kg⏎gold,2005-05,3,12"),
    Example("Columns named in another way", "품목,연월,건수⏎gold,2005-05,3"),
    Example("A column that nobody knows", "item,period,count,ofice⏎gold,2005-05,3,010"),
    Example("A column without a name", "item,,period,count⏎gold,,2005-05,3"),
    Example("A column twice", "item,period,count,count⏎gold,2005-05,3,3"),
    Example("A header of something else", "name,address⏎Kim,Busan"),
    Example("A title above the header", "Detections 2005⏎item,period,count⏎gold,2005-05,3"),
    Example("A header only", "item,period,count"),
    Example("An empty file", ""),
    Example("A quotation mark that is never closed", 'item,period,count⏎"gold,2005-05,3'),
    Example("UTF-16", r"\xff\xfei\x00t\x00e\x00m\x00"),
    Example("Neither UTF-8 nor CP949", r"item,period,count⏎\xff\xff\xff,2005-05,3"),
    Example("Bytes that are '징' in CP949 and '¡' in UTF-8", r"item,period,count⏎\xc2\xa1,2005-05,3"),
    Example("Not a text", r"\x00\x01\x02\x03\x04\x05\x06\x07\x08item"),
    Example("An old .xls workbook", r"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    Example("A ZIP archive cut off", r"PK\x03\x04\x14\x00"),
    Example("A Parquet file cut off", r"PAR1\x15\x04"),
    Example("A .gz file cut off", r"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b"),
    Example("A web page", "<html><body>Please log in</body></html>"),
    Example("JSON", '{"item": "gold"}'),
    Example("A PDF", "%PDF-1.7"),
]


def rejects_of(example: Example) -> list[Reject]:
    """The rejects of a file with bad rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(example.payload)
        return [reject for parsed in read_bongsu_file(path, EXPECTATIONS) for reject in parsed.rejects]


def message_of(example: Example) -> str:
    """What bongsu says to it, in English."""
    if example.column is None:
        try:
            rejects_of(example)
        except Refusal as refusal:
            return str(refusal)
        return "nothing"
    last = max(rejects_of(example), key=lambda reject: (reject.line, reject.column == example.column))
    column = last.column or "(row)"
    return f"line {last.line}, {column}: expected {last.expected}; found {last.found}. {last.todo}".strip()


def page() -> str:
    """The text of docs/bad-input.md."""
    lines = [
        *("# Bad input", ""),
        "What bongsu says to files that are not as they should be. Every line of these tables is run by the",
        "tests against the code, with a catalogue of two items (gold by month in kg;",
        "garlic by week in t), two offices (010, 020) and one series (gold_world_usd in USD/oz, published a",
        "month later). `⏎` ends a line of the file, `\\xNN` is a byte that is no text. This page is made by",
        "`python -m tests.sources.bad_input_examples > docs/bad-input.md`.",
        "",
        *("## Rows that go to the quarantine", ""),
        "The other rows of the file load. `bongsu facts quarantine` lists the bad ones with their cells.",
        "Mend the file, or the catalogue, and load the file again: what the ledger has is not added twice.",
        "",
        *_table(ROWS),
        *("", "## Files that are refused", ""),
        "Nothing of the file is loaded, the other files of the same command are, and the command ends with",
        "exit code 1. The file as it came is kept in the workspace's `raw` folder in both cases.",
        "",
        *_table(FILES),
    ]
    return "\n".join(lines) + "\n"


def _table(examples: list[Example]) -> list[str]:
    rows = [f"| {one.kind} | `{one.file or ' '}` | {_cell(message_of(one))} |" for one in examples]
    return ["| what is wrong | file | message |", "|---|---|---|", *rows]


def _cell(message: str) -> str:
    return message.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    use_language("en")
    print(page(), end="")
