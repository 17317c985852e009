"""The API put together: its parts, its limits, its problems; `urls` is what the console mounts."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ninja import NinjaAPI

from bongsu import __version__
from bongsu.console.api import (
    assessments,
    decisions,
    delegations,
    documents,
    evaluations,
    facts,
    items,
    jobs,
    offices,
    operations,
    oversight,
    reviews,
    scenarios,
    uploads,
    warnings,
)
from bongsu.console.api.pace import Pace
from bongsu.console.api.problems import KIND, speak_in_problems

A_MINUTE = 600
"""Requests of one token or session."""


class Desk(NinjaAPI):
    """The API; its description is made once, and says of every problem what kind of content it is."""

    @cached_property
    def openapi(self) -> Any:
        """The description in OpenAPI 3.1; it takes seconds to make."""
        told = super().get_openapi_schema()
        for path in told["paths"].values():
            for operation in path.values():
                _correct(operation["responses"])
        return told

    def get_openapi_schema(self, **_: Any) -> Any:
        """The description; it is mounted in one place only."""
        return self.openapi


def _correct(responses: dict[int, dict[str, Any]]) -> None:
    """Problems bear their own kind of content; what is only a file is not JSON."""
    for status, told in responses.items():
        content = told.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[KIND] = content.pop("application/json")
        if content.get("application/json", {}).get("schema") == {"title": "Response", "type": "string"}:
            del content["application/json"]


api = Desk(
    title="bongsu",
    version=__version__,
    description="Smuggling trend management and early warning: what the console shows and does.",
    docs_url=None,
    urls_namespace="api",
    throttle=[Pace(A_MINUTE)],
)
speak_in_problems(api)
for part in (
    items,
    assessments,
    facts,
    offices,
    uploads,
    warnings,
    delegations,
    operations,
    decisions,
    evaluations,
    reviews,
    scenarios,
    documents,
    jobs,
    oversight,
):
    api.add_router("", part.router)
