"""Tables, the facts in them, and how facts tie to each other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ingest.types.identity import Period
from ingest.types.reading import Grid, Span


class Statement(StrEnum):
    """Which statement a table is, where it is one."""

    INCOME = "income_statement"
    COMPREHENSIVE_INCOME = "comprehensive_income"
    BALANCE_SHEET = "balance_sheet"
    CASH_FLOWS = "cash_flows"
    EQUITY = "changes_in_equity"
    SUMMARY = "summary"  # financial highlights, five-year summary
    SEGMENT = "segment"  # by operating segment, IFRS 8 / ASC 280
    AGING = "aging"  # receivables or payables by how long they are due
    KPI = "kpi"  # operating and non-financial figures: persons, tons, rates
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
    # What the nearest leading line that names a period names: one dates the table's undated
    # columns, several leave them undated
    lead_periods: tuple[Period, ...] = ()
    # The note of the part it stands in, verbatim, where it has none of its own: "Notes to Financial
    # Statements (in thousands)"
    standing_note: str = ""


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
    concept: str | None = (
        None  # name in the concept list: Revenue, TradeReceivables; None: unmapped
    )
    is_total: bool = False  # a subtotal or total of the rows above (or below) it

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


class TieKind(StrEnum):
    """What an audit would tick off: how figures of a filing must hang together."""

    FOOTING = "footing"  # lines add up to their total, down or across
    BALANCE = "balance_sheet_identity"  # assets = liabilities + equity
    ROLL_FORWARD = "cash_roll_forward"  # opening + movement = closing
    PERCENTAGE = "percentage"  # a share is part / whole; a change is what the two years say
    AGREEMENT = "agreement"  # the same figure in several places
    COMPARATIVE = "comparative"  # this year's comparative and last year's filing
    TAGGED = "tagged_reading"  # the printed figure and its inline XBRL value


@dataclass(frozen=True, slots=True)
class Tie:
    """One check of figures against each other; what could not be checked makes none."""

    kind: TieKind
    filing_id: str
    table_id: str
    page: int
    holds: bool
    message: str  # one line a person understands: what was added up, what is printed
    fact_ids: tuple[str, ...]  # the figure under test first, then those it is held against
    printed: Decimal  # base units
    computed: Decimal  # base units
    tolerance: Decimal  # base units: what rounding of the printed figures allows
    # "3,412 reads 8,412": a reading that the rest of the filing bears out; never put in its place
    suggestion: str = ""
