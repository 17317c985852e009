"""A caller of the API who compares every answer with what the API's own description says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

API = "/api/v1"


@cache
def description() -> dict[str, Any]:
    """The description, closed: a member that it does not name is a fault, unless its object is open."""
    from bongsu.console.api.desk import api

    told = json.loads(json.dumps(api.get_openapi_schema()))
    for shape in told["components"]["schemas"].values():
        if "properties" in shape:
            shape.setdefault("additionalProperties", False)
    return told


@cache
def operations() -> list[tuple[str, re.Pattern[str], str]]:
    """(method, pattern of the address, the address as described), the most literal first."""
    found = [
        (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path)
        for path, methods in description()["paths"].items()
        for method in methods
    ]
    return sorted(found, key=lambda each: each[2].count("{"))


def operation_of(method: str, address: str) -> str:
    """The address as described."""
    path = address.partition("?")[0]
    return next(told for verb, pattern, told in operations() if verb == method and pattern.fullmatch(path))


def check(method: str, address: str, answer: Any) -> None:
    """Fails unless the answer is of a status, a kind of content and a shape that are described."""
    path = operation_of(method, address)
    responses = description()["paths"][path][method.lower()]["responses"]
    told = responses[str(answer.status_code)]
    kind = answer["Content-Type"].partition(";")[0]
    assert kind in told["content"], (method, path, answer.status_code, kind)
    if not kind.endswith("json"):
        return
    shape = told["content"][kind]["schema"] | {"components": description()["components"]}
    faults = Draft202012Validator(shape, format_checker=FormatChecker()).iter_errors(answer.json())
    first = next(iter(faults), None)
    assert first is None, (method, path, list(first.absolute_path), first.message[:400])


class Reader:
    """One account's token in use."""

    def __init__(self, account: str, scopes: Iterable[str] | None = None) -> None:
        from django.test import Client

        from bongsu.records import tokens

        wanted = tokens.SCOPES if scopes is None else scopes
        _, text = tokens.create(account, wanted, days=1, actor="test", now=datetime.now(UTC))
        self.client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {text}")

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        """The answer, which must be of this status and as described."""
        content = b"" if body is None else json.dumps(body).encode()
        answer = self.client.generic(method, API + path, content, "application/json", **more)
        assert answer.status_code == status, (method, path, answer.status_code, answer.content[:600].decode())
        check(method, API + path, answer)
        return answer

    def get(self, path: str, *, status: int = 200) -> Any:
        """What a GET tells."""
        return self.ask("GET", path, status=status).json()

    def post(self, path: str, body: Any = None, *, status: int = 200, **given: Any) -> Any:
        """What a POST of these members tells."""
        return self.ask("POST", path, given if body is None else body, status=status).json()

    def done(self, path: str, body: Any) -> Any:
        """The job that a POST asks for, after a worker has done it."""
        from django.conf import settings

        from bongsu.usecases import jobs

        accepted = self.ask("POST", path, body, status=202)
        waiting = accepted.json()["job"]
        assert waiting["state"] == "waiting"
        assert accepted["Location"] == f"{API}/jobs/{waiting['number']}"
        jobs.run(settings.BONGSU_WORKSPACE, waiting["number"])
        return self.get(f"/jobs/{waiting['number']}")["job"]
