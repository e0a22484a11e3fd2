"""Numbers that a sentence computes: change, growth, points, share, multiple. Pure.

Only the relation that the sentence asks for is tried, and only on facts whose labels answer to
its words; trying all derivations of all facts would support nearly anything. Intervals are
propagated: a printed 571,704 thousand stands for anything that rounds to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

from ingest.facts import ends_together, is_same_period
from ingest.types import Fact, Period
from service.display import show_fact
from service.grounding.context import Claim
from service.grounding.matching import Scored, meets
from service.grounding.times import before, same_time

MIN_SCORE = 0.55  # labels that answer worse are not what the sentence speaks of
NAMED = 0.9  # of a label, before its share of its table's total is meant
TELLING_SCORE = 0.35  # the same, where the figure is shown to three digits and more
TELLING_TIER = 0.3
_MOVEMENT = re.compile(r"\b(?:increase|decrease|change)\b", re.IGNORECASE)
MOST_DAYS = 370  # between two balance sheets side by side
NAMES = 0.6  # of a label, before it is another line that the sentence may speak of
_TOLD = 0.35
_TIER = 0.12  # candidates within this of the best are as good


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed value: its interval, its formula in words, and the facts it rests on."""

    low: Decimal
    high: Decimal
    formula: str
    facts: tuple[Fact, ...]
    score: float
    result: str  # for people: -38.1%
    strict: float = 0.0  # of all the claim's words, those that the labels have

    @property
    def is_fall(self) -> bool:
        """Less than before."""
        return self.high < 0

    @property
    def is_rise(self) -> bool:
        """More than before."""
        return self.low > 0


Sized = tuple[Decimal, Decimal, str]  # least and greatest size, and how it is written


def derive(
    claim: Claim,
    scored: Sequence[Scored],
    home: Period | None,
    rows: Collection[tuple[str, int]] = (),
) -> tuple[Derived, ...]:
    """What the facts give for the relation that the sentence asks for, best labels first.

    Args:
        claim: What the sentence says.
        scored: Facts with their scores, best first.
        home: The period the filing reports on.
        rows: Rows that other numbers of the sentence speak of, as table id and row.
    """
    if "compound" in claim.combines and claim.quantity.kind == "percent":
        return tuple(_compounded(claim, scored))
    if claim.relation in ("percent_change", "change", "point_change"):
        return tuple(_changes(claim, scored, home, rows))
    if claim.relation == "ratio":
        if claim.quantity.is_part or claim.quantity.text.lower().startswith("halv"):
            return tuple((*_changes(claim, scored, home, rows), *_shares(claim, scored)))
        return tuple(_changes(claim, scored, home, rows))
    if claim.relation == "share" or claim.quantity.kind == "percent":
        return tuple(_shares(claim, scored))
    return ()


def fits(claim: Claim, derived: Derived) -> bool:
    """Whether a computed value is the quantity, its direction left aside.

    A share that is written with a minus is one of something negative.
    """
    is_share = claim.quantity.kind == "percent" and claim.relation in ("level", "share")
    if is_share and claim.quantity.value < 0 and all(fact.value >= 0 for fact in derived.facts):
        return False
    return meets(claim.quantity, derived.low, derived.high)


def is_contrary(claim: Claim, derived: Derived) -> bool:
    """Whether the sentence speaks of a rise where the facts give a fall, or the reverse."""
    if claim.relation not in ("percent_change", "change", "point_change"):
        return False
    if claim.direction == "increase":
        return derived.is_fall
    return claim.direction == "decrease" and derived.is_rise


def _changes(
    claim: Claim,
    scored: Sequence[Scored],
    home: Period | None,
    context: Collection[tuple[str, int]],
) -> Iterator[Derived]:
    scored = [one for one in scored if one.fact.period is not None]
    best = next((one.score for one in scored if one.when), 0.0)
    least = max(MIN_SCORE, best - _TIER)
    if claim.quantity.is_telling:
        least = min(least, max(TELLING_SCORE, best - TELLING_TIER))
    rows: dict[tuple[object, ...], list[Scored]] = {}
    lines: dict[tuple[object, ...], list[Scored]] = {}
    for one in scored:
        rows.setdefault(_row(one.fact), []).append(one)
        lines.setdefault(_line(one.fact), []).append(one)
    most = max((one.answered for one in scored if one.when and one.coverage >= NAMES), default=0.0)
    for now in scored:
        if now.answered < most - _TOLD:
            continue  # another line has more of the words: "revenue from services" is not revenue
        is_beside = (now.fact.table_id, now.fact.row) in context
        if not now.when or (now.score < least and not is_beside):
            continue
        if not _may_change(claim, now.fact):
            continue
        beside = rows[_row(now.fact)]
        if not any(_is_before(claim, now.fact, one.fact, home) for one in beside):
            beside = lines[_line(now.fact)]  # one table a year: segments, classes of equity
        for then in beside:
            if _is_before(claim, now.fact, then.fact, home):
                made = _change(claim, now, then.fact)
                if made is not None:
                    yield made


