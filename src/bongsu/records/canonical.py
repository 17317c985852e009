"""One way to write a value as text, so that its hash can be computed again elsewhere."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces; moments in UTC with microseconds, days as ISO dates.

    Raises:
        ValueError: a number is not finite, or a moment has no time zone.
        TypeError: the value holds something that JSON has no form for.

    >>> canonical_json({"b": 1, "a": [date(2005, 6, 13)]})
    '{"a":["2005-06-13"],"b":1}'
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_as_text
    )


def digest(value: object) -> str:
    """SHA-256 of `canonical_json`, as 64 hexadecimal digits."""
    return text_digest(canonical_json(value))


def text_digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """The moment in UTC to the microsecond, always of the same length.

    Raises:
        ValueError: the moment has no time zone; bongsu does not guess one.
    """
    if at.tzinfo is None:
        raise ValueError(f"expected a moment with its time zone, found {at!r}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"expected a value that JSON can hold, found {type(value).__name__}")
