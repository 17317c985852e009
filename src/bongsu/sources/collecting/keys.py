"""The keys of agencies' interfaces: from the environment only, put in at the last moment, else masked."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus, unquote

from bongsu.words import say
from bongsu.words.refusal import Refusal

MASK = "***"
LOGGERS = ("httpx2", "httpcore2.connection", "httpcore2.http11", "httpcore2.http2", "httpcore2.proxy")
SHORTEST = 4
"""A key shorter than this would mask half of what is written; none is."""


class Keys:
    """The keys that one data set needs.

    Args:
        needed: environment variables that must be set; `optional` may be.
        environment: the process's own where it is not given.

    A key copied in its percent-encoded form (the public data portal hands out both) is decoded once.
    """

    def __init__(
        self,
        needed: Iterable[str],
        *,
        optional: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        held = os.environ if environment is None else environment
        self._needed = tuple(needed)
        self._values: dict[str, str] = {}
        for name in (*self._needed, *optional):
            value = held.get(name, "").strip()
            if value:
                self._values[name] = unquote(value) if "%" in value else value
        self._written = tuple(
            sorted({form for value in self._values.values() for form in _forms(value)}, key=len, reverse=True)
        )

    def __repr__(self) -> str:
        return f"Keys({', '.join(self._values)})"

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables that must be set and are not."""
        return tuple(name for name in self._needed if name not in self._values)

    def has(self, name: str) -> bool:
        """Whether this variable holds a key."""
        return name in self._values

    def check(self, where: str) -> None:
        """Raises a Refusal if a key is missing."""
        if self.missing:
            raise Refusal(
                where,
                expected=say("a key in the environment variable {name}", name=", ".join(self.missing)),
                found=say("none"),
                todo=say(
                    "Ask the agency for a key and set the variable; keys stay out of every file of bongsu."
                ),
            )

    def put_in(self, text: str, *, in_path: bool = False) -> str:
        """The text with `{NAME}` replaced by the key of that variable."""
        for name, value in self._values.items():
            text = text.replace(f"{{{name}}}", quote(value, safe="") if in_path else value)
        return text

    def mask(self, text: str) -> str:
        """The text with every key, however it is written, replaced by ***."""
        for form in self._written:
            text = text.replace(form, MASK)
        return text

    def mask_bytes(self, content: bytes) -> bytes:
        """The same of an answer that says the key back."""
        for form in self._written:
            content = content.replace(form.encode(), MASK.encode())
        return content

    def guard_logs(self) -> None:
        """From now on nothing that the HTTP library logs shows one of these keys."""
        for name in LOGGERS:
            logging.getLogger(name).addFilter(self._masked_record)

    def release_logs(self) -> None:
        """Takes the guard away."""
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(self._masked_record)

    def _masked_record(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.mask(record.getMessage()), ()
        record.exc_info = record.exc_text = None
        return True


def _forms(value: str) -> set[str]:
    """The ways in which a key may stand in an address, a header or a body."""
    forms = {
        value,
        quote(value, safe=""),
        quote(value),
        quote_plus(value),
        quote(quote(value, safe=""), safe=""),
    }
    forms |= {quote(value, safe="").lower(), quote(value, safe="/=+"), repr(value)[1:-1]}
    return {form for form in forms if len(form) >= SHORTEST}
