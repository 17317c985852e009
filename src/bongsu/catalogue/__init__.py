"""Items, indicators, offices, sources and grades, read strictly from TOML.

`entries` are what a catalogue is made of, `values` and `strict` read them, `keys` lists every key a file may
hold, `checks` compares the entries with each other, `catalogue` answers questions, `packs` are ready ones.
"""

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Conversion, Grades, Indicator, Item, Office, Series, Source
from bongsu.catalogue.packs import available_packs

__all__ = [
    "Catalogue",
    "Conversion",
    "Grades",
    "Indicator",
    "Item",
    "Office",
    "Series",
    "Source",
    "available_packs",
]
