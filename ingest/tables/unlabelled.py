"""Rows without a label that sums or the rest of the filing name. Pure.

A total is often printed without a label: where a row is what the rows above it come to, it is
named Total. A table whose labels were lost in extraction is named row by row from the table that
gives the same figures for the same periods; a row that no other names gives no facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.facts.numbers import Printed, read_cell
from ingest.facts.sections import GRAND_TOTAL, clean_label
from ingest.facts.sums import count_summed
from ingest.tables.lattice import Lattice
from ingest.types import RESOLVED, Cell, Period, Table

NO_LABELS = "the rows have no labels"  # a reader's doubt about a grid
TOTAL, SUBTOTAL = "Total", "Subtotal"
_WORD = re.compile(r"[^\W\d_]|\d{4}")
_ASSETS = re.compile(r"total assets", re.IGNORECASE)
_CLAIMS = re.compile(
    r"total\s+(?:equity|liabilities|(?:share|stock)holders.{1,20}|capital)\s*(?:,|and|&).{3,60}",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 4  # a shorter figure may stand in two rows by chance
_FEWEST_PERIODS = 2
_Figures = dict[Period, Decimal]


def name_unlabelled(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Give totals and rows that lost their label one, where it can be told."""
    known: dict[tuple[Period, Decimal], set[tuple[str, int]]] = defaultdict(set)
    for number, table in enumerate(tables):
        for row, figures in _dated_rows(table).items():
            label = clean_label(Lattice(table.grid).label(row)) if figures else ""
            if _WORD.search(label):
                for period, figure in figures.items():
                    known[period, figure].add((label, number * 1000 + row))
    return tuple(
        _named_by_others(table, known) if NO_LABELS in table.grid.doubts else _named_totals(table)
        for table in tables
    )


def _dated_rows(table: Table) -> dict[int, _Figures]:
    """The long figures of each body row by period, in columns that only their period names."""
    periods = {
        column.index: column.period
        for column in table.columns
        if column.period and not column.labels and not column.is_note_reference
    }
    rows: dict[int, _Figures] = defaultdict(dict)
    for cell in table.grid.cells:
        period = periods.get(cell.column)
        printed = read_cell(cell.text) if period and cell.row >= table.header_rows else None
        if period and isinstance(printed, Printed) and _is_long(printed.value):
            rows[cell.row][period] = printed.value
    return dict(rows)


def _is_long(value: Decimal) -> bool:
    return len(value.as_tuple().digits) >= _FEWEST_DIGITS


def _named_by_others(
    table: Table, known: dict[tuple[Period, Decimal], set[tuple[str, int]]]
) -> Table:
    """Every row named or in doubt: a table whose labels were lost."""
    names: dict[int, str] = {}
    for row, figures in _dated_rows(table).items():
        places = [
            known[period, size] for period, size in figures.items() if (period, size) in known
        ]
        if len(places) >= _FEWEST_PERIODS:
            names[row] = _one_name({label for label, _ in set.intersection(*places)})
    names = {row: name for row, name in names.items() if name}
    if not names:
        return table
    doubts = [doubt for doubt in table.grid.doubts if doubt != NO_LABELS]
    for row in range(table.header_rows, table.grid.row_count):
        why = f"{RESOLVED}its label was lost; the same figures are named so elsewhere"
        doubts.append(f"row {row}: {why if row in names else 'its label was lost'}")
    return _with_names(table, names, tuple(doubts))


def _one_name(labels: set[str]) -> str:
    """The one label among them; what is owned is what is owed, so total assets stand for both."""
    assets = {label for label in labels if _ASSETS.fullmatch(label)}
    if assets and all(_CLAIMS.fullmatch(label) for label in labels - assets):
        return min(assets)
    by_words = {label.lower(): label for label in sorted(labels)}
    return next(iter(by_words.values())) if len(by_words) == 1 else ""


def _named_totals(table: Table) -> Table:
    """Unlabelled rows that sum the rows above them, totals among these, are totals."""
    columns = {
        column.index
        for column in table.columns
        if not column.is_note_reference and column.unit != "percent"
    }
    lattice = Lattice(table.grid)
    sums: dict[int, int] = {}  # unlabelled rows that are sums, and the first rows they sum
    last = 0
    above: list[dict[int, Decimal]] = []  # what a total sums is left out once it is found
    firsts: list[int] = []  # the first row that each of these sums, or its own
    headings: list[int] = []
    for row in range(table.header_rows, table.grid.row_count):
        printed = {c.column: read_cell(c.text) for c in lattice.row(row) if c.column in columns}
        figures = {i: p.value for i, p in printed.items() if isinstance(p, Printed)}
        if not figures:
            if _WORD.search(lattice.label(row)):
                headings.append(row)
            continue
        is_bare = not any(_WORD.search(cell.text) for cell in lattice.row(row))
        is_long = any(map(_is_long, figures.values()))
        count = count_summed(above, figures, with_signs=is_bare) if is_long else 0
        first = firsts[-count] if count else row
        if count and is_bare:
            sums[row] = first
        last = row
        above = [*above[: len(above) - count], figures]
        firsts = [*firsts[: len(firsts) - count], first]
    names = {
        row: name
        for row, first in sums.items()
        if (name := _name_of_sum(first, row, headings, is_last=row == last))
    }
    return _with_names(table, names, table.grid.doubts) if names else table


def _name_of_sum(first: int, row: int, headings: Sequence[int], *, is_last: bool) -> str:
    """What a sum of the rows from `first` on is called: the total of a section, or of all.

    "" for the sum of several sections that is not the last: no heading of the table is of it.
    """
    if any(first < heading < row for heading in headings):
        return GRAND_TOTAL if is_last else ""
    return TOTAL if is_last or first - 1 in headings else SUBTOTAL


def _with_names(table: Table, names: dict[int, str], doubts: tuple[str, ...]) -> Table:
    cells: list[Cell] = []
    for row in range(table.grid.row_count):
        own = [cell for cell in table.grid.cells if cell.row == row]
        if row in names:  # nothing is printed there, or a mark that is no label
            cells.append(Cell(row, 0, names[row]))
            own = [cell for cell in own if cell.column > 0]
        cells += own
    grid = replace(table.grid, cells=tuple(cells), doubts=doubts)
    return replace(table, grid=grid, doubts=grid.doubts)
