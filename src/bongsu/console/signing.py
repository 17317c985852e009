"""Small answers around signing in: what allauth may name but bongsu does not offer."""

from __future__ import annotations

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from bongsu.console.gate import open_to_all


@open_to_all
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """404: accounts are made by the administrator, and passwords are set by her."""
    raise Http404


@open_to_all
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for who asks by the old name."""
    return redirect(staticfiles_storage.url("bongsu.svg"))
