"""A stub server, and a way to ask one data set of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bongsu.core.panel.periods import Period
from bongsu.facts.raw import keep
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Window, feeds_of
from bongsu.sources.collecting.keys import Keys
from bongsu.sources.collecting.quota import QuotaLedger
from bongsu.sources.collectors import Collected, run

from .stub_server import serving

KEY = "a+key/with=signs"
DAY = date(2025, 6, 1)


@pytest.fixture
def stub():
    with serving() as running:
        yield running


def feed_of(code: str, *series: dict[str, Any]) -> Feed:
    """A feed as a catalogue's file would wire it."""
    lines = [f'[[feed]]\ncode = "{code}"']
    if series:
        lines.append("series = [")
        for part in series:
            inside = ", ".join(f"{name} = {value!r}".replace("'", '"') for name, value in part.items())
            lines.append(f"  {{ {inside} }},")
        lines.append("]")
    return feeds_of({"feeds/test.toml": "\n".join(lines)})[0]


class Bench:
    """Asks the stub as a workspace would ask the agency."""

    def __init__(self, stub, folder) -> None:
        self.stub, self.folder = stub, folder
        self.waited: list[float] = []
        self.quota = QuotaLedger(folder)

    def ask(self, feed: Feed, *, environment: dict[str, str] | None = None) -> Ask:
        interface = feed.description.collect
        names = (*interface.keys, *interface.optional_keys)
        keys = Keys(
            interface.keys,
            optional=interface.optional_keys,
            environment=dict.fromkeys(names, KEY) if environment is None else environment,
        )
        return Ask(
            interface,
            keys=keys,
            quota=self.quota,
            day=DAY,
            keep=lambda content: keep(content, self.folder / "raw"),
            transport=self.stub.transport,
            sleep=self.waited.append,
        )

    def collect(self, feed: Feed, first: str, last: str, **ask: Any) -> Collected:
        return run(feed, Window(Period.parse(first), Period.parse(last)), self.ask(feed, **ask))


@pytest.fixture
def bench(stub, tmp_path):
    return Bench(stub, tmp_path)


def values(collected: Collected) -> dict[tuple[str, str], float | None]:
    """Series and period → value."""
    return {
        (one.wanted.series, str(one.period)): None if one.value is None else float(one.value)
        for one in collected.found
    }
