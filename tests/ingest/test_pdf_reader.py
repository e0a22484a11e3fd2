"""PDF reader: files as they come, good and bad."""

from __future__ import annotations

import io
import os
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.errors import EncryptedFiling, FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits
from ingest.readers.pdf import read_pdf
from ingest.types import BlockKind, Grid, Reading

Draw = Callable[[Canvas], None]
LIMITS = Limits()


def make_pdf(*pages: Draw, size: tuple[float, float] = (612, 792), **canvas: object) -> bytes:
    out = io.BytesIO()
    drawing = Canvas(out, pagesize=size, **canvas)
    for draw in pages:
        drawing.setFont("Helvetica", 10)
        draw(drawing)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def read(data: bytes, password: str | None = None, limits: Limits = LIMITS) -> Reading:
    return read_pdf(data, password=password, limits=limits)


def rows(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        table[cell.row][cell.column] = cell.text
    return table


def prose(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(x, y - 12 * number, line)


def test_page_text_and_size() -> None:
    reading = read(make_pdf(lambda c: prose(c, 72, 700, ["First line here.", "Second line."])))
    assert reading.is_paged
    assert reading.pages[0].text == "First line here.\nSecond line."
    assert (reading.pages[0].width, reading.pages[0].height) == (612, 792)


def test_page_without_text_is_named() -> None:
    def picture(canvas: Canvas) -> None:
        canvas.rect(100, 100, 200, 200, fill=1)

    reading = read(make_pdf(lambda c: c.drawString(72, 700, "Words"), picture))
    assert [(n.code, n.page) for n in reading.warnings] == [("no_text_page", 2)]
    assert [page.text for page in reading.pages] == ["Words", ""]


def test_metadata_and_outline() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setTitle("Annual report")
        canvas.bookmarkPage("b")
        canvas.addOutlineEntry("Item 8. Statements", "b", level=0)
        canvas.drawString(72, 700, "Item 8. Statements")

    reading = read(make_pdf(lambda c: c.drawString(72, 700, "Cover"), page))
    assert reading.metadata["title"] == "Annual report"
    assert reading.outline == ((1, "Item 8. Statements", 2),)


def locked(user: str) -> bytes:
    encryption = StandardEncryption(user, ownerPassword="owner", strength=128)
    return make_pdf(lambda c: c.drawString(72, 700, "Secret profit"), encrypt=encryption)


def test_encrypted_without_password_says_so() -> None:
    with pytest.raises(EncryptedFiling, match="Give its password"):
        read(locked("right"))


def test_encrypted_with_wrong_password_says_so() -> None:
    with pytest.raises(EncryptedFiling, match="password given does not open"):
        read(locked("right"), password="wrong")


def test_encrypted_with_password_is_read() -> None:
    assert read(locked("right"), password="right").pages[0].text == "Secret profit"


def test_encrypted_with_empty_user_password_needs_none() -> None:
    assert read(locked("")).pages[0].text == "Secret profit"


def test_not_a_pdf() -> None:
    with pytest.raises(UnreadableFiling, match="does not begin as a PDF"):
        read(b"PK\x03\x04 something else")


def test_only_the_first_bytes_of_a_pdf() -> None:
    with pytest.raises(UnreadableFiling, match="damaged or cut short"):
        read(make_pdf(lambda c: c.drawString(72, 700, "Words"))[:60])


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_truncated_pdf_is_refused_or_read_with_a_notice(share: float) -> None:
    data = make_pdf(*[lambda c: c.drawString(72, 700, "Words on a page")] * 5)
    try:
        codes = [notice.code for notice in read(data[: int(len(data) * share)]).warnings]
    except UnreadableFiling:
        codes = ["refused"]
    assert codes != []


def test_broken_cross_reference_is_still_read() -> None:
    data = make_pdf(lambda c: c.drawString(72, 700, "Words on a page"))
    at = data.rindex(b"startxref")
    broken = data[:at] + b"startxref\n9999999\n%%EOF"
    assert read(broken).pages[0].text == "Words on a page"


def test_too_many_pages() -> None:
    data = make_pdf(*[lambda c: c.drawString(72, 700, "Words")] * 3)
    with pytest.raises(FilingTooLarge, match="3 pages; the limit is 2"):
        read(data, limits=Limits(max_pages=2))


def test_too_many_characters() -> None:
    data = make_pdf(lambda c: c.drawString(72, 700, "Words and more words"))
    with pytest.raises(FilingTooLarge, match="more than 10 characters"):
        read(data, limits=Limits(max_characters=10))


def raw_pdf(stream: bytes, filters: bytes) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def test_zip_bomb_in_a_stream_is_refused() -> None:
    limits = Limits(max_stream_bytes=1_000_000)
    bomb = zlib.compress(b" " * 5_000_000, 9)
    with pytest.raises(FilingTooLarge, match="unpacks to more than 1,000,000 bytes"):
        read(raw_pdf(bomb, b"/FlateDecode"), limits=limits)


def test_zip_bomb_packed_twice_is_refused() -> None:
    limits = Limits(max_stream_bytes=1_000_000)
    bomb = zlib.compress(zlib.compress(b" " * 5_000_000, 9), 9)
    with pytest.raises(FilingTooLarge, match="unpacks to more than"):
        read(raw_pdf(bomb, b"[/FlateDecode /FlateDecode]"), limits=limits)


def test_ordinary_stream_within_the_limit_is_read() -> None:
    limits = Limits(max_stream_bytes=1_000_000)
    reading = read(raw_pdf(zlib.compress(b"q Q " * 1000), b"/FlateDecode"), limits=limits)
    assert [n.code for n in reading.warnings] == ["no_text_page"]


def box_of_number(data: bytes) -> tuple[float, float, float, float]:
    (grid,) = read(data).grids
    (cell,) = [c for c in grid.cells if c.text == "9,876"]
    assert cell.box is not None
    return cell.box


def two_rows(canvas: Canvas, dx: float = 0, dy: float = 0) -> None:
    for y, label, value in ((700, "Revenue", "9,876"), (680, "Cost", "1,234")):
        canvas.drawString(72 + dx, y + dy, label)
        canvas.drawRightString(300 + dx, y + dy, value)


def test_box_has_its_origin_at_the_top_left() -> None:
    x0, top, x1, bottom = box_of_number(make_pdf(two_rows))
    assert x1 == pytest.approx(300, abs=0.5)
    assert top < 792 - 700 < bottom
    assert x0 == pytest.approx(300 - 25.02, abs=0.5)  # five glyphs of Helvetica 10


def test_box_is_counted_from_the_crop_box() -> None:
    def cropped(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 550, 760))
        two_rows(canvas)

    plain = box_of_number(make_pdf(two_rows))
    moved = box_of_number(make_pdf(cropped))
    assert moved[0] == pytest.approx(plain[0] - 50, abs=0.1)
    assert moved[1] == pytest.approx(plain[1] - 32, abs=0.1)


def test_rotated_page_is_read_as_displayed() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(612, 0)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 10)
        two_rows(canvas, dy=-200)
        canvas.restoreState()

    writer = PdfWriter(io.BytesIO(make_pdf(turned)))
    writer.pages[0].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    data = out.getvalue()
    reading = read(data)
    assert (reading.pages[0].width, reading.pages[0].height) == (792, 612)
    assert reading.pages[0].text == "Revenue\t9,876\nCost\t1,234"
    x0, top, x1, bottom = box_of_number(data)
    assert x1 == pytest.approx(300, abs=0.5)
    assert top < 612 - 500 < bottom


