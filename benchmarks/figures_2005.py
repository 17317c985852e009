"""What the published figures of 2005 can and cannot show; every number on the page docs/effect.md.

    python benchmarks/figures_2005.py

Given: values of detections of 6.8 bn KRW (June–July 2004), 2.0 (February–March 2005), 1.3 (April–May 2005)
and 57.0 (June–July 2005, 90 cases, after the warning of 13 June); later 469 cases and 18.0 bn (July–November
2005, + 70 % cases and + 10 % value on the year before), and 933 cases and 444.6 bn (May 2005–June 2006,
+ 52 % cases, + 184 % value). Nothing else is public: no counts of the reference periods, no inspections.
"""

from __future__ import annotations

import numpy as np

from bongsu.core.effect.naive_ratios import count_ratio
from bongsu.core.panel.synthetic_detections import EFFORT_ELASTICITY

SEED = 9400
WORLDS = 20_000
CAMPAIGN = 57.0
REFERENCES = (
    ("June–July 2004", 6.8),
    ("February–March 2005", 2.0),
    ("April–May 2005", 1.3),
)
LATER = (
    ("July–November 2005", 469, 18.0, 1.70, 1.10, 5),
    ("May 2005–June 2006", 933, 444.6, 1.52, 2.84, 14),
)
CASES = 90


def case_values(rng: np.random.Generator, number: int, *, spread: float) -> np.ndarray:
    """Log-normal values, 5 % of them from a Pareto tail with index 1.1."""
    values = np.exp(rng.normal(0.0, spread, number))
    heavy = rng.random(number) < 0.05
    values[heavy] = np.exp(spread) * (1.0 + rng.pareto(1.1, int(heavy.sum())))
    return values


def chance(rng: np.random.Generator, now: int, before: int, *, ratio: float, spread: float) -> float:
    """How often `now` cases are worth at least `ratio` times `before` cases of the very same kind."""
    found = [
        case_values(rng, now, spread=spread).sum() / case_values(rng, before, spread=spread).sum()
        for _ in range(WORLDS // 10)
    ]
    return float(np.mean(np.array(found) >= ratio))


def main() -> None:
    rng = np.random.default_rng(SEED)
    print("| reference | value, bn KRW | 57.0 bn is × | inspections alone would have to be × |")
    print("|---|---|---|---|")
    for name, value in REFERENCES:
        ratio = CAMPAIGN / value
        print(f"| {name} | {value} | {ratio:.1f} | {ratio ** (1 / EFFORT_ELASTICITY):.0f} |")
    values = [value for _, value in REFERENCES]
    print(f"\nBefore any warning the references themselves differ by × {max(values) / min(values):.1f}.")
    print("\n| period | cases | a month | value, bn | mean of a case, bn | cases the year before, implied |")
    print("|---|---|---|---|---|---|")
    print(
        f"| June–July 2005 | {CASES} | {CASES / 2:.0f} | {CAMPAIGN} | {CAMPAIGN / CASES:.3f} | not public |"
    )
    for name, cases, value, more, _, months in LATER:
        print(
            f"| {name} | {cases} | {cases / months:.0f} | {value} | {value / cases:.3f} | "
            f"{cases / more:.0f} |"
        )
    means = [CAMPAIGN / CASES, *(value / cases for _, cases, value, *_ in LATER)]
    print(f"\nThe mean value of a case differs by × {max(means) / min(means):.1f} between the three figures.")
    print(
        "\n| figure | ratio of cases | 90 %, if cases came one by one | 90 %, overdispersed × 4 | of values |"
    )
    print("|---|---|---|---|---|")
    for name, cases, _, more, richer, _ in LATER:
        plain = count_ratio(cases, cases / more)
        wide = count_ratio(cases / 4, cases / more / 4)
        print(
            f"| {name} | {more:.2f} | {plain.low:.2f} to {plain.high:.2f} | "
            f"{wide.low:.2f} to {wide.high:.2f} | {richer:.2f} |"
        )
    for name, _, _, more, _, _ in LATER:
        print(
            f"{name}: inspections × {more ** (1 / EFFORT_ELASTICITY):.2f} alone would bring as many more "
            "cases."
        )
    largest = CAMPAIGN - REFERENCES[0][1] * LATER[0][3]
    print(
        f"\nHad June–July 2005 been worth as much more as its cases later were (× {LATER[0][3]}), "
        f"it would have been {REFERENCES[0][1] * LATER[0][3]:.1f} bn: "
        f"{largest:.1f} bn of the 57.0 ({largest / CAMPAIGN:.0%}) may be one case or a few."
    )
    print("\n| cases now, before | spread of log values | P(value ratio ≥ 8.4), nothing having changed |")
    print("|---|---|---|")
    for spread in (1.5, 2.5):
        for before in (90, 53, 30):
            told = chance(rng, CASES, before, ratio=CAMPAIGN / REFERENCES[0][1], spread=spread)
            print(f"| {CASES}, {before} | {spread} | {told:.3f} |")
    print(f"\nSeed {SEED}, {WORLDS // 10} pairs of periods a line.")


if __name__ == "__main__":
    main()
