"""A PDF page as a picture, with places marked: what a reader sees behind a citation."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from ingest.errors import EncryptedFiling, RequestError, UnknownItem, UnreadableFiling
from ingest.types import Box

MAX_PIXELS = 12_000_000  # an A4 page at 300 dpi has 8.7 million
MAX_SCALE = 4.0
MAX_BOXES = 100
_MARK = (255, 214, 0, 90)  # translucent yellow
_EDGE = (200, 120, 0, 255)
_MARGIN = 1.5  # points around a marked box

# PDFium keeps global state and may not be entered by two threads at once.
_pdfium = threading.Lock()


def render_page(
    data: bytes,
    page: int,
    scale: float = 1.5,
    boxes: Sequence[Box] = (),
    *,
    password: str | None = None,
) -> bytes:
    """Page `page` (from 1) as PNG, 72 x `scale` dots an inch, with `boxes` (points) marked.

    The scale is lowered where the page would have more than 12 million pixels.

    Raises:
        UnknownItem: The file has no such page.
        RequestError: Scale or number of boxes out of range.
        UnreadableFiling: PDFium cannot open the file or draw the page.
        EncryptedFiling: The file needs a password.
    """
    if not 0.1 <= scale <= MAX_SCALE:
        raise RequestError(f"The scale must be between 0.1 and {MAX_SCALE}.")
    if len(boxes) > MAX_BOXES:
        raise RequestError(f"At most {MAX_BOXES} places can be marked on a page.")
    with _pdfium:
        image, used = _draw(data, page, scale, password)
    _mark(image, [_scaled(box, used) for box in boxes])
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def _draw(data: bytes, page: int, scale: float, password: str | None) -> tuple[Image.Image, float]:
    try:
        document = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFiling("The page cannot be drawn: the file is encrypted.") from error
        raise UnreadableFiling(f"The page cannot be drawn: {error}.") from error
    try:
        if not 1 <= page <= len(document):
            raise UnknownItem(f"There is no page {page}; the file has {len(document)}.")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(scale, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        return sheet.render(scale=scale).to_pil().convert("RGB"), scale
    except pdfium.PdfiumError as error:
        raise UnreadableFiling(f"Page {page} cannot be drawn: {error}.") from error
    finally:
        document.close()


def _scaled(box: Box, scale: float) -> tuple[float, float, float, float]:
    x0, x1 = sorted((box.x0, box.x1))
    top, bottom = sorted((box.top, box.bottom))
    return (
        (x0 - _MARGIN) * scale,
        (top - _MARGIN) * scale,
        (x1 + _MARGIN) * scale,
        (bottom + _MARGIN) * scale,
    )


def _mark(image: Image.Image, boxes: Sequence[tuple[float, float, float, float]]) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    for box in boxes:
        draw.rectangle(box, fill=_MARK, outline=_EDGE, width=2)
