"""Asks one question over the network: hosts of the description only, bounded, patient, counted, kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from bongsu.sources.collecting.keys import Keys
from bongsu.sources.collecting.quota import QuotaLedger
from bongsu.sources.interface import Interface
from bongsu.words import say
from bongsu.words.refusal import Refusal

if TYPE_CHECKING:
    import httpx2

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
ATTEMPTS = 5
LONGEST_WAIT = 120.0
"""Seconds; an agency that says "not before an hour" is asked another time, not waited for."""

LONGEST_ANSWER = 300.0
MOST_REDIRECTS = 3
SHOWN = 300
_AGENT = "bongsu (customs early warning)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with the key nowhere in it.

    Attributes:
        asked: the question as a person may see it: address and parameters, each key as {NAME}.
        content: the body as it came, except that a key said back is masked.
    """

    asked: str
    content: bytes
    content_type: str = ""
    sha256: str = ""

    def shown(self) -> str:
        """The beginning of the body on one line, for messages."""
        return " ".join(self.content[:SHOWN].decode("utf-8", "replace").split())


class Ask:
    """Asks questions of one data set's interface; calling it gives the answer.

    Args:
        keep: stores each body before anyone parses it, and gives its hash.
        transport: another way to the network, for tests on the loopback.
        sleep, clock: waiting between attempts, and the seconds gone by.
    """

    def __init__(
        self,
        interface: Interface,
        *,
        keys: Keys,
        quota: QuotaLedger,
        day: date,
        keep: Callable[[bytes], str],
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.interface, self.keys, self.quota, self.day = interface, keys, quota, day
        self._keep, self._transport, self._sleep, self._clock = keep, transport, sleep, clock
        self.answers: list[Answer] = []

    def has_key(self, name: str) -> bool:
        """Whether there is a key in this variable."""
        return self.keys.has(name)

    def __call__(
        self,
        url: str = "",
        params: Mapping[str, object] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to one GET; status 200 and a body within bounds are all that is promised of it.

        Raises:
            Refusal: no key, no quota left, no connection, another status, a forbidden host, too much.
        """
        import httpx2
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        url = url or self.interface.url
        question = _Question(url, {name: str(value) for name, value in (params or {}).items()}, headers or {})
        self.keys.check(question.shown)
        self._check_host(url, where=question.shown)
        self.keys.guard_logs()
        try:
            for attempt in Retrying(
                retry=retry_if_exception_type(_AgainError),
                stop=stop_after_attempt(ATTEMPTS),
                wait=_wait,
                sleep=self._sleep,
                reraise=True,
            ):
                with attempt:
                    content, content_type = self._once(question)
        except _AgainError as fault:
            raise Refusal(
                question.shown, expected=say("an answer"), found=self.keys.mask(fault.found), todo=fault.todo
            ) from None
        except httpx2.HTTPError as fault:
            raise _no_connection(question, fault, self.keys) from None
        finally:
            self.keys.release_logs()
        content = self.keys.mask_bytes(content)
        answer = Answer(question.shown, content, content_type, self._keep(content))
        self.answers.append(answer)
        return answer

    def _once(self, question: _Question) -> tuple[bytes, str]:
        """One attempt, following redirects within the hosts."""
        import httpx2

        url, params = self.keys.put_in(question.url, in_path=True), question.filled(self.keys)
        headers = {"User-Agent": _AGENT} | {
            name: self.keys.put_in(value) for name, value in question.headers.items()
        }
        timeout = httpx2.Timeout(30.0, connect=15.0)
        with httpx2.Client(transport=self._transport, timeout=timeout, follow_redirects=False) as client:
            for _ in range(MOST_REDIRECTS + 1):
                self.quota.take(self.interface.quota_key, self.day, limit=self.interface.quota_a_day)
                try:
                    with client.stream("GET", url, params=params or None, headers=headers) as response:
                        if response.is_redirect:
                            target = urljoin(str(response.url), response.headers.get("location", ""))
                            self._check_redirect(question, url, target)
                            url, params = target, {}
                            continue
                        return self._body(question, response), response.headers.get("content-type", "")
                except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError) as fault:
                    found = f"{type(fault).__name__}: {fault}"
                    raise _AgainError(found, todo=say("Is the network up, and the agency?")) from None
        raise Refusal(
            question.shown,
            expected=say("at most {count} redirections", count=MOST_REDIRECTS),
            found=say("more"),
        )

    def _body(self, question: _Question, response: httpx2.Response) -> bytes:
        """The body of a success; anything else is refused or tried again."""
        begun, body = self._clock(), bytearray()
        limit = self.interface.largest_answer
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > limit:
                raise Refusal(
                    question.shown,
                    expected=say("at most {size} MB", size=max(1, limit // 1_000_000)),
                    found=say("more"),
                    todo=say("Ask for a shorter window, or raise largest_answer in the description."),
                )
            if self._clock() - begun > LONGEST_ANSWER:
                raise _AgainError(say("an answer that takes more than {seconds} s", seconds=LONGEST_ANSWER))
        if response.status_code in (200, 204):
            return bytes(body)
        found = f"HTTP {response.status_code} {Answer('', bytes(body)).shown()}".strip()
        if response.status_code in TRY_AGAIN or response.status_code in self.interface.busy:
            raise _AgainError(
                found, after=_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
            )
        raise Refusal(
            question.shown,
            expected="HTTP 200",
            found=self.keys.mask(found),
            todo=_todo(response.status_code),
        )

    def _check_host(self, url: str, *, where: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname not in self.interface.hosts:
            raise Refusal(
                where,
                expected=say("one of the hosts {hosts}", hosts=", ".join(self.interface.hosts)),
                found=parts.hostname or url[:SHOWN],
                todo=say("If the agency moved, edit the data set's description."),
            )

    def _check_redirect(self, question: _Question, url: str, target: str) -> None:
        shown = self.keys.mask(target)
        self._check_host(target, where=f"{question.shown} → {shown}")
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise Refusal(question.shown, expected="https", found=shown)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with {NAME} where its keys belong."""

    url: str
    params: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.url}?{asked}" if asked else self.url

    def filled(self, keys: Keys) -> dict[str, str]:
        return {name: keys.put_in(value) for name, value in self.params.items()}


class _AgainError(Exception):
    """An attempt that may succeed later; `after` is what the agency asked us to wait, in seconds."""

    def __init__(self, found: str, *, todo: str = "", after: float | None = None) -> None:
        super().__init__(found)
        self.found, self.after = found, after
        self.todo = todo or say("Try again later.")


def _wait(state: Any) -> float:
    """What the agency says, else 1, 2, 4, 8 seconds. A wait beyond reason ends the asking."""
    fault = state.outcome.exception()
    if fault.after is None:
        return float(2 ** (state.attempt_number - 1))
    if fault.after > LONGEST_WAIT:
        raise Refusal(
            say("the agency's interface"),
            expected=say("an answer"),
            found=fault.found,
            todo=say("The agency asks to wait {seconds} s: collect again then.", seconds=round(fault.after)),
        )
    return float(fault.after)


def _retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date; None where it says neither."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _todo(status: int) -> str:
    if status in (401, 403):
        return say("The key is not accepted, or this interface is not open to programs: ask the agency.")
    if status in (404, 410):
        return say("If the agency moved, edit the data set's description.")
    return say("See the agency's manual for this status.")


def _no_connection(question: _Question, fault: Exception, keys: Keys) -> Refusal:
    return Refusal(
        question.shown,
        expected=say("an answer"),
        found=keys.mask(f"{type(fault).__name__}: {fault}"),
        todo=say("Is the network up, and the agency?"),
    )
