"""The slow plain version of the as-of reads: rows as dictionaries, one loop, no arrays."""

from math import isnan, nan


def newest_rows(rows, key, *, as_of=None, as_recorded=None):
    """The newest known row of every key; `rows` are in the order of arrival, `key` names a row's fact."""
    newest = {}
    for arrival, row in enumerate(rows):
        if as_of is not None and row["known_at"] > as_of:
            continue
        if as_recorded is not None and row["recorded_at"] > as_recorded:
            continue
        rank = (row["known_at"], row["recorded_at"], arrival)
        if key(row) not in newest or rank > newest[key(row)][0]:
            newest[key(row)] = (rank, row)
    return {name: row for name, (_, row) in newest.items()}


def summed_cells(rows, shape, *, as_of):
    """Sums of the newest rows by cell; `rows` have key, time, series, known_at, recorded_at, value, is_case.

    A series made of cases has 0, not NaN, between the first and last period of any case.
    """
    periods, columns = shape
    dense = [[nan] * columns for _ in range(periods)]
    cases = []
    for row in newest_rows(rows, lambda row: row["key"], as_of=as_of).values():
        if isnan(row["value"]):
            continue
        t, s = row["time"], row["series"]
        if row["is_case"]:
            cases.append((t, s))
        if 0 <= t < periods and s >= 0:
            dense[t][s] = row["value"] + (0 if isnan(dense[t][s]) else dense[t][s])
    for s in {s for _, s in cases if s >= 0}:
        for t in range(periods):
            inside = min(time for time, _ in cases) <= t <= max(time for time, _ in cases)
            if inside and isnan(dense[t][s]):
                dense[t][s] = 0.0
    return dense
