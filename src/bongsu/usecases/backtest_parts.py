"""What each method said in a backtest, half a year at a time, kept so that a stopped backtest goes on."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from bongsu import __version__, core
from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import Method, MethodReading
from bongsu.core.grading.rolling import refresh_cutoff, roll
from bongsu.core.panel.periods import Period
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import rounded
from bongsu.usecases.known_panel import KnownPanel

FORMAT = 1
RUNS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What a method said of an item at a cutoff, and how right its forecast was; None is not said.

    Attributes:
        scores: CRPS, log score, and the two ends of the PIT.
    """

    item: str
    mean: float | None
    quantiles: tuple[float, ...] | None
    probability: float | None
    score: float | None
    grade_value: float | None
    grade_cap: int
    scores: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class PartStore:
    """Finished parts of one backtest, files in a folder of its own named by all that they rest on.

    Attributes:
        fresh: what is kept is not read, only written anew.
    """

    folder: Path
    fresh: bool = False

    def of(self, ledger: Ledger, catalogue: Catalogue, as_of: date) -> PartStore:
        """The store of one state of facts, catalogue and code; only the newest few such stores are kept."""
        rests_on = [FORMAT, ledger.versions(), catalogue.digest, code_digest(), as_of.isoformat()]
        found = replace(self, folder=self.folder / _digest(rests_on))
        found.folder.mkdir(parents=True, exist_ok=True)
        others = sorted(
            (each for each in self.folder.iterdir() if each.is_dir() and each != found.folder),
            key=lambda each: each.stat().st_mtime_ns,
        )
        for old in others[: max(len(others) - RUNS_KEPT + 1, 0)]:
            shutil.rmtree(old, ignore_errors=True)
        return found

    def read(self, name: str) -> list[list[Said]] | None:
        """A part kept under a name; None where there is none that can be read."""
        if self.fresh:
            return None
        try:
            rows = json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return [[_said(entry) for entry in row] for row in rows]

    def write(self, name: str, part: Sequence[Sequence[Said]]) -> None:
        """Keeps a part; a reader sees the whole file or none."""
        scratch = self.folder / f"{name}.{os.getpid()}"
        rows = [[asdict(said) for said in row] for row in part]
        scratch.write_text(json.dumps(rows, allow_nan=False), encoding="utf-8")
        scratch.replace(self.folder / name)


def said_by(
    way: Method,
    panel: KnownPanel,
    cutoffs: Sequence[Period],
    *,
    rule: GradeRule,
    store: PartStore | None,
    progress: Callable[[int], None] | None,
) -> list[list[Said]]:
    """What a method says at each cutoff of each item [cutoff][item], part by part, kept parts first."""
    found: list[list[Said]] = []
    for _, block in groupby(cutoffs, key=refresh_cutoff):
        part = list(block)
        items = [item.code for item in panel.items]
        name = f"{way.name}-{part[0]}-{part[-1]}-{_digest([repr(way), items])}.json"
        kept = store.read(name) if store else None
        if kept is None or len(kept) != len(part):
            readings = roll(way, panel.at, part, rule=rule, run=on_all_cores)
            kept = [_row(row, panel.observed(cutoff + 1)) for row, cutoff in zip(readings, part, strict=True)]
            if store:
                store.write(name, kept)
        found += kept
        if progress:
            progress(len(found))
    return found


def code_digest() -> str:
    """What readings are computed with: the version and the source of the core."""
    source = hashlib.sha256(__version__.encode())
    for folder in core.__path__:
        for file in sorted(Path(folder).rglob("*.py")):
            source.update(file.read_bytes())
    return source.hexdigest()


def _row(readings: Sequence[MethodReading], observed: Any) -> list[Said]:
    return [_reading(reading, float(seen)) for reading, seen in zip(readings, observed, strict=True)]


def _reading(reading: MethodReading, observed: float) -> Said:
    predictive, scores = reading.predictive, None
    if predictive is not None and not np.isnan(observed):
        scored = predictive.scores(observed)
        scores = (scored.crps, scored.log_score, scored.pit_low, scored.pit_high)
    return Said(
        reading.item,
        None if predictive is None else rounded(predictive.mean),
        None if predictive is None else tuple(rounded(value) for value in predictive.quantiles()),
        _known(reading.probability),
        _known(reading.score),
        _known(reading.grade_value),
        reading.grade_cap,
        scores,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else rounded(value)


def _said(entry: dict[str, Any]) -> Said:
    quantiles, scores = entry.pop("quantiles"), entry.pop("scores")
    return Said(
        **entry,
        quantiles=None if quantiles is None else tuple(quantiles),
        scores=None if scores is None else tuple(scores),
    )


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]
