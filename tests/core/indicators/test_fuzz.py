"""Fuzzing of formulas, units and tariff files: no crash, and nothing wrong is taken silently.

How many examples is the profile's to say (tests/conftest.py): HYPOTHESIS_PROFILE=nightly for the night.
"""

from datetime import date

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.core.indicators.formula import CONVERT, Formula, FormulaError
from bongsu.core.indicators.formula_functions import FUNCTIONS
from bongsu.core.indicators.formula_units import unit_of
from bongsu.core.indicators.landed_cost import TariffError, landed_cost
from bongsu.core.indicators.units import UnitError, parse_unit
from bongsu.core.panel.periods import Period
from bongsu.words.refusal import Refusal

UNITS = {"a": "KRW/kg", "b": "USD/t", "c": "KRW per USD", "d": "kg", "e": "ratio", "f": "?"}
NAMES = st.sampled_from(sorted(UNITS))
TEXTS = {path.name: path.read_text("utf-8") for path in (pack_folder("kr-2005") / "tariffs").glob("*.toml")}
FUZZ = settings(max_examples=max(400, settings.default.max_examples))
"""Five tests: 2,000 examples in CI, 125,000 at night."""
FIRST = Period.parse("2001-01")


def calls(children):
    def call(name, arguments, numbers):
        function = FUNCTIONS[name]
        count = 2 if function.values is None else function.values
        wholes = [str(number) for number in numbers[: len(function.wholes)]]
        return f"{name}({', '.join([*arguments[:count], *wholes])})"

    return st.builds(
        call,
        st.sampled_from(sorted(FUNCTIONS)),
        st.lists(children, min_size=3, max_size=3),
        st.lists(st.integers(-1, 13), min_size=2, max_size=2),
    )


def grown(children):
    return st.one_of(
        st.builds("({} {} {})".format, children, st.sampled_from(["+", "-", "*", "/"]), children),
        calls(children),
        st.builds("({} ** {})".format, children, st.sampled_from(["2", "-1", "0.5", "99"])),
        st.builds(
            (CONVERT + "({}, {}, {})").format,
            children,
            st.sampled_from(["KRW/kg", "kg", "USD/t", "t", "nonsense", "1"]),
            st.sampled_from(["KRW/g", "g", "USD/kg", "KRW", "kg/t"]),
        ),
    )


FORMULAS = st.recursive(st.one_of(NAMES, st.sampled_from(["1", "0", "2.5", "x.y"])), grown, max_leaves=6)


def spoilt(text):
    """A text with a few characters taken out, put in or changed."""
    return st.lists(
        st.tuples(
            st.integers(0, max(len(text) - 1, 0)),
            st.sampled_from(["", "(", ")", "1", "-", '"', "[", "=", "x", "\x00", "금"]),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda edits: _edited(text, edits))


def _edited(text, edits):
    for place, put in edits:
        text = text[:place] + put + text[place + 1 :]
    return text


@FUZZ
@given(st.one_of(FORMULAS, FORMULAS.flatmap(spoilt), st.text(max_size=40)))
@example("kimjang_ahead()")
@example("lag()")
@example("mix_shift(a, 3)")
def test_a_formula_is_read_or_refused_and_what_is_read_can_be_evaluated(text):
    try:
        formula = Formula.parse(text)
    except FormulaError as error:
        assert str(error)
        return
    values = {name: np.linspace(1.0, 3.0, 30) for name in formula.series}
    result = formula.evaluate(values, first=FIRST, length=30)
    assert result.shape == (30,)
    assert not np.isinf(result).any()
    early = formula.evaluate({name: each[:20] for name, each in values.items()}, first=FIRST, length=20)
    np.testing.assert_array_equal(result[:20], early)
    known = formula.known_on({name: np.arange(1, 31) for name in formula.series})
    assert (known[: len(known)] <= np.arange(1, len(known) + 1)).all()


@FUZZ
@given(FORMULAS)
def test_units_are_told_or_refused_and_scaling_a_series_never_hides(text):
    try:
        formula = Formula.parse(text)
        found = unit_of(formula, UNITS)
    except (FormulaError, UnitError):
        return
    if found is not None:
        assert found.scale > 0
    doubled = {**UNITS, "a": "KRW/g"}
    try:
        again = unit_of(formula, doubled)
    except UnitError:
        return
    assert (found is None) == (again is None)


@FUZZ
@given(st.one_of(st.text(max_size=25), st.text("kgtKRWUSDpersonlog /*()%1", max_size=25)))
def test_a_unit_is_read_or_refused(text):
    try:
        assert parse_unit(text).scale > 0
    except UnitError as error:
        assert str(error)


@FUZZ
@given(st.sampled_from(sorted(TEXTS)).flatmap(lambda name: st.tuples(st.just(name), spoilt(TEXTS[name]))))
def test_a_spoilt_tariff_file_is_refused_or_still_makes_sense(given_file):
    name, text = given_file
    try:
        catalogue = Catalogue.from_files({"items.toml": "", f"tariffs/{name}": text})
    except Refusal as refusal:
        assert str(refusal)
        return
    sensible(catalogue)


KEYS = st.sampled_from(
    [
        "ad_valorem",
        "specific",
        "rule",
        "valid_from",
        "valid_to",
        "type",
        "good",
        "origins",
        "quota",
        "unverified",
        "colour",
    ]
)
WRONG = st.sampled_from(
    ["-1", "true", '""', "[]", '"higher"', '"2005-13-01"', "1e400", "nan", "{}", '"W2"', '["x", "x"]', "0"]
)


@FUZZ
@given(st.lists(st.tuples(KEYS, WRONG), min_size=1, max_size=3, unique_by=lambda pair: pair[0]))
def test_wrong_values_in_a_rate_are_refused_or_make_a_rate(pairs):
    usual = {"good": '"x"', "type": '"A"', "ad_valorem": "0.3", "valid_from": '"2005-01"'}
    rate = "\n".join(f"{key} = {value}" for key, value in {**usual, **dict(pairs)}.items())
    text = f'item = "gold"\n[[good]]\ncode = "x"\nunit = "kg"\n[[rate]]\n{rate}\n'
    try:
        catalogue = Catalogue.from_files({"items.toml": '[[item]]\ncode = "gold"', "tariffs/gold.toml": text})
    except Refusal:
        return
    assert "colour" not in dict(pairs)
    sensible(catalogue)


def sensible(catalogue):
    for tariff in catalogue.tariffs:
        for good in tariff.goods:
            try:
                found = landed_cost(tariff, 1000.0, on=date(2016, 3, 1), good=good.code, domestic=3000.0)
            except TariffError as error:
                assert str(error)
                continue
            assert found.total >= 1000.0
            assert found.components[0].amount == 1000.0
