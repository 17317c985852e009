"""A document as DOCX, for offices that go on writing in it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from bongsu.reports.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Facts,
    GradeLine,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
)
from bongsu.reports.documents.pdf import chart_svg, png_bytes
from bongsu.reports.grades import LOOKS, fires
from bongsu.reports.marks import mark_svg
from bongsu.words import say, speaking
from bongsu.words.grades import grade_word

FONT = "Malgun Gothic"
"""On every Windows and Hancom desk; elsewhere the word processor takes its own Korean font."""

NAVY, MUTED, RULE, SHADE = "17324D", "56636B", "C9D1D6", "EEF2F5"
WIDTH_CM = 17.2
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment of every file inside, so that the same document is the same bytes."""


def docx_bytes(paper: Paper) -> bytes:
    """The document as DOCX."""
    from docx import Document
    from docx.shared import Cm

    with speaking(paper.language):
        document = Document()
        page = document.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(1.9)
        page.top_margin, page.bottom_margin = Cm(2.2), Cm(1.8)
        _styles(document, paper)
        _properties(document, paper)
        _edges(document, paper)
        _opening(document, paper)
        for block in paper.body:
            _draw(document, block)
        if paper.closing:
            _line(document, f"{paper.day.isoformat()}", centred=True)
            _line(document, paper.closing, centred=True, bold=True, points=14)
        raw = io.BytesIO()
        document.save(raw)
    return _same_bytes(raw.getvalue())


