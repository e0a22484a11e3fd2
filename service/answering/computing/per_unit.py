"""So much for each thing: "revenue per bus delivered"; and what was paid for each share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.facts import is_money
from ingest.types import Period
from service.answering.computing.differences import ASK
from service.answering.computing.plans import Executed
from service.answering.drafts import Desk
from service.answering.figures.lookup import Match, Told
from service.answering.figures.told import told_fact
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.understanding.cleaning import clean
from service.display import show_result
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.measures.expressions import read_item
from service.measures.tree import Item, Node, binary
from service.terms import expand, terms
from service.types import Operand, Plan, Value

_PER_THING = re.compile(
    rf"{ASK}(?:the\s+)?(?:average\s+)?(?P<part>[\w&/'’ -]+?)\s+(?:per|for\s+each|for\s+every)\s+"
    r"(?P<thing>(?!(?:\w+\s+)?share\b|day\b|week\b|month\b|annum\b|year\b|cent\b|capita\b|RMB\b|HK|US"
    r"|CNY\b)[A-Za-z&][\w&-]*(?:\s+[a-z&][\w&-]*){0,2}?)"
    r"(?:\s+(?P<done>delivered|sold|served|opened|operated|owned|managed|completed|shipped|produced"
    r"|carried|handled|treated))?\W*$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\W|\b(?:in|at|on|for|during|as|of|by|the)\b)+$", re.IGNORECASE)
_WHOLE_LINES = re.compile(
    r"(?:total\s+|net\s+)?(?:revenues?|sales|turnover|costs?|gross\s+profit|(?:net\s+)?profit)",
    re.I,
)
_KNOWN = frozenset("employee head person".split())  # read with the relations


def per_thing(text: str) -> Iterator[tuple[Node, str]]:
    """A line over the number of things, the line of those things first."""
    match = _PER_THING.search(_TAIL.sub("", text))
    if match is None or match["thing"].lower() in _KNOWN:
        return
    part, thing = clean(match["part"]), match["thing"].lower()
    if not part:
        return
    things = plural(thing)
    count = Item(f"number of {things} {match['done'] or ''}".strip())
    if _WHOLE_LINES.fullmatch(part):
        yield binary("/", Item(f"{things} {part}"), count), clean(text)
    if len(thing.split()) == 1 or not _WHOLE_LINES.fullmatch(part):
        yield binary("/", read_item(part), count), clean(text)


def is_per_thing(text: str) -> bool:
    """Whether so much for each of some things is asked for."""
    return _EACH_OF.search(text) is not None


_EACH_OF = re.compile(
    r"\b(?:(?<!as )per|for\s+each|for\s+every)\s+(?!(?:\w+\s+)?shares?\b|day\b|week\b|month\b"
    r"|annum\b|year\b|cent\b|the\b|its\b|note\b|our\b)(?-i:[a-z])[\w-]+",
    re.IGNORECASE,
)
_SAYS_EACH = re.compile(r"\b(?:per|each|every|average|intensity)\b|每|/", re.IGNORECASE)


def says_each(text: str) -> bool:
    """Whether a label or a sentence gives something for each of some things."""
    return _SAYS_EACH.search(text) is not None


def plural(noun: str) -> str:
    """An English noun in the plural."""
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


_PRICE_ASKED = re.compile(
    r"\baverage\s+(?:\w+\s+)?(?:price|cost)\b(?=.*\b(?:per|each|a)\s+(?:\w+\s+)?shares?\b)"
    r"|\bon\s+average\b(?=.*\bper\s+(?:\w+\s+)?share\b)",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"\b(?:consideration|cost|price|amount|total|sum|proceeds|outlay)(?:\s+\([^()]*\))?\s+(?:paid\s+)?of\s+"
    r"(?:approximately\s+|about\s+|around\s+)?$|\bfor\s+(?:approximately\s+|about\s+|a\s+total\s+of\s+)?$",
    re.IGNORECASE,
)
_SHARES = re.compile(r"^\W*(?:[A-Z]\s+|ordinary\s+|issued\s+|award\s+|treasury\s+)?shares?\b", re.I)
_IN_MONEY = re.compile(r"\bin\s+(?:(?:Hong\s+Kong|US)\s+dollars?|RMB|HK\$|US\$)", re.IGNORECASE)
PASSAGES = 20
LEAST = 0.6  # share of the question's words that the sentence must have
_ASKING = frozenset(terms("average price pay paid cost share per total"))


def price_told(desk: Desk) -> Executed | None:
    """The average price of shares that a sentence tells: so many for so much in all."""
    understood = desk.understood
    if not _PRICE_ASKED.search(understood.text) or not understood.filing_ids:
        return None
    scope = [r for r in desk.records if r.id in set(understood.filing_ids)]
    measure = _IN_MONEY.sub(" ", understood.measure)
    asked = frozenset(terms(clean(measure))) - _ASKING
    found: dict[Decimal, tuple[Sentence, Quantity, Quantity]] = {}
    for sentence in sentences_about(
        expand(understood.measure), understood.filing_ids, scope, desk.stores, limit=PASSAGES
    ):
        held = asked & frozenset(terms(sentence.text))
        pair = _paid_for(sentence.text)
        if pair is not None and asked and len(held) >= LEAST * len(asked):
            found.setdefault(pair[0].value / pair[1].value, (sentence, *pair))
    if len(found) != 1:
        return None
    ((price, (sentence, paid, shares)),) = found.items()
    period = next((r.identity.period for r in scope if r.id == sentence.passage.filing_id), None)
    if understood.periods and (period is None or understood.periods[0].end != period.end):
        return None
    return _executed(price, sentence, paid, shares, period)


def _paid_for(text: str) -> tuple[Quantity, Quantity] | None:
    """What was paid in all, and the number of shares, where a sentence tells one of each."""
    quantities = list(find_quantities(text))
    paid = [
        q for q in quantities if is_money(q.unit) and _IN_ALL.search(text[: q.start]) is not None
    ]
    shares = [q for q in quantities if q.kind == "count" and _is_of_shares(q, text)]
    if len(paid) != 1 or len(shares) != 1 or shares[0].value <= 0:
        return None
    return paid[0], shares[0]


def _is_of_shares(quantity: Quantity, text: str) -> bool:
    figure = re.search(r"[\d,.]+(?:\s+(?:million|billion))?", quantity.text)
    behind = quantity.start + (figure.end() if figure else len(quantity.text))
    return _SHARES.match(text[behind:]) is not None


def _executed(
    price: Decimal, sentence: Sentence, paid: Quantity, shares: Quantity, period: Period | None
) -> Executed:
    unit = f"{paid.unit}/share"
    facts = tuple(
        told_fact(name, told, of, period, sentence.passage, sentence.span, scale=Decimal(1))
        for name, told, of in (
            ("total consideration", paid, paid.unit),
            ("number of shares", shares, "shares"),
        )
    )
    operands = tuple(
        Operand(name, fact.label, filing_id=fact.filing_id, told_at=fact.fact_id)
        for name, fact in zip("ab", facts, strict=True)
    )
    told = Told(sentence.passage, sentence.span)
    value = Value(price, unit, show_result(price, unit, facts))
    matches = tuple(Match(fact, LEAST, 1.0, told=told) for fact in facts)
    plan = Plan("formula", operands, "a / b", unit)
    said = f"total consideration {paid.text} ÷ number of shares {shares.text} = {value.display}"
    values = tuple(fact.value for fact in facts)
    return Executed(replace(plan, explanation=said), value, matches, values)
