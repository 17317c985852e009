"""The door to the settings that people decide: what was in force on a day, and a new decision."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.drafting import HIGHEST_GRADE, LOWEST_ACTION_GRADE
from bongsu.records import audit, review_settings
from bongsu.records.canonical import canonical_json
from bongsu.records.deciding import decide
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SettingVersion:
    """One decided value.

    Attributes:
        version: 1, 2, …; 0 for the value bongsu comes with, which nobody here decided (then the day, the
            moment and the person are empty).
    """

    name: str
    version: int
    value: Any
    valid_from: date | None
    decided_at: datetime | None
    decided_by: str
    reason: str


def setting_at(name: str, day: date, *, as_decided: datetime | None = None) -> SettingVersion | None:
    """The setting in force on `day`: of the versions that begin by then, the one that begins last.

    Two that begin on the same day: the later decision counts. None where nothing was decided and bongsu
    brings no value of its own (grade_cuts, action_grade: the catalogue's hold).

    Args:
        as_decided: only what had been decided by this moment; None: everything decided so far.
    """
    begun = settings_begun(name, day, as_decided=as_decided)
    if begun:
        return begun[0]
    if name in BUILT_IN:
        return SettingVersion(name, 0, BUILT_IN[name], None, None, "", "")
    return None


def settings_begun(name: str, day: date, *, as_decided: datetime | None = None) -> list[SettingVersion]:
    """Every version decided that begins by `day`, the one in force first, then those it took over from."""
    from bongsu.records.models import Setting

    _known(name)
    chosen = Setting.objects.filter(name=name, valid_from__lte=day)
    if as_decided is not None:
        chosen = chosen.filter(decided_at__lte=as_decided)
    return [_version(row) for row in chosen.order_by("-valid_from", "-version")]


def settings_at(day: date) -> dict[str, SettingVersion]:
    """Every setting that has a value on `day`."""
    found = {name: setting_at(name, day) for name in CHECKS}
    return {name: version for name, version in found.items() if version}


def decide_setting(
    name: str, value: Any, *, valid_from: date, decided_by: str, reason: str, now: datetime
) -> SettingVersion:
    """Records a new version of a setting; the earlier ones stay as they are.

    Raises:
        Refusal: there is no such setting, its value is out of range, or the reason is missing.
    """
    _known(name)
    CHECKS[name](value)
    if not reason.strip():
        raise Refusal(say("setting {name}", name=name), expected=say("a reason"), found=say("nothing"))
    return decide(
        lambda: _decide(name, value, valid_from=valid_from, decided_by=decided_by, reason=reason, now=now),
        at=now,
    )


def history(name: str) -> list[SettingVersion]:
    """Every version decided, the oldest first."""
    from bongsu.records.models import Setting

    _known(name)
    return [_version(row) for row in Setting.objects.filter(name=name).order_by("version")]


def _decide(
    name: str, value: Any, *, valid_from: date, decided_by: str, reason: str, now: datetime
) -> SettingVersion:
    from bongsu.records.deciding import next_number
    from bongsu.records.models import Setting

    row = Setting.objects.create(
        name=name,
        version=next_number(f"setting {name}"),
        value=json.loads(canonical_json(value)),
        valid_from=valid_from,
        decided_at=now,
        decided_by=decided_by,
        reason=reason,
    )
    detail = {"name": name, "value": row.value, "valid_from": valid_from, "reason": reason}
    audit.vouch("setting.decided", row, actor=decided_by, at=now, detail=detail)
    return _version(row)


def _version(row: Any) -> SettingVersion:
    return SettingVersion(
        row.name, row.version, row.value, row.valid_from, row.decided_at, row.decided_by, row.reason
    )


def _known(name: str) -> None:
    if name not in CHECKS:
        near = difflib.get_close_matches(name, CHECKS, n=1)
        raise Refusal(
            say("setting {name}", name=name),
            expected=", ".join(CHECKS),
            found=name,
            todo=say("Did you mean {near}?", near=near[0]) if near else "",
        )


def _check_action_grade(value: Any) -> None:
    if not isinstance(value, int) or not LOWEST_ACTION_GRADE <= value <= HIGHEST_GRADE:
        raise Refusal(
            say("setting {name}", name="action_grade"),
            expected=say("a grade from {low} to {high}", low=LOWEST_ACTION_GRADE, high=HIGHEST_GRADE),
            found=str(value),
        )


def _check_grade_cuts(value: Any) -> None:
    cuts = list(value) if isinstance(value, list | tuple) else []
    inside = all(isinstance(cut, float) and 0 < cut < 1 for cut in cuts)
    if len(cuts) != HIGHEST_GRADE - 1 or not inside or sorted(set(cuts)) != cuts:
        raise Refusal(
            say("setting {name}", name="grade_cuts"),
            expected=say("four probabilities between 0 and 1, each above the one before"),
            found=str(value),
        )


def _check_grade_budget(value: Any) -> None:
    shares = list(value) if isinstance(value, list | tuple) else []
    inside = all(isinstance(share, float) and 0 < share < 1 for share in shares)
    whole = len(shares) == HIGHEST_GRADE and inside and abs(sum(shares) - 1) <= 1e-6
    if value != [] and not whole:
        raise Refusal(
            say("setting {name}", name="grade_budget"),
            expected=say("five shares between 0 and 1 that add up to 1, or none at all"),
            found=str(value),
        )


def _check_grade_dwell(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST_DWELL:
        raise Refusal(
            say("setting {name}", name="grade_dwell"),
            expected=say("a number of periods from {low} to {high}", low=0, high=LONGEST_DWELL),
            found=str(value),
        )


def _check_grade_calibration(value: Any) -> None:
    found = value if isinstance(value, dict) else {}
    numbers = [found.get("intercept"), found.get("slope")]
    learned = (
        set(found) == {"method", "intercept", "slope", "learned_as_of", "events"}
        and all(isinstance(each, float) and math.isfinite(each) for each in numbers)
        and found["slope"] > 0
        and isinstance(found["events"], int)
        and _is_day(found["learned_as_of"])
    )
    if not isinstance(found.get("method"), str) or not (learned or set(found) == {"method"}):
        raise Refusal(
            say("setting {name}", name="grade_calibration"),
            expected=say(
                "a method with intercept, slope above 0, learned_as_of and events; or the method alone, "
                "which is the factory's calibration again"
            ),
            found=str(value),
        )


def _is_day(text: Any) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True


def _check_acknowledgement(value: Any) -> None:
    found = value if isinstance(value, dict) else {}
    hours, reminder = found.get("hours"), found.get("reminder_hours")
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (hours, reminder))
    keys = set(found) - {"count"} == {"hours", "reminder_hours"}
    counted = found.get("count", "every_hour") in ("every_hour", "working_days")
    if not keys or not counted or not whole or not 0 < reminder <= hours <= 720:
        raise Refusal(
            say("setting {name}", name="acknowledgement"),
            expected='{"hours": 24, "reminder_hours": 12, "count": "working_days" | "every_hour"}',
            found=str(value),
        )


def _check_escalation(value: Any) -> None:
    found = value if isinstance(value, dict) else {"": ""}
    if any(not (isinstance(to, str) and office and to and to != office) for office, to in found.items()):
        raise Refusal(
            say("setting {name}", name="escalation"),
            expected=say("office to office, e.g. {example}", example='{"036": "030"}'),
            found=str(value),
        )


def _check_warning_budget(value: Any) -> None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise Refusal(
            say("setting {name}", name="warning_budget"),
            expected=say("warnings per office and month, 1 or more, or none"),
            found=str(value),
        )


LONGEST_DWELL = 12
CHECKS: dict[str, Callable[[Any], None]] = {
    "action_grade": _check_action_grade,
    "grade_cuts": _check_grade_cuts,
    "grade_budget": _check_grade_budget,
    "grade_dwell": _check_grade_dwell,
    "grade_calibration": _check_grade_calibration,
    "acknowledgement": _check_acknowledgement,
    "escalation": _check_escalation,
    "warning_budget": _check_warning_budget,
    **review_settings.CHECKS,
}
BUILT_IN: dict[str, Any] = {
    "acknowledgement": {"hours": 24, "reminder_hours": 12, "count": "working_days"},
    "escalation": {},
    "warning_budget": 8,
}
