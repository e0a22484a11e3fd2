"""Plans: how a number is found or computed, as data that people can read and change.

A plan's operands are line items of a company in a period. Carrying it out finds each operand's
cell; none is guessed: a missing one is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts import describe, parse_periods
from ingest.stores import Stores
from ingest.types import Fact
from service.answering.computing.formula import evaluate, names_in, unit_of
from service.answering.figures.dividends import dividend_declared
from service.answering.figures.line_items import find_line_item
from service.answering.figures.lookup import Match
from service.answering.figures.told import find_told
from service.display import show_fact, show_result
from service.measures.signs import signed
from service.retrieval.routing import filings_named
from service.types import Operand, Plan, Understanding, Value


@dataclass(frozen=True, slots=True)
class Executed:
    """A plan carried out: the value, the facts it rests on, what was missing."""

    plan: Plan
    value: Value | None
    matches: tuple[Match, ...]
    values: tuple[Decimal, ...] = ()  # what each brought in: a cost printed in brackets is its size
    missing: tuple[str, ...] = ()
    not_found: tuple[Operand, ...] = ()  # the operands that `missing` names


def execute(plan: Plan, understood: Understanding, stores: Stores) -> Executed:
    """Finds the operands' cells and computes. Raises RequestError for a formula that is none."""
    matches: dict[str, Match] = {}
    not_found: list[Operand] = []
    wanted = names_in(plan.formula)
    for operand in plan.operands:
        if operand.name not in wanted:
            continue
        match = _find(operand, understood, stores)
        if match is None:
            not_found.append(operand)
        else:
            matches[operand.name] = match
    missing = [o.line_item + (f" ({o.period})" if o.period else "") for o in not_found]
    missing += [name for name in wanted if name not in {o.name for o in plan.operands}]
    if missing:
        found = tuple(matches.values())
        return Executed(plan, None, found, (), tuple(missing), tuple(not_found))
    items = {operand.name: operand.line_item for operand in plan.operands}
    rows = stores.library.facts_of_rows([(m.fact.table_id, m.fact.row) for m in matches.values()])
    values = {name: operand_value(plan, m.fact, items[name], rows) for name, m in matches.items()}
    amount = evaluate(plan.formula, values)
    made = unit_of(plan.formula, {n: _unit(m.fact) for n, m in matches.items()})
    unit = made if plan.unit in _PLAIN and made and "/" in made else plan.unit or made
    if plan.unit is not None and plan.unit.startswith("per ") and made:
        unit = f"{made.split('/')[0]}/{plan.unit.removeprefix('per ')}"
    shown = show_result(amount, unit, [match.fact for match in matches.values()])
    if plan.operation == "lookup" and len(matches) == 1:
        (only,) = matches.values()
        shown = show_fact(only.fact, amount)
    filled = tuple(_filled(o, matches[o.name]) if o.name in matches else o for o in plan.operands)
    said = {n: f"{_named(m.fact)} {show_fact(m.fact, values[n])}" for n, m in matches.items()}
    explained = replace(plan, operands=filled, explanation=_in_words(plan.formula, said, shown))
    value = Value(amount, unit or "pure", shown)
    return Executed(explained, value, tuple(matches.values()), tuple(values[n] for n in matches))


def _filled(operand: Operand, match: Match) -> Operand:
    """The operand with the place that it was found in."""
    fact = match.fact
    if match.told is None:
        return replace(operand, fact_id=fact.fact_id, filing_id=fact.filing_id)
    return replace(operand, fact_id=None, told_at=fact.fact_id, filing_id=fact.filing_id)


_PLAIN = ("percent", "ratio")  # of amounts of one kind; of others it is one for each of the other


def operand_value(plan: Plan, fact: Fact, line_item: str, cells: Sequence[Fact]) -> Decimal:
    """What a cell brings into a plan: as printed for a look-up, else as the line item names it.

    `cells` are those of its row, and maybe of others.
    """
    if plan.operation == "lookup":
        return fact.value
    row = [cell for cell in cells if (cell.table_id, cell.row) == (fact.table_id, fact.row)]
    return signed(fact, line_item, row)


def _named_cell(operand: Operand, stores: Stores) -> Match | None:
    """The cell that an operand names, as long as it is still the operand's line and period."""
    if operand.fact_id is None:
        return None
    try:
        table_id, row, _ = operand.fact_id.rsplit("-", 2)
        place = (table_id, int(row))
    except ValueError:
        return None
    for fact in stores.library.facts_of_rows([place]):
        when = None if fact.period is None else describe(fact.period)
        same = fact.label == operand.line_item and operand.period in (None, when)
        if fact.fact_id == operand.fact_id and same:
            return Match(fact, 1.0, 1.0)
    return None


def _find(operand: Operand, understood: Understanding, stores: Stores) -> Match | None:
    if (named := _named_cell(operand, stores)) is not None:
        return named
    scope = understood
    if operand.period:
        periods = tuple(period for _, period in parse_periods(operand.period))
        scope = replace(scope, periods=periods)
    if operand.filing_id:
        scope = replace(scope, filing_ids=(operand.filing_id,))
    elif operand.company:
        scope = replace(scope, filing_ids=_filings_of(operand.company, understood, stores))
    declared = scope.periods[0] if scope.periods else None
    dividend = dividend_declared(operand.line_item, declared, scope.filing_ids, stores)
    if dividend is not None:
        return dividend
    found = find_line_item(operand.line_item, scope, stores)
    if found.is_clear:
        return found.best
    return find_told(operand.line_item, scope.periods, scope.filing_ids, stores)


def _filings_of(company: str, understood: Understanding, stores: Stores) -> tuple[str, ...]:
    known = set(understood.filing_ids)
    records = filings_named(company, [r for r in stores.library.filings() if r.id in known])
    return tuple(record.id for record in records)


def _unit(fact: Fact) -> str:
    return fact.unit or "count"


def _in_words(formula: str, said: Mapping[str, str], shown: str) -> str:
    """The formula with what was computed with in place of the names: 571,704 − 923,851."""

    def written(match: re.Match[str]) -> str:
        return said.get(match.group(), match.group())

    in_marks = readable(formula)
    return f"{re.sub(_OPERAND, written, in_marks)} = {shown}"


_OPERAND = re.compile(r"\b[a-z]\w*\b")


def readable(formula: str) -> str:
    """A formula with the signs that people write: |b| for abs(b), ÷ for /, ^ for **."""
    plain = re.sub(r"abs\(([^()]*)\)", r"|\1|", formula).replace("avg(", "average(")
    for sign, written in ((" / ", " ÷ "), (" * ", " × "), (" - ", " − "), (" ** ", " ^ ")):
        plain = plain.replace(sign, written)
    return plain


def _named(fact: Fact) -> str:
    when = f" {describe(fact.period)}" if fact.period else ""
    return f"{fact.label}{when}"
