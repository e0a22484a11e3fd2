"""Which, or how many, were above or below a figure: the years of a line, or the lines of a table.

In which years was the gross margin below 40%?         the years of one line
How many segments had revenue above $50 million?       the lines of the table that breaks it down
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts import is_money
from service.answering.comparing.deciding import LESS, MORE
from service.answering.comparing.ranking import Contender, members_of, say_which, years_of
from service.answering.drafts import Desk, Draft
from service.answering.understanding.cleaning import clean
from service.answering.understanding.superlatives import Superlative
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.measures import BARE_TOTAL
from service.terms import terms
from service.types import Value

MOST = 8  # named one by one
_ASKED = (
    r"(?:(?P<count>how\s+many)|(?:in\s+|for\s+|during\s+)?(?:which|what))\s+(?:of\s+)?(?:the\s+)?"
)
_YEARS = r"(?:fiscal\s+|financial\s+)?(?P<span>years?|periods?|quarters?|months)(?:\(s\))?"
_VERBS = r"(?:did|does|was|were|is|are|had|has|have)"
_THAN = (
    rf"(?:(?P<more>{MORE}|exceeds?|at\s+least)|(?P<less>{LESS}|at\s+most))\b"
    r"(?:\s+(?:than|of|that))*"
)
_OF_YEARS = re.compile(
    rf"\b{_ASKED}{_YEARS}\s+{_VERBS}\s+(?P<subject>.+?)\s+(?:{_VERBS}\s+)?(?:of\s+)?{_THAN}"
    r"(?P<limit>.+)$",
    re.IGNORECASE,
)
# What tables are broken down by; "how many employees were over 50" counts no lines of a table
_KINDS = (
    r"segments?|regions?|countr(?:y|ies)|markets?|divisions?|business(?:es)?|products?|lines?|areas?"
    r"|categor(?:y|ies)|items?|components?"
)
_OF_MEMBERS = re.compile(
    rf"\b{_ASKED}(?P<noun>(?:[\w&/'-]+\s+){{0,3}}?(?:{_KINDS}))\s+{_VERBS}\s+"
    rf"(?:(?P<subject>[^?]+?)\s+(?:{_VERBS}\s+)?(?:of\s+)?)?{_THAN}(?P<limit>.+)$",
    re.IGNORECASE,
)
_WITH_LIMIT = re.compile(r"\bat\s+(?:least|most)\b", re.IGNORECASE)
_LEFT_OVER = re.compile(r"\b(?:in|at|for|during|on|as|each|year|thousands?|millions?)\b|\W", re.I)
_EMPTY = re.compile(
    r"\s+(?:in|at|for|during|on)\s+(?=(?:was|were|had|did|have|has|is|are)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A question that sorts by a figure."""

    subject: str
    is_above: bool
    limit: Quantity
    is_counted: bool  # how many, rather than which
    takes_equal: bool = False  # "at least"
    dimension: str = ""  # what the lines are, "segment"; empty: years


def read_threshold(text: str) -> Threshold | None:
    """What a question, its periods cut out, sorts by which figure; None where it does not."""
    text = _EMPTY.sub(" ", " ".join(text.split())).rstrip("?？ .")
    match = _OF_YEARS.search(text)
    is_of_years = match is not None
    match = match or _OF_MEMBERS.search(text)
    if match is None:
        return None
    quantities = find_quantities(match["limit"])
    if len(quantities) != 1:
        return None
    (limit,) = quantities
    rest = match["limit"].replace(limit.text, " ")
    if limit.in_words or limit.kind == "multiple" or _LEFT_OVER.sub("", rest):
        return None
    return Threshold(
        subject=clean(match["subject"] or match["noun"]),
        is_above=match["more"] is not None,
        limit=limit,
        is_counted=match["count"] is not None,
        takes_equal=_WITH_LIMIT.search(match["more"] or match["less"]) is not None,
        dimension="" if is_of_years else match["noun"].strip(),
    )


def sorted_out(desk: Desk) -> Draft | None:
    """Those on the asked side of the figure, each with its cell; None where that cannot be told."""
    asked = read_threshold(desk.understood.measure)
    if asked is None or len(desk.understood.companies) > 1:
        return None
    ranked = Superlative(asked.subject, dimension=asked.dimension, is_of_years=not asked.dimension)
    # "How many years" wishes for no count of things from the line itself.
    line = replace(desk, understood=replace(desk.understood, text=asked.subject))
    if asked.dimension:
        contenders = members_of(line, ranked)
    else:
        contenders = [c for c in years_of(line, ranked) if _is_named(c, asked)]
    if asked.limit.value < 0:  # as printed: a cost has its size only where the limit has one
        contenders = [replace(c, score=c.facts[0].value) for c in contenders]
    if len(contenders) < 2 or not _are_alike(contenders, asked.limit):
        return None
    chosen = [c for c in contenders if _passes(c.score, asked)]
    others = [c for c in contenders if c not in chosen]
    if not chosen:
        lead = "None. "
    elif asked.is_counted:
        lead = f"{_count(len(chosen))} of {_count(len(contenders)).lower()}: {_names(chosen)}. "
    else:
        lead = f"{_names(chosen)}. "
    draft = say_which(desk, lead, [*chosen, *others][:MOST])
    value = Value(Decimal(len(chosen)), "count", str(len(chosen))) if asked.is_counted else None
    return replace(draft, value=value)


def _is_named(contender: Contender, asked: Threshold) -> bool:
    """The line itself is spoken of: "State", one part of the tax asked for, is not the tax."""
    label = contender.facts[0].label
    return bool(BARE_TOTAL.fullmatch(label) or set(terms(label)) & set(terms(asked.subject)))


def _names(chosen: Sequence[Contender]) -> str:
    return "; ".join(c.name[:1].upper() + c.name[1:] for c in chosen)


def _passes(size: Decimal, asked: Threshold) -> bool:
    if size == asked.limit.value:
        return asked.takes_equal
    return (size > asked.limit.value) == asked.is_above


def _are_alike(contenders: Sequence[Contender], limit: Quantity) -> bool:
    """The figures are of the limit's kind: a share against a share, money against money."""
    units = {c.facts[0].unit for c in contenders}
    if len(units) != 1:
        return False
    (unit,) = units
    is_share = limit.kind in ("percent", "percentage_point")
    if is_share or unit in ("percent", "percentage_point"):
        return is_share and unit in ("percent", "percentage_point")
    if limit.kind == "money":
        return is_money(unit) and (unit or "")[:3] == (limit.unit or "")[:3]
    return True


_WORDS = "No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()


def _count(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)
