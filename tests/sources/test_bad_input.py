"""Every kind of bad input is told as docs/bad-input.md says, and keeps no good row from loading."""

from pathlib import Path

import pytest

from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.words.refusal import Refusal
from tests.sources.bad_input_examples import EXPECTATIONS, FILES, ROWS, Example, page, rejects_of

PAGE = Path(__file__).parents[2] / "docs" / "bad-input.md"
GOOD_ROWS = {
    "item,period,count": "gold,2004-01,7",
    "series,period,value": "gold_world_usd,2004-01,401.5",
    "case_id,item,detected_on": "A-1,gold,2004-01-09",
    "period,inspections": "2004-01,300",
    "report,items,reliability,credibility,known_at": "R-0,gold,B,2,2004-01-09",
    "event,kind,items,announced_on,effective_on": "E-0,tariff,gold,2004-01-09,2004-02-01",
}


def test_the_page_says_what_the_code_says():
    assert PAGE.read_text("utf-8") == page()


def test_there_are_many_kinds():
    assert len(ROWS) >= 40
    assert len({example.kind for example in ROWS + FILES}) == len(ROWS) + len(FILES)


@pytest.mark.parametrize("example", ROWS, ids=lambda example: example.kind)
def test_a_bad_row_goes_to_the_quarantine_with_the_column_named(example: Example):
    rejects = rejects_of(example)
    last_line = example.file.count("⏎") + 1
    assert (last_line, example.column) in [(reject.line, reject.column) for reject in rejects]


@pytest.mark.parametrize("example", ROWS, ids=lambda example: example.kind)
def test_a_good_row_beside_it_loads(example: Example, tmp_path: Path):
    header = example.file.split("⏎")[0]
    good = next(row for start, row in GOOD_ROWS.items() if header.startswith(start))
    surplus = header.count(",") - good.count(",")
    path = tmp_path / "file.csv"
    path.write_bytes(example.payload + f"\n{good}{',' * surplus}\n".encode())
    (parsed,) = read_bongsu_file(path, EXPECTATIONS)
    last_line = example.file.count("⏎") + 2
    assert last_line in parsed.rows["line"]
    assert last_line - 1 not in parsed.rows["line"]
    assert last_line - 1 in [reject.line for reject in parsed.rejects]


@pytest.mark.parametrize("example", FILES, ids=lambda example: example.kind)
def test_a_bad_file_is_refused_with_a_reason(example: Example):
    with pytest.raises(Refusal) as refusal:
        rejects_of(example)
    assert refusal.value.where.startswith("file.csv")
    assert refusal.value.expected
    assert refusal.value.found
