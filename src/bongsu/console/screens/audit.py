"""The audit log: every decision in its order, and whether the chain is whole."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console.gate import screen
from bongsu.records import audit as log

A_PAGE = 50


@require_safe
@screen("audit")
def audit(request: HttpRequest) -> HttpResponse:
    """The lines, the newest first, of one subject, actor or act where the address asks for it."""
    return render(request, "screens/audit.html", _shown(request))


@require_POST
@screen("audit", "verify")
def verify(request: HttpRequest) -> HttpResponse:
    """Walks the whole log and shows what it found."""
    return render(request, "screens/audit.html", {**_shown(request), "report": log.verify()})


def _shown(request: HttpRequest) -> dict[str, object]:
    words = request.GET.get("q", "").strip()
    pages = Paginator(log.search(words), A_PAGE)
    return {
        "words": words,
        "lines": pages.get_page(request.GET.get("page")),
        "head": log.head(),
        "report": None,
    }
