"""Set files as text, and as lines of JSON: what cannot be read is told with its line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from pathlib import Path

from evals.fields import Fault, Json, object_in

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # opens with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def set_text(path: Path) -> str:
    """The text of a set, with every line ending as a newline.

    Raises:
        Fault: it cannot be read, or is no UTF-8; says which file, and which line of it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Fault(f"{path}: cannot be read: {error.strerror or error}") from None
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise Fault(f"{path.name}:1: not UTF-8 but {name}: save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise Fault(f"{path.name}:{line}: not UTF-8: byte 0x{byte:02x} is no character") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def objects_in(text: str) -> Iterator[tuple[int, Json | Fault]]:
    """The object on each line that is not blank, with its line's number from 1, or what is wrong.

    An object that runs over several lines is one fault, at its first line.
    """
    over, at = 0, 0  # the last line of such an object; where the line begins
    for number, line in enumerate(text.split("\n"), start=1):
        start, at = at, at + len(line) + 1
        if number <= over or not line.strip():
            continue
        try:
            found: Json | Fault = object_in(line)
        except Fault as fault:
            found = fault
            if more := _lines_of_object(text, start + len(line) - len(line.lstrip())):
                over = number + more
                found = Fault(f"a case stands on one line, and this one on {more + 1}")
        yield number, found


def _lines_of_object(text: str, start: int) -> int:
    """How many line ends are within the object that begins there; 0: none begins there."""
    if not text.startswith("{", start):
        return 0
    try:
        _, end = JSONDecoder().raw_decode(text, start)
    except (JSONDecodeError, ValueError, RecursionError):
        return 0
    return text.count("\n", start, end)
