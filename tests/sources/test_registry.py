"""Which data set a file is: by its columns or sheet, else by its name, else the person is asked."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.facts.tables import TABLES
from bongsu.sources.description import BOUNDS, OPTIONAL, REQUIRED, descriptions
from bongsu.sources.registry import recognise
from bongsu.words import use_language
from bongsu.words.refusal import Refusal


@pytest.fixture(autouse=True)
def _english():
    use_language("en")
    yield
    use_language("ko")


def written(tmp_path, name: str, text: str):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("code", sorted(descriptions()))
def test_every_description_has_a_reader_a_table_and_a_reason_for_its_lag(code):
    description = descriptions()[code]
    assert callable(import_module(description.reader).read)
    assert description.table in TABLES
    assert description.lag_reason and description.licence and description.rows
    assert bool(description.columns) != bool(description.sheet)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Brent-Monthly.csv", "us_eia/brent_monthly"),
        ("wti_weekly_2026.csv", "us_eia/wti_weekly"),
        ("gold.csv", "datahub/gold_prices_monthly"),
        ("gold_prices_monthly/monthly.csv", "datahub/gold_prices_monthly"),
    ],
)
def test_files_that_look_alike_are_told_apart_by_their_names(tmp_path, name, code):
    path = written(tmp_path, name, "Date,Price\n2020-01-15,50\n")
    assert recognise(path).code == code


def test_a_file_that_could_be_several_things_is_refused_naming_them(tmp_path):
    path = written(tmp_path, "prices.csv", "Date,Price\n2020-01-15,50\n")
    with pytest.raises(Refusal) as refusal:
        recognise(path)
    for code in ("us_eia/brent_monthly", "us_eia/wti_weekly", "datahub/gold_prices_monthly", "--source"):
        assert code in str(refusal.value)
    assert recognise(path, "us_eia/wti_monthly").code == "us_eia/wti_monthly"
    assert recognise(path, "datahub").code == "datahub/gold_prices_monthly"
    with pytest.raises(Refusal, match="us_eia/brent_weekly"):
        recognise(path, "us-eia")


def test_an_unknown_source_is_refused_with_the_nearest_known(tmp_path):
    path = written(tmp_path, "prices.csv", "Date,Price\n")
    with pytest.raises(Refusal, match=r"did you mean us_eia/brent_monthly\?"):
        recognise(path, "us_eia/brent_monthy")


@pytest.mark.parametrize(
    "text",
    ["", "series,period,value\na,2020-01,1\n", "item,period,count\n", "Date,Price,Volume\n", "\x00\x01\x02"],
)
def test_a_file_that_no_agency_publishes_is_not_recognised(tmp_path, text):
    assert recognise(written(tmp_path, "file.csv", text)) is None


def test_a_file_that_is_not_there_is_not_recognised(tmp_path):
    assert recognise(tmp_path / "none.csv") is None


def test_every_series_of_the_pack_comes_from_a_description_with_the_same_unit_and_lag():
    catalogue = Catalogue.load(pack_folder("us-cbp"))
    known = descriptions()
    fx, wb = known["federal_reserve/exchange_rates"], known["world_bank/pink_sheet"]
    bts = known["us_bts/border_monthly_wide"]
    units = {
        entry["series"]: (entry["unit"], fx.publication_lag) for entry in fx.settings["countries"].values()
    }
    units |= {series: (unit, wb.publication_lag) for series, unit in wb.settings["units"].items()}
    units |= {
        f"bts_{border}_{measure}": (bts.settings["unit"], bts.publication_lag)
        for border in bts.settings["borders"].values()
        for measure in bts.columns[2:]
    }
    units |= {
        one.settings["series"]: (one.settings["unit"], one.publication_lag)
        for one in known.values()
        if "series" in one.settings
    }
    for indicator in catalogue.indicators:
        assert (indicator.unit, indicator.publication_lag) == units[indicator.series], indicator.code
    assert {item.exposure for item in catalogue.items} - {None} <= set(units)
    assert {source.description for source in catalogue.sources} <= set(known)


def test_the_pack_has_an_item_for_every_drug_of_the_file():
    catalogue = Catalogue.load(pack_folder("us-cbp"))
    drugs = descriptions()["us_cbp/drug_seizures"].settings["items"]
    assert {item.code for item in catalogue.items} == set(drugs.values())


@pytest.mark.real_data
def test_every_published_file_is_recognised_and_nothing_else(real_data):
    folders = (
        "cbp_drug_seizures",
        "worldbank_pink_sheet",
        "exchange_rates",
        "oil_prices",
        "gold_prices_monthly",
        "us_border_crossings",
    )
    found = {
        f"{folder}/{path.name}": reader.code
        for folder in folders
        for path in sorted((real_data / folder).iterdir())
        if (reader := recognise(path))
    }
    assert found == {
        "cbp_drug_seizures/nationwide-drugs-fy19-fy22.csv": "us_cbp/drug_seizures",
        "cbp_drug_seizures/nationwide-drugs-fy20-fy22-second-vintage.csv": "us_cbp/drug_seizures",
        "worldbank_pink_sheet/CMO-Historical-Data-Monthly_2025-05-02.xlsx": "world_bank/pink_sheet",
        "worldbank_pink_sheet/CMO-Historical-Data-Monthly_2026-06-02.xlsx": "world_bank/pink_sheet",
        "exchange_rates/monthly.csv": "federal_reserve/exchange_rates",
        "oil_prices/brent-monthly.csv": "us_eia/brent_monthly",
        "oil_prices/brent-weekly.csv": "us_eia/brent_weekly",
        "oil_prices/wti-monthly.csv": "us_eia/wti_monthly",
        "oil_prices/wti-weekly.csv": "us_eia/wti_weekly",
        "gold_prices_monthly/monthly.csv": "datahub/gold_prices_monthly",
        "us_border_crossings/border_monthly_wide.csv": "us_bts/border_monthly_wide",
        "us_border_crossings/port_monthly_1996_2025-02.csv.gz": "us_bts/port_monthly",
    }


def test_the_manual_tells_every_key_of_a_description():
    manual = (Path(__file__).parents[2] / "docs" / "us-cbp.md").read_text(encoding="utf-8")
    for name in (*REQUIRED, *OPTIONAL, *BOUNDS, *descriptions()):
        assert f"`{name}`" in manual or name.startswith("us_eia/"), name
