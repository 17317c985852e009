"""The states of an early warning in words."""

from __future__ import annotations

from bongsu.words import say


def state_word(state: str) -> str:
    """The state in a word or two.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); state_word("issued"), state_word("lifted")
    ('발령', '해제')
    """
    words = {
        "draft": say("drafted"),
        "proposed": say("proposed for approval"),
        "returned": say("returned"),
        "approved": say("approved"),
        "issued": say("issued"),
        "acknowledged": say("acknowledged"),
        "acting": say("acting"),
        "reported": say("results reported"),
        "extended": say("extended"),
        "escalated": say("escalated"),
        "lifted": say("lifted"),
        "expired": say("expired"),
        "evaluated": say("evaluated"),
        "closed": say("closed"),
        "superseded": say("superseded"),
        "withdrawn": say("withdrawn"),
    }
    return words[state]
