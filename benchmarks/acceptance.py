"""The acceptance bars of the level model against the other methods on the same made-up worlds.

Bars 1 to 4 and 6 of docs/methods; those relative to another method in the same run are the robust ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OWN, HISTORY, OLD, INGARCH = "level-bma", "history", "2005", "ingarch"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what was measured must lie in [low, high]."""

    number: str
    what: str
    measured: float
    low: float = -np.inf
    high: float = np.inf

    @property
    def passed(self) -> bool:
        """Whether it does."""
        return bool(self.low <= self.measured <= self.high)


def acceptance_bars(
    variant: str, measured: dict[str, dict[str, float]], grades: dict[str, object] | None
) -> list[Bar]:
    """The bars that a run on worlds of this variant can judge; those of a method not run are left out."""
    own = measured[OWN]

    def beyond(key: str, other: str) -> float:
        return own[key] - measured[other][key] if other in measured else np.nan

    def ratio(key: str, other: str) -> float:
        return own[key] / measured[other][key] if other in measured else np.nan

    if variant == "null":
        found = [
            Bar("4", "null worlds: AUC − history only", beyond("AUC", HISTORY), -0.01, 0.01),
            Bar("4", "null worlds: CRPS / history only", ratio("CRPS", HISTORY), 0.985, 1.015),
        ]
    elif variant == "mismatch":
        found = [Bar("4", "mismatch worlds: AUC − history only", beyond("AUC", HISTORY), 0.02)]
    else:
        found = [
            Bar("1", "AUC", own["AUC"], 0.78),
            Bar("1", "AUC − 2005", beyond("AUC", OLD), 0.09),
            Bar("1", "AUC − history only", beyond("AUC", HISTORY), 0.02),
            Bar("1", "onset AUC", own["onset AUC"], 0.69),
            Bar("1", "onset AUC − 2005", beyond("onset AUC", OLD), 0.085),
            Bar("1", "onset AUC − history only", beyond("onset AUC", HISTORY), 0.035),
            Bar("2", "CRPS / 2005", ratio("CRPS", OLD), high=0.76),
            Bar("2", "CRPS / history only", ratio("CRPS", HISTORY), high=0.985),
            Bar("2", "CRPS / NB-INGARCH", ratio("CRPS", INGARCH), high=0.98),
            Bar("2", "80 % coverage", own["cov 80"], 0.76, 0.83),
            Bar("2", "95 % coverage", own["cov 95"], 0.92, 0.97),
            Bar("3", "POD at 5 % false alarms", own["POD at 5 %"], 0.72),
            Bar("3", "POD before the onset", own["before"], 0.35),
            Bar("3", "sensitivity by month", own["sens."], 0.39),
            Bar("3", "noise to signal", own["NSR"], high=0.13),
            Bar("6", "ECE", own["ECE"], high=0.02),
        ]
    if grades is not None:
        rate = np.asarray(grades["rate"])
        found += [
            Bar("6", "least step of P(surge) from grade to grade", float(np.diff(rate).min()), 1e-9),
            Bar("6", "P(surge) at normal", float(rate[0]), high=0.13),
            Bar("6", "P(surge) at danger", float(rate[4]), 0.80),
            Bar("6", "reversals an item-year", float(grades["reversals"]), high=0.3),
        ]
    return [bar for bar in found if not np.isnan(bar.measured)]


def print_bars(bars: list[Bar]) -> None:
    """The bars as a table."""
    print("\n| bar | what | measured | wanted | |\n|---|---|---|---|---|")
    for bar in bars:
        ends = ((bar.low, "≥"), (bar.high, "≤"))
        wanted = ", ".join(f"{sign} {end:g}" for end, sign in ends if np.isfinite(end))
        verdict = "pass" if bar.passed else "FAIL"
        print(f"| {bar.number} | {bar.what} | {bar.measured:.3f} | {wanted} | {verdict} |")
    print(f"\n{sum(bar.passed for bar in bars)} of {len(bars)} bars passed.")