def _compounded(claim: Claim, scored: Sequence[Scored]) -> Iterator[Derived]:
    """Compound annual growth between the first and the last period that the sentence names."""
    named = sorted(claim.named_periods, key=lambda period: period.end)
    if len(named) < 2:
        return
    first, last = named[0], named[-1]
    years = round((last.end - first.end).days / 365.25)
    good = [one for one in scored if one.score >= MIN_SCORE and one.fact.period is not None]
    best = max((one.score for one in good), default=0.0)
    for now in good:
        if years < 1 or now.score < best - _TIER or not _is_at(last, now.fact):
            continue
        for then in good:
            if _row(then.fact) != _row(now.fact) or not _is_at(first, then.fact):
                continue
            low, high = _size(now.fact)
            old_low, old_high = _size(then.fact)
            if old_low <= 0 or low <= 0 or now.fact.value * then.fact.value < 0:
                continue
            root = 1 / Decimal(years)
            bounds = (low / old_high) ** root - 1, (high / old_low) ** root - 1
            result = f"{(bounds[0] + bounds[1]) / 2 * 100:+.1f}%".replace("-", "−")
            a, b = now.fact.text.strip(), then.fact.text.strip()
            formula = f"({a} ÷ {b}) ^ (1 ÷ {years}) − 1 = {result}"
            facts = (now.fact, then.fact)
            yield Derived(*bounds, formula, facts, now.score, result, now.strict)


def _is_at(asked: Period, fact: Fact) -> bool:
    """Whether a fact is of a period, a year and the balance at its end being one."""
    return fact.period is not None and same_time(asked, fact.period)


def _may_change(claim: Claim, fact: Fact) -> bool:
    """Whether a line's change is what a sentence may speak of."""
    if claim.period is not None and claim.period.is_instant and _is_movement(fact):
        return False
    if claim.relation == "point_change":
        return fact.unit in ("percent", "ratio")
    return claim.relation != "percent_change" or fact.unit != "percent"


def _row(fact: Fact) -> tuple[object, ...]:
    return fact.table_id, fact.row, fact.column_labels, fact.unit


def _line(fact: Fact) -> tuple[object, ...]:
    return fact.filing_id, fact.labels, fact.column_labels, fact.unit


def _is_movement(fact: Fact) -> bool:
    """A line that is itself a change: it is not what stood at two dates."""
    return _MOVEMENT.search(fact.label) is not None


def _is_before(claim: Claim, now: Fact, then: Fact, home: Period | None) -> bool:
    if now.period is None or then.period is None or then.period.end >= now.period.end:
        return False
    for named in claim.named_periods:
        if is_same_period(named, then.period):
            return True
    if now.period.is_instant and then.period.is_instant and not claim.named_periods:
        # an interim balance sheet is compared with the last year's end
        return _row(now) == _row(then) and (now.period.end - then.period.end).days <= MOST_DAYS
    earlier = list(before(now.period))
    if now.period.is_instant and home is not None and home.start is not None:
        earlier.append(Period(None, home.start - timedelta(days=1)))
    return any(
        ends_together(one, then.period) and one.is_instant == then.period.is_instant
        for one in earlier
    )


def _change(claim: Claim, scored: Scored, then: Fact) -> Derived | None:
    now = scored.fact
    if not now.value and not then.value:
        return None
    crosses = now.value * then.value < 0  # from a profit to a loss: sizes are not to be compared
    later = (now.low, now.high) if crosses else _size(now)
    earlier = (then.low, then.high) if crosses else _size(then)
    is_alike = (now.scale, now.unit) == (then.scale, then.unit)
    written = [one.text.strip() if is_alike else show_fact(one) for one in (now, then)]
    made = changed(claim, (*later, written[0]), (*earlier, written[1]), partial(show_fact, now))
    if made is None or (crosses and claim.relation not in ("change", "point_change")):
        return None
    return replace(made, facts=(now, then), score=scored.score, strict=scored.strict)


