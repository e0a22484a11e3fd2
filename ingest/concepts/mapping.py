"""Facts to concepts: every row of every table, then held against the primary statements. Pure.

Precision first. A row of a primary statement is what its label and its place say. A row elsewhere
may be of a segment, an associate or a class of the line that it is named like; so where a primary
statement shows the concept for the period, the row must show that amount too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.concepts.catalogue import Catalogue, Concept, catalogue, part_name
from ingest.concepts.fitting import agrees, fits, is_misprint, is_neutral, names_total_equity
from ingest.concepts.labels import read_label
from ingest.concepts.placing import PRIMARY, Place, Placed
from ingest.concepts.words import lowered, simplified
from ingest.types import Cell, Fact, Period, Statement, Table

_OWN = frozenset({Statement.SUMMARY, Statement.KPI})  # of the company as a whole
_OTHER_SCOPE = re.compile(
    r"associate|joint venture|investee|affiliate|subsidiar|acqui|business combination|pro ?forma"
    r"|parent[- ]only|parent company|segment|discontinued|guarantor|adjust"
    r"|non-?gaap|non-?ifrs|pension"
    r"|retirement|plan assets|fair value|level [123]|held for sale|disposal"
    r"|reclassif|repric|maturit|contractual|restructur|compensation|deferred (?:income )?tax|联营"
    r"|合营|附属公司|分部|收购|备考"
)
_GROSS = {  # net line -> gross line, and what is taken from it
    "PropertyPlantAndEquipment": ("PropertyPlantAndEquipmentGross", "AccumulatedDepreciation"),
    "TradeReceivables": ("TradeReceivablesGross", "AllowanceForCreditLosses"),
    "CurrentTradeReceivables": ("TradeReceivablesGross", "AllowanceForCreditLosses"),
}
_FUNCTIONS = frozenset(
    "CostOfSales SellingExpense AdministrativeExpense SellingGeneralAndAdministrativeExpense"
    " ResearchAndDevelopmentExpense".split()
)
_RESULTS = frozenset(
    "Revenue GrossProfit ProfitLossFromOperatingActivities ProfitLossBeforeTax ProfitLoss".split()
)
_FEW = 3  # lines that make a statement


@dataclass(frozen=True, slots=True)
class _Claim:
    """A fact, what it is taken for, and how much its row has for it."""

    fact: Fact
    concept: str
    weight: int
    is_sure: bool  # nothing about table, section or concept speaks of another scope


Key = tuple[str, Period | None]


def map_concepts(tables: Sequence[Table], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts with `concept` set where it is certain which line they are.

    Args:
        tables: As `read_tables` gives them.
        facts: Their facts, in any order.

    Returns:
        The facts in the same order; a fact whose line could not be told keeps None.
    """
    by_table: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_table[fact.table_id].append(fact)
    claims = {
        table.table_id: _claims_of(table, by_table[table.table_id])
        for table in tables
        if table.table_id in by_table and table.statement is not Statement.AGING
    }
    anchors = _anchors(tables, claims)
    known: dict[Key, list[Fact]] = defaultdict(list)
    for table_id in anchors:
        for claim in claims[table_id]:
            known[_key(claim)].append(claim.fact)
            known[claim.concept, None].append(claim.fact)  # what an undated figure can be held to
    mapped: dict[str, str] = {}
    for table in tables:
        found = claims.get(table.table_id, [])
        if table.table_id not in anchors:
            found = _borne_out(found, known)
        mapped.update((claim.fact.fact_id, claim.concept) for claim in found)
    return tuple(
        replace(fact, concept=mapped[fact.fact_id]) if fact.fact_id in mapped else fact
        for fact in facts
    )


def _claims_of(table: Table, facts: Sequence[Fact]) -> list[_Claim]:
    """What each fact of one table is taken for, before other tables are asked."""
    rows: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        rows[fact.row].append(fact)
    cells = {(cell.row, cell.column): cell for cell in table.grid.cells if cell.xbrl is not None}
    titles = simplified(lowered(" ".join((table.caption, *table.headings[-1:]))))
    is_scoped = table.statement not in PRIMARY | _OWN and (
        bool(_OTHER_SCOPE.search(titles)) or _is_of_expense(table.caption)
    )
    place = Place(table.statement, _company(facts))
    claims: list[_Claim] = []
    placed_rows = [(rows[row], place.read(rows[row][0].labels)) for row in sorted(rows)]
    for at, (row_facts, placed) in enumerate(placed_rows):
        path = row_facts[0].labels
        if at + 1 < len(placed_rows):
            placed = _before_allowance(placed, placed_rows[at + 1][1])
        is_sure = not is_scoped and _is_plain_path(path[:-1], table.statement)
        for fact in row_facts:
            if not _is_whole(table, fact):
                continue
            concept = _tagged(cells.get((fact.row, fact.column)), placed, table.statement) or _only(
                placed, fact, table.statement
            )
            if concept is not None:
                sure = is_sure and not _is_shared_name(concept, placed, table.statement)
                claims.append(_Claim(fact, concept.name, placed.weight, sure))
    if table.statement not in PRIMARY:
        claims = _functions_in_doubt(claims)
    claims = _owners_apart(claims, placed_rows)
    return _whole_where_alone(_without_rivals(claims), placed_rows)


