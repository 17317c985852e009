"""Writes a document in one of its four forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bongsu.reports.documents import docx, html, pdf, xlsx
from bongsu.reports.documents.blocks import Paper
from bongsu.reports.documents.compose import compose
from bongsu.reports.documents.review import review_paper
from bongsu.usecases.document_content import DocumentContent, ReviewContent

DRAWERS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": pdf.pdf_bytes,
    "docx": docx.docx_bytes,
    "html": html.html_bytes,
    "xlsx": xlsx.xlsx_bytes,
}
"""Every form that a document has."""


Content = DocumentContent | ReviewContent


def document_bytes(content: Content, form: str, *, language: str) -> bytes:
    """The document in one form and language; the same content gives the same bytes."""
    if isinstance(content, ReviewContent):
        return DRAWERS[form](review_paper(content, language=language))
    return DRAWERS[form](compose(content, language=language))


def file_name(content: Content, form: str, *, language: str) -> str:
    """Such as `bulletin-2005-05-public-ko.pdf`."""
    if isinstance(content, ReviewContent):
        return f"review-{content.found['review']}-{language}.{form}"
    about = content.subject or content.period or content.report.assessment
    if content.subject and content.kind == "dossier":
        about = f"{content.report.assessment}-{content.subject}"
    if content.kind == "warning":
        about = f"{content.subject}-{content.warning.act}"
    version = f"{content.version}-{content.office}" if content.office else str(content.version)
    return f"{content.kind}-{about}-{version}-{language}.{form}"


def write_document(content: Content, path: Path, form: str, *, language: str) -> Path:
    """Writes it to a path, making the folder; gives the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document_bytes(content, form, language=language))
    return path
