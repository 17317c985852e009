"""The rule by which offices must acknowledge, as decided for a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from bongsu.core.early_warning.deadlines import AckRule
from bongsu.core.early_warning.working_time import WorkingTime
from bongsu.records import settings_versions

EVERY_HOUR, WORKING_DAYS = "every_hour", "working_days"
"""What a value may say under "count"; one decided before there was a choice says nothing: every hour."""


def rule_on(day: date, working: WorkingTime | None) -> AckRule:
    """The rule in force on a day.

    Args:
        working: the workspace's working days; None: every hour counts, whatever was decided.
    """
    found = settings_versions.setting_at("acknowledgement", day)
    assert found is not None  # bongsu brings a value of its own
    return rule_of(found.value, working)


def rule_of(value: dict[str, Any], working: WorkingTime | None) -> AckRule:
    """The rule that a value of the setting stands for."""
    counted = value.get("count", EVERY_HOUR) == WORKING_DAYS
    return AckRule(value["hours"], value["reminder_hours"], working if counted else None)
