"""The words of each kind of message, in the language of whoever gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bongsu.words import say, speaking
from bongsu.words.grades import grade_word
from bongsu.words.tripwires import notice_sentence
from bongsu.words.warnings import move_word


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    title: str
    body: str


def letter(kind: str, values: Mapping[str, Any], *, language: str, duplicate: bool = False) -> Letter:
    """The message of a kind, with its values put in.

    Args:
        duplicate: it may have been received already, and says so.

    >>> told = {"number": "2005-001", "title": "금괴 경보", "grade": 4, "reason": "가격차가 줄었다"}
    >>> letter("lift", told, language="ko").title
    '[봉수] 경보 2005-001 해제'
    """
    with speaking(language):
        title = _title(kind, values)
        lines = [_line(each) for each in values.get("parcel", ())] or [_line(values)]
        lines += _more(kind, values)
        if values.get("made_up") or any(each.get("made_up") for each in values.get("parcel", ())):
            lines.append(say("Made-up data: an invented country for practice, no real detections."))
        if duplicate:
            lines.append(say("You may have received this message already."))
        return Letter(f"{say('[bongsu]')} {title}", "\n".join(line for line in lines if line))


def _title(kind: str, values: Mapping[str, Any]) -> str:
    number = values.get("number", "")
    titles = {
        "issue": lambda: say("Warnings issued: {number}", number=values.get("issue", "")),
        "escalate_to": lambda: say(
            "Warning {number}: your office is told in place of another", number=number
        ),
        "remind": lambda: say("Warning {number}: please acknowledge", number=number),
        "unanswered": lambda: say("Warning {number}: an office is silent", number=number),
        "lift_advised": lambda: say("Warning {number}: lifting is advised", number=number),
        "test": lambda: say("A test message"),
        "tripwire": lambda: say(
            "Tripwires: {count} new notices to {day}",
            count=len(values.get("notices", ())),
            day=values.get("as_of", ""),
        ),
    }
    if kind in titles:
        return titles[kind]()
    return say("Warning {number}: {move}", number=number, move=move_word(kind))


def _line(values: Mapping[str, Any]) -> str:
    if "title" not in values:
        return ""
    grade = int(values["grade"])
    fires = "▲" * grade + "△" * (5 - grade)
    return f"{values['number']}  {fires} {grade} {grade_word(grade)}  {values['title']}"


def _more(kind: str, values: Mapping[str, Any]) -> list[str]:
    lines = [f"{each['number']}  {notice_sentence(each)}" for each in values.get("notices", ())]
    if values.get("notices"):
        lines.append(say("Each needs a verdict: bongsu watch verdict NUMBER noise|watch|draft."))
    first = next(iter(values.get("parcel", ())), values)
    if first.get("deadline"):
        lines.append(say("Please acknowledge by {deadline}.", deadline=_minutes(first["deadline"])))
    if first.get("valid_until"):
        lines.append(say("Valid until {day}.", day=first["valid_until"]))
    if values.get("silent"):
        lines.append(say("Silent office: {office}.", office=values["silent"]))
    if values.get("office"):
        lines.append(say("Office: {office}.", office=values["office"]))
    if values.get("reason") and kind != "issue":
        lines.append(say("Reason: {reason}", reason=values["reason"]))
    return lines


def _minutes(moment: str) -> str:
    from datetime import datetime

    from django.conf import settings
    from django.utils import timezone

    local = timezone.localtime(datetime.fromisoformat(moment), timezone.zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return local.strftime("%Y-%m-%d %H:%M %Z")
