"""What pypdf says of a PDF before its pages are read: encryption, metadata, outline."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.errors import EncryptedFiling, FilingTooLarge
from ingest.readers.limits import Limits
from ingest.types import Notice

_MAX_OUTLINE = 2_000  # entries
_MAX_OUTLINE_DEPTH = 8
_MAX_TITLE = 300  # characters

# What pypdf raises over damaged files beside its own errors.
_QUIRKS = (
    PyPdfError,
    DependencyError,  # no AES at hand: PDFium has its own
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    EOFError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Structure:
    """A PDF's own description; `pages` is None where pypdf could not tell."""

    pages: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    outline: tuple[tuple[int, str, int], ...] = ()
    notices: tuple[Notice, ...] = ()


def read_structure(data: bytes, password: str | None, limits: Limits) -> Structure:
    """Open with pypdf; content streams are not touched.

    Args:
        data: the file.
        password: for an encrypted file; None tries the empty one.
        limits: bounds on the number of pages.

    Raises:
        EncryptedFiling: a password is needed, or the one given is wrong.
        FilingTooLarge: more pages than the limits allow.
    """
    with _quiet():
        try:
            reader = PdfReader(io.BytesIO(data), strict=False)
            _unlock(reader, password)
            pages = len(reader.pages)
        except _QUIRKS as error:
            return Structure(notices=(_quirk("structure", error),))
        if pages > limits.max_pages:
            raise FilingTooLarge(
                f"The PDF has {pages:,} pages; the limit is {limits.max_pages:,}. Split it."
            )
        notices: list[Notice] = []
        metadata: dict[str, str] = field(default_factory=dict)
        outline: tuple[tuple[int, str, int], ...] = ()
        try:
            metadata = _metadata(reader)
        except _QUIRKS as error:
            notices.append(_quirk("metadata", error))
        try:
            outline = tuple(_outline(reader, reader.outline, 1))[:_MAX_OUTLINE]
        except _QUIRKS as error:
            notices.append(_quirk("outline", error))
    return Structure(pages, metadata, outline, tuple(notices))


def _unlock(reader: PdfReader, password: str | None) -> None:
    if not reader.is_encrypted or reader.decrypt(""):
        return
    if not password:
        raise EncryptedFiling("The PDF is encrypted. Give its password and try again.")
    if not reader.decrypt(password):
        raise EncryptedFiling("The password given does not open this PDF. Check it and try again.")


def _metadata(reader: PdfReader) -> dict[str, str]:
    found = {}
    for key, value in (reader.metadata or {}).items():
        text = " ".join(str(value).split())[:_MAX_TITLE]
        if text:
            found[str(key).lstrip("/").lower()] = text
    return found


def _outline(reader: PdfReader, items: Any, level: int) -> Iterator[tuple[int, str, int]]:
    if level > _MAX_OUTLINE_DEPTH:
        return
    for count, item in enumerate(items):
        if count >= _MAX_OUTLINE:
            return
        if isinstance(item, list):
            yield from _outline(reader, item, level + 1)
            continue
        page = reader.get_destination_page_number(item)
        title = " ".join(str(item.title).split())[:_MAX_TITLE]
        if title and page is not None and page >= 0:
            yield level, title, page + 1


def _quirk(part: str, error: BaseException) -> Notice:
    reason = " ".join(str(error).split())[:160] or type(error).__name__
    return Notice("pdf_quirk", f"The PDF's {part} could not be read by its structure: {reason}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence pypdf's log of the quirks it steps over; those that matter come back as notices."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
