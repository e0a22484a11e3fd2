"""A sheet's cells to titles, tables and notes: what a person sees set apart by blank cells. Pure.

Blank rows and columns part tables, with two exceptions that sheets are full of. A column of values
without labels of its own stands behind a spacer and belongs to the table on its left. Rows below a
blank one that have no header of their own, and no columns of their own, go on with the table above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.readers.html_grids import plan_grid
from ingest.readers.html_tables import SourceCell, SourceTable
from ingest.readers.lines import YEAR, heading_form, is_figure, is_value
from ingest.readers.page_writer import PageWriter
from ingest.types import BlockKind

_LONGEST_TITLE = 100  # characters of a lone line that may head a part of the table above
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
# 1.234,56 and 12,5: decimal commas, under which 1.234 is a thousand and not one and a bit
_DECIMAL_COMMA = re.compile(r"[-+(]?\s*\d{1,3}(?:\.\d{3})*,(?:\d{1,2}|\d{4,})\s*%?\)?")
_NOTE = re.compile(r"(?:sources?|notes?)\b|[*†‡(]|[資资]料[來来]源|[附備备]?[註注]", re.IGNORECASE)
_DEEPEST = 50  # cuts inside cuts


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with text; rows and columns from 0. `text` is on one line."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


Region = tuple[SheetCell, ...]  # in reading order, never empty


def write_sheet(cells: Sequence[SheetCell], writer: PageWriter) -> None:
    """Write a sheet's cells, in reading order and without blank ones, to the open page."""
    waiting: list[Region] = []  # lone lines that may head what follows
    table: Region = ()
    for region in _parts(tuple(cells)):
        if table and _goes_on(table, waiting, region):
            table = (*table, *(cell for part in waiting for cell in part), *region)
            waiting = []
        elif table and _is_lone_line(region):
            waiting.append(region)
        else:
            _write_parts([table, *waiting], writer)
            waiting = []
            table = region if _has_values(region) else ()
            if not table:
                _write_region(region, writer)
    _write_parts([table], writer)
    for part in waiting:  # below the last table: notes
        _write_lines(_rows(part), writer, may_head=False)


def _write_parts(parts: Sequence[Region], writer: PageWriter) -> None:
    for part in parts:
        if part:
            _write_region(part, writer)


def _parts(cells: Region, depth: int = 0) -> Iterator[Region]:
    """Cut at blank rows, then at blank columns, and so on within the pieces."""
    if not cells:
        return
    bands = _cut_rows(cells)
    for band in bands:
        sides = _cut_columns(band)
        if len(sides) == 1 or depth >= _DEEPEST:
            yield band
        else:
            for side in sides:
                yield from _parts(side, depth + 1)


def _cut_rows(cells: Region) -> list[Region]:
    bands: list[list[SheetCell]] = []
    end = -1
    for cell in cells:
        if not bands or cell.row > end:
            bands.append([])
        bands[-1].append(cell)
        end = max(end, cell.row + cell.row_span)
    return [tuple(band) for band in bands]


def _cut_columns(cells: Region) -> list[Region]:
    """Cut at blank columns that have a table with labels of its own on their right."""
    ordered = sorted(cells, key=lambda cell: cell.column)
    groups: list[list[SheetCell]] = []
    end = -1
    for cell in ordered:
        if not groups or cell.column > end:
            groups.append([])
        groups[-1].append(cell)
        end = max(end, cell.column + cell.column_span)
    sides: list[list[SheetCell]] = []
    for group in groups:
        if sides and not _has_labels(group):
            sides[-1] += group
        else:
            sides.append(group)
    return [tuple(sorted(side, key=lambda cell: (cell.row, cell.column))) for side in sides]


def _has_labels(cells: Sequence[SheetCell]) -> bool:
    """Is the first column one of words, with figures on their right?"""
    first = min(cell.column for cell in cells)
    valued = {
        cell.row
        for cell in cells
        if cell.column > first and is_figure(cell.text) and not YEAR.fullmatch(cell.text)
    }
    labels = {cell.row: cell.text for cell in cells if cell.column == first}
    worded = sum(row in labels and not is_value(labels[row]) for row in valued)
    return worded * 2 > len(valued)


def _rows(cells: Sequence[SheetCell]) -> list[list[SheetCell]]:
    return [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]


def _is_header_text(text: str) -> bool:
    return (
        not is_value(text) or YEAR.fullmatch(text) is not None or _DATE.fullmatch(text) is not None
    )


def _has_values(cells: Region) -> bool:
    first = min(cell.column for cell in cells)
    return any(cell.column > first and is_figure(cell.text) for cell in cells)


def _is_lone_line(cells: Region) -> bool:
    return len(cells) == 1 and len(cells[0].text) <= _LONGEST_TITLE and not is_value(cells[0].text)


def _goes_on(table: Region, waiting: Sequence[Region], region: Region) -> bool:
    """Are these rows of the table above: same labels' column, no header, no column of their own?"""
    first = min(cell.column for cell in table)
    if any(part[0].column != first for part in (*waiting, region)) or not _has_values(region):
        return False
    filled = [[cell for cell in row if cell.column > first] for row in _rows(region)]
    head = next(row for row in filled if row)
    if all(_is_header_text(cell.text) for cell in head):
        return False
    columns = {cell.column for cell in table if is_value(cell.text)}
    return {cell.column for row in filled for cell in row if is_value(cell.text)} <= columns


def _write_region(cells: Region, writer: PageWriter) -> None:
    """Titles above, the table, notes below; paragraphs where there is no table."""
    if not _has_values(cells):
        _write_lines(_rows(cells), writer)
        return
    rows = _rows(cells)
    wide = [index for index, row in enumerate(rows) if len(row) > 1 or is_value(row[0].text)]
    start, end = wide[0], wide[-1] + 1
    if not all(_is_header_text(cell.text) for cell in rows[start][1:]):
        start = 0  # no header: lines above the first row are sections of it
    body = [cell for row in rows[start:end] for cell in row]
    top, left = body[0].row, min(cell.column for cell in body)
    plan = plan_grid(
        SourceTable(
            first=0,
            last=0,
            row_count=end - start,
            cells=tuple(_source(cell, top, left) for cell in body),
            loose="",
        )
    )
    if plan is None:
        _write_lines(rows, writer)
        return
    if any(_DECIMAL_COMMA.fullmatch(cell.text) for cell in body):
        plan = replace(plan, doubts=("its numbers have decimal commas", *plan.doubts))
    _write_lines(rows[:start], writer)
    writer.write_table(plan)
    _write_lines(rows[end:], writer, may_head=False)


def _source(cell: SheetCell, top: int, left: int) -> SourceCell:
    return SourceCell(
        row=cell.row - top,
        start=cell.column - left,
        end=cell.column - left + cell.column_span,
        row_span=cell.row_span,
        text=cell.text,
        is_head=False,
        is_link=False,
        is_raised=False,
        xbrl=None,
    )


def _write_lines(
    rows: Sequence[Sequence[SheetCell]], writer: PageWriter, *, may_head: bool = True
) -> None:
    """Rows without values; the first of them may be a title."""
    for index, row in enumerate(rows):
        text = "\t".join(cell.text for cell in row)
        is_title = may_head and index == 0 and len(row) == 1 and not _NOTE.match(text)
        form = heading_form(text) if is_title else None
        if form is not None:
            writer.write(text, BlockKind.HEADING, form.level + 1)
        else:
            writer.write(text)
