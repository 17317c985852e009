"""Where the next inspections find most: an allocation under each office's capacity, part of it at random.

Inspections find less the more there are: at n times the usual inspections an office, item and channel yield
n ** ELASTICITY times the usual detections. The gain is cut into steps, each worth less than the one before,
and a linear programme fills the steps that earn most per officer hour. A share of every office's hours is
kept for random inspections, in proportion to what is usually inspected there: without them nobody learns
what is found where no grade points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ELASTICITY = 0.7
RANDOM_SHARE = 0.1
MOST_TIMES = 3.0
STEPS = 24


@dataclass(frozen=True, slots=True)
class Target:
    """One place to inspect.

    Attributes:
        expected: detections expected in the coming period with the usual inspections.
        usual: inspections that are usual in a period; hours: officer hours of one.
        worth: of one detection beside others, e.g. its value; 1 where detections count alike.
    """

    office: str
    item: str
    channel: str
    expected: float
    usual: float
    hours: float = 1.0
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Allotted:
    """What one target gets.

    Attributes:
        targeted, random: inspections; times: of the usual number, both together.
        detections: expected with them; usual_detections: with the usual number.
        next_gain: detections that 100 more inspections would find here; the reason for more or less.
        at_limit: it stands at three times the usual number, beyond which nobody knows the yield.
    """

    target: Target
    targeted: float
    random: float
    times: float
    detections: float
    usual_detections: float
    next_gain: float
    at_limit: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """The proposal.

    Attributes:
        spare_hours: office → hours that are left, as nothing more was worth or allowed.
        hour_worth: office → worth of detections that one more officer hour would bring (shadow price).
        detections, even_detections: expected with the proposal, and with the same hours spread as usual.
    """

    allotted: tuple[Allotted, ...]
    spare_hours: dict[str, float]
    hour_worth: dict[str, float]
    detections: float
    even_detections: float


def allocate(
    targets: Sequence[Target],
    hours: Mapping[str, float],
    *,
    random_share: float = RANDOM_SHARE,
    elasticity: float = ELASTICITY,
    most_times: float = MOST_TIMES,
) -> Allocation:
    """Proposes inspections for every target under the officer hours of its office.

    Args:
        hours: office → officer hours for all its inspections of the period.
        random_share: of every office's hours, kept for random inspections.

    Raises:
        ValueError: an office of a target has no hours, or a share or number is out of range.
    """
    if not 0.0 <= random_share < 1.0:
        raise ValueError(f"expected a random share from 0 to below 1, found {random_share}")
    lacking = sorted({target.office for target in targets} - set(hours))
    if lacking:
        raise ValueError(f"expected the hours of every office, found none of {', '.join(lacking)}")
    if any(target.usual <= 0 or target.hours <= 0 or target.expected < 0 for target in targets):
        raise ValueError("expected usual inspections and hours above 0 and expected detections of 0 or more")
    if not targets:
        return Allocation((), dict(hours), dict.fromkeys(hours, 0.0), 0.0, 0.0)
    random = _random_part(targets, hours, random_share)
    edges = _edges(random, targets, most_times)
    targeted, price, spare = _fill(targets, hours, random, edges, elasticity)
    allotted = tuple(
        _allotted(target, targeted[k], random[k], elasticity, most_times) for k, target in enumerate(targets)
    )
    return Allocation(
        allotted,
        spare,
        price,
        float(sum(each.detections for each in allotted)),
        float(sum(_even(target, targets, hours, elasticity) for target in targets)),
    )


def _yield(target: Target, inspections: float, elasticity: float) -> float:
    return float(target.expected * (inspections / target.usual) ** elasticity)


def _random_part(targets: Sequence[Target], hours: Mapping[str, float], share: float) -> Array:
    """Random inspections of each target: its office's random hours, as inspections usually are spread."""
    usual_hours = _usual_hours(targets)
    return np.array([share * hours[each.office] * each.usual / usual_hours[each.office] for each in targets])


def _usual_hours(targets: Sequence[Target]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in targets:
        found[each.office] = found.get(each.office, 0.0) + each.usual * each.hours
    return found


def _edges(random: Array, targets: Sequence[Target], most_times: float) -> Array:
    """Numbers of inspections between which a target's gain is taken as straight [target, STEPS + 1]."""
    top = np.array([max(most_times * each.usual, r) for each, r in zip(targets, random, strict=True)])
    return np.asarray(random[:, None] + (top - random)[:, None] * np.linspace(0.0, 1.0, STEPS + 1) ** 1.5)


def _fill(
    targets: Sequence[Target],
    hours: Mapping[str, float],
    random: Array,
    edges: Array,
    elasticity: float,
) -> tuple[Array, dict[str, float], dict[str, float]]:
    """Targeted inspections [target], the worth of one more hour, and the hours left, by office."""
    from scipy.optimize import linprog

    widths = np.diff(edges, axis=1)
    found = np.array(
        [[_yield(t, float(n), elasticity) for n in row] for t, row in zip(targets, edges, strict=True)]
    )
    worth = np.array([target.worth for target in targets])[:, None]
    slopes = worth * np.diff(found, axis=1) / np.where(widths > 0, widths, 1.0)
    offices = list(hours)
    row_of = {office: k for k, office in enumerate(offices)}
    needs = np.zeros((len(offices), widths.size))
    for k, target in enumerate(targets):
        needs[row_of[target.office], k * STEPS : (k + 1) * STEPS] = target.hours
    left = np.array([hours[office] for office in offices])
    for k, target in enumerate(targets):
        left[row_of[target.office]] -= random[k] * target.hours
    solved = linprog(
        -slopes.ravel(),
        A_ub=needs,
        b_ub=np.maximum(left, 0.0),
        bounds=np.column_stack([np.zeros(widths.size), widths.ravel()]),
        method="highs",
    )
    if not solved.success:
        raise ValueError(f"expected an allocation, found none: {solved.message}")
    targeted = solved.x.reshape(widths.shape).sum(axis=1)
    price = {office: float(-value) for office, value in zip(offices, solved.ineqlin.marginals, strict=True)}
    used = needs @ solved.x
    spare = {office: float(max(left[k] - used[k], 0.0)) for k, office in enumerate(offices)}
    return targeted, price, spare


def _allotted(
    target: Target, targeted: float, random: float, elasticity: float, most_times: float
) -> Allotted:
    inspections = float(targeted + random)
    detections = _yield(target, inspections, elasticity)
    return Allotted(
        target,
        float(targeted),
        float(random),
        inspections / target.usual,
        detections,
        target.expected,
        _yield(target, inspections + 100.0, elasticity) - detections,
        inspections >= most_times * target.usual * (1.0 - 1e-9),
    )


def _even(target: Target, targets: Sequence[Target], hours: Mapping[str, float], elasticity: float) -> float:
    """Detections of a target if its office's hours were spread as they usually are."""
    inspections = hours[target.office] * target.usual / _usual_hours(targets)[target.office]
    return _yield(target, inspections, elasticity)
