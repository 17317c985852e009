"""The working days of a workspace: its time zone, and the days off of its catalogue."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bongsu.core.early_warning.working_time import WorkingTime
from bongsu.usecases.workspace import Workspace


def working_time(workspace: Workspace) -> WorkingTime:
    """Where and when the hours to acknowledge a warning run."""
    return WorkingTime(ZoneInfo(workspace.settings.time_zone), workspace.catalogue.days_off.is_off)
