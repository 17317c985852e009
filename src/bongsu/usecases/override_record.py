"""The overrides' record: where analysts differed from the model, who was nearer to what followed."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.review.hindsight import surges_that_followed
from bongsu.core.review.overrides import OverrideOutcome, weigh_overrides
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.records import overrides
from bongsu.records.overrides import OverrideEntry
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace


def override_record(workspace: Workspace, *, as_of: date) -> dict[str, Any]:
    """Every override with what followed it, as known on a day, and the count of who was nearer.

    An override is judged by whether detections surged within the three periods after the last whole one
    before its first day: the label by which the grades themselves are judged. Too early to say is its own
    answer.
    """
    open_records(workspace)
    entries = [each for each in overrides.listing() if each.grade is not None]
    surged = _surged(workspace, entries, as_of) if entries else {}
    outcomes = [OverrideOutcome(each.as_override(), surged.get(each.number)) for each in entries]
    return {
        "as_of": as_of.isoformat(),
        "record": asdict(weigh_overrides(outcomes)),
        "overrides": [
            each.document() | {"surged": surged.get(each.number), "nearer": _nearer(outcome)}
            for each, outcome in zip(entries, outcomes, strict=True)
        ],
    }


def _nearer(outcome: OverrideOutcome) -> str | None:
    single = weigh_overrides([outcome])
    return "analyst" if single.analyst_nearer else "model" if single.model_nearer else None


def _surged(workspace: Workspace, entries: list[OverrideEntry], as_of: date) -> dict[int, bool]:
    catalogue = workspace.catalogue
    ledger = Ledger(workspace.facts)
    found: dict[int, bool] = {}
    items = list(catalogue.items_on(as_of))
    for frequency in sorted({item.frequency for item in items}, key=lambda each: each.value):
        panel = KnownPanel(
            ledger, catalogue, [item for item in items if item.frequency is frequency], as_of=as_of
        )
        places = {item.code: place for place, item in enumerate(panel.items)}
        own = [each for each in entries if each.item in places]
        if not own:
            continue
        cutoffs = [_last_whole(frequency, each.first_day) for each in own]
        labels = surges_that_followed(panel.at(panel.cutoff), cutoffs, run=on_all_cores)
        for row, each in enumerate(own):
            label = float(labels[row, places[each.item]])
            if not math.isnan(label):
                found[each.number] = bool(label)
    return found


def _last_whole(frequency: Frequency, day: date) -> Period:
    return Period.of(day, frequency) - 1
