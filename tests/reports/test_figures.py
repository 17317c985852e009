"""Charts are valid, tell states by shape and not by colour alone, and never bridge what is missing."""

import json
import re
from dataclasses import replace

import altair
import pytest

from bongsu.reports import figures
from bongsu.reports.charts.render import page_svg, render_svg
from bongsu.reports.figures import Figure
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.words import use_language


def by_code(content: ReportContent, code: str) -> ItemContent:
    return next(item for item in content.items if item.code == code)


def all_figures(content: ReportContent, code: str) -> list[Figure]:
    item = by_code(content, code)
    found = [
        figures.detections_figure(item),
        figures.grades_figure(item),
        figures.indicators_figure(item),
        figures.probability_figure(content),
    ]
    return [figure for figure in found if figure is not None]


def test_specifications_are_valid_vega_lite_and_plain_json(content: ReportContent, spoken: str) -> None:
    for figure in all_figures(content, "soybean"):
        altair.Chart.from_dict(json.loads(json.dumps(figure.specification)), validate=True)


def test_every_row_behind_a_chart_has_a_cell_for_each_header(content: ReportContent, spoken: str) -> None:
    for figure in all_figures(content, "soybean"):
        assert figure.rows and {len(row) for row in figure.rows} == {len(figure.headers)}


def rows_with(specification: dict, key: str) -> list[dict]:  # type: ignore[type-arg]
    return [row for rows in specification["datasets"].values() for row in rows if key in row]


def test_a_missing_period_is_a_cross_and_breaks_the_line(content: ReportContent) -> None:
    use_language("en")
    figure = figures.detections_figure(by_code(content, "soybean"))
    assert figure is not None
    points = rows_with(figure.specification, "kind")
    missing = [point for point in points if point["status"] == "missing"]
    assert [point["kind"] for point in missing] == ["not reported"]
    before = {point["run"] for point in points if point["period"] < missing[0]["period"]}
    after = {point["run"] for point in points if point["period"] > missing[0]["period"]}
    assert before.isdisjoint(after)


def test_points_above_their_own_interval_are_marked_by_shape(content: ReportContent) -> None:
    use_language("en")
    item = by_code(content, "soybean")
    figure = figures.detections_figure(item)
    assert figure is not None
    high = {forecast.period: forecast.quantiles["0.9"] for forecast in item.reading.path}
    expected = {
        point.period
        for point in item.detections
        if point.status == "reported" and (point.count or 0) > high.get(point.period, float("inf"))
    }
    marked = {
        point["period"]
        for point in rows_with(figure.specification, "kind")
        if point["kind"] == "above the expected interval"
    }
    assert marked == expected and expected


def test_the_arrow_of_an_indicator_starts_its_lead_before_the_forecast(content: ReportContent) -> None:
    item = by_code(content, "gold")
    figure = figures.indicators_figure(item)
    assert figure is not None
    speaking = [row for row in rows_with(figure.specification, "target") if "period" in row]
    assert [row["period"] for row in speaking] == ["2005-03", "2005-01"]  # 3 and 5 months before June 2005


def test_months_are_korean_on_a_korean_page(content: ReportContent) -> None:
    figure = figures.grades_figure(by_code(content, "gold"))
    assert figure is not None
    use_language("ko")
    assert ">10월<" in render_svg(figure.specification)
    use_language("en")
    assert ">Oct<" in render_svg(figure.specification)


def test_a_page_picture_has_words_for_who_does_not_see_it(content: ReportContent) -> None:
    figure = figures.detections_figure(by_code(content, "gold"))
    assert figure is not None
    svg = page_svg(figure.specification, label='a "quoted" & <label>')
    assert svg.startswith('<svg class="chart" viewBox="')
    assert 'role="img" aria-label="a &#34;quoted&#34; &amp; &lt;label&gt;"' in svg
    assert not re.search(r'"#[0-9a-f]{6}"', svg.split(">", 1)[1]), "a colour that a dark page cannot restate"


@pytest.mark.parametrize(
    "make", [figures.detections_figure, figures.grades_figure, figures.indicators_figure]
)
def test_an_item_without_anything_has_no_chart(content: ReportContent, make) -> None:  # type: ignore[no-untyped-def]
    item = by_code(content, "gold")
    empty = replace(item, detections=(), indicators=(), reading=replace(item.reading, path=(), forecast=None))
    assert make(empty) is None
