"""The embedded engine: answers from facts, plans and sentences, without a language model.

One function a way of answering; each returns a draft, or None where it cannot answer for sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.facts import parse_periods
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Fact, Period
from service.answering.compose import follow_ups, say_computed, say_fact, say_nothing
from service.answering.extract import Sentence, find_sentences, next_sentence, quantity_in
from service.answering.lookup import Found, Match, find_facts, signed
from service.answering.plans import (
    Measure,
    execute,
    measure_named,
    plan_change,
    plan_measure,
    plan_measure_change,
)
from service.answering.understanding import is_change_of_size, is_dated, wants_instant, wish_of
from service.display import show_fact
from service.evidence import cite_fact, cite_sentence
from service.grounding.quantity import Quantity
from service.retrieval import is_same_company
from service.terms import terms
from service.types import Citation, Evidence, Hit, Operand, Plan, Retriever, Understanding, Value

GOOD_SENTENCE = 0.48  # a sentence scored lower does not answer
GOOD_NUMBER_SENTENCE = 0.58
NUMBER_COVERAGE = 0.62  # share of the question's words that a sentence with the number must hold
TEXT_COVERAGE = 0.3
_NEGATION = re.compile(
    r"\b(?:no|not|none|nil|never|neither|nor|without|did\s+not|was\s+not|n't)\b|[未无無沒没不]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its numbers are checked."""

    text: str
    citations: tuple[Citation, ...]
    value: Value | None = None
    plan: Plan | None = None
    abstained: bool = False
    follow_ups: tuple[str, ...] = ()
    evidence: Evidence = Evidence()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the ways of answering share for one question."""

    understood: Understanding
    stores: Stores
    records: tuple[FilingRecord, ...]


def answer_embedded(desk: Desk, plan: Plan | None = None) -> Draft:
    """The best draft; an abstention with the nearest evidence where nothing is sure."""
    if plan is not None:
        return _run_plan(desk, plan) or _abstain(desk, None, None)
    operation = desk.understood.operation
    found = sentences = None
    draft: Draft | None = None
    if operation in ("lookup", "change", "computed"):
        if (several := _several_companies(desk)) is not None:
            return several
        draft = _computed(desk)
        if draft is None and operation != "change":
            found = find_facts(desk.understood, desk.stores)
            printed = operation == "lookup" or _is_printed_rate(found)
            draft = _looked_up(desk, found) if printed else None
            if draft is None and operation == "lookup":
                sentences = find_sentences(desk.understood, desk.stores)
                draft = _number_in_text(desk, sentences)
    else:
        sentences = find_sentences(desk.understood, desk.stores)
        draft = _yes_or_no(desk, sentences) if operation == "yesno" else _text(desk, sentences)
    return draft or _abstain(desk, found, sentences)


def _looked_up(desk: Desk, found: Found) -> Draft | None:
    if not found.is_clear or found.best is None:
        return None
    fact = found.best.fact
    value = signed(fact, desk.understood.text)
    shown = show_fact(fact, value)
    others = desk.stores.library.facts_of_rows([(fact.table_id, fact.row)])
    return Draft(
        text=say_fact(fact, shown, 1),
        citations=(cite_fact(fact, desk.stores.library, 1),),
        value=Value(value, _unit(fact), shown),
        plan=_lookup_plan(fact, desk.understood),
        follow_ups=follow_ups(desk.understood, [fact], others),
        evidence=Evidence(facts=tuple(match.fact for match in found.matches)),
    )


def _is_printed_rate(found: Found) -> bool:
    """A share or ratio asked for that the filing itself prints."""
    return found.best is not None and found.best.fact.unit in ("percent", "ratio")


def _unit(fact: Fact) -> str:
    return fact.unit or "count"


def _lookup_plan(fact: Fact, understood: Understanding) -> Plan:
    from_words = understood.period_words[0] if understood.period_words else None
    return replace(
        plan_measure_lookup(fact.label, from_words),
        explanation=f"{' > '.join(fact.labels)}: {fact.text}",
    )


def plan_measure_lookup(label: str, period: str | None) -> Plan:
    """The plan of one line item as printed."""
    return Plan("lookup", (Operand("a", label, period=period),))


def _computed(desk: Desk) -> Draft | None:
    """A standard measure, or the change of a line item or measure between two periods."""
    understood = desk.understood
    measure = measure_named(understood.measure)
    if measure is not None and not _is_whole(understood, measure):
        measure = None
        if understood.operation == "change":
            return None  # the measure of a part: its operands are not the group's
    if understood.operation != "change":
        if measure is None:
            return None
        periods = understood.periods or _own_periods(desk)
        stated = find_facts(understood, desk.stores)
        if stated.is_clear and understood.operation == "lookup":
            return None  # the filing prints the measure itself
        return _run_plan(desk, plan_measure(measure, periods[0] if periods else None), quiet=True)
    pair = _pair(desk)
    if pair is None:
        return None
    later, earlier = pair
    wish = wish_of(understood.text)
    if measure is not None:
        plan = plan_measure_change(measure, later, earlier)
    else:
        unit = (
            "percentage_point"
            if wish.points
            else "percent"
            if wish.percent or _asks_rate(understood.text)
            else None
        )
        plan = plan_change(_item(understood), later, earlier, unit)
    return _run_plan(desk, plan, quiet=True)


def _is_whole(understood: Understanding, measure: Measure) -> bool:
    """The question asks for the measure itself, not of a segment or after an adjustment."""
    rest = understood.measure.lower()
    for alias in (measure.name, *measure.aliases):
        rest = rest.replace(alias, " ")
    known = {word for item in measure.operands.values() for word in terms(item)}
    left = (
        set(terms(_item_of(rest))) - known - set(terms("loss total overall group ratio year-end"))
    )
    return not {word for word in left if word.isascii()}


def _asks_rate(text: str) -> bool:
    return (
        re.search(r"\byoy\b|growth|year[- ]o(?:n|ver)[- ]year|同比", text, re.IGNORECASE)
        is not None
    )


def _item(understood: Understanding) -> str:
    """The line item of a change: the measure without the words of change."""
    return _item_of(understood.measure)


def _item_of(text: str) -> str:
    return re.sub(
        r"\b(?:by|what|how|percent(?:age)?|points?|pp|yoy|growth|grow|grew|growing|increase[ds]?|decrease[ds]?|declin\w+|fell|fall|rise|rose|drop\w*"
        r"|change[ds]?|chang\w+|move[ds]?|year[- ]o(?:n|ver)[- ]year|less|more|higher|lower|up|down|go|went|come|between|compared|with|than|in|from|to|%)\b|%",
        " ",
        text,
        flags=re.IGNORECASE,
    )


def _pair(desk: Desk) -> tuple[Period, Period] | None:
    """The later and the earlier period of a change; one alone is compared with the year before."""
    periods = sorted(desk.understood.periods or _own_periods(desk)[:1], key=lambda p: p.end)
    if len(periods) >= 2:
        return periods[-1], periods[0]
    return (periods[0], periods[0].shifted(-1)) if periods else None


def _own_periods(desk: Desk) -> tuple[Period, ...]:
    scope = set(desk.understood.filing_ids)
    found = [r.identity.period for r in desk.records if r.id in scope and r.identity.period]
    return tuple(sorted(set(found), key=lambda p: p.end, reverse=True))


def _run_plan(desk: Desk, plan: Plan, *, quiet: bool = False) -> Draft | None:
    """A plan carried out. `quiet`: None where an operand is missing, instead of an abstention."""
    executed = execute(plan, desk.understood, desk.stores)
    citations = tuple(
        cite_fact(match.fact, desk.stores.library, index + 1)
        for index, match in enumerate(executed.matches)
    )
    if executed.value is None:
        if quiet:
            return None
        text = say_nothing(desk.understood.language, citations, missing=executed.missing)
        return Draft(text, citations, plan=plan, abstained=True)
    value = executed.value
    if is_change_of_size(desk.understood.text) and value.amount < 0:
        value = replace(value, amount=-value.amount, display=value.display.removeprefix("-"))
        executed = replace(executed, value=value)
    return Draft(
        text=say_computed(executed, 1),
        citations=citations,
        value=value,
        plan=executed.plan,
        evidence=Evidence(facts=tuple(match.fact for match in executed.matches)),
    )


def _number_in_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """A number that a sentence gives."""
    understood = desk.understood
    wish, asked = wish_of(understood.text), terms(understood.measure)
    for sentence in found[:3]:
        if sentence.score < GOOD_NUMBER_SENTENCE or sentence.coverage < NUMBER_COVERAGE:
            continue
        if not _speaks_of(sentence, desk):
            continue
        quantity = quantity_in(sentence, asked, wish)
        if quantity is None:
            continue
        amount = abs(quantity.value)
        unit = _quantity_unit(quantity)
        value = Value(amount, unit, quantity.text.strip())
        return _quoting(desk, [sentence], value=value)
    return None


def _quantity_unit(quantity: Quantity) -> str:
    named = {"percent": "percent", "percentage_point": "percentage_point", "multiple": "ratio"}
    return named.get(quantity.kind) or quantity.unit or "count"


def _speaks_of(sentence: Sentence, desk: Desk) -> bool:
    """The sentence names no period, or one that was asked for."""
    wanted = desk.understood.periods
    if not wanted:
        return True
    named = [period for _, period in parse_periods(sentence.text)]
    instant = wants_instant(desk.understood.text)
    return not named or any(is_dated(period, wanted, instant=instant) for period in named)


def _text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The sentences that answer, in the order they stand in."""
    if not found or found[0].score < GOOD_SENTENCE or found[0].coverage < TEXT_COVERAGE:
        return None
    best = found[0]
    near = [s for s in found[1:3] if s.score > 0.85 * best.score and s.coverage >= TEXT_COVERAGE]
    if desk.understood.operation == "list":
        return _list(desk, found)
    chosen = sorted([best, *near], key=lambda s: (s is not best, s.passage.page, s.span.start))
    return _quoting(desk, chosen)


