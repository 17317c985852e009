"""How `bongsu warn` prints a warning: one line, a page, or JSON."""

from __future__ import annotations

import json as json_
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bongsu.words import say

if TYPE_CHECKING:
    from datetime import datetime

    from bongsu.records.warning_entries import WarningEntry


def told(entry: WarningEntry, json: bool, **more: Any) -> None:
    """One warning after a move: JSON, or its line."""
    if json:
        dump({"warning": asdict(entry), **more})
    else:
        print(line(entry))


def dump(document: dict[str, Any]) -> None:
    """One JSON object; days and moments as ISO text."""
    print(json_.dumps(document, ensure_ascii=False, default=_plain))


def line(entry: WarningEntry) -> str:
    """Number, state, grade, item and title."""
    from bongsu.words.warnings import state_word

    fires = "▲" * entry.grade + "△" * (5 - entry.grade)
    return (
        f"{entry.number}  {state_word(entry.state):<6} {fires} {entry.grade}  {entry.item:<14} {entry.title}"
    )


def page(entry: WarningEntry, time_zone: str) -> str:
    """The whole warning for a person at a prompt, its moments as clocks in the time zone show them."""
    from bongsu.words.warnings import channel_word, field_word, move_word, reason_words, state_word

    rows = [line(entry), ""]
    said: dict[str, str] = {
        "body": entry.body,
        "legal_basis": entry.legal_basis,
        "offices": ", ".join(entry.offices),
        "channels": ", ".join(channel_word(each) for each in entry.channels),
        "valid_from": str(entry.valid_from or ""),
        "valid_until": str(entry.valid_until or ""),
        "measures": "; ".join(entry.measures),
        "routes": "; ".join(entry.routes),
        "concealments": "; ".join(entry.concealments),
    }
    rows += [f"{field_word(name)}: {value}" for name, value in said.items() if value]
    if entry.addressees:
        rows += ["", say("Offices told:")]
        for each in entry.addressees:
            due = (
                say("acknowledge by {deadline}", deadline=clock(each.deadline, time_zone))
                if each.deadline
                else ""
            )
            rows.append(f"  {each.office}  {state_word(each.state)}  {due}".rstrip())
    rows += ["", say("Moves:")]
    for move in entry.moves:
        where = f" [{move.office}]" if move.office else ""
        behalf = say("(for {name})", name=move.on_behalf_of) if move.on_behalf_of else ""
        told_by = f"{clock(move.at, time_zone)}  {move_word(move.name)}{where}  {move.who} {behalf}".rstrip()
        rows.append(f"  {told_by}  {reason_words(move.reason)}".rstrip())
    return "\n".join(rows)


def clock(at: datetime, time_zone: str) -> str:
    """A moment as the clocks of the time zone show it."""
    from zoneinfo import ZoneInfo

    return f"{at.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
