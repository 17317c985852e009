"""The grade from which offices must act: as decided for a day, else as the catalogue says."""

from __future__ import annotations

from datetime import date

from bongsu.catalogue.catalogue import Catalogue
from bongsu.records.settings_versions import setting_at


def action_grade_on(catalogue: Catalogue, day: date) -> int:
    """The action grade in force on a day; the records must be open."""
    decided = setting_at("action_grade", day)
    return int(decided.value) if decided else catalogue.grades.action_grade_on(day)
