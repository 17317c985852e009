"""Evaluate the effect of a warning, of an operation's period, or of every warning of a span of time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from bongsu import __version__
from bongsu.core.effect.controls import beside_donors, donor_shift
from bongsu.core.effect.counts import (
    CountEffect,
    Expected,
    common_ratio,
    count_effect,
    posterior_ratio,
    sum_of,
)
from bongsu.core.effect.displacement import Neighbour, displacement, mix_p_value, mix_shift
from bongsu.core.effect.naive_ratios import NaiveRatio, count_ratio, interrupted_series
from bongsu.core.effect.placebo import placebo_effect, placebo_test, placebo_windows, score
from bongsu.core.forecasting.level_model import LevelPrior, fit_prior
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import ItemView, PanelView, season_phase
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.records import early_warnings, evaluations, operations
from bongsu.usecases.effect_campaigns import campaigns_outside
from bongsu.usecases.effect_values import item_values
from bongsu.usecases.effect_views import chosen, is_readable, part_view, parts_of
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

Progress = Callable[[str, int, int], None]
SEED = 20050613
PERIODS_OF_A_WARNING = 2
ORIGIN_MEMORY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is evaluated: items in a window of periods, and what was done there.

    Attributes:
        offices, channels: addressed; () where all were.
        busy: item → windows, both ends included, in which something was done about it.
    """

    items: tuple[str, ...]
    first: Period
    last: Period
    warning: str = ""
    offices: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    busy: Mapping[str, Sequence[tuple[Period, Period]]]


