"""Who acts: the account behind a decision, with the workspace's records opened for it."""

from __future__ import annotations

from bongsu.core.early_warning.people import Person
from bongsu.records import people
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace


def acting_person(workspace: Workspace, name: str) -> Person:
    """The person of this account name; raises Refusal where there is none, or the account is switched off."""
    open_records(workspace)
    return people.person(name)
