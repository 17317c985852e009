"""Which of several duty rates applies: the priority of the Customs Act, article 50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bongsu.core.indicators.tariff import (
    ADJUSTMENT,
    BASE,
    CONCESSIONS,
    IN_QUOTA,
    ONLY_WHEN_LOWER,
    SAFEGUARDS,
    SPECIAL_SAFEGUARD,
    Rate,
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides about rates beside the day: origin, quota, and a triggered special safeguard."""

    origin: str = ""
    in_quota: bool = False
    special_safeguard: bool = False


def applicable(rates: Sequence[Rate], given: Circumstances) -> list[Rate]:
    """The rates that an importer in these circumstances may be asked for or may claim."""
    found = []
    for rate in rates:
        if rate.origins and given.origin not in rate.origins:
            continue
        if rate.type in IN_QUOTA and not given.in_quota:
            continue
        if rate.type == "W2" and given.in_quota:
            continue
        if rate.type in SPECIAL_SAFEGUARD and (given.in_quota or not given.special_safeguard):
            continue
        found.append(rate)
    return found


def chosen_rate(rates: Sequence[Rate], cif: float) -> Rate | None:
    """The rate that applies among applicable ones; None where there is none.

    First the safeguards, the highest of them. Else what stands in the place of the base rate: a concession on
    farm goods (W), even where it is higher; else the adjustment duty; else the base rate. In its place again
    the lowest rate of those that count only when they are lower: agreements, quota duty, preferences.
    """
    safeguards = [rate for rate in rates if rate.type in SAFEGUARDS]
    if safeguards:
        return max(safeguards, key=lambda rate: rate.duty(cif))
    ordinary = None
    for types in (CONCESSIONS, (ADJUSTMENT,), (BASE,)):
        found = [rate for rate in rates if rate.type in types]
        if found:
            ordinary = min(found, key=lambda rate: rate.duty(cif))
            break
    lower = [rate for rate in rates if rate.type in ONLY_WHEN_LOWER]
    if not lower:
        return ordinary
    lowest = min(lower, key=lambda rate: rate.duty(cif))
    return lowest if ordinary is None or lowest.duty(cif) < ordinary.duty(cif) else ordinary
