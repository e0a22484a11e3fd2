"""Words with their places, from PDFium's raw interface.

PDFium's per-character calls dominate when every character is asked for its box. One call takes a
page's whole text instead, and only the first and the last character of a word are measured.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_HYPHENS = (
    "\ufffe\x02"  # PDFium's mark for a hyphen that ends a line; the next word follows at once
)
_WORD = re.compile(rf"[^\s\x00-\x1f{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_WITH_LEADERS = re.compile(rf"\.{{4,}}|(?:(?!\.{{4}})[^\s\x00-\x1f{_HYPHENS}])+[{_HYPHENS}]?")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_SCALE = 100  # device units per point: PDFium's page mapping answers in whole units
_GLYPH_TEXT = str.maketrans(
    {
        "\u00ad": "",  # soft hyphen
        "\ufffe": "-",
        "\x02": "-",
        "\ufeff": "",
        "\u200b": "",
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\uf020": "",  # the Symbol and Wingdings fonts map into the private area
        "\uf0b7": "\u2022",
        "\uf0a7": "\u25aa",
        "\uf0a3": "\u2610",
        "\uf052": "\u2611",
        "\uf0fe": "\u2612",
    }
)


class Word(NamedTuple):
    """One word as drawn; points, origin at the top left of the page as displayed."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float  # the baseline
    order: int  # position in the order of drawing
    bold: bool

    @property
    def height(self) -> float:
        """Line height of the font, near enough its size."""
        return self.bottom - self.top


class PageWords(NamedTuple):
    """A page's words in the order of drawing."""

    width: float
    height: float
    words: list[Word]
    characters: int  # what the page's text holds, white space included
    outside: int  # words that lie wholly outside the visible page, left out


class _Affine(NamedTuple):
    """PDF user space to points from the top left of the page as displayed."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class WordExtractor:
    """Reads pages of one open PDFium document, reusing its buffers from page to page."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._buffer = (ctypes.c_ushort * 32_768)()
        self._rect = pdfium.FS_RECTF()
        self._x = ctypes.c_double()
        self._y = ctypes.c_double()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def page(self, index: int, max_characters: int) -> PageWords | None:
        """The words of page `index` (from 0); None where PDFium cannot load the page.

        Raises:
            OverflowError: the page alone holds more than `max_characters`.
        """
        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            return None
        try:
            width = pdfium.FPDF_GetPageWidthF(page)
            height = pdfium.FPDF_GetPageHeightF(page)
            textpage = pdfium.FPDFText_LoadPage(page)
            if not textpage:
                return PageWords(width, height, [], 0, 0)
            try:
                affine = self._affine(page, width, height)
                text = self._text(textpage, max_characters)
                words = self._words(textpage, text, affine)
            finally:
                pdfium.FPDFText_ClosePage(textpage)
        finally:
            pdfium.FPDF_ClosePage(page)
        inside = [w for w in words if w.x1 > 0 and w.x0 < width and w.bottom > 0 and w.top < height]
        return PageWords(width, height, inside, len(text), len(words) - len(inside))

    def _affine(self, page: Any, width: float, height: float) -> _Affine:
        across, down = ctypes.c_int(), ctypes.c_int()
        size_x, size_y = round(width * _SCALE), round(height * _SCALE)

        def place(x: float, y: float) -> tuple[float, float]:
            pdfium.FPDF_PageToDevice(page, 0, 0, size_x, size_y, 0, x, y, across, down)
            return across.value / _SCALE, down.value / _SCALE

        # Far points, so that rounding to whole device units leaves no error that shows.
        far = 10_000.0
        (e, f), (x1, y1), (x2, y2) = place(0, 0), place(far, 0), place(0, far)
        return _Affine((x1 - e) / far, (y1 - f) / far, (x2 - e) / far, (y2 - f) / far, e, f)

    def _text(self, textpage: Any, max_characters: int) -> str:
        count = pdfium.FPDFText_CountChars(textpage)
        if count <= 0:
            return ""
        if count > max_characters:
            raise OverflowError(count)
        if 2 * count + 2 > len(self._buffer):
            self._buffer = (ctypes.c_ushort * (2 * count + 2))()
        units = pdfium.FPDFText_GetText(textpage, 0, count, self._buffer)
        raw = ctypes.string_at(self._buffer, max(units - 1, 0) * 2)
        return raw.decode("utf-16-le", "replace")

    def _words(self, textpage: Any, text: str, affine: _Affine) -> list[Word]:
        at = _char_index(textpage, len(text))
        rect, x, y = self._rect, self._x, self._y
        box, origin = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
        upright = abs(affine.b) < 1e-6 and abs(affine.c) < 1e-6 and affine.a > 0 > affine.d
        _, _, _, _, e, f = affine
        words: list[Word] = []
        line_end, bold, order = -1, False, 0
        pattern = _WITH_LEADERS if "...." in text else _WORD
        for match in pattern.finditer(text):
            start, end = match.span()
            shown = match.group().translate(_GLYPH_TEXT)
            first = at(start)
            if not shown or not box(textpage, first, rect):
                continue
            left, right, low, high = rect.left, rect.right, rect.bottom, rect.top
            origin(textpage, first, x, y)
            if end - start > 1 and box(textpage, at(end - 1), rect):
                left, right = min(left, rect.left), max(right, rect.right)
                low, high = min(low, rect.bottom), max(high, rect.top)
            if start > line_end:
                line_end = text.find("\n", start)
                line_end = len(text) if line_end < 0 else line_end
                bold = self._is_bold(textpage, first)
            if upright:
                x0, x1, top, bottom, base = left + e, right + e, f - high, f - low, f - y.value
            else:
                (xa, ya), (xb, yb) = affine(left, low), affine(right, high)
                x0, x1, top, bottom = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
                base = affine(x.value, y.value)[1]
            if bottom - top < 0.5:
                top = bottom - 0.5
            words.append(Word(shown, x0, top, x1, bottom, base, order, bold))
            order += 1
        return words

    def _is_bold(self, textpage: Any, index: int) -> bool:
        length = pdfium.FPDFText_GetFontInfo(textpage, index, self._name, 128, self._flags)
        if 0 < length <= 128 and _BOLD.search(self._name.value.decode("utf-8", "replace")):
            return True
        return bool(pdfium.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT)


def _char_index(textpage: Any, length: int) -> Callable[[int], int]:
    """Text position to character index: the same, unless PDFium left characters out of the text."""
    if pdfium.FPDFText_CountChars(textpage) == length:
        return lambda position: position

    def mapped(position: int) -> int:
        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position)
        return index

    return mapped
