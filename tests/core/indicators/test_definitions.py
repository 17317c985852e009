"""The register of definitions is whole, and what it says computes an indicator does exist."""

from datetime import date
from importlib import import_module

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.core.indicators.definitions import DEFINITIONS, definition
from bongsu.core.indicators.formula_functions import FUNCTIONS


def test_every_id_from_1_to_34_is_there_with_a_version_and_a_date():
    ids = {each.id for each in DEFINITIONS}
    assert {f"I{number:02d}" for number in range(1, 35)} | {"I01r", "I02L", "I02T", "I02E"} == ids
    for each in DEFINITIONS:
        assert each.version >= 1
        assert set(each.name) == {"ko", "en"}


@pytest.mark.parametrize("each", DEFINITIONS, ids=lambda each: each.id)
def test_what_computes_it_exists(each):
    assert (each.how == "computed") <= bool(each.functions)
    for name in each.functions:
        module, _, function = name.partition(".")
        if function:
            assert callable(getattr(import_module(f"bongsu.core.indicators.{module}"), function))
        else:
            assert name in FUNCTIONS


def test_the_definition_in_force_on_a_day_is_the_newest_begun():
    assert definition("I01").version == 1
    with pytest.raises(KeyError):
        definition("I01", on=date(2005, 1, 1))


def test_every_indicator_of_the_korean_pack_has_a_definition():
    catalogue = Catalogue.load(pack_folder("kr-2005"))
    assert {each.code for each in catalogue.indicators if not each.definition} == set()
    assert {each.code for each in catalogue.declared} == set(catalogue.series)
