"""What a company owes to lenders in all: the debt on the face of its balance sheet, added up.

Few balance sheets print a total of it; the parts stand among current and long-term liabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.concepts import catalogue
from ingest.stores import Stores
from ingest.types import Fact
from service.answering.understanding.when import NEAR
from service.intervals import read_intervals
from service.measures import Item, Node, by_concept, cell_of, concepts_named, total

_LINES = frozenset(
    {
        "ShortTermBorrowings",
        "CurrentPortionOfLongTermBorrowings",
        "CurrentDebt",
        "LongTermDebt",
        "LongTermDebtAndFinanceLeases",
    }
)
_WHOLES = frozenset({"Borrowings", "BondsAndNotes", "LoansPayable", "ConvertibleDebt"})


def is_total_debt(phrase: str) -> bool:
    """Whether all debt is meant, not its short-term or long-term part."""
    if read_intervals(phrase)[1]:
        return False  # "due within one year"
    named = concepts_named(phrase)
    return bool(named) and named[0].name == "Borrowings"


def owed(item: Item, filing_ids: Sequence[str], stores: Stores) -> Node | None:
    """The sum of the lines of debt on the balance sheet of the item's date; None without any."""
    if item.period is None or not is_total_debt(item.phrase):
        return None
    end = item.period.end
    known = catalogue().concepts
    for filing_id in _reporting_first(filing_ids, end, stores):
        found: dict[tuple[str, int], Fact] = {}
        for name, lines in stores.library.derived(filing_id, by_concept).items():
            if name not in _LINES and known[name].whole not in _WHOLES:
                continue
            for line in lines:
                dated = line.fact.period
                if not line.is_primary or dated is None or not dated.is_instant:
                    continue
                if abs((dated.end - end).days) <= NEAR:
                    found.setdefault((line.fact.table_id, line.fact.row), line.fact)
        if found:
            return total(tuple(cell_of(found[place]) for place in sorted(found)))
    return None


def _reporting_first(filing_ids: Sequence[str], end: date, stores: Stores) -> list[str]:
    scope = [r for r in stores.library.filings() if r.id in set(filing_ids)]
    own = {r.id: r.identity.period.end if r.identity.period else None for r in scope}
    return sorted(own, key=lambda filing_id: own[filing_id] != end)


def _cell(fact: Fact) -> Item:
    return Item(fact.label, fact.period, filing_id=fact.filing_id, fact_id=fact.fact_id)
