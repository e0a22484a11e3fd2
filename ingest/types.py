"""The words of the domain: what a filing becomes on its way in. Standard library only.

Conventions, everywhere in the project:
- `page` and `*_number` count from 1; `row`, `column` and `*_index` count from 0.
- A `Span` is a half-open range of characters in one page's text. A page's text never changes.
- A `Box` is in PDF points with the origin at the top left of the page.
- Money and every other reported quantity is a `Decimal` in base units: RMB571,704 thousand is
  571704000, 33.8% is 0.338, 25 bps is 0.0025.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


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


# ---------------------------------------------------------------------------------------------
# What a reader returns
# ---------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells as laid out, before anybody says what they mean."""

    page: int
    span: Span  # the table's own lines in the page's text
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]  # in row order; blank cells may be absent
    # Why its reading is not certain, in words; empty: certain. "row 7: ..." is about row 7 alone.
    doubts: tuple[str, ...] = ()

    def doubts_of(self, row: int) -> tuple[str, ...]:
        """The doubts about the whole grid and about one of its rows."""
        return tuple(
            doubt
            for doubt in self.doubts
            if not doubt.startswith("row ") or doubt.startswith(f"row {row}: ")
        )


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


# ---------------------------------------------------------------------------------------------
# What the filing says of itself
# ---------------------------------------------------------------------------------------------


class Period(NamedTuple):
    """An instant (`start` None) or a duration, both days included, as in XBRL."""

    start: date | None
    end: date

    @property
    def is_instant(self) -> bool:
        """A balance-sheet date rather than a stretch of time."""
        return self.start is None

    @property
    def days(self) -> int:
        """Length in days; 0 for an instant."""
        return 0 if self.start is None else (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Length in whole months (52 and 53 week years are 12); 0 for an instant."""
        return round(self.days / 30.4375)

    def shifted(self, years: int) -> Period:
        """The same period some years later (or earlier, negative)."""
        start = None if self.start is None else _shift(self.start, years)
        return Period(start, _shift(self.end, years))


def _shift(day: date, years: int) -> date:
    if day.month == 2 and day.day >= 28:  # the last of February stays the last of February
        return date(day.year + years, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + years)


@dataclass(frozen=True, slots=True)
class Identity:
    """Company, form, period, currency and language as the filing's own cover gives them."""

    company: str | None = None
    # Other names it uses of itself: short names, Chinese name, ticker
    aliases: tuple[str, ...] = ()
    # 10-K, 10-Q, 8-K, annual results, interim results, annual report, ESG report
    form: str | None = None
    period: Period | None = None  # the period the filing reports on
    currency: str | None = None  # ISO 4217
    language: str | None = None  # ISO 639-1
    year_end: tuple[int, int] | None = None  # month and day, where the filing names its year end
    sources: dict[str, str] = field(default_factory=dict)  # field -> the line it was read from

    @property
    def fiscal_year_end(self) -> tuple[int, int]:
        """Month and day on which the fiscal year ends; 31 December where it is not known.

        An interim period is taken to start the fiscal year, so a half ending 30 June belongs to
        a year that ends 31 December.
        """
        if self.year_end is not None:
            return self.year_end
        if self.period is None or self.period.months == 3:
            return (12, 31)
        if self.period.start is None or self.period.months >= 11:
            return (self.period.end.month, self.period.end.day)
        last = self.period.start - timedelta(days=1)
        return (last.month, last.day)


# ---------------------------------------------------------------------------------------------
# Tables and facts
# ---------------------------------------------------------------------------------------------


class Statement(StrEnum):
    """Which statement a table is, where it is one."""

    INCOME = "income_statement"
    COMPREHENSIVE_INCOME = "comprehensive_income"
    BALANCE_SHEET = "balance_sheet"
    CASH_FLOWS = "cash_flows"
    EQUITY = "changes_in_equity"
    SUMMARY = "summary"  # financial highlights, five-year summary
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column's header says of the values below it."""

    index: int
    header: str  # verbatim, its levels joined by " | "
    period: Period | None = None
    unit: str | None = None
    scale: Decimal = Decimal(1)
    labels: tuple[str, ...] = ()  # header words that are neither period nor unit: Group, Amount
    is_note_reference: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A grid with its caption, unit and headers read."""

    table_id: str
    filing_id: str
    page: int
    span: Span  # caption, unit line and rows where they are contiguous
    caption: str  # the nearest title above it; "" where there is none
    headings: tuple[str, ...]  # the section path it stands in
    unit_note: str  # verbatim: "RMB'000", "(Millions, except per share amounts)"; "" where none
    statement: Statement
    grid: Grid
    header_rows: int
    columns: tuple[Column, ...]
    doubts: tuple[str, ...] = ()  # why its facts are not certain


@dataclass(frozen=True, slots=True)
class Fact:
    """A value bound to line item, period, unit, entity, and to the cell it stands in."""

    fact_id: str
    filing_id: str
    table_id: str
    row: int
    column: int
    page: int
    labels: tuple[str, ...]  # section path and row label: ("Current assets", "Inventories")
    column_labels: tuple[str, ...]  # what the header adds: ("Manufacturing", "Amount")
    text: str  # the cell, verbatim
    value: Decimal  # base units, sign as printed
    quantum: Decimal  # base units of the last shown digit: 571,704 in thousands has 1000
    unit: str | None  # ISO 4217, CNY/share, percent, ratio, shares, persons, MWh; None: not stated
    scale: Decimal  # what one printed unit stands for
    period: Period | None
    entity: str | None  # company, or the segment or member the column names
    confidence: float  # 0 to 1; under 0.5 the fact supports nothing on its own

    @property
    def label(self) -> str:
        """The line item's own label, without its section path."""
        return self.labels[-1] if self.labels else ""

    @property
    def low(self) -> Decimal:
        """The least value that prints like this one."""
        return self.value - self.quantum / 2

    @property
    def high(self) -> Decimal:
        """The greatest value that prints like this one."""
        return self.value + self.quantum / 2


# ---------------------------------------------------------------------------------------------
# Passages
# ---------------------------------------------------------------------------------------------


class PassageKind(StrEnum):
    """What a passage holds."""

    TEXT = "passage"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Passage:
    """What retrieval finds: a run of sentences, or a table (or some rows of a long one).

    `page.text[span] == text` always. `context` is what the span leaves out and a reader needs:
    caption, unit line and header of a table. `embedding_text` is what is embedded; it never
    exceeds the embedding model's window.
    """

    passage_id: str
    filing_id: str
    page: int
    span: Span
    text: str
    kind: PassageKind
    headings: tuple[str, ...] = ()
    context: str = ""
    embedding_text: str = ""
    table_id: str | None = None


# ---------------------------------------------------------------------------------------------
# The whole of it
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What came of every page, table and number of a filing. Nothing is dropped silently."""

    pages: int
    pages_without_text: tuple[int, ...]
    blocks: int
    characters: int  # non-blank characters read
    characters_placed: int  # of these, in some block; equal unless the reader has a fault
    tables: int
    doubtful_tables: int
    facts: int
    cells_not_read: int  # cells with digits that did not become facts
    passages: int
    warnings: tuple[Notice, ...]
    seconds: dict[str, float]  # stage -> seconds
    characters_indexed: int = 0  # non-blank characters in some passage
    # Non-blank characters of running headers and footers, not indexed
    characters_furniture: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A filing read, tabulated and bound to facts: everything that needs no store and no model."""

    filing_id: str
    reading: Reading
    identity: Identity
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...]
    cells_not_read: int
    seconds: dict[str, float]
