"""Figures of a filing held against each other: what an auditor would tick off.

Only what can really be checked makes a tie. A printed figure stands for every value that prints
like it, so tolerances add up; no value is ever changed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.tying.across import tie_across
from ingest.tying.agreement import tie_agreements, tie_comparatives
from ingest.tying.confidence import weigh
from ingest.tying.footing import tie_sums, totals_of
from ingest.tying.identities import tie_balance, tie_cash
from ingest.tying.misreads import suggest
from ingest.tying.percentages import tie_percentages
from ingest.tying.sheets import make_sheets
from ingest.tying.statements import statements_tied
from ingest.tying.tagged import tie_tagged
from ingest.types import Fact, Identity, Table, Tie

__all__ = ["count_ties", "statements_tied", "tie_comparatives", "tie_out"]


def tie_out(
    tables: Sequence[Table], facts: Sequence[Fact], identity: Identity
) -> tuple[tuple[Tie, ...], tuple[Fact, ...]]:
    """Holds a filing's figures against each other.

    Args:
        tables: As `read_tables` gives them.
        facts: As `bind_facts` gives them, mapped to concepts or not.
        identity: The filing's.

    Returns:
        The ties in reading order; the facts with `is_total` set, and less confidence in those
        that do not tie. Values stay as they are.
    """
    ties: list[Tie] = []
    totals: set[str] = set()
    sheets = make_sheets(tables, facts)
    for sheet in sheets:
        footing, sums = tie_sums(sheet)
        totals |= totals_of(sheet, sums)
        ties += [*tie_balance(sheet), *footing, *tie_across(sheet, footing)]
        ties += tie_percentages(sheet)
    ties += tie_cash(sheets)
    ties += tie_agreements(tables, facts)
    ties += tie_tagged(tables, {(fact.table_id, fact.row, fact.column): fact for fact in facts})
    misread = {fact_id for tie in ties if tie.suggestion for fact_id in tie.fact_ids}
    ties, named = suggest(ties, {fact.fact_id: fact for fact in facts})
    order = {table.table_id: position for position, table in enumerate(tables)}
    ties.sort(key=lambda tie: order[tie.table_id])
    return tuple(ties), weigh(facts, ties, totals, misread | named)


def count_ties(ties: Iterable[Tie]) -> dict[str, tuple[int, int]]:
    """How many ties of each kind hold, and how many do not; kinds without ties are left out."""
    counts: dict[str, tuple[int, int]] = {}
    for tie in ties:
        held, failed = counts.get(tie.kind.value, (0, 0))
        counts[tie.kind.value] = (held + tie.holds, failed + (not tie.holds))
    return counts
