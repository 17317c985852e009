"""What follows from a review: decided by a steward, signed by an approver, then in force from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.early_warning.people import Person
from bongsu.core.review.proposal import Measure
from bongsu.facts.ledger import Ledger
from bongsu.records import reviews
from bongsu.records.reviews import ReviewEntry
from bongsu.records.settings_versions import decide_setting
from bongsu.usecases import review_records
from bongsu.usecases.assess import Progress
from bongsu.usecases.backtest_parts import PartStore
from bongsu.usecases.calibrations import decide_calibration, in_force
from bongsu.usecases.recalibrate import learn_again
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.review import review
from bongsu.usecases.standing import (
    ADDED,
    CHALLENGERS,
    CHAMPION,
    RETIRED,
    added_on,
    catalogue_on,
    champion_on,
    retired_on,
    standing_on,
)
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

NEEDS_SUBJECT = (
    Measure.RETIRE_INDICATOR,
    Measure.ADD_INDICATOR,
    Measure.WATCH_INDICATOR,
    Measure.PROMOTE,
)


def gather_review(
    workspace: Workspace,
    item: str | None,
    *,
    as_of: date,
    actor: str,
    now: datetime,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Gathers the evidence as of a day and stores it as a review that is open."""
    open_records(workspace)
    catalogue = catalogue_on(workspace.catalogue, as_of)
    document = review(
        Ledger(workspace.facts),
        catalogue,
        standing_on(catalogue, as_of),
        as_of=as_of,
        item=item,
        overrides=review_records.decided_overrides(item, as_of=as_of),
        progress=progress,
        parts=PartStore(workspace.folder / "cache" / "backtest"),
    )
    document["effects"] = review_records.stored_effects(item, as_of=as_of)
    document["feedback"] = review_records.feedback_given(item)
    name = reviews.store(document, actor=actor, now=now)
    return {**document, "review": name}


def decide(
    workspace: Workspace,
    name: str,
    measures: Sequence[str],
    *,
    reason: str,
    valid_from: date,
    by: Person,
    now: datetime,
) -> ReviewEntry:
    """Records a decision on a review.

    Args:
        measures: each "measure" or "measure=subject", e.g. "retire_indicator=gold_volatility".

    Raises:
        Refusal: a measure is not known or lacks its subject, or the person may not decide.
    """
    open_records(workspace)
    entry = reviews.get(name)
    wanted = [_measure(text, entry, workspace.catalogue) for text in measures]
    return reviews.decide_review(name, wanted, reason=reason, valid_from=valid_from, by=by, now=now)


def sign(
    workspace: Workspace, name: str, *, agreed: bool, reason: str = "", by: Person, now: datetime
) -> ReviewEntry:
    """Records the second person's word; where she agrees, what was decided is in force from its day on."""
    open_records(workspace)
    entry = reviews.get(name)
    learned = _learned(workspace, entry) if agreed else None

    def effect(signed: ReviewEntry) -> None:
        for measure in signed.measures:
            _put_into_force(measure, signed, learned, by=by, now=now)

    return reviews.sign(name, agreed=agreed, reason=reason, by=by, now=now, effect=effect)


def decide_challengers(
    methods: Sequence[str], *, valid_from: date, reason: str, by: Person, now: datetime
) -> list[str]:
    """Records which methods run beside the champion from a day on; the records must be open.

    Raises:
        Refusal: the person is no steward, or a method is not known or forecasts no counts.
    """
    reviews.may_decide(by)
    _set(CHALLENGERS, list(methods), valid_from, reason, by=by, now=now)
    return list(methods)


def _measure(text: str, entry: ReviewEntry, catalogue: Catalogue) -> dict[str, str]:
    name, _, subject = text.partition("=")
    if name not in set(Measure):
        raise WrongUse("--decide", expected=", ".join(Measure), found=name)
    measure = Measure(name)
    if measure in NEEDS_SUBJECT and not subject:
        raise WrongUse("--decide", expected=f"{name}=…", found=text)
    if measure is Measure.ADD_INDICATOR:
        if entry.item is None:
            raise Refusal(say("review {name}", name=entry.review), expected=say("a review of one item"))
        catalogue.indicator(subject)
    if measure is Measure.RETIRE_INDICATOR:
        known = [each["indicator"] for panel in entry.document["panels"] for each in panel["indicators"]]
        if entry.item is None or subject not in known:
            raise Refusal(
                say("review {name}", name=entry.review),
                expected=say("an indicator that this review looked at"),
                found=subject,
            )
    if measure is Measure.PROMOTE:
        _check_challenger(subject, entry)
    return {"measure": measure.value, "subject": subject, "item": entry.item or ""}


def _check_challenger(method: str, entry: ReviewEntry) -> None:
    beside = [each["method"] for panel in entry.document["panels"] for each in panel["challengers"]]
    if method not in beside:
        raise Refusal(
            say("review {name}", name=entry.review),
            expected=say("a method that ran beside the champion"),
            found=method,
            todo=say("Let it run beside the champion first: bongsu grades challengers."),
        )


def _learned(workspace: Workspace, entry: ReviewEntry) -> dict[str, Any] | None:
    """The calibration as of the review's day, where the decision orders one; learned before the signature."""
    if not any(each["measure"] == Measure.RECALIBRATE for each in entry.measures):
        return None
    method = champion_on(entry.as_of)
    before = in_force(method, entry.as_of)
    return learn_again(
        Ledger(workspace.facts),
        catalogue_on(workspace.catalogue, entry.as_of),
        as_of=entry.as_of,
        method=method,
        in_force=before.calibration if before else None,
        parts=PartStore(workspace.folder / "cache" / "backtest"),
    )


def _put_into_force(
    measure: dict[str, str],
    entry: ReviewEntry,
    learned: dict[str, Any] | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    assert entry.valid_from is not None
    reason = f"{entry.review}: {entry.reason}"
    if measure["measure"] in (Measure.RETIRE_INDICATOR, Measure.ADD_INDICATOR):
        _move_indicator(measure, entry.valid_from, reason, by=by, now=now)
    elif measure["measure"] == Measure.PROMOTE:
        _set(CHAMPION, measure["subject"], entry.valid_from, reason, by=by, now=now)
    elif measure["measure"] == Measure.RECALIBRATE and learned:
        decide_calibration(learned, valid_from=entry.valid_from, actor=by.name, reason=reason, now=now)


def _move_indicator(
    measure: dict[str, str], valid_from: date, reason: str, *, by: Person, now: datetime
) -> None:
    """Out of the item, or into it: a code never stands in both lists."""
    item, code = measure["item"], measure["subject"]
    retires = measure["measure"] == Measure.RETIRE_INDICATOR
    for name, standing, joins in (
        (RETIRED, retired_on(valid_from), retires),
        (ADDED, added_on(valid_from), not retires),
    ):
        codes = {*standing.get(item, ())} - {code} | ({code} if joins else set())
        changed = {**standing, item: sorted(codes)}
        if changed[item] != standing.get(item, []):
            held = {each: codes for each, codes in changed.items() if codes}
            _set(name, held, valid_from, reason, by=by, now=now)


def _set(name: str, value: Any, valid_from: date, reason: str, *, by: Person, now: datetime) -> None:
    decide_setting(name, value, valid_from=valid_from, decided_by=by.name, reason=reason, now=now)
