"""What people, intelligence and the data's own doubts say stands beside the grade on every surface."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import altair
import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from bongsu.core.grading.adjustment import IntelligenceReport, advise
from bongsu.core.panel.breaks import Flag
from bongsu.core.panel.random_inspection import random_inspections
from bongsu.core.panel.reporting_delay import Nowcast
from bongsu.core.review.skill import Skill
from bongsu.records.overrides import OverrideEntry
from bongsu.reports.board import Board
from bongsu.reports.explanation import Explanation
from bongsu.reports.figures import detections_figure
from bongsu.reports.html import write_html
from bongsu.reports.sparkline import sparkline_svg
from bongsu.usecases.beside_grade import BesideGrade, beside_of, nowcasts_of, random_of
from bongsu.usecases.beside_words import (
    advice_sentence,
    marks,
    nowcast_rows,
    override_sentence,
    trust_sentences,
)
from bongsu.usecases.judgements import advice_entry
from bongsu.usecases.regimes import Ground, ground_entry
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.words import use_language
from bongsu.words.grades import grade_word

DAY = date(2005, 6, 10)
REPORTS = (
    IntelligenceReport("liaison-3/17", "B", 2, "+", date(2005, 6, 2)),
    IntelligenceReport("liaison-3/18", "B", 2, "+", date(2005, 6, 3)),
)
SHIFT = Flag("count_level_shift", "detections", "2004-11", 0.0123, 2.5, ("gold-vat-2004",))
SKILL = Skill(0.13, -0.0048, 0.26, 35)
DECIDED = OverrideEntry(
    number=7,
    item="gold",
    grade=5,
    reason="two sources <b>name</b> the same ship",
    first_day=date(2005, 6, 1),
    until=date(2005, 7, 31),
    assessment="A-000006",
    model_grade=3,
    decided_at=datetime(2005, 6, 1, tzinfo=UTC),
    decided_by="kim",
)
OPEN_PERIOD = "2005-06"
NOWCAST = Nowcast(4.0, 0.5, 8.2, 6.0, 11.0)


@pytest.fixture
def judged(content: ReportContent) -> ReportContent:
    """Gold at the model's grade 4 with an analyst's 5, intelligence for 5, a shift, and an open period."""
    return replace(content, items=tuple(_judged(item) for item in content.items))


def _judged(item: ItemContent) -> ItemContent:
    if item.code != "gold":
        return item
    beside = BesideGrade(
        override=DECIDED.as_override(), advice=advise(4, REPORTS, as_of=DAY), breaks=(SHIFT,), skill=SKILL
    )
    reading = replace(
        item.reading,
        flags=("count_level_shift", "base_rate_only", "short_history"),
        nowcasts=((OPEN_PERIOD, NOWCAST),),
        random=random_inspections(100, 3),
    )
    return replace(item, beside=beside, reading=reading)


def gold(content: ReportContent) -> ItemContent:
    return next(item for item in content.items if item.code == "gold")


def printed(thing: RenderableType, *, width: int = 100) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(thing)
    return out.getvalue()


def test_what_an_assessment_stores_is_read_back_whole() -> None:
    advice = advise(4, REPORTS, as_of=DAY)
    entry = {
        **ground_entry(Ground((SHIFT,), SKILL)),
        "intelligence": advice_entry(advice),
        "override": DECIDED.document(),
    }
    found = beside_of(entry)
    assert found == BesideGrade(DECIDED.as_override(), advice, (SHIFT,), SKILL)


def test_an_assessment_made_before_these_were_stored_says_nothing_beside_its_grade() -> None:
    assert beside_of({}) == BesideGrade()
    assert nowcasts_of({}) == () and random_of({"random_inspections": None}) is None


def test_the_models_grade_stays_and_the_persons_stands_beside_it(judged: ReportContent, spoken: str) -> None:
    decided, advised = marks(gold(judged))
    assert gold(judged).grade == 4
    assert decided.short == {"ko": "분석관 5 위험 ~07-31", "en": "analyst 5 Danger to 07-31"}[spoken]
    assert advised.short == {"ko": "정보 5 위험 권고", "en": "intelligence: 5 Danger"}[spoken]
    told = override_sentence(gold(judged))
    for said in (
        "kim",
        DECIDED.reason,
        "2005-06-01",
        "2005-07-31",
        f"4 {grade_word(4)}",
        f"3 {grade_word(3)}",
    ):
        assert said in told


def test_intelligence_that_advises_no_other_grade_is_on_the_items_page_but_not_on_the_board(
    judged: ReportContent, spoken: str
) -> None:
    weak = advise(4, REPORTS[:0], as_of=DAY)
    item = replace(gold(judged), beside=BesideGrade(advice=weak))
    assert marks(item) == () and advice_sentence(item)


@pytest.mark.parametrize("width", [80, 130])
def test_the_terminal_board_gives_each_judgement_a_line_under_its_row(
    judged: ReportContent, spoken: str, width: int
) -> None:
    lines = printed(Board(judged), width=width).splitlines()
    row = next(place for place, line in enumerate(lines) if f" 4 {grade_word(4)} " in line and "▲" in line
               and line.startswith({"ko": "금괴", "en": "Gold"}[spoken]))  # fmt: skip
    assert marks(gold(judged))[0].short in lines[row + 1] and "two sources" in lines[row + 1]
    assert any(marks(gold(judged))[1].short in line for line in lines[row + 2 : row + 4])
    assert max(cell_len(line) for line in lines) <= width
    assert sum("▲" in line for line in lines) == len(judged.items)


def test_explain_names_the_judgements_and_what_to_trust(judged: ReportContent, spoken: str) -> None:
    text = printed(Explanation(judged, gold(judged)), width=400)
    for sentence in (
        override_sentence(gold(judged)),
        advice_sentence(gold(judged)),
        *trust_sentences(gold(judged)),
    ):
        assert sentence in text
    assert "6–11" in text


def test_what_to_trust_tells_each_thing_once_with_its_numbers(judged: ReportContent) -> None:
    use_language("en")
    assert trust_sentences(gold(judged)) == [
        "Base rate only: over the past months the forecast was no better than repeating the last count. "
        "Gain over repetition in 35 past forecasts: +13% (80% interval 0% to +26%).",
        "From 2004-11 on detections stand at 2.5 times their earlier level (p = 0.012). "
        "At that time: gold-vat-2004.",
        "The history is short: the interval is wide and the grade may still move.",
        "Random inspections of the last year, which no warning steered: 3 of 100 found something; "
        "hit rate 3.5% (80% interval 1.4% to 5.9%).",
    ]


def test_unknown_skill_is_said_once_and_without_numbers(judged: ReportContent) -> None:
    use_language("en")
    unknown = Skill(float("nan"), float("nan"), float("nan"), 5)
    item = gold(judged)
    item = replace(
        item,
        beside=BesideGrade(skill=unknown),
        reading=replace(item.reading, flags=("skill_not_yet_known",), random=None),
    )
    assert len(trust_sentences(item)) == 1 and "too few past forecasts" in trust_sentences(item)[0]


def test_an_open_period_is_drawn_with_what_it_is_expected_to_become(
    judged: ReportContent, content: ReportContent, spoken: str
) -> None:
    figure, before = detections_figure(gold(judged)), detections_figure(gold(content))
    assert figure is not None and before is not None
    altair.Chart.from_dict(json.loads(json.dumps(figure.specification)), validate=True)
    drawn = [row for rows in figure.specification["datasets"].values() for row in rows if "low" in row]
    whisker = [row for row in drawn if row["period"] == OPEN_PERIOD and row["high"] == NOWCAST.high]
    assert [(row["low"], row["mean"]) for row in whisker] == [(6.0, 8.2)]
    label = {"ko": "예상 최종 건수", "en": "expected final count"}[spoken]
    assert label in str(figure.specification) and label not in str(before.specification)
    assert 'class="becoming"' in sparkline_svg(gold(judged))
    assert 'class="becoming"' not in sparkline_svg(gold(content))
    assert [row[1:] for row in nowcast_rows(gold(judged))] == [("4", "50%", "8.2", "6–11")]


def test_pages_show_both_grades_in_words_and_escape_the_reason(
    judged: ReportContent, spoken: str, tmp_path: Path
) -> None:
    alone = replace(judged, items=(gold(judged),))
    board = write_html(alone, tmp_path, language=spoken).read_text("utf-8")
    page = (tmp_path / "item-gold.html").read_text("utf-8")
    for text in (board, page):
        assert f'<span class="chip g4">4 {grade_word(4)}</span>' in text
        assert all(f">{mark.short}</span>" in text for mark in marks(gold(judged)))
        assert "two sources &lt;b&gt;name&lt;/b&gt;" in text and "<b>name</b>" not in text
    assert {"ko": "무엇을 믿을 수 있나", "en": "What to trust"}[spoken] in page
    assert "6–11" in page and "2004-11" in page and "1.4%" in page


def test_pages_without_judgements_have_no_place_for_them(
    content: ReportContent, spoken: str, tmp_path: Path
) -> None:
    alone = replace(content, items=(gold(content),))
    board = write_html(alone, tmp_path, language=spoken).read_text("utf-8")
    page = (tmp_path / "item-gold.html").read_text("utf-8")
    assert 'class="beside' not in board + page and 'class="judged"' not in page
