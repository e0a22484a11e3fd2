"""Which of several: named items, years, companies, or the members of a table, held side by side.

which cost more, materials or wages?           named items, each looked up
in which year was the loss largest?            one line across its periods
which region grew fastest?                     the lines of the table that breaks it down
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts import describe, is_same_period
from ingest.types import Fact, Period
from service.answering.comparing.breakdown import Member, find_breakdown, names_measure
from service.answering.computing.compose import say_when, spoken
from service.answering.computing.numeric import (
    by_its_concept,
    computed,
    is_level_of_each,
    looked_up,
)
from service.answering.drafts import Desk, Draft, numbered_on
from service.answering.figures.by_concept import find_by_concept
from service.answering.figures.line_items import find_line_item
from service.answering.figures.lookup import agree, find_facts, is_one_line
from service.answering.understanding.superlatives import Superlative, read_superlative
from service.display import show_fact
from service.evidence import cite_fact
from service.measures.signs import signed
from service.types import Citation, Evidence, Understanding, Value

SUMMARY = 0.8  # share of the best line's score from which the same figure elsewhere is that line
MOST_PERIODS = 5  # each with a computation of its own
MOST_SHOWN = 3  # of the members that were not chosen


@dataclass(frozen=True, slots=True)
class Contender:
    """One of those compared: its name, what decides, and the cells that show it."""

    name: str
    score: Decimal
    facts: tuple[Fact, ...]


def compared(desk: Desk) -> Draft | None:
    """The answer to a question that asks which; None where it is not one, or cannot be told."""
    asked = read_superlative(desk.understood.measure)
    if asked is None or len(desk.understood.companies) > 1:
        return None  # of companies, `companies.by_company` tells
    if asked.candidates:
        contenders = _named(desk, asked)
    elif asked.is_of_years:
        contenders = years_of(desk, asked)
    else:
        contenders = members_of(desk, asked)
    units = {c.facts[0].unit for c in contenders}
    if asked.is_change_itself and units != {"percent"}:
        return None
    if len(contenders) < 2 or (len(units) > 1 and not asked.needs_change):
        return None
    return _listed(desk, asked, contenders) if asked.is_filter else _ranked(desk, asked, contenders)


def _named(desk: Desk, asked: Superlative) -> list[Contender]:
    """The items that the question names, each looked up; none if one is missing."""
    found = []
    for name in asked.candidates:
        of_measure = f"{asked.subject} {name}"  # "revenue from retailers", not how many there are
        is_measure = names_measure(asked.subject)
        facts = _of_item(desk, of_measure, asked.needs_change) if is_measure else ()
        if is_measure and not facts:  # "Seating segment net income": a part, then its line
            facts = _of_item(desk, f"{name} {asked.subject}", asked.needs_change)
        facts = facts or _of_item(desk, name, asked.needs_change)
        if not facts:
            return []
        found.append(Contender(name, _score(facts, asked), facts))
    return found


def _of_item(desk: Desk, item: str, with_change: bool) -> tuple[Fact, ...]:
    periods = desk.understood.periods
    ordered = sorted(periods, key=lambda p: p.end)
    wanted = [tuple(ordered[-1:])]
    if with_change:
        if not ordered:
            return ()
        wanted.append((ordered[0] if len(ordered) > 1 else ordered[0].shifted(-1),))
    facts = []
    for dates in wanted:
        found = find_line_item(item, replace(desk.understood, periods=dates), desk.stores)
        if not found.is_clear or found.best is None:
            return ()
        facts.append(found.best.fact)
    return tuple(facts)


def years_of(desk: Desk, asked: Superlative) -> list[Contender]:
    """One line item across the periods of its best row; none where no line is plainly meant."""
    understood = desk.understood
    span = sorted(understood.periods, key=lambda p: p.end)
    if len(span) == 2 and is_same_period(span[1].shifted(-1), span[0]):
        pair = [
            find_by_concept(asked.subject, (period,), understood.filing_ids, desk.stores)
            for period in span
        ]
        if all(pair):
            return [
                Contender(describe(match.fact.period), size_of(match.fact, asked), (match.fact,))
                for match in pair
                if match is not None and match.fact.period is not None
            ]
    last = replace(understood, periods=tuple(span[-1:]) or _last_year(desk))
    found = find_facts(last, desk.stores, measure=asked.subject)
    if found.best is None or not (found.is_clear or is_one_line(found)):
        return []
    best = found.best.fact
    rows = {
        (m.fact.table_id, m.fact.row)
        for m in found.matches
        if m.score > SUMMARY * found.best.score and agree(m.fact, best)
    }
    facts: dict[Period, Fact] = {}
    for fact in desk.stores.library.facts_of_rows(sorted(rows)):
        if fact.period is None or fact.unit != best.unit or fact.confidence < 0.5:
            continue
        if best.period is None or fact.period.months != best.period.months:
            continue
        if span and not span[0].end <= fact.period.end <= span[-1].end:
            continue
        facts.setdefault(fact.period, fact)
    if len(span) > 1 and span[0].end not in {period.end for period in facts}:
        return []  # the first of the years asked for is not there
    return [
        Contender(describe(period), size_of(fact, asked), (fact,)) for period, fact in facts.items()
    ]


def _last_year(desk: Desk) -> tuple[Period, ...]:
    """The latest year that one of several filings reports on: where they differ, none is meant."""
    scope = [r for r in desk.records if r.id in set(desk.understood.filing_ids)]
    own = [r.identity.period for r in scope if r.identity.period is not None]
    years = [period for period in own if period.months >= 11]
    return (max(years, key=lambda p: p.end),) if len(set(own)) > 1 and years else ()


def members_of(desk: Desk, asked: Superlative) -> list[Contender]:
    """The lines of the table that breaks down what is asked."""
    periods = desk.understood.periods or tuple(
        record.identity.period
        for record in desk.records
        if record.id in set(desk.understood.filing_ids) and record.identity.period
    )
    if not periods:
        return []
    later = max(periods, key=lambda p: (p.end, p.days))
    earlier = min(periods, key=lambda p: p.end)
    if earlier.end == later.end:
        earlier = later.shifted(-1)
    breakdown = find_breakdown(desk, asked.subject, asked.dimension, later)
    if asked.needs_change and not asked.is_filter and _tell_growth(breakdown):
        asked = replace(asked, needs_change=False)
    found = []
    for member in breakdown:
        facts = _dated(member, [later, earlier] if asked.needs_change else [later])
        if asked.needs_change and not asked.is_filter and facts and facts[1].value == 0:
            continue  # no rate of growth from nothing
        if asked.asks_since and facts:
            facts = (*facts, *_other(member, facts[0]))
        if facts:
            found.append(Contender(member.name, _score(facts, asked), facts))
    return found if 2 * len(found) > len(breakdown) else []


_GROWN = re.compile(r"\b(?:growth|increases?|decreases?|changes?)\b", re.IGNORECASE)


def _tell_growth(members: Sequence[Member]) -> bool:
    """The figures of a breakdown are rates of growth themselves."""
    facts = [fact for member in members for fact in member.facts]
    return bool(facts) and all(
        fact.unit == "percent"
        and _GROWN.search(" ".join((*fact.labels[:-1], *fact.column_labels))) is not None
        for fact in facts
    )


def _dated(member: Member, periods: Sequence[Period]) -> tuple[Fact, ...]:
    facts = []
    for period in periods:
        fact = next(
            (f for f in member.facts if f.period and is_same_period(f.period, period)), None
        )
        if fact is None:
            fact = next(
                (
                    f
                    for f in member.facts
                    if f.period and f.period.is_instant and f.period.end == period.end
                ),
                None,
            )
        if fact is None:
            return ()
        facts.append(fact)
    return tuple(facts)


def _other(member: Member, fact: Fact) -> tuple[Fact, ...]:
    """The member's figure of the comparative column."""
    return tuple(f for f in member.facts if f.period not in (None, fact.period))[:1]


