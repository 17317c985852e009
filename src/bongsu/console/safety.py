"""The console's safety settings: what a browser may load and send, and how the way to it is encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

VEGA_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""The one style attribute that the chart bundle writes: the empty one."""

YEAR_SECONDS = 31_536_000


def content_policy(*, form_targets: Sequence[str] = ()) -> dict[str, Any]:
    """The content-security policy: all from this host; no inline script or style sheet, no eval, no frames.

    Args:
        form_targets: origins to which a form may lead besides this host: the sign-in service.
    """
    here = "'self'"
    return {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": [here],
            "style-src": [here],
            "style-src-attr": ["'unsafe-hashes'", VEGA_STYLE],
            "img-src": [here, "data:"],
            "font-src": [here],
            "connect-src": [here],
            "manifest-src": [here],
            "form-action": [here, *form_targets],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
            "object-src": ["'none'"],
        }
    }


def safety_settings(hosts: Sequence[str], *, encrypted: bool, behind_proxy: bool) -> dict[str, Any]:
    """Hosts, cookies and headers; on an unencrypted loopback the cookies must travel without TLS."""
    found: dict[str, Any] = {
        "ALLOWED_HOSTS": list(hosts),
        "SESSION_COOKIE_SECURE": encrypted,
        "CSRF_COOKIE_SECURE": encrypted,
        "SECURE_SSL_REDIRECT": encrypted,
        "SECURE_HSTS_SECONDS": YEAR_SECONDS if encrypted else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": encrypted,
        "SECURE_HSTS_PRELOAD": encrypted,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_REDIRECT_EXEMPT": [r"^health$", r"^ready$"],
        "X_FRAME_OPTIONS": "DENY",
    }
    if behind_proxy:
        found["SECURE_PROXY_SSL_HEADER"] = ("HTTP_X_FORWARDED_PROTO", "https")
        found["AXES_IPWARE_PROXY_COUNT"] = 1
        found["AXES_IPWARE_META_PRECEDENCE_ORDER"] = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]
    return found
