"""Units: what goes together is added, what differs by a factor is converted in words, the rest is refused."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bongsu.core.indicators.formula import Formula, FormulaError
from bongsu.core.indicators.formula_units import check_unit, unit_of
from bongsu.core.indicators.units import CURRENCIES, Unit, UnitError, factor, known_units, parse_unit

UNITS = {"won_kg": "KRW/kg", "usd_t": "USD/t", "usd_kg": "USD/kg", "fx": "KRW per USD", "kg": "kg", "t": "t",
         "dry": "kg_dry", "fresh": "kg_fresh", "ratio": "ratio", "someone": "?"}  # fmt: skip


def unit(text: str) -> Unit | None:
    return unit_of(Formula.parse(text), UNITS)


def test_won_a_kilogram_and_dollars_a_tonne_are_not_added():
    with pytest.raises(UnitError, match=r"'\+' joins .*KRW.* and .*USD.*, which do not measure the same"):
        unit("won_kg + usd_t")


def test_kilograms_and_tonnes_are_not_added_without_a_conversion():
    with pytest.raises(UnitError, match="differ by a factor: convert one of them"):
        unit("kg - t")
    assert unit("kg - convert(t, t, kg)").same(parse_unit("kg"))


def test_a_currency_is_never_converted():
    with pytest.raises(FormulaError, match="do not measure the same"):
        Formula.parse("convert(usd_kg, USD/kg, KRW/kg)")
    assert unit("usd_kg * fx - won_kg").same(parse_unit("KRW/kg"))


def test_dry_and_fresh_are_two_things():
    with pytest.raises(UnitError, match="do not measure the same"):
        unit("dry + fresh")


def test_a_conversion_from_a_unit_the_part_does_not_have_is_refused():
    with pytest.raises(UnitError, match="it converts from USD/kg what is in"):
        unit("convert(usd_t, USD/kg, USD/t)")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("troy_oz", "g", 31.1034768),  # the international troy ounce
        ("don", "g", 3.75),
        ("KRW/don", "KRW/g", 1 / 3.75),
        ("carton", "stick", 200),
        ("KRW/pack", "KRW/stick", 1 / 20),
        ("USD/mt", "USD/kg", 1 / 1000),
        ("drum", "kL", 0.2),
        ("carat", "g", 0.2),
    ],
)
def test_the_units_of_the_trade(source, target, expected):
    assert factor(source, target) == pytest.approx(expected, rel=1e-12)
    assert Formula.parse(f"convert(x, {source}, {target})").evaluate({"x": [2.0]}) == pytest.approx(
        2 * expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(kg / lag(kg, 12))", "ratio"),
        ("max(0, won_kg)", "KRW/kg"),
        ("seasonal_zscore(log(kg), 12, 5)", "z"),
        ("share(kg, kg)", "share"),
        ("mix_shift(kg, kg, 12)", "0 to 1"),
        ("kg ** 2 / kg", "kg"),
        ("trading_days() * ratio", "ratio"),
        ("diff(usd_t, 1) / mean(usd_t, 3)", "ratio"),
    ],
)
def test_the_unit_of_a_formula_follows_from_its_parts(text, expected):
    assert unit(text).same(parse_unit(expected))


@pytest.mark.parametrize("text", ["exp(kg)", "min(kg, 1)", "kg + 1", "share(kg, t)", "max(won_kg, usd_kg)"])
def test_what_does_not_go_together_is_refused(text):
    with pytest.raises(UnitError):
        unit(text)


def test_a_series_of_unknown_unit_is_not_checked_and_an_undeclared_one_is_refused():
    assert unit("someone + kg") is None
    with pytest.raises(UnitError, match="'nobody' has no unit"):
        unit("nobody + kg")


def test_the_unit_an_entry_names_is_compared():
    check_unit(Formula.parse("won_kg - usd_kg * fx"), UNITS, expected="KRW/kg")
    with pytest.raises(UnitError, match="not KRW/g"):
        check_unit(Formula.parse("won_kg - usd_kg * fx"), UNITS, expected="KRW/g")


@given(st.one_of(st.text(max_size=30), st.text("kgtKRWUSD/*() per123._^%", max_size=30)))
@example("kg**99")
@example("1")
@example("(" * 79)
def test_no_text_is_taken_for_a_unit_unless_it_is_one(text):
    try:
        found = parse_unit(text)
    except UnitError:
        return
    assert math.isfinite(found.scale)
    assert found.scale > 0
    assert found.same(found * parse_unit("ratio"))


@settings(max_examples=300)
@given(st.sampled_from(known_units()), st.sampled_from(known_units()))
def test_a_factor_there_and_back_is_one_and_money_never_changes_hands(left, right):
    try:
        there = factor(left, right)
    except UnitError:
        return
    assert there * factor(right, left) == pytest.approx(1.0)
    assert left == right or left not in CURRENCIES.split()
