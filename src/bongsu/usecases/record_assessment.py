"""Assess and keep: an assessment with all that it rests on, its warning drafts, and the way to repeat it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from bongsu import __version__, records
from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.grading.assessment import Assessment
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import with_calibration
from bongsu.core.panel.view import ItemView
from bongsu.facts.ledger import Ledger
from bongsu.records import assessments
from bongsu.usecases import calibrations, grade_rules, judgements, standing
from bongsu.usecases.assess import Assessed, Progress, assess, assessing_method
from bongsu.usecases.draft_warnings import draft_warnings
from bongsu.usecases.pressure import pressure_settings
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

PRESSURE_SETTINGS = "pressure"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored assessment and what was drafted from it.

    Attributes:
        drafts: (item, warning number, reason in words) of every draft made or kept.
        views: the items as known on the day.
    """

    document: dict[str, Any]
    assessment: Assessment
    drafts: tuple[tuple[str, str, str], ...]
    views: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A repeated assessment beside the stored one."""

    assessment: str
    stored_hash: str
    repeated_hash: str
    stored_code: str
    document: dict[str, Any]

    @property
    def same(self) -> bool:
        """Whether the repeated result equals the stored one digit for digit."""
        return self.stored_hash == self.repeated_hash


def open_records(workspace: Workspace) -> None:
    """Makes the workspace's database the one in use."""
    records.setup(
        workspace.database, language=workspace.settings.language, time_zone=workspace.settings.time_zone
    )


def assess_and_record(
    workspace: Workspace,
    *,
    as_of: date,
    method: str | None,
    now: datetime,
    actor: str,
    as_recorded: datetime | None = None,
    progress: Progress | None = None,
) -> Recorded:
    """Assesses as of a day, stores the result and drafts warnings for items at or above the action grade."""
    ledger = Ledger(workspace.facts)
    versions = ledger.versions()
    open_records(workspace)
    catalogue = standing.catalogue_on(workspace.catalogue, as_of, as_decided=as_recorded)
    official = method or standing.champion_on(as_of, as_decided=as_recorded)
    stored = _assess_and_store(
        workspace,
        ledger.at(versions),
        catalogue,
        method=official,
        as_of=as_of,
        as_recorded=as_recorded,
        actor=actor,
        now=now,
        progress=progress,
    )
    for challenger in standing.challengers_on(as_of, as_decided=as_recorded) if method is None else ():
        if challenger != official:
            _assess_and_store(
                workspace,
                ledger.at(versions),
                catalogue,
                method=challenger,
                as_of=as_of,
                as_recorded=as_recorded,
                actor=actor,
                now=now,
                progress=progress,
                beside=stored.document["assessment"],
            )
    drafts = draft_warnings(stored.assessment, stored.document, catalogue, actor=actor, now=now)
    return Recorded(stored.document, stored.assessment, drafts, stored.views)


def _assess_and_store(
    workspace: Workspace,
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    method: str,
    as_of: date,
    as_recorded: datetime | None,
    actor: str,
    now: datetime,
    progress: Progress | None,
    beside: str | None = None,
) -> Assessed:
    rule = grade_rules.rule_in_force(catalogue.grades, as_of, as_decided=as_recorded)
    learned = calibrations.in_force(assessing_method(method).name, as_of, as_decided=as_recorded)
    result = assess(
        ledger,
        catalogue,
        as_of=as_of,
        method=method,
        as_recorded=as_recorded,
        rule=rule,
        calibration=learned.calibration if learned else None,
        progress=progress,
    )
    add_sentences(result.document, result.assessment, catalogue)
    judgements.add_judgements(result.document, ledger, as_of=as_of, as_recorded=as_recorded)
    name = assessments.store(
        result.document,
        as_of=as_of,
        method=result.document["method"],
        result_hash=result.document["hash"],
        provenance=assessments.Provenance(
            method_settings=method_settings(result.document["method"], rule, learned, catalogue),
            seed=None,
            fact_versions=ledger.versions(),
            catalogue_files=catalogue.files,
            code_version=__version__,
            as_recorded=as_recorded,
            made_up=workspace.settings.made_up,
        ),
        actor=actor,
        now=now,
        beside=beside,
    )
    return replace(result, document={**result.document, "assessment": name})


def reproduce(workspace: Workspace, assessment: str, *, progress: Progress | None = None) -> Reproduction:
    """Runs a stored assessment again on the facts, the catalogue and the settings that it was made with."""
    open_records(workspace)
    stored = assessments.get(assessment)
    rule = grade_rules.stored_rule(stored)
    learned = calibrations.stored_calibration(stored)
    told = rule if "grade_rule" in stored.method_settings else None
    from bongsu.records import catalogue_versions

    catalogue = standing.stored_catalogue(stored, catalogue_versions.files(stored.catalogue))
    current = method_settings(
        stored.method,
        told,
        learned,
        catalogue,
        pressure=PRESSURE_SETTINGS in stored.method_settings,
    )
    if current != stored.method_settings:
        raise Refusal(
            say("assessment {name}", name=assessment),
            expected=say("the method settings it was made with"),
            found=say("other settings in bongsu {version}", version=__version__),
            todo=say("Use bongsu {version}.", version=stored.code_version),
        )
    result = assess(
        Ledger(workspace.facts).at(stored.fact_versions),
        catalogue,
        as_of=stored.as_of,
        method=stored.method,
        as_recorded=stored.as_recorded,
        rule=rule,
        calibration=learned.calibration if learned else None,
        progress=progress,
    )
    return Reproduction(
        assessment, stored.hash, result.document["hash"], stored.code_version, result.document
    )


def method_settings(
    method: str,
    rule: GradeRule | None = None,
    learned: calibrations.Learned | None = None,
    catalogue: Catalogue | None = None,
    *,
    pressure: bool = True,
) -> dict[str, Any]:
    """The method's settings, the grade rule, a learned calibration and what was retired, as a document.

    Args:
        pressure: with the settings of the grades by pressure; older assessments lack them.
    """
    way = with_calibration(assessing_method(method), learned.calibration if learned else None)
    if not is_dataclass(way) or isinstance(way, type):
        raise TypeError(f"expected a method made of settings, found {way!r}")
    import json

    plain: dict[str, Any] = json.loads(json.dumps(asdict(way)))
    if pressure:
        plain[PRESSURE_SETTINGS] = pressure_settings()
    if rule is not None:
        plain["grade_rule"] = grade_rules.rule_document(rule)
    if learned is not None:
        plain["grade_calibration"] = learned.document
    if catalogue is not None:
        for name, pairs in ((standing.RETIRED, catalogue.retired), (standing.ADDED, catalogue.added)):
            by_item: dict[str, list[str]] = {}
            for item, code in pairs:
                by_item.setdefault(item, []).append(code)
            if by_item:
                plain[name] = by_item
        if catalogue.operations:
            plain[standing.OPERATIONS] = {number: list(items) for number, items in catalogue.operations}
    return plain


def add_sentences(document: dict[str, Any], assessment: Assessment, catalogue: Catalogue) -> None:
    """Gives every item of the document its sentence."""
    from bongsu.usecases.beside_grade import beside_of
    from bongsu.usecases.gather_report import item_content
    from bongsu.usecases.sentences import explain

    for entry, reading in zip(document["items"], assessment.readings, strict=True):
        content = item_content(reading, catalogue, None, beside=beside_of(entry))
        entry["sentence"] = explain(content)
