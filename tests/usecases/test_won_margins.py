"""Margins in won: gaps kept in won as they are, shares by the landed cost of the same day."""

from datetime import date

import pytest

from bongsu.core.grading.assessment import Finding
from bongsu.core.panel.periods import Period
from bongsu.usecases.report_content import IndicatorContent, ValueAt
from bongsu.usecases.won_margins import in_won, with_won


def entry(code="gap", unit="KRW/pack", values=(600.0, None, 650.0)):
    months = [Period.parse("2005-01") + step for step in range(len(values))]
    series = tuple(
        ValueAt(str(month), month.start, value, "reported" if value is not None else "not_reported")
        for month, value in zip(months, values, strict=True)
    )
    return IndicatorContent(Finding(code, 1, 0.9, "supported", "+"), {"en": code}, unit, "+", "", series)


def test_a_gap_in_won_is_told_as_it_is_with_its_change_since_the_value_before():
    told = in_won(entry())
    assert (told.period, told.value, told.change, told.unit) == ("2005-03", 650.0, 50.0, "KRW/pack")


def test_one_value_has_no_change_and_another_unit_no_won():
    assert in_won(entry(values=(600.0,))).change is None
    assert in_won(entry(unit="ratio")) is None
    assert in_won(entry(values=(None,))) is None


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Gold's margin as a share, whose prices are known for three months."""
    from bongsu.usecases.load import load_files
    from bongsu.usecases.workspace import Workspace

    place = Workspace.create(tmp_path_factory.mktemp("won") / "w", pack="empty")
    written = {
        "items.toml": '[[item]]\ncode = "gold"\nindicators = ["margin"]\n',
        "indicators.toml": '[[indicator]]\ncode = "margin"\nkind = "smuggling_margin"\n'
        'formula = "home / world - 1"\nunit = "ratio"\n',
        "series.toml": '[[series]]\ncode = "home"\nunit = "KRW/g"\nalias = ["domestic_price"]\n'
        '[[series]]\ncode = "world"\nunit = "KRW/g"\nalias = ["world_price"]\n',
        "tariffs/gold.toml": 'item = "gold"\n[[good]]\ncode = "bar"\nunit = "g"\n[[rate]]\ngood = "bar"\n'
        'type = "A"\nad_valorem = 0.03\nvalid_from = "2000-01"\n',
    }
    (place.catalogue_folder / "tariffs").mkdir(exist_ok=True)
    for name, text in written.items():
        (place.catalogue_folder / name).write_text(text, encoding="utf-8")
    rows = ["series,period,value,unit"]
    for month, home, world in (
        ("2005-01", 15000, 13000),
        ("2005-02", 15500, 13100),
        ("2005-03", 16100, 13200),
    ):
        rows += [f"home,{month},{home},KRW/g", f"world,{month},{world},KRW/g"]
    file = place.folder / "observations.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    from datetime import UTC, datetime

    (report,) = load_files(place, [file], now=datetime(2005, 4, 2, tzinfo=UTC))
    assert not report.refusal
    return Workspace.open(place.folder)


def test_a_share_is_told_in_won_by_the_prices_it_is_made_of(country):
    from bongsu.core.grading.assessment import Reading
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.report_content import ItemContent

    reading = Reading.__new__(Reading)
    object.__setattr__(reading, "item", "gold")
    item = ItemContent({"en": "gold"}, reading, indicators=(entry("margin", "ratio", (0.15, 0.18, 0.22)),))
    found = with_won(
        item, Ledger(country.facts), country.catalogue, as_of=date(2005, 4, 30), as_recorded=None
    )
    won = found.indicators[0].won
    assert (won.period, won.unit) == ("2005-03", "KRW/g")
    assert won.value == pytest.approx(16100 - 13200)
    assert won.change == pytest.approx((16100 - 13200) - (15500 - 13100))
