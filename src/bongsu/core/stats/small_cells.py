"""Which cells of a table of counts are hidden, so that no small count can be worked out from its totals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

SHOWN, SMALL, WITHHELD = 0, 1, 2
"""What is printed in a cell: its count; that it is below the limit; nothing at all."""

Marks = NDArray[np.int8]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A table with its totals and what is printed of it.

    Attributes:
        counts: (rows + 1, columns + 1): the counts, the last row and column their totals.
        marks: SHOWN, SMALL or WITHHELD of every cell.
    """

    counts: NDArray[np.int64]
    marks: Marks


def with_totals(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The table with a last column of row totals and a last row of column totals.

    >>> with_totals(np.array([[1, 2], [3, 4]])).tolist()
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    wide = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)]).astype(np.int64)


def hide_small(counts: NDArray[np.int64], limit: int = 3) -> Hidden:
    """Hides the counts below `limit`, and as many others as it takes that none of them follows from the rest.

    A row's total is hidden only where it is small itself, so that tables which share their rows' totals do
    not give each other away. Every hidden cell is left with at least two counts that agree with all that is
    printed, which is checked by linear programming (tables of whole counts with sums have whole corners).

    Args:
        counts: (rows, columns), not negative, at least two of each.

    Raises:
        ValueError: the table is too small to hide anything in it, or holds a negative count.

    >>> hidden = hide_small(np.array([[1, 9, 8], [7, 6, 5], [4, 4, 4]]))
    >>> hidden.marks.tolist()
    [[1, 0, 2, 0], [0, 0, 0, 0], [2, 0, 2, 0], [0, 0, 0, 0]]
    """
    if counts.ndim != 2 or min(counts.shape) < 2 or (counts < 0).any():
        raise ValueError(f"expected at least 2 × 2 counts from 0, found an array of shape {counts.shape}")
    table = with_totals(counts)
    marks = np.where(table < limit, SMALL, SHOWN).astype(np.int8)
    while exposed := recoverable(table, marks, limit=limit):
        if not _hide_one_more(table, marks, exposed):
            raise ValueError(f"no further cell of {table.tolist()} can be hidden, and {exposed} follow")
    return Hidden(table, marks)


def recoverable(table: NDArray[np.int64], marks: Marks, *, limit: int = 3) -> list[Place]:
    """The hidden cells that have one possible count, given what is printed of a table with its totals."""
    places = [(int(row), int(column)) for row, column in np.argwhere(marks != SHOWN)]
    if not places:
        return []
    sums, knowns = _sums(table, marks, places)
    bounds = [(0, limit - 1 if marks[place] == SMALL else None) for place in places]
    low, high = np.full(len(places), np.inf), np.full(len(places), -np.inf)
    for index, sign in product(range(len(places)), (1.0, -1.0)):
        if high[index] - low[index] > 0.5:
            continue
        aim = np.zeros(len(places))
        aim[index] = sign
        found = linprog(aim, A_eq=sums, b_eq=knowns, bounds=bounds, method="highs")
        if found.status == 3:
            high[index] = np.inf
            continue
        if found.x is None:
            raise ValueError(f"the totals of {table.tolist()} disagree with its cells")
        low, high = np.minimum(low, found.x), np.maximum(high, found.x)
    return [place for place, spread in zip(places, high - low, strict=True) if spread < 0.5]


def _sums(
    table: NDArray[np.int64], marks: Marks, places: list[Place]
) -> tuple[lil_matrix, NDArray[np.float64]]:
    """One equation a row and a column: its hidden cells, less its hidden total, equal what is printed."""
    rows, columns = table.shape
    sums = lil_matrix((rows + columns, len(places)))
    for index, (row, column) in enumerate(places):
        sums[row, index] = -1.0 if column == columns - 1 else 1.0
        sums[rows + column, index] = -1.0 if row == rows - 1 else 1.0
    printed = np.where(marks == SHOWN, table, 0).astype(float)
    knowns = np.concatenate(
        [
            printed[:, -1] - printed[:, :-1].sum(axis=1),
            printed[-1, :] - printed[:-1, :].sum(axis=0),
        ]
    )
    return sums, knowns


def _hide_one_more(table: NDArray[np.int64], marks: Marks, exposed: list[Place]) -> bool:
    """Withholds one more cell: beside one that is hidden alone in its line, else near, else anywhere.

    False where nothing is left to hide.
    """
    for place in exposed:
        for line in _lines(place, table.shape):
            alone = sum(marks[other] != SHOWN for other in line) == 1
            if alone and _withhold_cheapest(table, marks, line):
                return True
    near = [other for line in _lines(exposed[0], table.shape) for other in line]
    everywhere = list(product(range(table.shape[0]), range(table.shape[1])))
    for places in (near, everywhere):
        if _withhold_cheapest(table, marks, places):
            return True
        small = [place for place in places if marks[place] == SMALL]
        for place in small:
            marks[place] = WITHHELD
        if small:
            return True
    return False


def _lines(place: Place, shape: tuple[int, ...]) -> tuple[list[Place], list[Place]]:
    row, column = place
    return [(row, other) for other in range(shape[1])], [(other, column) for other in range(shape[0])]


def _withhold_cheapest(table: NDArray[np.int64], marks: Marks, places: list[Place]) -> bool:
    """Withholds the smallest shown count of these places, inner cells first; False where there is none."""
    last_row, last_column = table.shape[0] - 1, table.shape[1] - 1
    grand_may_go = bool((marks[:-1, -1] != SHOWN).any())

    def may_go(place: Place) -> bool:
        return place[1] != last_column or (place[0] == last_row and grand_may_go)

    def cost(place: Place) -> tuple[bool, bool, int, Place]:
        return place[0] == last_row, place[1] == last_column, int(table[place]), place

    shown = [place for place in places if marks[place] == SHOWN and may_go(place)]
    if shown:
        marks[min(shown, key=cost)] = WITHHELD
    return bool(shown)
