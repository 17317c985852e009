"""Landed costs against the figures that customs and the press gave; doubtful ones carry their mark."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.core.indicators.landed_cost import TariffError, landed_cost
from bongsu.core.indicators.rate_priority import Circumstances, chosen_rate
from bongsu.core.indicators.tariff import Rate

KOREA = Catalogue.load(pack_folder("kr-2005"))
IN_QUOTA = Circumstances(in_quota=True)


def cost(item, cif, on, **more):
    return landed_cost(KOREA.tariff(item), cif, on=date.fromisoformat(on), **more)


@pytest.mark.parametrize(
    ("item", "good", "rate", "amount", "floor"),
    [
        ("red_pepper", "dried", 2.70, 6210, 2300),
        ("ginger", "dried", 3.773, 931, 247),
        ("ginger", "fresh", 3.773, 931, 247),
        ("garlic", "fresh", 3.60, 1800, 500),
        ("soybean", "bean", 4.87, 956, 196),
    ],
)
def test_out_of_quota_the_duty_is_the_higher_of_rate_and_amount_and_has_a_floor(
    item, good, rate, amount, floor
):
    below, above = (
        cost(item, floor / 2, "2015-06-01", good=good),
        cost(item, 2 * floor, "2015-06-01", good=good),
    )
    assert below.components[1].amount == amount
    assert above.components[1].amount == pytest.approx(rate * 2 * floor)
    assert round(below.floor) == floor
    assert cost(item, floor / 2, "2015-06-01", good=good, circumstances=IN_QUOTA).total < below.total


def test_pepper_landed_for_2000_won_costs_8210_and_bears_no_vat():
    found = cost("red_pepper", 2000.0, "2012-03-29", domestic=7000.0)
    assert found.total == 8210.0
    assert found.wedge == pytest.approx(3.105)
    assert [(each.code, each.exempt) for each in found.components[2:]] == [("vat", True)]
    assert found.legal_gain < 0 < found.smuggling_gain
    assert found.break_even == pytest.approx(790.0)
    assert cost("red_pepper", 2000.0, "2012-03-29", circumstances=IN_QUOTA).total == 3000.0


@pytest.mark.parametrize(("good", "rate"), [("frozen", 0.27), ("paste", 0.45), ("seed_powder", 0.03)])
def test_other_forms_of_pepper_bear_a_tenth_of_the_duty(good, rate):
    found = cost("red_pepper", 1000.0, "2016-03-01", good=good)
    assert found.components[1].amount == pytest.approx(1000.0 * rate)
    assert "duty: valid_from" in found.unverified


def test_the_cigarette_taxes_of_2004_and_of_2015():
    before = cost("tobacco", 300.0, "2004-12-29", domestic=2000.0)
    after = cost("tobacco", 300.0, "2004-12-30", domestic=2500.0)
    raised = cost("tobacco", 300.0, "2015-01-01", domestic=4500.0)

    def levies(found):
        return {each.code: each.amount for each in found.components[2:]}

    assert sum(levies(before).values()) - levies(before)["vat"] == 929
    assert sum(levies(after).values()) - levies(after)["vat"] == 1338
    parts = {name: levies(after)[name] for name in ("tobacco_consumption", "local_education", "health")}
    assert parts == {"tobacco_consumption": 641, "local_education": 321, "health": 354}
    assert round(levies(after)["vat"]) == 227
    assert "leaf_fund: per_unit" in after.unverified
    assert sum(levies(raised).values()) == pytest.approx(3323, abs=1)
    assert sum(levies(raised).values()) / 4500 == pytest.approx(0.74, abs=0.005)
    assert round(levies(raised)["vat"]) == 409


def test_tobacco_needs_the_retail_price():
    with pytest.raises(TariffError, match="on the retail price"):
        cost("tobacco", 300.0, "2015-01-01")


def test_gold_bears_three_per_cent_and_vat_upon_it():
    assert cost("gold", 100_000.0, "2025-02-01").wedge == pytest.approx(1.03 * 1.10 - 1)


def test_a_dear_diamond_bears_the_burden_the_press_reported_or_a_little_more():
    # 44.96 % in 2013; which threshold and which parts were meant is not known.
    assert cost("diamond", 100_400_000.0, "2013-05-10").wedge == pytest.approx(0.4496, abs=0.0002)
    assert cost("diamond", 1e12, "2013-05-10").wedge == pytest.approx(1.1 * 1.05 * 1.26 - 1, abs=1e-6)
    assert cost("diamond", 1_000_000.0, "2013-05-10").components[2].amount == 0.0
    assert "individual_consumption: above" in cost("diamond", 1e7, "2013-05-10").unverified


def test_rice_has_a_tariff_only_since_2015():
    assert cost("rice", 1000.0, "2021-02-01").total == pytest.approx(6130.0)
    assert cost("rice", 1000.0, "2021-02-01", circumstances=IN_QUOTA).total == pytest.approx(1050.0)
    with pytest.raises(TariffError, match="no duty rate is in force on 2005-05-31"):
        cost("rice", 1000.0, "2005-05-31")
    assert cost("rice", 1000.0, "2005-05-31", good="steamed").components[1].amount == 500.0


def test_ginseng_margin_and_rates():
    found = cost("ginseng", 12_500.0, "2012-03-29", domestic=102_200.0)
    assert found.components[1].amount == pytest.approx(12_500.0 * 2.228)
    assert found.smuggling_gain == 89_700.0
    red = cost("ginseng", 1000.0, "2012-03-29", good="red")
    assert red.components[1].amount == pytest.approx(7543.0)
    assert "duty: ad_valorem" in red.unverified


def test_the_special_safeguard_of_soybeans_stands_above_the_quota_rates():
    triggered = Circumstances(special_safeguard=True)
    assert cost("soybean", 500.0, "2007-06-01", circumstances=triggered).components[1].amount == 3245.0
    assert cost("soybean", 500.0, "2008-06-01", circumstances=triggered).rate.type == "W2"


def test_pollack_bore_the_adjustment_duty_but_not_from_the_north():
    assert cost("pollack", 1000.0, "2005-05-31").components[1].amount == 300.0
    assert cost("pollack", 1000.0, "2005-05-31", circumstances=Circumstances(origin="KP")).rate.type == "U"


def rate(kind, share, **more):
    return Rate("x", kind, share, None, "", date(2000, 1, 1), None, **more)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([("A", 0.3), ("W2", 2.7)], "W2"),  # a concession replaces the base rate even where it is higher
        ([("A", 0.3), ("L", 0.5)], "L"),
        ([("A", 0.3), ("F", 0.1), ("W2", 2.7)], "F"),
        ([("A", 0.08), ("F", 0.1)], "A"),  # an agreement counts only when it is lower
        ([("A", 0.3), ("P1", 0.1), ("L", 0.5)], "P1"),
        ([("A", 0.08), ("C", 0.13)], "A"),
        ([("T1", 6.49), ("W2", 4.87), ("F", 0.0)], "T1"),
        ([("A", 0.08), ("G", 0.0)], "G"),
    ],
)
def test_the_priority_of_article_50(rates, expected):
    assert chosen_rate([rate(kind, share) for kind, share in rates], 1000.0).type == expected


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_landed_cost_rises_with_the_value_and_its_parts_add_up(low, more):
    first, second = cost("ginger", low, "2015-01-01"), cost("ginger", low + more, "2015-01-01")
    assert second.total >= first.total
    assert sum(each.amount for each in second.components) == pytest.approx(second.total)


@given(st.floats(1000.0, 1e6))
def test_at_the_break_even_cost_honest_trade_neither_gains_nor_loses(domestic):
    even = cost("ginger", 100.0, "2015-01-01", domestic=domestic).break_even
    assert cost("ginger", even, "2015-01-01").total == pytest.approx(domestic, rel=1e-9)


@pytest.mark.parametrize("item", [tariff.item for tariff in KOREA.tariffs])
def test_every_good_has_a_landed_cost_on_some_day(item):
    tariff = KOREA.tariff(item)
    for good in tariff.goods:
        rates = [each for each in tariff.rates if each.good == good.code and each.type not in {"T1", "T2"}]
        day = max(each.valid_from for each in rates)
        found = (
            landed_cost(
                tariff,
                1000.0,
                on=day,
                good=good.code,
                domestic=5000.0,
                circumstances=Circumstances(in_quota=True),
            )
            if all(each.type != "W2" for each in rates if each.valid_from == day)
            else landed_cost(tariff, 1000.0, on=day, good=good.code, domestic=5000.0)
        )
        assert found.total >= 1000.0


def test_every_item_of_the_pack_has_a_tariff():
    assert {tariff.item for tariff in KOREA.tariffs} == {item.code for item in KOREA.items}
