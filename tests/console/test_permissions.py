"""Every address of the console in every role, compared with the one table of permissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bongsu.console.permissions import READ, SCREENS, TABLE, may, roles_for
from bongsu.core.early_warning.people import NATIONAL, Person, Role

LIBRARY = ("account_", "mfa_", "openid_connect_", "socialaccount_")
"""Names of addresses that allauth guards itself."""

EXAMPLES = {
    "item": "tobacco",
    "number": "2005-001",
    "figure": "detections",
    "note": "1",
    "load": "0" * 64,
    "slug": "x",
}
"""What stands in an address where it asks for a part."""


def addresses() -> list[tuple[str, object, str]]:
    """(name, view, example) of every address that is the console's own."""
    import re

    from django.urls import URLPattern, get_resolver

    found = []
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and not (pattern.name or "").startswith(LIBRARY):
            example = re.sub(
                r"<(?:(\w+):)?(\w+)>",
                lambda part: "1" if part[1] == "int" else EXAMPLES.get(part[2], "x"),
                str(pattern.pattern),
            )
            found.append((pattern.name, pattern.callback, f"/{example}"))
    return found


def test_every_address_of_the_console_has_a_gate(console):
    lacking = [name for name, view, _ in addresses() if not hasattr(view, "gate")]
    assert lacking == []


def test_every_gate_is_a_row_of_the_table(console):
    gates = {view.gate for _, view, _ in addresses() if getattr(view, "gate", None)}
    assert gates <= {(access.screen, access.move) for access in TABLE}


def test_nobody_who_is_not_signed_in_sees_anything(visitor):
    for name, view, example in addresses():
        if view.gate is None:
            continue
        for ask in (visitor.get, visitor.post):
            answer = ask(example)
            assert answer.status_code in (302, 405), name
            if answer.status_code == 302:
                assert answer["Location"].startswith("/account/login/"), name


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_lets_it_and_nothing_else(signed_in, role):
    client = signed_in(role.value)
    client.raise_request_exception = False
    for name, view, example in addresses():
        if view.gate is None:
            continue
        allowed = role in roles_for(*view.gate)
        for ask in (client.get, client.post):
            status = ask(example).status_code
            if status == 405:
                continue
            assert (status == 403) is not allowed, (name, example, role, status)
            assert status < 500, (name, example, role)


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_shows_what_the_role_may_read(signed_in, role):
    from bongsu.console.navigation import places

    person = Person("x", frozenset({role}))
    page = signed_in(role.value).get("/").content.decode()
    for place in places(person):
        assert f'href="{place.address}"' in page
        assert may(person, place.screen)


def test_the_auditor_may_change_nothing():
    for access in TABLE:
        if access.move not in (READ, "verify"):
            assert Role.AUDITOR not in access.roles, access


def test_a_field_officer_makes_only_the_moves_of_her_office():
    moves = {(access.screen, access.move) for access in TABLE if access.roles == {Role.FIELD}}
    answers = {("warnings", move) for move in ("acknowledge", "act", "report", "feedback")}
    assert moves == answers
    assert roles_for("operations", "result") == {Role.FIELD, Role.ANALYST}  # who enters paper reports


def test_the_moves_of_operations_are_those_of_their_own_table():
    from bongsu.core.operations.moves import REPORTERS
    from bongsu.core.operations.moves import TABLE as MOVES

    for rule in MOVES:
        assert roles_for("operations", rule.name) == rule.roles, rule.name
    assert roles_for("operations", "result") == REPORTERS


def test_every_screen_can_be_read_by_somebody_national():
    for screen in SCREENS:
        assert roles_for(screen) & NATIONAL


def test_the_page_of_roles_is_the_table():
    from bongsu.console.roles_page import roles_page

    written = Path(__file__).parents[2] / "docs" / "roles.md"
    assert written.read_text("utf-8") == roles_page(), "run: python -m bongsu.console.roles_page"
