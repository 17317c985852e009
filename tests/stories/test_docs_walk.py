"""The commands of the pages of docs/ are run as they are written, each page in a workspace of its own.

A ```sh block is a row of commands; a ```text block right after it holds lines of what they print. "# refused"
at the end of a command says that it ends with a refusal.
"""

from __future__ import annotations

import glob
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from django.conf import settings
from typer.testing import CliRunner

from bongsu import records
from bongsu.cli.main import app
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BLOCK = re.compile(r"```sh\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)
OF_DATA = {"gold", "tripwires"}
"""Pages on the public data beside the project; skipped where they are absent."""
NOT_RUN = {
    ("sources", "bongsu collect"): "asks the agencies over the network",
    ("sources", "bongsu collect kamis --from 2025-01-01 --to 2025-03-31"): "asks the agency over the network",
    ("sources", "bongsu collect --accept garlic_krw_kg"): "asks the agencies over the network",
}


def korea(folder: Path) -> Workspace:
    return Workspace.create(folder, pack="kr-2005")


def with_history(folder: Path) -> Workspace:
    """Fifty-odd months of made-up detections and prices of three items of the Korean pack."""
    place = korea(folder)
    months = [f"{2001 + at // 12}-{at % 12 + 1:02d}" for at in range(53)]
    rng = np.random.default_rng(5)
    levels = {
        "tobacco_domestic_krw_pack": 1500, "tobacco_world_krw_pack": 700, "tobacco_tax_krw_pack": 900,
        "gold_domestic_krw_g": 15000, "gold_world_krw_g": 14000, "fx_south_korea": 1150, "fx_china": 8.3,
        "garlic_domestic_krw_kg": 2400, "garlic_china_cny_kg": 3,
    }  # fmt: skip
    rows = ["series,period,value"]
    for series, level in levels.items():
        path = level * np.exp(np.cumsum(rng.normal(0, 0.02, len(months))))
        rows += [f"{series},{month},{value:.4f}" for month, value in zip(months, path, strict=True)]
    counts = ["item,period,count"]
    for item in ("tobacco", "gold", "garlic"):
        counts += [f"{item},{month},{rng.poisson(6)}" for month in months]
    files = [folder / "made-up-series.csv", folder / "made-up-counts.csv"]
    for file, lines in zip(files, (rows, counts), strict=True):
        file.write_text("\n".join(lines), encoding="utf-8")
    for report in load_files(place, files, now=NOW):
        assert not report.refusal and not report.quarantined, report
    return place


def with_rates(folder: Path) -> None:
    korea(folder)
    rows = [
        "품목번호,관세율구분,관세율,단위당세액,적용국가구분,용도세율구분,적용개시일,적용만료일",
        '904210000,W2,"270 또는 6,210원/kg 중 고액",,1,,20260101,20261231',
        "0904210000,W1,40,,1,,20260101,20261231",
    ]
    (folder / "rates.csv").write_text("\n".join(rows), encoding="utf-8")


def with_fuel_files(folder: Path) -> None:
    months = [f"{2019 + at // 12}-{at % 12 + 1:02d}" for at in range(48)]
    series = {"diesel_taxed_krw_l": 1400, "diesel_tax_free_krw_l": 800}
    known = [month for month in months if month != "2020-03"]
    prices = [f"{name},{month},{level}" for name, level in series.items() for month in known]
    counts = [f"duty_free_fuel,{month},{at % 7}" for at, month in enumerate(months)]
    (folder / "observations.csv").write_text("\n".join(["series,period,value", *prices]), encoding="utf-8")
    (folder / "detections.csv").write_text("\n".join(["item,period,count", *counts]), encoding="utf-8")


def with_declarations(folder: Path) -> None:
    """Files of the columns that the page's own mapping names, and of the shipped one."""
    korea(folder)
    (folder / "customs.toml").write_text(mapping_of_the_page(), encoding="utf-8")
    (folder / "2024").mkdir()
    for month in (1, 2):
        frame = pl.DataFrame(
            {
                "신고번호": [f"{month}-{at}" for at in range(20)],
                "란번호": [1] * 20,
                "신고일자": [f"2024-0{month}-05"] * 20,
                "세번부호": ["0703201000"] * 20,
                "원산지": ["CN"] * 20,
                "순중량": [10.0] * 20,
                "과세가격": [20000] * 20,
            }
        )
        frame.write_parquet(folder / "2024" / f"{month}.parquet")
    from bongsu.sources.declarations.mapping import read_mapping

    shipped = read_mapping("kr_synthetic")
    code = "0703201000"[: min(shipped.hs_digits)]
    cells = {"hs": code, "origin": "CN", "weight": "1.5", "value": "3000", "number": "1", "line": "1"}
    cells["date"] = datetime(2020, 1, 5, tzinfo=UTC).strftime(shipped.date_format)
    head = list(shipped.columns.values())
    row = [cells[role] for role in shipped.columns]
    (folder / "df_made_up.csv").write_text(f"{','.join(head)}\n{','.join(row)}\n", encoding=shipped.encoding)


def mapping_of_the_page() -> str:
    text = (ROOT / "docs" / "declarations.md").read_text("utf-8")
    found = re.search(r"^(    publication_lag .*?)\nIt is read strictly", text, re.DOTALL | re.MULTILINE)
    assert found
    return re.sub(r"^    ", "", found[1], flags=re.MULTILINE)


def of_gold(folder: Path) -> None:
    place = Workspace.create(folder, pack="kr-gold")
    report = load_files(place, [folder / "data" / "korea_gold_premium" / "daily.csv"], now=NOW)[0]
    assert report.rows


def nothing(folder: Path) -> None:
    folder.mkdir(exist_ok=True)


PREPARED: dict[str, Callable[[Path], object]] = {
    "add-item": with_fuel_files,
    "catalogue": nothing,
    "declarations": with_declarations,
    "ginger": nothing,
    "gold": nothing,
    "landed-cost": with_rates,
    "pressure": with_history,
    "sources": korea,
    "tripwires": of_gold,
    "whatif": with_history,
}


def blocks(page: str) -> list[tuple[list[str], list[str]]]:
    """The page's commands, block by block, with the lines that the page shows of what they print."""
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    return [
        (
            [line for line in commands.replace("\\\n", "").splitlines() if line.strip()],
            [line for line in (shown or "").splitlines() if line.strip(" …")],
        )
        for commands, shown in BLOCK.findall(text)
    ]


def bare(command: str) -> str:
    return shlex.join(shlex.split(command, comments=True))


def run(command: str) -> tuple[int, str]:
    """The exit code and all that is printed; patterns of files are filled in as a shell does."""
    words = []
    for word in shlex.split(command, comments=True):
        words += sorted(glob.glob(word)) if "*" in word else [word]  # noqa: PTH207 - as a shell does
    if words[0] == "python":
        words[1] = str(ROOT / words[1])
        done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    assert words[0] == "bongsu", command
    found = CliRunner().invoke(app, words[1:])
    told = found.output if found.exception is None else f"{found.output}\n{found.exception}"
    return found.exit_code, told


@pytest.fixture
def page_folder(tmp_path, monkeypatch):
    before = language()
    monkeypatch.setenv("BONGSU_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    for name in ("BONGSU_WORKSPACE", "BONGSU_DATABASE", "BONGSU_PERSON"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
    yield tmp_path / "page"
    if settings.configured:
        records.close()
    use_language(before)


@pytest.mark.parametrize("page", sorted(PREPARED))
def test_the_commands_of_a_page_run_as_they_are_written(page, page_folder, monkeypatch, request):
    page_folder.mkdir()
    if page in OF_DATA:
        data = request.getfixturevalue("real_data")
        (page_folder / "data").symlink_to(data)
        (page_folder / "korea_gold_premium").symlink_to(data / "korea_gold_premium")
    PREPARED[page](page_folder)
    monkeypatch.chdir(page_folder)
    assert blocks(page)
    for commands, shown in blocks(page):
        printed = ""
        for command in commands:
            if (page, bare(command)) in NOT_RUN:
                continue
            code, told = run(command)
            assert (code != 0) == command.rstrip().endswith("# refused"), f"{command}\n{told}"
            printed += told
        for line in shown:
            assert line in printed, f"{page}: the page shows {line!r}, it printed\n{printed}"


def test_what_is_not_run_stands_in_the_pages():
    there = {(page, bare(line)) for page in PREPARED for commands, _ in blocks(page) for line in commands}
    assert set(NOT_RUN) <= there


def test_the_examples_of_file_formats_load(tmp_path):
    text = (ROOT / "docs" / "files.md").read_text("utf-8")
    examples = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    assert len(examples) >= 5
    place = korea(tmp_path / "w")
    for at, example in enumerate(examples):
        file = tmp_path / f"{at}.csv"
        file.write_text(example, encoding="utf-8")
        for report in load_files(place, [file], now=NOW):
            assert not report.refusal and not report.quarantined, (example, report)
