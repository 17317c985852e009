"""The load maker of `console_load.py`: people before browsers, each thinking between two pages.

    python benchmarks/console_visitors.py http://127.0.0.1:8000 SCENE

Starts of phases and, at the end, what each visit took are written as JSON lines on stdout. Loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

SIGN_IN_AT_ONCE = 4
PATIENCE_SECONDS = 60
THINK_SECONDS = (1.0, 3.0)
ENCODINGS = "gzip, deflate, br"
HTMX = {"HX-Request": "true", "HX-Target": "board"}

MIX = {
    "board": 30,
    "board, a past day": 10,
    "board, filtered": 10,
    "item dossier": 14,
    "warnings": 10,
    "warning": 6,
    "operations": 7,
    "map": 5,
    "effect": 3,
    "data": 3,
    "indicators": 2,
    "note written": 1,
}
"""Visits in a hundred. Whoever's role has no such screen makes the others in the same proportions."""

NOT_FOR_FIELD = ("item dossier", "effect", "data", "indicators", "note written")
WRITERS = ("analyst", "steward", "approver")


@dataclass
class Told:
    """What was measured: (phase, page, seconds, status or kind of error, bytes on the wire)."""

    rows: list[tuple[str, str, float, str, int]] = field(default_factory=list)
    phase: str = "sign-in"


class Visitor:
    """One person's browser: cookies, kept connections, static files fetched once, entity tags sent back."""

    def __init__(self, address: str, account: dict[str, Any], scene: dict[str, Any], told: Told) -> None:
        self.account, self.pages, self.told = account, scene["pages"], told
        self.dice = random.Random(str(account["name"]))
        self.tags: dict[str, str] = {}
        self.browser = httpx2.AsyncClient(
            base_url=address,
            transport=httpx2.AsyncHTTPTransport(verify=False, limits=httpx2.Limits(max_connections=6)),
            headers={"Accept-Encoding": ENCODINGS, "Accept-Language": "ko", "User-Agent": "console_load"},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
        role, reached = account["role"], set(account["offices"]) & set(scene["warned"])
        left = {
            page: weight
            for page, weight in MIX.items()
            if not (role == "field" and page in NOT_FOR_FIELD)
            and not (role == "field" and page == "warning" and not reached)
            and not (page == "note written" and role not in WRITERS)
        }
        self.choices, self.weights = list(left), list(left.values())

    async def visit(
        self,
        page: str,
        address: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        **given: Any,
    ) -> httpx2.Response | None:
        """One request, timed to its last byte."""
        headers = dict(headers or {})
        if address in self.tags:
            headers["If-None-Match"] = self.tags[address]
        began, size, answer = time.perf_counter(), 0, None
        try:
            answer = await self.browser.request(method, address, headers=headers, **given)
            size, outcome = answer.num_bytes_downloaded, str(answer.status_code)
        except httpx2.HTTPError as error:
            outcome = type(error).__name__
        self.told.rows.append((self.told.phase, page, time.perf_counter() - began, outcome, size))
        if answer is not None and "etag" in answer.headers:
            self.tags[address] = answer.headers["etag"]
        return answer

    async def sign_in(self, gate: asyncio.Semaphore) -> None:
        """Signs in as people do, by the form, and fetches what the first page needs."""
        async with gate:
            form = await self.visit("sign-in form", "/account/login/")
            assert form is not None
            secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
            assert secret, form.text[:500]
            name, password = str(self.account["name"]), str(self.account["password"])
            data = {"login": name, "password": password, "csrfmiddlewaretoken": secret[1]}
            sent = await self.visit("sign-in", "/account/login/", method="POST", data=data)
            assert sent is not None
            assert sent.status_code == 302, (name, sent.status_code, sent.text[:300])
        first = await self.visit("board", "/")
        assert first is not None
        for address in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', first.text))):
            found = await self.visit("static file", address)
            if address.endswith(".css") and found is not None:
                folder = address.rpartition("/")[0]
                for font in re.findall(r'url\("?([^")]*-first[^")]*\.woff2)"?\)', found.text):
                    await self.visit("static file", f"{folder}/{font}")

    async def work(self, until: asyncio.Event) -> None:
        """Thinks, looks, thinks, until it is over."""
        while not until.is_set():
            await asyncio.sleep(self.dice.uniform(*THINK_SECONDS))
            if until.is_set():
                return
            page = self.dice.choices(self.choices, self.weights)[0]
            if page == "note written":
                note = {"text": "부하 시험의 메모"}
                secret = {"X-CSRFToken": str(self.browser.cookies.get("bongsu_csrf", ""))}
                address = self.dice.choice(self.pages["item dossier"]).partition("?")[0] + "note"
                await self.visit(page, address, method="POST", data=note, headers=secret)
            else:
                headers = HTMX if page == "board, filtered" else {}
                await self.visit(page, self.dice.choice(self.pages[page]), headers=headers)


async def load(address: str, scene: dict[str, Any], *, warm: float, measured: float) -> Told:
    """Signs everybody in, lets them work for the warm-up and then for the time that counts."""
    told, over, gate = Told(), asyncio.Event(), asyncio.Semaphore(SIGN_IN_AT_ONCE)
    visitors = [Visitor(address, account, scene, told) for account in scene["people"]]

    def phase(name: str) -> None:
        told.phase = name
        print(json.dumps({"phase": name, "cpu": time.process_time()}), flush=True)

    phase("sign-in")
    await asyncio.gather(*(each.sign_in(gate) for each in visitors))
    phase("warm-up")
    working = [asyncio.create_task(each.work(over)) for each in visitors]
    await asyncio.sleep(warm)
    phase("measured")
    await asyncio.sleep(measured)
    phase("over")
    over.set()
    await asyncio.gather(*working)
    for each in visitors:
        await each.browser.aclose()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("scene", type=Path)
    parser.add_argument("--warm", type=float, default=15)
    parser.add_argument("--measured", type=float, default=60)
    options = parser.parse_args()
    if urlsplit(options.address).hostname not in ("127.0.0.1", "::1", "localhost"):
        sys.exit("only this machine may be loaded")
    scene = json.loads(options.scene.read_text("utf-8"))
    told = asyncio.run(load(options.address, scene, warm=options.warm, measured=options.measured))
    print(json.dumps({"visits": told.rows}), flush=True)


if __name__ == "__main__":
    main()
