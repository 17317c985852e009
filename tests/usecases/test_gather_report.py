"""The board of an assessment just made says what the stored assessment's report says."""

import dataclasses
from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu.core.panel.periods import Period, span
from bongsu.usecases.gather_report import gather
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.workspace import Workspace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n'
    f'frequency = "{frequency}"\nindicators = ["price"]\n\n'
    for item, frequency in (("rice", "week"), ("gold", "month"), ("silver", "month"))
)
INDICATORS = """
[[indicator]]
code = "price"
name = { ko = "값", en = "price" }
series = "price"
unit = "KRW/kg"
leads = [0, 2]
publication_lag = "P0D"
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two items a month, of which one begins later and is reported late, and one a week."""
    place = Workspace.create(tmp_path_factory.mktemp("gather") / "w", pack="empty")
    for name, text in (("items", ITEMS), ("indicators", INDICATORS)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(4)
    detections, observations = ["item,period,count,known_at"], ["series,period,value,published_at"]
    for month, period in enumerate(span(Period.parse("2003-01"), Period.parse("2005-05"))):
        detections.append(f"gold,{period},{rng.poisson(4)},{period.end}")
        if month >= 6:
            detections.append(f"silver,{period},{rng.poisson(4)},{(period + 1).end}")
        if month != 20:
            observations.append(f"price,{period},{rng.normal(50, 1):.4f},{period.end}")
    weeks = span(Period.parse("2004-W40"), Period.parse("2005-W21"))
    detections += [f"rice,{week},{rng.poisson(9)},{week.end}" for week in weeks]
    files = place.folder / "files"
    files.mkdir()
    for name, lines in (("detections", detections), ("observations", observations)):
        (files / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    place = Workspace.open(place.folder)
    for report in load_files(place, [files], now=NOW):
        assert not report.refusal and not report.quarantined, report
    return place


def test_the_views_of_an_assessment_just_made_give_the_report_of_the_stored_one(workspace):
    made = assess_and_record(workspace, as_of=date(2005, 5, 31), method="ma12", now=NOW, actor="kim")
    at_once = gather(workspace, made.document["assessment"], views=made.views)
    read_again = gather(workspace, made.document["assessment"])
    assert dataclasses.asdict(at_once) == dataclasses.asdict(read_again)
    shown = {item.reading.item: item for item in at_once.items}
    assert {
        item: (seen.detections[0].period, seen.detections[-1].period) for item, seen in shown.items()
    } == {
        "rice": ("2004-W40", "2005-W21"),
        "gold": ("2003-01", "2005-05"),
        "silver": ("2003-07", "2005-05"),
    }
