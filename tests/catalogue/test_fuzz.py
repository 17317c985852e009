"""Fuzzing of the catalogue's files: a damaged one is refused with its place, or makes one that holds."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.words.refusal import Refusal
from tests.fuzz import examples

PACKS = [Catalogue.load(pack_folder(name)).files for name in ("us-cbp", "kr-2005")]
LIKELY = st.sampled_from(
    ["", '"', "[", "]", "=", "-1", "0", "nan", "1e400", "true", '""', "[]", "{}", '"?"', "\x00", "금", "#"]
)


@st.composite
def damaged(draw) -> tuple[dict[str, str], str]:
    """The files of a pack, one of them damaged, and its name."""
    files = draw(st.sampled_from(PACKS))
    name = draw(st.sampled_from(sorted(name for name in files if not name.startswith("tariffs/"))))
    text = files[name]
    place = draw(st.integers(0, len(text) - 1))
    how = draw(st.sampled_from(["cut", "put in", "value", "value", "key", "double"]))
    if how == "cut":
        text = text[:place]
    elif how == "put in":
        text = text[:place] + draw(LIKELY) + text[place + draw(st.integers(0, 3)) :]
    elif how == "double":
        end = draw(st.integers(place, min(len(text), place + 400)))
        text = text[:end] + text[place:end] + text[end:]
    else:
        pattern = r"(?<= = )[^\n]+" if how == "value" else r"(?m)^\w+(?= = )"
        found = draw(st.sampled_from(list(re.finditer(pattern, text)) or [re.match("", text)]))
        text = text[: found.start()] + draw(LIKELY) + text[found.end() :]
    return {**files, name: text}, name


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_a_damaged_file_is_refused_by_its_name_or_makes_a_catalogue_that_holds(given_files):
    files, name = given_files
    try:
        catalogue = Catalogue.from_files(files)
    except Refusal as refusal:
        assert name in str(refusal) or ".toml" in str(refusal)
        return
    assert Catalogue.from_files(catalogue.files).items == catalogue.items
    for item in catalogue.items:
        assert item.code
        for indicator in catalogue.indicators_of(item):
            assert indicator.leads[0] <= indicator.leads[1]
