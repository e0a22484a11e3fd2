"""A filing as a PDF with a text layer. The same filing gives the same bytes.

Streams are left uncompressed, so that the bytes do not hang on the zlib that is installed.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfdoc import PDFImageXObject  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

from samples.document import (
    Centred,
    Element,
    Filing,
    Heading,
    Look,
    PageBreak,
    Paragraph,
    ScannedPage,
    Table,
)

_MARGIN = 62.0
_SCAN_SIZE = (400, 566)  # pixels
_WIDTH = A4[0] - 2 * _MARGIN
_CHINESE = "STSong-Light"
_BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=10.5, leading=13.6, alignment=TA_JUSTIFY, spaceAfter=7
)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.5, leading=10.5)
_CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=9.5, leading=11.4)
_BOLD = ParagraphStyle("bold", parent=_CELL, fontName="Times-Bold")
_HEADINGS = {
    1: ParagraphStyle("h1", parent=_BOLD, fontSize=14, leading=18, spaceBefore=10, spaceAfter=8),
    2: ParagraphStyle("h2", parent=_BOLD, fontSize=11.5, leading=15, spaceBefore=8, spaceAfter=5),
    3: ParagraphStyle(
        "h3",
        parent=_CELL,
        fontName="Times-BoldItalic",
        fontSize=10.5,
        leading=14,
        spaceBefore=5,
        spaceAfter=4,
    ),
}


def to_pdf(filing: Filing) -> bytes:
    """The filing laid out on A4."""
    if _CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=filing.title,
        author="",
        invariant=1,
        pageCompression=0,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
    )
    frame = Frame(_MARGIN, 56, _WIDTH, A4[1] - 118, 0, 0, 0, 0, id="body")
    scans: set[int] = set()

    def furniture(canvas: Any, _: Any) -> None:
        if canvas.getPageNumber() in scans:
            return
        canvas.setFont("Times-Roman", 9)
        canvas.drawCentredString(A4[0] / 2, 34, f"– {canvas.getPageNumber()} –")
        if filing.running_head and canvas.getPageNumber() > 1:
            canvas.drawString(_MARGIN, A4[1] - 42, filing.running_head)
            canvas.line(_MARGIN, A4[1] - 46, A4[0] - _MARGIN, A4[1] - 46)

    document.addPageTemplates([PageTemplate("page", [frame], onPageEnd=furniture)])
    flow: list[Any] = []
    for element in filing.elements:
        flow.extend(_flowables(element, scans))
    document.build(_kept(flow))
    return out.getvalue()


def _kept(flow: list[Any]) -> list[Any]:
    """A heading stays with what follows it."""
    kept: list[Any] = []
    i = 0
    while i < len(flow):
        is_heading = getattr(getattr(flow[i], "style", None), "name", "") in ("h1", "h2", "h3")
        if is_heading and i + 1 < len(flow) and isinstance(flow[i + 1], Words | KeepTogether):
            follower = flow[i + 1]
            parts = follower._content if isinstance(follower, KeepTogether) else [follower]
            kept.append(KeepTogether([flow[i], *parts]))
            i += 2
            continue
        kept.append(flow[i])
        i += 1
    return kept


def _flowables(element: Element, scans: set[int]) -> list[Any]:
    match element:
        case Heading(text, level):
            return [Words(_escaped(text), _HEADINGS[level])]
        case Paragraph(text, is_small):
            return [Words(_escaped(text), _SMALL if is_small else _BODY)]
        case Centred(text, size, is_bold, is_chinese):
            name = _CHINESE if is_chinese else "Times-Bold" if is_bold else "Times-Roman"
            style = ParagraphStyle(
                "centred",
                fontName=name,
                fontSize=size,
                leading=size * 1.35,
                alignment=TA_CENTER,
                spaceAfter=size * 0.4,
            )
            return [Words(_escaped(text), style)]
        case PageBreak():
            return [NewPage()]
        case ScannedPage():
            return [NewPage(), _Scan(scans), NewPage()]
        case Table():
            return [_grid(element), Spacer(1, 9)]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _grid(table: Table) -> Any:
    figures = len(table.rows[0].values) or max(len(row.values) for row in table.rows)
    lead = 2 if table.has_notes else 1
    width = min(84.0, (_WIDTH - 150) / figures)
    note_width = 38.0 if table.has_notes else 0.0
    label_width = table.label_width or _WIDTH - note_width - width * figures
    columns = [label_width, *([note_width] if table.has_notes else []), *[width] * figures]
    cells: list[list[Any]] = []
    style: list[tuple[Any, ...]] = [
        ("FONT", (1, 0), (-1, -1), "Times-Roman", 9.5),
        ("ALIGN", (lead, 0), (-1, -1), "RIGHT"),
        ("ALIGN", (1, 0), (lead - 1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 0.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    for i, heads in enumerate(table.heads):
        is_last = i == len(table.heads) - 1
        line: list[Any] = [Words(_escaped(table.corner), _BOLD) if is_last else ""]
        for head in heads:
            if head.span > 1:
                at = (len(line), i)
                end = (len(line) + head.span - 1, i)
                style += [("SPAN", at, end), ("ALIGN", at, end, "CENTER")]
                style.append(("LINEBELOW", at, end, 0.4, "black"))
            line += [head.text, *[""] * (head.span - 1)]
        cells.append(line)
        style.append(("FONT", (1, i), (-1, i), "Times-Bold", 9.5))
    for row in table.rows:
        at_row = len(cells)
        look = _CELL if row.look is Look.ITEM else _BOLD
        label = ParagraphStyle(
            "label", parent=look, leftIndent=9 * row.indent + 8, firstLineIndent=-8
        )
        values = list(row.values) or [""] * figures
        notes = [row.note] if table.has_notes else []
        cells.append([Words(_escaped(row.label), label) if row.label else "", *notes, *values])
        if row.look is Look.TOTAL:
            style.append(("LINEABOVE", (lead, at_row), (-1, at_row), 0.5, "black"))
            style.append(("LINEBELOW", (lead, at_row), (-1, at_row), 0.5, "black"))
            style.append(("FONT", (lead, at_row), (-1, at_row), "Times-Bold", 9.5))
            style.append(("BOTTOMPADDING", (0, at_row), (-1, at_row), 4))
        if row.look is Look.SECTION:
            style.append(("TOPPADDING", (0, at_row), (-1, at_row), 5))
    grid = Grid(cells, columns, style=style, repeatRows=len(table.heads), hAlign="LEFT")
    return KeepTogether([grid]) if len(table.rows) <= 14 else grid


class _Scan(Flowable):  # type: ignore[misc]
    """A full page that is one bilevel image: a letter as a fax machine would leave it."""

    def __init__(self, scans: set[int]) -> None:
        super().__init__()
        self.scans = scans

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, min(height, 600.0)

    def draw(self) -> None:
        canvas = self.canv
        self.scans.add(canvas.getPageNumber())
        image = PDFImageXObject("scan")
        image.width, image.height = _SCAN_SIZE
        image._filters = ("ASCIIHexDecode",)
        image.streamContent = _letter(*_SCAN_SIZE)
        name = canvas._doc.getXObjectName("scan")
        canvas._setXObjects(image)
        canvas._doc.Reference(image, name)
        canvas._doc.addForm("scan", image)
        x, y = canvas.absolutePosition(0, 0)
        canvas.saveState()
        canvas.translate(-x, -y)
        canvas.scale(*A4)
        canvas._code.append(f"/{name} Do")
        canvas.restoreState()
        canvas._formsinuse.append("scan")


def _letter(width: int, height: int) -> str:
    """Rows of short dark strokes as words would be, hexadecimal, one bit a pixel, 1 is white."""
    lines = []
    state = 20250321
    for y in range(height):
        bits = ["1"] * (width // 8 * 8)
        paragraph, line = divmod(y - 70, 96)
        if 0 <= y - 70 < 384 and line % 12 in (3, 4, 5, 6, 7) and line < 84 and paragraph < 4:
            if line % 12 == 3:
                state = 20250321 + y
            x, seed = 50, state
            while x < width - 60:
                seed = (seed * 1103515245 + 12345) % 2**31
                word = 8 + seed // 65536 % 22
                for i in range(x, min(x + word, width - 55)):
                    bits[i] = "0" if (i * 7 + y * 5 + seed) % 5 else "1"
                x += word + 5
        lines.append("".join(f"{int(''.join(bits[i : i + 8]), 2):02X}" for i in range(0, width, 8)))
    return "\n".join(lines) + ">"
