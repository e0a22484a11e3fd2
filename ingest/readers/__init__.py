"""Bytes to a Reading: what a file is, how its bytes are text, and one reader a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from ingest.errors import EmptyFiling, FilingTooLarge
from ingest.readers.decode import decode
from ingest.readers.limits import Limits
from ingest.readers.sniff import CSV, DOCX, HTML, MARKDOWN, PDF, PLAIN, XLSX, sniff
from ingest.readers.text import read_text
from ingest.types import Reading

__all__ = ["READERS", "Limits", "read_filing"]

Read = Callable[[bytes, str | None, Limits], Reading]


def _pdf(data: bytes, password: str | None, limits: Limits) -> Reading:
    from ingest.readers.pdf import read_pdf  # loads PDFium, which text and HTML do not need

    return read_pdf(data, password=password, limits=limits)


def _html(data: bytes, password: str | None, limits: Limits) -> Reading:
    from ingest.readers.html import read_html  # loads lxml, which text and PDF do not need

    decoded = decode(data, is_html=True)
    return read_html(decoded.text, limits, decoded.notices)


def _csv(data: bytes, password: str | None, limits: Limits) -> Reading:
    from ingest.readers.csv import read_csv

    decoded = decode(data)
    return read_csv(decoded.text, limits, decoded.notices)


def _xlsx(data: bytes, password: str | None, limits: Limits) -> Reading:
    from ingest.readers.xlsx import read_xlsx  # loads openpyxl

    return read_xlsx(data, limits)


def _docx(data: bytes, password: str | None, limits: Limits) -> Reading:
    from ingest.readers.docx import read_docx  # loads python-docx

    return read_docx(data, limits)


def _text(media_type: str) -> Read:
    def read(data: bytes, password: str | None, limits: Limits) -> Reading:
        decoded = decode(data)
        return read_text(decoded.text, media_type, limits, decoded.notices)

    return read


READERS: MappingProxyType[str, Read] = MappingProxyType(
    {
        PDF: _pdf,
        HTML: _html,
        XLSX: _xlsx,
        DOCX: _docx,
        CSV: _csv,
        PLAIN: _text(PLAIN),
        MARKDOWN: _text(MARKDOWN),
    }
)
_DEFAULT_LIMITS = Limits()


def read_filing(
    name: str, data: bytes, *, password: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Reading:
    """Read a filing.

    Args:
        name: The file's own name with its ending; the bytes decide where the two disagree.
        data: The whole file.
        password: For an encrypted PDF.
        limits: What the file may cost.

    Returns:
        Its pages, blocks and grids. Every non-blank character of a page is in exactly one block,
        and `page.text[cell.span]` is the cell's text up to white space.

    Raises:
        EmptyFiling: no bytes, or no text at all.
        FilingTooLarge: over one of the limits.
        UnsupportedFormat: a known format that is not read.
        UnreadableFiling: damaged, or no text.
        EncryptedFiling: no password, or a wrong one.
    """
    if not data:
        raise EmptyFiling(f"{name} is empty: it has no bytes.")
    if len(data) > limits.max_bytes:
        most = limits.max_bytes / 1e6
        raise FilingTooLarge(
            f"{name} has {len(data) / 1e6:,.1f} MB; at most {most:,.0f} MB are read."
        )
    sniffed = sniff(name, data)
    reading = READERS[sniffed.media_type](data, password, limits)
    return replace(reading, warnings=(*sniffed.notices, *reading.warnings))
