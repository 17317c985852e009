"""Which files are meant by the paths and patterns given to `bongsu load`."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bongsu.words import say
from bongsu.words.refusal import Refusal

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".parquet", ".gz")


@dataclass(frozen=True, slots=True)
class FilesToLoad:
    """What was found.

    Attributes:
        files: in the order given, those of a folder sorted, each once.
        left_out: files of the folders given that do not end like a table.
        refused: what leads to nothing, with the reason.
    """

    files: tuple[Path, ...]
    left_out: tuple[Path, ...]
    refused: tuple[tuple[str, Refusal], ...]


def files_to_load(paths: Iterable[Path | str]) -> FilesToLoad:
    """Files as given, table files in folders and below, and what patterns such as `2005/*.csv` match."""
    found: dict[Path, None] = {}
    left_out: dict[Path, None] = {}
    refused = []
    for path in map(Path, paths):
        matches = [path] if path.exists() else _matching(str(path))
        if not matches:
            refused.append(
                (str(path), Refusal(str(path), expected=say("a file or a folder"), found=say("nothing")))
            )
        for match in matches:
            inside = _inside(match) if match.is_dir() else [match]
            tables = [file for file in inside if not match.is_dir() or _is_table(file)]
            if not tables:
                expected = say("a folder with files ending in {endings}", endings=", ".join(TABLE_ENDINGS))
                refused.append((str(match), Refusal(str(match), expected=expected, found=say("none"))))
            found |= dict.fromkeys(tables)
            left_out |= dict.fromkeys(file for file in inside if file not in tables)
    return FilesToLoad(tuple(found), tuple(left_out), tuple(refused))


def _matching(pattern: str) -> list[Path]:
    return sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207 - it may be absolute


def _inside(folder: Path) -> list[Path]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(
        file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def _is_table(file: Path) -> bool:
    return file.suffix.lower() in TABLE_ENDINGS
