"""What an assessment read, opened again: its facts and indicators, and the ground for scenarios."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from bongsu.catalogue.catalogue import Catalogue
from bongsu.console import readings, workplace
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.records import assessments, catalogue_versions
from bongsu.records.assessments import StoredAssessment
from bongsu.usecases.report_content import ItemContent
from bongsu.usecases.whatif import Scenario
from bongsu.usecases.whatif_ground import Ground
from bongsu.usecases.whatif_levers import Change
from bongsu.usecases.whatif_sliders import Slider
from bongsu.words import say, speaking
from bongsu.words.refusal import Refusal

PATIENCE_SECONDS = 20.0
"""How long a scenario waits for another one's ground before it says that the desk is busy."""

_one_at_a_time = threading.Lock()


def catalogue_of(assessment: str) -> Catalogue:
    """The catalogue that an assessment was made with, without the indicators that reviews had retired."""
    return _catalogue(workplace.workspace().folder, assessment)


def facts_of(assessment: str) -> tuple[StoredAssessment, Ledger, Catalogue]:
    """The facts that an assessment read, and its catalogue."""
    stored = assessments.get(assessment)
    facts = Ledger(workplace.workspace().facts).at(stored.fact_versions)
    return stored, facts, catalogue_of(assessment)


def scenario(assessment: str, item: str, changes: tuple[str, ...], first: str, language: str) -> Scenario:
    """The answer to a scenario on the ground of an assessment; the same question is answered once.

    Only one is reckoned at a time, so that sliders cannot take the machine from everybody else.

    Raises:
        Refusal: another scenario takes too long, or this one has no answer.
    """
    with _turn():
        return _answered(workplace.workspace().folder, assessment, item, changes, first, language)


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise Refusal(
            say("what if"),
            expected=say("an answer within {seconds} seconds", seconds=f"{PATIENCE_SECONDS:.0f}"),
            found=say("somebody else's scenario is still being reckoned"),
            todo=say("Try again in a moment."),
        )
    try:
        yield
    finally:
        _one_at_a_time.release()


def sliders_of(assessment: str, item: ItemContent, language: str) -> tuple[Slider, ...]:
    """The item's levers, as far as the facts of the assessment let them go."""
    return _sliders(workplace.workspace().folder, assessment, item.code, language)


@lru_cache(maxsize=512)
def _sliders(folder: Path, assessment: str, item: str, language: str) -> tuple[Slider, ...]:
    from bongsu.usecases.whatif_sliders import inputs_of, sliders

    stored, ledger, catalogue = facts_of(assessment)
    found = next(each for each in readings.content_of(assessment).items if each.code == item)
    raw = inputs_of(ledger, catalogue, item, as_of=stored.as_of, as_recorded=stored.as_recorded)
    with speaking(language):
        return sliders(catalogue, found, raw)


@lru_cache(maxsize=12)
def _catalogue(folder: Path, assessment: str) -> Catalogue:
    from bongsu.usecases.standing import stored_catalogue

    stored = assessments.get(assessment)
    return stored_catalogue(stored, catalogue_versions.files(stored.catalogue))


@lru_cache(maxsize=256)
def _answered(
    folder: Path, assessment: str, item: str, changes: tuple[str, ...], first: str, language: str
) -> Scenario:
    from bongsu.usecases import whatif

    with speaking(language):
        ground = _ground(folder, assessment, catalogue_of(assessment).item(item).frequency)
        start = Period.parse(first) if first else None
        return whatif.answer(ground, item, [Change.parse(text) for text in changes], first=start)


@lru_cache(maxsize=3)
def _ground(folder: Path, assessment: str, frequency: Frequency) -> Ground:
    """By the level model, which alone carries indicators; where it graded the day, exactly as it did."""
    from bongsu.usecases.assess import DEFAULT_METHOD
    from bongsu.usecases.calibrations import in_force, stored_calibration
    from bongsu.usecases.grade_rules import stored_rule
    from bongsu.usecases.whatif_ground import level_method, prepare

    stored, ledger, catalogue = facts_of(assessment)
    learned = (
        stored_calibration(stored)
        if stored.method == DEFAULT_METHOD
        else in_force(DEFAULT_METHOD, stored.as_of)
    )
    return prepare(
        ledger,
        catalogue,
        frequency,
        as_of=stored.as_of,
        as_recorded=stored.as_recorded,
        way=level_method(DEFAULT_METHOD, learned.calibration if learned else None),
        rule=stored_rule(stored),
    )
