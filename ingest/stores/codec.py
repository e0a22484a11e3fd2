"""Domain values as JSON and back: what is read whole is kept whole.

Compact where it pays (a table has thousands of cells, so a cell is an array with its empty tail
cut off); every `*_from_json(*_to_json(x)) == x`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from ingest.types import (
    Block,
    BlockKind,
    Box,
    Cell,
    Column,
    Grid,
    Identity,
    IngestReport,
    Notice,
    Page,
    Period,
    Reading,
    Span,
    Statement,
    Table,
    Tie,
    TieKind,
    XbrlFact,
)


def dumps(value: Any) -> str:
    """Compact JSON, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def period_to_plain(period: Period | None) -> list[str | None] | None:
    """[start, end] in ISO 8601; an instant's start is null."""
    if period is None:
        return None
    return [period.start.isoformat() if period.start else None, period.end.isoformat()]


def period_from_plain(plain: Sequence[Any] | None) -> Period | None:
    """The reverse of `period_to_plain`."""
    if plain is None:
        return None
    start, end = plain
    return Period(date.fromisoformat(start) if start else None, date.fromisoformat(end))


def identity_to_json(identity: Identity) -> str:
    """An identity."""
    plain = asdict(identity)
    plain["period"] = period_to_plain(identity.period)
    return dumps(plain)


def identity_from_json(text: str) -> Identity:
    """The reverse of `identity_to_json`."""
    return identity_from_plain(json.loads(text))


def identity_from_plain(plain: dict[str, Any]) -> Identity:
    """An identity of plain values; keys that are absent keep their defaults."""
    plain = dict(plain)
    if "aliases" in plain:
        plain["aliases"] = tuple(plain["aliases"])
    if plain.get("year_end"):
        month, day = plain["year_end"]
        plain["year_end"] = (month, day)
    if "period" in plain:
        plain["period"] = period_from_plain(plain["period"])
    if plain.get("year_end") is not None:
        plain["year_end"] = tuple(plain["year_end"])
    return Identity(**plain)


def _notices(notices: Iterable[Notice]) -> list[list[Any]]:
    return [[n.code, n.message, n.page] for n in notices]


def report_to_plain(report: IngestReport) -> dict[str, Any]:
    """A report as the API shows it: names as they are, notices listed one by one."""
    return json.loads(dumps(asdict(report)))  # type: ignore[no-any-return]


# Tables ------------------------------------------------------------------------------------------

_DEFAULT_TAIL = [
    None,
    None,
    1,
    1,
    None,
]  # of a cell's array: span, box, row_span, column_span, xbrl


def _cell_to_plain(cell: Cell) -> list[Any]:
    plain: list[Any] = [cell.row, cell.column, cell.text]
    xbrl = cell.xbrl
    tail: list[Any] = [
        cell.span,
        cell.box,
        cell.row_span,
        cell.column_span,
        xbrl
        and [
            xbrl.concept,
            None if xbrl.value is None else str(xbrl.value),
            xbrl.unit,
            xbrl.context,
            period_to_plain(xbrl.period),
            xbrl.members,
        ],
    ]
    while tail and tail[-1] == _DEFAULT_TAIL[len(tail) - 1]:
        tail.pop()
    return plain + tail


def _cell_from_plain(plain: list[Any]) -> Cell:
    span, box, row_span, column_span, xbrl = plain[3:] + _DEFAULT_TAIL[len(plain) - 3 :]
    return Cell(
        plain[0],
        plain[1],
        plain[2],
        Span(*span) if span is not None else None,
        Box(*box) if box is not None else None,
        row_span,
        column_span,
        _xbrl_from_plain(xbrl) if xbrl is not None else None,
    )


def _xbrl_from_plain(plain: list[Any]) -> XbrlFact:
    concept, value, unit, context, period, members = (*plain, None, ())[:6]
    number = None if value is None else Decimal(value)
    return XbrlFact(concept, number, unit, context, period_from_plain(period), tuple(members))


