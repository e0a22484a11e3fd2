"""Tables found by their lines, and by the statement that a question speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.stores import Stores
from ingest.types import Passage, Statement
from service.terms import expand, terms

ROWS = 80  # lines looked at
TABLES = 40  # tables returned at most
RANK_CONSTANT = 20
PRIMARY = 2.0  # how much more a line of a primary statement counts than one of a note
SPOKEN_OF = 0.25  # what a statement gains that the question speaks of
LABELS = 2  # lines of a table that count: more would favour long tables

_WORDS: tuple[tuple[Statement, str], ...] = (
    (
        Statement.BALANCE_SHEET,
        r"balance\s+sheets?|financial\s+position|working\s+capital|\bassets?\b|liabilit"
        r"|\binventor|\bequity\b"
        r"|receivable|payable|\bPP&?N?E\b|quick\s+ratio|current\s+ratio|liquidity|\bdebt\b"
        r"|turnover\s+ratio"
        r"|days\s+(?:payable|sales|inventory)|conversion\s+cycle|return\s+on|capital[- ]intensive"
        r"|資產|资产",
    ),
    (
        Statement.INCOME,
        r"income\s+statement|statements?\s+of\s+(?:income|operations|earnings)|P&L"
        r"|profit\s+(?:and|or)\s+loss"
        r"|\bmargins?\b|\brevenues?\b|\bsales\b|\bprofit|\bearnings\b|\bincome\b|\bEBITDA\b"
        r"|\bCOGS\b|\bcosts?\b"
        r"|expens|\bEPS\b|effective\s+tax|interest\s+coverage|turnover\s+ratio|days\s+(?:payable"
        r"|sales|inventory)"
        r"|conversion\s+cycle|return\s+on|capital[- ]intensive|收入|利润|利潤",
    ),
    (
        Statement.CASH_FLOWS,
        r"cash\s*flows?|\bcapex\b|capital\s+expenditures?|dividends?\s+paid|\bD&A\b"
        r"|depreciation\s+and\s+amorti"
        r"|repurchase|capital[- ]intensive|operating\s+activities|EBITDA|現金|现金流",
    ),
)
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)


def statements_in(text: str) -> tuple[Statement, ...]:
    """The primary statements that hold what `text` speaks of."""
    return tuple(kind for kind, pattern in _PATTERNS if pattern.search(text))


def find_tables(query: str, stores: Stores, filing_ids: Sequence[str]) -> list[Passage]:
    """The passages of the tables whose lines answer `query`, best first."""
    words = " ".join([expand(query), *terms(query)])
    rows = stores.lexical.search(words, kind="row", filing_ids=filing_ids, limit=ROWS)
    statements = stores.library.statements(filing_ids)
    ranked = rank_tables([row for row, _ in rows], statements, statements_in(query))
    return _first_of_each(stores.library.passages_of_tables(ranked[:TABLES]))


def rank_tables(
    rows: Sequence[str], statements: Mapping[str, Statement], wanted: Sequence[Statement]
) -> list[str]:
    """Table ids by the ranks of their best lines; primary statements count for more. Pure."""
    primary = {Statement.BALANCE_SHEET, Statement.INCOME, Statement.CASH_FLOWS}
    scores: dict[str, float] = defaultdict(float)
    counted: dict[str, int] = defaultdict(int)
    for rank, row in enumerate(rows):
        table = row.rpartition("#")[0]
        counted[table] += 1
        if counted[table] <= LABELS:
            weight = PRIMARY if statements.get(table) in primary else 1.0
            scores[table] += weight / (RANK_CONSTANT + rank)
    for table, statement in statements.items():
        if statement in wanted:
            scores[table] += SPOKEN_OF / len(wanted)
    return sorted(scores, key=lambda table: (-scores[table], table))


def _first_of_each(passages: Sequence[Passage]) -> list[Passage]:
    seen: set[str] = set()
    kept = []
    for passage in passages:
        if passage.table_id not in seen:
            seen.add(passage.table_id or "")
            kept.append(passage)
    return kept
