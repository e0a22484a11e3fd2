"""A Word table to its cells on the columns of its own grid: spans, merges, deleted rows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.errors import FilingTooLarge
from ingest.readers.docx_text import DELETED, Found, W
from ingest.readers.html_tables import SourceCell, SourceTable

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_COLUMNS = 10_000  # Word itself stops at 63
# What may stand around blocks, rows and cells without being one.
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)


def blocks_in(element: _Element, *names: str) -> Iterator[_Element]:
    """The children of these names, those inside content controls and insertions included."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from blocks_in(child, *names)
        elif isinstance(child.tag, str) and child.tag.removeprefix(W) in names:
            yield child


def has_table_inside(table: _Element) -> bool:
    """Does a cell hold a table of its own? Then the outer one lays out the page."""
    return any(True for inner in table.iterdescendants(f"{W}tbl"))


def rows_of(table: _Element, found: Found) -> Iterator[_Element]:
    """The rows of a table, without those whose deletion is tracked."""
    for row in blocks_in(table, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and any(child.tag in DELETED for child in properties):
            found.deletions += 1
        else:
            yield row


def read_table(
    table: _Element, found: Found, cell_text: Callable[[_Element, Found], str]
) -> SourceTable:
    """The printed cells of a table without tables in it."""
    cells: list[SourceCell] = []
    above: dict[int, int] = {}  # column -> index of the cell that is merged downwards there
    row_count = 0
    for row_count, row in enumerate(rows_of(table, found), 1):
        column = _number(row.find(f"{W}trPr"), "gridBefore", 0)
        for cell in blocks_in(row, "tc"):
            properties = cell.find(f"{W}tcPr")
            span = max(1, _number(properties, "gridSpan", 1))
            merge = None if properties is None else properties.find(f"{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart":
                if (index := above.get(column)) is not None:
                    cells[index] = replace(cells[index], row_span=row_count - cells[index].row)
            else:
                above.pop(column, None)
                if text := " ".join(cell_text(cell, found).split()):
                    if merge is not None:
                        above[column] = len(cells)
                    cells.append(_cell(row_count - 1, column, span, text))
            column += span
            if column > _MOST_COLUMNS:
                raise FilingTooLarge(f"A table has more than {_MOST_COLUMNS:,} columns.")
    return SourceTable(first=0, last=0, row_count=row_count, cells=tuple(cells), loose="")


def _cell(row: int, column: int, span: int, text: str) -> SourceCell:
    return SourceCell(
        row=row,
        start=column,
        end=column + span,
        row_span=1,
        text=text,
        is_head=False,
        is_link=False,
        is_raised=False,
        xbrl=None,
    )


def _number(properties: _Element | None, name: str, otherwise: int) -> int:
    found = None if properties is None else properties.find(f"{W}{name}")
    said = "" if found is None else found.get(f"{W}val") or ""
    return int(said) if said.isdigit() and len(said) <= 5 else otherwise