def _before_allowance(placed: Placed, following: Placed) -> Placed:
    """A line from which the next row takes an allowance is gross."""
    names = {concept.name for concept in following.concepts}
    known = catalogue().concepts
    gross = tuple(
        known[_GROSS[c.name][0]] if c.name in _GROSS and _GROSS[c.name][1] in names else c
        for c in placed.concepts
    )
    return placed if placed.says_net else replace(placed, concepts=gross)


def _is_shared_name(concept: Concept, placed: Placed, statement: Statement) -> bool:
    """Whether notes use the line's name for other things, so that it must be borne out.

    Cash flows ("Loan payments"), parts of other comprehensive income ("Exchange differences" in
    every roll-forward), deferred tax before it is set off.
    """
    if statement in PRIMARY:
        alone = concept.statement is Statement.CASH_FLOWS and not concept.also
        return alone and statement is not Statement.CASH_FLOWS
    if concept.statement is Statement.CASH_FLOWS:
        return not concept.also
    if concept.statement is Statement.COMPREHENSIVE_INCOME:
        return "Comprehensive" not in concept.name
    return concept.name in ("DeferredTaxAssets", "DeferredTaxLiabilities") and not placed.says_net


def _is_of_expense(title: str) -> bool:
    """Whether a title names an expense: the rows under it are what that consists of."""
    return any(
        reading.concept.statement is Statement.INCOME and reading.concept.balance == "debit"
        for reading in read_label(title).readings
    )


def _company(facts: Iterable[Fact]) -> str:
    return next((fact.entity for fact in facts if fact.entity), "")


def _is_whole(table: Table, fact: Fact) -> bool:
    """Whether a fact's column is of the company as a whole."""
    if table.statement is Statement.EQUITY:
        return names_total_equity(fact.column_labels)
    return is_neutral(fact.column_labels)


def _is_plain_path(sections: Sequence[str], statement: Statement) -> bool:
    if statement in PRIMARY:
        return True
    return not sections or all(_is_heading(section) for section in sections)


def _is_heading(section: str) -> bool:
    """Whether a section is a heading of the standards, rather than a member or a scope."""
    low = simplified(lowered(section))
    if _OTHER_SCOPE.search(low):
        return False
    return bool(
        re.search(
            r"\b(?:assets?|liabilit|equity|income|expenses?|revenues?|sales|costs?|profit"
            r"|loss|earnings"
            r"|cash|activities|operati|share|employees|emissions|data|position)|资产|负债"
            r"|权益|收入|费用|成本|现金",
            low,
        )
    )


def _only(placed: Placed, fact: Fact, statement: Statement) -> Concept | None:
    """The one concept of a row that this fact can be of; None where there is none or several."""
    strictly = statement not in PRIMARY
    found = [concept for concept in placed.concepts if fits(concept, fact, strictly=strictly)]
    if len(found) > 1:
        found = [concept for concept in found if fits(concept, fact, strictly=True)]
    return found[0] if len(found) == 1 else None


def _tagged(cell: Cell | None, placed: Placed, statement: Statement) -> Concept | None:
    """What the cell's inline XBRL tag says; what the label says where the tag allows it.

    A tag says nothing of the member that its context may name, so outside the primary
    statements it only decides between the label's readings.
    """
    if cell is None or cell.xbrl is None:
        return None
    known = catalogue()
    tagged = _elements(cell.xbrl.concept, known)
    for concept in placed.concepts:
        if concept in tagged or (concept.whole and known.concepts[concept.whole] in tagged):
            return concept
    return tagged[0] if tagged and statement in PRIMARY else None


def _elements(name: str, known: Catalogue) -> tuple[Concept, ...]:
    if found := known.elements.get(name):
        return found
    for ending, term in (("Noncurrent", "noncurrent"), ("Current", "current")):
        if name.endswith(ending):
            wholes = known.elements.get(name.removesuffix(ending), ())
            return tuple(
                known.concepts[part_name(concept, "current" if term == "current" else "noncurrent")]
                for concept in wholes
                if concept.split
            )
    return ()


def _functions_in_doubt(claims: list[_Claim]) -> list[_Claim]:
    """Expenses by function are sure only beside results: notes split charges over functions."""
    if _lines(claims) & _RESULTS:
        return claims
    return [
        replace(claim, is_sure=False) if claim.concept in _FUNCTIONS else claim for claim in claims
    ]


