"""Screen: which indicators of an item move before its detections do, as known on a day, and which do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.forecasting.level_model import LevelPrior
from bongsu.core.grading.methods import METHODS, MINIMUM_PERIODS
from bongsu.core.grading.rolling import refresh_cutoff
from bongsu.core.grading.screening_report import Comparison, ScreenedItem, screen_item
from bongsu.core.panel.breaks import partial_flags
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.view import ItemView
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_panel import PARTIAL, KnownPanel
from bongsu.words import named, say
from bongsu.words.amounts import length
from bongsu.words.breaks import break_words
from bongsu.words.flags import flag_words
from bongsu.words.refusal import Refusal

METHOD = "level-bma"
DIGITS = 6


@dataclass(frozen=True, slots=True)
class ItemScreening:
    """One item's screening with what a reader calls things.

    Attributes:
        screened: None where there are too few periods with detections.
        cutoff: the last period known.
        missing_reports: a sentence for each of the last periods in which offices lack a report.
    """

    item: Item
    cutoff: Period
    screened: ScreenedItem | None
    indicator_names: dict[str, str]
    missing_reports: tuple[str, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know before trusting it."""
        return self.screened.flags if self.screened else ("too_few_periods",)

    @property
    def flag_sentences(self) -> tuple[str, ...]:
        """The flags in words."""
        general = [flag_words(flag) for flag in self.flags if flag != PARTIAL]
        return (*general, *self.missing_reports)


@dataclass(frozen=True, slots=True)
class Screening:
    """The screening of some items as known at the end of a day."""

    as_of: date
    items: tuple[ItemScreening, ...]


def screen(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    as_of: date,
    items: Sequence[str] = (),
    as_recorded: datetime | None = None,
) -> Screening:
    """Screens the items named, or all, from what was known at the end of the day `as_of`.

    The level model learns from every item of the same frequency, at the calendar points that `assess` uses
    too, so that both give an indicator the same inclusion probability and verdict.

    Raises:
        Refusal: no item is valid on that day, or one of those named is not.
    """
    valid = catalogue.items_on(as_of)
    if not valid:
        raise Refusal("items.toml", expected=say("an item valid on {day}", day=as_of), found=say("none"))
    codes = [item.code for item in valid]
    for code in items:
        if code not in codes:
            raise Refusal("bongsu screen", expected=", ".join(codes), found=code)
    wanted = set(items) or set(codes)
    found: list[ItemScreening] = []
    for frequency in sorted({item.frequency for item in valid if item.code in wanted}, key=str):
        group = [item for item in valid if item.frequency is frequency]
        panel = KnownPanel(ledger, catalogue, group, as_of=as_of, as_recorded=as_recorded)
        found += _screen_group(panel, catalogue, wanted)
    return Screening(as_of, tuple(sorted(found, key=lambda each: codes.index(each.item.code))))


def _screen_group(panel: KnownPanel, catalogue: Catalogue, wanted: set[str]) -> list[ItemScreening]:
    prior = _learned(panel)
    pairs = [
        (item, view)
        for item, view in zip(panel.items, panel.at(panel.cutoff).items, strict=True)
        if item.code in wanted
    ]

    offices = {office.code: named(office.name) for office in catalogue.offices}

    def one(pair: tuple[Item, ItemView]) -> ItemScreening:
        item, view = pair
        enough = int((~np.isnan(view.counts)).sum()) >= MINIMUM_PERIODS
        names = {each.code: named(dict(each.name)) for each in catalogue.indicators_of(item)}
        missing = tuple(break_words(flag, offices=offices) for flag in partial_flags(view))
        screened = screen_item(view, prior) if enough else None
        return ItemScreening(item, panel.cutoff, screened, names, missing)

    return on_all_cores(one, pairs)


def _learned(panel: KnownPanel) -> LevelPrior:
    """What the level model learned at the last refresh, exactly as in an assessment."""
    at_refresh = panel.at(refresh_cutoff(panel.cutoff))
    longest = max((view.length for view in at_refresh.items), default=0)
    learned = METHODS[METHOD].learn(
        at_refresh if longest >= MINIMUM_PERIODS else panel.at(panel.cutoff), run=on_all_cores
    )
    assert learned is not None
    return learned


def sentence(screening: ItemScreening) -> str:
    """What was found for an item, in one sentence."""
    screened = screening.screened
    if screened is None or screened.test is None:
        return say("Not screened: the history is too short or no indicator has enough values.")
    for verdict in ("supported", "candidate"):
        chosen = [k for k in _order(screened) if screened.verdict[k] == verdict]
        if chosen:
            names = "; ".join(_named_lead(screening, screened, k) for k in chosen)
            if verdict == "supported":
                return say("Supported: {indicators}.", indicators=names)
            return say("No indicator is supported. Candidates: {indicators}.", indicators=names)
    return say("No indicator found among {count}.", count=len(screened.codes))


def _named_lead(screening: ItemScreening, screened: ScreenedItem, k: int) -> str:
    name = screening.indicator_names[screened.codes[k]]
    lead = int(screened.inclusion_lead[k])
    if lead < 0:
        return name
    if lead == 0:
        return say("{indicator}, same period", indicator=name)
    ahead = length(lead, screening.item.frequency.value)
    return say("{indicator}, {length} ahead", indicator=name, length=ahead)


