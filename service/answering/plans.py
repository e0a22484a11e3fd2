"""Plans: how a number is found or computed, as data that people can read and change.

A plan's operands are line items of a company in a period. Carrying it out finds each operand's
cell; none is guessed: a missing one is named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from ingest.facts import describe, parse_periods
from ingest.stores import Stores
from ingest.types import Fact, Period
from service.answering.formula import evaluate, names_in
from service.answering.lookup import Match, find_facts, signed
from service.display import show, show_fact
from service.types import Operand, Plan, Understanding, Value


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard measure of the library."""

    name: str
    aliases: tuple[str, ...]
    formula: str
    operands: Mapping[str, str]
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Executed:
    """A plan carried out: the value, the facts it rests on, what was missing."""

    plan: Plan
    value: Value | None
    matches: tuple[Match, ...]
    missing: tuple[str, ...] = ()


@cache
def measures() -> tuple[Measure, ...]:
    """The library of standard measures."""
    text = files("service.answering").joinpath("measures.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(m["name"], tuple(m["aliases"]), m["formula"], m["operands"], m["unit"], m["source"])
        for m in tomllib.loads(text)["measure"]
    )


def measure_named(text: str) -> Measure | None:
    """The standard measure that a question names, the longest name first."""
    lowered = text.lower()
    named = [
        (len(alias), measure)
        for measure in measures()
        for alias in (measure.name, *measure.aliases)
        if re.search(
            rf"(?<!\w){re.escape(alias)}(?!\w)" if alias.isascii() else re.escape(alias), lowered
        )
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def plan_measure(measure: Measure, period: Period | None) -> Plan:
    """The plan of a standard measure in a period."""
    when = None if period is None else describe(period)
    operands = tuple(
        Operand(name=name, line_item=item, period=when) for name, item in measure.operands.items()
    )
    return Plan("formula", operands, measure.formula, measure.unit or None)


def plan_change(
    item: str, later: Period, earlier: Period, unit: str | None, *, falls: bool = False
) -> Plan:
    """The plan of a change of one line item between two periods.

    `unit`: percent for the growth rate, percentage_point for a difference of rates, None for the
    difference of amounts. `falls`: a fall was asked for by that word, so a fall is positive.
    """
    operands = (
        Operand("a", item, period=describe(later)),
        Operand("b", item, period=describe(earlier)),
    )
    difference = "b - a" if falls else "a - b"
    formula = f"({difference}) / abs(b)" if unit == "percent" else difference
    return Plan("formula", operands, formula, unit)


def plan_measure_change(
    measure: Measure, later: Period, earlier: Period, *, falls: bool = False
) -> Plan:
    """The plan of a change of a standard measure, in percentage points where it is a rate."""
    operands: list[Operand] = []
    formulas: list[str] = []
    for index, period in enumerate((later, earlier)):
        names = {name: f"{name}{index + 1}" for name in measure.operands}
        operands += [
            Operand(names[name], item, period=describe(period))
            for name, item in measure.operands.items()
        ]
        formulas.append(_renamed(measure.formula, names))
    unit = "percentage_point" if measure.unit == "percent" else measure.unit or None
    first, second = reversed(formulas) if falls else formulas
    return Plan("formula", tuple(operands), f"{first} - ({second})", unit)


def _renamed(formula: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\b[a-z]\b", lambda match: names[match.group()], formula)


def execute(plan: Plan, understood: Understanding, stores: Stores) -> Executed:
    """Finds the operands' cells and computes. Raises RequestError for a formula that is none."""
    matches: dict[str, Match] = {}
    missing: list[str] = []
    wanted = names_in(plan.formula)
    for operand in plan.operands:
        if operand.name not in wanted:
            continue
        match = _find(operand, understood, stores)
        if match is None:
            missing.append(operand.line_item + (f" ({operand.period})" if operand.period else ""))
        else:
            matches[operand.name] = match
    missing += [name for name in wanted if name not in {o.name for o in plan.operands}]
    if missing:
        return Executed(plan, None, tuple(matches.values()), tuple(missing))
    items = {operand.name: operand.line_item for operand in plan.operands}
    values = {name: operand_value(plan, m.fact, items[name]) for name, m in matches.items()}
    amount = evaluate(plan.formula, values)
    unit = plan.unit or _unit_of(matches)
    shown = show(amount, unit, places=1 if unit in ("percent", "percentage_point") else 2)
    if plan.operation == "lookup" and len(matches) == 1:
        (only,) = matches.values()
        shown = show_fact(only.fact, amount)
    filled = tuple(
        replace(o, fact_id=matches[o.name].fact.fact_id, filing_id=matches[o.name].fact.filing_id)
        if o.name in matches else o
        for o in plan.operands
    )  # fmt: skip
    explained = replace(plan, operands=filled, explanation=_in_words(plan.formula, matches, shown))
    value = Value(amount, unit or "pure", shown)
    return Executed(explained, value, tuple(matches.values()))


def operand_value(plan: Plan, fact: Fact, line_item: str) -> Decimal:
    """What a cell brings into a plan: as printed for a look-up, else as the line item names it."""
    return fact.value if plan.operation == "lookup" else signed(fact, line_item)


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
            return Match(fact, stores.library.table(fact.table_id), 1.0, 1.0)
    return None


def _find(operand: Operand, understood: Understanding, stores: Stores) -> Match | None:
    if (named := _named_cell(operand, stores)) is not None:
        return named
    scope = replace(understood, text=operand.line_item)
    if operand.period:
        periods = tuple(period for _, period in parse_periods(operand.period))
        scope = replace(scope, periods=periods)
    if operand.filing_id:
        scope = replace(scope, filing_ids=(operand.filing_id,))
    found = find_facts(scope, stores, measure=operand.line_item)
    return found.best if found.is_clear else None


def _unit_of(matches: Mapping[str, Match]) -> str | None:
    units = {match.fact.unit for match in matches.values()}
    return units.pop() if len(units) == 1 else None


def _in_words(formula: str, matches: Mapping[str, Match], shown: str) -> str:
    """The formula with the cells' values in place of the names: (571,704 − 923,851) ÷ 923,851."""

    def written(match: re.Match[str]) -> str:
        found = matches.get(match.group())
        return f"{_named(found.fact)} {show_fact(found.fact)}" if found else match.group()

    in_marks = readable(formula)
    return f"{re.sub(_OPERAND, written, in_marks)} = {shown}"


_OPERAND = re.compile(r"\b[a-z]\w*\b")


def readable(formula: str) -> str:
    """A formula with the signs that people write: |b| for abs(b), ÷ for /."""
    plain = re.sub(r"abs\(([^()]*)\)", r"|\1|", formula)
    return plain.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")


def _named(fact: Fact) -> str:
    when = f" {describe(fact.period)}" if fact.period else ""
    return f"{fact.label}{when}"
