"""Sends one letter to one address: mail and chat through Apprise, signed webhooks by HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from bongsu.notify.templates import Letter

TIMEOUT_SECONDS = 20.0
SIGNED = "signed+"
MESSAGE, DELIVERY, ATTEMPT = "X-Bongsu-Message", "X-Bongsu-Delivery", "X-Bongsu-Attempt"
DUPLICATE, SIGNATURE = "X-Bongsu-Duplicate", "X-Bongsu-Signature"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try; `text` never holds a secret of the address."""

    ok: bool
    text: str


def headers(message: str, delivery: str, *, attempt: int, duplicate: bool) -> dict[str, str]:
    """By which a recipient knows a message again, and whether it may be the second of its kind."""
    found = {MESSAGE: message, DELIVERY: delivery, ATTEMPT: str(attempt)}
    return found | ({DUPLICATE: "possible"} if duplicate else {})


def send(
    url: str, letter: Letter, *, mail: str, marks: dict[str, str], document: dict[str, Any], timestamp: int
) -> Answer:
    """Sends; never raises for what the network or the other side does.

    Args:
        url: an Apprise address, or signed+http(s)://SECRET@host/path.
        mail: the recipient where the address is a mail server's.
        marks: headers of the message.
        document: what a signed webhook gets as JSON besides title and body.
        timestamp: seconds since 1970, part of the signature.
    """
    try:
        if url.startswith(SIGNED):
            return _signed(url, letter, marks, document, timestamp)
        return _apprise(url, letter, mail, marks)
    except Exception as error:
        return Answer(False, type(error).__name__)  # the text of an error may repeat the address


def signature(secret: str, body: bytes, timestamp: int) -> str:
    """HMAC-SHA-256 over the timestamp, a full stop and the body, as "t=…,v1=hex".

    >>> signature("key", b"{}", 0)[:12]
    't=0,v1=73143'
    """
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def _signed(
    url: str, letter: Letter, marks: dict[str, str], document: dict[str, Any], timestamp: int
) -> Answer:
    parts = urlsplit(url.removeprefix(SIGNED))
    secret = unquote(parts.password or parts.username or "")
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    content = {"title": letter.title, "body": letter.body, **document}
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    told = {"Content-Type": "application/json", SIGNATURE: signature(secret, body, timestamp), **marks}
    answer = _client(os.getpid()).post(plain, content=body, headers=told)
    return Answer(200 <= answer.status_code < 300, f"HTTP {answer.status_code}")


@cache
def _client(process: int) -> Any:
    """One client for each process: reading the certificates takes longer than a delivery."""
    import httpx2

    return httpx2.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False)


def _apprise(url: str, letter: Letter, mail: str, marks: dict[str, str]) -> Answer:
    from apprise import Apprise, NotifyFormat

    service = Apprise.instantiate(url)
    if service is None:
        return Answer(False, "address not understood")
    if mail:
        service.targets = [(False, mail)]
    if isinstance(getattr(service, "headers", None), dict):
        service.headers.update(marks)
    sender = Apprise()
    sender.add(service)
    done = sender.notify(
        body=f"{letter.body}\n\n{marks[MESSAGE]}", title=letter.title, body_format=NotifyFormat.TEXT
    )
    return Answer(bool(done), "accepted" if done else "not accepted")
