"""Entries of the catalogue as TOML text, as a person would write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from bongsu.catalogue.tariffs import KINDS
from bongsu.core.indicators.tariff import Tariff


def entry(table: str, values: Mapping[str, object]) -> str:
    """A `[[table]]` entry, one key a line."""
    return f"[[{table}]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in values.items())


def toml(value: object) -> str:
    """One value."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def tariff_text(tariff: Tariff) -> str:
    """A tariff file's content; what stands at its default is not written."""
    head = f"item = {toml(tariff.item)}\n" + (f"notes = {toml(tariff.notes)}\n" if tariff.notes else "")
    parts = [head]
    for kind, entries in (("good", tariff.goods), ("rate", tariff.rates), ("tax", tariff.taxes)):
        defaults = {key.name: key.default for key in KINDS[kind][0]}
        parts += [entry(kind, _told(each, defaults)) for each in entries]
    return "\n".join(parts)


def _told(each: Any, defaults: Mapping[str, object]) -> dict[str, object]:
    held = {field.name: getattr(each, field.name) for field in fields(each)}
    return {name: held[name] for name in defaults if held[name] != defaults[name]}
