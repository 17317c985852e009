"""Amounts are written the way people read them."""

import doctest

import pytest

from bongsu.words import amounts, flags, grades, use_language


@pytest.mark.parametrize("module", [amounts, flags, grades])
def test_examples_in_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.0, "0%"), (0.0001, "<1%"), (0.0099, "<1%"), (0.995, ">99%"), (1.0, "100%"), (0.5, "50%")],
)
def test_a_probability_is_never_rounded_to_certainty(probability: float, text: str) -> None:
    assert amounts.percent(probability) == text


def test_a_small_change_is_no_change() -> None:
    use_language("en")
    assert [amounts.points(x) for x in (0.0049, -0.0049, 0.006, None)] == ["0 pts", "0 pts", "+1 pts", "–"]


def test_not_a_number_is_shown_as_nothing() -> None:
    assert amounts.amount(float("nan")) == "–"
