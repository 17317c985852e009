"""The made-up country's files say what the made-up world says, and no more than could be known on the day."""

import csv
import tomllib
from datetime import date
from itertools import groupby, pairwise

import numpy as np
import pytest

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.synthetic import simulate
from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.sources.expectations import expectations_of
from bongsu.usecases.synthetic_catalogue import CHANNELS, ITEMS, KINDS, OFFICES, indicator_code
from bongsu.usecases.synthetic_country import DEMO_AS_OF, DEMO_SEED, write_country
from bongsu.words.refusal import Refusal

AS_OF_T = 40  # the month 2005-05


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    write_country(folder)
    return folder


@pytest.fixture(scope="module")
def world():
    return simulate(DEMO_SEED)


def _rows(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _newest(rows, key, known):
    """The newest row of each key."""
    return {tuple(row[column] for column in key): row for row in sorted(rows, key=lambda row: row[known])}


def test_the_files_hold_the_53_months_from_2001_to_may_2005(country):
    for file in ("observations.csv", "detections.csv"):
        periods = sorted({row["period"] for row in _rows(country / file)})
        assert (periods[0], periods[-1], len(periods)) == ("2001-01", "2005-05", 53)


def test_detections_as_of_the_day_are_the_worlds(country, world):
    newest = _newest(_rows(country / "detections.csv"), ("item", "period", "office", "channel"), "known_at")
    assert len(newest) == 53 * len(ITEMS) * len(OFFICES) * len(CHANNELS), "zeros are rows"
    found = np.zeros((53, len(ITEMS)), dtype=int)
    row_of = {str(period): time for time, period in enumerate(world.periods)}
    column_of = {item.code: column for column, item in enumerate(ITEMS)}
    for (item, period, *_), row in newest.items():
        found[row_of[period], column_of[item]] += int(row["count"])
    np.testing.assert_array_equal(found, world.detections_as_of(AS_OF_T))


def test_a_revised_report_is_a_row_with_a_later_day_and_never_shrinks(country):
    rows = _rows(country / "detections.csv")
    key = ("item", "period", "office", "channel")
    ordered = sorted(rows, key=lambda row: (*(row[column] for column in key), row["known_at"]))
    revised = 0
    for _, group in groupby(ordered, key=lambda row: tuple(row[column] for column in key)):
        reports = list(group)
        for before, after in pairwise(reports):
            revised += 1
            assert before["known_at"] < after["known_at"]
            assert int(before["count"]) < int(after["count"])
            assert int(before["value_krw"]) < int(after["value_krw"])
            assert float(before["quantity"]) < float(after["quantity"])
    assert revised > 100


def test_indicators_as_of_the_day_are_the_worlds(country, world):
    newest = _newest(_rows(country / "observations.csv"), ("series", "period"), "published_at")
    scales = {row["indicator"]: row for row in _rows(country / "truth" / "indicators.csv")}
    catalogue = Catalogue.load(country / "catalogue")
    expected = world.indicators_as_of(AS_OF_T)
    for column, item in enumerate(ITEMS):
        for position, kind in enumerate(KINDS):
            indicator = catalogue.indicator(indicator_code(item, kind))
            values = {
                name: np.array(
                    [
                        float(newest.get((name, str(period)), {"value": "nan"})["value"])
                        for period in world.periods
                    ]
                )[:53]
                for name in indicator.inputs
            }
            scale = scales[indicator.code]
            level, spread = float(scale["level"]), float(scale["spread"])
            standardised = (indicator.evaluate(values) - level) / spread
            np.testing.assert_allclose(standardised, expected[:, column, position], atol=0.006)


def test_golds_indicators_are_differences_of_two_series(country):
    catalogue = Catalogue.load(country / "catalogue")
    assert catalogue.indicator("gold_price_gap").inputs == ("gold_domestic_krw_g", "gold_world_krw_g")
    assert catalogue.indicator("gold_net_imports").inputs == ("gold_imports_kg", "gold_exports_kg")


def test_only_differences_and_log_ratios_may_be_negative(country):
    signed = ("_price_gap", "_net_imports", "_mirror_gap")
    rows = [row for row in _rows(country / "observations.csv") if not row["series"].endswith(signed)]
    assert min(float(row["value"]) for row in rows) > 0


def test_nothing_in_the_files_was_known_later_than_the_day(country):
    for file, column in (
        ("observations.csv", "published_at"),
        ("detections.csv", "known_at"),
        ("effort.csv", "known_at"),
        ("events.csv", "announced_on"),
    ):
        days = [date.fromisoformat(row[column]) for row in _rows(country / file)]
        assert max(days) <= DEMO_AS_OF
        assert max(days).year == 2005


def test_a_later_day_adds_rows_and_changes_none(country, tmp_path):
    write_country(tmp_path, as_of=date(2005, 8, 31))
    for file in ("observations.csv", "detections.csv", "effort.csv", "events.csv"):
        earlier = (country / file).read_text("utf-8").splitlines()
        later = (tmp_path / file).read_text("utf-8").splitlines()
        assert set(earlier) <= set(later)
    assert (country / "truth" / "flow.csv").read_bytes() == (tmp_path / "truth" / "flow.csv").read_bytes()


def test_the_same_arguments_write_the_same_bytes(country, tmp_path):
    write_country(tmp_path)
    files = sorted(path.relative_to(country) for path in country.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    for file in files:
        assert (country / file).read_bytes() == (tmp_path / file).read_bytes()


def test_effort_follows_the_world_and_plans_reach_three_months_ahead(country, world):
    totals = {}
    for row in _rows(country / "effort.csv"):
        key = (row["item"], row["period"], row["planned"])
        totals[key] = totals.get(key, 0) + int(row["inspections"])
    for column, item in enumerate(ITEMS):
        done = [totals[item.code, str(period), "false"] for period in world.periods[:53]]
        error = np.log(done) - world.log_effort[:53, column]
        assert np.ptp(error) < 0.01, "but for whole numbers, a constant number of inspections apart"
        ahead = [str(period) for period in world.periods[53:] if (item.code, str(period), "true") in totals]
        assert ahead == ["2005-06", "2005-07", "2005-08"]
        assert (item.code, "2005-06", "false") not in totals


def test_case_values_are_log_normal_with_a_heavy_tail(country):
    medians = {item.code: item.case_value_krw for item in ITEMS}
    single = [row for row in _rows(country / "detections.csv") if row["count"] == "1"]
    size = np.log([int(row["value_krw"]) / medians[row["item"]] for row in single])
    assert np.median(size) == pytest.approx(0, abs=0.15)
    assert np.subtract(*np.quantile(size, [0.75, 0.25])) == pytest.approx(2 * 0.6745 * 1.5, rel=0.1)


def test_the_catalogue_is_read_without_complaint(country):
    catalogue = Catalogue.load(country / "catalogue")
    assert [item.code for item in catalogue.items] == [item.code for item in ITEMS]
    assert len(catalogue.indicators) == len(ITEMS) * len(KINDS)
    assert len({indicator.kind for indicator in catalogue.indicators}) == len(KINDS)
    assert [office.code for office in catalogue.offices] == ["010", "020", "030", "040"]
    gap, net = catalogue.indicators_of("tobacco")[:2]
    assert (gap.sign, gap.threshold, gap.leads) == ("+", True, (0, 12))
    assert (net.sign, net.threshold) == ("-", False)


@pytest.mark.parametrize("table", ["observations", "detections", "effort", "events"])
def test_the_strict_reader_takes_every_row(country, table):
    file = country / f"{table}.csv"
    expectations = expectations_of(Catalogue.load(country / "catalogue"))
    (parsed,) = read_bongsu_file(file, expectations)
    assert parsed.table == table
    assert not parsed.rejects
    assert len(parsed.rows) == len(_rows(file))


def test_every_series_of_the_catalogue_has_observations_in_its_unit(country):
    catalogue = Catalogue.load(country / "catalogue")
    units = {row["series"]: row["unit"] for row in _rows(country / "observations.csv")}
    assert set(units) == set(catalogue.series)
    for series, unit in units.items():
        assert catalogue.unit_of_series(series) in (unit, None)


def test_every_entry_says_that_it_is_made_up(country):
    for file in (country / "catalogue").glob("*.toml"):
        for entries in tomllib.loads(file.read_text("utf-8")).values():
            for entry in entries:
                assert "가상 자료" in entry["notes"]
                assert "made-up" in entry["notes"]


def test_the_truth_stands_apart_and_names_the_worlds_drivers(country, world):
    named = [
        (row["item"], row["indicator"], int(row["lead_months"]))
        for row in _rows(country / "truth/drivers.csv")
    ]
    assert named == [
        (item.code, indicator_code(item, KINDS[driver.indicator]), driver.lead)
        for item, drivers in zip(ITEMS, world.drivers, strict=True)
        for driver in drivers
    ]
    assert len(_rows(country / "truth" / "flow.csv")) == len(world.periods) * len(ITEMS)


@pytest.mark.parametrize("day", [date(2001, 1, 30), date(2011, 1, 1)])
def test_a_day_outside_the_world_is_refused(tmp_path, day):
    with pytest.raises(Refusal, match="2001-01-31"):
        write_country(tmp_path, as_of=day)


def test_a_country_of_weeks_tells_the_same_story_by_the_week(tmp_path):
    day = date(2003, 12, 30)  # a Tuesday: the week that ended on the 28th is the last one over
    write_country(tmp_path, frequency=Frequency.WEEK, months=160, as_of=day)
    catalogue = Catalogue.load(tmp_path / "catalogue")
    assert {item.frequency for item in catalogue.items} == {Frequency.WEEK}
    world = simulate(
        DEMO_SEED,
        months=160,
        items=len(ITEMS),
        indicators=len(KINDS),
        first_period=Period.parse("2001-W01"),
    )
    newest = _newest(_rows(tmp_path / "detections.csv"), ("item", "period", "office", "channel"), "known_at")
    found = np.zeros((156, len(ITEMS)), dtype=int)
    row_of = {str(period): time for time, period in enumerate(world.periods)}
    column_of = {item.code: column for column, item in enumerate(ITEMS)}
    for (item, period, *_), row in newest.items():
        found[row_of[period], column_of[item]] += int(row["count"])
    np.testing.assert_array_equal(found, world.detections_as_of(156 - 13))
    for file, column in (("observations.csv", "published_at"), ("effort.csv", "known_at")):
        assert max(row[column] for row in _rows(tmp_path / file)) <= day.isoformat()
