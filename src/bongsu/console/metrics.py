"""What the console counts about itself, for Prometheus; with several processes, over all of them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, Histogram

registry = CollectorRegistry()

requests = Histogram(
    "bongsu_request_seconds",
    "Time to answer a request, by screen and status.",
    ("screen", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10),
    registry=registry,
)
assessment_age = Gauge(
    "bongsu_assessment_age_days",
    "Days between the newest assessment's as-of day and today.",
    registry=registry,
    multiprocess_mode="mostrecent",
)
open_warnings = Gauge(
    "bongsu_open_warnings",
    "Warnings that are open, by state.",
    ("state",),
    registry=registry,
    multiprocess_mode="mostrecent",
)
waiting_jobs = Gauge(
    "bongsu_waiting_jobs",
    "Jobs in the queue.",
    registry=registry,
    multiprocess_mode="mostrecent",
)
