"""Requests made up from the API's own description: whatever is sent, no fault of the program comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

EXAMPLES = 3
COMPUTING = ("/what-if", "/screening", "/audit/verify")
"""Seconds each; tests of their own."""


@pytest.mark.parametrize("account", ["auditor", "analyst"])
def test_no_request_that_fits_the_description_is_answered_with_a_fault(console, account):
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    from bongsu.records import tokens

    _, text = tokens.create(account, tokens.SCOPES, days=1, actor="test", now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {text}", "Host": "localhost"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers=headers)
    visited = 0
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
        def never_a_fault(case):
            answer = case.call(headers=headers)
            assert answer.status_code < 500, (case.method, case.path, answer.text[:300])

        never_a_fault()
    assert visited > 45
