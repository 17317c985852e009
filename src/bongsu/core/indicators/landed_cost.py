"""What a unit costs once it is honestly over the border: duties and taxes, the floor, margins, break-even."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from bongsu.core.indicators.rate_priority import Circumstances, applicable, chosen_rate
from bongsu.core.indicators.tariff import CIF, DUTY, RETAIL, Good, Rate, Tariff, Tax

BISECTIONS = 200


class TariffError(ValueError):
    """A landed cost cannot be told.

    Attributes:
        message: an English sentence with {names} for `values`, so that it can be translated.
    """

    def __init__(self, message: str, /, **values: object) -> None:
        self.message, self.values = message, values
        super().__init__(message.format(**values))


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the landed cost, in won per unit.

    Attributes:
        code: "cif", "duty", or the tax's code. unverified: what of it nobody has checked, "" where all is.
    """

    code: str
    name: dict[str, str]
    amount: float
    source: str
    unverified: tuple[str, ...] = ()
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class LandedCost:
    """A unit's landed cost and what follows from it; amounts in won per unit of the good.

    Attributes:
        components: cif first, then the duty, then the taxes in order; they sum to `total`.
        floor: the declared value below which under-declaring saves no duty; None where there is none.
        wedge: duties and taxes as a share of the value at the border.
        domestic: the price at home it is compared with; None where none was given, and then the margins too.
        smuggling_gain: domestic price less import cost before taxes and less the carrier's pay.
        legal_gain: domestic price less landed cost.
        break_even: the import cost at which honest trade neither gains nor loses; None where no cost is low
            enough (a specific duty above the domestic price), or no domestic price was given.
    """

    good: Good
    on: date
    cif: float
    rate: Rate
    set_aside: tuple[Rate, ...]
    components: tuple[Component, ...]
    total: float
    floor: float | None
    wedge: float
    domestic: float | None = None
    smuggling_gain: float | None = None
    smuggling_margin: float | None = None
    legal_gain: float | None = None
    legal_margin: float | None = None
    break_even: float | None = None

    @property
    def unverified(self) -> tuple[str, ...]:
        """What of the figures that were used nobody has checked, as `component: what`."""
        return tuple(f"{each.code}: {what}" for each in self.components for what in each.unverified)


def landed_cost(
    tariff: Tariff,
    cif: float,
    *,
    on: date,
    good: str | None = None,
    circumstances: Circumstances | None = None,
    domestic: float | None = None,
    carrying: float = 0.0,
) -> LandedCost:
    """The landed cost of a unit on a day.

    Args:
        cif: price, freight and insurance in won per unit of the good.
        good: code of the form; the tariff's first where it is None.
        domestic: price at home in won per unit; also the base of taxes on the retail price.
        carrying: what the smuggler's carrier costs per unit.

    Raises:
        TariffError: no rate is in force on the day, or a tax needs a domestic price and there is none.
    """
    if not (math.isfinite(cif) and cif >= 0):
        raise TariffError("expected a value of 0 or more won, found {found}", found=cif)
    try:
        form = tariff.good(good)
    except KeyError:
        codes = ", ".join(each.code for each in tariff.goods)
        raise TariffError("there is no good '{good}'; there are {codes}", good=good, codes=codes) from None
    given = circumstances or Circumstances()
    rate, set_aside = _rate(tariff, form, cif, on=on, given=given)
    components = _components(tariff, form, rate, cif, on=on, retail=domestic)
    total = math.fsum(each.amount for each in components)
    found = LandedCost(
        form,
        on,
        cif,
        rate,
        set_aside,
        components,
        total,
        rate.floor,
        total / cif - 1.0 if cif > 0 else math.nan,
    )
    if domestic is None:
        return found
    cost = cif + carrying
    return replace(
        found,
        domestic=domestic,
        smuggling_gain=domestic - cost,
        smuggling_margin=domestic / cost - 1.0 if cost > 0 else None,
        legal_gain=domestic - total,
        legal_margin=domestic / total - 1.0 if total > 0 else None,
        break_even=_break_even(tariff, form, on=on, given=given, domestic=domestic),
    )


def _rate(
    tariff: Tariff, good: Good, cif: float, *, on: date, given: Circumstances
) -> tuple[Rate, tuple[Rate, ...]]:
    of_good = [rate for rate in tariff.rates if rate.good == good.code]
    in_force = [rate for rate in of_good if rate.in_force(on)]
    if not in_force:
        days = ", ".join(f"{rate.valid_from} – {rate.valid_to or ''}" for rate in of_good) or "-"
        raise TariffError("no duty rate is in force on {day}; those known run {days}", day=on, days=days)
    fitting = applicable(in_force, given)
    chosen = chosen_rate(fitting, cif)
    if chosen is None:
        types = ", ".join(rate.type for rate in in_force)
        raise TariffError("none of the rates in force ({types}) fits these circumstances", types=types)
    return chosen, tuple(rate for rate in fitting if rate is not chosen)


def _components(
    tariff: Tariff, good: Good, rate: Rate, cif: float, *, on: date, retail: float | None
) -> tuple[Component, ...]:
    amounts = {CIF: cif, DUTY: rate.duty(cif)}
    if retail is not None:
        amounts[RETAIL] = retail
    parts = [
        Component(CIF, {"ko": "과세가격(CIF)", "en": "Customs value (CIF)"}, cif, ""),
        Component(DUTY, {"ko": "관세", "en": "Customs duty"}, amounts[DUTY], rate.source, rate.unverified),
    ]
    for tax in tariff.taxes:
        if (tax.goods and good.code not in tax.goods) or not tax.in_force(on):
            continue
        _check_base(tax, amounts)
        amounts[tax.code] = tax.amount(amounts)
        parts.append(
            Component(tax.code, tax.name, amounts[tax.code], tax.source, tax.unverified, exempt=tax.exempt)
        )
    return tuple(parts)


def _check_base(tax: Tax, amounts: dict[str, float]) -> None:
    missing = [name for name in tax.of if name not in amounts]
    if RETAIL in missing:
        raise TariffError("the tax '{tax}' is on the retail price: give the domestic price", tax=tax.code)
    if missing:
        raise TariffError(
            "the tax '{tax}' is on '{base}', which is not levied", tax=tax.code, base=missing[0]
        )


def _break_even(
    tariff: Tariff, good: Good, *, on: date, given: Circumstances, domestic: float
) -> float | None:
    """The import cost at which the landed cost, which rises with it, is the domestic price; bisected."""

    def landed(cif: float) -> float:
        rate, _ = _rate(tariff, good, cif, on=on, given=given)
        parts = _components(tariff, good, rate, cif, on=on, retail=domestic)
        return math.fsum(each.amount for each in parts)

    low, high = 0.0, domestic
    if landed(low) > domestic:
        return None
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        if landed(middle) <= domestic:
            low = middle
        else:
            high = middle
    return low
