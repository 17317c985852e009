"""How large a file may be before bongsu refuses to open it, packed and unpacked."""

from __future__ import annotations

from dataclasses import dataclass

from bongsu.words import say
from bongsu.words.refusal import Refusal

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one bad file from taking the whole machine.

    Attributes:
        file_bytes: largest file as it lies on the disk.
        unpacked_bytes: largest content of a .gz, .xlsx or Parquet file.
        cells: most cells (rows times columns) of one table.
        rejects: most bad rows of one file; with more the whole file is refused.
    """

    file_bytes: int = 500 * MEGABYTE
    unpacked_bytes: int = 1_000 * MEGABYTE
    cells: int = 60_000_000
    rejects: int = 200_000


DEFAULT_LIMITS = Limits()


def too_large(name: str, *, unpacked: int, limits: Limits) -> Refusal:
    """The refusal of a packed file whose content is beyond the limit."""
    return Refusal(
        name,
        expected=say("at most {size} MB once unpacked", size=limits.unpacked_bytes // 1_000_000),
        found=say("{size} MB or more", size=unpacked // 1_000_000),
        todo=say("Cut the file in parts."),
    )


def check_cell_count(count: int, *, name: str, limits: Limits) -> None:
    """Raises Refusal if a table has more cells than the limit."""
    if count > limits.cells:
        raise Refusal(
            name,
            expected=say("at most {count} cells", count=limits.cells),
            found=say("{count} cells", count=count),
            todo=say("Cut the file in parts."),
        )