def _list(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The first good sentence that enumerates, or the one that goes on from it."""
    records = {record.id: record for record in desk.records}
    for sentence in found[:3]:
        if sentence.score < GOOD_SENTENCE or sentence.coverage < TEXT_COVERAGE:
            continue
        if _enumerates(sentence.text):
            return _quoting(desk, [sentence])
        after = next_sentence(sentence, lines_end=not records[sentence.passage.filing_id].is_paged)
        if after is not None and _enumerates(after.text):
            return _quoting(desk, [sentence, after])
    return None


def _enumerates(text: str) -> bool:
    """At least three things named: two commas or bullets, or a comma and an "and"."""
    separators = len(re.findall(r"[,;、，；•](?!\d)", text))
    return separators >= 2 or (separators >= 1 and re.search(r"\band\b|及|和", text) is not None)


def _yes_or_no(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    if not found or found[0].score < GOOD_SENTENCE or found[0].coverage < TEXT_COVERAGE:
        return None
    denied = _NEGATION.search(found[0].text) is not None
    asked_negatively = _NEGATION.search(desk.understood.text) is not None
    word = "No" if denied != asked_negatively else "Yes"
    return _quoting(desk, found[:1], lead=f"{word}. ")


def _quoting(
    desk: Desk, chosen: Sequence[Sentence], *, lead: str = "", value: Value | None = None
) -> Draft:
    citations = tuple(
        cite_sentence(s.passage, s.span.start, s.span.end, desk.stores.library, index + 1)
        for index, s in enumerate(chosen)
    )
    text = " ".join(f"{' '.join(c.quote.split())} [{c.id}]" for c in citations)
    hits = tuple(Hit(s.passage, s.score, rank, Retriever.FUSED) for rank, s in enumerate(chosen))
    return Draft(lead + text, citations, value=value, evidence=Evidence(hits=hits))


def _several_companies(desk: Desk) -> Draft | None:
    """A number asked of no company in particular, over filings of several, has no one answer."""
    scope = [r for r in desk.records if r.id in set(desk.understood.filing_ids)]
    if desk.understood.companies or len(scope) < 2:
        return None
    if all(is_same_company(scope[0], other) for other in scope[1:]):
        return None
    names = sorted({r.identity.company for r in scope if r.identity.company})
    note = "The question names no company, and the filings are of " + "; ".join(names[:6]) + "."
    return Draft(say_nothing(desk.understood.language, (), note=note), (), abstained=True)


def _abstain(desk: Desk, found: Found | None, sentences: Sequence[Sentence] | None) -> Draft:
    """Nothing sure: the nearest evidence is cited."""
    if found is None:
        found = find_facts(desk.understood, desk.stores, limit=2)
    near: list[Match] = list(found.matches[:2])
    citations = [cite_fact(m.fact, desk.stores.library, i + 1) for i, m in enumerate(near)]
    for sentence in (sentences or ())[:2]:
        span = sentence.span
        citations.append(
            cite_sentence(
                sentence.passage, span.start, span.end, desk.stores.library, len(citations) + 1
            )
        )
    hits = tuple(
        Hit(s.passage, s.score, rank, Retriever.FUSED) for rank, s in enumerate(sentences or ())
    )
    return Draft(
        say_nothing(desk.understood.language, citations),
        tuple(citations),
        abstained=True,
        evidence=Evidence(facts=tuple(m.fact for m in found.matches), hits=hits),
    )