def _styles(document: Any, paper: Paper) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    tag = {"ko": "ko-KR", "en": "en-GB"}[paper.language]
    for name, points, bold in (("Normal", 9.5, False), ("Title", 19, True), ("Heading 1", 12, True)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(points), bold
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.space_after = Pt(4)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(NAVY)
            style.paragraph_format.space_before = Pt(12)
    languages = document.styles.element.findall(".//" + qn("w:lang"))
    for each in languages:
        each.set(qn("w:val"), tag)
        each.set(qn("w:eastAsia"), tag)


def _properties(document: Any, paper: Paper) -> None:
    told = document.core_properties
    told.title, told.author, told.subject = paper.title, paper.organisation, paper.kind
    told.language = paper.language
    told.created = told.modified = told.last_printed = paper.moment.replace(tzinfo=None)
    told.last_modified_by, told.revision = paper.organisation, 1
    told.comments = " · ".join(part for part in (paper.classification, paper.made_up) if part)


def _edges(document: Any, paper: Paper) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    page = document.sections[0]
    marks = [part for part in (paper.classification, paper.made_up) if part]
    _small(page.header.paragraphs[0], " · ".join(marks))
    foot = page.footer.paragraphs[0]
    _small(foot, f"{paper.number} · {paper.footer} · ")
    for order in ("PAGE", "/", "NUMPAGES"):
        run = foot.add_run("" if order != "/" else " / ")
        _muted(run)
        if order == "/":
            continue
        for kind in ("begin", None, "end"):
            mark = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark.text = order
            run._r.append(mark)


def _opening(document: Any, paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    first = document.add_paragraph()
    mark = first.add_run().add_picture(io.BytesIO(png_bytes(mark_svg(), width_mm=21)), height=Cm(0.85))
    mark._inline.docPr.set("descr", say("Five beacons, the mark of bongsu"))
    told = first.add_run(f"  {paper.organisation} · {paper.kind}")
    told.bold = True
    title = document.add_paragraph(paper.title, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _facts(document, ((say("document no."), paper.number), (say("date"), paper.day.isoformat()), *paper.head))


def _draw(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=1)
    elif isinstance(block, Paragraph):
        _small(document.add_paragraph(), block.text) if block.small else document.add_paragraph(block.text)
    elif isinstance(block, Bullets):
        for line in block.lines:
            document.add_paragraph(line, style="List Bullet")
    elif isinstance(block, Facts):
        _caption(document, block.caption)
        _facts(document, block.rows)
    elif isinstance(block, GradeLine):
        _grade_line(document, block)
    elif isinstance(block, Grid):
        _grid(document, block)
    else:
        _picture(document, block)


def _grade_line(document: Any, block: GradeLine) -> None:
    from docx.shared import Pt

    table = _table(document, 1, 1, (1.0,))
    cell = table.cell(0, 0)
    label = cell.paragraphs[0].add_run(f"{fires(block.grade)} {block.grade or '–'} {grade_word(block.grade)}")
    label.bold, label.font.size = True, Pt(13)
    look = LOOKS[block.grade]
    _ink(label, look.ink)
    _shade(cell, look.fill)
    document.add_paragraph(block.text)


def _facts(document: Any, rows: tuple[tuple[str, str], ...]) -> None:
    table = _table(document, len(rows), 2, (1.0, 4.0))
    for place, (label, value) in enumerate(rows):
        head, told = table.rows[place].cells
        _write(head, Cell(label), bold=True)
        _shade(head, SHADE)
        _write(told, Cell(value))
    document.add_paragraph()


def _grid(document: Any, block: Grid) -> None:
    _caption(document, block.caption)
    table = _table(document, len(block.rows) + 1, len(block.headers), block.widths)
    points = 7.5 if len(block.headers) > 7 else 8.5
    for column, text in enumerate(block.headers):
        cell = table.rows[0].cells[column]
        _write(cell, Cell(text), bold=True, right=column in block.numbers, points=points)
        _shade(cell, SHADE)
    _repeat(table.rows[0])
    for place, row in enumerate(block.rows, start=1):
        total = block.has_totals and place == len(block.rows)
        cells = table.rows[place].cells
        for column, cell in enumerate(row):
            _write(cells[column], cell, bold=total, right=column in block.numbers, points=points)
    if block.note:
        _small(document.add_paragraph(), block.note)
    else:
        document.add_paragraph()


def _picture(document: Any, block: Picture) -> None:
    from docx.shared import Cm

    _caption(document, block.figure.caption)
    picture = io.BytesIO(png_bytes(chart_svg(block)))
    drawn = document.add_picture(picture, width=Cm(WIDTH_CM * block.width))
    drawn._inline.docPr.set("descr", block.figure.alternative)
    drawn._inline.docPr.set("title", block.figure.caption)


def _table(document: Any, rows: int, columns: int, widths: tuple[float, ...]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = document.add_table(rows=rows, cols=columns)
    table.autofit = False
    share = WIDTH_CM / sum(widths)
    for column, width in enumerate(widths):
        table.columns[column].width = Cm(width * share)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for column, width in enumerate(widths):
            row.cells[column].width = Cm(width * share)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0")):
            edge.set(qn(f"w:{name}"), value)
        edge.set(qn("w:color"), RULE if side == "insideH" else NAVY)
        borders.append(edge)
    table._tbl.tblPr.append(borders)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.append(indent)
    return table


def _write(cell: Any, told: Cell, *, bold: bool = False, right: bool = False, points: float = 9) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    text = told.text if told.grade is None else f"{told.text} {fires(told.grade)}"
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or told.grade is not None, Pt(points)
    if told.grade is not None:
        _ink(run, LOOKS[told.grade].ink)
        _shade(cell, LOOKS[told.grade].fill)


def _caption(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _small(paragraph, text)


def _line(document: Any, text: str, *, centred: bool = False, bold: bool = False, points: float = 10) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(points)


def _small(paragraph: Any, text: str) -> None:
    _muted(paragraph.add_run(text))


def _muted(run: Any) -> None:
    from docx.shared import Pt

    run.font.size = Pt(8)
    _ink(run, f"#{MUTED}")


def _ink(run: Any, colour: str) -> None:
    from docx.shared import RGBColor

    run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.removeprefix("#").upper())):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _same_bytes(raw: bytes) -> bytes:
    """The package written again with one moment in every entry."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, old.read(entry.filename))
    return made.getvalue()
