"""Analysts against the model: where they differed, who was nearer to what happened?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

from bongsu.core.grading.adjustment import Override


@dataclass(frozen=True, slots=True)
class OverrideOutcome:
    """One override with what became of it.

    Attributes:
        surged: whether a surge followed; None where it is too early to say.
    """

    override: Override
    surged: bool | None


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """The overrides of a time, weighed.

    Attributes:
        raised, lowered, same: overrides above, below and at the model's grade.
        raised_surged, lowered_surged: those of them followed by a surge.
        analyst_nearer, model_nearer: where a surge followed the higher grade was nearer, else the lower one.
        undecided: too early to say, at the model's grade, or the model had none.
        p_value: of the two-sided sign test that both are nearer equally often; None where none was decided.
    """

    raised: int
    lowered: int
    same: int
    raised_surged: int
    lowered_surged: int
    analyst_nearer: int
    model_nearer: int
    undecided: int
    p_value: float | None


def weigh_overrides(outcomes: Sequence[OverrideOutcome]) -> OverrideRecord:
    """Compares every override with the model's grade at that time; decisions that end one are left out.

    >>> from datetime import date
    >>> day = date(2005, 6, 1)
    >>> seen = Override("gold", 4, "two sources agree", day, day, "kim", model_grade=2)
    >>> weigh_overrides([OverrideOutcome(seen, True)]).analyst_nearer
    1
    """
    told = [each for each in outcomes if each.override.grade is not None]
    steps = [_step(each.override) for each in told]
    decided = [
        (step > 0) == each.surged
        for each, step in zip(told, steps, strict=True)
        if step is not None and step != 0 and each.surged is not None
    ]
    analyst = sum(decided)
    return OverrideRecord(
        raised=sum(step > 0 for step in steps if step is not None),
        lowered=sum(step < 0 for step in steps if step is not None),
        same=sum(step == 0 for step in steps if step is not None),
        raised_surged=_surged(told, steps, 1),
        lowered_surged=_surged(told, steps, -1),
        analyst_nearer=analyst,
        model_nearer=len(decided) - analyst,
        undecided=len(told) - len(decided),
        p_value=float(binomtest(analyst, len(decided), 0.5).pvalue) if decided else None,
    )


def _step(override: Override) -> int | None:
    if override.grade is None or not override.model_grade:
        return None
    return override.grade - override.model_grade


def _surged(told: Sequence[OverrideOutcome], steps: Sequence[int | None], side: int) -> int:
    return sum(bool(each.surged) and (step or 0) * side > 0 for each, step in zip(told, steps, strict=True))
