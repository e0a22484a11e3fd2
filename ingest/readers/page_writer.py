"""Pages as they are written by readers of formats without a printed page: blocks and grids. Pure.

A block is a line or more of its own; a table row is a line with tabs between its printed cells.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import FilingTooLarge
from ingest.readers.html_grids import Plan
from ingest.readers.limits import Limits
from ingest.types import Block, BlockKind, Cell, Grid, Notice, Page, Span


class PageWriter:
    """The pages' text as it grows, with what stands where."""

    def __init__(self, limits: Limits) -> None:
        self.pages: list[Page] = []
        self.blocks: list[Block] = []
        self.grids: list[Grid] = []
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._written = 0  # characters of the pages before
        self._cells = 0

    @property
    def page(self) -> int:
        """The number of the page that is being written."""
        return len(self.pages) + 1

    def write(self, text: str, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        """A heading or paragraph; nothing where `text` is blank."""
        text = text.strip()
        if text:
            start = self._length
            self._put(text)
            self.blocks.append(Block(kind, self.page, Span(start, self._length), level))
            self._put("\n")

    def write_table(self, plan: Plan) -> None:
        """A planned grid; `page.text[cell.span]` is the cell up to white space."""
        start = self._length
        cells: list[Cell] = []
        row = -1
        for cell in plan.cells:
            if row >= 0:
                self._put("\n" if cell.row != row else "\t")
            row = cell.row
            at = self._length
            self._put(cell.text)
            cells.append(
                Cell(
                    row=cell.row,
                    column=cell.column,
                    text=" ".join(cell.text.split()),
                    span=Span(at, self._length),
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                )
            )
        span = Span(start, self._length)
        self._add(
            Grid(self.page, span, plan.row_count, plan.column_count, tuple(cells), plan.doubts)
        )

    def write_grid(self, text: str, grid: Grid) -> None:
        """A grid read from `text`, whose spans count from the start of it."""
        start = self._length
        self._put(text)
        cells = tuple(replace(cell, span=_shifted(cell.span, start)) for cell in grid.cells)
        self._add(replace(grid, span=Span(start, self._length), cells=cells))

    def _add(self, grid: Grid) -> None:
        self._cells += len(grid.cells)
        if self._cells > self._limits.max_cells:
            raise FilingTooLarge(f"The tables have more than {self._limits.max_cells:,} cells.")
        self.blocks.append(Block(BlockKind.TABLE, self.page, grid.span, grid=len(self.grids)))
        self.grids.append(grid)
        self._put("\n")

    def end_page(self) -> None:
        """Close the page; a page without text is kept, so that numbers stay."""
        self.pages.append(Page(self.page, "".join(self._parts)))
        self._written += self._length
        self._parts, self._length = [], 0

    def doubts(self) -> list[Notice]:
        """One notice for each grid whose reading is not certain."""
        return [
            Notice(
                "doubtful_table",
                f"Table “{grid.cells[0].text[:60]}”: {grid.doubts[0]}.",
                grid.page,
            )
            for grid in self.grids
            if grid.doubts
        ]

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._written + self._length > self._limits.max_characters:
            raise FilingTooLarge(
                f"The file has more than {self._limits.max_characters:,} characters of text."
            )


def _shifted(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.start + by, span.end + by)
