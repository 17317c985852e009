"""The preview of other rules of warnings in words, the same at the command line and on the screen."""

from __future__ import annotations

from typing import Any

from bongsu.words import say


def preview_lines(found: dict[str, Any]) -> list[str]:
    """A sentence for each rule: what the past twelve months would have been."""
    from django.utils import timezone

    deadlines, budget, escalation = found["deadlines"], found["budget"], found["escalation"]
    now, then = (
        timezone.localtime(deadlines["told_now"][name]).strftime("%Y-%m-%d %H:%M")
        for name in ("deadline", "proposed")
    )
    return [
        say(
            "Of {told} offices told since {day}, late: {late}; with the proposed hours {then}. "
            "{moved} deadlines would have been others.",
            told=deadlines["told"],
            day=found["since"],
            late=deadlines["late"],
            then=deadlines["late_proposed"],
            moved=len(deadlines["moved"]),
        ),
        say("Who is told now must acknowledge by {now}; then by {then}.", now=now, then=then),
        say(
            "Of {count} tellings the budget holds back {now}; the proposed one {then} "
            "({more} more, {fewer} fewer).",
            count=budget["decided"],
            now=budget["held_back"],
            then=budget["held_back_proposed"],
            more=len(budget["newly_held_back"]),
            fewer=len(budget["let_out"]),
        ),
        say(
            "{offices} offices would have another next office; of {count} escalations {moved} would have "
            "gone elsewhere.",
            offices=len(escalation["offices"]),
            count=escalation["escalated"],
            moved=len(escalation["elsewhere"]),
        ),
    ]
