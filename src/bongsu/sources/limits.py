"""How large a file may be before bongsu refuses to open it, packed and unpacked."""

from __future__ import annotations

from dataclasses import dataclass

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
