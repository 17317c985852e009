"""What screening says of an indicator, in words."""

from __future__ import annotations

from bongsu.words import say


def verdict_word(verdict: str) -> str:
    """`supported`, `candidate` or `none` in the language in use."""
    return {"supported": say("supported"), "candidate": say("candidate"), "none": say("not supported")}[
        verdict
    ]


def direction_word(direction: str) -> str:
    """How detections follow the indicator: `+` with it, `-` against it, `?` unknown."""
    return {"+": say("same direction"), "-": say("opposite direction"), "?": say("direction unknown")}[
        direction
    ]
