"""An evaluation of effect in sentences: what was found, how surely, and what belongs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bongsu.words import say
from bongsu.words.amounts import amount, percent
from bongsu.words.operations import basis_word, kind_word, verdict_word

Entry = Mapping[str, Any]


def headline(entry: Entry, *, name: str, first: str, last: str) -> str:
    """Counts and the ratio beyond the inspections, with a verdict that the interval allows."""
    expected, ratio = entry["expected"], entry["ratio"]
    told = say(
        "{name}, {first} … {last}: {observed} detections; with no effect {expected} (90%: {low} to {high}).",
        name=name,
        first=first,
        last=last,
        observed=f"{entry['observed']:,.0f}",
        expected=f"{expected['median']:,.0f}",
        low=f"{expected['low']:,.0f}",
        high=f"{expected['high']:,.0f}",
    )
    return f"{told} {say('Beyond the inspections')}: {interval(ratio)}. {verdict(ratio)}"


def verdict(ratio: Entry) -> str:
    """What the interval allows to say."""
    if ratio["low"] > 1.0:
        return say("More was found than without it.")
    if ratio["high"] < 1.0:
        return say("Less was found than without it.")
    return say("Whether it had an effect cannot be told.")


def interval(ratio: Entry) -> str:
    """× median (low to high)."""
    return say(
        "× {median} (90%: {low} to {high})",
        median=amount(ratio["median"]),
        low=amount(ratio["low"]),
        high=amount(ratio["high"]),
    )


def details(entry: Entry, controls: Entry) -> list[str]:
    """Everything else that was measured of one item."""
    lines = [say("Inspections counted as part of it: {ratio}", ratio=interval(entry["total_ratio"]))]
    if "exposure_unknown" in entry["flags"]:
        lines.append(say("How much was inspected is not known: the ratio holds more inspections too."))
    if "periods_missing" in entry["flags"]:
        lines.append(say("Some periods were not reported and are left out."))
    if entry["beside_controls"]:
        lines.append(
            say(
                "Beside {count} items that nothing was done about (they moved × {shift}): {ratio}",
                count=len(controls["items"]),
                shift=amount(controls["shift"]),
                ratio=interval(entry["beside_controls"]),
            )
        )
    if entry["placebo"]:
        lines.append(
            say(
                "Placebo: {share} of {count} windows without any measure show as much (p-value); "
                "the interval is wrong in {rate} of them.",
                share=percent(entry["placebo"]["p_value"]),
                count=entry["placebo"]["windows"],
                rate=percent(entry["placebo"]["rejection_rate"]),
            )
        )
    return lines + _old_ways(entry["old_ways"]) + values(entry) + _displacement(entry["displacement"])


def values(entry: Entry) -> list[str]:
    """What may be said of values; the raw ratio never alone."""
    found = entry["values"]
    if not found:
        return [say("Values: no case values on both sides, nothing can be said.")]
    lines = []
    if found["geometric"]:
        each = found["geometric"] | {"median": found["geometric"]["ratio"]}
        lines.append(
            say(
                "Value of a case beside last year ({cases} and {reference} cases, {basis}): {ratio}",
                cases=found["cases"],
                reference=found["reference_cases"],
                basis=basis_word(entry["value_basis"]) or say("basis not said"),
                ratio=interval(each),
            )
        )
    else:
        lines.append(
            say(
                "Value of a case: {cases} and {reference} cases are too few.",
                cases=found["cases"],
                reference=found["reference_cases"],
            )
        )
    raw = found["raw"]
    if raw:
        share = raw["no_effect_share"]
        lines.append(
            say(
                "Total value × {raw}, × {without} without the largest case ({largest} of it), "
                "× {capped} capped; {share} of worlds without an effect show as much.",
                raw=amount(raw["ratio"]),
                without=amount(raw["without_largest"]),
                largest=percent(raw["largest_share"]),
                capped=amount(found["capped_ratio"]),
                share=percent(share) if share is not None else say("an unknown share"),
            )
        )
    return lines


def _old_ways(found: Entry) -> list[str]:
    names = {
        "last_year": say("beside last year"),
        "before_after": say("beside the periods before"),
        "interrupted_series": say("beside a fitted trend"),
    }
    told = [
        f"{names[name]} {interval(dict(each) | {'median': each['ratio']})}"
        for name, each in found.items()
        if each
    ]
    if not told:
        return []
    return [say("The old ways, for comparison only: {told}", told="; ".join(told))]


def _displacement(found: Entry) -> list[str]:
    lines = []
    if found["addressed"]:
        lines.append(say("At those addressed alone: {ratio}", ratio=interval(found["addressed"]["ratio"])))
    for each in found["kinds"]:
        lines.append(
            say(
                "{kind}: {observed} detections, {expected} expected (90%: {low} to {high}); rose: {rose} "
                "({chance} by chance alone)",
                kind=kind_word(each["kind"]),
                observed=f"{each['observed']:,.0f}",
                expected=f"{each['expected']['median']:,.0f}",
                low=f"{each['expected']['low']:,.0f}",
                high=f"{each['expected']['high']:,.0f}",
                rose=", ".join(each["rose"]) or say("none"),
                chance=f"{each['by_chance']:.1f}",
            )
        )
        lines += [
            f"    {one['name']}: {interval(one['ratio'])} {verdict_word(one['verdict'])}"
            for one in each["neighbours"]
            if one["verdict"] in ("rose", "fell")
        ]
    origins = found["origins"]
    if origins:
        lines.append(
            say(
                "Mix of origins: shifted by {shift} (p {p}); new: {new}",
                shift=amount(origins["shift"]),
                p=f"{origins['p_value']:.3f}",
                new=", ".join(origins["new"]) or say("none"),
            )
        )
    if found["not_read"]:
        names = ", ".join(each["name"] for each in found["not_read"])
        lines.append(say("Too little is known to read: {names}", names=names))
    return lines
