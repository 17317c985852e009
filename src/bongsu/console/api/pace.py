"""How many requests a minute one token or session may make, counted over all of the console's processes."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from bongsu.console.configuration import SHARED

SECONDS = 60


class Pace(BaseThrottle):
    """So many requests in each minute of the clock; then 429 until the next one begins.

    Two requests that are answered in the same instant may be counted as one: the limit is there so that one
    caller does not slow all others, not to the last request.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        """Counts the request, unless the minute's are used up."""
        caller = str(request.auth)  # type: ignore[attr-defined]
        key = f"pace-{hashlib.sha256(caller.encode()).hexdigest()}"
        minute = int(time.time() // SECONDS)
        told, count = caches[SHARED].get(key, (minute, 0))
        count = count + 1 if told == minute else 1
        if count > self.most:
            return False
        caches[SHARED].set(key, (minute, count), timeout=2 * SECONDS)
        return True

    def wait(self) -> float:
        """Seconds until the next minute."""
        return SECONDS - time.time() % SECONDS
