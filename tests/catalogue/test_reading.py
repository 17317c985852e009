"""Reading a catalogue: what it gives, and how it says what is wrong."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.strict import document
from bongsu.core.panel.periods import Lag, Period
from bongsu.words.refusal import Refusal

ITEMS = """
[[item]]
code = "gold"
name = { ko = "금괴", en = "Gold bullion" }
unit = "kg"
hs = ["710812", "710813"]
frequency = "month"
indicators = ["gold_price_gap", "gold_net_imports"]
valid_from = "2005-01"

[[item]]
code = "fuel"
frequency = "week"
valid_from = 2006-08-15
valid_to = "2007"
"""
INDICATORS = """
[[indicator]]
code = "gold_price_gap"
kind = "price_gap"
name = { ko = "금 국내외 가격차", en = "Gold domestic minus foreign price" }
formula = "gold_domestic_krw_g - gold_world_krw_g"
unit = "KRW/g"
sign = "+"
threshold = true
leads = [0, 12]
publication_lag = "P1M"

[[indicator]]
code = "gold_net_imports"
formula = "gold_imports_kg - gold_world_krw_g"
publication_lag = "P45D"

[[indicator]]
code = "world_price"
series = "gold_world_krw_g"
unit = "KRW/g"
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bongsu.words._current", ["en"])


def refusal_of(**files: str) -> str:
    """What the refusal of a catalogue says, with `items=…` for items.toml."""
    with pytest.raises(Refusal) as refused:
        Catalogue.from_files(
            {"items.toml": "", **{f"{name}.toml": content for name, content in files.items()}}
        )
    return str(refused.value)


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue.from_files({"items.toml": ITEMS, "indicators.toml": INDICATORS})


def test_the_contract_example_reads_as_it_is_written(catalogue):
    gold, gap = catalogue.item("gold"), catalogue.indicator("gold_price_gap")
    assert (gold.name["en"], gold.unit, gold.hs, gold.valid_from) == (
        "Gold bullion",
        "kg",
        ("710812", "710813"),
        date(2005, 1, 1),
    )
    assert (gap.kind, gap.sign, gap.threshold, gap.leads, gap.publication_lag) == (
        "price_gap",
        "+",
        True,
        (0, 12),
        Lag(1, 0),
    )
    assert gap.inputs == ("gold_domestic_krw_g", "gold_world_krw_g")


def test_what_is_left_out_has_the_default(catalogue):
    fuel, net_imports = catalogue.item("fuel"), catalogue.indicator("gold_net_imports")
    assert fuel.name == {"ko": "fuel", "en": "fuel"}
    assert (net_imports.kind, net_imports.sign, net_imports.leads) == ("gold_net_imports", "?", (0, 12))


def test_an_item_without_a_list_has_every_indicator_as_a_candidate(catalogue):
    assert [indicator.code for indicator in catalogue.indicators_of("gold")] == [
        "gold_price_gap",
        "gold_net_imports",
    ]
    assert catalogue.indicators_of("fuel") == catalogue.indicators


def test_an_item_with_an_empty_list_has_no_indicators():
    catalogue = Catalogue.from_files(
        {"items.toml": '[[item]]\ncode = "a"\nindicators = []', "indicators.toml": INDICATORS}
    )
    assert catalogue.indicators_of("a") == ()


def test_membership_is_dated(catalogue):
    def codes_on(on):
        return [item.code for item in catalogue.items_on(on)]

    assert codes_on(date(2004, 12, 31)) == []
    assert codes_on(date(2006, 8, 14)) == ["gold"]
    assert codes_on(date(2006, 8, 15)) == ["gold", "fuel"]
    assert codes_on(Period.parse("2006-08")) == ["gold", "fuel"]
    assert codes_on(date(2007, 12, 31)) == ["gold", "fuel"]
    assert codes_on(Period.parse("2008-W10")) == ["gold"]


def test_a_series_waits_as_long_as_the_slowest_indicator_made_of_it(catalogue):
    assert catalogue.series == ("gold_domestic_krw_g", "gold_imports_kg", "gold_world_krw_g")
    assert catalogue.publication_lag_of("gold_world_krw_g") == Lag(0, 45)
    assert catalogue.publication_lag_of("gold_domestic_krw_g") == Lag(1, 0)
    assert catalogue.publication_lag_of("nobody_uses_this") == Lag(0, 0)