def _order(screened: ScreenedItem) -> list[int]:
    """Positions of the indicators, most probable first; without inclusion the smallest p-value first."""
    inclusion = np.where(np.isnan(screened.inclusion), 0.0, screened.inclusion)
    p = screened.test.p_value if screened.test else np.ones(len(screened.codes))
    return sorted(
        range(len(screened.codes)), key=lambda k: (-inclusion[k], _last(float(p[k])), screened.codes[k])
    )


def _last(p_value: float) -> float:
    return 2.0 if math.isnan(p_value) else p_value


def document(screening: Screening) -> dict[str, Any]:
    """The JSON shape of `bongsu screen --json`."""
    return {
        "as_of": screening.as_of.isoformat(),
        "method": METHOD,
        "items": [item_document(each) for each in screening.items],
    }


def item_document(screening: ItemScreening) -> dict[str, Any]:
    """One item: what was found, the level it was tested against, and every indicator."""
    screened = screening.screened
    entry: dict[str, Any] = {
        "item": screening.item.code,
        "cutoff": str(screening.cutoff),
        "periods": screened.periods if screened else 0,
        "found": screened.found if screened else False,
        "sentence": sentence(screening),
        "flags": list(screening.flags),
        "missing_reports": list(screening.missing_reports),
        "p_any": None,
        "level": None,
        "surge_share": None,
        "composite_signal": None,
        "indicators": [],
    }
    if screened is None:
        return entry
    entry |= {
        "p_any": _number(screened.test.p_any) if screened.test else None,
        "level": {
            "sigma": _number(screened.sigma),
            "rho": _number(screened.rho),
            "size": _number(screened.size),
        },
        "surge_share": _number(float(screened.event.mean())),
        "composite_signal": _number(screened.signals.composite),
        "indicators": [_indicator(screened, k, screening.item.frequency) for k in _order(screened)],
    }
    return entry


def _indicator(screened: ScreenedItem, k: int, frequency: Frequency) -> dict[str, Any]:
    lead = int(screened.inclusion_lead[k])
    months = 12.0 / frequency.per_year
    return {
        "indicator": screened.codes[k],
        "verdict": screened.verdict[k],
        "inclusion": _number(screened.inclusion[k]),
        "lead": lead if lead >= 0 else None,
        "lead_months": round(lead * months, 2) if lead >= 0 else None,
        "direction": screened.direction[k],
        "expected_sign": {1: "+", -1: "-", 0: "?"}[int(screened.expected_sign[k])],
        "agrees": {1: True, -1: False, 0: None}[int(screened.agrees[k])],
        "inclusion_by_lead": _numbers(screened.inclusion_by_lead[k]),
        "test": _test(screened, k),
        "stability": _stability(screened, k),
        "pearson": _comparison(screened.pearson, k),
        "spearman": _comparison(screened.spearman, k),
        "circular_shift": _comparison(screened.circular, k) if screened.circular else None,
        "signal": _signal(screened, k),
    }


def _test(screened: ScreenedItem, k: int) -> dict[str, Any] | None:
    test = screened.test
    if test is None or test.lead[k] < 0:
        return None
    lead = int(test.lead[k])
    return {
        "lead": lead,
        "r": _number(test.r[k, lead]),
        "t": _number(test.t[k, lead]),
        "p_value": _number(test.p_value[k]),
        "q_value": _number(test.q_value[k]),
        "band_r": _number(test.band_r[k]),
        "band_t": _number(test.band[k]),
        "r_by_lead": _numbers(test.r[k]),
        "t_by_lead": _numbers(test.t[k]),
    }


def _stability(screened: ScreenedItem, k: int) -> dict[str, Any] | None:
    if screened.stability is None:
        return None
    return {
        "halves_and_thirds": _number(screened.stability.parts[k]),
        "without_a_year": _number(screened.stability.without_a_year[k]),
    }


def _comparison(found: Comparison, k: int) -> dict[str, Any] | None:
    lead = int(found.lead[k])
    if lead < 0:
        return None
    return {
        "lead": lead,
        "r": _number(found.r[k, lead]),
        "p_value": _number(found.best_p[k]),
        "q_value": _number(found.q_value[k]),
        "r_by_lead": _numbers(found.r[k]),
    }


def _signal(screened: ScreenedItem, k: int) -> dict[str, Any] | None:
    signals = screened.signals
    if math.isnan(signals.threshold[k]):
        return None
    return {
        "tail": "upper" if signals.upper[k] else "lower",
        "share": _number(signals.tail[k]),
        "threshold": _number(signals.threshold[k]),
        "noise_to_signal": _number(signals.noise_to_signal[k]),
        "usefulness": _number(signals.usefulness[k]),
        "good": int(signals.good[k]),
        "false": int(signals.false[k]),
        "missed": int(signals.missed[k]),
        "quiet": int(signals.quiet[k]),
        "now": bool(signals.now[k]),
        "periods_old": int(signals.newest[k]),
    }


def _number(value: float) -> float | None:
    return float(f"{float(value):.{DIGITS}g}") if math.isfinite(value) else None


def _numbers(values: Any) -> list[float | None]:
    return [_number(value) for value in values]