def _score(facts: Sequence[Fact], asked: Superlative) -> Decimal:
    now = size_of(facts[0], asked)
    if not asked.needs_change:
        return now
    before = size_of(facts[1], asked)
    if asked.by_amount or before == 0:
        return now - before
    return (now - before) / abs(before)


def size_of(fact: Fact, asked: Superlative) -> Decimal:
    """A cost or loss counts by how large it is."""
    value = signed(fact, asked.subject)
    return abs(value) if signed(fact, fact.label) != fact.value else value


_PARTS = re.compile(
    r"^\W*what\s+are\b.*?\b(?:(?P<places>geographies|regions|geographic\w*\s+\w+)|(?P<segments>segments))\b",
    re.IGNORECASE,
)


def parts_named(desk: Desk) -> Draft | None:
    """The segments or regions of a company, as the table of its revenue has them."""
    asked = _PARTS.search(desk.understood.measure)
    if asked is None or desk.understood.operation != "list" or len(desk.understood.companies) != 1:
        return None
    dimension = "region" if asked["places"] else "segment"
    found = members_of(desk, Superlative(f"{dimension} revenue", dimension=dimension))
    whole = [one for one in found if not _NO_PART.search(one.name)]
    if len(whole) < 2 or any(one.score < 0 for one in whole):
        return None
    return say_which(desk, f"{'; '.join(_capital(one.name) for one in whole)}. ", whole)


