"""Which data set a file is: known by its columns or sheet, and, where those are alike, by the file's name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

from bongsu.catalogue import Catalogue
from bongsu.sources.agencies.described_table import header_of, plain
from bongsu.sources.agencies.workbook import sheet_names
from bongsu.sources.description import Description, descriptions
from bongsu.sources.editions import Held
from bongsu.sources.parsed import Parsed
from bongsu.words import say
from bongsu.words.refusal import Refusal

WORKBOOK = b"PK\x03\x04"
FEW_COLUMNS = 3
MOST_MISSING = 1 / 3
"""Share of a data set's columns that may be missing and it is still recognised, to say what is missing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the files of one data set."""

    description: Description

    @property
    def code(self) -> str:
        """The data set's code, e.g. "us_cbp/drug_seizures"."""
        return self.description.code

    def read(
        self, path: Path, catalogue: Catalogue | None = None, *, held: Held | None = None
    ) -> list[Parsed]:
        """The good rows of the file, table by table, and its bad rows with their reasons.

        Args:
            held: gives what the ledger holds of some series, so that a later edition of a table adds its
                news only; see `bongsu.sources.editions`.

        Raises:
            Refusal: the file as a whole is not what the description promises.
        """
        module = import_module(self.description.reader)
        return module.read(path, self.description, catalogue, held)


def recognise(path: Path, source: str | None = None) -> Reader | None:
    """The reader of a publisher's own file; None where it is no such file.

    Args:
        source: the data set's code, or its agency; needed only where files look alike.

    Raises:
        Refusal: `source` is unknown, or several data sets look alike and the file's name does not tell.
    """
    candidates = _of_source(source)
    if source is not None and len(candidates) == 1:
        return Reader(candidates[0])
    header, sheets = _face(path)
    candidates = [one for one in candidates if _looks_like(one, header, sheets)]
    certain = [one for one in candidates if not one.file_names or _is_named(one, path)]
    if len(certain) == 1:
        return Reader(certain[0])
    if not candidates:
        return None
    names = ", ".join(one.code for one in certain or candidates)
    raise Refusal(
        path.name,
        expected=say("a file name or a --source that tells which of these it is: {names}", names=names),
        found=", ".join(header or sheets),
        todo=say(
            "Say it: bongsu load {file} --source {code}", file=path.name, code=(certain or candidates)[0].code
        ),
    )


def _of_source(source: str | None) -> list[Description]:
    """Every data set, those of one agency, or the one named."""
    known = descriptions()
    if source is None:
        return list(known.values())
    wanted = source.replace("-", "_").lower()
    named = [one for code, one in known.items() if wanted in (code, code.partition("/")[0])]
    if named:
        return named
    close = get_close_matches(wanted, known, n=1)
    todo = say("did you mean {name}?", name=close[0]) if close else ""
    raise Refusal(f"--source {source}", expected=", ".join(known), found=source, todo=todo)


def _face(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a file's first table and, of a workbook, the names of its sheets."""
    if not path.is_file():
        return (), ()
    with path.open("rb") as file:
        is_workbook = file.read(len(WORKBOOK)) == WORKBOOK
    return header_of(path), sheet_names(path) if is_workbook else ()


def _looks_like(description: Description, header: tuple[str, ...], sheets: tuple[str, ...]) -> bool:
    """Whether a file with these columns or sheets may be of this data set.

    Columns that every date-and-value file has must all be there and nothing else; of a longer list a third
    may be missing: then it is this data set with a fault, which the reader will name.
    """
    if description.sheet:
        return description.sheet in sheets
    wanted, found = {plain(column) for column in description.columns}, {plain(name) for name in header}
    if len(wanted) <= FEW_COLUMNS:
        return wanted == found
    return len(wanted - found) <= MOST_MISSING * len(wanted)


def _is_named(description: Description, path: Path) -> bool:
    """Whether the file's name, or its folder's, is one that this data set's files have."""
    names = (path.name.lower(), path.resolve().parent.name.lower())
    return any(fnmatch(name, pattern) for pattern in description.file_names for name in names)
