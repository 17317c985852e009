"""The landed cost of an item on a day, from the catalogue's dated tariffs, for a price in any currency."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.indicators.landed_cost import LandedCost, TariffError, landed_cost
from bongsu.core.indicators.rate_priority import Circumstances
from bongsu.core.indicators.units import UnitError, factor
from bongsu.words import named, say
from bongsu.words.refusal import Refusal, WrongUse


@dataclass(frozen=True, slots=True)
class Offer:
    """A price abroad.

    Attributes:
        price, freight: in `currency` per `per`; `per` is a unit, "" for the good's own.
        fx: won per unit of the currency.
    """

    price: float
    currency: str = "KRW"
    fx: float | None = None
    freight: float = 0.0
    per: str = ""


def reckon(
    catalogue: Catalogue,
    item: str,
    offer: Offer,
    *,
    on: date,
    good: str | None = None,
    circumstances: Circumstances | None = None,
    domestic: float | None = None,
    carrying: float = 0.0,
) -> LandedCost:
    """The landed cost of an offer.

    Args:
        domestic, carrying: in won per unit of the good.

    Raises:
        Refusal: no rate is known on the day, or a tax needs a domestic price.
        WrongUse: a price that is none, a currency without a rate, a unit that cannot be converted.
    """
    tariff = catalogue.tariff(item)
    for option, value in (("--price", offer.price), ("--freight", offer.freight), ("--carrying", carrying)):
        if not (math.isfinite(value) and value >= 0):
            raise WrongUse(option, expected=say("a number, 0 or more"), found=f"{value:g}")
    if domestic is not None and not (math.isfinite(domestic) and domestic > 0):
        raise WrongUse("--domestic", expected=say("a number above 0"), found=f"{domestic:g}")
    try:
        unit = tariff.good(good).unit
        to_unit = 1.0 if offer.per in ("", unit) else factor(f"KRW/{offer.per}", f"KRW/{unit}")
        cif = (offer.price + offer.freight) * _rate(offer) * to_unit
        return landed_cost(
            tariff,
            cif,
            on=on,
            good=good,
            circumstances=circumstances,
            domestic=domestic,
            carrying=carrying,
        )
    except KeyError:
        codes = ", ".join(each.code for each in tariff.goods)
        raise WrongUse("--good", expected=codes, found=str(good)) from None
    except UnitError as error:
        raise WrongUse("--per", expected=unit, found=say(error.message, **error.values)) from None
    except TariffError as error:
        raise Refusal(f"tariffs/{item}.toml", todo=say(error.message, **error.values)) from None


def as_document(found: LandedCost, *, item: str) -> dict[str, Any]:
    """The JSON shape of `bongsu landed-cost --json`; amounts in won per unit."""
    return {
        "item": item,
        "good": found.good.code,
        "unit": f"KRW/{found.good.unit}",
        "on": found.on.isoformat(),
        "rate": _rate_document(found.rate),
        "set_aside": [_rate_document(rate) for rate in found.set_aside],
        "components": [
            {
                "code": each.code,
                "name": each.name,
                "amount": each.amount,
                "exempt": each.exempt,
                "source": each.source,
                "unverified": list(each.unverified),
            }
            for each in found.components
        ],
        "total": found.total,
        "floor": found.floor,
        "wedge": None if math.isnan(found.wedge) else found.wedge,
        "domestic": found.domestic,
        "smuggling_gain": found.smuggling_gain,
        "smuggling_margin": found.smuggling_margin,
        "legal_gain": found.legal_gain,
        "legal_margin": found.legal_margin,
        "break_even": found.break_even,
        "unverified": list(found.unverified),
    }


def conclusions(found: LandedCost) -> list[str]:
    """What follows, in sentences."""
    unit = found.good.unit
    said = []
    if found.floor is not None:
        floor = f"{found.floor:,.0f}"
        said.append(
            say(
                "Below a declared value of {floor} won/{unit} under-declaring saves no duty.",
                floor=floor,
                unit=unit,
            )
        )
        if found.cif < found.floor:
            said.append(say("This value is below that floor: the specific amount is levied."))
    if found.domestic is not None and found.legal_gain is not None and found.smuggling_gain is not None:
        said.append(
            say(
                "An honest importer gains {legal} won/{unit}, a smuggler {smuggled}.",
                legal=f"{found.legal_gain:,.0f}",
                smuggled=f"{found.smuggling_gain:,.0f}",
                unit=unit,
            )
        )
        if found.legal_gain < 0 < found.smuggling_gain:
            said.append(say("Honest trade is shut; only smuggling pays."))
        if found.break_even is None:
            said.append(say("No import cost is low enough for honest trade at this domestic price."))
        else:
            even = f"{found.break_even:,.0f}"
            said.append(
                say("Honest trade breaks even at an import cost of {even} won/{unit}.", even=even, unit=unit)
            )
    if found.unverified:
        said.append(say("Nobody has checked: {marks}", marks=", ".join(found.unverified)))
    return said


def table(found: LandedCost) -> list[tuple[str, float, str]]:
    """Rows of name, won per unit, and remark."""
    rows = []
    for each in found.components:
        remark = say("exempt") if each.exempt else ""
        if each.unverified:
            remark = ", ".join(part for part in (remark, say("not verified")) if part)
        rows.append((named(each.name), each.amount, remark))
    return [*rows, (say("Landed cost"), found.total, "")]


def _rate(offer: Offer) -> float:
    if offer.currency == "KRW":
        return 1.0
    if offer.fx is None or not (math.isfinite(offer.fx) and offer.fx > 0):
        expected = say("won per {currency}; a currency is never converted silently", currency=offer.currency)
        raise WrongUse("--fx", expected=expected)
    return offer.fx


def _rate_document(rate: Any) -> dict[str, Any]:
    return {
        "type": rate.type,
        "ad_valorem": rate.ad_valorem,
        "specific": rate.specific,
        "rule": rate.rule,
        "origins": list(rate.origins),
        "agreement": rate.agreement,
        "valid_from": rate.valid_from.isoformat(),
        "valid_to": rate.valid_to.isoformat() if rate.valid_to else None,
        "source": rate.source,
        "unverified": list(rate.unverified),
    }
