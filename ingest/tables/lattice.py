"""A grid's cells by row and column. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.types import Cell, Grid, Span


class Lattice:
    """Look-up over a grid: its rows and columns as lists of cells."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.row_count = grid.row_count
        self.column_count = grid.column_count
        self._rows: list[list[Cell]] = [[] for _ in range(grid.row_count)]
        for cell in grid.cells:
            self._rows[cell.row].append(cell)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells that start in a row, left to right as the reader gave them."""
        return self._rows[index]

    def column(self, index: int, first_row: int = 0) -> list[Cell]:
        """The cells that start in a column, from a row down."""
        return [cell for row in self._rows[first_row:] for cell in row if cell.column == index]

    def label(self, row: int) -> str:
        """The text of a row's label cell, on one line."""
        return " ".join(
            " ".join(cell.text.split()) for cell in self._rows[row] if cell.column == 0
        ).strip()


def split_rows(grid: Grid, starts: Sequence[int]) -> list[Grid]:
    """The grid cut before each of the rows `starts`, each part with rows counted from 0."""
    bounds = [0, *(start for start in starts if start > 0), grid.row_count]
    parts = []
    for first, end in zip(bounds, bounds[1:], strict=False):
        cells = tuple(
            replace(cell, row=cell.row - first) for cell in grid.cells if first <= cell.row < end
        )
        spans = [cell.span for cell in cells if cell.span is not None]
        if not spans:
            continue
        span = Span(min(s.start for s in spans), max(s.end for s in spans))
        doubts = _doubts_within(grid.doubts, first, end)
        parts.append(replace(grid, span=span, row_count=end - first, cells=cells, doubts=doubts))
    return parts


_ROW_DOUBT = re.compile(r"^row (\d+):")


def _doubts_within(doubts: Sequence[str], first: int, end: int) -> tuple[str, ...]:
    kept = []
    for text in doubts:
        match = _ROW_DOUBT.match(text)
        if match is None:
            kept.append(text)
        elif first <= (row := int(match.group(1))) < end:
            kept.append(f"row {row - first}:" + text[match.end() :])
    return tuple(kept)
