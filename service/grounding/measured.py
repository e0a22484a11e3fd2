"""Standard measures that a sentence names: margins, ratios, days, free cash flow.

The definitions are those that answer questions (`service.measures`); each operand is the cell that
is mapped to its concept, of the claim's period and of one filing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, DecimalException
from functools import cache

from ingest.facts import ends_together, is_same_period
from ingest.stores import Library
from ingest.types import Fact, Period
from service.grounding.context import Claim
from service.grounding.derived import Derived
from service.grounding.times import expected_periods
from service.measures import (
    Apply,
    Item,
    Line,
    Measure,
    Node,
    Number,
    by_concept,
    concepts_named,
    lines,
    measure_named,
)
from service.measures.signs import signed

_KINDS = frozenset({"percent", "count", "multiple", "money", "percentage_point"})
_DAYS = "days"
_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − "}


@dataclass(frozen=True, slots=True)
class _Value:
    """The interval of a part of a measure, how it is written, and the cells it rests on."""

    low: Decimal
    high: Decimal
    text: str
    facts: tuple[Fact, ...] = ()


def measured(
    claim: Claim, library: Library, filing_ids: Sequence[str], homes: Mapping[str, Period | None]
) -> Iterator[Derived]:
    """What the filings' own lines give for the measure that a claim names.

    Args:
        claim: What the sentence says.
        library: Where the facts are.
        filing_ids: The filings to look in.
        homes: The period that each reports on.
    """
    if claim.quantity.kind not in _KINDS or claim.relation not in ("level", "share", "ratio"):
        return
    named = measure_named(claim.ahead)
    if named is None:
        return
    measure = named[0]
    for filing_id in filing_ids:
        of_concept = library.derived(filing_id, by_concept)
        for period in expected_periods(claim, homes.get(filing_id))[:1]:
            value = _value(measure.node, _whole(period), of_concept)
            if value is not None:
                yield _derived(measure, value)


def _whole(period: Period) -> Period:
    """The year that ends on a day; other periods as they are."""
    if period.start is not None:
        return period
    return Period(period.shifted(-1).end + timedelta(days=1), period.end)


def _derived(measure: Measure, value: _Value) -> Derived:
    middle = (value.low + value.high) / 2
    result = f"{middle * 100:.2f}%" if measure.unit == "percent" else f"{middle:,.2f}"
    formula = f"{measure.name} = {value.text} = {result}"
    return Derived(value.low, value.high, formula, value.facts, 1.0, result)


def _value(node: Node, period: Period, of_concept: Mapping[str, tuple[Line, ...]]) -> _Value | None:
    match node:
        case Number(value=value):
            return _Value(value, value, f"{value:f}")
        case Item(phrase=phrase) if phrase == _DAYS:
            days = Decimal(365 if period.days > 350 else period.days)
            return _Value(days, days, str(days))
        case Item(phrase=phrase, is_opening=is_opening):
            return _line(phrase, period, of_concept, is_opening=is_opening)
        case Apply(operator=sign, parts=parts):
            values = [_value(part, period, of_concept) for part in parts]
            found = [value for value in values if value is not None]
            return _applied(sign, found) if len(found) == len(parts) else None


def _line(
    phrase: str, period: Period, of_concept: Mapping[str, tuple[Line, ...]], *, is_opening: bool
) -> _Value | None:
    """The cell of a line; a line that is not printed is put together where it can be."""
    for name, is_flow in _concepts(phrase):
        day = period.start - timedelta(days=1) if is_opening and period.start else period.end
        found = [
            line
            for line in of_concept.get(name, ())
            if line.fact.period is not None
            and (
                is_same_period(line.fact.period, period)
                if is_flow
                else line.fact.period.is_instant
                and ends_together(line.fact.period, Period(None, day))
            )
        ]
        best = [line.fact for line in found if line.is_primary] or [line.fact for line in found]
        if best and all(one.low <= best[0].high and best[0].low <= one.high for one in best):
            fact = min(best, key=lambda one: one.quantum)
            value, half = signed(fact, phrase), fact.quantum / 2
            return _Value(value - half, value + half, fact.text.strip(), (fact,))
    derived = lines().get(phrase)
    return _value(derived, period, of_concept) if derived is not None and not is_opening else None


@cache
def _concepts(phrase: str) -> tuple[tuple[str, bool], ...]:
    """The concepts that a phrase names, and whether each is a flow."""
    return tuple((concept.name, concept.period != "instant") for concept in concepts_named(phrase))


def _applied(sign: str, values: Sequence[_Value]) -> _Value | None:
    facts = tuple(dict.fromkeys(fact for value in values for fact in value.facts))
    if sign == "avg":
        count = len(values)
        low, high = sum(v.low for v in values) / count, sum(v.high for v in values) / count
        return _Value(
            Decimal(low), Decimal(high), f"avg({', '.join(v.text for v in values)})", facts
        )
    if sign == "abs" and len(values) == 1:
        bounds = sorted((abs(values[0].low), abs(values[0].high)))
        return _Value(bounds[0], bounds[1], values[0].text, facts)
    if sign not in _SIGNS or len(values) != 2:
        return None
    one, other = values
    if sign == "/" and other.low <= 0 <= other.high:
        return None
    try:
        corners = [
            _carried_out(sign, a, b) for a in (one.low, one.high) for b in (other.low, other.high)
        ]
    except DecimalException:
        return None
    return _Value(min(corners), max(corners), f"({one.text}{_SIGNS[sign]}{other.text})", facts)


def _carried_out(sign: str, a: Decimal, b: Decimal) -> Decimal:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    return a * b if sign == "*" else a / b
