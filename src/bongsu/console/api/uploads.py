"""Files sent in, looked at first and loaded second; and the rows of the quarantine, mended or dismissed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from bongsu.console import uploads, workplace
from bongsu.console.api import jobs
from bongsu.console.api.answers import Name, Number, Text, answer, answers
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import data as shapes
from bongsu.usecases import mend_rows, uploaded_files
from bongsu.usecases.preview_load import preview
from bongsu.words.refusal import Refusal

router = Router(tags=["data"])
UPLOADING, MENDING = Gate("data", "upload", scope="load"), Gate("data", "mend", scope="load")
SHOWN = 200
"""Reasons told of one table's bad lines, at most; all of them are in the quarantine after loading."""


class Cells(Schema):
    """Corrected cells by column; those left out stay as they came."""

    cells: dict[Name, Text] = Field(min_length=1, max_length=200)


class Dismissal(Schema):
    """Why the row need not be loaded."""

    reason: Text


@router.post("/uploads", auth=UPLOADING, response=answers(shapes.Preview))
def upload(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Takes a file and tells what loading it would do; nothing is loaded yet."""
    sha256 = uploads.keep(file)
    try:
        return _previewed(request, sha256)
    except Refusal:
        uploads.drop(sha256)
        raise


@router.get("/uploads/{sha256}", auth=UPLOADING, response=answers(shapes.Preview))
def show_upload(request: HttpRequest, sha256: Name) -> HttpResponse:
    """What loading a file that was sent before would do."""
    return _previewed(request, sha256)


@router.post("/uploads/{sha256}/load", auth=UPLOADING, response=jobs.asking())
def load_upload(request: HttpRequest, sha256: Name) -> HttpResponse:
    """Asks for a file to be loaded that was sent before; its bad rows go to the quarantine."""
    with uploaded_files.asked_for(workplace.workspace(), sha256) as name:
        if name is None:
            raise Http404
        return jobs.asked(request, "load", {"sha256": sha256, "file": name})


@router.delete("/uploads/{sha256}", auth=UPLOADING, response=answers(shapes.Settled))
def drop_upload(request: HttpRequest, sha256: Name) -> HttpResponse:
    """Forgets a file that was sent, without loading it."""
    _kept(sha256)
    uploads.drop(sha256)
    return answer(request, {"done": "dropped"})


@router.post("/quarantine/{load}/{line}/mend", auth=MENDING, response=answers(shapes.Mended))
def mend(request: HttpRequest, load: Name, line: Number, given: Cells) -> HttpResponse:
    """Loads a row with corrected cells; where it is still bad, 400 tells why and nothing is loaded."""
    report = mend_rows.mend(
        workplace.workspace(), load, line, given.cells, by=person_of(request), at=datetime.now(UTC)
    )
    return answer(request, {"load": report})


@router.post(
    "/quarantine/{load}/{line}/dismiss",
    auth=MENDING,
    response=answers(shapes.Settled),
)
def dismiss(request: HttpRequest, load: Name, line: Number, given: Dismissal) -> HttpResponse:
    """Marks a quarantined row as one that need not be loaded."""
    mend_rows.dismiss(
        workplace.workspace(), load, line, by=person_of(request), at=datetime.now(UTC), reason=given.reason
    )
    return answer(request, {"done": "dismissed"})


@router.post(
    "/quarantine/{load}/{line}/take-up",
    auth=MENDING,
    response=answers(shapes.Settled),
)
def take_up(request: HttpRequest, load: Name, line: Number) -> HttpResponse:
    """Undoes a dismissal: the row waits again."""
    mend_rows.take_up_again(workplace.workspace(), load, line, by=person_of(request), at=datetime.now(UTC))
    return answer(request, {"done": "waiting"})


def _kept(sha256: str) -> Path:
    file = uploads.kept(sha256)
    if file is None:
        raise Http404
    return file


def _previewed(request: HttpRequest, sha256: str) -> HttpResponse:
    file = _kept(sha256)
    tables = [
        {
            "table": each.table,
            "reader": each.reader,
            "rows": each.rows,
            "columns": each.columns,
            "first_rows": each.first_rows,
            "bad_lines": each.bad,
            "reasons": each.rejects[:SHOWN],
            "notes": each.notes,
        }
        for each in preview(workplace.workspace(), file)
    ]
    return answer(request, {"upload": sha256, "file": file.name, "tables": tables})
