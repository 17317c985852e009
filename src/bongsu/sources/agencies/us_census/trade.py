"""Asks the U.S. Census Bureau for trade by commodity and country: lists of lists with the header first."""

from __future__ import annotations

from collections.abc import Iterator

from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.eurostat.comext import month_of
from bongsu.sources.collecting.answers import fields, json_of, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

FLOWS = {"imports": ("I_COMMODITY", "GEN_VAL_MO"), "exports": ("E_COMMODITY", "ALL_VAL_MO")}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each series; values in US dollars."""
    for part in feed.series:
        if part["flow"] not in FLOWS:
            raise Refusal(f"{feed.code} {part.series} flow", expected=", ".join(FLOWS), found=part["flow"])
        commodity, value = FLOWS[part["flow"]]
        params = {
            "get": f"CTY_CODE,{commodity},{value}",
            "time": f"from {window.first} to {window.last}",
            "COMM_LVL": f"HS{len(part['hs'])}",
            commodity: part["hs"],
            "CTY_CODE": part["country"],
        }
        if ask.has_key("CENSUS_KEY"):
            params["key"] = "{CENSUS_KEY}"
        answer = ask(f"{ask.interface.url}/{part['flow']}/hs", params)
        for line, row in enumerate(rows(answer), 2):
            cells = fields(row, ["CTY_CODE", commodity, value, "time"], answer=answer)
            for name, wanted in (("CTY_CODE", part["country"]), (commodity, part["hs"])):
                if cells[name] != wanted:
                    raise refused(answer, expected=f"{name} {wanted}", found=cells[name])
            try:
                yield Found(part, month_of(cells["time"]), number(cells[value], value))
            except Fault as fault:
                yield fault.at(line, cells)


def rows(answer: Answer) -> list[dict[str, object]]:
    """The rows by the names of the header; none where there is no content at all."""
    if not answer.content.strip():
        return []
    table = json_of(answer)
    if not isinstance(table, list) or not table or not all(isinstance(row, list) for row in table):
        raise refused(answer, expected=say("a header with different column names"))
    header = [str(name) for name in table[0]]
    for row in table[1:]:
        if len(row) != len(header):
            raise refused(
                answer,
                expected=say("{count} cells", count=len(header)),
                found=say("{count} cells", count=len(row)),
                todo=say("Was the download cut off?"),
            )
    return [dict(zip(header, row, strict=True)) for row in table[1:]]
