"""Real PDFs, where they are at hand: every fact is found again where it says it stands, and the
primary statements of the annual reports tie out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest

from ingest.parsing import parse
from ingest.readers.pdf.words import WordExtractor
from ingest.tying import statements_tied
from ingest.types import Fact, Parsed

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))
PDFS = sorted((SHARED / "filings" / "financebench").glob("*.pdf"))
TIED = 0.95  # share of the three statements of every annual report

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PDFS, reason=f"no PDFs beside the project in {SHARED}"),
]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, str]:
    """What is said of each statement of each annual report; every fact is looked up on the way."""
    found: dict[str, str] = {}
    for path in PDFS:
        data = path.read_bytes()
        parsed = parse(path.name, data)
        assert list(misplaced(parsed, data)) == [], path.name
        if parsed.identity.form == "10-K":
            found |= {f"{path.name} {s}": v for s, v in statements_tied(parsed).items()}
    return found


def misplaced(parsed: Parsed, data: bytes) -> Iterator[Fact]:
    """Facts whose cell shows something else on its page, by its span or by its box."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    words = WordExtractor(document)
    on_page = {}
    for page in {fact.page for fact in parsed.facts}:
        read = words.page(page - 1, 10**7)
        assert read is not None
        on_page[page] = read.words
    texts = {page.number: page.text for page in parsed.reading.pages}
    cells = {
        (table.table_id, cell.row, cell.column): cell
        for table in parsed.tables
        for cell in table.grid.cells
    }
    for fact in parsed.facts:
        cell = cells[fact.table_id, fact.row, fact.column]
        if cell.span is None or cell.box is None:
            yield fact
            continue
        box = cell.box
        inside = [
            word
            for word in on_page[fact.page]
            if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1
            and box.top <= (word.top + word.bottom) / 2 <= box.bottom
        ]
        shown = "".join(word.text for word in sorted(inside, key=lambda word: word.x0))
        by_span = "".join(cell.span.of(texts[fact.page]).split())
        if not shown == by_span == "".join(fact.text.split()):
            yield fact
    pdfium.FPDF_CloseDocument(document)


def test_facts_stand_where_they_say_and_statements_tie(verdicts: dict[str, str]) -> None:
    assert len(verdicts) >= 3 * 20
    tied = [name for name, verdict in verdicts.items() if verdict == "ties"]
    rest = {name: verdict for name, verdict in verdicts.items() if verdict != "ties"}
    print(f"{len(tied)} of {len(verdicts)} tie; the rest: {rest}")
    assert len(tied) >= TIED * len(verdicts), rest
