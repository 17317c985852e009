"""What the jobs do: one function a kind, with the roles that may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.panel.periods import Period
from bongsu.records import early_warnings
from bongsu.usecases import evaluate_effect, uploaded_files
from bongsu.usecases.assess import Progress
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.review_decisions import gather_review
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

Outcome = tuple[str, dict[str, Any]]
"""What came of it in a sentence, and where it is kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job as its kind is given it.

    Attributes:
        by: who asked, with the roles she has at this moment.
    """

    workspace: Workspace
    what: Mapping[str, Any]
    by: Person
    now: datetime
    progress: Progress


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    Attributes:
        roles: of which the person must have one, when she asks and again when it is done.
        check: raises Refusal where she may not, or it cannot be done; asked at both moments too.
        tidy: what is done when it has ended, however it ended.
    """

    roles: frozenset[Role]
    do: Callable[[Asked], Outcome]
    check: Callable[[Workspace, Mapping[str, Any], Person], None] = lambda place, what, by: None
    tidy: Callable[[Workspace, Mapping[str, Any], datetime], None] = lambda place, what, now: None


def _load(asked: Asked) -> Outcome:
    file = uploaded_files.held(asked.workspace, asked.what["sha256"], asked.what["file"])
    asked.progress(say("reading, checking and storing the file"), 0, 0)
    said, bad = [], 0
    for report in load_files(asked.workspace, [file], now=asked.now, progress=asked.progress):
        if report.refusal:
            raise Refusal(asked.what["file"], found=report.refusal)
        bad += report.quarantined
        said.append(
            say(
                "{file}: {rows} rows added, {known} known already, {bad} in the quarantine.",
                file=asked.what["file"],
                rows=report.rows,
                known=report.already_known,
                bad=report.quarantined,
            )
        )
    return " ".join(said), {"loaded": asked.what["sha256"], "quarantined": bad}


def _review(asked: Asked) -> Outcome:
    asked.progress(say("reading the past"), 0, 0)
    made = gather_review(
        asked.workspace,
        asked.what["item"] or None,
        as_of=date.fromisoformat(asked.what["as_of"]),
        actor=asked.by.name,
        now=asked.now,
        progress=asked.progress,
    )
    return say("Review {name} is gathered.", name=made["review"]), {"review": made["review"]}


def _effect(asked: Asked) -> Outcome:
    what, place = asked.what, asked.workspace
    as_of = date.fromisoformat(what["as_of"])
    if what["warning"]:
        subject = evaluate_effect.of_warning(place, what["warning"], as_of=as_of)
    else:
        first, last = Period.parse(what["first"]), Period.parse(what["last"])
        subject = evaluate_effect.of_items(place, [what["item"]], first, last)
    asked.progress(say("reading the past"), 0, 0)
    document = evaluate_effect.evaluate(place, subject, as_of=as_of, progress=asked.progress)
    kept = evaluate_effect.keep(place, document, as_of=as_of, actor=asked.by.name, now=asked.now)
    name = kept["evaluation"]
    return say("{evaluation}: evaluated and kept", evaluation=name), {"evaluation": name}


def _check_effect(workspace: Workspace, what: Mapping[str, Any], by: Person) -> None:
    if what["warning"]:
        early_warnings.get(what["warning"], by=by)


def _assess(asked: Asked) -> Outcome:
    day = date.fromisoformat(asked.what["as_of"])
    asked.progress(say("reading the past"), 0, 0)
    made = assess_and_record(
        asked.workspace, as_of=day, method=None, now=asked.now, actor=asked.by.name, progress=asked.progress
    )
    name = made.document["assessment"]
    said = say(
        "{name}: {count} items assessed as known on {day}; {drafts} warnings drafted.",
        name=name,
        count=len(made.document["items"]),
        day=day,
        drafts=sum(1 for _, number, _ in made.drafts if number),
    )
    return said, {"assessment": name, "as_of": asked.what["as_of"]}


KINDS: dict[str, Kind] = {
    "load": Kind(
        frozenset({Role.STEWARD, Role.OPERATOR}),
        _load,
        check=lambda place, what, by: _check_held(place, what),
        tidy=lambda place, what, now: uploaded_files.release(place, what["sha256"], now=now),
    ),
    "review": Kind(frozenset({Role.STEWARD}), _review),
    "effect": Kind(frozenset({Role.ANALYST, Role.STEWARD, Role.APPROVER}), _effect, check=_check_effect),
    "assess": Kind(frozenset({Role.ANALYST, Role.STEWARD}), _assess),
}


def _check_held(workspace: Workspace, what: Mapping[str, Any]) -> None:
    uploaded_files.held(workspace, what["sha256"], what["file"])
