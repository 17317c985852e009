"""Signing in by OpenID Connect, against a small provider that this test starts on loopback."""

from __future__ import annotations

import json
import shutil
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "bongsu", "a secret between the two"


class Provider(ThreadingHTTPServer):
    """An OpenID provider for one person at a time: discovery, code with PKCE, token by RS256, userinfo."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.person = "analyst"
        self.asked: dict[str, dict[str, str]] = {}

    def jwks(self) -> dict:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def claims(self) -> dict:
        return {"sub": f"id-of-{self.person}", "preferred_username": self.person}


class Answering(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        at = self.server.address
        if parts.path == "/.well-known/openid-configuration":
            self.say(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "userinfo_endpoint": f"{at}/userinfo",
                    "jwks_uri": f"{at}/jwks",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                }
            )
        elif parts.path == "/jwks":
            self.say(self.server.jwks())
        elif parts.path == "/authorize":
            code = sha256(self.path.encode()).hexdigest()
            self.server.asked[code] = asked
            back = asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", back)
            self.end_headers()
        elif parts.path == "/userinfo":
            self.say(self.server.claims())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.server.asked.pop(form["code"][0], None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", [""])[0].encode()).digest())
        if asked is None or asked.get("code_challenge") != challenge.decode().rstrip("="):
            self.say({"error": "invalid_grant"}, status=400)
            return
        now = int(time.time())
        token = {
            "iss": self.server.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            **self.server.claims(),
        }
        if "nonce" in asked:
            token["nonce"] = asked["nonce"]
        signed = jwt.encode(token, self.server.key, algorithm="RS256", headers={"kid": "one"})
        self.say({"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def say(self, told: dict, *, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        return


@pytest.fixture(scope="module")
def provider():
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def console(country, assets, provider, tmp_path_factory):
    """The console with a sign-in service."""
    from bongsu import records
    from bongsu.console.configuration import Door
    from bongsu.console.opening import open_console
    from bongsu.usecases.workspace import Workspace

    folder = tmp_path_factory.mktemp("sso") / "country"
    shutil.copytree(country, folder)
    told = {"SERVER": provider.address, "CLIENT": CLIENT, "SECRET": SECRET, "NAME": "관세청 통합인증"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(f"BONGSU_OIDC_{name}", value)
        open_console(Workspace.open(folder), Door(hosts=("localhost", "testserver")))
        yield folder
    records.setup(tmp_path_factory.mktemp("after") / "bongsu.db", desk={})
    records.close()


def through_the_service(visitor):
    """What a browser does: the button, the provider, and back; the last answer."""
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *given):
            return None

    start = visitor.post("/account/sso/sso/login/")
    assert start.status_code == 302, start.content
    try:
        urllib.request.build_opener(Stay).open(start["Location"])
    except urllib.error.HTTPError as moved:
        back = urlsplit(moved.headers["Location"])
    return visitor.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_names_the_service_and_the_policy_lets_the_form_go_there(visitor, provider):
    answer = visitor.get("/account/login/")
    assert "관세청 통합인증" in answer.content.decode()
    assert f"form-action 'self' {provider.address}" in answer["Content-Security-Policy"]


def test_who_has_an_account_is_signed_in_by_name(visitor, provider):
    provider.person = "analyst"
    answer = through_the_service(visitor)
    assert answer.status_code == 302
    page = visitor.get("/")
    assert page.status_code == 200
    assert "<summary>analyst</summary>" in page.content.decode()


def test_coming_again_finds_the_same_account(visitor, provider):
    provider.person = "analyst"
    through_the_service(visitor)
    assert visitor.get("/").status_code == 200


def test_who_has_none_is_told_so_and_no_account_is_made(visitor, provider):
    from bongsu.records.models import User

    before = User.objects.count()
    provider.person = "stranger"
    answer = through_the_service(visitor)
    assert answer.status_code == 403
    assert "stranger" in answer.content.decode()
    assert User.objects.count() == before
    assert visitor.get("/").status_code == 302


def test_an_account_that_is_switched_off_stays_out(visitor, provider):
    from bongsu.records.models import User

    User.objects.filter(username="auditor").update(is_active=False)
    provider.person = "auditor"
    through_the_service(visitor)
    assert visitor.get("/").status_code == 302
    User.objects.filter(username="auditor").update(is_active=True)


def test_a_code_that_was_not_asked_for_opens_nothing(visitor):
    answer = visitor.get("/account/sso/sso/login/callback/?code=stolen&state=guessed")
    assert answer.status_code in (200, 302, 401, 403)
    assert visitor.get("/").status_code == 302
