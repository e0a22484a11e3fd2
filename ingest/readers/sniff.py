"""What a file is, told by its bytes; its name only breaks ties and is reported when it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from ingest.errors import EncryptedFiling, UnreadableFiling, UnsupportedFormat
from ingest.readers.csv import find_delimiter, is_plainly_separated
from ingest.readers.decode import decode, looks_like_utf16
from ingest.readers.office import Kind, package_kind
from ingest.types import Notice

PDF = "application/pdf"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ENDINGS = {
    ".pdf": PDF,
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".xht": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
    ".text": PLAIN,
    ".csv": CSV,
    ".tsv": CSV,
    ".tab": CSV,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xltx": XLSX,
    ".docx": DOCX,
}
ENDINGS = frozenset(_ENDINGS)  # of file names, in lower case
_SAID = {
    PDF: "PDF",
    HTML: "HTML",
    MARKDOWN: "Markdown",
    PLAIN: "plain text",
    CSV: "separated values",
    XLSX: "an Excel workbook",
    DOCX: "a Word document",
}
_PACKAGES = {Kind.WORKBOOK: XLSX, Kind.MACRO_WORKBOOK: XLSX, Kind.DOCUMENT: DOCX}
_HAND_IN = "Hand in a PDF, HTML, Word (.docx), Excel (.xlsx), CSV, plain text or Markdown file."

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds a password-protected package inside an OLE file ([MS-OFFCRYPTO] 2.3.4.4)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# First bytes of formats that people hand in by mistake. Longest first where one starts another.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM", "a BMP image"),
    (OLE, "an old Word or Excel file (.doc, .xls)"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"RIFF", "a RIFF media file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"ID3", "an MP3 file"),
)
# Short signatures that also start ordinary text ("BM", "MZ") count only with bytes no text holds.
_AMBIGUOUS = frozenset({b"BM", b"MZ", b"ID3", b"PAR1", b"RIFF", b"GIF8", b"BZh"})

_HTML_START = re.compile(
    rb"\A(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_ANYWHERE = re.compile(rb"<html[\s>]", re.I)
_HTML_TAG = re.compile(rb"</?(?:p|div|table|tr|td|body|span|h[1-6])\b[^<>]*>", re.I)
_XML_START = re.compile(rb"\A\s*<\?xml\b")
_MARKDOWN_LINE = re.compile(rb"^(?:#{1,6} \S|\|.*\|\s*$|\*\*[^*]+\*\*\s*$|```)", re.M)
_HEAD = 65_536  # bytes looked at: an XHTML filing's namespaces alone can take several thousand
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
_MOST_CONTROLS = 0.02  # share of control bytes above which bytes are no text


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A media type, and a notice where the file's name says otherwise."""

    media_type: str
    notices: tuple[Notice, ...] = ()


def sniff(name: str, data: bytes) -> Sniffed:
    """Tell the media type of `data` (not empty); `name` is the file's own name.

    Raises:
        UnsupportedFormat: a known format that is not read; the message names it.
        EncryptedFiling: an Office file with a password.
        UnreadableFiling: bytes that are no text and no known format, or a damaged archive.
    """
    ending = PurePath(name).suffix.lower()
    expected = _ENDINGS.get(ending)
    head = data[:_HEAD]
    found = _by_signature(name, data, head, expected) or _by_text(name, head, expected)
    if expected is None or found == expected or {found, expected} == {PLAIN, MARKDOWN}:
        return Sniffed(found)
    return Sniffed(
        found,
        (
            Notice(
                "wrong_ending",
                f"{name} ends in {ending} but holds {_SAID[found]}; it was read as {_SAID[found]}.",
            ),
        ),
    )


def _by_signature(name: str, data: bytes, head: bytes, expected: str | None) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf\x00\t\n\r \x0c")
    # Readers accept a PDF header anywhere in the first 1,024 bytes (ISO 32000-1, note to 7.5.2).
    if start.startswith(b"%PDF-"):
        return PDF
    if b"%PDF-" in head[:1024] and (expected == PDF or b"startxref" in data[-2048:]):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = package_kind(name, data)
        if kind in _PACKAGES:
            return _PACKAGES[kind]
        raise _unsupported(name, kind.value)
    if head.startswith(OLE) and _ENCRYPTED in data:
        raise EncryptedFiling(
            f"{name} is a Word or Excel file with a password. Save it without one and hand it in."
        )
    if head[8:12] == b"ftyp" or head[4:8] == b"ftyp":
        raise _unsupported(name, "a video file")
    for signature, what in _SIGNATURES:
        if head.startswith(signature) and (signature not in _AMBIGUOUS or _is_binary(head)):
            raise _unsupported(name, what)
    return None


def _by_text(name: str, head: bytes, expected: str | None) -> str:
    if _is_binary(head):
        if expected == PDF:
            detail = f"{name} is named as a PDF but has no PDF header: it is damaged or cut off."
        elif expected in (XLSX, DOCX):
            detail = f"{name} is named as an Office file but is none: it is damaged or cut off."
        else:
            detail = f"{name} holds binary data, not text. {_HAND_IN}"
        raise UnreadableFiling(detail)
    plain = head.replace(b"\x00", b"") if looks_like_utf16(head) else head
    plain = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    tags = len(_HTML_TAG.findall(plain))
    if _HTML_START.match(plain) or (_HTML_ANYWHERE.search(plain) and tags >= 3):
        return HTML
    if expected == HTML and tags:
        return HTML
    if _XML_START.match(plain):
        raise _unsupported(name, "an XML file that is no web page")
    # Fragments without <html> are HTML where tags make up the file rather than stray into it.
    if tags >= 20 and tags * 200 > len(plain):
        return HTML
    if expected == CSV or expected not in (PLAIN, MARKDOWN):
        text = decode(head).text
        if is_plainly_separated(text) or (expected == CSV and find_delimiter(text)):
            return CSV
    if expected == MARKDOWN or (expected is None and _MARKDOWN_LINE.search(plain)):
        return MARKDOWN
    return PLAIN


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or looks_like_utf16(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) * _MOST_CONTROLS


def _unsupported(name: str, what: str) -> UnsupportedFormat:
    return UnsupportedFormat(f"{name} is {what}, which is not read. {_HAND_IN}")
