"""The channels by which goods come in, by name."""

from __future__ import annotations

from bongsu.words import say


def channel_word(code: str) -> str:
    """The channel's name; an unknown one is shown as it is written, and one that was not told is said so.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); channel_word("traveller"), channel_word("")
    ('여행자', '미상')
    """
    words = {
        "": say("not stated"),
        "cargo": say("cargo"),
        "traveller": say("travellers"),
        "express": say("express consignments"),
        "post": say("post"),
        "vessel": say("vessels and aircraft"),
        "company": say("company investigation"),
    }
    return words.get(code, code)
