"""A table as it is laid out: CSV, and an HTML page that stands alone. Pure."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from ingest.stores import StoredFact
from ingest.types import Cell, Table
from service.exporting.values import FACT_FIELDS, as_text, fact_record, guarded, printable

CELL_FIELDS = (
    "filing",
    "filing_id",
    "table_id",
    "page",
    "statement",
    "caption",
    "unit_note",
    "row",
    "column",
    "row_span",
    "column_span",
    "text",
    "bbox",
)
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem}"
    "table{border-collapse:collapse;margin:0 0 2rem}"
    "caption{text-align:left;font-weight:600;padding:0 0 .4rem}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid #ccc;vertical-align:top;text-align:right}"
    "tbody th{text-align:left;font-weight:400}"
    ".place{font-weight:400;color:#555}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The page may show itself and no more: no script, nothing loaded, its own style by its hash.
HTML_POLICY = f"sandbox; default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'"


def grid_rows(table: Table) -> Iterator[list[str]]:
    """The rows of a table as printed; a cell over several columns stands in its first."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    for n in range(table.grid.row_count):
        texts = [""] * table.grid.column_count
        for cell in rows.get(n, ()):
            texts[cell.column] = cell.text
        yield texts


def table_csv(table: Table) -> str:
    """The cells of a table as CSV (RFC 4180), guarded against formulas."""
    return "".join(csv_lines(grid_rows(table)))


def facts_csv(facts: Iterable[tuple[StoredFact, str]]) -> Iterator[str]:
    """Facts, each with its filing's name, as lines of CSV under `FACT_FIELDS`."""
    yield from csv_lines([FACT_FIELDS])
    for stored, filing in facts:
        record = fact_record(stored, filing)
        yield from csv_lines([[as_text(name, record[name]) for name in FACT_FIELDS]])


def cell_records(table: Table, filing: str) -> Iterator[list[str | int]]:
    """The cells of a table, one after the other, by `CELL_FIELDS`."""
    head = (filing, table.filing_id, table.table_id, table.page, table.statement.value)
    for cell in table.grid.cells:
        box = "" if cell.box is None else " ".join(f"{side:g}" for side in cell.box)
        place = (cell.row, cell.column, cell.row_span, cell.column_span)
        yield [*head, table.caption, table.unit_note, *place, cell.text, box]


def csv_lines(rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    """Rows as CSV, a line (which may hold line breaks in quotes) for each."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def tables_html(tables: Sequence[Table], filing: str) -> str:
    """Tables of a filing as a page that stands alone: everything in it is text, escaped.

    Serve it with `HTML_POLICY`.
    """
    title = _text(tables[0].caption or filing) if len(tables) == 1 else _text(filing)
    body = "\n".join(_table_html(table, filing) for table in tables)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _table_html(table: Table, filing: str) -> str:
    place = " · ".join(filter(None, (table.unit_note, filing, f"page {table.page}")))
    caption = f"{_text(table.caption)}<br>" if table.caption else ""
    caption += f'<span class="place">{_text(place)}</span>'
    rows = list(_html_rows(table))
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    parts = [f'<table id="{_text(table.table_id)}">', f"<caption>{caption}</caption>"]
    if head:
        parts += ["<thead>", *head, "</thead>"]
    return "\n".join([*parts, "<tbody>", *body, "</tbody>", "</table>"])


def _html_rows(table: Table) -> Iterator[str]:
    grid = table.grid
    cells = {(cell.row, cell.column): cell for cell in grid.cells}
    covered: set[tuple[int, int]] = set()
    for row in range(grid.row_count):
        parts = []
        for column in range(grid.column_count):
            if (row, column) in covered:
                continue
            cell = cells.get((row, column))
            tag, scope = _tag(table, row, column)
            spans = ""
            if cell is not None:
                tall, wide = _extent(cell, table, cells)
                covered |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
                spans = (f' rowspan="{tall}"' if tall > 1 else "") + (
                    f' colspan="{wide}"' if wide > 1 else ""
                )
            text = "" if cell is None else _text(cell.text)
            parts.append(f"<{tag}{scope}{spans}>{text}</{tag}>")
        yield f"<tr>{''.join(parts)}</tr>"


def _tag(table: Table, row: int, column: int) -> tuple[str, str]:
    if row < table.header_rows:
        return "th", ' scope="col"'
    return ("th", ' scope="row"') if column == 0 else ("td", "")


def _extent(cell: Cell, table: Table, cells: dict[tuple[int, int], Cell]) -> tuple[int, int]:
    """Rows and columns that a cell takes, as far as they are the table's and free.

    A heading's cell stays within the header.
    """
    grid = table.grid
    last_row = table.header_rows if cell.row < table.header_rows else grid.row_count
    wide = 1
    while wide < cell.column_span and cell.column + wide < grid.column_count:
        if (cell.row, cell.column + wide) in cells:
            break
        wide += 1
    tall = 1
    while tall < cell.row_span and cell.row + tall < last_row:
        if any((cell.row + tall, cell.column + c) in cells for c in range(wide)):
            break
        tall += 1
    return tall, wide


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")
