"""What reviews decided and is in force on a day: the champion, its challengers, retired indicators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.grading.methods import LEVEL_BMA
from bongsu.records import operations
from bongsu.records.assessments import StoredAssessment
from bongsu.records.settings_versions import setting_at
from bongsu.usecases import calibrations, grade_rules
from bongsu.usecases.action_grade import action_grade_on
from bongsu.usecases.review import Standing

RETIRED = "retired_indicators"
ADDED = "added_indicators"
CHAMPION = "champion_method"
CHALLENGERS = "challenger_methods"
OPERATIONS = "operation_items"


def standing_on(catalogue: Catalogue, day: date) -> Standing:
    """The settings in force on a day; the records must be open."""
    return Standing(
        rule=grade_rules.rule_in_force(catalogue.grades, day),
        action_grade=action_grade_on(catalogue, day),
        champion=champion_on(day),
        challengers=challengers_on(day),
        calibrated=calibrations.calibrated,
    )


def champion_on(day: date, *, as_decided: datetime | None = None) -> str:
    """The method that grades on a day where none is named."""
    return str(_value(CHAMPION, day, as_decided) or LEVEL_BMA)


def challengers_on(day: date, *, as_decided: datetime | None = None) -> tuple[str, ...]:
    """The methods that run beside the champion on a day."""
    return tuple(_value(CHALLENGERS, day, as_decided) or ())


def retired_on(day: date, *, as_decided: datetime | None = None) -> dict[str, list[str]]:
    """Item → codes of its indicators that were retired by a day."""
    return dict(_value(RETIRED, day, as_decided) or {})


def added_on(day: date, *, as_decided: datetime | None = None) -> dict[str, list[str]]:
    """Item → codes of indicators that reviews had added to it by a day."""
    return dict(_value(ADDED, day, as_decided) or {})


def catalogue_on(catalogue: Catalogue, day: date, *, as_decided: datetime | None = None) -> Catalogue:
    """The catalogue with what reviews had added and without what they had retired by a day.

    It also knows the operations planned by then. The records must be open.
    """
    whole = catalogue.with_added(added_on(day, as_decided=as_decided))
    known = whole.without_retired(retired_on(day, as_decided=as_decided))
    return known.with_operations(operations.items_on(day, as_decided=as_decided))


def stored_catalogue(stored: StoredAssessment, files: Mapping[str, str]) -> Catalogue:
    """The catalogue that an assessment was made with."""
    whole = Catalogue.from_files(files, where=stored.catalogue)
    whole = whole.with_added(stored.method_settings.get(ADDED, {}))
    known = whole.without_retired(stored.method_settings.get(RETIRED, {}))
    return known.with_operations(stored.method_settings.get(OPERATIONS, {}))


def _value(name: str, day: date, as_decided: datetime | None) -> Any:
    found = setting_at(name, day, as_decided=as_decided)
    return found.value if found else None
