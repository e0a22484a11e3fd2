"""Cells of a table: columns from where its numbers stand, headers laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.columns import (
    Band,
    best_column,
    label_units,
    labels_right,
    leading_is_label,
    value_bands,
    with_text_bands,
)
from ingest.readers.pdf.headers import groups_of, header_cells
from ingest.readers.pdf.regions import Region, TableLine
from ingest.readers.pdf.tokens import DASHES, is_numeral
from ingest.readers.pdf.words import Word

_EDGE = 3.0  # points: right edges closer than that are one column's
_LEADING = 1.7  # of the line's height: lines of one row stand no farther apart
_RUNNING_WORDS = 4  # in lower case


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell before its page's text is laid out."""

    row: int
    column: int
    words: tuple[Word, ...]
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """A table's cells, and the range of its lines among the page's lines."""

    start: int
    end: int
    column_count: int
    cells: tuple[DraftCell, ...]
    doubts: tuple[str, ...]


def region_to_grid(region: Region) -> DraftGrid | None:
    """Lay a region's units into rows and columns; None where no column of values shows."""
    rows = region.lines
    data = [row for row in rows[region.header :] if row.is_data]
    bands, doubts = value_bands(data, rows[: region.header])
    labels_x1 = labels_right(data, bands)
    if bands and labels_x1 is None:
        labels_x1 = bands[0].x0
        if leading_is_label(data, bands[0]):
            labels_x1, bands = bands[0].x1, bands[1:]
    if not bands or labels_x1 is None:
        return None
    bands = with_text_bands(data, bands)
    cells: list[DraftCell] = []
    lowest = next((n for n in range(region.header - 1, 0, -1) if len(rows[n].units) > 1), 0)
    groups = groups_of(header_cells(rows[lowest], bands, labels_x1)) if lowest else []
    for number, row in enumerate(rows):
        if number < region.header:
            above = groups if number < lowest else ()
            heads = header_cells(row, bands, labels_x1, above)
            cells.extend(DraftCell(number, *head) for head in heads)
        else:
            placed, doubt = _row_cells(number, row, bands)
            cells.extend(placed)
            if doubt and doubt not in doubts:
                doubts.append(doubt)
    cells = _without_gap(_in_one_row(cells, region, len(bands)), region.header)
    if _runs_among_values(cells, region.header):
        doubts.append("running text stands among the values")
    columns = max(c.column + c.column_span for c in cells)
    return DraftGrid(region.start, region.end, columns, tuple(cells), tuple(doubts))


def _in_one_row(cells: list[DraftCell], region: Region, columns: int) -> list[DraftCell]:
    """Rows that were printed over two lines: a line without label, right below one that lacks it.

    The upper line has the label alone, or some of the values where the lower has all the others.
    """
    filled: dict[int, set[int]] = {}
    for cell in cells:
        if any(c.isalnum() or c in DASHES for word in cell.words for c in word.text):
            filled.setdefault(cell.row, set()).add(cell.column)
    all_values = set(range(1, columns + 1))
    moves: dict[int, int] = {}
    for row in range(region.header + 1, len(region.lines)):
        above, here = filled.get(row - 1, set()), filled.get(row, set())
        upper, lower = region.lines[row - 1].line, region.lines[row].line
        if 0 in here or 0 not in above or row - 1 in moves or not region.lines[row].is_data:
            continue
        if lower.base - upper.base > _LEADING * lower.height or not here.isdisjoint(above):
            continue
        alone = above == {0} and here == all_values
        if alone or (len(here) > 1 and columns > 2 and here | above == {0, *all_values}):
            moves[row] = row - 1
    return [
        replace(cell, row=moves[cell.row])
        if cell.row in moves and cell.column in filled[cell.row]
        else cell
        for cell in cells
    ]


def _without_gap(cells: list[DraftCell], header: int) -> list[DraftCell]:
    """Columns moved left by one where no row has a label and text leads the first column."""
    body = [cell for cell in cells if cell.row >= header]
    if any(cell.column == 0 for cell in cells if cell.row >= header):
        return cells
    if not any(c.column == 1 and not is_numeral(c.words[-1].text) for c in body):
        return cells
    if any(cell.column == 0 for cell in cells):
        return cells
    return [replace(cell, column=cell.column - 1) for cell in cells]


def _runs_among_values(cells: Sequence[DraftCell], header: int) -> bool:
    """A sentence in a column that holds numbers."""
    numbers = {c.column for c in cells if c.row >= header and is_numeral(c.words[-1].text)}
    return any(
        c.column in numbers
        and c.column > 0
        and c.row >= header
        and sum(1 for w in c.words if w.text[:1].islower()) >= _RUNNING_WORDS
        for c in cells
    )


def _row_cells(
    number: int, row: TableLine, bands: Sequence[Band]
) -> tuple[list[DraftCell], str | None]:
    """A row's label and values."""
    taken = label_units(row, bands)
    columns: dict[int, list[Word]] = {}
    doubt = None
    label = [word for unit in row.units[:taken] for word in unit.words]
    spill: list[Word] = []
    if taken and row.is_data and len(row.units) == taken + len(row.numbers):
        label, spill = _split_tail(label, bands)
    if label:
        columns[0] = label
    if spill:
        columns[best_column(spill[0].x0, spill[-1].x1, bands) + 1] = spill
    for unit in row.units[taken:]:
        column = best_column(unit.x0, unit.x1, bands) + 1
        if column in columns:
            columns[column] = [*columns[column], *unit.words]
            if unit.is_number:
                doubt = "two numbers of one row stand in one column"
        else:
            columns[column] = list(unit.words)
    return [DraftCell(number, c, tuple(w)) for c, w in sorted(columns.items())], doubt


def _split_tail(label: list[Word], bands: Sequence[Band]) -> tuple[list[Word], list[Word]]:
    """A value that stands close behind a long label, right under a column's other values."""
    tail = label[-1]
    if len(label) > 1 and is_numeral(tail.text) and tail.x0 >= bands[0].x0 - 1:
        for band in bands:
            if abs(tail.x1 - band.x1) < _EDGE:
                start = len(label) - 1
                if label[start - 1].text in ("$", "(", "$(") and start > 1:
                    start -= 1
                return label[:start], label[start:]
    return label, []
