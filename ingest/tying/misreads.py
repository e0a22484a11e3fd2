"""Which figure was misread where a sum fails, if a second witness says the same. Pure.

A reading fault of extraction or OCR changes one digit, drops or doubles one, swaps two, or loses
a sign. A figure that would mend a sum if so changed is named only when the filing bears it out
elsewhere: the same line in another table, or another sum that the same change mends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.tying import labels
from ingest.types import Fact, Tie, TieKind

SHORTEST = 3  # digits: of fewer, any two look alike
_SUMS = frozenset({TieKind.FOOTING, TieKind.BALANCE, TieKind.ROLL_FORWARD, TieKind.AGREEMENT})


def looks_like(fact: Fact, value: Decimal) -> bool:
    """Whether a fact's print may be a misreading of `value`: one digit, a swap, or the sign."""
    if fact.value == -value:
        return fact.value != 0
    unit = fact.quantum or Decimal(1)
    read, meant = _digits(fact.value / unit), _digits(value / unit)
    if len(read) < SHORTEST or len(meant) < SHORTEST or read == meant:
        return False
    if len(read) == len(meant):
        places = [n for n, (a, b) in enumerate(zip(read, meant, strict=True)) if a != b]
        if len(places) == 1:
            return True
        one, *others = places
        return others == [one + 1] and read[one] == meant[one + 1] and read[one + 1] == meant[one]
    short, long = sorted((read, meant), key=len)
    return len(long) == len(short) + 1 and any(
        long[:n] + long[n + 1 :] == short for n in range(len(long))
    )


def _digits(value: Decimal) -> str:
    return f"{abs(value):.0f}"


def suggest(ties: Sequence[Tie], facts: Mapping[str, Fact]) -> tuple[list[Tie], set[str]]:
    """The ties, those that fail for one misread figure with that said in `suggestion`.

    Returns:
        The ties, and the ids of the figures that were misread.
    """
    wanted = [tie for tie in ties if not tie.holds and tie.kind in _SUMS and not tie.suggestion]
    if not wanted:
        return list(ties), set()
    mends = {id(tie): _mends(tie, facts) for tie in wanted}
    votes: dict[tuple[str, Decimal], set[int]] = defaultdict(set)
    for tie in wanted:
        for mend in mends[id(tie)]:
            votes[mend].add(id(tie))
    others = _by_line(facts.values())
    said: dict[int, str] = {}
    named: set[str] = set()
    for tie in wanted:
        borne = [
            (mend, words)
            for mend in mends[id(tie)]
            if (words := _witness(mend, votes[mend], tie, others, facts))
        ]
        if len(borne) == 1:
            (fact_id, value), words = borne[0]
            fact = facts[fact_id]
            named.add(fact_id)
            said[id(tie)] = f"{fact.label} {fact.text} reads {_printed(value, fact)}: {words}"
    said_ties = [replace(t, suggestion=said[id(t)]) if id(t) in said else t for t in ties]
    return said_ties, named


def _mends(tie: Tie, facts: Mapping[str, Fact]) -> list[tuple[str, Decimal]]:
    """The figures of a tie that look misread, and what they would have to be."""
    gap = tie.computed - tie.printed
    found: list[tuple[str, Decimal]] = []
    for n, fact_id in enumerate(tie.fact_ids):
        fact = facts[fact_id]
        # A part may have been added or taken off, so it may be out either way.
        values = (fact.value + gap,) if n == 0 else (fact.value - gap, fact.value + gap)
        found += [(fact_id, value) for value in values if looks_like(fact, value)]
    return found


def _by_line(facts: Iterable[Fact]) -> dict[tuple[str, object], list[Fact]]:
    found: dict[tuple[str, object], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.period is not None and fact.label:
            found[fact.concept or labels.plain(fact.label), fact.period].append(fact)
    return found


def _witness(
    mend: tuple[str, Decimal],
    voters: set[int],
    tie: Tie,
    others: Mapping[tuple[str, object], Sequence[Fact]],
    facts: Mapping[str, Fact],
) -> str:
    fact_id, value = mend
    fact = facts[fact_id]
    if len(voters) > 1:
        return f"so {len(voters)} sums add up"
    for other in others.get((fact.concept or labels.plain(fact.label), fact.period), ()):
        slack = (fact.quantum + other.quantum) / 2
        apart = other.table_id != fact.table_id and other.fact_id not in tie.fact_ids
        # One that is rounded so far that it bears out what was read as well is no witness.
        undecided = abs(abs(other.value) - abs(fact.value)) <= slack
        if apart and not undecided and abs(abs(other.value) - abs(value)) <= slack:
            return f"so it stands on page {other.page}"
    return ""


def _printed(value: Decimal, fact: Fact) -> str:
    shown = abs(value) / fact.scale
    places = max(0, -int((fact.quantum / fact.scale).normalize().as_tuple().exponent))
    text = f"{shown:,.{places}f}"
    return f"({text})" if value < 0 else text
