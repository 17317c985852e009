"""The settings that reviews decide, and what each may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bongsu.core.grading.methods import METHODS
from bongsu.words import say
from bongsu.words.refusal import Refusal


def _check_champion(value: Any) -> None:
    known = [name for name, method in METHODS.items() if method.forecasts]
    if value not in known:
        raise Refusal(
            say("setting {name}", name="champion_method"), expected=", ".join(known), found=str(value)
        )


def _check_challengers(value: Any) -> None:
    names = value if isinstance(value, list) else [value]
    for name in names:
        _check_champion(name)
    if not isinstance(value, list) or len(set(names)) != len(names):
        raise Refusal(
            say("setting {name}", name="challenger_methods"),
            expected=say("a list of methods, each once"),
            found=str(value),
        )


def _check_retired(value: Any, name: str = "retired_indicators") -> None:
    whole = isinstance(value, dict) and all(
        isinstance(item, str) and isinstance(codes, list) and all(isinstance(code, str) for code in codes)
        for item, codes in value.items()
    )
    if not whole:
        raise Refusal(
            say("setting {name}", name=name),
            expected=say("item → codes of indicators"),
            found=str(value),
        )


CHECKS: dict[str, Callable[[Any], None]] = {
    "champion_method": _check_champion,
    "challenger_methods": _check_challengers,
    "retired_indicators": _check_retired,
    "added_indicators": lambda value: _check_retired(value, "added_indicators"),
}
