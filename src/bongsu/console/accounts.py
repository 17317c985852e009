"""How people sign in: accounts are made by the administrator, never by signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from bongsu.words import say


class Accounts(DefaultAccountAdapter):
    """No sign-up; no messages of the library's own, since the page shows who is signed in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *given: Any, **named: Any) -> None:
        return None


class SocialAccounts(DefaultSocialAccountAdapter):
    """The administration's sign-in service vouches for a name; the account must exist here already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        from bongsu.records.models import User

        if sociallogin.is_existing:
            return
        told = sociallogin.account.extra_data
        told = {**told.get("id_token", {}), **told.get("userinfo", {}), **told}
        name = told.get("preferred_username") or ""
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            raise ImmediateHttpResponse(render(request, "no_account.html", {"name": name}, status=403))
        sociallogin.connect(request, user)


class SignInForm(LoginForm):
    """Name and password, in the words of bongsu."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["login"].label = say("Account")
        self.fields["password"].label = say("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The account name of an attempt, for the lock-out: of the credentials, else of the form."""
    tried = (credentials or {}).get("username") or request.POST.get("login")
    return str(tried)[:255] if tried else None
