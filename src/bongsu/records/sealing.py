"""Secrets in the database are sealed: encrypted with a key derived from the installation's own secret."""

from __future__ import annotations

import base64

from bongsu.words import say
from bongsu.words.refusal import Refusal


def seal(text: str) -> str:
    """The text encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return str(_fernet().encrypt(text.encode()).decode("ascii"))


def unseal(sealed: str) -> str:
    """The text again.

    Raises:
        Refusal: it was sealed with another secret, or changed.
    """
    from cryptography.fernet import InvalidToken

    try:
        return str(_fernet().decrypt(sealed.encode("ascii")).decode())
    except InvalidToken:
        raise Refusal(
            say("a sealed address"),
            expected=say("the secret it was sealed with"),
            found=say("another one"),
            todo=say("Restore bongsu.secret or BONGSU_SECRET, or add the address anew."),
        ) from None


def _fernet():  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    from django.conf import settings

    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"bongsu addresses 1")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
