"""Facts and passages as citations: the one place where a verbatim quote is cut."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from ingest.types import Cell, Fact, Page, Passage, Span, Table
from service.types import CellPlace, Citation

ROW_LIMIT = 400  # characters: a row whose cells stand further apart is quoted cell by cell


class _Record(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def is_paged(self) -> bool: ...


class Places(Protocol):
    """What of the library is needed to cite: tables, pages and the filing's name."""

    def table(self, table_id: str) -> Table:
        """The table of that id."""
        ...

    def page(self, filing_id: str, number: int) -> Page:
        """Page `number` (from 1) of a filing."""
        ...

    def filing(self, filing_id: str) -> _Record:
        """The filing's record: its file name, and whether its format has pages."""
        ...


class Remembered:
    """Places that were looked up once, for as many citations as are made together."""

    def __init__(self, library: Places) -> None:
        """Looks up in `library` what it does not remember."""
        self.table = cache(library.table)
        self.page = cache(library.page)
        self.filing = cache(library.filing)


def cite_fact(fact: Fact, library: Places, id: int) -> Citation:
    """The table row a fact stands in, with its cell.

    Args:
        fact: The fact to cite.
        library: Where its table and page are kept.
        id: The [n] of the citation.

    Returns:
        A citation whose `quote` is the row as printed, from its first cell to its last. A row
        that is spread over more than 400 characters is quoted as its cells, joined by tabs, and
        then has no `start` and `end`.
    """
    table = library.table(fact.table_id)
    record = library.filing(fact.filing_id)
    row = [cell for cell in table.grid.cells if cell.row == fact.row and cell.text.strip()]
    cell = _cell_at(row, fact.column)
    span = _row_span(row)
    if span is not None and span.end - span.start <= ROW_LIMIT:
        quote = span.of(library.page(fact.filing_id, fact.page).text)
    else:
        quote, span = "\t".join(part.text for part in row), None
    place = CellPlace(
        table_id=fact.table_id,
        row=fact.label,
        column=_header(table, fact.column),
        text=fact.text,
        bbox=cell.box if cell is not None else None,
        row_index=fact.row,
        column_index=fact.column,
    )
    return Citation(
        id=id,
        filing=record.name,
        filing_id=fact.filing_id,
        page=fact.page if record.is_paged else None,
        section=_section(table.headings),
        quote=quote or fact.text,
        cell=place,
        start=span.start if span is not None else None,
        end=span.end if span is not None else None,
    )


def cite_passage(
    passage: Passage, library: Places, id: int, quote_span: Span | None = None
) -> Citation:
    """A passage, or a stretch of its page, as a citation.

    Args:
        passage: The passage to cite.
        library: Where its filing is kept.
        id: The [n] of the citation.
        quote_span: Characters of the page's text to quote; the whole passage when absent. A span
            that leaves the passage is cut to it.

    Returns:
        A citation with `page.text[start:end] == quote`.
    """
    record = library.filing(passage.filing_id)
    span = passage.span
    if quote_span is not None:
        start = min(max(quote_span.start, span.start), span.end)
        span = Span(start, min(max(quote_span.end, start), span.end))
    offset = passage.span.start
    return Citation(
        id=id,
        filing=record.name,
        filing_id=passage.filing_id,
        page=passage.page if record.is_paged else None,
        section=_section(passage.headings),
        quote=passage.text[span.start - offset : span.end - offset],
        start=span.start,
        end=span.end,
    )


def cite_sentence(passage: Passage, start: int, end: int, library: Places, id: int) -> Citation:
    """Characters `start` to `end` of a passage's own text (not of its page) as a citation.

    White space at either end is left out, so that a sentence is quoted without its line break.
    """
    text = passage.text[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    offset = passage.span.start
    return cite_passage(passage, library, id, Span(offset + start, offset + end))


def _cell_at(row: list[Cell], column: int) -> Cell | None:
    return next((c for c in row if c.column <= column < c.column + c.column_span), None)


def _row_span(row: list[Cell]) -> Span | None:
    spans = [cell.span for cell in row if cell.span is not None]
    if not spans:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _header(table: Table, column: int) -> str:
    return next((c.header for c in table.columns if c.index == column), "")


def _section(headings: tuple[str, ...]) -> str | None:
    return " > ".join(headings) or None
