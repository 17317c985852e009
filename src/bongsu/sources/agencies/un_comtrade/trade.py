"""Asks UN Comtrade for what partners report: one row a month, or the totals would be multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bongsu.core.panel.periods import span
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.kosis.statistics import month_of
from bongsu.sources.collecting.answers import fields, inside, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

PREVIEW = "https://comtradeapi.un.org/public/v1/preview/C/M/HS"
PREVIEW_ROWS = 500
MEASURES = {"value_usd": "primaryValue", "weight_kg": "netWgt", "quantity": "qty"}
ONE_OF_EACH = {"customsCode": "C00", "motCode": "0", "partner2Code": "0"}
ASKED = {"reporterCode": "reporter", "partnerCode": "partner", "cmdCode": "hs", "flowCode": "flow"}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each reporter, partner, code and flow; without a key one for each month."""
    with_key = ask.has_key("COMTRADE_KEY")
    for codes, parts in feed.by("reporter", "partner", "hs", "flow").items():
        asked = dict(zip(ASKED, codes, strict=True))
        months = [f"{period.start:%Y%m}" for period in span(window.first, window.last)]
        for some in [months] if with_key else [[month] for month in months]:
            params = {**asked, **ONE_OF_EACH, "period": ",".join(some), "includeDesc": "false"}
            url = "" if with_key else PREVIEW
            headers = {"Ocp-Apim-Subscription-Key": "{COMTRADE_KEY}"} if with_key else {}
            answer = ask(url, params, headers=headers)
            held = rows(answer, limit=0 if with_key else PREVIEW_ROWS)
            for line, row in enumerate(held, 1):
                yield from _found(parts, row, line, asked, answer)


def rows(answer: Answer, *, limit: int = 0) -> list[dict[str, Any]]:
    """The rows of an answer; as many as the preview's limit are fewer than there are."""
    document = json_of(answer)
    if isinstance(document, dict):
        error = document.get("error") or ("" if "data" in document else document.get("message"))
        if error:
            raise refused(answer, expected=say("a result code of success"), found=str(error)[:200])
    held = table_of(inside(document, "data", answer=answer), answer, name="data")
    if limit and len(held) >= limit:
        raise refused(
            answer,
            expected=say("fewer than {count} rows", count=limit),
            found=say("{count} rows", count=len(held)),
            todo=say("The preview cuts its answers: set a key in {name}.", name="COMTRADE_KEY"),
        )
    return held


def _found(
    parts: list[Wanted], row: dict[str, Any], line: int, asked: dict[str, str], answer: Answer
) -> Iterator[Found | Reject]:
    cells = fields(row, ["period", *asked, *ONE_OF_EACH], answer=answer)
    for name, wanted in (asked | ONE_OF_EACH).items():
        if cells[name] != wanted:
            raise refused(
                answer,
                expected=f"{name} {wanted}",
                found=cells[name],
                todo=say("Totals would be counted several times; nothing was taken."),
            )
    for part in parts:
        column = MEASURES.get(part["measure"])
        if column is None:
            raise Refusal(f"{part.series} measure", expected=", ".join(MEASURES), found=part["measure"])
        text = fields(row, [column], answer=answer)[column]
        try:
            value = number(text, column) if text else None
            yield Found(part, month_of(cells["period"]), value)
        except Fault as fault:
            yield fault.at(line, cells)
