"""A minus that a text writes, where the filing prints the line as positive. Pure.

Sizes are compared elsewhere, because the sign of a cell follows the statement's convention: costs
stand in brackets or not. Of what comes in or is owned the convention is one, so that a written
minus says something else than a positive cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.concepts import Concept, catalogue
from ingest.facts import is_money
from ingest.types import Fact, Statement
from service.grounding.context import Claim
from service.grounding.contradicting import CONFIDENT, NEAR, SUPPORTS
from service.grounding.finding import Finding, Material, is_change_cell, name, of_what, within
from service.grounding.matching import WHOLE, Scored
from service.grounding.narrative import Statement as Said
from service.grounding.printing import print_fact
from service.grounding.terms import stem
from service.types import Verdict

_BRACKETS = re.compile(r"[(（][^()（）]{0,80}[)）]")
# What goes out, is deducted, or is a convention of its own: there a minus tells nothing.
_TAKEN_OFF = re.compile(
    r"\bloss|deficit|expens|\bcosts?\b|charge|depreciation|amorti[sz]ation|outflow|impairment|allowance"
    r"|\bpayments?\b|purchase|repa(?:y|id)|\btax(?:es|ation)?\b|provision\b|\bspen[td]|\bpaid\b|\bused\b|went\sinto"
    r"|deduct|eliminat|adjust|reconcil|treasury|accumulated|liabilit|\bdebt|borrowing|payable|write-?\s?(?:off|down)"
    r"|\bless\b|effect|impact|offset|compensation|hedg|remeasure"
    r"|亏损|虧損|费用|費用|开支|開支|成本|支出|所用|流出|负债|負債|借款",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"(?:increase|decrease|decline|reduction|rise|fall|drop)s?\s(?:in|of)\b|growth|change|movement|variance"
    r"|difference|减少|減少|增加|变动|變動",
    re.IGNORECASE,
)
_MOVEMENT = re.compile(r"increase|decrease|decline|reduction", re.IGNORECASE)  # of a label
# What may stand before a minus that is a sign; behind a figure or a name it may be an operator.
_SAID_OF = re.compile(
    r"(?:\b(?:was|were|is|are|be|been|being|of|at|to|from|and|a|reach\w*|total(?:s|l?ed|l?ing)?|equal\w*"
    r"|record\w*|report\w*|show\w*|had|has|approximately|about|around|roughly|nearly|almost|only|just|some)"
    r"|[:：=为為是达達至约約])\s*$",
    re.IGNORECASE,
)
_PART_OF_CHANGE = frozenset(
    stem(word) for word in "effect impact adjustment variance contribution swing change".split()
)
_NEAR = 60  # characters before the quantity that say what it is
_INCOME = (Statement.INCOME, Statement.COMPREHENSIVE_INCOME)
_HEADS = frozenset({"persons", "count"})


def has_minus(claim: Claim) -> bool:
    """Whether the text writes a level with a minus or as negative; brackets are a convention."""
    quantity = claim.quantity
    if quantity.value >= 0 or "(" in quantity.text or claim.is_loose:
        return False
    if claim.relation not in ("level", "share") or claim.polarity == "loss":
        return False
    if claim.own & _PART_OF_CHANGE or "difference" in claim.combines:
        return False
    return _SAID_OF.search(claim.ahead) is not None and not _is_taken_off(claim.ahead[-_NEAR:])


def _is_taken_off(words: str) -> bool:
    return bool(_TAKEN_OFF.search(words) or _MOVES.search(words))


def against_sign(claim: Claim, direct: Sequence[Scored], material: Material) -> Finding | None:
    """The contradiction by the cells of the number's size, all printed positive.

    Args:
        claim: The quantity.
        direct: The facts of its size, best first.
        material: All that was found for it.
    """
    if not has_minus(claim):
        return None
    near = [one for one in direct if one.when is not False and one.score >= SUPPORTS]
    if any(one.fact.value < 0 for one in near):
        return None
    named = [
        one
        for one in near
        if one.fact.confidence >= CONFIDENT
        and one.nearness >= NEAR
        and (one.is_concept or one.coverage >= WHOLE)
        and _is_printed_positive(one.fact)
        and not is_change_cell(one.fact, material)
    ]
    if not named:
        return None
    fact = named[0].fact
    shown = print_fact(fact)
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"{name(fact)}{within(fact)} is {shown}, which is not negative.",
        expected=f"{shown}{of_what(fact)}",
        facts=(fact,),
    )


def against_sign_told(claim: Claim, said: Said) -> Finding | None:
    """The contradiction by a sentence of the filing that gives the same figure without a minus."""
    told = said.claim
    if not has_minus(claim) or told.quantity.value <= 0 or told.polarity == "loss":
        return None
    concepts = catalogue().concepts
    if not claim.named.concepts or not all(_comes_in(concepts[n]) for n in claim.named.concepts):
        return None
    if told.relation != claim.relation or _is_taken_off(told.ahead[-_NEAR:]):
        return None
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"The filing gives {told.quantity.text}, which is not negative.",
        expected=told.quantity.text,
        statement=said,
    )


def _is_printed_positive(fact: Fact) -> bool:
    """Whether a cell is positive, and of a line of which that says that something came in."""
    concept = catalogue().concepts.get(fact.concept or "")
    if concept is None or fact.value <= 0 or not _comes_in(concept):
        return False
    label = _BRACKETS.sub(" ", fact.label)
    if _is_taken_off(label) or _MOVEMENT.search(label):
        return False
    unit = fact.unit or ""
    if concept.unit == "money":
        return is_money(unit) and "/" not in unit
    if concept.unit == "per_share":
        return is_money(unit) and "/" in unit
    return concept.unit in _HEADS or unit == concept.unit


@cache
def _comes_in(concept: Concept) -> bool:
    """Income, what is owned, an inflow of cash, a margin, or a number of people or things."""
    if concept.unit in _HEADS:
        return True
    if concept.unit not in ("money", "per_share", "percent") or _is_taken_off(concept.label):
        return False
    if concept.statement in _INCOME:
        return concept.balance == "credit"
    return concept.balance == "debit"
