"""Override a grade: an analyst's decision about an item, with what the model said that day beside it."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from bongsu.records import assessments, overrides
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal


def override_grade(
    workspace: Workspace,
    item: str,
    grade: int,
    *,
    reason: str,
    first_day: date,
    until: date,
    actor: str,
    now: datetime,
) -> dict[str, Any]:
    """Records the override with the model's grade in the latest assessment up to its first day.

    Raises:
        Refusal: there is no such item, or the override may not stand as it is.
    """
    _check_item(workspace, item, first_day)
    open_records(workspace)
    seen = assessments.latest(first_day)
    decided = overrides.override(
        item,
        grade,
        reason=reason,
        first_day=first_day,
        until=until,
        actor=actor,
        now=now,
        assessment=seen.assessment if seen else None,
        model_grade=seen.grades.get(item) if seen else None,
    )
    return decided.document()


def end_override(
    workspace: Workspace, item: str, *, reason: str, day: date, actor: str, now: datetime
) -> dict[str, Any]:
    """Ends the override that holds on a day; raises Refusal where none does."""
    open_records(workspace)
    return overrides.end(item, reason=reason, day=day, actor=actor, now=now).document()


def list_overrides(
    workspace: Workspace, *, item: str | None = None, day: date | None = None
) -> list[dict[str, Any]]:
    """Every decision, the newest first; only those that hold on a day where one is given."""
    open_records(workspace)
    if day is None:
        return [each.document() for each in overrides.listing(item)]
    standing = overrides.in_force(day).values()
    return [each.document() for each in standing if item is None or each.item == item]


def _check_item(workspace: Workspace, item: str, day: date) -> None:
    codes = [each.code for each in workspace.catalogue.items_on(day)]
    if item not in codes:
        near = get_close_matches(item, codes, n=1)
        raise Refusal(
            "items.toml",
            expected=say("an item valid on {day}", day=day),
            found=item,
            todo=say("Did you mean {near}?", near=near[0]) if near else "",
        )
