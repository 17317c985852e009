"""The calibration in force on a day: the factory's, or one learned again that a person decided to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.core.grading.methods import METHODS, Method, with_calibration
from bongsu.core.grading.surge import Calibration
from bongsu.records.assessments import StoredAssessment
from bongsu.records.settings_versions import SettingVersion, decide_setting, settings_begun
from bongsu.words import say
from bongsu.words.refusal import Refusal

SETTING = "grade_calibration"


@dataclass(frozen=True, slots=True)
class Learned:
    """A calibration that was learned and decided.

    Attributes:
        document: what an assessment's method settings keep of it.
    """

    calibration: Calibration
    document: dict[str, Any]


def in_force(method: str, day: date, *, as_decided: datetime | None = None) -> Learned | None:
    """The calibration decided for a method and in force on a day; None: the factory's.

    The records must be open.

    Args:
        as_decided: only what had been decided by this moment; None: everything decided so far.
    """
    for each in settings_begun(SETTING, day, as_decided=as_decided):
        if each.value["method"] == method:
            return _learned({**each.value, "version": each.version}) if "slope" in each.value else None
    return None


def each_in_force(day: date) -> list[SettingVersion]:
    """The decision in force on a day for each method that anything was decided for."""
    found: dict[str, SettingVersion] = {}
    for each in settings_begun(SETTING, day):
        found.setdefault(each.value["method"], each)
    return [found[method] for method in sorted(found)]


def calibrated(method: Method, day: date) -> Method:
    """The method with its calibration in force on a day; the records must be open."""
    learned = in_force(method.name, day)
    return with_calibration(method, learned.calibration if learned else None)


def stored_calibration(stored: StoredAssessment) -> Learned | None:
    """The learned calibration that an assessment was made with; None: the factory's."""
    told = stored.method_settings.get(SETTING)
    return _learned(told) if told else None


def decide_calibration(
    found: dict[str, Any], *, valid_from: date, actor: str, reason: str, now: datetime
) -> int:
    """Records what `learn_again` proposed as a new version of the setting; its version.

    Raises:
        Refusal: it would hold before the day it was learned as of, or the reason is missing.
    """
    learned_as_of = date.fromisoformat(found["as_of"])
    if valid_from < learned_as_of:
        raise Refusal(
            "--valid-from",
            expected=say("no day before {day}, as of which it was learned", day=learned_as_of),
            found=valid_from.isoformat(),
        )
    value = {
        "method": found["method"],
        **found["proposed"],
        "learned_as_of": found["as_of"],
        "events": found["events"],
    }
    return _decide(value, valid_from=valid_from, actor=actor, reason=reason, now=now)


def decide_factory(method: str, *, valid_from: date, actor: str, reason: str, now: datetime) -> int:
    """Records that a method uses the factory's calibration again from a day on; the setting's version."""
    if method not in METHODS:
        raise Refusal("--method", expected=", ".join(METHODS), found=method)
    return _decide({"method": method}, valid_from=valid_from, actor=actor, reason=reason, now=now)


def _decide(value: dict[str, Any], *, valid_from: date, actor: str, reason: str, now: datetime) -> int:
    return decide_setting(
        SETTING, value, valid_from=valid_from, decided_by=actor, reason=reason, now=now
    ).version


def _learned(told: dict[str, Any]) -> Learned:
    return Learned(Calibration(told["intercept"], told["slope"]), told)
