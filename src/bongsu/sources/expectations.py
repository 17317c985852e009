"""What the catalogue lets a file say: the items, offices and series there are, with their units and dates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Frequency, Lag


@dataclass(frozen=True, slots=True)
class ExpectedItem:
    """An item that rows may name.

    Its days of membership do not matter here: the years before it was watched are what it is learned from.
    """

    code: str
    frequency: Frequency = Frequency.MONTH
    unit: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedSeries:
    """A series that indicators use; unit "" and lag None where the catalogue does not say."""

    code: str
    unit: str = ""
    publication_lag: Lag | None = None


@dataclass(frozen=True)
class Expectations:
    """The part of the catalogue that decides whether a row is taken.

    No offices at all means that offices are not checked.
    """

    items: dict[str, ExpectedItem] = field(default_factory=dict)
    series: dict[str, ExpectedSeries] = field(default_factory=dict)
    offices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Changes exactly when the same file could be judged in another way."""
        parts = [
            repr(sorted(map(repr, self.items.values()))),
            repr(sorted(map(repr, self.series.values()))),
            repr(sorted(self.offices.items())),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def item_names(self) -> dict[str, str]:
        """Every name of an item, in any language and the code itself → its code."""
        return _by_name({code: item.names for code, item in self.items.items()})

    @cached_property
    def office_names(self) -> dict[str, str]:
        """Every name of an office → its code."""
        return _by_name(self.offices)


def expectations_of(catalogue: Catalogue) -> Expectations:
    """What this state of the catalogue expects of files."""
    items = {
        item.code: ExpectedItem(
            item.code,
            frequency=item.frequency,
            unit=item.unit,
            names=tuple(item.name.values()),
        )
        for item in catalogue.items
    }
    series = {
        code: ExpectedSeries(
            code,
            unit=catalogue.unit_of_series(code) or "",
            publication_lag=catalogue.publication_lag_of(code),
        )
        for code in catalogue.series
    }
    return Expectations(
        items, series, {office.code: tuple(office.name.values()) for office in catalogue.offices}
    )


def nearest(name: str, known: dict[str, str]) -> str:
    """The code whose name is `name` or looks most like it; "" if none does.

    >>> nearest("golde", {"gold": "gold", "금괴": "gold"}), nearest("금괴", {"gold": "gold", "금괴": "gold"})
    ('gold', 'gold')
    """
    plain = name.casefold()
    if plain in known:
        return known[plain]
    close = get_close_matches(plain, known, n=1, cutoff=0.6)
    return known[close[0]] if close else ""


def _by_name(names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    every = {name.casefold(): code for code, texts in names.items() for name in texts}
    return every | {code.casefold(): code for code in names}
