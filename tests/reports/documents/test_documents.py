"""A document says the same in every form, in either language, and the same bytes every time."""

import io
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bongsu.reports.documents import xlsx
from bongsu.reports.documents.blocks import Cell, Grid, Paper
from bongsu.reports.documents.compose import compose
from bongsu.reports.documents.write import DRAWERS, document_bytes, file_name
from bongsu.usecases.document_content import Kind, Version

FORMS = tuple(DRAWERS)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def grids(content, language="ko") -> list[Grid]:
    return [block for block in compose(content, language=language).body if isinstance(block, Grid)]


def text_of(raw: bytes, form: str) -> str:
    """All that a reader can read, spaces and line ends taken out."""
    if form == "pdf":
        found = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    elif form == "docx":
        document = Document(io.BytesIO(raw))
        parts = [each.text for each in document.paragraphs]
        parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        found = " ".join(parts)
    elif form == "html":
        body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", raw.decode(), flags=re.DOTALL)
        found = unescape(re.sub(r"<[^>]+>", " ", body))
    else:
        found = " ".join(text for text, _ in workbook_cells(raw))
    return re.sub(r"\s", "", found)


def workbook_cells(raw: bytes) -> list[tuple[str, bool]]:
    """Every cell's text, numbers as they are shown, and whether its format marks it as text."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        strings = [
            "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
            for entry in ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
        ]
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
        formats = styles.find(f"{MAIN}cellXfs")
        shares = {
            each.get("numFmtId") for each in styles.iter(f"{MAIN}numFmt") if each.get("formatCode") == "0%"
        }
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    cells = []
    for cell in (cell for sheet in sheets for cell in ElementTree.fromstring(sheet).iter(f"{MAIN}c")):
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            continue
        if cell.get("t") == "s":
            text = strings[int(value.text)]
        else:
            number = float(value.text)
            is_share = formats[int(cell.get("s", "0"))].get("numFmtId") in shares
            whole = f"{int(number):,}" if number == int(number) else f"{number:g}"
            text = f"{number:.0%}" if is_share else whole
        cells.append((text, formats[int(cell.get("s", "0"))].get("quotePrefix") == "1"))
    return cells


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_holds_every_cell_of_every_table(document_of, kind, form):
    content = document_of(kind)
    text = text_of(document_bytes(content, form, language="ko"), form)
    for grid in grids(content):
        for row in grid.rows:
            for cell in row:
                assert re.sub(r"\s", "", cell.text) in text, (grid.caption, cell)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pdf_is_tagged_and_claims_to_be_accessible(document_of, language):
    content = document_of(Kind.WARNING)
    reader = PdfReader(io.BytesIO(document_bytes(content, "pdf", language=language)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a PDF boolean
    assert reader.metadata.title == compose(content, language=language).title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata.creation_date == content.moment


def test_korean_can_be_read_out_of_the_pdf(document_of):
    text = text_of(document_bytes(document_of(Kind.WARNING), "pdf", language="ko"), "pdf")
    for words in (
        "금괴밀수조기경보발령",
        "서울세관,부산세관",
        "관세법제269조",
        "2005-06-13~2005-08-12",
        "홍콩→인천공항",
        "공구류내부",
    ):
        assert words in text


def test_a_briefing_is_one_page(document_of):
    for language in ("ko", "en"):
        raw = document_bytes(document_of(Kind.BRIEFING), "pdf", language=language)
        assert len(PdfReader(io.BytesIO(raw)).pages) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_content_gives_the_same_bytes(document_of, form):
    content = document_of(Kind.WARNING)
    assert document_bytes(content, form, language="en") == document_bytes(content, form, language="en")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_for_whom_it_is_and_that_the_data_are_made_up(document_of, form):
    paper = compose(document_of(Kind.BULLETIN, Version.PUBLIC), language="ko")
    raw = DRAWERS[form](paper)
    if form == "docx":
        document = Document(io.BytesIO(raw))
        text = re.sub(r"\s", "", document.sections[0].header.paragraphs[0].text)
    else:
        text = text_of(raw, form)
    assert re.sub(r"\s", "", paper.classification) in text
    assert re.sub(r"\s", "", paper.made_up) in text


def test_english_documents_have_no_korean_but_names_given_in_korean(document_of):
    content = document_of(Kind.DOSSIER)
    text = text_of(document_bytes(content, "html", language="en"), "html")
    assert not re.search("[가-힣]", text.replace("명", ""))  # a unit of the made-up catalogue


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", list(Kind))
def test_an_office_reads_nothing_of_another(document_of, kind, form):
    raw = document_bytes(document_of(kind, Version.OFFICE), form, language="ko")
    text = text_of(raw, form)
    assert "부산" not in text
    assert "서울세관" in text


@pytest.mark.parametrize("form", FORMS)
def test_the_public_sees_no_small_count_and_no_measure(document_of, form):
    bulletin = document_of(Kind.BULLETIN, Version.PUBLIC)
    (table,) = bulletin.tables
    assert [shown.count for shown in table.cells[0]] == [None, 9, None, 18]
    assert "<3" in text_of(document_bytes(bulletin, form, language="ko"), form)
    warning = text_of(document_bytes(document_of(Kind.WARNING, Version.PUBLIC), form, language="ko"), form)
    for secret in ("홍콩", "공구류", "검색비율", "서울세관", "lee"):
        assert secret not in warning


def test_public_series_hold_no_count_below_three(document_of):
    for item in document_of(Kind.DOSSIER, Version.PUBLIC).report.items:
        assert all(point.count is None or point.count >= 3 for point in item.detections)
        assert not item.reading.nowcasts


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40
    ).map(lambda text: text),
    st.sampled_from(["", "=", "+", "-", "@", "=cmd|'/c calc'!A0", "=1+1", "\uff1d1"]),
)
@settings(max_examples=12)
def test_no_text_becomes_a_formula_or_a_link_in_a_workbook(text, start):
    raw = xlsx.xlsx_bytes(_paper(start + text))
    for shown, marked_as_text in workbook_cells(raw):
        assert marked_as_text or not shown.startswith(("=", "+", "-", "@")), shown
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(b"<hyperlink" not in sheet for sheet in sheets)
    assert all(b"<f>" not in sheet and b"<f " not in sheet for sheet in sheets)


def test_a_workbook_has_heads_that_stay_and_says_on_which_sheet_a_table_is(document_of):
    raw = document_bytes(document_of(Kind.BULLETIN), "xlsx", language="ko")
    texts = [text for text, _ in workbook_cells(raw)]
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        names = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
        sheets = [
            ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            for number in range(2, len(names) + 1)
        ]
    assert len(sheets) >= 3
    for name in names[1:]:
        assert any(name in text and text != name for text in texts), name
    repeated = [each.get("name") for each in book.iter(f"{MAIN}definedName")]
    assert repeated.count("_xlnm.Print_Titles") == len(sheets)
    for sheet in sheets:
        pane, page = next(sheet.iter(f"{MAIN}pane")), next(sheet.iter(f"{MAIN}pageSetup"))
        assert pane.get("state") == "frozen"
        assert (page.get("orientation"), page.get("paperSize")) == ("landscape", "9")


def test_a_documents_file_name_says_what_it_is(document_of):
    assert file_name(document_of(Kind.BULLETIN), "pdf", language="ko") == "bulletin-2005-05-full-ko.pdf"
    office = document_of(Kind.WARNING, Version.OFFICE)
    assert file_name(office, "docx", language="en") == "warning-2005-001-issued-office-010-en.docx"


def _paper(text: str) -> Paper:
    from datetime import UTC, date, datetime

    grid = Grid(text, text, (text,), ((Cell(text),),), frozenset(), (1.0,), text)
    return Paper(
        language="en", organisation=text, kind=text, title=text, number=text, day=date(2005, 6, 13),
        head=((text, text),), body=(grid,), closing=text, classification=text, made_up=text, footer=text,
        moment=datetime(2005, 6, 13, tzinfo=UTC),
    )  # fmt: skip
