"""The JSON of tables, facts and ties, and the queries that pick them: pydantic models."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from ingest.concepts import Concept
from ingest.stores import StoredFact, StoredTable
from ingest.types import Box, Fact, Statement, Table
from service.api.bodies import Body, PeriodBody, corners, json_number
from service.api.ties import TieBody
from service.exporting import exact

STATEMENTS = ", ".join(statement.value for statement in Statement)
_MOST = Decimal(10) ** 30  # no amount of a filing is larger; keeps a float from overflowing
_Name = Annotated[str, Field(max_length=300)]
_Names = Annotated[list[_Name], Field(max_length=200)]
_Amount = Annotated[Decimal, Field(ge=-_MOST, le=_MOST)]
_EXAMPLE_FACT: JsonDict = {
    "fact_id": "f_3f9a0c61d2b84e17-t4-3-1",
    "filing": "harbour_2023_annual.pdf",
    "filing_id": "f_3f9a0c61d2b84e17",
    "table_id": "f_3f9a0c61d2b84e17-t4",
    "statement": "income_statement",
    "page": 11,
    "row": 3,
    "column": 1,
    "bbox": [391.2, 310.4, 428.9, 321.0],
    "labels": ["Revenue"],
    "label": "Revenue",
    "column_labels": ["Group"],
    "concept": "Revenue",
    "text": "571,704",
    "value": "571704000",
    "amount": 571704000,
    "quantum": "1000",
    "scale": 1000,
    "unit": "CNY",
    "period": {"start": "2023-01-01", "end": "2023-12-31", "words": "FY2023"},
    "entity": "Harbour Lantern Holdings Limited",
    "is_total": False,
    "confidence": 0.95,
}


class TablesQuery(BaseModel):
    """Which tables of a filing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statement: _Names = Field(
        default=[],
        description=f"Only tables that are this statement; may be repeated. One of {STATEMENTS}.",
        examples=["balance_sheet"],
    )
    page: int | None = Field(default=None, ge=1, le=1_000_000, description="Only of this page.")
    cells: bool = Field(default=True, description="With cells; false for a list that is short.")
    limit: int = Field(default=100, ge=1, le=1000)
    cursor: str | None = Field(default=None, description="`next` of the stretch before.")


class FactsOfFilingQuery(BaseModel):
    """Which facts of a filing; every filter narrows, and a name that is no filter is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concept: _Names = Field(
        default=[],
        description="Name in the concept list (`GET /v1/concepts`), element of a taxonomy "
        "(us-gaap:Revenues) or words (cost of sales); may be repeated.",
        examples=["Revenue"],
    )
    label: str = Field(
        default="",
        max_length=300,
        description="Words that the line item, its section or its column has; each may be the "
        "start of a longer one, in any order.",
        examples=["trade receivables"],
    )
    statement: _Names = Field(
        default=[],
        description=f"Only facts of tables that are this statement; one of {STATEMENTS}.",
        examples=["income_statement"],
    )
    table: str | None = Field(default=None, max_length=100, description="Only of this table id.")
    page: int | None = Field(default=None, ge=1, le=1_000_000, description="Only of this page.")
    period: _Names = Field(
        default=[],
        description="2024, FY2024, H1 2024, Q3 2023, 31 December 2023, 2023-12-31, or "
        "2023-01-01..2023-12-31. A year is each filing's own fiscal year; a stretch of time takes "
        "in the balances at its end, a day is the balances of that day.",
        examples=["FY2023"],
    )
    unit: _Names = Field(
        default=[],
        description="ISO 4217 code (CNY), CNY/share, percent, shares, persons, or as the filing "
        "prints it; none for facts whose unit is not stated.",
        examples=["CNY"],
    )
    min: _Amount | None = Field(
        default=None,
        description="Least value in base units, sign as printed: RMB1 million is "
        "1000000, a loss of it is -1000000, 5% is 0.05.",
    )
    max: _Amount | None = Field(default=None, description="Greatest value, likewise.")
    min_confidence: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="Least confidence; a fact under 0.5 supports no answer on its own.",
    )
    is_total: bool | None = Field(
        default=None, description="Only totals and subtotals (true), or only lines (false)."
    )
    format: Literal["json", "csv"] | None = Field(
        default=None,
        description="csv gives every fact at once, with no `limit`. Else as `Accept` has it.",
    )
    limit: int = Field(default=100, ge=1, le=1000, description="Most facts of one JSON response.")
    cursor: str | None = Field(default=None, description="`next` of the stretch before.")


class FactsQuery(FactsOfFilingQuery):
    """Which facts of which filings."""

    filing: _Names = Field(default=[], description="Name or id; may be repeated. None: all.")
    collection: str | None = Field(default=None, description="Only filings of this collection.")
    company: str | None = Field(
        default=None,
        max_length=300,
        description="Only filings of this company: words of its name, its short or Chinese name.",
        examples=["Harbour Lantern"],
    )


class FactBody(Body):
    """A value bound to line item, period, unit, scale, entity and the cell it stands in."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_EXAMPLE_FACT]})

    fact_id: str
    filing: str = Field(description="The file's name.")
    filing_id: str
    table_id: str
    statement: str = Field(description=f"Which statement its table is: {STATEMENTS}.")
    page: int = Field(description="From 1; 1 where the format has no pages.")
    row: int = Field(description="Of the cell in its table, from 0.")
    column: int
    bbox: tuple[float, float, float, float] | None = Field(
        description="x0, y0, x1, y1 of the cell in points from the top left of its page."
    )
    labels: list[str] = Field(description="Section path and row label.")
    label: str = Field(description="The row label alone.")
    column_labels: list[str]
    concept: str | None = Field(description="Name in the concept list; null: not mapped.")
    text: str = Field(description="The cell as printed.")
    value: str = Field(
        description="Base units, exact, sign as printed: 571,704 in RMB'000 is "
        "571704000; 33.8% is 0.338."
    )
    amount: int | float = Field(description="`value` as a number, to a float's precision.")
    quantum: str = Field(description="What the last printed digit is worth, in base units.")
    scale: int | float = Field(description="What one printed unit stands for: 1000 in RMB'000.")
    unit: str | None = Field(description="ISO 4217, CNY/share, percent, shares; null: not stated.")
    period: PeriodBody | None
    entity: str | None = Field(description="The company, or the segment or member of the column.")
    is_total: bool
    confidence: float = Field(description="0 to 1.")

    @classmethod
    def of(cls, fact: Fact, filing: str, statement: Statement, box: Box | None) -> FactBody:
        """From our dataclass, with what filing and table add to it."""
        return cls(
            fact_id=fact.fact_id,
            filing=filing,
            filing_id=fact.filing_id,
            table_id=fact.table_id,
            statement=statement.value,
            page=fact.page,
            row=fact.row,
            column=fact.column,
            bbox=corners(box),
            labels=list(fact.labels),
            label=fact.label,
            column_labels=list(fact.column_labels),
            concept=fact.concept,
            text=fact.text,
            value=exact(fact.value),
            amount=json_number(fact.value),
            quantum=exact(fact.quantum),
            scale=json_number(fact.scale),
            unit=fact.unit,
            period=None if fact.period is None else PeriodBody.of(fact.period),
            entity=fact.entity,
            is_total=fact.is_total,
            confidence=fact.confidence,
        )

    @classmethod
    def of_stored(cls, stored: StoredFact, filing: str) -> FactBody:
        """From what the store selected."""
        return cls.of(stored.fact, filing, stored.statement, stored.box)


