"""The words for jobs: their states, and what each kind does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bongsu.words import named, say

STATES = {
    "waiting": {"ko": "대기 중", "en": "waiting"},
    "running": {"ko": "처리 중", "en": "being done"},
    "done": {"ko": "완료", "en": "done"},
    "failed": {"ko": "처리 불가", "en": "refused"},
    "lost": {"ko": "중단됨", "en": "lost"},
    "cancelled": {"ko": "취소", "en": "cancelled"},
}


def job_state_word(state: str) -> str:
    """A job's state in the language in use."""
    return named(STATES[state])


def job_words(kind: str, what: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a job does, in a phrase.

    Args:
        names: item code → its name.
    """
    if kind == "load":
        return say("Load {file}", file=what["file"])
    if kind == "review":
        item = names.get(what["item"], what["item"]) if what["item"] else say("all items")
        return say("Gather the review: {item}, as known on {day}", item=item, day=what["as_of"])
    if kind == "assess":
        return say("Assess all items, as known on {day}", day=what["as_of"])
    if what.get("warning"):
        return say("Evaluate the effect of warning {number}", number=what["warning"])
    item = names.get(what["item"], what["item"])
    return say(
        "Evaluate the effect: {item}, {first} to {last}", item=item, first=what["first"], last=what["last"]
    )
