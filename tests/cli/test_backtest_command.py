"""`bongsu backtest` for a reader at a terminal of 80 columns."""

import pytest
from rich.cells import cell_len

from bongsu.cli.backtest import _print_scoreboards
from bongsu.core.grading.methods import METHODS
from bongsu.words import language, use_language


@pytest.fixture(autouse=True)
def words_in_english():
    before = language()
    use_language("en")
    yield
    use_language(before)


def entry(method, **more):
    return {
        "method": method,
        "rows": 12345,
        "crps": 123.456,
        "crps_to_persistence": 12.345,
        "crps_to_seasonal_naive": 1.234,
        "crps_to_max_of_two": 0.9,
        "log_score": 12.345,
        "coverage80": 0.812,
        "coverage95": 0.9,
        "bias": -123.45,
        "labelled": 12000,
        "surges": 3000,
        "episodes": 300,
        "auc": 0.7954,
        "auc_above_persistence": -0.123,
        "auc_onset": 0.7,
        "average_precision": 0.5,
        "detected": 1.0,
        "detected_before": 0.333,
        "median_lead": -2.5,
        "brier": 0.143,
        "calibration_error": 0.02,
        **more,
    }


def test_both_tables_fit_eighty_columns_and_cut_nothing(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _print_scoreboards([entry(name) for name in METHODS])
    shown = capsys.readouterr().out
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert "…" not in shown
    for expected in ("2005-best-lead", "seasonal-naive", " 123 ", "0.795", "-0.12", "hindsight", "3000"):
        assert expected in shown


def test_the_best_forecaster_and_the_best_warner_stand_first(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _print_scoreboards([entry("ma3", crps=2.0, auc=0.6), entry("gas", crps=3.0, auc=0.8)])
    forecasts, warnings = capsys.readouterr().out.split("surge within")
    assert forecasts.index("ma3") < forecasts.index("gas")
    assert warnings.index("gas") < warnings.index("ma3")


def test_without_a_label_the_reader_is_told_why(capsys):
    _print_scoreboards([entry("ma3", surges=0, labelled=0)])
    assert "six more periods" in capsys.readouterr().out
