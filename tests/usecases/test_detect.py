"""`detect` runs every method on files as they come, and its command keeps to its contract."""

import csv
import json
import sys

import numpy as np
import pytest

from bongsu.core.panel.periods import Period
from bongsu.core.stats.detectors.detections import Reason
from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible
from bongsu.usecases.count_file import read_count_file
from bongsu.usecases.detect import DETECTORS, DetectorSettings, detect, unused_settings
from bongsu.words import use_language
from bongsu.words.refusal import Refusal

KEYS = ["series", "period", "observed", "expected", "upper", "p_value", "alarm"]


@pytest.fixture(autouse=True)
def english():
    use_language("en")


def write(path, series):
    lines = ["series,period,count"]
    for name, rows in series.items():
        lines += [f"{name},{period},{'' if count is None else count}" for period, count in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def weeks(first, number):
    start = Period.parse(first)
    return [str(start + step) for step in range(number)]


@pytest.fixture
def run(monkeypatch, capsys):
    """The command as a person runs it: exit code, stdout, stderr."""
    from bongsu.cli.main import main

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["bongsu", "detect", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return command


@pytest.fixture
def real_weeks(tmp_path):
    rng = np.random.default_rng(11)
    labels = weeks("2013-W01", 420)  # 2015 and 2020 have 53 weeks
    counts = rng.poisson(8, 420)
    counts[-1] = 40
    return write(tmp_path / "weeks.csv", {"a": zip(labels, counts, strict=True)})


@pytest.mark.parametrize("method", DETECTORS)
def test_every_method_finds_a_plain_outbreak(real_weeks, method):
    file = read_count_file(real_weeks)
    if method == "ears-c3":  # which judges a week by the two before it
        file.counts[-3:-1] = 30
    report = detect(file, method, DetectorSettings())
    last = list(report.rows())[-1]
    assert last.alarm is True
    assert (last.series, last.period, last.observed) == ("a", "2021-W02", 40)


@pytest.mark.parametrize("method", [name for name in DETECTORS if name not in ("cusum", "ears-c3")])
@pytest.mark.parametrize("frequency", ["month", "day"])
def test_months_and_days_are_judged_too(tmp_path, method, frequency):
    rng = np.random.default_rng(12)
    number = 90 if frequency == "month" else 365 * 6 + 90
    start = Period.parse("2014-01" if frequency == "month" else "2014-01-01")
    counts = rng.poisson(8, number)
    counts[-1] = 45
    path = write(tmp_path / "counts.csv", {"a": [(start + t, c) for t, c in enumerate(counts)]})
    rows = list(detect(read_count_file(path), method, DetectorSettings()).rows())
    assert rows[-1].alarm is True
    assert len(rows) > 10


def test_years_of_53_weeks_are_aligned_by_date(real_weeks):
    file = read_count_file(real_weeks)
    report = detect(file, "bayes", DetectorSettings(years=5, window=1))
    t = file.periods.index(Period.parse("2020-W30"))
    years = ["2019-W30", "2018-W29", "2017-W29", "2016-W29", "2015-W30"]  # the Mondays nearest to 20 July
    used = [t - 1]
    for label in years:
        middle = file.periods.index(Period.parse(label))
        used += [middle - 1, middle, middle + 1]
    assert report.detections.expected[t, 0] == pytest.approx((file.counts[used, 0].sum() + 0.5) / 16)


def test_a_series_that_ends_early_is_unknown_to_the_last_period(tmp_path):
    labels = weeks("2001-W01", 120)
    rows = [(label, 5 + at % 3) for at, label in enumerate(labels)]
    path = write(tmp_path / "c.csv", {"whole": rows, "ended": rows[:110]})
    report = detect(read_count_file(path), "ears-c1", DetectorSettings())
    ended = [row for row in report.rows() if row.series == "ended"]
    assert ended[-1].period == labels[-1]
    assert [row.reason for row in ended[-10:]] == [Reason.NOT_REPORTED] * 5 + [Reason.TOO_LITTLE_HISTORY] * 5
    assert all(row.observed is None and row.alarm is None for row in ended[-10:])


def test_from_is_the_first_period_of_every_series(real_weeks):
    file = read_count_file(real_weeks)
    report = detect(file, "ears-c2", DetectorSettings(first_period=Period.parse("2020-W53")))
    assert [row.period for row in report.rows()] == weeks("2020-W53", 3)
    with pytest.raises(Refusal, match="at the latest 2021-W02"):
        detect(file, "ears-c2", DetectorSettings(first_period=Period.parse("2022-W01")))
    with pytest.raises(Refusal, match="week"):
        detect(file, "ears-c2", DetectorSettings(first_period=Period.parse("2020-05")))


def test_settings_a_method_does_not_use_are_named():
    assert unused_settings("cusum", DetectorSettings(alpha=0.1, k=1.0)) == ("alpha",)


def test_json_is_one_object_of_the_contract(run, real_weeks):
    code, out, err = run(real_weeks, "--method", "robust-glm", "--from", "2020-W50", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert [list(row) for row in document["rows"]] == [KEYS] * 6
    assert document["rows"][-1]["alarm"] is True
    assert document["not_judged"] == []


def test_methods_without_a_p_value_say_null(run, tmp_path):
    path = write(
        tmp_path / "c.csv", {"a": [(label, at % 4) for at, label in enumerate(weeks("2001-W01", 80))]}
    )
    for arguments in (["--method", "ears-c3"], ["--method", "cusum"]):
        rows = json.loads(run(path, *arguments, "--json")[1])["rows"]
        assert rows
        assert all(row["p_value"] is None for row in rows)


def test_the_table_says_why_nothing_could_be_said(run, tmp_path):
    path = write(tmp_path / "c.csv", {"짧은": [("2001-W01", 1), ("2001-W02", 3)]})
    code, out, _ = run(path, "--method", "farrington")
    assert code == 0
    assert "짧은: too little history" in out
    assert "0 alarms in 0 judged periods of 1 series" in out


def test_exit_codes_tell_refusals_from_wrong_usage(run, tmp_path, real_weeks):
    bad = write(tmp_path / "bad.csv", {"a": [("2001-W01", 1), ("2001-W01", 2)]})
    code, out, err = run(bad, "--method", "cusum", "--json")
    assert (code, out) == (1, "")
    assert "line 3, column count" in err
    assert run(tmp_path / "none.csv", "--method", "cusum")[0] == 1
    assert run(real_weeks, "--method", "magic")[0] == 2
    assert run(real_weeks)[0] == 2
    assert run(real_weeks, "--method", "cusum", "--alpha", "7")[0] == 2
    assert run(real_weeks, "--method", "farrington-flexible", "--periods", "60")[0] == 1


def test_the_command_reproduces_r_on_its_own_series(tmp_path, real_data):
    folder = real_data / "r_surveillance_outbreaks"
    with (folder / "unlabelled" / "salmonella_agona.csv").open() as file:
        given = [
            (f"{row['year']}-W{int(row['period']):02d}", row["observed"]) for row in csv.DictReader(file)
        ]
    path = write(tmp_path / "agona.csv", {"agona": given})
    settings = DetectorSettings(years=4, alpha=0.01, first_period=Period.parse(given[217][0]))
    report = detect(read_count_file(path), "farrington-flexible", settings)
    with (folder / "reference_outputs" / "surveillance_1.20.3_algorithms.csv").open() as file:
        expected = [
            row["upperbound"]
            for row in csv.DictReader(file)
            if row["series"] == "salmonella.agona" and row["algorithm"].startswith("farringtonFlexible")
        ]
    found = ["NA" if row.upper is None else f"{row.upper:g}" for row in report.rows()]
    assert found == [text or "NA" for text in expected]


def test_default_settings_are_the_improved_ones(real_weeks):
    file = read_count_file(real_weeks)
    report = detect(file, "farrington-flexible", DetectorSettings(least_cases=0))
    by_hand = farrington_flexible(
        file.counts,
        lags=None if not file.by_date else _dated_lags(file),
        periods=10,
        excluded=26,
        threshold="nb-plugin",
        trend_level=1.0,
        recent_cases=(0, 4),
    )
    np.testing.assert_array_equal(report.detections.upper, by_hand.upper)


def _dated_lags(file):
    from bongsu.core.stats.detectors.reference_years import lags_by_date

    return lags_by_date([period.start for period in file.periods], years=5)
