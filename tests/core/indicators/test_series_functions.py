"""Seasons, mixes, mirror gaps, quotas and tax events against slow plain versions and hand-made figures."""

import statistics
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.core.indicators import (
    exposures,
    mirror_gap,
    quota,
    seasonal,
    supply,
    tax_events,
    trade_mix,
    trailing,
)
from bongsu.core.indicators.formula import Formula
from bongsu.core.indicators.unit_values import against_peers, declared_value_floor, over_floor, unit_value
from bongsu.core.panel.periods import Period

MONTHS = [Period.parse("2004-11") + step for step in range(16)]


def test_the_seasonal_score_is_same_month_median_and_mad_of_earlier_years():
    rng = np.random.default_rng(1)
    values = rng.lognormal(size=84)
    scores = seasonal.seasonal_zscore(values, 12, 5)
    earlier = [values[83 - 12 * year] for year in range(1, 6)]
    middle = statistics.median(earlier)
    spread = 1.4826 * statistics.median(abs(value - middle) for value in earlier)
    assert scores[83] == pytest.approx((values[83] - middle) / spread)
    assert np.isnan(scores[:36]).all()
    assert not np.isnan(scores[36:]).any()


def plain_anomaly(prices, time, season, years):
    """FAO's anomaly at one time, written out from the equations."""

    def growth(at, n):
        return (prices[at] / prices[at - n]) ** (1 / n) - 1

    found = 0.0
    for n, weight in ((3, 0.4), (12, 0.6)):
        past = [(years + 1 - year, growth(time - season * year, n)) for year in range(1, years + 1)]
        whole = sum(w for w, _ in past)
        mean = sum(w * g for w, g in past) / whole
        variance = sum(w * (g - mean) ** 2 for w, g in past) / (whole * (years - 1) / years)
        found += weight * (growth(time, n) - mean) / variance**0.5
    return found


def test_the_price_anomaly_is_that_of_the_equations():
    prices = np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.05, 96)))
    found = seasonal.price_anomaly(prices, 12, 5)
    for time in (80, 90, 95):
        assert found[time] == pytest.approx(plain_anomaly(prices, time, 12, 5))


def test_a_steady_price_has_no_anomaly_and_a_jump_is_abnormally_high():
    prices = 100 * np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.02, 96)))
    prices[95] *= 1.5
    assert seasonal.price_anomaly(prices, 12, 5)[95] > 1.0


def test_robust_scores_volatility_and_momentum():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 30.0])
    middle, spread = 3.0, 1.4826 * 1.0
    assert trailing.robust_zscore(values, 5)[5] == pytest.approx((30.0 - middle) / spread)
    assert trailing.momentum(values, 2)[2] == pytest.approx(np.log(3.0))
    changes = [np.log(values[k] / values[k - 1]) for k in range(2, 6)]
    assert trailing.volatility(values, 4)[5] == pytest.approx(statistics.stdev(changes))


def test_a_gap_keeps_a_fading_event_unknown_until_it_would_have_faded():
    values = np.array([0.0, np.nan, *[0.0] * 9])
    found = trailing.decay(values, 1)
    assert np.isnan(found[1:7]).all()
    assert found[7:].tolist() == [0.0] * 4


def test_mixes_shift_from_nothing_to_all():
    still = np.tile([3.0, 1.0], (6, 1))
    turned = np.array([[1.0, 0.0]] * 5 + [[0.0, 1.0]])
    for distance in (trade_mix.hellinger_shift, trade_mix.jensen_shannon_shift):
        assert distance(still, 3)[5] == pytest.approx(0.0, abs=1e-7)
        assert distance(turned, 3)[5] == pytest.approx(1.0)
    assert trade_mix.concentration([[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.0]]).tolist() == [0.25, 1.0]
    assert trade_mix.new_origin_share(turned, 3)[5] == 1.0
    assert trade_mix.substitute_share([1.0, 0.0], [3.0, 0.0])[0] == 0.25


@given(st.lists(st.tuples(*[st.floats(0.1, 1e6)] * 4), min_size=3, max_size=12))
def test_the_mirror_gap_is_exactly_its_quantity_and_its_unit_value(rows):
    sent, got, sent_kg, got_kg = np.array(rows).T
    gap = mirror_gap.mirror_gap(sent, got, exported_quantity=sent_kg, imported_quantity=got_kg)
    np.testing.assert_allclose(gap.value, gap.quantity + gap.unit_value)


def test_goods_that_arrive_dearer_by_freight_alone_leave_no_gap():
    ones = np.ones(6)
    gap = mirror_gap.mirror_gap(
        100 * ones, 107.5 * ones, exported_quantity=ones, imported_quantity=ones, cif_over_fob=1.075
    )
    assert gap.value[5] == pytest.approx(0.0, abs=1e-12)
    assert gap.quantity[5] == 0.0


