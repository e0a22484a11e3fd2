"""What a worksheet's XML says beside its values: merged and hidden cells, formulas never computed.

openpyxl's streaming reader leaves these out. The pass goes before it, so that a sheet over the
limits is refused before it is in memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from ingest.errors import FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576  # of the format


@dataclass(slots=True)
class SheetMarks:
    """Rows and columns from 0."""

    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # rows, columns
    hidden_rows: int = 0  # with cells in them
    hidden_columns: int = 0
    uncomputed: int = 0  # formulas whose last value is not in the file
    cells: int = 0  # blank ones before the last of a row included


def read_marks(name: str, part: IO[bytes], limits: Limits, cells_before: int) -> SheetMarks:
    """Read a worksheet part through once.

    Args:
        name: What messages call the sheet.
        part: The worksheet's XML.
        limits: What the file may cost.
        cells_before: Cells of the sheets already read.

    Raises:
        FilingTooLarge: more cells than the limits allow.
        UnreadableFiling: no well-formed XML, or a place that no sheet has.
    """
    marks = SheetMarks()
    try:
        for event, element in iterparse(part, ("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "col" and _is_on(element.get("hidden")):
                    marks.hidden_columns += _hidden_columns(element.get("min"), element.get("max"))
                continue
            if tag == "c":
                marks.uncomputed += _is_uncomputed(element)
            elif tag == "row":
                marks.cells += _width(name, element)
                marks.hidden_rows += _is_on(element.get("hidden")) and len(element) > 0
                if cells_before + marks.cells > limits.max_cells:
                    raise FilingTooLarge(f"The sheets have more than {limits.max_cells:,} cells.")
                element.clear()
            elif tag == "mergeCell":
                _add_merged(name, element.get("ref") or "", marks)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFiling(f"Sheet {name} is damaged: {error}.") from error
    return marks


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")


def _hidden_columns(first: str | None, last: str | None) -> int:
    low, high = int(first or 1), int(last or 1)
    return max(0, high - low + 1) if high < MOST_COLUMNS else 0  # "all the rest" hides nothing


def _is_uncomputed(cell: Element) -> bool:
    has_formula = has_value = False
    for child in cell:
        tag = child.tag.rpartition("}")[2]
        has_formula |= tag == "f"
        has_value |= tag == "is" or (tag == "v" and bool(child.text))
    return has_formula and not has_value


def _width(name: str, row: Element) -> int:
    """The cells of a row up to its last one."""
    if not len(row):
        return 0
    reference = row[-1].get("r")
    width = max(len(row), _place(name, reference)[1] + 1) if reference else len(row)
    return width


def _place(name: str, reference: str) -> tuple[int, int]:
    """Row and column of a reference such as `B12`, from 0."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise UnreadableFiling(f"Sheet {name} is damaged: {reference[:40]!r} is no cell.")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    if not (1 <= column <= MOST_COLUMNS and 1 <= row <= MOST_ROWS):
        raise UnreadableFiling(f"Sheet {name} is damaged: {reference!r} is beyond a sheet's end.")
    return row - 1, column - 1


def _add_merged(name: str, reference: str, marks: SheetMarks) -> None:
    first, _, last = reference.partition(":")
    top, left = _place(name, first)
    bottom, right = _place(name, last or first)
    if bottom >= top and right >= left:
        marks.merged[top, left] = (bottom - top + 1, right - left + 1)