def test_only_a_plain_series_tells_the_unit_of_its_rows(catalogue):
    assert catalogue.unit_of_series("gold_world_krw_g") == "KRW/g"
    assert catalogue.unit_of_series("gold_domestic_krw_g") is None


def test_an_indicator_is_evaluated_from_its_series(catalogue):
    values = {"gold_domestic_krw_g": [3.0], "gold_world_krw_g": [1.0]}
    assert catalogue.indicator("gold_price_gap").evaluate(values) == [2.0]
    assert catalogue.indicator("world_price").evaluate(values) == [1.0]


def test_the_files_kept_with_an_assessment_give_the_same_catalogue_again(catalogue):
    again = Catalogue.from_files(catalogue.files)
    assert again == catalogue
    assert again.digest == catalogue.digest


def test_the_digest_follows_what_is_said_and_not_how_it_is_laid_out(catalogue):
    commented = Catalogue.from_files(
        {"indicators.toml": "# why\n" + INDICATORS, "items.toml": ITEMS.replace(" = ", "=")}
    )
    changed = Catalogue.from_files(
        {"items.toml": ITEMS, "indicators.toml": INDICATORS.replace("[0, 12]", "[0, 11]")}
    )
    assert commented.digest == catalogue.digest
    assert changed.digest != catalogue.digest


def test_a_folder_is_read_with_the_files_below_it(tmp_path: Path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "items.toml").write_bytes(
        b"\xef\xbb\xbf" + ITEMS.replace('indicators = ["gold', '# ["gold').encode()
    )
    (tmp_path / "notes" / "garlic.toml").write_text("rate = 3.6")
    catalogue = Catalogue.load(tmp_path)
    assert sorted(catalogue.files) == ["items.toml", "notes/garlic.toml"]
    assert catalogue.indicators == ()
    assert catalogue.grades.action_grade == 3


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    (tmp_path / "items.toml").write_bytes("[[item]]\ncode = '금괴'".encode("cp949"))
    with pytest.raises(Refusal, match="save the file as UTF-8"):
        Catalogue.load(tmp_path)


def test_a_folder_without_items_is_refused(tmp_path: Path):
    (tmp_path / "item.toml").write_text("")
    with pytest.raises(Refusal) as refused:
        Catalogue.load(tmp_path)
    assert "item.toml: no catalogue file has this name; did you mean 'items.toml'?" in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_an_unknown_key_is_refused_and_the_nearest_one_named():
    mistyped = INDICATORS.replace("publication_lag", "publicaton_lag", 1)
    assert refusal_of(indicators=mistyped) == (
        "indicators.toml, indicator \"gold_price_gap\": unknown key 'publicaton_lag'; "
        "did you mean 'publication_lag'?"
    )


def test_a_key_near_to_none_is_refused_with_the_keys_there_are():
    message = refusal_of(items='[[item]]\ncode = "a"\nqqqq = 1')
    assert message.startswith("items.toml, item \"a\": unknown key 'qqqq'; the keys are code, name, unit")


def test_an_unknown_indicator_of_an_item_is_refused_and_the_nearest_one_named():
    message = refusal_of(items=ITEMS.replace("gold_net_imports", "gold_net_import"), indicators=INDICATORS)
    assert message == (
        'items.toml, item "gold": indicators; expected the code of an entry in indicators.toml; '
        "found \"gold_net_import\"; did you mean 'gold_net_imports'?"
    )


