"""A PDF page as a picture, with places marked: what a reader sees behind a citation.

Drawing enters far more of PDFium than reading text does (fonts, images, masks), so it happens in
a child process with a limit on time and memory: a hostile page costs a picture, not the server.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from ingest.errors import (
    EncryptedFiling,
    RequestError,
    TickmarkError,
    UnknownItem,
    UnreadableFiling,
)
from ingest.types import Box

MAX_PIXELS = 12_000_000  # an A4 page at 300 dpi has 8.7 million
MAX_SCALE = 4.0
MAX_BOXES = 100
SECONDS = 20
MEMORY_BYTES = 2 << 30  # address space of the child
_MARK = (255, 214, 0, 90)  # translucent yellow
_EDGE = (200, 120, 0, 255)
_MARGIN = 1.5  # points around a marked box
_REFUSED = 3  # exit status of a child that says why on standard error


def render_page(path: Path, page: int, scale: float = 1.5, boxes: Sequence[Box] = ()) -> bytes:
    """Page `page` (from 1) as PNG, 72 x `scale` dots an inch, with `boxes` (points) marked.

    The scale is lowered where the page would have more than 12 million pixels.

    Raises:
        UnknownItem: The file has no such page.
        RequestError: Scale or number of boxes out of range.
        UnreadableFiling: PDFium cannot open the file or draw the page.
        EncryptedFiling: The file needs a password, which is not kept.
    """
    if not 0.1 <= scale <= MAX_SCALE:
        raise RequestError(f"The scale must be between 0.1 and {MAX_SCALE}.")
    if len(boxes) > MAX_BOXES:
        raise RequestError(f"At most {MAX_BOXES} places can be marked on a page.")
    command = [sys.executable, "-m", "ingest.rendering", str(path), str(page), str(scale)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the path is a hash, the rest numbers
            [*command, json.dumps(boxes)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFiling(f"Drawing page {page} took more than {SECONDS} seconds.") from error
    if done.returncode == _REFUSED:
        name, detail = json.loads(done.stderr)
        raise _KINDS[name](detail)
    if done.returncode != 0:
        raise UnreadableFiling(f"Page {page} cannot be drawn: drawing it ended the program.")
    return done.stdout


_KINDS: dict[str, type[TickmarkError]] = {
    kind.__name__: kind for kind in (UnknownItem, UnreadableFiling, EncryptedFiling)
}


def draw_page(path: Path, page: int, scale: float, boxes: Sequence[Box]) -> bytes:
    """What `render_page` gives, drawn in this process."""
    image, used = _draw(path, page, scale)
    draw = ImageDraw.Draw(image, "RGBA")
    for box in boxes:
        draw.rectangle(_pixels(box, used), fill=_MARK, outline=_EDGE, width=2)
    out = io.BytesIO()
    image.save(out, format="PNG", compress_level=3)
    return out.getvalue()


def _draw(path: Path, page: int, scale: float) -> tuple[Image.Image, float]:
    try:
        document = pdfium.PdfDocument(path)
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


def _pixels(box: Box, scale: float) -> tuple[float, float, float, float]:
    x0, x1 = sorted((box.x0, box.x1))
    top, bottom = sorted((box.top, box.bottom))
    return (
        (x0 - _MARGIN) * scale,
        (top - _MARGIN) * scale,
        (x1 + _MARGIN) * scale,
        (bottom + _MARGIN) * scale,
    )


def _main(path: str, page: str, scale: str, boxes: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        marked = [Box(*box) for box in json.loads(boxes)]
        image = draw_page(Path(path), int(page), float(scale), marked)
    except TickmarkError as error:
        sys.stderr.write(json.dumps([type(error).__name__, error.detail]))
        return _REFUSED
    sys.stdout.buffer.write(image)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
