"""The API."""
from __future__ import annotations
import json
from datetime import UTC, datetime
import pytest

def test_look(console):
    from django.test import Client
    from bongsu.records import tokens
    _, text = tokens.create("auditor", ["read"], days=9, actor="t", now=datetime.now(UTC))
    c = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {text}")
    for path in ("openapi.json","assessments","assessments/as-of","assessments/A-000001","assessments/A-1","items","items/tobacco","items/tobacco/screening?day=2005-05-31","facts/detections?limit=2","facts/observations?format=csv","loads","quarantine","feeds"):
        a = c.get(f"/api/v1/{path}")
        print(path, a.status_code, a.headers.get("ETag"), a.content[:400])
    d = c.get("/api/v1/assessments/A-000001").json()
    print(d.keys(), d["items"][0])
