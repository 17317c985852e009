"""The door to the tokens: made, shown once, checked at every request, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bongsu.core.early_warning.people import Person
from bongsu.records import audit, people
from bongsu.records.deciding import decide
from bongsu.words import say
from bongsu.words.refusal import Refusal

SCOPES = ("read", "warn", "report", "decide", "load", "admin")
"""What a token may be used for, at most; what its account may not, it may not either."""

MARK = "bongsu"
LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=1)
"""Between two notes of a token's last use: not every request writes to the database."""


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """A token as lists show it; its secret is nowhere."""

    prefix: str
    account: str
    purpose: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who comes with a token, and what it may be used for."""

    prefix: str
    person: Person
    scopes: frozenset[str]
    user: Any


def create(
    account: str,
    scopes: Iterable[str],
    *,
    days: int,
    purpose: str = "",
    actor: str,
    now: datetime,
) -> tuple[TokenEntry, str]:
    """Makes a token for an account; the text given back is shown once and can never be shown again.

    Args:
        scopes: among `SCOPES`.
        days: until it ends by itself, at most a year.

    Raises:
        Refusal: no such account, no or an unknown scope, or it would last too long.
    """
    wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
    strange = sorted(set(scopes) - set(SCOPES))
    if strange or not wanted:
        raise Refusal("--scope", expected=", ".join(SCOPES), found=strange[0] if strange else say("nothing"))
    if not 1 <= days <= LONGEST.days:
        raise Refusal("--days", expected=say("a number from 1 to {most}", most=LONGEST.days), found=str(days))
    people.person(account)
    secret = secrets.token_urlsafe(32)
    entry = decide(
        lambda: _create(account, wanted, secret, days, purpose.strip(), actor=actor, now=now), at=now
    )
    return entry, f"{MARK}_{entry.prefix}_{secret}"


def bearer(text: str, *, now: datetime) -> Bearer | None:
    """Who comes with this token; None where it is unknown, over, revoked, or its account switched off."""
    from bongsu.records.models import ApiToken

    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != MARK or not prefix.isalnum() or len(prefix) > 16:
        return None
    row = ApiToken.objects.select_related("user").filter(pk=prefix).first()
    if row is None or not secrets.compare_digest(row.digest, _digest(secret)):
        return None
    if row.revoked_at is not None or now >= row.expires_at or not row.user.is_active:
        return None
    if row.last_used_at is None or now - row.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=prefix).update(last_used_at=now)
    return Bearer(prefix, people.as_person(row.user), frozenset(row.scopes), row.user)


def revoke(prefix: str, *, actor: str, now: datetime) -> TokenEntry:
    """Ends a token at once; raises Refusal where there is none, or it has been revoked already."""

    def act() -> TokenEntry:
        from bongsu.records.models import ApiToken

        row = ApiToken.objects.select_for_update().select_related("user").filter(pk=prefix).first()
        if row is None or row.revoked_at is not None:
            raise Refusal(
                say("the tokens"),
                expected=say("the short name of a token that is in use"),
                found=prefix,
                todo=say("List them: bongsu token list"),
            )
        row.revoked_at, row.revoked_by = now, actor
        row.save(update_fields=["revoked_at", "revoked_by"])
        audit.append(
            "token.revoked",
            actor=actor,
            subject=f"token {prefix}",
            at=now,
            detail={"account": row.user.username},
        )
        return _entry(row)

    return decide(act, at=now)


def listing(account: str | None = None) -> list[TokenEntry]:
    """Every token, the newest first; only of one account where it is given."""
    from bongsu.records.models import ApiToken

    rows = ApiToken.objects.select_related("user").order_by("-created_at", "prefix")
    if account is not None:
        rows = rows.filter(user__username=account)
    return [_entry(row) for row in rows]


def _create(
    account: str,
    scopes: tuple[str, ...],
    secret: str,
    days: int,
    purpose: str,
    *,
    actor: str,
    now: datetime,
) -> TokenEntry:
    from bongsu.records.models import ApiToken, User

    row = ApiToken.objects.create(
        prefix=secrets.token_hex(4),
        digest=_digest(secret),
        user=User.objects.get(username=account),
        purpose=purpose,
        scopes=list(scopes),
        created_at=now,
        created_by=actor,
        expires_at=now + timedelta(days=days),
    )
    audit.append(
        "token.created",
        actor=actor,
        subject=f"token {row.prefix}",
        at=now,
        detail={"account": account, "scopes": list(scopes), "days": days, "purpose": purpose},
    )
    return _entry(row)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _entry(row: Any) -> TokenEntry:
    return TokenEntry(
        row.prefix,
        row.user.username,
        row.purpose,
        tuple(row.scopes),
        row.created_at,
        row.created_by,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
