"""Is it alive, is it ready, how is it: three addresses for the operator's machines."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from bongsu.console import metrics, workplace
from bongsu.console.gate import open_to_all


@open_to_all
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and the catalogue can be read; 503 with the part that fails otherwise."""
    found = {"database": _works(_ask_database), "catalogue": _works(_read_catalogue)}
    fine = all(found.values())
    return JsonResponse({"status": "ready" if fine else "not ready", **found}, status=200 if fine else 503)


@open_to_all
@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """Prometheus's text format; from this machine, or with the token BONGSU_METRICS_TOKEN."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

    if not _may_measure(request):
        raise PermissionDenied
    _read_gauges()
    registry = metrics.registry
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    from django.utils.crypto import constant_time_compare

    token = os.environ.get("BONGSU_METRICS_TOKEN")
    if token:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    forwarded = "X-Forwarded-For" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def _read_gauges() -> None:
    from django.db.models import Count
    from django_q.models import OrmQ

    from bongsu.records import assessments
    from bongsu.records.models import EarlyWarning

    newest = assessments.listing(limit=1)
    if newest:
        metrics.assessment_age.set((datetime.now(UTC).date() - newest[0].as_of).days)
    metrics.open_warnings.clear()
    for state, count in EarlyWarning.objects.values_list("state").annotate(Count("pk")):
        metrics.open_warnings.labels(state).set(count)
    metrics.waiting_jobs.set(OrmQ.objects.count())


def _ask_database() -> None:
    from bongsu.records.models import User

    User.objects.exists()


def _read_catalogue() -> None:
    _ = workplace.workspace().catalogue.digest


def _works(part) -> bool:  # type: ignore[no-untyped-def]
    try:
        part()
    except Exception:
        import structlog

        structlog.get_logger("bongsu.console").exception("not ready", part=part.__name__)
        return False
    return True