def changed(
    claim: Claim, now: Sized, then: Sized, write: Callable[[Decimal], str]
) -> Derived | None:
    """What the relation that a claim asks for is between two sizes; None where it is not defined.

    Args:
        claim: A change, a growth, a multiple or a part.
        now: Least and greatest size of the later figure, and how it is written.
        then: The same of the earlier one.
        write: How a difference of the two is written, with its unit and scale.
    """
    low, high, a = now
    old_low, old_high, b = then
    if claim.relation in ("change", "point_change"):
        bounds = low - old_high, high - old_low
        shown = (bounds[0] + bounds[1]) / 2
        is_points = claim.relation == "point_change"
        formula, result = f"{a} − {b}", _signed(shown, None if is_points else write)
    elif old_low <= 0:
        return None
    else:
        bounds = low / old_high, high / old_low
        shown = (low + high) / (old_low + old_high)
        formula, result = f"{a} ÷ {b}", f"{shown:.2f}x"
        if claim.relation != "ratio" or claim.quantity.is_part:
            bounds = bounds[0] - 1, bounds[1] - 1
            formula = f"({a} − {b}) ÷ {b}"
            result = f"{(shown - 1) * 100:+.1f}%".replace("-", "−")
    return Derived(*bounds, f"{formula} = {result}", (), 1.0, result)


def _signed(value: Decimal, write: Callable[[Decimal], str] | None) -> str:
    """With its sign, as it is written; in percentage points where no way is given."""
    size = f"{abs(value) * 100:.1f} percentage points" if write is None else write(abs(value))
    return f"{'−' if value < 0 else '+'}{size}"


def _size(fact: Fact) -> tuple[Decimal, Decimal]:
    half = fact.quantum / 2
    return abs(fact.value) - half, abs(fact.value) + half


def _shares(claim: Claim, scored: Sequence[Scored]) -> Iterator[Derived]:
    """Part over whole: the whole is what stands behind "of", or in a margin the revenue."""
    usable = [one for one in scored if one.when and one.fact.unit not in ("percent", "ratio")]
    whole_terms = claim.whole
    if not whole_terms:
        yield from _of_total(claim, usable)
        return
    wholes = [
        one
        for one in usable
        if (one.labelled.label and one.labelled.label <= whole_terms | {"total"})
        or (one.fact.concept is not None and one.fact.concept in claim.whole_concepts)
    ]
    parts = [
        one
        for one in usable
        if one.score >= 0.3
        and not one.labelled.label <= whole_terms | {"total"}
        and one.fact.concept not in claim.whole_concepts
    ]
    best = max((one.score for one in parts), default=0.0)
    for part in parts:
        if part.score < best - _TIER:
            continue
        pairs = [
            whole.fact
            for whole in wholes
            if part.fact.unit == whole.fact.unit and _same(part.fact, whole.fact)
        ]
        largest = max((abs(whole.value) for whole in pairs), default=Decimal(0))
        for whole in pairs:  # the group's, or that of the part's own table
            is_whole = abs(whole.value) == largest or whole.table_id == part.fact.table_id
            if is_whole and _size(whole)[0] > 0:
                yield _quotient(part.fact, whole, part.score)


def _of_total(claim: Claim, usable: Sequence[Scored]) -> Iterator[Derived]:
    """The share of the total that a line is added up into, where no other whole is named."""
    if claim.relation != "share":
        return
    named = [one for one in usable if one.score >= MIN_SCORE and one.coverage >= NAMED]
    best = max((one.score for one in named), default=0.0)
    for part in named:
        below = [
            one
            for one in usable
            if one.fact.is_total
            and one.fact.row > part.fact.row
            and (one.fact.table_id, one.fact.column, one.fact.unit)
            == (part.fact.table_id, part.fact.column, part.fact.unit)
        ]
        if part.score >= best - _TIER and below:
            whole = min(below, key=lambda one: one.fact.row)
            if abs(whole.fact.value) > abs(part.fact.value):
                yield _quotient(part.fact, whole.fact, part.score)


def _quotient(part: Fact, whole: Fact, score: float) -> Derived:
    low, high = _size(part)
    whole_low, whole_high = _size(whole)
    result = f"{abs(part.value) / abs(whole.value) * 100:.1f}%"
    formula = f"{part.text.strip()} ÷ {whole.text.strip()} = {result}"
    bounds = low / whole_high, high / whole_low
    return Derived(*bounds, formula, (part, whole), min(score, 1.0), result)


def _same(one: Fact, other: Fact) -> bool:
    return (
        one.fact_id != other.fact_id
        and one.filing_id == other.filing_id
        and one.period is not None
        and other.period is not None
        and ends_together(one.period, other.period)
    )
