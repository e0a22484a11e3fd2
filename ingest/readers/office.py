"""Office Open XML packages (ECMA-376 part 2): which kind one is, and whether it is safe to open.

A package is a ZIP of XML parts. Part 2 allows no document type declaration in them, so none is
read: that ends every entity attack. What a package unpacks to is known before it is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import IO

from ingest.errors import FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits

CONTENT_TYPES = "[Content_Types].xml"
_CHUNK = 1 << 20
_MOST_TYPES = 1 << 20  # bytes of the list of content types
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})""")
# Part 2, 7.2.3.2 allows UTF-8 and UTF-16; the others share ASCII's signs, so the search holds.
_ENCODINGS = frozenset((b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"))
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip


class Kind(StrEnum):
    """What a package is by its main part; the value is what people call it."""

    WORKBOOK = "an Excel workbook (.xlsx)"
    MACRO_WORKBOOK = "an Excel workbook with macros (.xlsm)"
    BINARY_WORKBOOK = "a binary Excel workbook (.xlsb)"
    DOCUMENT = "a Word document (.docx)"
    MACRO_DOCUMENT = "a Word document with macros (.docm)"
    PRESENTATION = "a PowerPoint presentation (.pptx)"
    OPEN_DOCUMENT = "an OpenDocument file"
    EPUB = "an EPUB book"
    ARCHIVE = "a ZIP archive"


_MAIN_PARTS = (
    (b"spreadsheetml.sheet.main+xml", Kind.WORKBOOK),
    (b"spreadsheetml.template.main+xml", Kind.WORKBOOK),
    (b"ms-excel.sheet.macroEnabled.main+xml", Kind.MACRO_WORKBOOK),
    (b"ms-excel.template.macroEnabled.main+xml", Kind.MACRO_WORKBOOK),
    (b"ms-excel.sheet.binary.macroEnabled.main", Kind.BINARY_WORKBOOK),
    (b"wordprocessingml.document.main+xml", Kind.DOCUMENT),
    (b"ms-word.document.macroEnabled.main+xml", Kind.MACRO_DOCUMENT),
    (b"presentationml.", Kind.PRESENTATION),
)


def package_kind(name: str, data: bytes) -> Kind:
    """What a ZIP file is.

    Raises:
        UnreadableFiling: a damaged or cut-off archive; `name` is what the message calls it.
    """
    with _open(name, data) as archive:
        names = frozenset(archive.namelist())
        if CONTENT_TYPES in names:
            with archive.open(CONTENT_TYPES) as part:
                types = part.read(_MOST_TYPES)
            return next((kind for mark, kind in _MAIN_PARTS if mark in types), Kind.ARCHIVE)
        if "mimetype" in names:
            with archive.open("mimetype") as part:
                mime = part.read(200)
            if mime.startswith(b"application/epub"):
                return Kind.EPUB
            if mime.startswith(b"application/vnd.oasis.opendocument"):
                return Kind.OPEN_DOCUMENT
    return Kind.ARCHIVE


def check_package(name: str, data: bytes, limits: Limits) -> frozenset[str]:
    """Unpack every part once, keep nothing, and refuse what would cost too much or is unsafe.

    Returns:
        The names of the parts.

    Raises:
        FilingTooLarge: over the limits of parts, bytes or XML elements.
        UnreadableFiling: damaged, encrypted inside, or with a document type declaration.
    """
    with _open(name, data) as archive:
        parts = archive.infolist()
        if len(parts) > limits.max_parts:
            raise FilingTooLarge(
                f"{name} has {len(parts):,} parts; at most {limits.max_parts:,} are read."
            )
        unpacked = sum(part.file_size for part in parts)
        if unpacked > limits.max_unpacked_bytes:
            most = limits.max_unpacked_bytes / 1e6
            raise FilingTooLarge(
                f"{name} unpacks to {unpacked / 1e6:,.0f} MB; at most {most:,.0f} MB are read."
            )
        elements = 0
        for part in parts:
            with archive.open(part) as stream:
                elements += _check_part(name, part.filename, stream)
            if elements > limits.max_elements:
                raise FilingTooLarge(
                    f"{name} has more than {limits.max_elements:,} XML elements, "
                    "which is more than is read."
                )
        return frozenset(part.filename for part in parts)


def _check_part(name: str, part: str, stream: IO[bytes]) -> int:
    """The number of elements of a part, about; every part is read to its end and checksum."""
    is_xml = part.lower().endswith(_XML_ENDINGS)
    elements = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        if not is_xml:
            continue
        found = None if tail else _ENCODING.search(chunk[:400])
        if found is not None and found[1].lower() not in _ENCODINGS:
            raise UnreadableFiling(f"{name} is no proper Office file: {part} is in no UTF-8.")
        chunk = chunk.replace(b"\x00", b"")  # UTF-16 becomes ASCII, where it is ASCII at all
        if _DECLARATION.search(tail + chunk):
            raise UnreadableFiling(
                f"{name} is no proper Office file: {part} declares a document type."
            )
        elements += chunk.count(b"<") - chunk.count(b"</")
        tail = chunk[-20:]
    return elements


@contextmanager
def _open(name: str, data: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except _FAULTS as error:
        reason = "encrypted inside" if "password" in str(error) else "damaged or cut off"
        raise UnreadableFiling(f"{name} cannot be unpacked: it is {reason}.") from error
