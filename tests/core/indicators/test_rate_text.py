"""Cells of tariff tables: what they say is read, what could be read in two ways is refused."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.core.indicators.rate_text import RateText, RateTextError, read_rate
from tests.fuzz import examples

HIGHER = RateText(Decimal(270), False, Decimal(6210), "kg", "higher")


@pytest.mark.parametrize(
    "text",
    [
        "270 또는 6,210원/kg 중 고액",
        "270 또는 6,210원/㎏, 양자 중 고액",
        "270또는 6,210원/kg 중 높은 것",
        "270 or 6,210 KRW/kg, whichever is higher",
        "270 또는 1kg당 6,210원 중 높은 금액",
    ],
)
def test_the_higher_of_two_is_kept_as_such(text):
    assert read_rate(text) == HIGHER


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", RateText()),
        ("8", RateText(Decimal(8))),
        ("8 %", RateText(Decimal(8), True)),
        ("２７％", RateText(Decimal(27), True)),
        ("무세", RateText(Decimal(0), True)),
        ("1,800원/kg", RateText(specific=Decimal(1800), per="kg")),
        ("10% + 50원/L", RateText(Decimal(10), True, Decimal(50), "L", "both")),
        ("270% 또는 6,210원/kg 중 저액", RateText(Decimal(270), True, Decimal(6210), "kg", "lower")),
        ("270% 또는 6,210원", RateText(Decimal(270), True, Decimal(6210), "", "or")),
    ],
)
def test_what_a_cell_says(text, expected):
    assert read_rate(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "2,7",
        "8 %%",
        "-8",
        "1e3",
        "3 또는 5",
        "5 USD/kg",
        "8 8",
        "고액",
        "6,21원/kg",
    ],
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(RateTextError):
        read_rate(text)


@settings(max_examples=examples(300))
@given(st.text(alphabet="0123456789.,%원/kgL 또는중고저액higherlower+및-당혹은orKRW", max_size=30))
def test_any_text_is_read_or_refused_and_no_digit_comes_from_nowhere(text):
    try:
        found = read_rate(text)
    except RateTextError:
        return
    said = [each for each in (found.figure, found.specific) if each is not None]
    assert all(each >= 0 for each in said)
    digits = [sign for sign in text if sign.isdigit()]
    for each in said:
        for sign in f"{each:f}".replace(".", ""):
            if sign != "0":
                digits.remove(sign)
