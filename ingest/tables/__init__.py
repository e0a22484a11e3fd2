"""Grids to tables: caption, unit note, header rows and columns of each. No value is read here."""

from __future__ import annotations

from collections import defaultdict

from ingest.facts.units import is_unit_note
from ingest.tables.captions import Lead, read_lead
from ingest.tables.headers import (
    count_header_rows,
    is_header_row,
    read_columns,
    speaks_of_columns,
)
from ingest.tables.lattice import Lattice, split_rows
from ingest.tables.statements import classify
from ingest.types import Block, BlockKind, Grid, Identity, Reading, Table

__all__ = ["read_tables"]


def read_tables(filing_id: str, reading: Reading, identity: Identity) -> tuple[Table, ...]:
    """Every table of a reading, in order. A grid with headers in its body becomes several."""
    pages = {page.number: page for page in reading.pages}
    blocks_of: dict[int, list[Block]] = defaultdict(list)
    tables: list[Table] = []
    for block in reading.blocks:
        on_page = blocks_of[block.page]
        if block.kind is BlockKind.TABLE and block.grid is not None:
            lead = read_lead(pages[block.page], on_page, len(on_page))
            for grid in _cut_at_headers(reading.grids[block.grid]):
                table_id = f"{filing_id}-t{len(tables)}"
                tables.append(_read_table(table_id, filing_id, grid, lead, identity))
        on_page.append(block)
    return tuple(tables)


def _cut_at_headers(grid: Grid) -> list[Grid]:
    """One grid for each run of rows under headers of their own."""
    lattice = Lattice(grid)
    starts: list[int] = []
    row = count_header_rows(lattice)
    while row < lattice.row_count:
        if speaks_of_columns(lattice, row):
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
    inside = [
        " ".join(cell.text.split())
        for row in range(header_rows)
        for cell in lattice.row(row)
        if cell.column == 0
    ]
    above = "\n".join([lead.lines, *inside]).strip()
    statement = classify(labels, "\n".join([*lead.headings[-2:], above]))
    title = next((text for text in inside if not is_unit_note(text)), lead.caption)
    note = next((text for text in inside if is_unit_note(text)), lead.unit_note)
    return Table(
        table_id=table_id,
        filing_id=filing_id,
        page=grid.page,
        span=grid.span,
        caption=title or lead.caption,
        headings=lead.headings,
        unit_note=note,
        statement=statement,
        grid=grid,
        header_rows=header_rows,
        columns=read_columns(lattice, header_rows, above, statement, identity),
        doubts=grid.doubts,
    )
