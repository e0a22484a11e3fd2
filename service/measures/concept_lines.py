"""A filing's lines by concept: what filings call by many names is one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.concepts import Concept, catalogue, concepts_of
from ingest.stores import Library
from ingest.types import Fact, Statement

SURE = 0.5  # confidence from which a fact stands for its concept
_NOISE = re.compile(
    r"\b(?:total\s+amount\s+of|amounts?\s+of|balance\s+of|level\s+of|unadjusted|reported|consolidated|group(?:['’]s)?"
    r"|year[- ]end|closing|overall)\b|\b(?:amount|balance)$",
    re.IGNORECASE,
)


BARE_TOTAL = re.compile(
    r"\W*(?:(?:sub|grand)[- ]?)?totals?\W*|合计|合計|总计|總計|小计|小計", re.IGNORECASE
)


_PRIMARY = frozenset(
    (
        Statement.INCOME,
        Statement.COMPREHENSIVE_INCOME,
        Statement.BALANCE_SHEET,
        Statement.CASH_FLOWS,
        Statement.EQUITY,
        Statement.SUMMARY,
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A certain fact that is mapped to a concept."""

    fact: Fact
    is_primary: bool  # it stands in the statement that its concept belongs to


def concepts_named(phrase: str) -> tuple[Concept, ...]:
    """The concepts that a phrase names where it says nothing else, the likeliest first."""
    known = catalogue().concepts
    for text in (phrase, " ".join(_NOISE.sub(" ", phrase).split())):
        mentions = concepts_of(text)
        if len(mentions) == 1 and mentions[0].is_whole:
            return tuple(known[name] for name in mentions[0].concepts if name in known)
    return ()


def by_concept(library: Library, filing_id: str) -> Mapping[str, tuple[Line, ...]]:
    """A filing's certain facts by concept."""
    statements = library.statements([filing_id])
    known = catalogue().concepts
    found: dict[str, list[Line]] = defaultdict(list)
    for fact in library.facts([filing_id]):
        if fact.concept is None or fact.concept not in known or fact.confidence < SURE:
            continue
        statement = statements.get(fact.table_id, Statement.OTHER)
        if statement not in _PRIMARY and BARE_TOTAL.fullmatch(fact.label):
            continue  # the total of what, its own words do not say
        found[fact.concept].append(Line(fact, statement is known[fact.concept].statement))
    name = "ProfitLossBeforeTax"
    if not any(line.is_primary for line in found[name]):
        found[name] += [
            Line(fact, True)
            for fact in library.facts([filing_id])
            if fact.concept is None
            and fact.confidence >= SURE
            and statements.get(fact.table_id) is Statement.INCOME
            and _is_before_tax_and_associates(fact.label)
        ]
    return {name: tuple(candidates) for name, candidates in found.items()}


_ASSOCIATES = re.compile(
    r"\band\b.*\b(?:affiliates?|affiliated|associates?|joint\s+ventures?|equity\s+method|investees?)\b",
    re.IGNORECASE,
)


def _is_before_tax_and_associates(label: str) -> bool:
    """Whether it is what is taxed: "Income before income taxes and equity in affiliates"."""
    mentions = concepts_of(label)
    if not mentions or "ProfitLossBeforeTax" not in mentions[0].concepts:
        return False
    return _ASSOCIATES.search(label[mentions[0].end :]) is not None
