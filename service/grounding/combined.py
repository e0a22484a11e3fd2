"""Numbers put together from several figures: sums, differences, averages, one per another. Pure.

Only the combination that the sentence's words ask for is tried, and only over figures that the
sentence names: lines that each bring a word of their own to it, or its other numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, permutations

from ingest.facts import ends_together, is_money
from ingest.types import Fact
from service.grounding.context import Claim
from service.grounding.derived import Derived
from service.grounding.finding import name
from service.grounding.matching import Scored, same_kind
from service.grounding.quantity import Quantity

NAMED = 0.6  # of a line's label in the sentence, before it is one of the figures
NEAR = 0.5  # weight of a word, before it names one of the figures
MOST = 6  # figures of one sum
_SHARE_KINDS = frozenset({"percent", "percentage_point"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that others are put together from."""

    low: Decimal  # size, sign left out
    high: Decimal
    text: str
    kind: str  # of a quantity
    facts: tuple[Fact, ...] = ()

    @classmethod
    def of_fact(cls, fact: Fact, kind: str) -> Figure:
        """A cell."""
        half = fact.quantum / 2
        size = abs(fact.value)
        return cls(size - half, size + half, fact.text.strip(), kind, (fact,))

    @classmethod
    def of_quantity(cls, quantity: Quantity, facts: tuple[Fact, ...]) -> Figure:
        """A number of the text that was traced already."""
        half = quantity.quantum / 2
        size = abs(quantity.value)
        return cls(size - half, size + half, quantity.text, quantity.kind, facts)


def combine(claim: Claim, scored: Sequence[Scored], said: Sequence[Figure]) -> tuple[Derived, ...]:
    """What the figures that a sentence names give for the combination that it asks for.

    Args:
        claim: What the sentence says.
        scored: Facts with their scores.
        said: The sentence's other numbers that were traced, in its order.
    """
    quantity = claim.quantity
    made: list[Derived] = []
    alike = [one for one in said if one.kind == quantity.kind]
    for group in (*_named_groups(claim, scored), *([alike] if len(alike) > 1 else ())):
        if "sum" in claim.combines and 1 < len(group) <= MOST:
            made.append(_summed(group))
        if "difference" in claim.combines and len(group) == 2:
            made.append(_subtracted(*group))
    if "per" in claim.combines and quantity.kind in ("money", "count"):
        made.extend(_per(claim, scored))
    if "average" in claim.combines and claim.relation == "level":
        made.extend(_averages(claim, scored))
    if quantity.kind == "percent" and claim.relation in ("share", "level"):
        made.extend(_of_each_other(claim, said))
    return tuple(made)


def _named_groups(claim: Claim, scored: Sequence[Scored]) -> Iterator[list[Figure]]:
    """Lines of one column of a table, each with a word of the sentence that the others lack."""
    near = {word for word, weight in claim.weights.items() if weight >= NEAR}
    named = [
        one
        for one in scored
        if one.when
        and (
            one.is_concept or len(one.labelled.label & near) >= NAMED * len(one.labelled.label) > 0
        )
        and one.fact.confidence >= NAMED
        and same_kind(claim.quantity, one.fact.unit)
    ]

    def column(one: Scored) -> tuple[str, int]:
        return one.fact.table_id, one.fact.column

    for _, group in groupby(sorted(named, key=column), key=column):
        lines = list({one.fact.row: one for one in group}.values())
        words = [one.labelled.label & near for one in lines]
        own = [
            own_words - frozenset().union(*(o for k, o in enumerate(words) if k != at))
            for at, own_words in enumerate(words)
        ]
        chosen = [one for one, unshared in zip(lines, own, strict=True) if unshared]
        if 1 < len(chosen) <= MOST:
            chosen.sort(key=lambda one: one.fact.row)
            yield [Figure.of_fact(one.fact, claim.quantity.kind) for one in chosen]


def _summed(figures: Sequence[Figure]) -> Derived:
    low, high = sum(f.low for f in figures), sum(f.high for f in figures)
    return _derived(Decimal(low), Decimal(high), " + ".join(f.text for f in figures), figures)


