"""Signing in: by password with lock-out, with a second step; sessions that end."""

from __future__ import annotations

import re
import time

import pytest

from tests.console.conftest import PASSWORD


def sign_in(client, name="analyst", password=PASSWORD):
    return client.post("/account/login/", {"login": name, "password": password})


@pytest.fixture
def unlocked(console):
    """No failed attempt is remembered."""
    from axes.utils import reset

    reset()
    yield
    reset()


def test_the_right_password_opens_the_board(visitor, unlocked):
    answer = sign_in(visitor)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert visitor.get("/").status_code == 200


def test_a_wrong_password_does_not_and_says_no_more_than_needed(visitor, unlocked):
    wrong, unknown = sign_in(visitor, password="wrong"), sign_in(visitor, name="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert visitor.get("/").status_code == 302


def test_five_wrong_passwords_lock_the_account_out_even_for_the_right_one(visitor, unlocked):
    for _ in range(5):
        last = sign_in(visitor, password="wrong")
    assert last.status_code == 429
    assert sign_in(visitor).status_code == 429


def test_a_lock_out_is_for_one_account_only(visitor, unlocked):
    for _ in range(5):
        sign_in(visitor, password="wrong")
    assert sign_in(visitor, name="steward").status_code == 302


def test_passwords_are_kept_by_argon2(console):
    from bongsu.records.models import User

    assert User.objects.get(username="analyst").password.startswith("argon2$argon2id$")


def test_nobody_signs_up(visitor):
    for address in ("/account/signup/", "/account/password/reset/", "/account/email/"):
        assert visitor.get(address).status_code == 404
        assert visitor.post(address, {"username": "x"}).status_code == 404


def test_signing_out_takes_a_form_and_ends_the_session(visitor, unlocked):
    sign_in(visitor)
    assert visitor.get("/account/logout/").status_code == 200
    assert visitor.get("/").status_code == 200
    visitor.post("/account/logout/")
    assert visitor.get("/").status_code == 302


def test_a_form_without_its_token_changes_nothing(console, unlocked):
    from django.test import Client

    from bongsu.records import notes
    from bongsu.records.models import User

    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.force_login(
        User.objects.get(username="analyst"), backend="django.contrib.auth.backends.ModelBackend"
    )
    before = notes.listing("gold")
    answer = strict.post("/item/gold/note", {"text": "몰래"})
    assert answer.status_code == 403
    assert notes.listing("gold") == before


@pytest.mark.parametrize(("name", "ago"), [("seen", 31 * 60), ("began", 11 * 3600)])
def test_a_session_ends_when_idle_and_when_the_day_is_over(visitor, unlocked, name, ago):
    sign_in(visitor)
    visitor.get("/")
    session = visitor.session
    session[name] = int(time.time()) - ago
    session.save()
    assert visitor.get("/").status_code == 302
    page = visitor.get("/account/login/").content.decode()
    assert "banner stale" in page


def test_a_session_in_use_goes_on(visitor, unlocked):
    sign_in(visitor)
    visitor.get("/")
    session = visitor.session
    session["seen"] = int(time.time()) - 29 * 60
    session.save()
    assert visitor.get("/").status_code == 200
    assert int(time.time()) - visitor.session["seen"] < 60


def totp_now(secret):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_the_second_step_by_app_and_by_recovery_code(visitor, unlocked):
    from allauth.mfa.models import Authenticator

    sign_in(visitor, name="operator")
    assert visitor.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")
    visitor.post("/account/reauthenticate/", {"password": PASSWORD})
    page = visitor.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" readonly value="([A-Z2-7]+)"', page)[1]
    visitor.post("/account/2fa/totp/activate/", {"code": totp_now(secret)})
    codes = visitor.get("/account/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"<li>(\w+)</li>", codes)
    assert len(recovery) == 10
    visitor.post("/account/logout/")

    answer = sign_in(visitor, name="operator")
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert visitor.get("/").status_code == 302
    assert visitor.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert visitor.get("/").status_code == 302
    visitor.post("/account/2fa/authenticate/", {"code": recovery[0]})
    assert visitor.get("/").status_code == 200
    visitor.post("/account/logout/")

    sign_in(visitor, name="operator")
    visitor.post("/account/2fa/authenticate/", {"code": recovery[0]})
    assert visitor.get("/").status_code == 302, "a recovery code opens once"
    Authenticator.objects.all().delete()
