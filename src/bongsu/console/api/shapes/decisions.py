"""Overrides, notes, reviews, settings, effect evaluations and tripwires' notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from bongsu.console.api.shapes.base import PERIOD, Open, Shape, listing, said, under
from bongsu.core.early_warning.tentative import VerdictOnNotice


class Override(Open):
    """An analyst's own grade for a while, beside the model's."""

    override: int = said("Its number.", 1, ge=1)
    item: str = said("Code of the item.", "tobacco")
    grade: int | None = said("1 to 5; null where it ends an earlier override.", 5)
    model_grade: int | None = said("What the model said.", 4)
    assessment: str | None = said("The assessment it was decided on.", "A-000002")
    reason: str = said("Why.")
    until: date = said("Last day; `from` is the first.", "2005-06-30")
    author: str = said("Who decided.", "kim")
    decided_at: datetime = said("When.")


class Note(Shape):
    """A note on an item."""

    number: int = said("Its number.", 1, ge=1)
    item: str = said("Code of the item.", "tobacco")
    text: str = said("What it says.")
    written_at: datetime = said("When.")
    written_by: str = said("Who.", "kim")


class ReviewHeading(Shape):
    """A review without its evidence."""

    review: str = said("Its number.", "R-000001")
    item: str | None = said("Code of the item; null: of all.", "tobacco")
    as_of: date = said("As-of day of its evidence.", "2005-05-31")
    gathered_at: datetime = said("When it was gathered.")
    gathered_by: str = said("Who gathered it.", "choi")
    state: Literal["open", "decided", "signed", "refused"] = said("How far it has come.")
    measures: list[dict[str, str]] = said("What was decided: measure, subject and item.")
    reason: str = said("Why; empty while it is open.")
    valid_from: date | None = said("First as-of day for which it holds.")
    decided_at: datetime | None = said("When it was decided.")
    decided_by: str = said("Who decided; somebody else signs.")
    signed_at: datetime | None = said("When it was signed or refused.")
    signed_by: str = said("Who signed or refused.")
    signature_reason: str = said("What the second person said.")


class Review(ReviewHeading):
    """A review: the evidence, the decision, the signature."""

    document: dict[str, Any] = said("The evidence: `bongsu review --json`, docs/review.md.")


class GradeRule(Open):
    """The rule by which probabilities become grades; docs/grades.md."""

    cuts: list[float] = said("Probabilities from which grades 2 to 5 begin.", [0.2, 0.35, 0.55, 0.75])
    budget: list[float] | None = said("Shares of the grades 1 to 5 to be kept to over time; null: none.")
    window: int = said("Periods over which the budget is kept.", 36)
    dwell: int = said("Periods for which a grade stays before it falls.", 2)
    release: float = said("Of a cut: below it a grade falls.", 0.75)


class SettingVersion(Shape):
    """One decided value of a setting."""

    name: str = said("The setting.", "action_grade")
    version: int = said("1, 2, …; 0: as bongsu comes.", 1, ge=0)
    value: Any = said("The value, of the kind that the setting has.", 3)
    valid_from: date | None = said("First as-of day; null for version 0.")
    decided_at: datetime | None = said("When; null for version 0.")
    decided_by: str = said("Who; empty for version 0.")
    reason: str = said("Why; empty for version 0.")


class Settings(Shape):
    """The settings in force for an as-of day."""

    as_of: date = said("The day.", "2005-05-31")
    rule: GradeRule = said("The rule of the grades.")
    settings: dict[str, SettingVersion] = said("The other settings by name.")


class Decided(Shape):
    """What was decided."""

    decided: Any = said("The new versions, by setting.")
    valid_from: date = said("First as-of day.", "2005-06-30")


class RulePreview(Open):
    """What another rule would have meant; nothing is decided."""

    assessment: str = said("The assessment it is tried on.", "A-000002")
    as_of: date = said("Its as-of day.", "2005-05-31")
    method: str = said("Its method.", "level-bma")
    rule: GradeRule = said("In force.")
    proposed_rule: GradeRule = said("As asked.")
    panels: list[dict[str, Any]] = said("Items of one frequency: grades then, before and after.")


class ItemEffect(Open):
    """What was done about one item, by numbers; docs/effect.md."""

    item: str = said("Code of the item.", "tobacco")


class EffectDocument(Open):
    """An evaluation's numbers; `bongsu effect --json`. `from` is the window's first period."""

    warning: str = said("Number of the warning; empty where none is evaluated.", "2005-001")
    items: list[ItemEffect] = said("By item: counts, ratio, values, controls, placebo, displacement.")
    to: str = said(f"Last period of the window. {PERIOD}", "2005-04")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")


class Evaluation(Shape):
    """A stored evaluation of effect."""

    evaluation: str = said("Its number.", "E-000001")
    warning: str = said("Number of the warning; empty where none is evaluated.", "2005-001")
    items: list[str] = said("Codes of the items.", ["tobacco"])
    first_period: str = said(f"First period of the window. {PERIOD}", "2005-03")
    last_period: str = said("Last period of the window.", "2005-04")
    as_of: date = said("Only what the world could know on this day was read.", "2005-05-31")
    created_at: datetime = said("When it was stored.")
    created_by: str = said("Who asked for it.", "kim")
    document: EffectDocument = said("What was found.")


class Verdict(Shape):
    """What somebody made of a notice."""

    verdict: VerdictOnNotice = said("noise, watch, or draft a warning.")
    reason: str = said("Why.")
    warning: str | None = said("The warning drafted, or the one open already.")
    by: str = said("Who.", "kim")
    at: datetime = said("When.")


class Notice(Open):
    """A tripwire's notice: something moved faster than the monthly grade; docs/tripwires.md."""

    notice: int = said("Its number.", 1, ge=1)
    tripwire: str = said("The tripwire, or announcement.", "fx_jump")
    items: list[str] = said("Codes of the items it is about.", ["tobacco"])
    day: date = said("The day on which it could first be known.", "2005-05-20")
    stands_until: date = said("The last day on which it pushes the tentative grade.")
    effective_on: date | None = said("From when an announced change holds; null for a statistic's notice.")
    sentence: str = said("The notice in words.")
    verdict: str | None = said("The verdict that rules; null while nobody answered.", "watch")
    verdicts: list[Verdict] = said("Every verdict, the last one ruling.")
    outcomes: dict[str, str] = said("Item → what the next official grade made of it.", {"tobacco": "open"})


Overrides = listing("overrides", Override, "Overrides")
OneOverride = under("override", Override, "OneOverride")
Notes = listing("notes", Note, "Notes")
OneNote = under("note", Note, "OneNote")
Reviews = listing("reviews", ReviewHeading, "Reviews")
OneReview = under("review", Review, "OneReview")
Versions = listing("versions", SettingVersion, "SettingVersions")
Evaluations = listing("evaluations", Evaluation, "Evaluations")
OneEvaluation = under("evaluation", Evaluation, "OneEvaluation")
Notices = listing("notices", Notice, "Notices")
OneNotice = under("notice", Notice, "OneNotice")
