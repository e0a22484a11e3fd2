"""A quote is cut from the page, never put together anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingest.types import (
    Box,
    Cell,
    Column,
    Fact,
    Grid,
    Page,
    Passage,
    PassageKind,
    Period,
    Span,
    Statement,
    Table,
)
from service.evidence import cite_fact, cite_passage, cite_sentence

TEXT = (
    "Results\nRevenue\t571,704\t923,851\nLoss\t(184,553)\t(196,053)\nWe grew. Costs fell by 5%.\n"
)
PERIOD = Period(date(2024, 1, 1), date(2024, 6, 30))


@dataclass(frozen=True)
class Record:
    name: str = "interim.pdf"
    is_paged: bool = True


@dataclass(frozen=True)
class FakeLibrary:
    text: str = TEXT
    record: Record = Record()

    def table(self, table_id: str) -> Table:
        cells = tuple(
            Cell(row, column, text, span_of(text), Box(column, row, column + 1, row + 1))
            for row, column, text in [
                (1, 0, "Revenue"),
                (1, 1, "571,704"),
                (1, 2, "923,851"),
                (2, 0, "Loss"),
                (2, 1, "(184,553)"),
                (2, 2, "(196,053)"),
            ]
        )
        grid = Grid(page=1, span=Span(8, 58), row_count=3, column_count=3, cells=cells)
        columns = (Column(1, "2024 | RMB'000", PERIOD), Column(2, "2023 | RMB'000"))
        return Table(
            table_id, "f", 1, grid.span, "Results", ("MD&A", "Results"), "RMB'000",
            Statement.INCOME, grid, 1, columns,
        )  # fmt: skip

    def page(self, filing_id: str, number: int) -> Page:
        return Page(number, self.text)

    def filing(self, filing_id: str) -> Record:
        return self.record


def span_of(text: str) -> Span:
    start = TEXT.index(text)
    return Span(start, start + len(text))


FACT = Fact(
    fact_id="x", filing_id="f", table_id="t", row=2, column=1, page=1, labels=("Result", "Loss"),
    column_labels=(), text="(184,553)", value=Decimal(-184553000), quantum=Decimal(1000),
    unit="CNY", scale=Decimal(1000), period=PERIOD, entity=None, confidence=1.0,
)  # fmt: skip


def test_a_fact_is_cited_by_its_row_and_cell() -> None:
    citation = cite_fact(FACT, FakeLibrary(), 3)
    assert citation.quote == "Loss\t(184,553)\t(196,053)"
    assert citation.quote == TEXT[citation.start : citation.end]
    assert (citation.id, citation.filing, citation.page) == (3, "interim.pdf", 1)
    assert citation.section == "MD&A > Results"
    assert citation.cell is not None
    assert (citation.cell.row, citation.cell.column) == ("Loss", "2024 | RMB'000")
    assert citation.cell.bbox == Box(1, 2, 2, 3)
    assert (citation.cell.text, citation.cell.row_index) == ("(184,553)", 2)


def test_a_format_without_pages_has_no_page_number() -> None:
    library = FakeLibrary(record=Record("filing.html", is_paged=False))
    assert cite_fact(FACT, library, 1).page is None


def test_a_row_spread_far_is_quoted_by_its_cells() -> None:
    class Spread(FakeLibrary):
        def table(self, table_id: str) -> Table:
            table = super().table(table_id)
            far = tuple(
                replace(c, span=Span(1000, 1009)) if c.text == "(196,053)" else c
                for c in table.grid.cells
            )
            return replace(table, grid=replace(table.grid, cells=far))

    citation = cite_fact(FACT, Spread(), 1)
    assert citation.quote == "Loss\t(184,553)\t(196,053)"
    assert (citation.start, citation.end) == (None, None)


def passage() -> Passage:
    start = TEXT.index("We grew")
    text = "We grew. Costs fell by 5%.\n"
    return Passage("p", "f", 1, Span(start, start + len(text)), text, PassageKind.TEXT, ("MD&A",))


def test_a_passage_is_quoted_whole_or_in_part() -> None:
    whole = cite_passage(passage(), FakeLibrary(), 1)
    assert whole.quote == passage().text == TEXT[whole.start : whole.end]
    start = passage().span.start
    part = cite_passage(passage(), FakeLibrary(), 1, Span(start - 20, start + 8))
    assert part.quote == "We grew." == TEXT[part.start : part.end]


def test_a_sentence_is_quoted_without_white_space_around_it() -> None:
    citation = cite_sentence(passage(), 8, 27, FakeLibrary(), 2)
    assert citation.quote == "Costs fell by 5%." == TEXT[citation.start : citation.end]
    assert citation.cell is None