def test_text_outside_the_page_is_named() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Inside")
        canvas.drawString(900, 700, "Outside")

    reading = read(make_pdf(page))
    assert reading.pages[0].text == "Inside"
    assert [n.code for n in reading.warnings] == ["text_outside_page"]


def check_invariants(reading: Reading) -> None:
    """Every shown character in one block; every cell's text where its span says."""
    texts = {page.number: page.text for page in reading.pages}
    for number, text in texts.items():
        seen = bytearray(len(text))
        for block in reading.blocks:
            if block.page == number:
                for i in range(*block.span):
                    seen[i] += 1
        wrong = [i for i, c in enumerate(text) if not c.isspace() and seen[i] != 1]
        assert wrong == []
    for block in reading.blocks:
        assert (block.kind is BlockKind.TABLE) == (block.grid is not None)
        if block.grid is not None:
            assert reading.grids[block.grid].span == block.span
    for grid in reading.grids:
        assert max(Counter((c.row, c.column) for c in grid.cells).values()) == 1
        for cell in grid.cells:
            assert cell.span is not None
            assert cell.box is not None
            assert " ".join(cell.span.of(texts[grid.page]).split()) == cell.text
            assert grid.span.start <= cell.span.start < cell.span.end <= grid.span.end
            assert cell.row < grid.row_count
            assert cell.column + cell.column_span <= grid.column_count


SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.shared
def test_every_table_of_a_real_quarterly_report_is_accounted_for() -> None:
    path = SHARED / "filings" / "financebench" / "BESTBUY_2024Q2_10Q.pdf"
    if not path.exists():
        pytest.skip("needs the measuring data beside the project")
    reading = read(path.read_bytes())
    check_invariants(reading)
    assert len(reading.pages) == 30
    balance = next(g for g in reading.grids if any("Total assets" in r[0] for r in rows(g)))
    printed = {r[0]: r[1:] for r in rows(balance)}
    assert balance.doubts == ()
    assert [len(v) for v in printed.values()] == [3] * len(printed)
    amounts = [v[0] for k, v in printed.items() if k.startswith("Total")]
    assert all(any(c.isdigit() for c in a) for a in amounts)
