"""What the console tells browsers to allow, and what it never tells anybody."""

from __future__ import annotations

import re

import pytest

from tests.console.test_permissions import addresses


def test_the_policy_allows_nothing_inline_nothing_evaluated_and_no_other_host(visitor):
    policy = visitor.get("/account/login/")["Content-Security-Policy"]
    rules = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]
    assert rules["style-src"] == ["'self'"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_no_page_has_an_inline_script_style_or_handler(signed_in):
    client = signed_in("administrator")
    for name, _, example in addresses():
        answer = client.get(example)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page), name
        assert "<style" not in page, name
        assert not re.search(r"<[^>]+\son\w+=", page), name
        assert not re.search(r'<[^>]+\sstyle="[^"]', page), name


def test_every_answer_bears_the_headers(visitor):
    answer = visitor.get("/account/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_check_deploy_has_nothing_to_say_behind_tls(console):
    from django.core.checks import run_checks
    from django.test import override_settings

    from bongsu.console.safety import safety_settings

    with override_settings(**safety_settings(["bongsu.example"], encrypted=True, behind_proxy=False)):
        found = run_checks(include_deployment_checks=True)
    assert [str(each) for each in found] == []


def test_cookies_are_kept_from_scripts(visitor):
    visitor.get("/account/login/")
    for cookie in visitor.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax"


def test_another_host_name_is_refused(console):
    from django.test import Client

    assert Client(HTTP_HOST="evil.example").get("/health").status_code == 400


def test_health_readiness_and_metrics(visitor, signed_in):
    assert visitor.get("/health").json() == {"status": "ok"}
    assert visitor.get("/ready").json()["status"] == "ready"
    signed_in("analyst").get("/")
    measured = visitor.get("/metrics").content.decode()
    assert 'bongsu_request_seconds_count{screen="board",status="200"}' in measured
    assert "bongsu_open_warnings" in measured


def test_metrics_are_not_for_other_machines(console, monkeypatch):
    from django.test import Client

    far = Client(HTTP_HOST="localhost", REMOTE_ADDR="10.0.0.7")
    assert far.get("/metrics").status_code == 403
    monkeypatch.setenv("BONGSU_METRICS_TOKEN", "only-for-the-operator")
    assert far.get("/metrics").status_code == 403
    assert far.get("/metrics", HTTP_AUTHORIZATION="Bearer only-for-the-operator").status_code == 200


def test_the_log_holds_no_secret():
    from bongsu.console.journal import without_secrets

    line = without_secrets(
        None, "info", {"event": "x", "password": "a", "form": {"csrfmiddlewaretoken": "b", "q": "c"}}
    )
    assert line == {"event": "x", "password": "…", "form": {"csrfmiddlewaretoken": "…", "q": "c"}}


def test_a_path_is_logged_without_its_query(visitor, caplog, capsys):
    visitor.get("/account/login/?next=/item/gold/&token=geheim")
    written = capsys.readouterr().out + capsys.readouterr().err + caplog.text
    assert "geheim" not in written


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html></html>"),
        ("tool.exe", b"MZ\x90\x00"),
        ("facts.csv", b"MZ\x90\x00 not a table"),
        ("facts.csv", b"<html><script>"),
        ("facts.xlsx", b"item,period,count\n"),
        ("facts.parquet", b"item,period,count\n"),
        ("noending", b"item,period,count\n"),
    ],
)
def test_a_file_of_another_kind_is_refused(signed_in, name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = signed_in("steward").post("/data/upload", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400


def test_a_file_that_is_too_large_is_refused(signed_in, settings_for):
    from django.core.files.uploadedfile import SimpleUploadedFile

    with settings_for(BONGSU_UPLOAD_BYTES=1_000_000):
        sent = SimpleUploadedFile("facts.csv", b"item,period,count\n" + b"x" * 1_000_001)
        assert signed_in("steward").post("/data/upload", {"file": sent}).status_code == 400


def test_a_files_name_cannot_lead_out_of_its_folder(signed_in, console):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile("x.csv", b"item,period,count\ngold,2005-06,1\n")
    sent.name = "..\\..\\evil.csv"
    answer = signed_in("steward").post("/data/upload", {"file": sent})
    assert answer.status_code == 302
    kept = list((console / "uploads").rglob("*.csv"))
    assert [path.name for path in kept] == ["evil.csv"]
    assert kept[0].parent.parent == console / "uploads"
