"""Requests made up from the API's own description: no fault comes back, and every answer is as described."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

EXAMPLES = 3
COMPUTING = ("/what-if", "/screening", "/audit/verify", "/document", "/documents/bulletin")
"""Seconds each; tests of their own."""


@pytest.mark.parametrize("account", ["auditor", "analyst", "steward"])
def test_every_request_that_fits_the_description_is_answered_as_described(console, account):
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as described

    from bongsu.records import tokens

    _, text = tokens.create(account, tokens.SCOPES, days=1, actor="test", now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {text}", "Host": "localhost", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers=headers)
    held_to = [
        checks.not_a_server_error,
        described.response_schema_conformance,
        described.status_code_conformance,
        described.content_type_conformance,
    ]
    visited, faults = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(COMPUTING):
            continue
        visited += 1

        @seed(2005)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def as_described(case):
            case.call_and_validate(headers=headers, checks=held_to)

        try:
            as_described()
        except Exception as fault:
            faults.append(f"{operation.method} {operation.path}: {_words(fault)}")
    assert faults == []
    assert visited > 60


def _words(fault: BaseException) -> str:
    """What was found, of a group the first."""
    return _words(fault.exceptions[0]) if isinstance(fault, BaseExceptionGroup) else str(fault)[:600]
