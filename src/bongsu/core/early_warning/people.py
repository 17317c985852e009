"""Who acts: a person with roles, who belongs to offices; what she may do is asked of these alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is there for; one person may have several."""

    ANALYST = "analyst"  # grades, drafts and proposes warnings, plans operations
    STEWARD = "steward"  # indicators, feeds, models, settings, reviews
    APPROVER = "approver"  # approves, issues, extends, lifts
    FIELD = "field"  # acknowledges, acts and reports, for her own office only
    AUDITOR = "auditor"  # reads everything, changes nothing
    OPERATOR = "operator"  # feeds, jobs, backups
    ADMINISTRATOR = "administrator"  # accounts, roles, offices


NATIONAL = frozenset(Role) - {Role.FIELD}
"""Roles that see every office."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known by name.

    Attributes:
        name: the account's name, as the audit log tells it.
        offices: codes of the offices she belongs to.
    """

    name: str
    roles: frozenset[Role]
    offices: frozenset[str] = frozenset()

    def has(self, *roles: Role) -> bool:
        """Whether she has one of the roles.

        >>> Person("kim", frozenset({Role.ANALYST})).has(Role.ANALYST, Role.STEWARD)
        True
        """
        return not self.roles.isdisjoint(roles)

    @property
    def is_national(self) -> bool:
        """Whether she may see what concerns any office."""
        return self.has(*NATIONAL)

    def sees(self, office: str) -> bool:
        """Whether she may see what concerns this office.

        >>> Person("lee", frozenset({Role.FIELD}), frozenset({"020"})).sees("030")
        False
        """
        return self.is_national or (self.has(Role.FIELD) and office in self.offices)
