"""A page's text, laid out from its lines; spans and boxes of what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.readers.pdf.blocks import DraftBlock
from ingest.readers.pdf.grids import DraftGrid
from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.words import Word
from ingest.types import Block, Box, Cell, Grid, Span

_TAB_GAP = 2.5  # of the font's height: outside tables, a wider gap is shown as a tab


class PageLayout(NamedTuple):
    """A page's text with the spans of its lines and words."""

    text: str
    line_spans: list[Span]
    word_spans: dict[int, Span]  # by the word's place in the order of drawing


def lay_out(lines: Sequence[Line], grids: Sequence[DraftGrid]) -> PageLayout:
    """One text line a line; a tab between a table's cells, a space between words."""
    cell_of: dict[int, int] = {}
    in_grid: set[int] = set()
    for grid in grids:
        in_grid.update(range(grid.start, grid.end))
        for cell in grid.cells:
            for word in cell.words:
                cell_of[word.order] = cell.column
    parts: list[str] = []
    line_spans: list[Span] = []
    word_spans: dict[int, Span] = {}
    at = 0
    for number, line in enumerate(lines):
        start = at
        last: Word | None = None
        column = 0
        for word in line.words:
            before, column = column, cell_of.get(word.order, column)  # dot leaders: no cell
            if last is not None:
                if number in in_grid:
                    tab = column != before
                else:
                    tab = word.x0 - last.x1 > _TAB_GAP * last.height
                parts.append("\t" if tab else " ")
                at += 1
            parts.append(word.text)
            end = at + len(word.text)
            word_spans[word.order] = Span(at, end)
            at = end
            last = word
        line_spans.append(Span(start, at))
        parts.append("\n")
        at += 1
    if parts:
        parts.pop()
    return PageLayout("".join(parts), line_spans, word_spans)


def place_grid(page: int, grid: DraftGrid, layout: PageLayout) -> Grid:
    """The grid with every cell's text, span and box."""
    cells = []
    for cell in grid.cells:
        spans = [layout.word_spans[word.order] for word in cell.words]
        span = Span(min(s.start for s in spans), max(s.end for s in spans))
        cells.append(
            Cell(
                row=cell.row,
                column=cell.column,
                text=" ".join(span.of(layout.text).split()),
                span=span,
                box=_box(cell.words),
                column_span=cell.column_span,
            )
        )
    return Grid(
        page=page,
        span=Span(layout.line_spans[grid.start].start, layout.line_spans[grid.end - 1].end),
        row_count=grid.end - grid.start,
        column_count=grid.column_count,
        cells=tuple(cells),
        doubts=grid.doubts,
    )


def place_block(page: int, block: DraftBlock, layout: PageLayout, first_grid: int) -> Block:
    """The block with its span; its grid counted over the whole filing."""
    return Block(
        kind=block.kind,
        page=page,
        span=Span(layout.line_spans[block.start].start, layout.line_spans[block.end - 1].end),
        level=block.level,
        grid=None if block.grid is None else first_grid + block.grid,
    )


def _box(words: Sequence[Word]) -> Box:
    return Box(
        round(min(w.x0 for w in words), 2),
        round(min(w.top for w in words), 2),
        round(max(w.x1 for w in words), 2),
        round(max(w.bottom for w in words), 2),
    )