def test_an_item_that_names_indicators_without_a_file_of_them_is_refused():
    assert 'found "gold_price_gap"' in refusal_of(items=ITEMS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('sign = "up"', 'sign; expected one of "+", "-", "?"; found "up"'),
        ("sign = 1", "sign; expected one of"),
        ('threshold = "yes"', 'threshold; expected true or false; found "yes"'),
        ("leads = [3, 1]", "leads; expected two whole numbers"),
        ("leads = [-1, 3]", "leads; expected two whole numbers"),
        ("leads = [0, 61]", "from 0 to 60; found [0, 61]"),
        ("leads = [0, true]", "leads; expected two whole numbers"),
        ("leads = 3", "leads; expected two whole numbers"),
        (
            'publication_lag = "1M"',
            'publication_lag; expected a duration such as P1M, P15D or P2W; found "1M"',
        ),
        ("publication_lag = 30", "publication_lag; expected a duration"),
        (
            'formula = "open(a)"',
            'formula; expected a formula over series; found "open(a)"; character 1: there is no',
        ),
        ("name = { de = 'Gold' }", "name; expected names by language"),
        ("name = 3", "name; expected names by language"),
        ("code = 7", "code; expected a code"),
        ('code = "a b"', "code; expected a code"),
        ('series = ""', "series; expected a code"),
        ('unverified = "leads"', "unverified; expected a list of texts"),
        ('unverified = ["lead"]', "did you mean 'leads'?"),
    ],
)
def test_a_wrong_value_of_an_indicator_is_refused_with_what_was_expected(line, expected):
    lines = {"code": 'code = "x"', "series": 'series = "s"'}
    key = line.split(" ")[0]
    if key == "formula":
        del lines["series"]
    lines[key] = line
    message = refusal_of(indicators="[[indicator]]\n" + "\n".join(lines.values()))
    assert message.startswith("indicators.toml, indicator ")
    assert expected in message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('frequency = "day"', 'frequency; expected one of "month", "week"; found "day"'),
        ("hs = [710812]", "hs; expected HS codes of 2, 4, 6, 8 or 10 digits"),
        ('hs = ["7108.12"]', "without dots and hyphens"),
        ('hs = ["71081"]', "hs; expected HS codes"),
        ('valid_from = "May 2005"', "valid_from; expected a period such as 2005-01"),
        ("valid_from = 2005-05-01T00:00:00", "valid_from; expected a period"),
        ('valid_from = "2005-02-30"', "valid_from; expected a period"),
        ('valid_to = "1999"\nvalid_from = "2005"', "valid_to; expected 2005-01-01 or later"),
        ('mode = "sea"', "mode; expected one of"),
        ('indicators = "all"', "indicators; expected a list of codes"),
        ('indicators = ["x", "x"]', "indicators; expected a list of codes, each once"),
        ('unverified = ["710812"]', "unverified; expected one of the entry's HS codes or keys"),
    ],
)
def test_a_wrong_value_of_an_item_is_refused_with_what_was_expected(line, expected):
    message = refusal_of(items=f'[[item]]\ncode = "a"\n{line}')
    assert message.startswith('items.toml, item "a": ')
    assert expected in message


@pytest.mark.parametrize(("lines", "found"), [("", "neither"), ('series = "a"\nformula = "a"', "both")])
def test_an_indicator_has_a_formula_or_a_series(lines, found):
    message = refusal_of(indicators=f'[[indicator]]\ncode = "x"\n{lines}')
    assert (
        message == f"indicators.toml, indicator \"x\"; expected either 'formula' or 'series'; found {found}"
    )


def test_two_entries_of_one_code_are_refused():
    message = refusal_of(items='[[item]]\ncode = "a"\n[[item]]\ncode = "b"\n[[item]]\ncode = "a"')
    assert (
        message == 'items.toml, item "a"; expected a code that no other entry has; found it in entries 1, 3'
    )


def test_an_entry_without_a_code_is_named_by_its_number():
    message = refusal_of(items='[[item]]\ncode = "a"\n[[item]]\nunit = "kg"')
    assert message == "items.toml, item 2: the key 'code' is missing"


def test_one_series_with_two_units_is_refused():
    other = '[[indicator]]\ncode = "y"\nseries = "gold_world_krw_g"\nunit = "USD/oz"'
    assert "expected KRW/g, as in indicator 'world_price'" in refusal_of(indicators=INDICATORS + other)


def test_a_line_that_is_not_toml_is_named():
    message = refusal_of(items='[[item]]\ncode = "a"\nunit = kg\n')
    assert message.startswith('items.toml line 3; expected TOML; found "unit = kg"; ')


def test_an_unreadable_file_does_not_make_others_look_wrong():
    message = refusal_of(items=ITEMS, indicators="[[indicator]\n")
    assert message.startswith("indicators.toml line 1; expected TOML")


def test_a_table_with_one_bracket_or_another_name_is_refused():
    assert "expected [[item]] entries, with two brackets" in refusal_of(items='[item]\ncode = "a"')
    assert refusal_of(items='[[items]]\ncode = "a"') == (
        "items.toml: unknown table 'items'; did you mean [[item]]?"
    )


