"""What a report says is what the assessment's document and the panel of its day say."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, plain_view
from bongsu.usecases.gather_report import ReportHeading, content_of
from bongsu.usecases.report_content import ReportContent

ITEMS = """
[[item]]
code = "gold"
name = { ko = "금괴", en = "Gold bullion" }
unit = "kg"
hs = ["710812"]
frequency = "month"
indicators = ["gap"]
"""
INDICATORS = """
[[indicator]]
code = "gap"
kind = "price_gap"
name = { ko = "가격차", en = "price gap" }
series = "gap"
unit = "KRW/g"
sign = "+"
leads = [0, 12]
publication_lag = "P1M"
"""


def step(cutoff: str, period: str, probability: float, grade: int) -> dict[str, object]:
    quantiles = {"0.025": 1.0, "0.1": 2.0, "0.5": 4.0, "0.9": 7.0, "0.975": 9.0}
    return {
        "cutoff": cutoff, "period": period, "mean": 4.2, "quantiles": quantiles,
        "probability": probability, "score": 0.1, "grade": grade,
    }  # fmt: skip


DOCUMENT = {
    "items": [
        {
            "item": "gold", "grade": 4, "probability": 0.6, "expected": 4.2, "interval80": [2.0, 7.0],
            "method": "level-bma", "cuts": [0.2, 0.34, 0.55, 0.8], "flags": ["short_history"],
            "indicators": [
                {
                    "indicator": "gap", "lead_months": 2, "lead": 2, "inclusion": 0.9,
                    "verdict": "supported", "direction": "+", "correlation": 0.4, "contribution": 0.2,
                }
            ],
            "path": [step("2005-04", "2005-05", 0.5, 3), step("2005-05", "2005-06", 0.6, 4)],
        }
    ]
}  # fmt: skip


@pytest.fixture
def gathered() -> ReportContent:
    indicators = np.array([[9.0], [1.0], [np.nan], [3.0], [np.nan]])
    view = plain_view(
        "gold",
        Period.parse("2005-02"),
        [3.0, np.nan, 0.0, 5.0],
        indicators=indicators,
        traits=(IndicatorTrait("gap", "price_gap"),),
        lead_rows=1,
    )
    heading = ReportHeading("A-000001", date(2005, 6, 10), "abc", "level-bma", made_up=True)
    catalogue = Catalogue.from_files({"items.toml": ITEMS, "indicators.toml": INDICATORS})
    return content_of(DOCUMENT, heading=heading, catalogue=catalogue, views=[view])


def test_a_missing_period_stays_missing_and_a_zero_stays_zero(gathered: ReportContent) -> None:
    points = [(point.period, point.count, point.status) for point in gathered.items[0].detections]
    assert points == [
        ("2005-02", 3, "reported"),
        ("2005-03", None, "missing"),
        ("2005-04", 0, "reported"),
        ("2005-05", 5, "reported"),
    ]


def test_indicator_values_begin_with_the_detections(gathered: ReportContent) -> None:
    series = gathered.items[0].indicators[0].series
    assert [(value.period, value.value) for value in series] == [
        ("2005-02", 1.0),
        ("2005-03", None),
        ("2005-04", 3.0),
        ("2005-05", None),
    ]
    assert gathered.items[0].indicators[0].known_to == "2005-04"


def test_change_driver_and_interval_come_from_the_document(gathered: ReportContent) -> None:
    item = gathered.items[0]
    assert item.change == pytest.approx(0.1)
    assert item.interval80 == (2.0, 7.0)
    assert item.driver is not None and item.driver.finding.lead == 2
    assert gathered.cuts == (0.2, 0.34, 0.55, 0.8) and gathered.made_up


def test_a_method_that_cuts_no_probability_shows_no_cuts() -> None:
    heading = ReportHeading("A-000001", date(2005, 6, 10), "abc", "2005")
    catalogue = Catalogue.from_files({"items.toml": ITEMS, "indicators.toml": INDICATORS})
    assert content_of(DOCUMENT, heading=heading, catalogue=catalogue, views=[]).cuts == ()


def test_page_names_are_safe(gathered: ReportContent) -> None:
    from bongsu.reports.html import item_file

    assert Path(item_file(gathered.items[0])).name == "item-gold.html"
