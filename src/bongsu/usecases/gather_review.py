"""Gathers what the document of a review says from the records."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bongsu.records import reviews
from bongsu.records.reviews import ReviewEntry
from bongsu.usecases.document_content import ReviewContent
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal


def whole_document(entry: ReviewEntry) -> dict[str, Any]:
    """The evidence with the decision and the signature: what `bongsu review R-… --json` prints."""
    said = asdict(entry)
    return {**said.pop("document"), **said}


def gather_review_document(workspace: Workspace, subject: str) -> ReviewContent:
    """The content of a review's document.

    Args:
        subject: the review's name, or an item: then its newest review.

    Raises:
        Refusal: there is no such review.
    """
    open_records(workspace)
    entry = _newest_of(subject) if any(each.code == subject for each in workspace.catalogue.items) else None
    entry = entry or reviews.get(subject)
    return ReviewContent(
        found=whole_document(entry),
        organisation=workspace.settings.name,
        items={each.code: each.name for each in workspace.catalogue.items},
        indicators={each.code: each.name for each in workspace.catalogue.indicators},
        moment=entry.gathered_at,
        made_up=workspace.settings.made_up,
    )


def _newest_of(item: str) -> ReviewEntry:
    found = [each for each in reviews.listing() if each.item == item]
    if not found:
        raise Refusal(
            say("reviews"),
            expected=say("a review of {item}", item=item),
            found=say("none"),
            todo=say("Make one first: bongsu review {item} --as-of DATE.", item=item),
        )
    return max(found, key=lambda each: each.gathered_at)
