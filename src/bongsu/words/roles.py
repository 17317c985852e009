"""The roles' names."""

from __future__ import annotations

from bongsu.words import say


def role_word(role: str) -> str:
    """A role in a word; an unknown one as it is.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); role_word("analyst")
    '분석관'
    """
    names = {
        "analyst": say("analyst"),
        "steward": say("steward"),
        "approver": say("approver"),
        "field": say("field officer"),
        "auditor": say("auditor"),
        "operator": say("operator"),
        "administrator": say("administrator"),
    }
    return names.get(role, role)
