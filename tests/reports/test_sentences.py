"""The sentence that explains a grade, in both languages."""

from dataclasses import replace

import pytest

from bongsu.core.grading.assessment import Finding, Forecast, Reading
from bongsu.usecases.report_content import IndicatorContent, ItemContent, ReportContent
from bongsu.usecases.sentences import explain, situation
from bongsu.words import use_language


def forecast(cutoff: str, period: str, probability: float, grade: int) -> Forecast:
    quantiles = {"0.025": 2.0, "0.1": 4.0, "0.5": 8.0, "0.9": 13.0, "0.975": 17.0}
    return Forecast(cutoff, period, 8.24, quantiles, probability, probability, grade)


@pytest.fixture
def gold() -> ItemContent:
    path = (forecast("2005-04", "2005-05", 0.54, 3), forecast("2005-05", "2005-06", 0.62, 4))
    found = Finding("gold_price_gap", 3, 0.93, "supported", "+", 0.5, 0.34)
    return ItemContent(
        names={"ko": "금괴", "en": "Gold bullion"},
        reading=Reading("gold", "level-bma", 4, path[-1], path, (found,)),
        indicators=(IndicatorContent(found, {"ko": "금 가격차", "en": "gold price gap"}, "KRW/g", "+"),),
    )


def test_a_driven_grade_in_english(gold: ItemContent) -> None:
    use_language("en")
    assert explain(gold) == (
        "Gold bullion is at grade 4 Serious: the probability of a surge in detections within 3 months is "
        "62%, 8 points more than at the end of April 2005. For June 2005, 8.2 detections are expected "
        "(80% interval 4–13). The strongest sign is the indicator “gold price gap”, which moves 3 months "
        "ahead in the same direction and now raises the expected detections."
    )


def test_a_driven_grade_in_korean(gold: ItemContent) -> None:
    use_language("ko")
    assert explain(gold) == (
        "금괴의 위험도는 4등급 심각입니다. 앞으로 3개월 안에 적발이 급증할 확률은 62%(2005년 4월 말보다 "
        "8%p 높음)입니다. 2005년 6월 예상 적발은 8.2건입니다(80% 구간 4–13건). 가장 뚜렷한 신호는 "
        "‘금 가격차’ 지표로, 적발보다 3개월 먼저 같은 방향으로 움직입니다(지금은 예상 적발을 높임)."
    )


def test_a_candidate_is_not_called_a_driver(gold: ItemContent) -> None:
    use_language("en")
    entry = gold.indicators[0]
    candidate = replace(entry, finding=replace(entry.finding, verdict="candidate"))
    text = explain(replace(gold, indicators=(candidate,)))
    assert "The strongest sign" not in text
    assert "No indicator is supported; the strongest candidate is “" in text


def test_without_a_candidate_the_level_explains_the_grade(gold: ItemContent) -> None:
    use_language("en")
    entry = gold.indicators[0]
    nothing = replace(entry, finding=replace(entry.finding, verdict="none"))
    text = explain(replace(gold, indicators=(nothing,)))
    assert "No indicator is supported; the level of the last periods explains the grade." in text


def test_the_first_reading_has_no_change(gold: ItemContent, spoken: str) -> None:
    alone = replace(gold, reading=replace(gold.reading, path=gold.reading.path[-1:]))
    assert alone.change is None
    assert {"ko": "62%입니다", "en": "is 62%."}[spoken] in explain(alone)


def test_limits_are_said_at_the_end(gold: ItemContent) -> None:
    use_language("en")
    short = replace(gold, reading=replace(gold.reading, flags=("short_history",)))
    assert explain(short).endswith("The history is short: the interval is wide and the grade may still move.")


def test_what_cannot_be_graded_is_said_with_its_reason() -> None:
    use_language("en")
    item = ItemContent({"en": "Gold"}, Reading("gold", "level-bma", 0, None, flags=("too_few_periods",)))
    assert explain(item) == (
        "Gold could not be graded. There are too few periods with detections to grade this item."
    )


def test_the_situation_counts_every_item_once(content: ReportContent) -> None:
    use_language("ko")
    assert situation(content) == "14개 품목: 위험 1, 심각 2, 경고 6, 유의 3, 정상 2."
