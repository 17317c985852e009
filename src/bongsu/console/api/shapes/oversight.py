"""The audit log, people and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bongsu.console.api.shapes.base import Shape, listing, said, under
from bongsu.core.early_warning.people import Role


class AuditLine(Shape):
    """One act in the log."""

    sequence: int = said("Number of the line, without gaps.", 36, ge=1)
    at: datetime = said("When.")
    actor: str = said("Who.", "lee")
    act: str = said("What, by name.", "warning.approved")
    subject: str = said("On what.", "warning 2005-001")
    detail: dict[str, Any] = said("What belongs to the act.")
    hash: str = said("SHA-256 over this line and the hash before it.")


class AuditReport(Shape):
    """What a walk through the log found."""

    lines: int = said("How many lines there are.", 36, ge=0)
    ok: bool = said("Whether all hold.")
    first_broken: int | None = said("The first line that does not hold; null where all do.")
    fault: str = said("What kind of fault, by name; empty where there is none.")
    why: str = said("The fault in a sentence.")
    head: str = said("The hash of the last line.")


class Person(Shape):
    """An account that is in use."""

    name: str = said("Account name.", "kim")
    roles: list[Role] = said("Its roles; docs/roles.md has what each may do.", ["analyst"])
    offices: list[str] = said("Codes of its customs offices.", ["010"])


class Token(Shape):
    """A token, without its secret."""

    prefix: str = said("Its short name.", "40c90017")
    account: str = said("The account in whose name it acts.", "kim")
    purpose: str = said("What it is for.", "warehouse")
    scopes: list[str] = said("What it may be used for.", ["read"])
    created_at: datetime = said("When it was made.")
    created_by: str = said("Who made it.", "root")
    expires_at: datetime = said("When it ends by itself.")
    last_used_at: datetime | None = said("When it was last used, to the minute; null where never.")
    revoked_at: datetime | None = said("When it was revoked; null while in use.")


AuditLines = listing("lines", AuditLine, "AuditLines")
Verified = under("report", AuditReport, "Verified", "What the walk found.")
People = listing("people", Person, "People")
OnePerson = under("person", Person, "OnePerson")
Tokens = listing("tokens", Token, "Tokens")
OneToken = under("token", Token, "OneToken")
