"""What is to be computed, as a tree over line items; and the plan that carries it out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from ingest.facts import describe
from ingest.types import Fact, Period
from service.types import Operand, Plan


@dataclass(frozen=True, slots=True)
class Item:
    """A line item as the question words it, of a period (None: the question's own)."""

    phrase: str
    period: Period | None = None
    company: str | None = None
    filing_id: str | None = None
    is_opening: bool = False  # as it stood when the question's own period began
    fact_id: str | None = None  # the very cell, where it is known
    part: str = ""  # the segment, product or region that it is of

    @property
    def name(self) -> str:
        """The line item with the part of the group that it is of."""
        return f"{self.part} {self.phrase}".strip()


def cell_of(fact: Fact) -> Item:
    """A cell as an operand that names it."""
    return Item(fact.label, fact.period, filing_id=fact.filing_id, fact_id=fact.fact_id)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the question or a definition gives."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation over parts: + - * / ** of two, avg, abs, min, max of some."""

    operator: str
    parts: tuple[Node, ...]


Node = Item | Number | Apply
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}


def binary(operator: str, one: Node, other: Node) -> Apply:
    """One operation of two parts."""
    return Apply(operator, (one, other))


def total(parts: tuple[Node, ...]) -> Node:
    """The sum of some parts."""
    first, *rest = parts
    for part in rest:
        first = binary("+", first, part)
    return first


def items_of(node: Node) -> Iterator[Item]:
    """Every line item, in order of appearance."""
    if isinstance(node, Item):
        yield node
    elif isinstance(node, Apply):
        for part in node.parts:
            yield from items_of(part)


def mapped(node: Node, change: Callable[[Item], Node]) -> Node:
    """The same tree with every item replaced by what `change` makes of it."""
    if isinstance(node, Item):
        return change(node)
    if isinstance(node, Apply):
        return Apply(node.operator, tuple(mapped(part, change) for part in node.parts))
    return node


def dated(node: Node, period: Period | None) -> Node:
    """Items without a period of their own are of `period`, or of the day before it began.

    What is also wanted as it stood at the opening is a balance, so of the day `period` ends on.
    """
    balances = {item.name for item in items_of(node) if item.is_opening}

    def fill(item: Item) -> Item:
        if item.period is not None or period is None:
            return replace(item, is_opening=False)
        own = opening_of(period) if item.is_opening else period
        if item.name in balances and not item.is_opening:
            own = Period(None, period.end)
        return replace(item, period=own, is_opening=False)

    return mapped(node, fill)


def opening_of(period: Period) -> Period:
    """The balance sheet date that a period starts from; a date's is the one a year before."""
    if period.start is None:
        return period.shifted(-1)
    return Period(None, period.start - timedelta(days=1))


def shifted(node: Node, years: int) -> Node:
    """The same, of a period some years later or earlier."""
    return mapped(
        node,
        lambda item: replace(item, period=item.period.shifted(years)) if item.period else item,
    )


def is_computed(node: Node) -> bool:
    """Whether there is anything to compute: more than a line item or a number."""
    return isinstance(node, Apply)


def plan_of(node: Node, unit: str | None) -> Plan:
    """The plan that computes a tree: the same item in the same period is one operand."""
    names: dict[Item, str] = {}
    for item in items_of(node):
        names.setdefault(item, _name(len(names)))
    operands = tuple(
        Operand(
            name,
            item.name,
            company=item.company,
            period=None if item.period is None else describe(item.period),
            filing_id=item.filing_id,
            fact_id=item.fact_id,
        )
        for item, name in names.items()
    )
    return Plan("formula", operands, _written(node, names), unit)


def _name(index: int) -> str:
    letter, turn = chr(ord("a") + index % 26), index // 26
    return letter + (str(turn) if turn else "")


def _written(node: Node, names: dict[Item, str], binds: int = 0) -> str:
    if isinstance(node, Item):
        return names[node]
    if isinstance(node, Number):
        return f"{node.value:f}"
    if node.operator not in _BINDS:
        return f"{node.operator}({', '.join(_written(part, names) for part in node.parts)})"
    own = _BINDS[node.operator]
    left, right = node.parts
    # What stands right of - and / keeps its brackets.
    text = f"{_written(left, names, own)} {node.operator} {_written(right, names, own + 1)}"
    return f"({text})" if own < binds else text
