"""What followed each override, as known on a day, and who was nearer: the analyst or the model."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu import records
from bongsu.core.panel.periods import Period, span
from bongsu.records import overrides
from bongsu.usecases.load import load_files
from bongsu.usecases.override_record import override_record
from bongsu.usecases.workspace import Workspace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEM = (
    '[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n'
    'frequency = "month"\nindicators = []\n\n'
)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Gold surges to six times its level for eight months from 2004-01; rice stays calm."""
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    place = Workspace.create(tmp_path / "w", pack="empty")
    text = ITEM.format(item="gold") + ITEM.format(item="rice")
    (place.catalogue_folder / "items.toml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(2)
    rows = ["item,period,count,known_at"]
    for month in span(Period.parse("2000-01"), Period.parse("2005-05")):
        surging = "2004-01" <= str(month) <= "2004-08"
        rows.append(f"gold,{month},{rng.poisson(36 if surging else 6)},{month.end}")
        rows.append(f"rice,{month},{rng.poisson(6)},{month.end}")
    file = tmp_path / "detections.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    place = Workspace.open(place.folder)
    assert all(not report.refusal for report in load_files(place, [file], now=NOW))
    records.setup(place.database)
    yield place
    records.close()


def test_hits_and_misses_against_the_model(workspace):
    for item, grade, model, first in (
        ("gold", 5, 2, date(2004, 1, 5)),  # raised, and it surged
        ("rice", 4, 1, date(2003, 6, 5)),  # raised, and nothing came
        ("gold", 1, 3, date(2003, 3, 5)),  # lowered, and nothing came
        ("gold", 4, 2, date(2005, 5, 5)),  # too early to say
    ):
        overrides.override(
            item,
            grade,
            reason="two sources agree on it",
            first_day=first,
            until=first.replace(day=28),
            actor="kim",
            now=NOW,
            model_grade=model,
        )
    found = override_record(workspace, as_of=date(2005, 6, 30))
    nearer = [(each["item"], each["from"], each["nearer"]) for each in reversed(found["overrides"])]
    assert nearer == [
        ("gold", "2004-01-05", "analyst"),
        ("rice", "2003-06-05", "model"),
        ("gold", "2003-03-05", "analyst"),
        ("gold", "2005-05-05", None),
    ]
    told = found["record"]
    assert (told["analyst_nearer"], told["model_nearer"], told["undecided"]) == (2, 1, 1)
    assert (told["raised"], told["raised_surged"], told["lowered"]) == (3, 1, 1)


def test_without_an_override_there_is_nothing_to_weigh(workspace):
    found = override_record(workspace, as_of=date(2005, 6, 30))
    assert (found["overrides"], found["record"]["p_value"]) == ([], None)
