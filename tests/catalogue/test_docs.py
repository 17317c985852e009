"""docs/catalogue.md tells every key, and its examples can be read."""

import re
from pathlib import Path

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.keys import TABLES
from bongsu.catalogue.strict import REQUIRED
from bongsu.core.indicators.formula import CONVERT
from bongsu.core.indicators.formula_functions import FUNCTIONS
from bongsu.usecases.workspace import SETTINGS, read_settings

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```toml\n# (\S+)\n(.*?)```", DOCS, re.DOTALL))
ALL_TABLES = [*TABLES.values(), SETTINGS]


def rows_of(file: str) -> dict[str, str]:
    """Key → default, from the table under the file's heading."""
    section = re.search(rf"^## {re.escape(file)}\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE)
    assert section, f"docs/catalogue.md has no section {file}"
    return dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", section.group(1), re.MULTILINE))


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.file)
def test_the_page_tells_every_key_that_is_read_and_no_other(table):
    assert list(rows_of(table.file)) == [key.name for key in table.keys]


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.file)
def test_the_page_says_which_keys_must_be_there(table):
    needed = [key for key, default in rows_of(table.file).items() if default == "must be there"]
    assert needed == [key.name for key in table.keys if key.default is REQUIRED]


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.file)
def test_the_examples_show_every_key(table):
    shown = set(re.findall(r"^(\w+) = ", EXAMPLES[table.file], re.MULTILINE))
    assert shown == {key.name for key in table.keys}


def test_the_examples_together_are_a_catalogue(tmp_path):
    catalogue = Catalogue.from_files({name: text for name, text in EXAMPLES.items() if name in TABLES})
    assert [indicator.code for indicator in catalogue.indicators_of("gold")] == ["gold_price_gap", "usd_krw"]
    (tmp_path / "bongsu.toml").write_text(EXAMPLES["bongsu.toml"], encoding="utf-8")
    assert read_settings(tmp_path / "bongsu.toml").name == "Smuggling trends"


def test_the_defaults_of_the_grades_are_those_in_the_example():
    example = Catalogue.from_files({"items.toml": "", "grades.toml": EXAMPLES["grades.toml"]}).grades
    default = Catalogue.from_files({"items.toml": ""}).grades
    for name in (
        "words",
        "entry_cuts",
        "z_cuts",
        "month_shares",
        "budget_window",
        "dwell_periods",
        "dwell_factor",
    ):
        assert getattr(example, name) == getattr(default, name), name


def test_the_page_tells_every_function_of_a_formula():
    table = re.search(r"\| function \|.*?\n\n", DOCS, re.DOTALL)
    assert set(re.findall(r"`(\w+)\([^`]*\)`", re.sub(r"e\.g\. `[^`]*`", "", table.group()))) == {
        *FUNCTIONS,
        CONVERT,
    }
