"""Fuzzing of declarations and of what-if changes: no crash, no row lost, nothing meaningless is taken."""

import math
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bongsu.sources.declarations.mapping import read_mapping
from bongsu.sources.declarations.sums import summed
from bongsu.usecases.whatif_levers import Change
from bongsu.words.refusal import Refusal
from tests.fuzz import examples
from tests.usecases.test_declarations import MAP, NAMED

QUICK = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
COLUMNS = ("신고번호", "란", "신고일자", "세번부호", "원산지", "순중량", "과세가격")
ROWS = [(str(n), "1", f"2024-01-{n % 28 + 1:02}", "0703201000", "CN", f"{n}.5", str(n)) for n in range(1, 61)]
TYPED = ["", "-", "NaN", "inf", "1e999", "-1", "٣", "１２", "0x10", "1_000", "9" * 40, "2024-13-01", "총계"]
PLAIN = st.characters(exclude_characters='\x00",\r\n', exclude_categories=("Cs",))
JUNK = st.sampled_from(TYPED) | st.text(PLAIN, max_size=6)


def sums_of(payload: bytes, mapping: str):
    with tempfile.TemporaryDirectory() as folder:
        file, table = Path(folder) / "declarations.csv", Path(folder) / "map.toml"
        file.write_bytes(payload)
        table.write_text(mapping, "utf-8")
        return summed([file], read_mapping(str(table)))


def as_csv(rows) -> bytes:
    return "\n".join(",".join(row) for row in [COLUMNS, *rows]).encode()


@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, len(ROWS) - 1), st.integers(0, len(COLUMNS) - 1), JUNK),
        min_size=1,
        max_size=4,
        unique_by=lambda edit: edit[:2],
    ),
    st.sampled_from([MAP, NAMED]),
)
@example([(1, 0, "1")], NAMED)
def test_every_declaration_is_summed_or_rejected_whatever_its_cells_hold(edits, mapping):
    rows = [list(row) for row in ROWS]
    for place, column, junk in edits:
        rows[place][column] = junk
    try:
        found = sums_of(as_csv(rows), mapping)
    except Refusal as refusal:
        assert str(refusal)
        return
    rejected = {reject.line for _, reject in found.rejects}
    assert int(found.sums["declarations"].sum()) + len(rejected) == len(ROWS)
    assert rejected <= {place + 2 for place, _, _ in edits} | {2, 3}
    untouched = sum(n for n in range(1, 61) if n - 1 not in {place for place, _, _ in edits})
    assert int(found.sums["value"].sum()) >= untouched - 1


@QUICK
@given(st.data())
def test_a_damaged_file_of_declarations_is_refused_or_read(data):
    content = as_csv(ROWS[:8])
    place = data.draw(st.integers(0, len(content) - 1))
    more = data.draw(st.binary(max_size=6))
    payload = content[:place] + more + content[place + data.draw(st.integers(0, 4)) :]
    try:
        found = sums_of(payload, data.draw(st.sampled_from([MAP, NAMED])))
    except Refusal as refusal:
        assert str(refusal)
        return
    assert (found.sums["weight"] >= 0).all() and (found.sums["value"] >= 0).all()


@settings(QUICK, max_examples=examples(200))
@given(
    st.from_regex(r"\A[a-z_]{1,8}=[+-]?[0-9]{1,4}(\.[0-9]{1,3})?%?\Z")
    | st.text("abfx=+-%.0123456789", max_size=12)
    | st.text(max_size=20)
)
@example("fx=" + "9" * 400)
@example("fx=+" + "9" * 400)
def test_a_change_is_refused_or_turns_finite_values_into_finite_ones(text):
    try:
        change = Change.parse(text)
    except Refusal as refusal:
        assert str(refusal)
        return
    turned = change.applied(np.array([1.0, np.nan, 1300.0]))
    assert math.isfinite(turned[0]) and math.isnan(turned[1]) and math.isfinite(turned[2])
    assert change.text == text
