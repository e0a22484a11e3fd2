from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import hostile_files
from ingest.errors import EmptyFiling, FilingTooLarge, UnreadableFiling
from ingest.parsing import parse
from ingest.readers import Limits, read_filing
from ingest.types import BlockKind, Reading
from reading_checks import assert_accounted_for, codes, rows_of

INCOME = (("", "2024", "2023"), ("Revenue", "571,704", "498,210"), ("Cost", "(401)", "(350)"))


def saved(made: Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(made: Document) -> Reading:
    reading = read_filing("a.docx", saved(made))
    assert_accounted_for(reading)
    return reading


def add_table(made: Document, rows: Sequence[Sequence[str]]) -> None:
    table = made.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def add_xml(made: Document, xml: str) -> None:
    made.element.body.insert(0, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def test_headings_paragraphs_and_tables_in_their_order() -> None:
    made = docx.Document()
    made.add_heading("Results", 1)
    made.add_paragraph("Revenue rose.")
    made.add_heading("Income statement", 2)
    made.add_paragraph("RMB'000")
    add_table(made, INCOME)
    made.add_paragraph("Cost fell.")
    reading = read(made)
    assert [(block.kind, block.level) for block in reading.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.TABLE, 0),
        (BlockKind.PARAGRAPH, 0),
    ]
    facts = parse("a.docx", saved(made)).facts
    assert [fact.value for fact in facts[:2]] == [Decimal(571_704_000), Decimal(498_210_000)]


def test_merged_cells() -> None:
    made = docx.Document()
    rows = [
        ["", "2024", "", "2023", ""],
        ["", "Sales", "Staff", "Sales", "Staff"],
        ["Pumps", "10", "2", "9", "3"],
    ]
    add_table(made, rows)
    (table,) = made.tables
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Segment"
    (grid,) = read(made).grids
    heads = [(c.text, c.column, c.row_span, c.column_span) for c in grid.cells if c.row == 0]
    assert heads == [("Segment", 0, 2, 1), ("2024", 1, 1, 2), ("2023", 3, 1, 2)]


def test_a_table_that_lays_out_the_page_gives_the_tables_in_it() -> None:
    made = docx.Document()
    outer = made.add_table(1, 2)
    outer.cell(0, 0).text = "On the left"
    inner = outer.cell(0, 1).add_table(3, 3)
    for row, texts in enumerate(INCOME):
        for column, text in enumerate(texts):
            inner.cell(row, column).text = text
    reading = read(made)
    assert len(reading.grids) == 1
    assert rows_of(reading)[1] == ["Revenue", "571,704", "498,210"]
    assert reading.pages[0].text.startswith("On the left\n")


def test_lines_with_tab_stops_are_a_table() -> None:
    made = docx.Document()
    for row in INCOME:
        made.add_paragraph("\t".join(row))
    assert rows_of(read(made))[1] == ["Revenue", "571,704", "498,210"]


def test_tracked_changes_read_as_accepted() -> None:
    made = docx.Document()
    made.add_paragraph("Closing.")
    add_xml(
        made,
        "<w:p><w:r><w:t>Revenue was </w:t></w:r><w:del w:id='1' w:author='x'><w:r>"
        "<w:delText>five</w:delText></w:r></w:del><w:ins w:id='2' w:author='x'><w:r>"
        "<w:t>six</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>",
    )
    reading = read(made)
    assert reading.pages[0].text.startswith("Revenue was six.\n")
    assert codes(reading.warnings) == ["tracked_deletions"]


def test_raised_figures_lengthen_no_number() -> None:
    made = docx.Document()
    add_table(made, INCOME)
    run = made.tables[0].cell(1, 1).paragraphs[0].add_run("1")
    run.font.superscript = True
    facts = parse("a.docx", saved(made)).facts
    assert (facts[0].text, facts[0].value) == ("571,704¹", Decimal(571_704))


def test_hidden_text_is_left_out_and_told() -> None:
    made = docx.Document()
    made.add_paragraph("Shown. ").add_run("Not shown.").font.hidden = True
    reading = read(made)
    assert reading.pages[0].text == "Shown.\n"
    assert codes(reading.warnings) == ["hidden_text"]


def test_content_controls_and_text_boxes_are_read() -> None:
    made = docx.Document()
    add_xml(
        made,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Harbour Lantern Limited</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert read(made).pages[0].text == "Harbour Lantern Limited\nBoxed words\n"


def test_running_headers_are_furniture() -> None:
    made = docx.Document()
    made.add_paragraph("Body.")
    made.sections[0].header.paragraphs[0].text = "Harbour Lantern Limited"
    kinds = [block.kind for block in read(made).blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.FURNITURE]


# What is no document -----------------------------------------------------------------------------


def test_no_text() -> None:
    with pytest.raises(EmptyFiling):
        read_filing("a.docx", saved(docx.Document()))


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_cut_off_file(share: float) -> None:
    data = saved(docx.Document())
    with pytest.raises(UnreadableFiling, match="damaged or cut off"):
        read_filing("a.docx", data[: int(len(data) * share)])


def test_entities_are_never_expanded() -> None:
    data = hostile_files.with_part(
        saved(docx.Document()), "word/document.xml", hostile_files.LAUGHS
    )
    with pytest.raises(UnreadableFiling, match="document type"):
        read_filing("a.docx", data)


@pytest.mark.parametrize("part", [b"<a/>", b"<w", b""])
def test_a_document_that_is_none(part: bytes) -> None:
    data = hostile_files.with_part(saved(docx.Document()), "word/document.xml", part)
    with pytest.raises(UnreadableFiling, match="damaged"):
        read_filing("a.docx", data)


def test_elements_without_end() -> None:
    made = docx.Document()
    add_table(made, INCOME)
    with pytest.raises(FilingTooLarge, match="XML elements"):
        read_filing("a.docx", saved(made), limits=Limits(max_elements=100))


def test_deep_nesting_ends_in_an_error_or_a_reading() -> None:
    depth = 3000
    body = b"<w:sdt><w:sdtContent>" * depth + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * depth
    xml = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body>" + body + b"</w:body></w:document>"
    )
    data = hostile_files.with_part(saved(docx.Document()), "word/document.xml", xml)
    with pytest.raises(UnreadableFiling, match="damaged"):
        read_filing("a.docx", data)
