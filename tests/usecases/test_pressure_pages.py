"""A page of a reading by pressure alone tells the grade before and how new its data are."""

from __future__ import annotations

from datetime import date

from bongsu.core.grading.assessment import Reading
from bongsu.core.grading.pressure_method import PressureReading
from bongsu.core.screening.pressure import Push
from bongsu.usecases.report_content import CountAt, ItemContent

PUSHES = (Push("gap", "prices", 1.0, 2.0, 3), Push("margin", "prices", 1.0, 2.0, 2))
PATH = (
    PressureReading("2025-01", 1.1, 0.2, 60, grade=3),
    PressureReading("2025-02", 2.1, 0.1, 61, grade=5, pushes=PUSHES),
)


def page(path: tuple[PressureReading, ...], detections: tuple[CountAt, ...] = ()) -> ItemContent:
    reading = Reading("gold", "pressure", 5, None, pressure=path)
    return ItemContent({"en": "gold"}, reading, detections=detections)


def test_the_grade_one_period_before_is_that_of_the_path():
    assert page(PATH).previous_grade == 3
    assert page(PATH[1:]).previous_grade is None


def test_the_data_reach_to_the_newest_value_that_pushes():
    assert page(PATH).known_to == "2024-12"
    assert page(PATH[:1]).known_to is None


def test_detections_where_there_are_any_say_how_new_the_data_are():
    january = CountAt("2025-01", date(2025, 1, 1), 4, "reported")
    assert page(PATH, (january,)).known_to == "2025-01"
