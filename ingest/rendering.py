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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from ingest.readers.pdf.words import Word

MAX_PIXELS = 12_000_000  # an A4 page at 300 dpi has 8.7 million
MAX_SCALE = 4.0
MAX_BOXES = 100
MAX_CHARACTERS = 1_000_000  # of a page whose text is searched
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
    return _in_child(path, page, [scale, boxes])


def find_quote(path: Path, page: int, quote: str, ordinal: int = 0) -> tuple[Box, ...]:
    """Where a quote stands on page `page` (from 1), a box (points) for each of its lines.

    White space is nothing in the comparison; none where the page does not hold the quote. Of
    several places `ordinal` (from 0) counts the one that is meant.

    Raises:
        As `render_page`, but for its scale and boxes.
    """
    found = json.loads(_in_child(path, page, [quote, ordinal]))
    return tuple(Box(*box) for box in found)


def _in_child(path: Path, page: int, wanted: Sequence[object]) -> bytes:
    command = [sys.executable, "-m", "ingest.rendering", str(path), str(page)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the path is a hash, the rest numbers
            command,
            input=json.dumps(wanted).encode(),
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


def quote_boxes(path: Path, page: int, quote: str, ordinal: int) -> list[Box]:
    """What `find_quote` gives, found in this process."""
    # Drawing does without, and is waited for.
    from ingest.readers.pdf.lines import words_to_lines
    from ingest.readers.pdf.words import WordExtractor

    wanted = _squeezed(quote)
    with _opened(path, page) as document:
        words = WordExtractor(document.raw).page(page - 1, MAX_CHARACTERS)
    if words is None or not wanted:
        return []
    lines = [line.words for line in words_to_lines(words.words, words.width)]
    text = "".join(_squeezed(word.text) for line in lines for word in line)
    start = -1
    for _ in range(ordinal + 1):
        start = max(start, text.find(wanted, start + 1))
    return [] if start < 0 else list(_line_boxes(lines, start, start + len(wanted)))


def _line_boxes(lines: Sequence[Sequence[Word]], start: int, end: int) -> Iterator[Box]:
    """A box for each line with words between two places of the text without white space."""
    at = 0
    for line in lines:
        held = []
        for word in line:
            before, at = at, at + len(_squeezed(word.text))
            if before < end and at > start:
                held.append(word)
        if held:
            yield Box(
                min(word.x0 for word in held),
                min(word.top for word in held),
                max(word.x1 for word in held),
                max(word.bottom for word in held),
            )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _draw(path: Path, page: int, scale: float) -> tuple[Image.Image, float]:
    with _opened(path, page) as document:
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(scale, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        return sheet.render(scale=scale).to_pil().convert("RGB"), scale


@contextmanager
def _opened(path: Path, page: int) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFiling("The page cannot be drawn: the file is encrypted.") from error
        raise UnreadableFiling(f"The page cannot be drawn: {error}.") from error
    try:
        if not 1 <= page <= len(document):
            raise UnknownItem(f"There is no page {page}; the file has {len(document)}.")
        yield document
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


def _main(path: str, page: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    first, second = json.load(sys.stdin)
    try:
        if isinstance(first, str):
            boxes = quote_boxes(Path(path), int(page), first, second)
            out = json.dumps(boxes).encode()
        else:
            out = draw_page(Path(path), int(page), first, [Box(*box) for box in second])
    except TickmarkError as error:
        sys.stderr.write(json.dumps([type(error).__name__, error.detail]))
        return _REFUSED
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
