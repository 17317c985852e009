"""What offices think of warnings: labels, and how many of those asked have answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """One office's judgement of one warning."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    TOO_LATE = "too_late"
    ALREADY_KNOWN = "already_known"


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """Labels over some warnings.

    Attributes:
        asked: pairs of warning and office that were told; answered: those of them with a label.
        labels: label → how many; every label is there.
    """

    asked: int
    answered: int
    labels: dict[str, int]

    @property
    def coverage(self) -> float | None:
        """Share of those asked who answered; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


def summarise(asked: Iterable[tuple[str, str]], given: Mapping[tuple[str, str], str]) -> FeedbackSummary:
    """Counts labels; (warning, office) → the last label of that office.

    Silence is counted as silence: who does not answer need not think as those who do.

    >>> told = [("2005-001", "020"), ("2005-001", "030")]
    >>> found = summarise(told, {("2005-001", "020"): "too_late"})
    >>> found.coverage, found.labels["too_late"], found.labels["useful"]
    (0.5, 1, 0)
    """
    pairs = set(asked)
    counted = Counter(label for pair, label in given.items() if pair in pairs)
    answered = sum(pair in given for pair in pairs)
    return FeedbackSummary(len(pairs), answered, {label.value: counted[label.value] for label in Label})
