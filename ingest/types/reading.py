"""What a reader returns: pages and what stands on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ingest.types.identity import Period


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a page's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


class Box(NamedTuple):
    """A rectangle in PDF points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page; a format without pages is one page with `Reading.is_paged` false."""

    number: int
    text: str
    width: float | None = None  # points
    height: float | None = None  # points


class BlockKind(StrEnum):
    """What a stretch of a page is. Every non-blank character of a page is in exactly one block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FURNITURE = "furniture"  # running headers and footers, page numbers: kept, not indexed


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a table or page furniture, in reading order."""

    kind: BlockKind
    page: int
    span: Span
    level: int = 0  # headings: 1 is the highest
    grid: int | None = None  # tables: index into Reading.grids


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is verbatim: `page.text[span]` is the same up to white space."""

    row: int
    column: int
    text: str
    span: Span | None = None  # None: nothing printed there
    box: Box | None = None
    row_span: int = 1
    column_span: int = 1
    xbrl: XbrlFact | None = None  # inline XBRL: the tagged reading of this cell


@dataclass(frozen=True, slots=True)
class XbrlFact:
    """What an inline XBRL tag says of a cell, beside what is printed."""

    concept: str  # us-gaap:Revenues
    value: Decimal | None  # base units, sign applied; None where it could not be read
    unit: str | None
    context: str | None  # the context's id
    period: Period | None = None  # the context's; None where it has none that could be read
    # The context's dimensions: "us-gaap:StatementBusinessSegmentsAxis=abc:PumpsMember"
    members: tuple[str, ...] = ()


# Begins a doubt that the filing's own redundancy settled: a sum, the same rows elsewhere. Its
# numbers stand, with less confidence than those that were never in doubt.
RESOLVED = "resolved: "


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells as laid out, before anybody says what they mean."""

    page: int
    span: Span  # the table's own lines in the page's text
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]  # in row order; blank cells may be absent
    # Why its reading is not certain, in words; empty: certain. "row 7: ..." is about row 7 alone,
    # "column 2: ..." about a column; "resolved: ..." (after that) says what settled it.
    doubts: tuple[str, ...] = ()

    def doubts_of(self, row: int) -> tuple[str, ...]:
        """The unsettled doubts about the whole grid and about one of its rows."""
        return tuple(
            doubt
            for doubt in self.doubts
            if RESOLVED not in doubt
            and not doubt.startswith("column ")
            and (not doubt.startswith("row ") or doubt.startswith(f"row {row}: "))
        )

    def is_resolved(self, row: int, column: int) -> bool:
        """Whether a doubt about the grid, this row or this column was settled."""
        places = (RESOLVED, f"row {row}: {RESOLVED}", f"column {column}: {RESOLVED}")
        return any(doubt.startswith(places) for doubt in self.doubts)


@dataclass(frozen=True, slots=True)
class Reading:
    """A filing's bytes, read: pages and what stands on them."""

    media_type: str
    is_paged: bool
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    # The file's own: title, author, producer
    metadata: dict[str, str] = field(default_factory=dict)
    outline: tuple[tuple[int, str, int], ...] = ()  # (level from 1, title, page)
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was not read as it should be: counted, named, never silent."""

    code: str  # no_text_page, doubtful_table, repaired_encoding, ...
    message: str  # one line a person understands
    page: int | None = None
