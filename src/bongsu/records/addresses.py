"""The door to the addresses of messages: sealed Apprise addresses of offices, people and the mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.records.sealing import seal, unseal
from bongsu.words import LANGUAGES, say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

MAIL_SERVER = "mail-server"
"""Owner of the address of the server that takes mail to accounts."""


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """One address without its secrets.

    Attributes:
        owner: "office:020", "person:kim", "role:approver" or "mail-server".
        masked: scheme and host, everything that could be a secret left out.
        language: of its messages; "" the workspace's.
    """

    number: int
    owner: str
    masked: str
    language: str
    added_by: str
    added_at: datetime


def add(owner: str, url: str, *, by: Person, at: datetime, language: str = "") -> AddressEntry:
    """Adds an address; only administrators may.

    Args:
        url: as Apprise writes it, or signed+https://SECRET@host/path for a webhook that is signed.

    Raises:
        Refusal: she is no administrator, the owner is of no known form, or the address is not readable.
    """
    _administrators(by)
    kind, _, who = owner.partition(":")
    if owner != MAIL_SERVER and (kind not in ("office", "person", "role") or not who):
        raise Refusal("--owner", expected="office:020, person:kim, role:approver, mail-server", found=owner)
    if language and language not in LANGUAGES:
        raise Refusal("--language", expected=", ".join(LANGUAGES), found=language)
    if not urlsplit(url).scheme or "://" not in url:
        raise Refusal("--url", expected=say("an address such as {example}", example="mailtos://…"), found="…")
    return decide(lambda: _add(owner, url, by=by, at=at, language=language), at=at)


def remove(number: int, *, by: Person, at: datetime) -> None:
    """Switches an address off; raises Refusal where there is none or she is no administrator."""
    from bongsu.records.models import Address

    _administrators(by)

    def act() -> None:
        row = Address.objects.select_for_update().filter(pk=number, removed_at=None).first()
        if row is None:
            raise Refusal(say("address {number}", number=number), found=say("none of this number"))
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        audit.append("address.removed", actor=by.name, subject=f"address {number}", at=at)

    decide(act, at=at)


def listing(*, by: Person) -> list[AddressEntry]:
    """Every address in use, masked; only to administrators and auditors."""
    _administrators(by, Role.AUDITOR)
    from bongsu.records.models import Address

    return [_entry(row) for row in Address.objects.filter(removed_at=None).order_by("number")]


def opened(row: Any) -> str:
    """The address itself, for the sender alone."""
    return unseal(row.sealed)


def mail_server() -> str | None:
    """The address of the mail server; None where none is set."""
    from bongsu.records.models import Address

    row = Address.objects.filter(owner=MAIL_SERVER, removed_at=None).order_by("-number").first()
    return opened(row) if row else None


def masked(url: str) -> str:
    """Scheme and host; who can sign in, tokens, paths and queries are left out.

    >>> masked("mailtos://bongsu:secret@smtp.example.org:587/?from=x")
    'mailtos://…@smtp.example.org:587/…'
    >>> masked("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/")
    'slack://…'
    """
    parts = urlsplit(url)
    plain = parts.scheme.split("+")[-1].startswith(("mailto", "json", "xml", "form", "http"))
    if not plain:
        return f"{parts.scheme}://…"
    host = parts.netloc.rpartition("@")[2]
    who = "…@" if "@" in parts.netloc else ""
    rest = "/…" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{who}{host}{rest}"


def _add(owner: str, url: str, *, by: Person, at: datetime, language: str) -> AddressEntry:
    from bongsu.records.models import Address

    row = Address.objects.create(
        number=next_number("address"),
        owner=owner,
        sealed=seal(url),
        masked=masked(url),
        language=language,
        added_by=by.name,
        added_at=at,
    )
    detail = {"owner": owner, "masked": row.masked, "language": language}
    audit.append("address.added", actor=by.name, subject=f"address {row.number}", at=at, detail=detail)
    return _entry(row)


def _administrators(by: Person, *others: Role) -> None:
    allowed = (Role.ADMINISTRATOR, *others)
    if not by.has(*allowed):
        raise Refusal(
            by.name,
            expected=say("the role {role}", role=role_words(role.value for role in allowed)),
            found=say("none of them"),
        )


def _entry(row: Any) -> AddressEntry:
    return AddressEntry(row.number, row.owner, row.masked, row.language, row.added_by, row.added_at)