def _owners_apart(
    claims: list[_Claim], rows: Sequence[tuple[Sequence[Fact], Placed]]
) -> list[_Claim]:
    """Shareholders' equity beside a total equity that differs is that of the parent's owners."""
    owners = {row[0].row for row, placed in rows if placed.by_owners}
    totals = {
        claim.fact.column: claim.fact
        for claim in claims
        if claim.concept == "Equity" and claim.fact.row not in owners
    }
    found = []
    for claim in claims:
        total = totals.get(claim.fact.column)
        of_owners = claim.concept == "Equity" and claim.fact.row in owners
        if of_owners and total is not None and not agrees(total, claim.fact):
            claim = replace(claim, concept="EquityAttributableToOwnersOfParent")
        found.append(claim)
    return found


def _without_rivals(claims: list[_Claim]) -> list[_Claim]:
    """Claims of which no two rows of one column say different amounts of one concept."""
    columns: dict[tuple[str, int], list[_Claim]] = defaultdict(list)
    for claim in claims:
        columns[claim.concept, claim.fact.column].append(claim)
    losers: set[tuple[str, int]] = set()  # concept, row
    for (concept, _), rivals in columns.items():
        heaviest = max(claim.weight for claim in rivals)
        best = [claim for claim in rivals if claim.weight == heaviest]
        same = all(agrees(best[0].fact, claim.fact) for claim in best)
        for claim in rivals:
            lighter = claim.weight < heaviest and not agrees(best[0].fact, claim.fact)
            if lighter or not same:
                losers.add((concept, claim.fact.row))
    return [claim for claim in claims if (claim.concept, claim.fact.row) not in losers]


def _whole_where_alone(
    claims: list[_Claim], rows: Sequence[tuple[Sequence[Fact], Placed]]
) -> list[_Claim]:
    """A lone current or non-current part of a concept that is mostly not split is the whole."""
    known = catalogue().concepts
    shown = {claim.concept for claim in claims}
    said = {row[0].row for row, placed in rows if placed.term_of_label}
    found = []
    for claim in claims:
        whole = known[known[claim.concept].whole] if known[claim.concept].whole else None
        if whole is not None and whole.split == "both" and claim.fact.row not in said:
            parts = {part_name(whole, "current"), part_name(whole, "noncurrent")}
            if not parts <= shown and whole.name not in shown:
                claim = replace(claim, concept=whole.name)
        found.append(claim)
    return found


def _anchors(tables: Sequence[Table], claims: Mapping[str, list[_Claim]]) -> set[str]:
    """The primary statements: of each kind the table with most lines, and its continuation."""
    anchors: set[str] = set()
    for kind in PRIMARY - {Statement.EQUITY}:
        of_kind = [t for t in tables if t.statement is kind and claims.get(t.table_id)]
        if not of_kind:
            continue
        best = max(of_kind, key=lambda table: len(_lines(claims[table.table_id])))
        if len(_lines(claims[best.table_id])) < _FEW:
            continue
        anchors.add(best.table_id)
        values: dict[Key, list[Fact]] = defaultdict(list)
        for claim in claims[best.table_id]:
            values[_key(claim)].append(claim.fact)
        for table in of_kind:
            if (
                table is not best
                and abs(table.page - best.page) <= 1
                and not any(_contradicts(claim, values) for claim in claims[table.table_id])
            ):
                anchors.add(table.table_id)
    return anchors


def _lines(claims: Iterable[_Claim]) -> set[str]:
    return {claim.concept for claim in claims}


def _key(claim: _Claim) -> Key:
    """Concept and period under which figures must agree; a balance by its date alone."""
    period = claim.fact.period
    if period is not None and catalogue().concepts[claim.concept].period == "instant":
        period = Period(None, period.end)
    return claim.concept, period


def _contradicts(claim: _Claim, known: Mapping[Key, Sequence[Fact]]) -> bool:
    shown = known.get(_key(claim)) if claim.fact.period is not None else None
    return bool(shown) and not any(agrees(claim.fact, fact) for fact in shown or ())


def _borne_out(claims: list[_Claim], known: Mapping[Key, Sequence[Fact]]) -> list[_Claim]:
    """The claims of a table outside the primary statements that these bear out or do not deny."""
    denied: set[int] = set()  # rows
    borne: set[int] = set()
    open_claims: list[_Claim] = []  # neither borne out nor denied
    kept: list[_Claim] = []
    for claim in claims:
        is_dated = claim.fact.period is not None
        shown = known.get(_key(claim) if is_dated else (claim.concept, None), ())
        if any(agrees(claim.fact, fact) for fact in shown):
            borne.add(claim.fact.row)
            kept.append(claim)
        elif is_dated and shown and not any(is_misprint(claim.fact, fact) for fact in shown):
            denied.add(claim.fact.row)
        else:
            open_claims.append(claim)
    is_foreign = len(denied) > len(borne)
    for claim in open_claims:
        row, is_dated = claim.fact.row, claim.fact.period is not None
        unopposed = claim.is_sure and is_dated and row not in denied and not is_foreign
        if row in borne or unopposed:
            kept.append(claim)
    return kept