_NO_PART = re.compile(r"\b(?:eliminat|reconcil|unallocated|corporate|adjust|impact)\w*", re.I)


def _ranked(desk: Desk, asked: Superlative, contenders: Sequence[Contender]) -> Draft | None:
    ordered = sorted(contenders, key=lambda c: c.score, reverse=asked.is_most)
    at = asked.place - 1
    if at >= len(ordered):
        return None
    best, others = ordered[at], [*ordered[:at], *ordered[at + 1 :]]
    if any(other.score == best.score for other in others):
        return None  # a tie is no answer
    shown = [best, *others[:MOST_SHOWN]]
    return say_which(desk, f"{_capital(spoken(best.name))}. ", shown)


def _listed(desk: Desk, asked: Superlative, contenders: Sequence[Contender]) -> Draft | None:
    """Those that rose, or those that fell."""
    chosen = [c for c in contenders if (c.score > 0) == asked.is_most and c.score != 0]
    if not chosen:
        return None
    names = "; ".join(_capital(spoken(c.name)) for c in chosen)
    return say_which(desk, f"{names}. ", chosen)


def say_which(desk: Desk, lead: str, shown: Sequence[Contender]) -> Draft:
    """`lead`, then each of `shown` with its cells."""
    citations: list[Citation] = []
    parts: list[str] = []
    labels = [contender.facts[0].label for contender in shown]
    is_one_time = len({contender.facts[0].period for contender in shown}) == 1
    for contender in shown:
        cells = []
        for fact in contender.facts:
            citations.append(cite_fact(fact, desk.stores.library, len(citations) + 1))
            size = show_fact(fact, signed(fact, fact.label))
            cells.append(f"{size}{say_when(fact)} [{len(citations)}]")
        label = spoken(contender.facts[0].label) or contender.name
        if is_one_time and labels.count(contender.facts[0].label) > 1:  # of several segments
            label = f"{label} of {spoken(contender.name)}"
        parts.append(f"{label}: {' against '.join(cells)}")
    facts = tuple(fact for contender in shown for fact in contender.facts)
    return Draft(lead + "; ".join(parts) + ".", tuple(citations), evidence=Evidence(facts=facts))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def by_period(desk: Desk) -> Draft | None:
    """A measure of each period that the question names: "the tax rate in 2018 and 2017"."""
    periods = desk.understood.periods
    if not 2 <= len(periods) <= MOST_PERIODS or not is_level_of_each(desk):
        return None
    names = [describe(period) for period in periods]
    scopes = [
        (name, replace(desk.understood, periods=(period,), period_words=(name,)))
        for name, period in zip(names, periods, strict=True)
    ]
    return side_by_side(desk, scopes)


def side_by_side(desk: Desk, scopes: Sequence[tuple[str, Understanding]]) -> Draft | None:
    """A value for each scope under its name, citations numbered on; None if one is missing."""
    texts: list[str] = []
    citations: list[Citation] = []
    drafts: list[Draft] = []
    values: list[Value] = []
    for name, scope in scopes:
        part = replace(desk, understood=scope)
        draft = computed(part) or by_its_concept(part)
        draft = draft or looked_up(part, find_facts(scope, desk.stores))
        if draft is None or draft.value is None:
            return None
        own = numbered_on(draft, len(citations))
        citations += own.citations
        drafts.append(own)
        texts.append(f"{name}: {own.text}")
        values.append(draft.value)
    return Draft(" ".join(texts), tuple(citations), values=tuple(values), parts=tuple(drafts))
