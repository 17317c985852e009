"""An early warning as a CAP 1.2 message (OASIS Common Alerting Protocol), for other services' systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.early_warning.people import Person
from bongsu.records.warning_entries import MoveEntry, WarningEntry
from bongsu.usecases import warn_look
from bongsu.usecases.workspace import Workspace
from bongsu.words import say, speaking
from bongsu.words.grades import GRADE_WORDS
from bongsu.words.refusal import Refusal

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LANGUAGES = {"ko": "ko-KR", "en": "en-US"}

URGENCY_SEVERITY_CERTAINTY = {
    1: ("Future", "Minor", "Unlikely"),
    2: ("Future", "Minor", "Possible"),
    3: ("Expected", "Moderate", "Possible"),
    4: ("Expected", "Severe", "Likely"),
    5: ("Immediate", "Extreme", "Likely"),
}
"""CAP's three scales by grade; docs/api.md shows the table. A forecast is never "Observed"."""

MESSAGES = {
    "issue": "Alert",
    "extend": "Update",
    "lift": "Cancel",
    "withdraw": "Cancel",
    "supersede": "Cancel",
}
"""Moves that others are told of. A warning that only runs out sends nothing: its `expires` says so."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a warning's life: the n-th, of which kind, brought about by which move."""

    identifier: str
    kind: str
    move: MoveEntry


def cap_message(workspace: Workspace, number: str, *, by: Person | None) -> bytes:
    """The newest message of a warning, as XML in UTF-8, with references to those before it.

    Args:
        by: who asks; a field officer gets her own office's part. None: whoever has the files.

    Raises:
        Refusal: there is no such warning, or it was never issued.
    """
    entry = warn_look.show(workspace, number, by=by)
    taken = replaced(workspace, entry)
    sent = messages(entry, replaces=bool(taken))
    if not sent:
        raise Refusal(
            say("warning {number}", number=number),
            expected=say("a warning that was issued"),
            found=entry.state,
        )
    zone = ZoneInfo(workspace.settings.time_zone)
    sender = f"bongsu.{_token(workspace.settings.name)}"
    last = sent[-1]
    alert = Xml.Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", last.identifier)
    _add(alert, "sender", sender)
    _add(alert, "sent", _moment(last.move.at, zone))
    _add(alert, "status", "Exercise" if entry.made_up else "Actual")
    _add(alert, "msgType", last.kind)
    _add(alert, "scope", "Private")
    _add(alert, "addresses", " ".join(_token(each.office) for each in entry.addressees) or "-")
    if last.move.reason:
        _add(alert, "note", last.move.reason)
    earlier = sent[:-1] or [each for other in taken for each in told_before(other, entry)]
    if earlier:
        names = (f"{sender},{each.identifier},{_moment(each.move.at, zone)}" for each in earlier)
        _add(alert, "references", " ".join(names))
    for language in LANGUAGES:
        _info(alert, entry, language, workspace=workspace, zone=zone)
    Xml.indent(alert)
    return Xml.tostring(alert, encoding="UTF-8", xml_declaration=True) + b"\n"


def messages(entry: WarningEntry, *, replaces: bool = False) -> list[Message]:
    """The messages that a warning's moves have sent, in order; none before it is issued.

    Args:
        replaces: it took the place of warnings in force, so that it begins as an Update of theirs.
    """
    found: list[Message] = []
    for move in entry.moves:
        kind = MESSAGES.get(move.name)
        if kind is None or move.office or (not found and kind != "Alert"):
            continue
        kind = "Update" if replaces and not found else kind
        found.append(Message(f"{_token(entry.number)}-{len(found) + 1}", kind, move))
    return found


def replaced(workspace: Workspace, entry: WarningEntry) -> list[WarningEntry]:
    """The warnings in force that ended as this one was issued, whoever asks: CAP's "supersedes"."""
    if entry.issued_at is None:
        return []
    return [
        each
        for each in warn_look.listing(workspace, by=None, item=entry.item)
        if each.issued_at is not None and _ended_by(each, entry) is not None
    ]


def told_before(other: WarningEntry, entry: WarningEntry) -> list[Message]:
    """What the other warning had sent before this one took its place; its Cancel is not among them."""
    return [each for each in messages(other) if each.move != _ended_by(other, entry)]


def _ended_by(other: WarningEntry, entry: WarningEntry) -> MoveEntry | None:
    return next(
        (each for each in other.moves if each.name == "supersede" and each.at == entry.issued_at), None
    )


def _info(
    alert: Xml.Element, entry: WarningEntry, language: str, *, workspace: Workspace, zone: ZoneInfo
) -> None:
    """One language; the warning's own words are in the workspace's, the other one tells what it is about."""
    catalogue = workspace.catalogue
    item = catalogue.item(entry.item).name
    urgency, severity, certainty = URGENCY_SEVERITY_CERTAINTY[entry.grade]
    own = language == workspace.settings.language
    with speaking(language):
        event = say("Early warning of smuggling: {item}", item=item.get(language, entry.item))
        about = say(
            "Grade {grade} of 5 ({word}), as of {day}. The wording of record is the other language's.",
            grade=entry.grade,
            word=GRADE_WORDS[entry.grade][language],
            day=entry.as_of,
        )
        sender = say("bongsu, {name}", name=workspace.settings.name)
    info = Xml.SubElement(alert, "info")
    _add(info, "language", LANGUAGES[language])
    _add(info, "category", "Security")
    _add(info, "event", event)
    _add(info, "urgency", urgency)
    _add(info, "severity", severity)
    _add(info, "certainty", certainty)
    if entry.issued_at:
        _add(info, "effective", _moment(entry.issued_at, zone))
    if entry.valid_from:
        _add(info, "onset", _moment(_at(entry.valid_from, time.min, zone), zone))
    if entry.valid_until:
        _add(info, "expires", _moment(_at(entry.valid_until, time(23, 59, 59), zone), zone))
    _add(info, "senderName", sender)
    _add(info, "headline", entry.title if own else event)
    _add(info, "description", entry.body if own else about)
    if own and entry.measures:
        _add(info, "instruction", "\n".join(entry.measures))
    for name, value in (("grade", str(entry.grade)), ("item", entry.item), ("assessment", entry.assessment)):
        parameter = Xml.SubElement(info, "parameter")
        _add(parameter, "valueName", name)
        _add(parameter, "value", value)
    area = Xml.SubElement(info, "area")
    _add(area, "areaDesc", _offices(entry, catalogue, language))


def _offices(entry: WarningEntry, catalogue: Catalogue, language: str) -> str:
    names = {each.code: each.name.get(language, each.code) for each in catalogue.offices}
    told = [each.office for each in entry.addressees] or list(entry.offices)
    return ", ".join(names.get(code, code) for code in told) or "-"


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = "".join(each for each in text if each.isprintable() or each in "\n\t")


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    """As CAP writes moments: no fractions, and an offset in place of "Z"."""
    text = at.astimezone(zone).replace(microsecond=0).isoformat()
    return text.replace("+00:00", "-00:00") if text.endswith("+00:00") else text


def _token(text: str) -> str:
    """Without the characters that CAP forbids in names: white space, comma, < and &."""
    return "".join("-" if each.isspace() or each in ",<&" else each for each in text)