def table_to_json(table: Table) -> str:
    """A table with its grid and columns; the ids are the row's own and stay out."""
    grid = table.grid
    return dumps(
        {
            "span": table.span,
            "caption": table.caption,
            "headings": table.headings,
            "unit_note": table.unit_note,
            "statement": table.statement.value,
            "header_rows": table.header_rows,
            "doubts": table.doubts,
            "lead_periods": [period_to_plain(period) for period in table.lead_periods],
            "standing_note": table.standing_note,
            "columns": [
                [
                    c.index,
                    c.header,
                    period_to_plain(c.period),
                    c.unit,
                    str(c.scale),
                    c.labels,
                    c.is_note_reference,
                ]
                for c in table.columns
            ],
            "grid": [grid.page, grid.span, grid.row_count, grid.column_count, grid.doubts],
            "cells": [_cell_to_plain(cell) for cell in grid.cells],
        }
    )


def table_from_json(table_id: str, filing_id: str, page: int, text: str) -> Table:
    """The reverse of `table_to_json`."""
    plain = json.loads(text)
    grid_page, grid_span, row_count, column_count, grid_doubts = plain["grid"]
    grid = Grid(
        grid_page,
        Span(*grid_span),
        row_count,
        column_count,
        tuple(map(_cell_from_plain, plain["cells"])),
        tuple(grid_doubts),
    )
    columns = tuple(
        Column(index, header, period_from_plain(period), unit, Decimal(scale), tuple(labels), note)
        for index, header, period, unit, scale, labels, note in plain["columns"]
    )
    return Table(
        table_id,
        filing_id,
        page,
        Span(*plain["span"]),
        plain["caption"],
        tuple(plain["headings"]),
        plain["unit_note"],
        Statement(plain["statement"]),
        grid,
        plain["header_rows"],
        columns,
        tuple(plain["doubts"]),
        tuple(p for p in map(period_from_plain, plain.get("lead_periods", ())) if p is not None),
        plain.get("standing_note", ""),
    )


def boxes_from_json(text: str, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Box]:
    """The boxes of some cells, given as (row, column), of a table's JSON; those that have one."""
    rows = {row for row, _ in places}
    boxes: dict[tuple[int, int], Box] = {}
    for plain in json.loads(text)["cells"]:
        if plain[0] in rows and len(plain) > 4 and plain[4] is not None:
            width = plain[6] if len(plain) > 6 else 1
            for column in range(plain[1], plain[1] + width):
                if (plain[0], column) in places:
                    boxes[plain[0], column] = Box(*plain[4])
    return boxes


def tie_to_json(tie: Tie) -> str:
    """A tie."""
    plain = asdict(tie)
    for name in ("printed", "computed", "tolerance"):
        plain[name] = str(plain[name])
    return dumps(plain)


def tie_from_json(text: str) -> Tie:
    """The reverse of `tie_to_json`."""
    plain = json.loads(text)
    for name in ("printed", "computed", "tolerance"):
        plain[name] = Decimal(plain[name])
    plain["kind"] = TieKind(plain["kind"])
    plain["fact_ids"] = tuple(plain["fact_ids"])
    return Tie(**plain)


# Readings ----------------------------------------------------------------------------------------


def reading_to_json(reading: Reading, tables: Sequence[Table]) -> str:
    """A reading without pages and grids, which are kept elsewhere; grids become table positions."""
    grids = [_first_table(grid, tables) for grid in reading.grids]
    return dumps(
        {
            "blocks": [
                [b.kind.value, b.page, *b.span, b.level, None if b.grid is None else grids[b.grid]]
                for b in reading.blocks
            ],
            "metadata": reading.metadata,
            "outline": reading.outline,
            "warnings": _notices(reading.warnings),
        }
    )


def _first_table(grid: Grid, tables: Sequence[Table]) -> int | None:
    """Position of the first table that was made of a grid; a grid may become several."""
    for position, table in enumerate(tables):
        if table.page == grid.page and grid.span.start <= table.grid.span.start < grid.span.end:
            return position
    return None


def reading_from_json(
    text: str, media_type: str, is_paged: bool, pages: Sequence[Page], tables: Sequence[Table]
) -> Reading:
    """A reading put together again; its grids are those that became tables."""
    plain = json.loads(text)
    return Reading(
        media_type,
        is_paged,
        tuple(pages),
        tuple(
            Block(BlockKind(kind), page, Span(start, end), level, grid)
            for kind, page, start, end, level, grid in plain["blocks"]
        ),
        tuple(table.grid for table in tables),
        plain["metadata"],
        tuple((level, title, page) for level, title, page in plain["outline"]),
        tuple(Notice(*notice) for notice in plain["warnings"]),
    )
