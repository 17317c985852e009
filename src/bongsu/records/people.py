"""The door to the people: who there is, with which roles, at which offices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit
from bongsu.records.deciding import decide
from bongsu.words import say
from bongsu.words.refusal import Refusal


def person(name: str) -> Person:
    """The person of this account name.

    Raises:
        Refusal: there is no such account, or it is switched off.
    """
    row = _rows().filter(username=name, is_active=True).first()
    if row is None:
        near = get_close_matches(name, [each.name for each in listing()], n=1)
        raise Refusal(
            say("the people"),
            expected=say("the name of an account that is in use"),
            found=name,
            todo=say("Did you mean {near}?", near=near[0])
            if near
            else say("Make one: bongsu createuser NAME --role ROLE"),
        )
    return as_person(row)


def as_person(user: Any) -> Person:
    """The signed-in user as the rules know her."""
    return Person(
        user.username,
        frozenset(Role(each.role) for each in user.roles.all()),
        frozenset(each.office for each in user.offices.all()),
    )


def listing(*, role: Role | None = None, office: str | None = None) -> list[Person]:
    """Everybody whose account is in use, by name; only of one role or office where it is given."""
    rows = _rows().filter(is_active=True)
    if role is not None:
        rows = rows.filter(roles__role=role.value)
    if office is not None:
        rows = rows.filter(offices__office=office)
    return [as_person(row) for row in rows.order_by("username").distinct()]


def register(
    name: str,
    *,
    roles: Iterable[Role],
    offices: Iterable[str] = (),
    password: str | None = None,
    email: str = "",
    language: str = "",
    actor: str,
    now: datetime,
) -> Person:
    """Makes an account, or gives an account that exists these roles and offices in place of its own.

    Args:
        password: None: a new account cannot sign in by password, an old one keeps its own.
        language: of her messages; "": an old account keeps its own, a new one gets the workspace's.

    Raises:
        Refusal: the password is too weak, or a field officer has no office.
    """
    wanted, places = frozenset(roles), frozenset(offices)
    if Role.FIELD in wanted and not places:
        raise Refusal(
            name,
            expected=say("an office for somebody with the role 'field'"),
            found=say("none"),
            todo=say("Add --office CODE."),
        )
    return decide(
        lambda: _register(name, wanted, places, password, email, language, actor=actor, now=now), at=now
    )


def _rows() -> Any:
    from bongsu.records.models import User

    return User.objects.prefetch_related("roles", "offices")


def _register(
    name: str,
    roles: frozenset[Role],
    offices: frozenset[str],
    password: str | None,
    email: str,
    language: str,
    *,
    actor: str,
    now: datetime,
) -> Person:
    from bongsu.records.models import OfficeOfUser, RoleOfUser, User

    user = User.objects.filter(username=name).first()
    is_new = user is None
    user = user or User(username=name)
    user.email = email or user.email
    user.language = language or user.language
    if password is not None:
        _check_password(password, user)
        user.set_password(password)
    elif is_new:
        user.set_unusable_password()
    user.save()
    user.roles.all().delete()
    user.offices.all().delete()
    RoleOfUser.objects.bulk_create(RoleOfUser(user=user, role=role.value) for role in sorted(roles))
    OfficeOfUser.objects.bulk_create(OfficeOfUser(user=user, office=office) for office in sorted(offices))
    audit.append(
        "person.registered" if is_new else "person.changed",
        actor=actor,
        subject=f"person {name}",
        at=now,
        detail={
            "roles": sorted(role.value for role in roles),
            "offices": sorted(offices),
            "password": password is not None,
        },
    )
    return Person(name, roles, offices)


def _check_password(password: str, user: Any) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(
            say("the password"),
            expected=say("one that is long and hard to guess"),
            found=" ".join(error.messages),
        ) from None
