"""Every row that the R package surveillance 1.20.3 put out for the reference series is reproduced."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from bongsu.core.stats.detectors.bayes import bayes
from bongsu.core.stats.detectors.cusum import cusum
from bongsu.core.stats.detectors.ears import ears
from bongsu.core.stats.detectors.farrington import farrington
from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible

WRITTEN_DIGITS = 5.1e-7  # the reference file holds six decimals


def _flexible(years):
    return lambda counts, first: farrington_flexible(
        counts,
        years=years,
        alpha=0.01,
        periods=10,
        excluded=26,
        threshold="nb-plugin",
        trend_level=1.0,
        first=first,
    )


METHODS = {
    "farrington_b2_w3_alpha0.01_reweight": lambda y, first: farrington(y, years=2, alpha=0.01, first=first),
    "farrington_b4_w3_alpha0.01_reweight": lambda y, first: farrington(y, years=4, alpha=0.01, first=first),
    "farringtonFlexible_b2_w3_noPeriods10_nbPlugin_alpha0.01": _flexible(2),
    "farringtonFlexible_b4_w3_noPeriods10_nbPlugin_alpha0.01": _flexible(4),
    "earsC_C1_baseline7_alpha0.001": lambda y, first: ears(y, 1, alpha=0.001, first=first),
    "earsC_C2_baseline7_alpha0.001": lambda y, first: ears(y, 2, alpha=0.001, first=first),
    "earsC_C3_baseline7_alpha0.001": lambda y, first: ears(y, 3, alpha=0.001, first=first),
    "bayes_b2_w3_actY_alpha0.05": lambda y, first: bayes(y, years=2, window=3, first=first),
    "bayes_b4_w3_actY_alpha0.05": lambda y, first: bayes(y, years=4, window=3, first=first),
    "cusum_k1.04_h2.26_rossi": lambda y, first: cusum(y, first),
}


@pytest.fixture(scope="module")
def surveillance(real_data):
    return real_data / "r_surveillance_outbreaks"


@pytest.fixture(scope="module")
def reference(surveillance):
    rows = defaultdict(list)
    with (surveillance / "reference_outputs" / "surveillance_1.20.3_algorithms.csv").open() as file:
        for row in csv.DictReader(file):
            rows[row["algorithm"], row["series"]].append(row)
    return rows


def _counts(surveillance, name):
    path = surveillance / "labelled" / f"{name}.csv"
    if not path.exists():
        path = surveillance / "unlabelled" / f"{name.replace('.', '_')}.csv"
    with path.open() as file:
        return np.array([float(row["observed"]) for row in csv.DictReader(file)])


def _number(text):
    return np.nan if text in ("", "NA") else float(text)


def test_every_algorithm_of_the_reference_is_one_of_ours(reference):
    assert {algorithm for algorithm, _ in reference} == set(METHODS)


@pytest.mark.parametrize("algorithm", METHODS)
def test_bounds_and_alarms_are_r_s(surveillance, reference, algorithm):
    compared = 0
    for (name, series), rows in reference.items():
        if name != algorithm:
            continue
        at = np.array([int(row["t"]) - 1 for row in rows])
        counts = _counts(surveillance, series)
        result = METHODS[algorithm](counts, int(at.min()))
        np.testing.assert_array_equal(counts[at], [float(row["observed"]) for row in rows])
        upper = np.array([_number(row["upperbound"]) for row in rows])
        np.testing.assert_allclose(result.upper[at, 0], upper, rtol=1e-7, atol=WRITTEN_DIGITS)
        alarm = np.array([_number(row["alarm"]) for row in rows])
        np.testing.assert_array_equal(result.alarm[at, 0], np.where(np.isnan(alarm), -1, alarm))
        compared += len(rows)
    assert compared > 90
