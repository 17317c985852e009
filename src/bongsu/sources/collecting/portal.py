"""The public data portal's envelope (data.go.kr), for all its data sets: errors under HTTP 200, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bongsu.sources.collecting.answers import children, json_of, refused, table_of, text_of, xml_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.words import say
from bongsu.words.refusal import Refusal

SUCCESS = {"0", "00", "000", "0000"}
NO_DATA = {"3", "03"}
QUOTA = {"22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"}
KEY = {"20", "30", "31", "32"}
MOST_PAGES = 500


def rows(
    ask: Ask,
    params: Mapping[str, object],
    *,
    url: str = "",
    page_size: int = 1000,
    paged: bool = True,
) -> Iterator[tuple[dict[str, Any], Answer]]:
    """Every row of a question, page after page, each with the answer it stands in.

    An interface that ignores pages gives everything at once; that is seen by the count it states. Pages that
    end before the count is reached are refused: the answer is cut.
    """
    got, before = 0, None
    for page in range(1, MOST_PAGES + 1):
        asked = {**params, "pageNo": page, "numOfRows": page_size} if paged else params
        answer = ask(url, asked)
        found, total = read_page(ask, answer)
        if found and found == before:
            raise _cut(answer, got=got, total=total)
        for row in found:
            yield row, answer
        got, before = got + len(found), found
        if total is None or got >= total or not paged:
            break
        if not found:
            raise _cut(answer, got=got, total=total)
    else:
        raise Refusal(ask.interface.url, expected=say("at most {count} pages", count=MOST_PAGES))
    if total is not None and got < total:
        raise _cut(answer, got=got, total=total)


def read_page(ask: Ask | None, answer: Answer) -> tuple[list[dict[str, Any]], int | None]:
    """The rows of one answer and the count of all that it states; None where it states none.

    Raises:
        Refusal: the portal's gate or the agency says no, whatever the HTTP status was.
    """
    if text_of(answer).lstrip().startswith("<"):
        return _read_xml(ask, answer)
    return _read_json(ask, answer)


def _read_xml(ask: Ask | None, answer: Answer) -> tuple[list[dict[str, Any]], int | None]:
    root = xml_of(answer)
    if root.tag == "OpenAPI_ServiceResponse" or root.find("cmmMsgHeader") is not None:
        header = root.find("cmmMsgHeader")
        said = children(header) if header is not None else {}
        raise _no(
            ask, answer, said.get("returnReasonCode", ""), said.get("returnAuthMsg") or said.get("errMsg", "")
        )
    header, body = root.find("header"), root.find("body")
    if header is None:
        raise refused(answer, expected=say("the field {name}", name="response/header"))
    said = children(header)
    code = said.get("resultCode", "")
    if code in NO_DATA:
        return [], 0
    if code not in SUCCESS:
        raise _no(ask, answer, code, said.get("resultMsg", ""))
    if body is None:
        raise refused(answer, expected=say("the field {name}", name="response/body"))
    items = body.find("items")
    found = [children(item) for item in items.findall("item")] if items is not None else []
    return found, _count(body.findtext("totalCount"), answer)


def _read_json(ask: Ask | None, answer: Answer) -> tuple[list[dict[str, Any]], int | None]:
    document = json_of(answer)
    gate = document.get("OpenAPI_ServiceResponse") if isinstance(document, dict) else None
    if isinstance(gate, dict):
        said = gate.get("cmmMsgHeader")
        said = said if isinstance(said, dict) else {}
        message = str(said.get("returnAuthMsg") or said.get("errMsg") or "")
        raise _no(ask, answer, str(said.get("returnReasonCode", "")), message)
    response = document.get("response", document) if isinstance(document, dict) else {}
    header = response.get("header") if isinstance(response, dict) else None
    if not isinstance(header, dict):
        raise refused(answer, expected=say("the field {name}", name="response/header"))
    code = str(header.get("resultCode", ""))
    if code in NO_DATA:
        return [], 0
    if code not in SUCCESS:
        raise _no(ask, answer, code, str(header.get("resultMsg", "")))
    body = response.get("body")
    if not isinstance(body, dict):
        raise refused(answer, expected=say("the field {name}", name="response/body"))
    items = body.get("items")
    inner = items.get("item") if isinstance(items, dict) else items
    found = table_of(inner, answer, name="response/body/items/item")
    return found, _count(body.get("totalCount"), answer)


def _count(value: object, answer: Answer) -> int | None:
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise refused(answer, expected=say("a count in {name}", name="totalCount"), found=text[:40])
    return int(text)


def _no(ask: Ask | None, answer: Answer, code: str, message: str) -> Refusal:
    if (code in QUOTA or message in QUOTA) and ask is not None:
        ask.quota.exhaust(ask.interface.quota_key, ask.day, limit=ask.interface.quota_a_day)
    todo = ""
    if code in KEY:
        todo = say("Is the key registered for this service? A new key takes an hour or two to work.")
    return refused(
        answer, expected=say("a result code of success"), found=f"{code} {message}".strip(), todo=todo
    )


def _cut(answer: Answer, *, got: int, total: int | None) -> Refusal:
    return refused(
        answer,
        expected=say("{count} rows, as the answer itself states", count=total),
        found=say("{count} rows", count=got),
        todo=say("The interface cuts its answers: ask for a shorter window."),
    )
