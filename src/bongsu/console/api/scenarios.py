"""Questions that are answered by computing: what if, and alarms in counts that the caller brings."""

from __future__ import annotations

import csv
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from bongsu.console import workplace
from bongsu.console.api.answers import Day, Name, answer, answers
from bongsu.console.api.gate import Gate
from bongsu.console.api.shapes import scenarios as shapes
from bongsu.core.panel.periods import Period
from bongsu.usecases.detect import DETECTORS
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["scenarios"])


class WhatIf(Schema):
    """Changes such as "tax_per_pack=+500" or "fx=+10%", and the first period under them."""

    changes: list[Name] = Field(min_length=1, max_length=20)
    first: str | None = Field(None, max_length=20)
    as_of: Day | None = None


class CountRow(Schema):
    """A count of a series in a period; null where nothing was reported."""

    series: Name
    period: Name
    count: int | None = Field(ge=0, le=1_000_000_000)
    exposure: float | None = Field(None, gt=0, le=1e12)


class Detect(Schema):
    """Counts, a detector, and its settings; docs/detectors.md has the table."""

    method: Literal[DETECTORS]  # type: ignore[valid-type]
    rows: list[CountRow] = Field(min_length=1, max_length=100_000)
    alpha: float | None = Field(None, ge=1e-9, le=0.5)
    years: int | None = Field(None, ge=0, le=50)
    window: int | None = Field(None, ge=0, le=1000)
    periods: int | None = Field(None, ge=1, le=1000)
    excluded: int | None = Field(None, ge=0, le=10_000)
    reweight_above: float | None = Field(None, ge=0, le=1000)
    threshold: Literal["delta", "nb-plugin", "muan"] | None = None
    trend_level: float | None = Field(None, ge=0, le=1)
    least_cases: int | None = Field(None, ge=0, le=1_000_000)
    baseline: int | None = Field(None, ge=3, le=10_000)
    k: float | None = Field(None, ge=0, le=1000)
    h: float | None = Field(None, ge=0, le=1000)
    summed: int | None = Field(None, ge=1, le=2)
    first_period: str | None = Field(None, max_length=20)


@router.post("/items/{item}/what-if", auth=Gate("item", "whatif"), response=answers(shapes.WhatIfAnswer))
def what_if(request: HttpRequest, item: Name, given: WhatIf) -> HttpResponse:
    """The item's indicators, forecast and grade without and with the changes: `bongsu whatif --json`."""
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases import calibrations, grade_rules, whatif
    from bongsu.usecases.assess import DEFAULT_METHOD
    from bongsu.usecases.standing import catalogue_on
    from bongsu.usecases.whatif_levers import Change

    place = workplace.workspace()
    first = _period(given.first)
    day = whatif.day_of(first, given.as_of, datetime.now(UTC).date())
    learned = calibrations.in_force(DEFAULT_METHOD, day)
    found = whatif.what_if(
        Ledger(place.facts),
        catalogue_on(place.catalogue, day),
        item,
        [Change.parse(text) for text in given.changes],
        as_of=day,
        first=first,
        rule=grade_rules.rule_in_force(place.catalogue.grades, day),
        calibration=learned.calibration if learned else None,
    )
    return answer(request, whatif.as_document(found))


@router.post("/detect", auth=Gate("indicators"), response=answers(shapes.Detections))
def detect(request: HttpRequest, given: Detect) -> HttpResponse:
    """Alarms in the counts given, by one history-only detector: `bongsu detect --json`."""
    from bongsu.usecases.count_file import COLUMNS, read_count_file
    from bongsu.usecases.detect import DetectorSettings, as_document
    from bongsu.usecases.detect import detect as run

    settings = given.model_dump(exclude={"method", "rows", "first_period"})
    columns = [
        name for name in COLUMNS if name != "exposure" or any(row.exposure is not None for row in given.rows)
    ]
    with tempfile.TemporaryDirectory(prefix="bongsu-detect-") as folder:
        file = Path(folder) / "counts.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row.model_dump() for row in given.rows)
        counts = read_count_file(file)
    report = run(counts, given.method, DetectorSettings(**settings, first_period=_period(given.first_period)))
    return answer(request, as_document(report))


def _period(text: str | None) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise Refusal("first", expected=say("a period such as 2005-05"), found=f"'{text}'") from None
