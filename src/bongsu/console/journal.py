"""The console's log: one structured line a request on stderr, without secrets or what people typed."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from bongsu.console import metrics

HIDDEN = ("password", "passwd", "secret", "token", "code", "cookie", "authorization", "csrf", "session")
"""What is never written, wherever its name turns up."""

NOT_TOLD = ("/static/", "/health", "/ready", "/metrics")


def journal(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: measures and writes down each request; the path without its query, the account by name."""
    log = structlog.get_logger("bongsu.console")

    def within(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        name = token_hex(6)
        with structlog.contextvars.bound_contextvars(request=name):
            response = answer(request)
            seconds = time.perf_counter() - started
            match = request.resolver_match
            metrics.requests.labels(match.view_name if match else "", response.status_code).observe(seconds)
            if not request.path.startswith(NOT_TOLD):
                log.info(
                    "request",
                    method=request.method,
                    path=request.path,
                    status=response.status_code,
                    milliseconds=round(1000 * seconds, 1),
                    person=_name(request),
                )
        response.headers["X-Request-Id"] = name
        return response

    return within


def keep_journal(*, level: int = logging.INFO) -> None:
    """Sets the log up, for our own lines and for those of the libraries; to be called once a process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(level)


def without_secrets(_: Any, __: str, line: dict[str, Any]) -> dict[str, Any]:
    """Blots out every value whose name speaks of a secret, at any depth.

    >>> without_secrets(None, "info", {"event": "x", "form": {"password": "봉수"}})
    {'event': 'x', 'form': {'password': '…'}}
    """
    return {name: _blotted(name, value) for name, value in line.items()}


def _blotted(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in HIDDEN):
        return "…"
    if isinstance(value, dict):
        return {str(inner): _blotted(str(inner), each) for inner, each in value.items()}
    return value


def _name(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""
