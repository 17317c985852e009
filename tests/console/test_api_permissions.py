"""Every endpoint of the API in every role, with every scope, compared with the one table of permissions."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bongsu.console.permissions import TABLE, roles_for
from bongsu.core.early_warning.people import Role
from bongsu.records.tokens import SCOPES

EXAMPLES = {"item": "no-such-item", "name": "detections", "number": "1999-999", "assessment": "A-000001"}
SLOW = {("/audit/verify")}


def endpoints() -> list[tuple[str, str, object]]:
    """(method, address with examples, gate) of every endpoint."""
    from bongsu.console.api.desk import api

    found = []
    for mounted in api._get_bound_routers():
        for path, view in mounted.path_operations.items():
            address = re.sub(r"\{(\w+)\}", lambda part: EXAMPLES.get(part[1], "x"), path)
            for each in view.operations:
                (gate,) = each.auth_callbacks
                found += [(method, f"/api/v1{address}", gate) for method in each.methods]
    return found


@pytest.fixture
def bearing(console):
    """Makes a client that sends a token of an account with scopes."""
    from django.test import Client

    from bongsu.records import tokens

    def bear(account: str, *scopes: str) -> Client:
        _, text = tokens.create(account, scopes, days=1, actor="test", now=datetime.now(UTC))
        client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {text}")
        client.raise_request_exception = False
        return client

    return bear


def ask(client, method: str, address: str):
    """The answer to a request without a body that would change anything."""
    return client.generic(method, address, b"{}" if method != "GET" else b"", "application/json")


def test_every_gate_is_a_row_of_the_table(console):
    assert {gate.gate for _, _, gate in endpoints()} <= {(row.screen, row.move) for row in TABLE}
    assert len(endpoints()) > 50


def test_nobody_without_a_token_or_a_session_sees_anything(visitor):
    for method, address, _ in endpoints():
        answer = ask(visitor, method, address)
        assert answer.status_code == 401, (method, address, answer.status_code)
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_lets_it_and_nothing_else(bearing, role):
    client = bearing(role.value, *SCOPES)
    for method, address, gate in endpoints():
        allowed = role in roles_for(*gate.gate)
        status = ask(client, method, address).status_code
        assert (status == 403) is not allowed, (method, address, role, status)
        assert status < 500, (method, address, role, status)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_reaches_only_what_its_scope_is_for(bearing, scope):
    clients = {role: bearing(role.value, scope) for role in Role}
    for method, address, gate in endpoints():
        role = sorted(roles_for(*gate.gate))[0]
        status = ask(clients[role], method, address).status_code
        assert (status == 403) is (gate.scope != scope), (method, address, scope, status)


def test_only_a_reading_scope_is_asked_for_what_changes_nothing(console):
    for method, address, gate in endpoints():
        if method == "GET":
            assert gate.scope in ("read", "load", "warn", "admin"), address
        elif gate.scope == "read":
            assert address.endswith(("/what-if", "/detect", "/preview")), address
