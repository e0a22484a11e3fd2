"""HTML tables against a second reading of the same bytes, and facts against the page's text."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.parsing import parse
from ingest.readers import read_filing
from ingest.types import Parsed
from linearised import Number, compare, source_rows
from tables_from_text import html_table

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))
FILINGS = SHARED / "filings"
LEAST_AGREEMENT = 0.995
needs_filings = pytest.mark.skipif(not FILINGS.is_dir(), reason="measuring data absent")


def test_the_second_reading_reads_signs_in_cells_of_their_own() -> None:
    page = html_table([["Net loss", "$", "(1,234", ")", "(5.6", ")%"], ["Cost", "", "-2.0%", "7"]])
    (rows,) = source_rows(page.encode())
    assert rows[0].numbers == (Number(Decimal(-1234), False), Number(Decimal("-5.6"), True))
    assert rows[1].numbers == (Number(Decimal("-2.0"), True), Number(Decimal(7), False))


def test_a_number_read_otherwise_is_listed() -> None:
    printed = html_table([["Sales", "1,200", "1,100"], ["Cost", "800", "700"]])
    other = html_table([["Sales", "1,200", "1,100"], ["Cost", "(800", "700"]])
    assert not compare(printed.encode(), read_filing("x.html", printed.encode())).rest
    found = compare(other.encode(), read_filing("x.html", printed.encode()))
    assert (found.compared, found.agreeing) == (4, 0)
    assert found.rest[0].reason == "not read as a table of values"


@pytest.mark.shared
@needs_filings
@pytest.mark.parametrize("folder", ["findver", "faith", "hkex"])
def test_filings_agree_with_their_second_reading(folder: str) -> None:
    """Numbers as the linearised rows print them; every fact where its span says."""
    compared = agreeing = facts = 0
    rest = []
    for path in sorted((FILINGS / folder).iterdir()):
        data = path.read_bytes()
        parsed = parse(path.name, data)
        assert_verbatim(parsed)
        facts += len(parsed.facts)
        if path.suffix == ".html":
            found = compare(data, parsed.reading)
            compared += found.compared
            agreeing += found.agreeing
            rest += [f"{path.name}: {d.reason}: {d.line}" for d in found.rest]
    print(f"{agreeing:,} of {compared:,} numeric cells agree", *rest, sep="\n  ")
    assert facts > 1000
    assert agreeing >= LEAST_AGREEMENT * compared, "\n".join(rest)


def assert_verbatim(parsed: Parsed) -> None:
    """Every fact's cell, found again by its span, shows exactly the stored text."""
    pages = {page.number: page.text for page in parsed.reading.pages}
    cells = {
        (table.table_id, cell.row, cell.column): cell
        for table in parsed.tables
        for cell in table.grid.cells
    }
    for fact in parsed.facts:
        cell = cells[fact.table_id, fact.row, fact.column]
        assert cell.span is not None
        shown = cell.span.of(pages[fact.page])  # a number cut in two has white space inside
        assert "".join(fact.text.split()) == "".join(shown.split()), fact
