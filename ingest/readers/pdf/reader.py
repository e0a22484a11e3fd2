"""PDF bytes to a `Reading`: structure, words, lines, tables, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from ingest.errors import EncryptedFiling, FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits
from ingest.readers.pdf.blocks import find_furniture, lines_to_blocks
from ingest.readers.pdf.grids import region_to_grid
from ingest.readers.pdf.layout import lay_out, place_block, place_grid
from ingest.readers.pdf.lines import Line, words_to_lines
from ingest.readers.pdf.regions import find_regions
from ingest.readers.pdf.streams import check_streams
from ingest.readers.pdf.structure import Structure, read_structure
from ingest.readers.pdf.words import PageWords, WordExtractor
from ingest.readers.pdf.wraps import rebuild
from ingest.types import Block, Grid, Notice, Page, Reading

_MEDIA_TYPE = "application/pdf"
_HEADER_REACH = 1024  # bytes within which "%PDF-" must stand, as readers agree
_GLYPH_NAME = re.compile(r"/[a-z]+\.[a-z]{2,}|/[gG]\d{2,}|\(cid:\d+\)")
_UNMAPPED_SHARE = 0.2  # of a page's letters


def read_pdf(data: bytes, *, password: str | None, limits: Limits) -> Reading:
    """Read a PDF: pages with their text, blocks, and tables with a place for every cell.

    Not safe to run in two threads at once: PDFium is not.

    Args:
        data: the file.
        password: for an encrypted file; None where there is none.
        limits: bounds on pages and characters.

    Returns:
        A paged reading. `page.text` has a line for every line of the page, in reading order, with
        a tab between the cells of a table.

    Raises:
        UnreadableFiling: damaged, truncated, or not a PDF.
        EncryptedFiling: a password is needed, or the one given is wrong.
        FilingTooLarge: more pages or characters, or a longer stream, than the limits allow.
    """
    if b"%PDF-" not in data[:_HEADER_REACH]:
        raise UnreadableFiling("The file does not begin as a PDF does. Check that it is one.")
    check_streams(data, limits)
    structure = read_structure(data, password, limits)
    with _open(data, password) as document:
        count = pdfium.FPDF_GetPageCount(document)
        _check_pages(count, structure, limits)
        notices = list(structure.notices)
        if structure.pages not in (None, count):
            notices.append(
                Notice(
                    "damaged_pdf",
                    f"The PDF names {structure.pages} pages, {count} of them could be opened.",
                )
            )
        words = _read_words(document, count, limits, notices)
    return _assemble(words, structure, notices)


@contextmanager
def _open(data: bytes, password: str | None) -> Iterator[Any]:
    document = None
    tries = [None, password.encode()] if password else [None]
    for attempt in tries:
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), attempt)
        if document:
            break
    if not document:
        raise _open_error(pdfium.FPDF_GetLastError(), password)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _open_error(code: int, password: str | None) -> UnreadableFiling | EncryptedFiling:
    if code == pdfium.FPDF_ERR_PASSWORD:
        if password:
            return EncryptedFiling(
                "The password given does not open this PDF. Check it and try again."
            )
        return EncryptedFiling("The PDF is encrypted. Give its password and try again.")
    if code == pdfium.FPDF_ERR_SECURITY:
        return EncryptedFiling("The PDF is encrypted in a way that is not supported.")
    return UnreadableFiling(
        "The PDF is damaged or cut short: its page list cannot be found. Get a fresh copy of it."
    )


def _check_pages(count: int, structure: Structure, limits: Limits) -> None:
    if count > limits.max_pages:
        raise FilingTooLarge(
            f"The PDF has {count:,} pages; the limit is {limits.max_pages:,}. Split it."
        )
    if count <= 0:
        raise UnreadableFiling("The PDF has no page that can be opened. Get a fresh copy of it.")


def _read_words(
    document: Any, count: int, limits: Limits, notices: list[Notice]
) -> list[PageWords]:
    extractor = WordExtractor(document)
    pages: list[PageWords] = []
    left = limits.max_characters
    for index in range(count):
        try:
            words = extractor.page(index, left)
        except OverflowError as error:
            raise FilingTooLarge(
                f"The PDF holds more than {limits.max_characters:,} characters. Split it."
            ) from error
        number = index + 1
        if words is None:
            notices.append(Notice("unreadable_page", f"Page {number} could not be opened.", number))
            words = PageWords(0.0, 0.0, [], 0, 0)
        elif not words.words:
            notices.append(
                Notice(
                    "no_text_page",
                    f"Page {number} has no text: it is empty or an image. It was not read.",
                    number,
                )
            )
        if words.outside:
            notices.append(
                Notice(
                    "text_outside_page",
                    f"Page {number} has {words.outside} words outside its visible area, left out.",
                    number,
                )
            )
        left -= words.characters
        pages.append(words)
    return pages


def _assemble(pages: Sequence[PageWords], structure: Structure, notices: list[Notice]) -> Reading:
    lined = [words_to_lines(page.words, page.width) for page in pages]
    furniture = find_furniture(lined, [page.height for page in pages])
    body = _body_height(lined)
    out_pages: list[Page] = []
    blocks: list[Block] = []
    grids: list[Grid] = []
    for number, (page, raw, running) in enumerate(zip(pages, lined, furniture, strict=True), 1):
        lines, regions = rebuild(raw, find_regions(raw, running))
        drafts = [grid for grid in map(region_to_grid, regions) if grid is not None]
        marks = {raw[i].words[0].order for i in running}
        fixed = frozenset(i for i, line in enumerate(lines) if line.words[0].order in marks)
        layout = lay_out(lines, drafts)
        titles = frozenset(t.casefold() for _, t, p in structure.outline if p == number)
        placed = lines_to_blocks(lines, fixed, [(g.start, g.end) for g in drafts], body, titles)
        blocks.extend(place_block(number, block, layout, len(grids)) for block in placed)
        for draft in drafts:
            grid = place_grid(number, draft, layout)
            grids.append(grid)
            notices.extend(Notice("doubtful_table", doubt, number) for doubt in grid.doubts)
        out_pages.append(
            Page(number, layout.text, round(page.width, 2) or None, round(page.height, 2) or None)
        )
        notice = _unmapped(number, layout.text)
        if notice:
            notices.append(notice)
    return Reading(
        media_type=_MEDIA_TYPE,
        is_paged=True,
        pages=tuple(out_pages),
        blocks=tuple(blocks),
        grids=tuple(grids),
        metadata=structure.metadata,
        outline=structure.outline,
        warnings=tuple(notices),
    )


def _body_height(pages: Sequence[Sequence[Line]]) -> float:
    heights = [line.height for lines in pages for line in lines if len(line.words) >= 6]
    return median(heights) if heights else 10.0


def _unmapped(number: int, text: str) -> Notice | None:
    """A page whose fonts do not say which letters they draw."""
    odd = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    names = sum(len(m.group()) for m in _GLYPH_NAME.finditer(text)) if "/" in text else 0
    shown = sum(1 for c in text if not c.isspace())
    if shown and odd + names > _UNMAPPED_SHARE * shown:
        return Notice(
            "unmapped_text",
            f"Page {number} uses fonts that do not say which letters they draw; "
            "its text is not reliable.",
            number,
        )
    return None
