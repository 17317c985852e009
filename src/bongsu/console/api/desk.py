"""The API put together: its parts, its limits, its problems; `urls` is what the console mounts."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.throttling import AuthRateThrottle

from bongsu import __version__
from bongsu.console.api import assessments, decisions, facts, operations, oversight, scenarios, warnings
from bongsu.console.api.problems import speak_in_problems

RATE = "600/min"
"""Requests of one token or session in each of the console's processes."""

api = NinjaAPI(
    title="bongsu",
    version=__version__,
    description="Smuggling trend management and early warning: what the console shows and does.",
    docs_url=None,
    urls_namespace="api",
    throttle=[AuthRateThrottle(RATE)],
)
speak_in_problems(api)
for part in (assessments, facts, warnings, operations, decisions, scenarios, oversight):
    api.add_router("", part.router)