def _subtracted(one: Figure, other: Figure) -> Derived:
    larger, smaller = (one, other) if one.low >= other.low else (other, one)
    formula = f"{larger.text} − {smaller.text}"
    return _derived(
        larger.low - smaller.high, larger.high - smaller.low, formula, (larger, smaller)
    )


def _per(claim: Claim, scored: Sequence[Scored]) -> Iterator[Derived]:
    """Money, or another amount, over a count that the sentence names too."""
    named = [one for one in scored if one.when and one.coverage >= NAMED]
    counts = [one for one in named if not is_money(one.fact.unit) and _is_count(one.fact)]
    for part in named:
        if not same_kind(claim.quantity, part.fact.unit) or part in counts:
            continue
        for count in counts:
            if count.fact.filing_id == part.fact.filing_id and _is_same_time(count.fact, part.fact):
                yield _divided(
                    Figure.of_fact(part.fact, "money"), Figure.of_fact(count.fact, "count")
                )


def _is_count(fact: Fact) -> bool:
    return fact.value == fact.value.to_integral_value() and fact.unit not in (
        "percent",
        "ratio",
        "percentage_point",
    )


def _averages(claim: Claim, scored: Sequence[Scored]) -> Iterator[Derived]:
    """The mean of a line's figures of two periods that stand side by side."""
    named = [
        one
        for one in scored
        if one.coverage >= NAMED
        and one.fact.period is not None
        and same_kind(claim.quantity, one.fact.unit)
    ]
    for now in named:
        if not now.when:
            continue
        for then in named:
            is_row = (now.fact.table_id, now.fact.row, now.fact.column_labels) == (
                then.fact.table_id,
                then.fact.row,
                then.fact.column_labels,
            )
            if is_row and now.fact.period and then.fact.period:
                years = (now.fact.period.end - then.fact.period.end).days
                if 0 < years < 400:
                    pair = [Figure.of_fact(one.fact, claim.quantity.kind) for one in (now, then)]
                    low, high = sum(f.low for f in pair) / 2, sum(f.high for f in pair) / 2
                    formula = f"({pair[0].text} + {pair[1].text}) ÷ 2"
                    yield _derived(Decimal(low), Decimal(high), formula, pair)


def _of_each_other(claim: Claim, said: Sequence[Figure]) -> Iterator[Derived]:
    """A percentage that puts two numbers of its own sentence in relation: "3 of the 7, or 43%"."""
    for one, other in permutations(said, 2):
        if one.kind != other.kind or one.kind in _SHARE_KINDS or not 0 < one.low < other.low:
            continue
        if claim.relation == "share":
            yield _divided(one, other)
        if "margin" in claim.own and one.kind == "money":
            low, high = 1 - one.high / other.low, 1 - one.low / other.high
            formula = f"({other.text} − {one.text}) ÷ {other.text}"
            yield _derived(low, high, formula, (other, one))


def _divided(part: Figure, whole: Figure) -> Derived:
    if whole.low <= 0:
        return _derived(Decimal(-1), Decimal(-1), f"{part.text} ÷ {whole.text}", (part, whole))
    formula = f"{part.text} ÷ {whole.text}"
    return _derived(part.low / whole.high, part.high / whole.low, formula, (part, whole))


def _derived(low: Decimal, high: Decimal, formula: str, figures: Iterable[Figure]) -> Derived:
    facts = tuple(dict.fromkeys(fact for figure in figures for fact in figure.facts))
    middle = (low + high) / 2
    result = f"{middle:,.0f}" if abs(middle) >= 100 else f"{middle:,.4f}".rstrip("0").rstrip(".")
    if 0 < abs(middle) < 1:
        result = f"{middle * 100:.1f}%"
    return Derived(low, high, f"{formula} = {result}", facts, 1.0, result)


def _is_same_time(one: Fact, other: Fact) -> bool:
    return (
        one.period is not None
        and other.period is not None
        and ends_together(one.period, other.period)
    )


def names_of(facts: Sequence[Fact]) -> str:
    """The lines that a combination rests on."""
    return "; ".join(dict.fromkeys(name(fact) for fact in facts))
