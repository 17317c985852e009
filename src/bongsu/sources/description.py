"""The description of one agency data set: how its file is recognised, and what it promises to hold."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bongsu.core.panel.periods import Lag
from bongsu.sources.interface import Interface, read_interface
from bongsu.words import say
from bongsu.words.refusal import Refusal

AGENCIES = "bongsu.sources.agencies"
REQUIRED = ("title", "publisher", "licence", "table")
OPTIONAL = (
    "url",
    "attribution",
    "reader",
    "columns",
    "sheet",
    "file_names",
    "rows",
    "publication_lag",
    "lag_reason",
    "notes",
    "settings",
    "collect",
    "gates",
)
BOUNDS = ("fail_below", "warn_below", "warn_above")


@dataclass(frozen=True, slots=True)
class Description:
    """What `<agency>/<dataset>.toml` says.

    Attributes:
        code: "<agency>/<dataset>", the name that `--source` takes.
        table: the fact table its rows go to.
        reader: the Python module that reads it; the one beside the description unless another is named.
        columns: the header's columns that the reader needs, as the publisher writes them.
        sheet: name of the workbook's sheet; "" for a delimited file.
        file_names: patterns of `folder/file` that tell apart data sets whose headers are alike; a header
            that speaks for itself needs none.
        rows: `fail_below` (refused), `warn_below` and `warn_above` (a note) numbers of data rows.
        publication_lag: from a period's end to the day its value can be known; `lag_reason` says why.
        settings: what this data set's reader needs besides: names to codes, units, bounds.
        collect: where and how it is asked for over the network; None where it comes as files only.
        gates: the thresholds its values are held to; see `bongsu.core.panel.feed_gates`.
    """

    code: str
    title: str
    publisher: str
    licence: str
    table: str
    reader: str
    url: str = ""
    attribution: str = ""
    columns: tuple[str, ...] = ()
    sheet: str = ""
    file_names: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    publication_lag: Lag = field(default_factory=lambda: Lag(0, 0))
    lag_reason: str = ""
    notes: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    collect: Interface | None = None
    gates: dict[str, Any] = field(default_factory=dict)

    @property
    def is_file(self) -> bool:
        """Whether bongsu reads files of it, recognised by their columns or sheet."""
        return bool(self.columns or self.sheet)

    @property
    def collector(self) -> str:
        """The Python module that asks for it: the one beside the description unless another is named."""
        agency, _, dataset = self.code.partition("/")
        named = self.collect.function if self.collect else ""
        return f"{AGENCIES}.{agency}.{named or dataset}"

    def known_at(self, period_end: date) -> date:
        """The day from which a value of a period that ends on `period_end` counts as known."""
        return self.publication_lag.after(period_end)


@cache
def descriptions() -> dict[str, Description]:
    """Every data set whose files bongsu reads as their publisher writes them, by code."""
    return {code: one for code, one in data_sets().items() if one.is_file}


@cache
def data_sets() -> dict[str, Description]:
    """Every data set that bongsu knows, read from files, asked for over the network, or both, by code."""
    found = {}
    for agency in sorted(files(AGENCIES).iterdir(), key=lambda entry: entry.name):
        if agency.is_dir():
            for entry in sorted(agency.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith(".toml"):
                    description = read_description(entry, agency=agency.name)
                    found[description.code] = description
    return found


def read_description(file: Traversable, *, agency: str) -> Description:
    """Reads one description strictly: a key that is missing or that nobody knows is refused."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    where = f"{agency}/{file.name}"
    for key in REQUIRED:
        if key not in data:
            raise Refusal(where, expected=say("the key {key}", key=key), found=", ".join(data))
    for key in data:
        if key not in REQUIRED + OPTIONAL:
            raise Refusal(where, expected=", ".join(REQUIRED + OPTIONAL), found=key)
    for key in data.get("rows", {}):
        if key not in BOUNDS:
            raise Refusal(f"{where} [rows]", expected=", ".join(BOUNDS), found=key)
    dataset = file.name.removesuffix(".toml")
    code = f"{agency}/{dataset}"
    asked = data.get("collect")
    interface = read_interface(asked, where=f"{where} [collect]") if asked is not None else None
    lists = {key: tuple(data[key]) for key in ("columns", "file_names", "notes") if key in data}
    return Description(
        **{
            **data,
            **lists,
            "collect": interface,
            "code": code,
            "reader": f"{AGENCIES}.{agency}.{data.get('reader', dataset)}",
            "publication_lag": Lag.parse(data.get("publication_lag", "P0D")),
        }
    )
