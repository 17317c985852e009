"""`bongsu report`: an assessment as pages for people, and the documents made from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import LANGUAGES, language, say, use_language
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.core.panel.periods import Period
    from bongsu.reports.documents.write import Content
    from bongsu.usecases.workspace import Workspace

FORMATS = ("html", "board")
DOCUMENT_FORMATS = ("pdf", "docx", "html", "xlsx")
VERSIONS = ("full", "office", "public")
ACTS = ("issued", "extended", "escalated", "lifted")

app = typer.Typer(
    no_args_is_help=False,
    invoke_without_command=True,
    help="The board and its pages; or one document: board, bulletin, dossier, briefing, warning, review.",
)

Assessment = Annotated[
    str | None, typer.Option("--assessment", metavar="ID", help="The latest one if not named.")
]
Form = Annotated[str, typer.Option("--format", help="pdf, docx, html or xlsx.")]
Version = Annotated[
    str, typer.Option("--version", help="full: headquarters; office: one office's own; public.")
]
Office = Annotated[str | None, typer.Option("--office", metavar="CODE", help="With --version office.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="File to write; in the workspace's reports if not named.")
]
Lang = Annotated[str | None, typer.Option("--lang", help="ko or en.")]


@app.callback()
def report(
    context: typer.Context,
    workspace: options.Workspace = Path(),
    assessment: Assessment = None,
    form: Annotated[
        str, typer.Option("--format", help="html: a folder of pages; board: the board in this terminal.")
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write to; in the workspace's reports if not named."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Write the board and one page an item, which open in any browser without a network."""
    if context.invoked_subcommand is not None:
        os.environ["BONGSU_WORKSPACE"] = str(workspace)
        return
    _check("--format", form, FORMATS)
    _check("--lang", lang, LANGUAGES)
    from bongsu.usecases.gather_report import gather
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    content = gather(place, assessment)
    if form == "board":
        from rich.console import Console

        from bongsu.reports.board import Board

        use_language(lang or language())
        Console().print(Board(content))
        return
    from bongsu.reports.html import write_html
    from bongsu.usecases.watch import tentative_beside

    index = write_html(
        content,
        out or place.reports / content.assessment,
        language=lang or language(),
        tentative=tentative_beside(place, content.assessment),
    )
    print(say("Report written: {path}", path=index))


@app.command("board")
def board(
    workspace: options.Workspace = Path(),
    assessment: Assessment = None,
    form: Form = "pdf",
    version: Version = "full",
    office: Office = None,
    lang: Lang = None,
    out: Out = None,
) -> None:
    """Every item with its grade, as one document."""
    _write("board", workspace, form, version, office, lang, out, assessment=assessment)


@app.command("bulletin")
def bulletin(
    workspace: options.Workspace = Path(),
    month: Annotated[str | None, typer.Option("--month", metavar="2005-05", help="Of this month.")] = None,
    week: Annotated[str | None, typer.Option("--week", metavar="2005-W22", help="Of this week.")] = None,
    assessment: Assessment = None,
    form: Form = "pdf",
    version: Version = "full",
    office: Office = None,
    lang: Lang = None,
    out: Out = None,
) -> None:
    """The monthly or weekly trend report: every item, detections by office and channel, warnings."""
    if month is not None and week is not None:
        raise WrongUse("--week", expected=say("either --month or --week"), found=week)
    period = _period(month, "month") if month else _period(week, "week") if week else None
    _write("bulletin", workspace, form, version, office, lang, out, assessment=assessment, period=period)


@app.command("dossier")
def dossier(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. gold.")],
    workspace: options.Workspace = Path(),
    assessment: Assessment = None,
    form: Form = "pdf",
    version: Version = "full",
    office: Office = None,
    lang: Lang = None,
    out: Out = None,
) -> None:
    """Everything about one item: its grade and why, detections, indicators, warnings."""
    _write("dossier", workspace, form, version, office, lang, out, assessment=assessment, subject=item)


@app.command("briefing")
def briefing(
    workspace: options.Workspace = Path(),
    assessment: Assessment = None,
    form: Form = "pdf",
    version: Version = "full",
    office: Office = None,
    lang: Lang = None,
    out: Out = None,
) -> None:
    """One page for the commissioner."""
    _write("briefing", workspace, form, version, office, lang, out, assessment=assessment)


@app.command("warning")
def warning(
    number: Annotated[str, typer.Argument(help="Number of the warning, e.g. 2005-001.")],
    workspace: options.Workspace = Path(),
    act: Annotated[
        str | None,
        typer.Option("--act", help="issued, extended, escalated or lifted; the last one if not said."),
    ] = None,
    form: Form = "pdf",
    version: Version = "full",
    office: Office = None,
    lang: Lang = None,
    out: Out = None,
) -> None:
    """The document by which a warning is issued, extended or lifted."""
    _check("--act", act, ACTS)
    _write("warning", workspace, form, version, office, lang, out, subject=number, act=act)


@app.command("review")
def review(
    subject: Annotated[
        str, typer.Argument(metavar="R-000001|ITEM", help="A stored review, or an item: its newest one.")
    ],
    workspace: options.Workspace = Path(),
    form: Form = "pdf",
    lang: Lang = None,
    out: Out = None,
) -> None:
    """The review pack: how right the grades were, the indicators' fitness, the decision and its signature."""
    _check("--format", form, DOCUMENT_FORMATS)
    _check("--lang", lang, LANGUAGES)
    from bongsu.usecases.gather_review import gather_review_document
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    _put(place, gather_review_document(place, subject), form, lang, out)


def _write(
    kind: str,
    workspace: Path,
    form: str,
    version: str,
    office: str | None,
    lang: str | None,
    out: Path | None,
    *,
    assessment: str | None = None,
    subject: str = "",
    period: Period | None = None,
    act: str | None = None,
) -> None:
    _check("--format", form, DOCUMENT_FORMATS)
    _check("--version", version, VERSIONS)
    _check("--lang", lang, LANGUAGES)
    from bongsu.usecases import document_content
    from bongsu.usecases.gather_documents import gather_document
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    content = gather_document(
        place,
        document_content.Kind(kind),
        version=document_content.Version(version),
        office=office or "",
        subject=subject,
        assessment=assessment,
        period=period,
        act=act,
    )
    _put(place, content, form, lang, out)


def _put(place: Workspace, content: Content, form: str, lang: str | None, out: Path | None) -> None:
    from bongsu.reports.documents.write import file_name, write_document

    spoken = lang or language()
    path = out or place.reports / file_name(content, form, language=spoken)
    print(say("Report written: {path}", path=write_document(content, path, form, language=spoken)))


def _check(option: str, found: str | None, known: tuple[str, ...]) -> None:
    if found is not None and found not in known:
        raise WrongUse(option, expected=", ".join(known), found=found)


def _period(text: str, length: str) -> Period:
    found = options.period(text, f"--{length}")
    if found.frequency.value != length:
        example = "2005-05" if length == "month" else "2005-W22"
        raise WrongUse(f"--{length}", expected=example, found=text)
    return found
