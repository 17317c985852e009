"""Documents to hand out: board, bulletin, briefing, dossier, warning; each in the version one may have."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bongsu.console import workplace
from bongsu.console.api.answers import Name, answers, as_file, file
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import looked_up
from bongsu.core.panel.periods import Period
from bongsu.records import reviews
from bongsu.usecases.document_content import Kind, Version
from bongsu.usecases.gather_review import gather_review_document
from bongsu.usecases.hand_out import Wanted, hand_out
from bongsu.words import language, say
from bongsu.words.refusal import Refusal

router = Router(tags=["documents"])
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
DOCUMENT: dict[str, Any] = {
    "response": answers(str),
    "openapi_extra": as_file(*(kind.partition(";")[0] for kind in KINDS.values())),
}


class Paper(Schema):
    """Of which form; `lang` is ko or en."""

    form: Literal["pdf", "docx", "html", "xlsx"] = Field("pdf", alias="format")


class Form(Paper):
    """Of which form and version."""

    version: Version | None = Field(
        None, description="full, office or public; by the caller's role where it is not said."
    )
    office: Name | None = Field(None, description="Of an office version; the caller's own where not said.")
    assessment: Name | None = None


class Bulletin(Form):
    """Of which month or week; that of the assessment where neither is said."""

    month: str | None = Field(None, max_length=10, examples=["2005-05"])
    week: str | None = Field(None, max_length=10, examples=["2005-W22"])


class Act(Form):
    """Of which act of the warning; the last one where it is not said."""

    act: Literal["issued", "extended", "escalated", "lifted"] | None = None


@router.get("/documents/board", auth=Gate("board"), **DOCUMENT)
def board(request: HttpRequest, form: Query[Form]) -> HttpResponse:
    """Every item with its grade: `bongsu report board`."""
    return _handed(request, Kind.BOARD, form)


@router.get("/documents/briefing", auth=Gate("board"), **DOCUMENT)
def briefing(request: HttpRequest, form: Query[Form]) -> HttpResponse:
    """One page for the commissioner: `bongsu report briefing`."""
    return _handed(request, Kind.BRIEFING, form)


@router.get("/documents/bulletin", auth=Gate("board"), **DOCUMENT)
def bulletin(request: HttpRequest, form: Query[Bulletin]) -> HttpResponse:
    """The monthly or weekly trend report: `bongsu report bulletin`."""
    if form.month and form.week:
        raise Refusal("week", expected=say("either --month or --week"), found=form.week)
    text = form.month or form.week
    return _handed(request, Kind.BULLETIN, form, period=_period(text) if text else None)


@router.get("/items/{item}/document", auth=Gate("item"), **DOCUMENT)
def dossier(request: HttpRequest, item: Name, form: Query[Form]) -> HttpResponse:
    """Everything about one item: `bongsu report dossier`."""
    return _handed(request, Kind.DOSSIER, form, subject=item)


@router.get("/warnings/{number}/document", auth=Gate("warnings"), **DOCUMENT)
def warning(request: HttpRequest, number: Name, form: Query[Act]) -> HttpResponse:
    """The document by which a warning is issued, extended or lifted: `bongsu report warning`."""
    return _handed(request, Kind.WARNING, form, subject=number, act=form.act)


@router.get("/reviews/{review}/document", auth=Gate("review"), **DOCUMENT)
def review_document(request: HttpRequest, review: Name, form: Query[Paper]) -> HttpResponse:
    """The review pack: evidence, decision and signature: `bongsu report review`."""
    with looked_up():
        reviews.get(review)
    return _drawn(request, gather_review_document(workplace.workspace(), review), form)


def _handed(request: HttpRequest, kind: Kind, form: Form, **more: Any) -> HttpResponse:
    wanted = Wanted(kind, version=form.version, office=form.office or "", assessment=form.assessment, **more)
    if kind in (Kind.WARNING, Kind.DOSSIER):
        with looked_up():
            content = hand_out(workplace.workspace(), wanted, by=person_of(request))
    else:
        content = hand_out(workplace.workspace(), wanted, by=person_of(request))
    return _drawn(request, content, form)


def _drawn(request: HttpRequest, content: Any, form: Paper) -> HttpResponse:
    from bongsu.reports.documents.write import document_bytes, file_name

    spoken = language()
    found = file(request, document_bytes(content, form.form, language=spoken), KINDS[form.form])
    name = file_name(content, form.form, language=spoken)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise Refusal("month", expected=say("a period such as 2005-05"), found=f"'{text}'") from None
