"""How one data set is asked for over the network: the part `[collect]` of its description."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from bongsu.core.panel.periods import Frequency, Lag, Period
from bongsu.words import say
from bongsu.words.refusal import Refusal

Absent = Literal["zero", "not_reported", "nothing"]
"""What a period without a row means, up to the newest period of the answer: zero, a gap, nothing."""

Kind = Literal["answers", "file"]


@dataclass(frozen=True, slots=True)
class Interface:
    """What `[collect]` says.

    Attributes:
        url: where it is asked; `{NAME}` stands for the key in the environment variable NAME.
        hosts: the only hosts that are ever spoken to.
        interface: which interface the collector was written and tested against.
        kind: "answers" of an interface, or a whole "file" that the data set's reader reads.
        function: module beside the description that asks; "" for the one of the data set's own name.
        keys: environment variables that must hold keys; `optional_keys` may.
        frequency: of the periods asked for.
        window: the longest stretch that one question may span; None for all at once.
        reach: how far back the interface answers truly; None where it has everything.
        revisable: how much of what is held is asked again, because the agency corrects it.
        start: the first day that there can be data of.
        grace: after the publication lag, how long until a feed counts as overdue.
        quota_a_day: most questions a key may ask a day; 0 where none is known.
        busy: statuses beside the usual ones after which the question is asked again.
        select: what each wanted series must say, e.g. its tariff code; `select_optional` what it may say.
        absent: what a period without a row means.
        dense: every period between first and last is there; a gap is silence, and is refused.
        largest_answer: most bytes of one answer.
        rows: most rows one question may bring before it counts as something else.
        lies: code of each known lie → what the collector does about it.
    """

    url: str
    hosts: tuple[str, ...]
    interface: str
    kind: Kind = "answers"
    function: str = ""
    keys: tuple[str, ...] = ()
    optional_keys: tuple[str, ...] = ()
    frequency: Frequency = Frequency.MONTH
    window: Lag | None = None
    reach: Lag | None = None
    revisable: Lag = field(default_factory=lambda: Lag(0, 0))
    start: date = date(2000, 1, 1)
    grace: Lag = field(default_factory=lambda: Lag(0, 7))
    quota_a_day: int = 0
    busy: tuple[int, ...] = ()
    select: tuple[str, ...] = ()
    select_optional: tuple[str, ...] = ()
    absent: Absent = "not_reported"
    dense: bool = False
    largest_answer: int = 50_000_000
    rows: int = 200_000
    lies: tuple[tuple[str, str], ...] = ()

    @property
    def quota_key(self) -> str:
        """What the quota is counted by: the key's variable, else the host."""
        return self.keys[0] if self.keys else self.hosts[0]

    def periods_in(self, length: Lag) -> int:
        """How many of its periods a length of time holds at most, at least one."""
        first = Period.of(date(2001, 1, 1), self.frequency)  # a Monday, and the first day of everything
        following = Period.of(length.after(first.start), self.frequency)
        return max(1, following - first)


_DATES = {"start"}
_LAGS = {"window", "reach", "revisable", "grace"}
_LISTS = {"hosts", "keys", "optional_keys", "select", "select_optional"}
_COUNTS = {"quota_a_day", "largest_answer", "rows"}
_TEXTS = {"url", "interface", "function"}


def read_interface(raw: dict[str, Any], *, where: str) -> Interface:
    """Reads `[collect]` strictly.

    Raises:
        Refusal: a key is missing, unknown, or holds what it cannot hold.
    """
    known = Interface.__dataclass_fields__
    for name in raw:
        if name not in known:
            raise Refusal(where, expected=", ".join(known), found=name)
    for name in ("url", "hosts", "interface"):
        if name not in raw:
            raise Refusal(where, expected=say("the key {key}", key=name), found=", ".join(raw))
    return Interface(**{name: _value(name, value, where=where) for name, value in raw.items()})


def _value(name: str, value: Any, *, where: str) -> Any:
    at = f"{where} {name}"
    try:
        if name in _LAGS:
            return Lag.parse(value)
        if name in _DATES:
            return date.fromisoformat(value)
        if name == "frequency":
            return Frequency(value)
        if name == "lies":
            return tuple((str(code), str(text)) for code, text in value.items())
        if name == "busy":
            return tuple(int(status) for status in value)
        if name in ("absent", "kind"):
            choices = get_args(Absent if name == "absent" else Kind)
            if value not in choices:
                raise Refusal(at, expected=", ".join(choices), found=str(value))
            return value
    except (ValueError, TypeError, AttributeError) as fault:
        raise Refusal(at, expected=say("what this key can hold"), found=str(fault)) from None
    wanted = tuple if name in _LISTS else int if name in _COUNTS else str if name in _TEXTS else bool
    if wanted is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if wanted is not tuple and type(value) is wanted:
        return value
    raise Refusal(at, expected=say("what this key can hold"), found=repr(value))
