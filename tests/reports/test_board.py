"""The board in a terminal says everything at 80 columns, without colour, and in any encoding."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from bongsu.core.grading.assessment import Reading
from bongsu.reports.board import Board
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.words import named
from bongsu.words.grades import grade_word


def printed(content: ReportContent, *, width: int, colour: bool = False) -> list[str]:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(Board(content))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_terminal(content: ReportContent, spoken: str, width: int) -> None:
    assert max(cell_len(line) for line in printed(content, width=width)) <= width


def test_one_row_an_item_most_worrying_first(content: ReportContent, spoken: str) -> None:
    rows = [line for line in printed(content, width=140) if "▲" in line]
    assert [row.count("▲") for row in rows] == [5, 4, 4, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1]
    for row, item in zip(rows, content.ranked, strict=True):
        assert row.startswith(named(item.names))
        assert f"{item.grade} {grade_word(item.grade)}" in row
        assert f"{item.probability:.0%}" in row


def test_at_80_columns_number_word_probability_and_interval_are_whole(
    content: ReportContent, spoken: str
) -> None:
    rows = [line for line in printed(content, width=80) if "▲" in line]
    for row, item in zip(rows, content.ranked, strict=True):
        assert f" {item.grade} {grade_word(item.grade)} " in row
        assert f"{item.probability:.0%}" in row
        assert item.interval80 and "({:.0f}–{:.0f})".format(*item.interval80) in row


def test_made_up_data_is_labelled_and_real_data_is_not(content: ReportContent, spoken: str) -> None:
    label = {"ko": "가상 자료", "en": "Made-up data"}[spoken]
    assert label in printed(content, width=80)[0]
    assert not any(label in line for line in printed(replace(content, made_up=False), width=80))


def test_without_colour_there_are_no_control_characters(content: ReportContent) -> None:
    assert not any("\x1b" in line for line in printed(content, width=80))
    assert any("\x1b" in line for line in printed(content, width=80, colour=True))


def test_a_terminal_without_the_fires_gets_stars(content: ReportContent) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    Console(file=out, width=100).print(Board(content))
    out.flush()
    assert "****." in out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def test_an_item_that_could_not_be_graded_says_so(content: ReportContent, spoken: str) -> None:
    reading = Reading("gold", "level-bma", 0, None, flags=("too_few_periods",))
    alone = replace(content, items=(ItemContent({"ko": "금괴", "en": "Gold"}, reading),))
    text = "\n".join(printed(alone, width=120))
    assert grade_word(0) in text
    assert {"ko": "기간이 너무 적어", "en": "too few periods"}[spoken] in text
