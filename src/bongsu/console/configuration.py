"""What the console adds to Django's settings: apps, middleware, sign-in, safety."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bongsu.console import safety
from bongsu.console.assets.folder import built_folder, static_root
from bongsu.console.keeping import kept_settings

HERE = Path(__file__).parent

IDLE_SECONDS = 30 * 60
"""A session that nobody used for so long is over."""

ABSOLUTE_SECONDS = 10 * 60 * 60
"""A session is over so long after the sign-in, used or not: a working day."""

FAILURES = 5
"""Wrong passwords for one account from one address before it is locked out."""

LOCKED_OUT = timedelta(minutes=15)

SHARED = "shared"
"""The cache that every process of the console reads and writes."""

UPLOAD_BYTES = 64 * 1024 * 1024
"""The largest file a browser may send; larger ones are loaded by `bongsu load`."""

APPS = (
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
    "bongsu.console",
)

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bongsu.console.journal.journal",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bongsu.console.languages.choose_language",
    "bongsu.console.api.problems.no_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bongsu.console.sessions.end_old_sessions",
    "bongsu.console.signed_in.know_the_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bongsu.console.first_run.welcome_first",
    "bongsu.console.refusals.say_no",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
)


@dataclass(frozen=True, slots=True)
class Door:
    """How people reach the console.

    Attributes:
        hosts: names and addresses under which it may be asked for.
        encrypted: by TLS, here or at a proxy in front; False only on this machine's loopback.
        behind_proxy: a proxy in front says by which scheme and from where people come.
        demo: the made-up country with one account a role; never beyond loopback.
    """

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    encrypted: bool = False
    behind_proxy: bool = False
    demo: bool = False


def desk_settings(workspace: Path, door: Door) -> dict[str, Any]:
    """Every setting the console adds to `bongsu.records.configuration`, for `records.setup(desk=…)`."""
    providers = oidc_providers()
    return {
        "INSTALLED_APPS": list(APPS),
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "bongsu.console.urls",
        "TEMPLATES": _templates(),
        "DEBUG": False,
        "USE_I18N": True,
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(static_root()),
        "STATICFILES_DIRS": [str(HERE / "static"), str(built_folder())],
        "STATICFILES_FINDERS": [
            "django.contrib.staticfiles.finders.FileSystemFinder",
            "bongsu.console.assets.htmx.HtmxFinder",
        ],
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        "WHITENOISE_MAX_AGE": 3600,
        "CACHES": _caches(workspace),
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 8,
        "BONGSU_UPLOAD_BYTES": UPLOAD_BYTES,
        "BONGSU_WORKSPACE": str(workspace),
        "BONGSU_DEMO": door.demo,
        "BONGSU_IDLE_SECONDS": IDLE_SECONDS,
        "BONGSU_ABSOLUTE_SECONDS": ABSOLUTE_SECONDS,
        **_sessions(),
        **_sign_in(providers),
        **safety.safety_settings(door.hosts, encrypted=door.encrypted, behind_proxy=door.behind_proxy),
        "CONTENT_SECURITY_POLICY": safety.content_policy(
            form_targets=[_origin(app["settings"]["server_url"]) for app in providers]
        ),
    }


def oidc_providers() -> list[dict[str, Any]]:
    """The administration's own sign-in service, where BONGSU_OIDC_SERVER names one."""
    server = os.environ.get("BONGSU_OIDC_SERVER")
    if not server:
        return []
    return [
        {
            "provider_id": "sso",
            "name": os.environ.get("BONGSU_OIDC_NAME", "SSO"),
            "client_id": os.environ.get("BONGSU_OIDC_CLIENT", "bongsu"),
            "secret": os.environ.get("BONGSU_OIDC_SECRET", ""),
            "settings": {"server_url": server, "oauth_pkce_enabled": True, "fetch_userinfo": True},
        }
    ]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _templates() -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [str(HERE / "templates")],
            "OPTIONS": {
                "environment": "bongsu.console.environment.environment",
                "context_processors": [
                    "django.contrib.messages.context_processors.messages",
                    "bongsu.console.frame.frame",
                ],
            },
        },
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        },
    ]


def _caches(workspace: Path) -> dict[str, Any]:
    """One for each process, one in files that all processes of this workspace share, one of a serving."""
    return {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        SHARED: {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(workspace / "cache" / "requests"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
        "kept": kept_settings(),
    }


def _sessions() -> dict[str, Any]:
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": "bongsu_session",
        "SESSION_COOKIE_AGE": ABSOLUTE_SECONDS,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": "bongsu_csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "bongsu.console.refusals.stale_form",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _sign_in(providers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "django.contrib.auth.backends.ModelBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": False,
        "ACCOUNT_ADAPTER": "bongsu.console.accounts.Accounts",
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "ACCOUNT_FORMS": {"login": "bongsu.console.accounts.SignInForm"},
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "bongsu",
        "SOCIALACCOUNT_ONLY": False,
        "SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX": "",
        "SOCIALACCOUNT_ADAPTER": "bongsu.console.accounts.SocialAccounts",
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": providers}},
        "AXES_FAILURE_LIMIT": FAILURES,
        "AXES_COOLOFF_TIME": LOCKED_OUT,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_USERNAME_CALLABLE": "bongsu.console.accounts.name_tried",
        "AXES_LOCKOUT_CALLABLE": "bongsu.console.refusals.locked_out",
        "AXES_ENABLE_ADMIN": False,
        "AXES_VERBOSE": False,
        "AXES_SENSITIVE_PARAMETERS": ["login", "username", "password", "code"],
    }
