"""A line item found by its concept: what filings call by many names is one thing.

Where a phrase names a concept and nothing else, the lines that were mapped to it when the filing
was read are candidates, whatever they are called; those of the primary statement go first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.concepts import Concept, catalogue
from ingest.facts import is_same_period
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Fact, Period
from service.answering.figures.lookup import Match, agree
from service.answering.understanding.question import is_dated
from service.answering.understanding.when import NEAR
from service.measures import Line, by_concept, concepts_named
from service.retrieval import is_same_company

SCORE = 1.0


def find_by_concept(
    phrase: str,
    periods: Sequence[Period],
    filing_ids: Sequence[str],
    stores: Stores,
    *,
    instant: bool = False,
) -> Match | None:
    """The figure of a line item in one of `periods`; None where it is not certain.

    Args:
        phrase: The line item in words: "cash from operations", "COGS", "存货".
        periods: Of which one is meant; none means the filings' own.
        filing_ids: Where to look; figures of the filing that reports on the period go first.
        stores: The stores.
        instant: A balance is asked for.
    """
    records = {r.id: r for r in stores.library.filings() if r.id in set(filing_ids)}
    named = _in_order(phrase, records.values())
    for concept in named:
        if (concept.period, concept.statement) != (named[0].period, named[0].statement):
            continue  # a movement of what is asked for, not the thing itself
        found = [
            candidate
            for filing_id in filing_ids
            for candidate in stores.library.derived(filing_id, by_concept).get(concept.name, ())
            if _is_of(
                candidate.fact, periods, records[filing_id], instant or concept.period == "instant"
            )
        ]
        if not any(candidate.is_primary for candidate in found):
            # No note's part stands for the line that the statement itself shows.
            found = _on_the_face(concept.name, periods, records, stores) or found
        if found:
            return _agreed(found, periods, records)
    return None


_SHOWN_WITH = {
    "ShortTermBorrowings": "CurrentDebt",
    "TradePayables": "AccountsPayableAndAccruedLiabilities",
}


def _on_the_face(
    name: str, periods: Sequence[Period], records: Mapping[str, FilingRecord], stores: Stores
) -> list[Line]:
    """The statement's line that holds a concept together with what is shown with it."""
    wider = _SHOWN_WITH.get(name, "")
    return [
        line
        for filing_id, record in records.items()
        for line in stores.library.derived(filing_id, by_concept).get(wider, ())
        if line.is_primary and _is_of(line.fact, periods, record, True)
    ]


_HOLDERS = re.compile(
    r"\b(?:attributable|available|applicable)\s+to\b|应占|應佔|归属于|歸屬於", re.I
)
_US_FORM = re.compile(r"(?:10|8)-[KQ]", re.I)
_OWN_RESULT = ("ProfitLossAttributableToOwnersOfParent", "ProfitLossAvailableToCommonShareholders")
_PLAIN_RESULT = re.compile(r"(?:(?:total|annual)\s+)?net\s+(?:income|earnings|profit|loss)", re.I)


def _in_order(phrase: str, records: Iterable[FilingRecord]) -> tuple[Concept, ...]:
    """The concepts that a phrase names, the likeliest first.

    What is the shareholders' is their share of the result. In filings of the SEC so is the net
    income without more: the whole of it is there called consolidated, or before other interests.
    """
    named = concepts_named(phrase)
    if not named or named[0].name != "ProfitLoss":
        return named
    is_us = all(_US_FORM.match(record.identity.form or "") for record in records)
    if not _HOLDERS.search(phrase) and not (is_us and _PLAIN_RESULT.fullmatch(phrase.strip())):
        return named
    known = catalogue().concepts
    own = tuple(known[name] for name in _OWN_RESULT)
    return (*own, *(concept for concept in named if concept not in own))


def _is_of(fact: Fact, periods: Sequence[Period], record: FilingRecord, instant: bool) -> bool:
    own = record.identity.period
    if fact.period is None:
        return False
    wanted = periods or ((own,) if own is not None else ())
    return is_dated(fact.period, wanted, instant=instant, own=own)


def _agreed(
    found: Sequence[Line], periods: Sequence[Period], records: Mapping[str, FilingRecord]
) -> Match | None:
    """The best candidate, if all as good say the same.

    The primary statement goes before notes and summaries, and the filing that reports on the
    period before a later one, which may restate it.
    """
    company = records[found[0].fact.filing_id]
    if not all(is_same_company(company, records[c.fact.filing_id]) for c in found):
        return None  # none is chosen between companies
    groups: dict[tuple[bool, bool], list[Fact]] = defaultdict(list)
    for candidate in found:
        own = records[candidate.fact.filing_id].identity.period
        reports = own is not None and any(
            is_same_period(own, want) or abs((own.end - want.end).days) <= NEAR for want in periods
        )
        groups[not candidate.is_primary, not reports].append(candidate.fact)
    best = groups[min(groups)]
    first = min(best, key=lambda fact: (fact.quantum, fact.page))
    return Match(first, SCORE, 1.0) if all(agree(first, fact) for fact in best) else None
