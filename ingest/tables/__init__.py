"""Grids to tables: caption, unit note, header rows and columns of each. No value is read here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from ingest.facts.periods import parse_periods, parse_shape
from ingest.facts.units import is_unit_note
from ingest.facts.wording import HEADCOUNT
from ingest.tables.captions import Lead, is_title, lead_periods, read_lead, unit_at_end
from ingest.tables.columns import read_columns, statement_of_columns
from ingest.tables.headers import (
    count_header_rows,
    heading_units,
    is_header_row,
    lone_note,
    speaks_of_columns,
)
from ingest.tables.lattice import Lattice, split_rows
from ingest.tables.standing import StandingNote
from ingest.tables.statements import classify
from ingest.tables.undated import date_lost_columns
from ingest.tables.unlabelled import name_unlabelled
from ingest.types import Block, BlockKind, Grid, Identity, Reading, Table

__all__ = ["read_tables"]

_TEXT = ("text/plain", "text/markdown")  # extracted by machine, so that headers may be lost


def read_tables(filing_id: str, reading: Reading, identity: Identity) -> tuple[Table, ...]:
    """Every table of a reading, in order. A grid with headers in its body becomes several.

    Args:
        filing_id: What the tables' own ids start with.
        reading: Pages, blocks and grids.
        identity: Whose fiscal year and currency hold where a table does not say.

    Returns:
        The tables; `Table.columns` are the columns of values, the label column is not among them.
    """
    pages = {page.number: page for page in reading.pages}
    blocks_of: dict[int, list[Block]] = defaultdict(list)
    tables: list[Table] = []
    standing = StandingNote()
    for block in reading.blocks:
        on_page = blocks_of[block.page]
        if block.kind is not BlockKind.TABLE:
            standing.read(block.span.of(pages[block.page].text))
        if block.kind is BlockKind.TABLE and block.grid is not None:
            lead = read_lead(pages[block.page], on_page, len(on_page))
            before: Table | None = None
            for grid in _cut_at_headers(reading.grids[block.grid]):
                table_id = f"{filing_id}-t{len(tables)}"
                table = _read_table(table_id, filing_id, grid, lead, identity)
                before = table if before is None else _carry_on(before, table)
                tables.append(_under(standing.note, before))
            standing.pass_table()
        on_page.append(block)
    if reading.media_type in _TEXT:
        return name_unlabelled(date_lost_columns(tables, identity))
    return tuple(tables)


def _under(note: str, table: Table) -> Table:
    """A table that names no scale under the note of the part it stands in."""
    has_own = table.unit_note or any(column.scale > Decimal(1) for column in table.columns)
    return table if has_own or not note else replace(table, standing_note=note)


def _cut_at_headers(grid: Grid) -> list[Grid]:
    """One grid for each run of rows under headers of their own."""
    lattice = Lattice(grid)
    starts: list[int] = []
    row = count_header_rows(lattice)
    units = heading_units(lattice, row)
    while row < lattice.row_count:
        if speaks_of_columns(lattice, row, units):
            starts.append(_with_titles(lattice, row))
            while row < lattice.row_count and is_header_row(lattice, row):
                row += 1
        row += 1
    return split_rows(grid, starts)


def _with_titles(lattice: Lattice, row: int) -> int:
    """The first of the title rows, label only, right above a header row."""
    while row > 1 and all(cell.column == 0 for cell in lattice.row(row - 1) if cell.text.strip()):
        row -= 1
    return row


def _read_table(table_id: str, filing_id: str, grid: Grid, lead: Lead, identity: Identity) -> Table:
    lattice = Lattice(grid)
    header_rows = count_header_rows(lattice)
    labels = [label for row in range(header_rows, grid.row_count) if (label := lattice.label(row))]
    inside = [text for row in range(header_rows) if (text := lattice.label(row))]
    above = "\n".join([lead.lines, *inside]).strip()
    titles = [*reversed(inside), *reversed(lead.lines.splitlines()), *reversed(lead.headings[-2:])]
    statement = classify(labels, titles)
    columns = read_columns(lattice, header_rows, above, statement, identity)
    if (told := statement_of_columns(statement, columns)) is not statement:
        statement = told
        columns = read_columns(lattice, header_rows, above, statement, identity)
    return Table(
        table_id=table_id,
        filing_id=filing_id,
        page=grid.page,
        span=grid.span,
        caption=_caption(inside, lead.caption),
        headings=lead.headings,
        unit_note=_note_inside(inside) or lone_note(lattice, header_rows) or lead.unit_note,
        statement=statement,
        grid=grid,
        header_rows=header_rows,
        columns=columns,
        doubts=grid.doubts,
        lead_periods=lead_periods(above, identity.fiscal_year_end),
    )


def _caption(inside: list[str], above: str) -> str:
    """The title inside the header, else the one above.

    A single word in the corner names what the rows are ("Function"); a sentence on how many
    persons there are, right above, says what is counted.
    """
    title = next((text for text in inside if is_title(text)), "")
    return above if not title or (title.isalpha() and HEADCOUNT.search(above)) else title


def _note_inside(texts: list[str]) -> str:
    """A unit note in the header's corner, alone or in brackets after words."""
    alone = next((text for text in texts if is_unit_note(text)), "")
    return alone or next((note for text in texts if (note := unit_at_end(text))), "")


def _carry_on(before: Table, table: Table) -> Table:
    """A part of a grid under a header of its own keeps what only the first part's header says."""
    if table.unit_note == "" or table.unit_note == before.unit_note:
        own = any(column.unit or column.scale for column in table.columns)
        common = "" if own else before.unit_note or _common_note(before)
        table = replace(table, unit_note=common or table.unit_note)
    known = {column.index: column.period for column in before.columns}
    headers = " ".join(column.header for column in table.columns)
    if parse_periods(headers) or parse_shape(headers) or before.statement is not table.statement:
        return table
    if set(known) != {column.index for column in table.columns}:
        return table
    columns = tuple(replace(column, period=known[column.index]) for column in table.columns)
    return replace(table, columns=columns)


def _common_note(table: Table) -> str:
    """The unit that every column of amounts has in its header, as printed there."""
    notes = {
        part
        for column in table.columns
        if column.unit != "percent" and not column.is_note_reference
        for part in column.header.split(" | ")
        if is_unit_note(part)
    }
    scales = {column.scale for column in table.columns if column.scale > Decimal(1)}
    return notes.pop() if len(notes) == 1 and len(scales) == 1 else ""
