"""A stretch that no line prints, made of those that do: "over one year" of 1 to 2, 2 to 3, over 3.

Only stretches that lie end to end in one table and fill exactly what is asked are added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ingest.stores import Stores
from ingest.types import Fact
from service.answering.figures.labels import Line, read_labels
from service.answering.figures.lookup import worth_reading
from service.answering.understanding.wanted import is_light, naming_terms
from service.intervals import read_intervals
from service.measures import Item, Node, cell_of, total

Stretch = tuple[Decimal, Decimal | None]  # months from, to; None: and beyond
SURE = 0.5


def by_stretches(item: Item, filing_ids: Sequence[str], stores: Stores) -> Node | None:
    """The sum of the lines that an aged item is made of; None where none fill it exactly.

    Tables that show the same are one; where two differ, there is no answer.
    """
    rest, asked = read_intervals(item.phrase)
    if len(asked) != 1 or item.period is None:
        return None
    (wanted,) = map(_stretch, asked)
    words = {word for word in naming_terms(rest) if not is_light(word)} - {"gross"}
    tables: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for filing_id in worth_reading(item.phrase, tuple(filing_ids), stores):
        for line in stores.library.derived(filing_id, read_labels).lines:
            fact = line.fact
            if fact.period is None or fact.period.end != item.period.end or fact.confidence < SURE:
                continue
            if words <= line.context | line.section | line.label:
                tables[fact.table_id, fact.column].append(line)
    found = [made for lines in tables.values() if len(made := _tiling(lines, wanted)) > 1]
    if not found or not _alike(found):
        return None
    finest = min(found, key=lambda facts: facts[0].quantum)
    return total(tuple(cell_of(fact) for fact in finest))


def _tiling(lines: Sequence[Line], wanted: Stretch) -> list[Fact]:
    """The lines that lie end to end from the start of what is asked to its end."""
    by_start: dict[Decimal, tuple[Decimal | None, Fact]] = {}
    twice: set[Decimal] = set()
    for line in lines:
        _, stretches = read_intervals(line.fact.label)
        if len(stretches) == 1:
            (stretch,) = map(_stretch, stretches)
            if stretch[0] in by_start:
                twice.add(stretch[0])
            by_start[stretch[0]] = (stretch[1], line.fact)
    at: Decimal | None = wanted[0]
    found: list[Fact] = []
    while at is not None and at != wanted[1] and at in by_start:
        if at in twice:
            return []  # two lines of one start: which is meant cannot be told
        at, fact = by_start[at]
        found.append(fact)
    if wanted[1] is None and at not in (None, wanted[0]) and _is_whole(lines, by_start):
        return found  # what is older than the last stretch there is none of
    return found if at == wanted[1] else []


def _is_whole(
    lines: Sequence[Line], by_start: Mapping[Decimal, tuple[Decimal | None, Fact]]
) -> bool:
    """The stretches make up a total that the table prints: nothing lies beyond them."""
    facts = [fact for _, fact in by_start.values()]
    made = sum((fact.value for fact in facts), Decimal(0))
    slack = sum((fact.quantum for fact in facts), Decimal(0)) / 2
    return any(
        abs(line.fact.value - made) <= slack
        for line in lines
        if not read_intervals(line.fact.label)[1]
    )


def _stretch(written: str) -> Stretch:
    low, _, high = written.partition("-")
    return Decimal(low), Decimal(high) if high else None


def _alike(found: Sequence[Sequence[Fact]]) -> bool:
    sums = [sum((fact.value for fact in facts), Decimal(0)) for facts in found]
    slack = sum((max(f.quantum for f in facts) * len(facts) for facts in found), Decimal(0))
    return max(sums) - min(sums) <= slack