class FactsBody(Body):
    """A stretch of the facts; `next` is handed in as `cursor` for the stretch after it."""

    facts: list[FactBody]
    next: str | None = None


class ConceptBody(Body):
    """A line item of the concept list, with the names that the taxonomies give it."""

    name: str
    label: str
    statement: str
    unit: str
    elements: list[str] = Field(description="us-gaap:Revenues, ifrs-full:Revenue")

    @classmethod
    def of(cls, concept: Concept) -> ConceptBody:
        """From our dataclass."""
        return cls(
            name=concept.name,
            label=concept.label,
            statement=concept.statement.value,
            unit=concept.unit,
            elements=list(concept.elements),
        )


class ConceptsBody(Body):
    """The whole concept list."""

    concepts: list[ConceptBody]


class TableCellBody(Body):
    """A cell as printed, with its place on the page."""

    row: int
    column: int
    text: str
    row_span: int
    column_span: int
    bbox: tuple[float, float, float, float] | None


class ColumnBody(Body):
    """What was read of a column's header."""

    index: int
    header: str
    period: PeriodBody | None
    unit: str | None
    scale: int | float
    labels: list[str] = []
    is_note_reference: bool = False


class TableBody(Body):
    """A table with its headers read."""

    table_id: str
    filing: str
    filing_id: str
    page: int
    start: int
    end: int
    caption: str
    headings: list[str]
    unit_note: str
    statement: str = Field(description=f"One of {STATEMENTS}.")
    header_rows: int
    row_count: int
    column_count: int
    columns: list[ColumnBody]
    cells: list[TableCellBody] | None = Field(description="Null where `cells=false` was asked.")
    doubts: list[str] = Field(description="Why its facts are not certain; empty: certain.")
    fact_count: int
    ties_held: int = Field(description="Checks of its figures against others that hold.")
    ties_broken: int = Field(description="Checks that do not hold.")
    facts: list[FactBody] | None = Field(default=None, description="In `/v1/tables/{id}` alone.")
    ties: list[TieBody] | None = Field(default=None, description="In `/v1/tables/{id}` alone.")

    @classmethod
    def of(cls, stored: StoredTable, filing: str, *, with_cells: bool = True) -> TableBody:
        """From what the store has of a table; facts and ties are left out."""
        table = stored.table
        return cls(
            table_id=table.table_id,
            filing=filing,
            filing_id=table.filing_id,
            page=table.page,
            start=table.span.start,
            end=table.span.end,
            caption=table.caption,
            headings=list(table.headings),
            unit_note=table.unit_note,
            statement=table.statement.value,
            header_rows=table.header_rows,
            row_count=table.grid.row_count,
            column_count=table.grid.column_count,
            columns=_columns(table),
            cells=_cells(table) if with_cells else None,
            doubts=list(table.doubts),
            fact_count=stored.facts,
            ties_held=stored.ties_held,
            ties_broken=stored.ties_broken,
        )


def _columns(table: Table) -> list[ColumnBody]:
    return [
        ColumnBody(
            index=column.index,
            header=column.header,
            period=None if column.period is None else PeriodBody.of(column.period),
            unit=column.unit,
            scale=json_number(column.scale),
            labels=list(column.labels),
            is_note_reference=column.is_note_reference,
        )
        for column in table.columns
    ]


def _cells(table: Table) -> list[TableCellBody]:
    return [
        TableCellBody(
            row=cell.row,
            column=cell.column,
            text=cell.text,
            row_span=cell.row_span,
            column_span=cell.column_span,
            bbox=corners(cell.box),
        )
        for cell in table.grid.cells
    ]


class TablesBody(Body):
    """A stretch of a filing's tables in order; `next` is the `cursor` of the ones after."""

    tables: list[TableBody]
    next: str | None = None