def test_every_mistake_is_named_at_once():
    message = refusal_of(
        items='[[item]]\nunit = 3\ncode = "a"', indicators='[[indicator]]\ncode = "x"\nsign = "*"'
    )
    assert message.splitlines()[0] == "2 mistakes"
    assert 'items.toml, item "a": unit; expected a text in quotes; found 3' in message
    assert 'indicator "x": sign' in message


def test_an_unknown_source_is_refused_only_where_sources_are_described():
    indicators = '[[indicator]]\ncode = "x"\nseries = "s"\nsource = "kr-custom"'
    Catalogue.from_files({"items.toml": "", "indicators.toml": indicators})
    message = refusal_of(indicators=indicators, sources='[[source]]\ncode = "kr-customs"')
    assert message.endswith("did you mean 'kr-customs'?")


def test_offices_report_to_offices_that_exist_and_never_to_themselves():
    assert "expected the code of an entry in offices.toml" in refusal_of(
        offices='[[office]]\ncode = "1"\nparent = "9"'
    )
    ring = '[[office]]\ncode = "1"\nparent = "2"\n[[office]]\ncode = "2"\nparent = "1"'
    assert "expected an office that does not report to this one" in refusal_of(offices=ring)


def test_an_office_knows_who_reports_to_it():
    offices = """
    office = [
      { code = "port" },
      { code = "gate", parent = "yard" },
      { code = "yard", parent = "port" },
      { code = "airport" },
    ]
    """
    catalogue = Catalogue.from_files({"items.toml": "", "offices.toml": offices})
    assert catalogue.offices_under("port") == ("port", "yard", "gate")
    assert catalogue.offices_under("gate") == ("gate",)


def test_asking_for_what_is_not_there_names_the_nearest(catalogue):
    with pytest.raises(Refusal, match="did you mean 'gold'"):
        catalogue.item("golf")


def test_grades_have_the_defaults_of_the_method(catalogue):
    grades = catalogue.grades
    assert grades.entry_cuts == (0.20, 0.34, 0.55, 0.80)
    assert grades.month_shares == (0.60, 0.20, 0.12, 0.06, 0.02)
    assert (grades.budget_window, grades.dwell_periods, grades.dwell_factor) == (36, 2, 0.75)
    assert grades.z_cuts == (0.07, 0.36, 0.68, 1.09)
    assert grades.names(4) == {"ko": "심각", "en": "Serious"}


def test_the_action_grade_may_change_over_time():
    dated = 'action_grade = [{ from = "2005-02", grade = 4 }, { from = "2006-01", grade = 3 }]'
    grades = Catalogue.from_files({"items.toml": "", "grades.toml": dated}).grades
    days = [date(2001, 1, 1), date(2005, 6, 13), date(2006, 1, 1)]
    assert [grades.action_grade_on(day) for day in days] == [4, 4, 3]
    assert grades.action_grade == 3


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("entry_cuts = [0.2, 0.2, 0.5, 0.8]", "four rising numbers"),
        ("entry_cuts = [0.2, 0.3, 0.5, 1.2]", "four rising numbers"),
        ("entry_cuts = [0.2, 0.3, 0.5]", "four rising numbers"),
        ("entry_cuts = [nan, nan, nan, nan]", "four rising numbers"),
        ("month_shares = [0.5, 0.2, 0.1, 0.1, 0.2]", "add up to 1"),
        ("month_shares = [nan, 0.2, 0.1, 0.1, 0.2]", "add up to 1"),
        ("budget_window = 0", "a whole number from 1"),
        ("dwell_factor = 1.5", "a number above 0 and up to 1"),
        ("action_grade = 6", "a whole number from 1 to 5"),
        ("action_grade = []", "a grade from 1 to 5, or dated ones"),
        ('action_grade = [{ from = "2006", grade = 3 }, { from = "2005", grade = 4 }]', "in order of time"),
        ('words = { en = ["1", "2", "3", "4", "5"] }', "five words"),
        ("cuts = [1]", "did you mean 'z_cuts'?"),
    ],
)
def test_wrong_rules_between_grades_are_refused(line, expected):
    message = refusal_of(grades=line)
    assert message.startswith("grades.toml: ")
    assert expected in message


def test_reading_a_catalogue_leaves_the_shared_documents_as_they_were(catalogue):
    before = {name: tomllib.loads(content) for name, content in catalogue.files.items()}
    again = Catalogue.from_files(catalogue.files)
    assert {name: document(content) for name, content in again.files.items()} == before
