"""Assessing by pressure alone: detections are not looked at, and the settings are kept with the result."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu import records
from bongsu.core.panel.periods import Period
from bongsu.records import assessments
from bongsu.usecases import record_assessment
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, reproduce
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2005, 6, 30)


@pytest.fixture
def workspace(tmp_path):
    place = Workspace.create(tmp_path / "w", pack="empty")
    for name, text in {
        "items.toml": '[[item]]\ncode = "gold"\nfrequency = "month"\nindicators = ["gap"]\n',
        "indicators.toml": (
            '[[indicator]]\ncode = "gap"\nkind = "price_gap"\nformula = "premium"\nsign = "+"\n'
            'unit = "ratio"\npublication_lag = "P1D"\n'
        ),
    }.items():
        (place.catalogue_folder / name).write_text(text, encoding="utf-8")
    rng = np.random.default_rng(4)
    months = [f"{1999 + step // 12}-{step % 12 + 1:02}" for step in range(78)]
    prices = "".join(f"premium,{month},{rng.normal() + 9 * (month >= '2005-05'):.3f}\n" for month in months)
    counts = "".join(f"gold,{month},{rng.poisson(4)},{Period.parse(month).end}\n" for month in months)
    (tmp_path / "prices.csv").write_text(f"series,period,value\n{prices}", encoding="utf-8")
    (tmp_path / "counts.csv").write_text(f"item,period,count,known_at\n{counts}", encoding="utf-8")
    load_files(Workspace.open(place.folder), [tmp_path / "prices.csv", tmp_path / "counts.csv"], now=NOW)
    yield Workspace.open(place.folder)
    records.close()


def made(place: Workspace, method: str | None) -> dict:
    return assess_and_record(place, as_of=DAY, method=method, now=NOW, actor="test").document


def test_an_item_with_detections_is_graded_by_pressure_alone_where_it_is_asked_for(workspace):
    (usual,) = made(workspace, "history")["items"]
    document = made(workspace, "pressure")
    (entry,) = document["items"]
    assert usual["probability"] is not None and "pressure_only" not in usual["flags"]
    assert document["method"] == entry["method"] == "pressure" and "pressure_only" in entry["flags"]
    assert entry["probability"] is None and entry["expected"] is None and entry["grade"] == 5


def test_it_repeats_and_the_settings_kept_with_it_hold_it(workspace, monkeypatch):
    name = made(workspace, "pressure")["assessment"]
    assert assessments.get(name).method_settings["pressure"]["size"] == [0.75, 1.25, 1.75, 2.25]
    assert reproduce(workspace, name).same
    other = {**record_assessment.pressure_settings(), "years": 5}
    monkeypatch.setattr(record_assessment, "pressure_settings", lambda: other)
    with pytest.raises(Refusal, match="A-000001"):
        reproduce(workspace, name)
