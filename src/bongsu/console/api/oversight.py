"""The audit log, the people, and the tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api.answers import Name, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import oversight as shapes
from bongsu.core.early_warning.people import Role
from bongsu.records import audit as log
from bongsu.records import people as accounts
from bongsu.records import tokens
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["oversight"])


class Account(Schema):
    """An account's roles and offices, in place of those it has."""

    name: Name
    roles: list[Role] = Field(min_length=1)
    offices: list[Name] = Field(default_factory=list)
    email: str = Field("", max_length=254)


@router.get("/audit", auth=Gate("audit"), response=answers(shapes.AuditLines))
def audit(request: HttpRequest, part: Query[Page], q: Text = "") -> HttpResponse:
    """The lines, the newest first; with `q` those whose subject, actor or act holds the words."""
    lines: Any = log.search(q)
    return page(request, "lines", lines, part)


@router.get("/audit/verify", auth=Gate("audit", "verify"), response=answers(shapes.Verified))
def verify(request: HttpRequest) -> HttpResponse:
    """Walks the whole log and tells what it found: `bongsu audit verify --json`."""
    return answer(request, {"report": log.verify()})


@router.get("/people", auth=Gate("people", scope="admin"), response=answers(shapes.People))
def people(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Everybody whose account is in use."""
    return page(request, "people", accounts.listing(), part)


@router.post("/people", auth=Gate("people", "change", scope="admin"), response=answers(shapes.OnePerson))
def change(request: HttpRequest, given: Account) -> HttpResponse:
    """Makes an account without a password, or gives one that exists other roles and offices."""
    known = {office.code for office in workplace.workspace().catalogue.offices}
    for office in given.offices:
        if office not in known:
            raise Refusal("offices", expected=say("an office of the catalogue"), found=office)
    made = accounts.register(
        given.name,
        roles=given.roles,
        offices=given.offices,
        email=given.email,
        actor=person_of(request).name,
        now=datetime.now(UTC),
    )
    return answer(request, {"person": made})


@router.get("/tokens", auth=Gate("people", scope="admin"), response=answers(shapes.Tokens))
def token_list(request: HttpRequest, part: Query[Page], account: Name | None = None) -> HttpResponse:
    """The tokens, the newest first; never their secrets. They are made by `bongsu token create`."""
    return page(request, "tokens", tokens.listing(account), part)


@router.post(
    "/tokens/{prefix}/revoke", auth=Gate("people", "change", scope="admin"), response=answers(shapes.OneToken)
)
def revoke(request: HttpRequest, prefix: Name) -> HttpResponse:
    """Ends a token at once."""
    entry = tokens.revoke(prefix, actor=person_of(request).name, now=datetime.now(UTC))
    return answer(request, {"token": entry})
