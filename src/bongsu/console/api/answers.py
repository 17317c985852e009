"""How the API answers: plain JSON, pages of a list, ETags, and tables as CSV or Parquet."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Field, Query, Schema
from pydantic import Field as Bounds
from pydantic import StringConstraints

from bongsu.console.api.problems import Problem
from bongsu.core.panel.lunar_calendar import FIRST_YEAR, LAST_YEAR

Format = Literal["json", "csv", "parquet"]
AS_JSON: Any = Query("json", alias="format")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a text for a formula."""

MOST = 1000
"""Rows of one page, at most; CSV and Parquet hold all of them."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
"""A name or number in an address or a body."""

Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
"""What a person writes."""

Number = Annotated[int, Bounds(ge=1, le=2_147_483_647)]
"""Of a thing that is numbered 1, 2, …"""

Day = Annotated[date, Bounds(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR - 1, 12, 31))]
"""A day by which something could be known; beyond these years no calendar of holidays is known."""

PROBLEMS = frozenset({400, 401, 403, 404, 422, 429})


def answers(shape: Any) -> dict[Any, Any]:
    """What an address may answer: 200 in this shape, or a problem."""
    return {200: shape, PROBLEMS: Problem}


def as_file(*kinds: str) -> dict[str, Any]:
    """For `openapi_extra`: the address answers with a file of one of these kinds."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"content": content}}}


class Page(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=100_000_000)


def plain(value: Any) -> Any:
    """Anything the doors give as what JSON can hold; not-a-number becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, frozenset | set):
        return [plain(each) for each in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return plain(value.item()) if hasattr(value, "item") else str(value)


def answer(request: HttpRequest, document: Mapping[str, Any], *, tag: str = "") -> HttpResponse:
    """JSON with an ETag; 304 without a body where the caller has it already.

    Args:
        tag: what names this content, such as a result's hash; "": the digest of the content itself.
    """
    body = json.dumps(plain(document), ensure_ascii=False, allow_nan=False).encode()
    return file(request, body, "application/json", tag)


def page(
    request: HttpRequest,
    name: str,
    whole: Sequence[Any],
    part: Page,
    *,
    told: Callable[[Any], Any] = plain,
    **more: Any,
) -> HttpResponse:
    """A part of a list under its name, with the number of all."""
    shown = whole[part.offset : part.offset + part.limit]
    return answer(
        request,
        {
            name: [told(each) for each in shown],
            "total": len(whole),
            "limit": part.limit,
            "offset": part.offset,
            **more,
        },
    )


def table(
    request: HttpRequest, rows: pl.DataFrame, form: Format, part: Page, *, name: str, tag: str = ""
) -> HttpResponse:
    """A table: a page of it as JSON, in the shape of `bongsu facts … --json`, or the whole as a file."""
    if form == "json":
        shown = rows.slice(part.offset, part.limit)
        told = {"rows": shown.to_dicts(), "total": rows.height, "limit": part.limit, "offset": part.offset}
        return answer(request, told)
    if form == "csv":
        body, kind = as_csv(rows), "text/csv; charset=utf-8"
    else:
        held = io.BytesIO()
        rows.write_parquet(held)
        body, kind = held.getvalue(), "application/vnd.apache.parquet"
    found = file(request, body, kind, f"{tag}.{form}" if tag else "")
    found.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return found


def as_csv(rows: pl.DataFrame) -> bytes:
    """CSV in UTF-8 with a mark that spreadsheets know it by; no text in it can act as a formula."""
    flat = rows.with_columns(
        pl.col(column).cast(pl.List(pl.String)).list.join(" ")
        for column, kind in rows.schema.items()
        if isinstance(kind, pl.List)
    )
    flat = flat.with_columns(
        pl.when(pl.col(column).str.slice(0, 1).is_in(FORMULA))
        .then(pl.lit("'") + pl.col(column))
        .otherwise(pl.col(column))
        .alias(column)
        for column, kind in flat.schema.items()
        if kind == pl.String
    )
    return b"\xef\xbb\xbf" + flat.write_csv().encode()


def file(request: HttpRequest, body: bytes, kind: str, tag: str = "") -> HttpResponse:
    """Bytes of a kind with an ETag; 304 without them where the caller has them already."""
    etag = f'"{tag or hashlib.sha256(body).hexdigest()[:32]}"'
    found = HttpResponse(body, content_type=kind)
    found.headers["ETag"] = etag
    found.headers["Cache-Control"] = "private, no-cache"
    found.headers["Vary"] = "Authorization, Cookie"
    if request.method != "GET":
        return found
    conditional: HttpResponse = get_conditional_response(request, etag=etag, response=found)
    return conditional
