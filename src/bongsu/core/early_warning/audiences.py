"""Who is told of which move; offices are those addressed, authors those who wrote the warning."""

from __future__ import annotations

from collections.abc import Collection

from bongsu.core.early_warning.people import Role

APPROVERS, ANALYSTS = f"role:{Role.APPROVER}", f"role:{Role.ANALYST}"
OFFICES, AUTHORS = "offices", "authors"

TOLD: dict[str, tuple[str, ...]] = {
    "propose": (APPROVERS,),
    "return": (AUTHORS,),
    "approve": (APPROVERS, AUTHORS),
    "issue": (OFFICES,),
    "report": (ANALYSTS,),
    "extend": (OFFICES,),
    "escalate": (APPROVERS,),  # and the office it goes to, by the escalation itself
    "lift": (OFFICES,),
    "expire": (OFFICES, ANALYSTS),
    "supersede": (OFFICES,),
    "withdraw": (OFFICES, AUTHORS),
    "evaluate": (APPROVERS,),
}
"""Of a move that is not here nobody is told: it changes nothing for anybody but its maker."""


def audiences(move: str, *, offices: Collection[str], authors: Collection[str]) -> tuple[str, ...]:
    """The audiences of a move, as the outbox wants them; each once.

    >>> audiences("lift", offices=("020", "030"), authors=("kim",))
    ('office:020', 'office:030')
    """
    found: list[str] = []
    for each in TOLD.get(move, ()):
        if each == OFFICES:
            found += [f"office:{office}" for office in offices]
        elif each == AUTHORS:
            found += [f"person:{author}" for author in sorted(authors)]
        else:
            found.append(each)
    return tuple(dict.fromkeys(found))
