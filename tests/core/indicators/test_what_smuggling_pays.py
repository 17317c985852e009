"""Price gaps and margins against the figures of the domain."""

import numpy as np
import pytest

from bongsu.core.indicators.price_gaps import (
    gap_ratio,
    legal_margin,
    legal_trade_is_shut,
    price_gap,
    risk_adjusted_gain,
    smuggling_margin,
    smuggling_margin_krw,
    tax_wedge,
)


def test_the_gap_is_in_won_and_the_ratio_without_a_unit():
    np.testing.assert_allclose(price_gap([60_000, 62_000], [50, np.nan], fx=1000.0), [10_000, np.nan])
    np.testing.assert_allclose(gap_ratio([60_000, 62_000], [50, 62], fx=[1000.0, 1000.0]), [0.2, 0.0])


def test_the_customs_service_counts_the_margin_as_domestic_price_minus_pre_tax_import_cost():
    # Ginseng, 2012: a gain of 89,700 won a kilogram.
    assert smuggling_margin_krw(102_200.0, 12_500.0) == 89_700.0
    assert smuggling_margin(102_200.0, 12_500.0) == pytest.approx(7.176)


def test_where_legal_trade_loses_and_smuggling_gains_only_smugglers_trade():
    # Pepper at 2,000 won: duty is the specific 6,210, so that landed it costs 8,210.
    assert legal_trade_is_shut([7_000.0, 9_000.0, np.nan], 8_210.0, 2_000.0).tolist()[:2] == [1.0, 0.0]
    assert legal_margin(7_000.0, 8_210.0) < 0 < smuggling_margin(7_000.0, 2_000.0)
    assert tax_wedge(8_210.0, 2_000.0) == pytest.approx(3.105)


def test_the_gain_shrinks_with_the_risk_and_a_share_above_one_is_no_probability():
    sure = risk_adjusted_gain(12.0, 4.0, detection=0.0, fine=100.0)
    risky = risk_adjusted_gain(12.0, 4.0, detection=0.1, fine=100.0)
    assert sure == 8.0
    assert risky == pytest.approx(0.9 * 8.0 - 0.1 * 104.0)
    assert np.isnan(risk_adjusted_gain(12.0, 4.0, detection=1.5, fine=0.0))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_a_cost_that_is_none_gives_no_margin(bad):
    assert np.isnan(smuggling_margin(1.0, bad)) or bad == np.inf
    assert np.isnan(gap_ratio(1.0, bad)) or bad == np.inf
