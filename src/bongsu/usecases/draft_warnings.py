"""From an assessment to drafts: what crosses the action grade, what may be stepped down, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.early_warning.document import WarningDocument
from bongsu.core.early_warning.drafting import OpenWarning, Proposal, Reason, proposals
from bongsu.core.early_warning.release import Release, ReleaseAdvice, release_advice
from bongsu.core.early_warning.states import STATES
from bongsu.core.grading.assessment import Assessment
from bongsu.records import assessments, drafting_rounds, early_warnings
from bongsu.records.draft_reasons import in_words, release_in_words
from bongsu.usecases.action_grade import action_grade_on
from bongsu.words import named, say
from bongsu.words.grades import grade_word

ASKED_OF = frozenset({Reason.EASED, Reason.FALLEN_BELOW, Reason.NOT_GRADED})
"""Reasons after which a warning in force is asked whether it may be released."""


def draft_warnings(
    assessment: Assessment, document: dict[str, Any], catalogue: Catalogue, *, actor: str, now: datetime
) -> tuple[tuple[str, str, str], ...]:
    """Drafts what the assessment calls for and keeps the reason of every item, drafted or not.

    Args:
        document: of the stored assessment, with its id and each item's sentence.

    Returns:
        (item, warning number, reason in words) of every draft made or kept.
    """
    action_grade = action_grade_on(catalogue, assessment.as_of)
    before = assessments.latest(before=assessment.as_of, method=assessment.method)
    standing = early_warnings.open_warnings()
    found = proposals(
        assessment,
        action_grade=action_grade,
        open_warnings=standing,
        previous=before.grades if before else _previous(document),
    )
    sentences = {entry["item"]: entry["sentence"] for entry in document["items"]}
    decisions: dict[str, dict[str, Any]] = {}
    drafts = []
    for proposal in found:
        advice = _release(proposal, assessment, standing, catalogue, action_grade=action_grade)
        number = None
        if proposal.is_draft:
            number = _draft(
                proposal,
                document["assessment"],
                sentences[proposal.item],
                catalogue,
                action_grade=action_grade,
                actor=actor,
                now=now,
            )
        elif advice and advice.kind is Release.STEP_DOWN:
            number = _step_down(
                proposal,
                advice,
                document["assessment"],
                standing,
                catalogue,
                action_grade=action_grade,
                actor=actor,
                now=now,
            )
        told = in_words(proposal.reason_code, proposal.values)
        if advice:
            told = f"{told} {release_in_words(advice.kind, proposal.values, advice)}"
        decisions[proposal.item] = {
            "reason": proposal.reason_code.value,
            "values": proposal.values,
            "sentence": told,
            "drafted": number,
            "release": advice.kind.value if advice else None,
        }
        if number:
            drafts.append((proposal.item, number, told))
    drafting_rounds.store(document["assessment"], decisions, actor=actor, now=now)
    return tuple(drafts)


def _previous(document: dict[str, Any]) -> dict[str, int]:
    return {entry["item"]: entry["previous_grade"] for entry in document["items"] if entry["previous_grade"]}


def _release(
    proposal: Proposal,
    assessment: Assessment,
    standing: list[OpenWarning],
    catalogue: Catalogue,
    *,
    action_grade: int,
) -> ReleaseAdvice | None:
    number = proposal.values.get("warning")
    warning = next((each for each in standing if each.number == number), None)
    if warning is None or proposal.reason_code not in ASKED_OF or not STATES[warning.state].is_public:
        return None
    entry = early_warnings.get(warning.number)
    graded = drafting_rounds.grades_after(
        proposal.item, method=assessment.method, after=entry.as_of, up_to=assessment.as_of
    )
    weekly = str(catalogue.item(proposal.item).frequency) == "week"
    periods = {_period(day, weekly=weekly): grade for day, grade in graded}
    return release_advice(warning.grade, list(periods.values()), action_grade=action_grade)


def _period(day: date, *, weekly: bool) -> tuple[int, int]:
    return day.isocalendar()[:2] if weekly else (day.year, day.month)


def _draft(
    proposal: Proposal,
    assessment: str,
    sentence: str,
    catalogue: Catalogue,
    *,
    action_grade: int,
    actor: str,
    now: datetime,
) -> str:
    item, title = catalogue.item(proposal.item), _title(catalogue, proposal.item, proposal.grade)
    highest = tuple(office.code for office in catalogue.offices if not office.parent)
    outcome = early_warnings.draft(
        early_warnings.Draft(
            item=proposal.item,
            grade=proposal.grade,
            assessment=assessment,
            title=title,
            body=sentence,
            reason_code=proposal.reason_code,
            action_grade=action_grade,
            offices=item.offices or highest,
            document=WarningDocument(title=title, body=sentence, channels=item.channels),
        ),
        actor=actor,
        now=now,
    )
    return outcome.number


def _step_down(
    proposal: Proposal,
    advice: ReleaseAdvice,
    assessment: str,
    standing: list[OpenWarning],
    catalogue: Catalogue,
    *,
    action_grade: int,
    actor: str,
    now: datetime,
) -> str:
    """A draft one grade lower in the place of the warning in force, or the one that waits already."""
    waiting = [
        each.number
        for each in standing
        if each.item == proposal.item and each.grade == advice.to_grade and not STATES[each.state].is_public
    ]
    if waiting:
        return waiting[0]
    entry = early_warnings.get(str(proposal.values["warning"]))
    outcome = early_warnings.draft(
        early_warnings.Draft(
            item=proposal.item,
            grade=advice.to_grade,
            assessment=assessment,
            title=_title(catalogue, proposal.item, advice.to_grade),
            body=say(
                "A step down from warning {warning}: {count} quieter periods in a row.",
                warning=entry.number,
                count=advice.quieter,
            ),
            reason_code="stepped_down",
            action_grade=action_grade,
            offices=tuple(each.office for each in entry.addressees),
            document=replace(entry.document, valid_from=None, valid_until=None),
            replaces=entry.number,
        ),
        actor=actor,
        now=now,
    )
    return outcome.number


def _title(catalogue: Catalogue, item: str, grade: int) -> str:
    return say("Early warning, {item}: {word}", item=named(catalogue.item(item).name), word=grade_word(grade))
