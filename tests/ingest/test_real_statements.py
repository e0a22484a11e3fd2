"""Real filings, where they are at hand: facts stand on their pages, balance sheets balance."""

from __future__ import annotations

import os
import re
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.facts import bind_facts
from ingest.identity import identify
from ingest.readers import read_filing
from ingest.tables import read_tables
from ingest.types import Fact, Statement

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))
FILINGS = SHARED / "filings"
PDFS = sorted((FILINGS / "financebench").glob("*_10K.pdf"), key=lambda p: p.stat().st_size)[:3]
HTMLS = sorted((FILINGS / "findver").glob("*10-K.html"), key=lambda p: p.stat().st_size)[:3]
TEXTS = sorted((FILINGS / "hkex").glob("*.txt"))
SECONDS = 1.6  # of processor time for tables and facts of one filing: twice what is aimed at

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PDFS, reason=f"no filings beside the project in {FILINGS}"),
]


def by_date(facts: list[Fact], pattern: str) -> dict[date, Decimal]:
    return {
        fact.period.end: fact.value
        for fact in facts
        if fact.period is not None and re.search(pattern, fact.label.lower())
    }


@pytest.mark.parametrize("path", [*PDFS, *HTMLS, *TEXTS], ids=lambda path: path.name)
def test_a_real_filing(path: Path) -> None:
    reading = read_filing(path.name, path.read_bytes())
    identity = identify(path.name, reading)
    start = time.process_time()
    tables = read_tables("f", reading, identity)
    facts, unread = bind_facts(tables, identity)
    assert time.process_time() - start < SECONDS
    pages = {page.number: re.sub(r"\s+", "", page.text) for page in reading.pages}
    lost = [fact for fact in facts if re.sub(r"\s+", "", fact.text) not in pages[fact.page]]
    assert not lost
    assert unread * 10 < len(facts)
    if path in TEXTS:
        return
    sheets = {t.table_id for t in tables if t.statement is Statement.BALANCE_SHEET}
    balances = [fact for fact in facts if fact.table_id in sheets]
    assets = by_date(balances, r"^total assets$")
    claims = by_date(balances, r"^total liabilities(?:,| and ).*(?:equity|deficit|investment)")
    both = assets.keys() & claims.keys()
    assert both, "no balance sheet was read"
    assert {day: assets[day] for day in both} == {day: claims[day] for day in both}