def test_a_quota_fills_within_its_year_and_says_when_it_will_be_full():
    imports = np.full(16, 10.0)
    fill = quota.quota_fill(imports, 60.0, MONTHS)
    assert np.isnan(fill[:2]).all()  # 2004 began before the series does
    assert fill[2:14] == pytest.approx([month / 6 for month in range(1, 13)])
    days = quota.days_to_exhaustion(imports, 60.0, MONTHS)
    assert days[4] == pytest.approx(30.0 / (30.0 / 90), rel=0.01)  # March: half is left, at ten a month
    assert days[7] == 0.0  # June: it is full


def test_a_tax_event_is_known_from_its_announcement_in_every_shape():
    event = tax_events.TaxEvent(date(2004, 12, 20), date(2004, 12, 30), 409.0)

    def column(shape, as_of, **more):
        given_as_of = date.fromisoformat(as_of)
        return tax_events.event_column([event], MONTHS[:4], shape=shape, as_of=given_as_of, **more).tolist()

    assert column("step", "2004-12-19") == [0.0] * 4
    assert column("step", "2004-12-20") == [0.0, 409.0, 409.0, 409.0]
    assert column("pulse", "2005-12-31") == [0.0, 409.0, 0.0, 0.0]
    assert column("decay", "2005-12-31", half_life=1) == [0.0, 409.0, 204.5, 102.25]
    with pytest.raises(ValueError, match="on or after its announcement"):
        tax_events.TaxEvent(date(2005, 1, 1), date(2004, 1, 1))


def test_unit_values_floors_and_peers():
    assert np.isnan(unit_value(10.0, 2.0, least_quantity=5.0))
    assert declared_value_floor(1800.0, 3.6) == pytest.approx(500.0)
    assert over_floor(250.0, 1800.0, 3.6) == 0.5
    scores = against_peers(np.array([[0.4, 2.0, 2.2, 1.9, 2.1]]))[0]
    assert scores[0] < -5 < scores[1]


def test_supply_and_exposures():
    assert supply.stock_to_use([30.0] * 3, [10.0] * 3, periods=3)[2] == 3.0
    sales = np.array([100.0] * 12 + [60.0, 95.0])
    assert supply.sudden_drop(sales)[12:].tolist() == [1.0, 0.0]
    assert supply.against_normal([100.0] * 60 + [80.0])[60] == pytest.approx(80.0)
    assert exposures.weighted_exposure([[10.0, 5.0]], [1.0, 2.0]).tolist() == [20.0]
    with pytest.raises(ValueError, match="from 0 up"):
        exposures.weighted_exposure([[1.0]], [-1.0])
    delivered = np.array([100.0, 101.0, 99.0, 100.5, 150.0])
    assert exposures.delivery_residual(delivered, np.ones(5), periods=4)[4] > 10
    assert exposures.waste_oil_anomaly(delivered[::-1], np.ones(5), periods=4)[4] < 1
    assert exposures.neighbour_seizures([1.0] * 12 + [9.0] * 3)[14] > 5


TEXTS = (
    "a - b",
    "lag(a, 2)",
    "diff(a, 1) + mean(b, 3)",
    "seasonal_zscore(a, 2, 3)",
    "robust_zscore(a, 3) * b",
    "price_anomaly(a, 4, 3)",
    "decay(diff(a, 1), 2)",
    "momentum(a, 2)",
    "mix_shift(a, b, 2)",
    "volatility(a, 3)",
    "convert(a, kg, t) / total(b, 2)",
    "year_to_date(a)",
)
REVISIONS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 19), st.integers(0, 25), st.floats(0.5, 50)), max_size=50
)


@settings(max_examples=150)
@given(st.sampled_from(TEXTS), REVISIONS, st.integers(0, 60))
def test_a_derived_value_is_known_when_its_last_input_is(text, late, today):
    # Every cell is first known some days after its period; revisions come later. At any day the value of a
    # formula over what is known is that of the newest revisions, and known_on says when it last moved.
    rng = np.random.default_rng(5)
    cells = {
        name: [[(time + 1, float(value))] for time, value in enumerate(rng.uniform(1, 9, 20))]
        for name in "ab"
    }
    for name, time, delay, value in late:
        cells[name][time].append((time + 1 + delay, value))

    def known(name, day):
        seen = [[row for row in cell if row[0] <= day] for cell in cells[name]]
        newest = [max(rows, key=lambda row: row[0]) if rows else (0, np.nan) for rows in seen]
        return np.array([row[1] for row in newest]), np.array([row[0] for row in newest])

    formula = Formula.parse(text)
    now = {name: known(name, today) for name in formula.series}
    value = formula.evaluate({name: each[0] for name, each in now.items()}, first=Period.parse("2001-01"))
    days = formula.known_on({name: each[1] for name, each in now.items()})
    assert (days <= today).all()
    for time in range(20):
        if np.isnan(value[time]):
            continue
        before = {name: known(name, int(days[time]))[0] for name in formula.series}
        again = formula.evaluate(before, first=Period.parse("2001-01"))
        assert again[time] == value[time], (text, time)