def evaluate(
    workspace: Workspace,
    subject: Subject,
    *,
    as_of: date,
    placebos: int = 4,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Counts, values, controls, placebo windows and displacement, as known on a day; stores nothing.

    Args:
        placebos: windows of every item at most; 0 leaves the placebo test out.

    Raises:
        Refusal: the window is not over and known by `as_of`, or too little is known before it.
    """
    ledger = Ledger(workspace.facts)
    frequency = subject.first.frequency
    items = [item for item in workspace.catalogue.items if item.frequency is frequency]
    panel = KnownPanel(ledger, workspace.catalogue, items, as_of=as_of)
    if subject.last > panel.cutoff:
        raise Refusal(
            say("effect of {first} … {last}", first=subject.first, last=subject.last),
            expected=say("a window that is over by {day}", day=as_of),
            found=say("the last whole period is {period}", period=panel.cutoff),
            todo=say("Evaluate later, with a later --as-of, or a shorter window."),
        )
    views = {view.item: view for view in panel.at(panel.cutoff).items}
    work = _Work(ledger, views, subject, as_of, progress)
    return work.document(placebos)


class _Work:
    """One evaluation in the making."""

    def __init__(
        self,
        ledger: Ledger,
        views: dict[str, ItemView],
        subject: Subject,
        as_of: date,
        progress: Progress | None,
    ) -> None:
        self.ledger, self.views, self.subject, self.as_of = ledger, views, subject, as_of
        self.progress = progress
        self.prior = self._prior()

    def document(self, placebos: int) -> dict[str, Any]:
        """The whole result as JSON."""
        subject = self.subject
        own = {item: self._effect(self._view(item), item) for item in subject.items}
        donors = self._donors()
        shift = donor_shift([each.log_likelihood for each in donors.values()])
        windows = self._placebos(placebos)
        entries = []
        for done, (item, effect) in enumerate(own.items(), 1):
            entry = self._entry(item, effect)
            test = placebo_test(score(effect.log_likelihood), windows)
            entry["beside_controls"] = (
                asdict(posterior_ratio(beside_donors(effect.log_likelihood, shift))) if shift else None
            )
            entry["placebo"] = asdict(test) if test else None
            entry["displacement"] = self._displacement(item, donors)
            entries.append(entry)
            if self.progress:
                self.progress(say("evaluating"), done, len(own))
        together = self._together(list(own.values()), shift)
        found: dict[str, Any] = _rounded(
            {
                "warning": subject.warning,
                "items": entries,
                "from": str(subject.first),
                "to": str(subject.last),
                "as_of": self.as_of.isoformat(),
                "offices": list(subject.offices),
                "channels": list(subject.channels),
                "controls": {
                    "items": sorted(donors),
                    "shift": math.exp(shift.mean) if shift else None,
                    "low": math.exp(shift.mean - 1.645 * math.sqrt(shift.variance)) if shift else None,
                    "high": math.exp(shift.mean + 1.645 * math.sqrt(shift.variance)) if shift else None,
                },
                "together": together,
            }
        )
        return found

    def _row(self, view: ItemView, period: Period) -> int:
        return period - view.first

    def _view(self, item: str) -> ItemView:
        view = self.views[item]
        first, last = self._row(view, self.subject.first), self._row(view, self.subject.last)
        known = int((~np.isnan(view.counts[: max(first, 0)])).sum())
        if first < 1 or known < 12 or last >= view.length:
            raise Refusal(
                say("item {item}", item=item),
                expected=say("at least {count} periods before {period}", count=12, period=self.subject.first),
                found=str(known),
                todo=say("Load its history first."),
            )
        return view

    def _prior(self) -> LevelPrior:
        """The pooled prior of the level model from what came before the window."""
        from bongsu.core.forecasting.level_left_out import up_to

        before = [
            up_to(view, self._row(view, self.subject.first))
            for view in self.views.values()
            if self._row(view, self.subject.first) >= 12
            and not np.isnan(view.counts[: self._row(view, self.subject.first)]).all()
        ]
        return fit_prior(PanelView(self.as_of, tuple(before)))

    def _rng(self, *names: str) -> np.random.Generator:
        """Dice of its own for every question, so that one more question changes no other answer."""
        digits = [ord(letter) for name in names for letter in name]
        return np.random.default_rng([SEED, self.subject.first.ordinal, self.subject.last.ordinal, *digits])

    def _effect(self, view: ItemView, *names: str) -> CountEffect:
        first, last = self._row(view, self.subject.first), self._row(view, self.subject.last)
        return count_effect(view, first, last, self.prior, rng=self._rng(*names))

    def _is_busy(self, item: str, first: Period, last: Period) -> bool:
        return any(not (last < begin or end < first) for begin, end in self.subject.busy.get(item, ()))

    def _donors(self) -> dict[str, CountEffect]:
        """Items that nothing was done about in the window."""
        found = {}
        outside = campaigns_outside(
            self.ledger,
            self.subject.first,
            self.subject.last,
            as_of=self.as_of,
            recorded=[each.number for each in operations.listing()],
        )
        for item, view in self.views.items():
            first = self._row(view, self.subject.first)
            if item in self.subject.items or self._is_busy(item, self.subject.first, self.subject.last):
                continue
            last = self._row(view, self.subject.last)
            if not is_readable(view, max(first, 0)) or last >= view.length:
                continue
            if not outside.isdisjoint(("", item)):
                continue
            found[item] = self._effect(view, item)
        return found

    def _placebos(self, most: int) -> list[Any]:
        length = self.subject.last - self.subject.first + 1
        pieces = []
        for item, view in self.views.items():
            before = self._row(view, self.subject.first)
            busy = [
                row
                for begin, end in self.subject.busy.get(item, ())
                for row in range(self._row(view, begin), self._row(view, end) + 1)
            ]
            pieces += [
                (view, first)
                for first in placebo_windows(view, before=before, length=length, busy=busy, most=most)
            ]

        def one(piece: tuple[ItemView, int]) -> Any:
            view, first = piece
            rng = self._rng("placebo", view.item, str(first))
            return placebo_effect(view, first, self.prior, length=length, rng=rng)

        return on_all_cores(one, pieces)

    def _entry(self, item: str, effect: CountEffect) -> dict[str, Any]:
        view = self.views[item]
        first, last = self._row(view, self.subject.first), self._row(view, self.subject.last)
        year, length = round(view.first.frequency.per_year), last - first + 1
        observed = effect.observed_total
        counts = view.counts
        last_year = float(np.nansum(counts[first - year : last - year + 1])) if first >= year else None
        before = float(np.nansum(counts[max(first - length, 0) : first]))
        series = interrupted_series(
            counts[: last + 1],
            view.log_exposure[: last + 1],
            season_phase(view.first, last + 1),
            window=length,
        )
        found = item_values(
            self.ledger,
            [item],
            self.subject.first,
            self.subject.last,
            as_of=self.as_of,
            no_effect_counts=effect.worlds,
            rng=self._rng("values", item),
        )
        return {
            "item": item,
            "observed": observed,
            "expected": asdict(effect.expected_total),
            "periods": [
                {
                    "period": str(self.subject.first + k),
                    "observed": _number(effect.observed[k]),
                    **asdict(each),
                }
                for k, each in enumerate(effect.expected)
            ],
            "history": [
                {"period": str(view.first + row), "observed": _number(counts[row])}
                for row in range(max(first - 2 * year, 0), view.length)
            ],
            "ratio": asdict(effect.ratio),
            "total_ratio": asdict(effect.total_ratio),
            "old_ways": {
                "last_year": None
                if last_year is None
                else _naive(count_ratio(observed, last_year), last_year),
                "before_after": _naive(count_ratio(observed, before), before),
                "interrupted_series": None if series is None else _naive(series, None),
            },
            "values": None if found.effect is None else asdict(found.effect),
            "value_basis": found.basis,
            "values_in_sums_only": found.not_by_case,
            "values_on_another_basis": found.other_basis,
            "flags": list(effect.flags),
        }

    def _displacement(self, item: str, donors: Mapping[str, CountEffect]) -> dict[str, Any]:
        view = self.views[item]
        first = self._row(view, self.subject.first)
        neighbours = [Neighbour("item", name, each) for name, each in sorted(donors.items())]
        not_read = []
        addressed = {"office": self.subject.offices, "channel": self.subject.channels, "origin": ()}
        for part in ("office", "channel", "origin"):
            if part != "origin" and not addressed[part]:
                continue
            for name in parts_of(self.ledger, item, part, as_of=self.as_of):
                if name in addressed[part]:
                    continue
                own = part_view(
                    self.ledger,
                    view,
                    chosen(part, [name]),
                    as_of=self.as_of,
                    split_effort=part != "origin",
                )
                if is_readable(own, first):
                    effect = self._effect(own, item, part, name)
                    neighbours.append(Neighbour(part, name, effect))
                else:
                    not_read.append({"kind": part, "name": name})
        return {
            "kinds": [
                {
                    "kind": each.kind,
                    "observed": each.observed,
                    "expected": asdict(each.expected),
                    "rose": list(each.rose),
                    "by_chance": each.by_chance,
                    "neighbours": [
                        {
                            "name": one.name,
                            "observed": one.effect.observed_total,
                            "expected": asdict(one.effect.expected_total),
                            "ratio": asdict(one.effect.ratio),
                            "verdict": one.verdict,
                        }
                        for one in each.neighbours
                    ],
                }
                for each in displacement(neighbours)
            ],
            "not_read": not_read,
            "addressed": self._addressed(item),
            "origins": self._origins(item),
        }

    def _addressed(self, item: str) -> dict[str, Any] | None:
        """The item's detections at the offices and in the channels that were addressed, alone."""
        view = self.views[item]
        pairs = (("office", self.subject.offices), ("channel", self.subject.channels))
        given = [chosen(part, names) for part, names in pairs if names]
        if not given:
            return None
        where = given[0]
        for each in given[1:]:
            where = where & each
        own = part_view(self.ledger, view, where, as_of=self.as_of, split_effort=True)
        if not is_readable(own, self._row(view, self.subject.first)):
            return None
        effect = self._effect(own, item, "addressed")
        return {
            "observed": effect.observed_total,
            "expected": asdict(effect.expected_total),
            "ratio": asdict(effect.ratio),
        }

    def _origins(self, item: str) -> dict[str, Any] | None:
        """How the mix of origins shifted, and the new ones."""
        import polars as pl

        rows = self.ledger.read(
            "detections", as_of=self.as_of, where=(pl.col("item") == item) & (pl.col("origin") != "")
        )
        first = self.subject.first
        period = pl.col("period")
        before = rows.filter(period.is_between((first - ORIGIN_MEMORY).start, (first - 1).start))
        after = rows.filter(period.is_between(first.start, self.subject.last.start))
        if not before.height or not after.height:
            return None
        names = sorted({*before["origin"], *after["origin"]})
        mixes = [
            np.array([float(part.filter(pl.col("origin") == name)["count"].sum()) for name in names])
            for part in (before, after)
        ]
        new = [name for name, was, now in zip(names, *mixes, strict=True) if now and not was]
        return {
            "shift": mix_shift(*mixes),
            "p_value": mix_p_value(*mixes, rng=self._rng("origins", item)),
            "new": new,
        }

    def _together(self, effects: list[CountEffect], shift: Any) -> dict[str, Any]:
        observed, expected = sum_of(effects)
        likelihoods = [each.log_likelihood for each in effects]
        worlds = np.sum(np.stack([each.worlds for each in effects]), axis=0)
        found = item_values(
            self.ledger,
            list(self.subject.items),
            self.subject.first,
            self.subject.last,
            as_of=self.as_of,
            no_effect_counts=worlds,
            rng=self._rng("values"),
        )
        return {
            "observed": observed,
            "expected": asdict(expected),
            "ratio": asdict(common_ratio(likelihoods)),
            "total_ratio": asdict(common_ratio([each.total_log_likelihood for each in effects])),
            "beside_controls": asdict(common_ratio([beside_donors(each, shift) for each in likelihoods]))
            if shift
            else None,
            "values": None if found.effect is None else asdict(found.effect),
            "value_basis": found.basis,
        }


def of_warning(workspace: Workspace, number: str, *, as_of: date) -> Subject:
    """What a stored warning covers: from the period in which it was issued to its last one.

    Where an operation answers the warning, the window is that of its operations.

    Raises:
        Refusal: there is no such warning, or it was never issued.
    """
    open_records(workspace)
    entry = early_warnings.get(number)
    frequency = workspace.catalogue.item(entry.item).frequency
    answering = [each for each in operations.listing(warning=number) if each.state != "cancelled"]
    if answering:
        first_day = min(each.first_day for each in answering)
        last_day: date | None = max(each.last_day for each in answering)
    else:
        begun = entry.valid_from or (entry.issued_at.date() if entry.issued_at else None)
        if entry.issued_at is None or begun is None:
            raise Refusal(
                say("warning {number}", number=number),
                expected=say("a warning that was issued"),
                found=say("one that was not"),
                todo=say("Evaluate items and periods: bongsu effect --item … --start … --end …"),
            )
        first_day, last_day = begun, entry.valid_until
    first = Period.of(first_day, frequency)
    last = Period.of(last_day, frequency) if last_day else first + (PERIODS_OF_A_WARNING - 1)
    ended = min(last, Period.last_complete(as_of, frequency))
    return Subject(
        items=(entry.item,),
        first=first,
        last=max(ended, first),
        warning=number,
        offices=entry.offices,
        channels=entry.channels,
        busy=busy_windows(workspace),
    )


def warnings_between(workspace: Workspace, first: Period, last: Period, *, as_of: date) -> list[Subject]:
    """The subjects of the warnings issued in a span of time, by number."""
    open_records(workspace)
    found = []
    for entry in early_warnings.listing():
        day = entry.valid_from or (entry.issued_at.date() if entry.issued_at else None)
        if entry.issued_at is None or day is None or not first.start <= day <= last.end:
            continue
        found.append(of_warning(workspace, entry.number, as_of=as_of))
    return sorted(found, key=lambda each: each.warning)


def busy_windows(workspace: Workspace) -> dict[str, list[tuple[Period, Period]]]:
    """Item → windows in which a warning was in force or an operation ran."""
    open_records(workspace)
    found: dict[str, list[tuple[Period, Period]]] = {}
    items = {item.code: item.frequency for item in workspace.catalogue.items}
    for entry in early_warnings.listing():
        begun = entry.valid_from or (entry.issued_at.date() if entry.issued_at else None)
        if entry.issued_at is not None and begun is not None and entry.item in items:
            frequency = items[entry.item]
            first = Period.of(begun, frequency)
            last = Period.of(entry.valid_until, frequency) if entry.valid_until else first + 1
            found.setdefault(entry.item, []).append((first, max(first, last)))
    for operation in operations.listing():
        if operation.state in ("planned", "cancelled"):
            continue
        for item in operation.items:
            if item in items:
                window = [Period.of(day, items[item]) for day in (operation.first_day, operation.last_day)]
                found.setdefault(item, []).append((window[0], window[1]))
    return found


def of_items(
    workspace: Workspace,
    items: Sequence[str],
    first: Period,
    last: Period,
    *,
    offices: Sequence[str] = (),
    channels: Sequence[str] = (),
) -> Subject:
    """What was done about items without a stored warning; raises Refusal for an item there is not."""
    for item in items:
        workspace.catalogue.item(item)
    return Subject(
        items=tuple(items),
        first=first,
        last=last,
        offices=tuple(offices),
        channels=tuple(channels),
        busy=busy_windows(workspace),
    )


def keep(
    workspace: Workspace, document: dict[str, Any], *, as_of: date, actor: str, now: datetime
) -> dict[str, Any]:
    """Stores an evaluation so that a review can read it; the document with its id under "evaluation"."""
    open_records(workspace)
    entry = evaluations.store(
        document,
        warning=document["warning"],
        items=[each["item"] for each in document["items"]],
        first_period=document["from"],
        last_period=document["to"],
        as_of=as_of,
        fact_versions=Ledger(workspace.facts).versions(),
        code_version=__version__,
        actor=actor,
        now=now,
    )
    return {"evaluation": entry.evaluation} | entry.document


def merged(subjects: Sequence[Subject]) -> Subject | None:
    """The subjects of one window as one, for a table of a period; None where their windows differ."""
    if not subjects or len({(each.first, each.last) for each in subjects}) != 1:
        return None
    items = tuple(dict.fromkeys(item for each in subjects for item in each.items))
    return replace(subjects[0], items=items, warning="", offices=(), channels=())


def _naive(found: NaiveRatio, reference: float | None) -> dict[str, Any]:
    values = {name: value if math.isfinite(value) else None for name, value in asdict(found).items()}
    return values | ({} if reference is None else {"reference": reference})


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _rounded(value: Any) -> Any:
    """Numbers to ten digits, so that the same facts give the same document on every machine."""
    if isinstance(value, Expected):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.10g}") if math.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    return value
