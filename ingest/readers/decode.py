"""Bytes to text: byte order marks, declared and undeclared encodings, repair of damaged ones.

The order: byte order mark, UTF-16 without one, what the document declares, UTF-8, then a legacy
encoding found by statistics (charset-normalizer). What had to be replaced is counted in a notice.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from ingest.types import Notice

_MARKS = (  # UTF-32 before UTF-16: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.I,
)
# The WHATWG Encoding Standard reads these labels as their supersets; so do browsers.
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
_LEGACY = ["gb18030", "big5hkscs", "cp1252", "cp932", "cp949"]
_SAMPLE = 65_536  # bytes of a legacy file that are judged
_MOST_DAMAGE = 0.05  # share of undecodable lines up to which a file still counts as damaged UTF-8
# Windows-1252 quotes, dashes, bullet, ellipsis, euro, no-break space: the bytes that editors leave
# in a file of another encoding. Anything else undecodable becomes U+FFFD.
_TYPOGRAPHIC = frozenset(b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it came in, and notices of repairs. Newlines are line feeds."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, *, is_html: bool = False) -> Decoded:
    """Turn a file's bytes into text; never fails, but says what it replaced.

    Args:
        data: The whole file.
        is_html: Heed `<meta charset>` and the XML declaration.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    utf16 = looks_like_utf16(data[:_SAMPLE])
    if utf16:
        return _replacing(data, utf16)
    if is_html and (declared := _declared(data)) and declared != "utf-8":
        try:
            return _finish(data.decode(declared), declared)
        except UnicodeDecodeError:
            pass  # declared wrongly, or damaged: judged by its bytes below
    try:
        return _finish(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _undeclared(data)


def looks_like_utf16(head: bytes) -> str | None:
    """The UTF-16 codec of bytes that carry no byte order mark; None where they are no UTF-16.

    Spaces, digits, ASCII letters and line ends leave their zero byte on one side only, in Chinese
    text too.
    """
    if head.count(0) < max(2, len(head) // 100):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(codec, errors="replace")
    printable = sum(character.isprintable() or character in "\t\r\n\f" for character in text)
    return codec if printable >= 0.97 * len(text) else None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:8192])
    if not found:
        return None
    label = (found[1] or found[2]).decode("ascii", errors="replace").lower()
    try:
        return codecs.lookup(_SUPERSETS.get(label, label)).name
    except LookupError:
        return None


def _undeclared(data: bytes) -> Decoded:
    lines = data.split(b"\n")
    bad = [index for index, line in enumerate(lines) if not _is_utf8(line)]
    multibyte = sum(not line.isascii() for line in lines) - len(bad)
    if len(bad) <= multibyte or (multibyte and len(bad) < _MOST_DAMAGE * len(lines)):
        return _mixed(lines, bad)
    encoding = _legacy(data)
    try:
        return _finish(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return _replacing(data, encoding)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(data: bytes) -> str:
    """The legacy encoding most likely to have written `data`, judged by its non-ASCII lines."""
    telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE]
    telling = telling[: telling.rfind(b"\n")] if len(telling) == _SAMPLE else telling
    best = from_bytes(telling, cp_isolation=_LEGACY, enable_fallback=False).best()
    return "cp1252" if best is None else best.encoding


def _mixed(lines: list[bytes], bad: list[int]) -> Decoded:
    """UTF-8 with lines of another encoding, or with stray bytes, among its own."""
    encoding = _legacy(b"\n".join(lines[index] for index in bad))
    sound = list(lines)
    for index in bad:
        sound[index] = b""
    text = b"\n".join(sound).decode("utf-8").split("\n")
    read_as, replaced = 0, 0
    for index in bad:
        line = lines[index]
        # A whole line of another multibyte encoding decodes strictly; stray bytes do not.
        other = _strictly(line, encoding) if encoding != "cp1252" else None
        if other is not None and "\ufffd" not in other:
            text[index] = other
            read_as += 1
        else:
            text[index], count = _patched(line)
            replaced += count
    parts = []
    if read_as:
        parts.append(f"{read_as} lines were read as {encoding}")
    if replaced:
        parts.append(f"{replaced} undecodable bytes were replaced")
    message = f"The file mixes encodings: it is UTF-8, but {' and '.join(parts)}."
    return _finish("\n".join(text), "utf-8", (Notice("repaired_encoding", message),))


def _strictly(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _patched(line: bytes) -> tuple[str, int]:
    """A line with its undecodable bytes read as Windows-1252 typography or U+FFFD; their count."""
    parts: list[str] = []
    replaced = position = 0
    while position < len(line):
        try:
            parts.append(line[position:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(line[position : position + error.start].decode("utf-8"))
            stray = line[position + error.start : position + error.end]
            parts += [_character(byte) for byte in stray]
            replaced += len(stray)
            position += error.end
    return "".join(parts), replaced


def _character(byte: int) -> str:
    return bytes([byte]).decode("cp1252") if byte in _TYPOGRAPHIC else "\ufffd"


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    count = text.count("\ufffd") - data.count("\ufffd".encode(encoding, errors="ignore") or b"\xff")
    if count <= 0:
        return _finish(text, encoding)
    message = f"{count} characters could not be read as {encoding} and were replaced."
    return _finish(text, encoding, (Notice("repaired_encoding", message),))


def _finish(text: str, encoding: str, notices: tuple[Notice, ...] = ()) -> Decoded:
    """Newlines made one; zero characters, which no database takes, replaced and counted."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if zeros := text.count("\x00"):
        text = text.replace("\x00", "\ufffd")
        message = f"{zeros} zero characters were replaced."
        notices = (*notices, Notice("repaired_encoding", message))
    return Decoded(text, encoding, notices)
