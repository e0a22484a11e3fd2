"""What a dividend comes to in all, which sentences tell: "a final dividend, amounting to RMB5,000".

Statements show what was paid, which is the dividend before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts import is_money, parse_periods
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Passage, Period, Span
from service.answering.figures.lookup import Match, Told
from service.answering.figures.told import told_fact
from service.answering.prose.extract import sentences_about
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.retrieval import is_same_company

PASSAGES = 20
SCORE = 0.7
_NAMED = re.compile(
    r"^(?:the\s+)?(?:total\s+)?(?:proposed|declared|recommended)?\s*(?P<kind>interim|final|special)"
    r"\s+(?:cash\s+)?dividends?(?:\s+(?:proposed|declared|recommended|for\s+the\s+(?:year|period)))?$",
    re.IGNORECASE,
)
_COMES_TO = re.compile(
    r"(?:amount(?:ing|s|ed)?\s+(?:in\s+(?:aggregate|total)\s+)?to|total(?:l?ing|l?ed)?(?:\s+of)?"
    r"|in\s+(?:the\s+)?(?:aggregate|total)(?:\s+amount)?(?:\s+of)?|aggregat(?:e|ing)(?:\s+amount)?"
    r"(?:\s+(?:of|to))?|with\s+a\s+total\s+of)\s+(?:a\s+total\s+of\s+)?(?:approximately\s+|about\s+)?$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def dividend_declared(
    name: str, period: Period | None, filing_ids: tuple[str, ...], stores: Stores
) -> Match | None:
    """The amount of the dividend that a filing declares for its own period.

    Args:
        name: "interim dividend", "proposed final dividend".
        period: What it is declared for; only that which the filing itself reports on is told.
        filing_ids: Where to look.
        stores: The stores.

    Returns:
        None where no sentence tells it, or where sentences differ.
    """
    named = _NAMED.match(name.strip())
    if named is None:
        return None
    records = {r.id: r for r in stores.library.filings() if r.id in set(filing_ids)}
    records = {i: r for i, r in records.items() if _reports_on(r, period)}
    first = next(iter(records.values()), None)
    if first is None or not all(is_same_company(first, other) for other in records.values()):
        return None
    kind = named["kind"].lower()
    found = list(_told(kind, name, records, stores))
    if not found or len({match.fact.value for match in found}) > 1:
        return None
    return found[0]


def _reports_on(record: FilingRecord, period: Period | None) -> bool:
    own = record.identity.period
    return own is not None and (period is None or own.end == period.end)


def _told(
    kind: str, name: str, records: dict[str, FilingRecord], stores: Stores
) -> Iterator[Match]:
    query = f"{kind} dividend amounting to declared proposed per share"
    ids = tuple(records)
    for sentence in sentences_about(query, ids, records.values(), stores, limit=PASSAGES):
        text = sentence.text
        named = re.search(rf"\b{kind}\s+(?:cash\s+)?dividend\b", text, re.IGNORECASE)
        others = set(re.findall(r"\b(interim|final|special)\b", text.lower())) - {kind}
        if named is None or others or _PAID.search(text):
            continue
        asides = [match.span() for match in _BRACKETS.finditer(text)]
        for quantity in find_quantities(text):
            inside = any(start <= quantity.start < end for start, end in asides)
            if inside or quantity.start < named.end() or not is_money(quantity.unit):
                continue
            if _COMES_TO.search(text[: quantity.start]):
                own = records[sentence.passage.filing_id].identity.period
                if _is_before(_BRACKETS.sub(" ", text[named.end() : quantity.start]), own):
                    continue
                yield _as_match(name, quantity, own, sentence.passage, sentence.span)


_PAID = re.compile(r"\b(?:was|were|has\s+been|have\s+been|been|and)\s+(?:\w+\s+)?paid\b", re.I)


def _is_before(text: str, own: Period | None) -> bool:
    """A dividend of another year is told: "for 2023"."""
    named = [period for _, period in parse_periods(text)]
    return own is not None and any(period.end != own.end for period in named)


def _as_match(
    name: str, quantity: Quantity, period: Period | None, passage: Passage, span: Span
) -> Match:
    fact = told_fact(name, quantity, quantity.unit, period, passage, span)
    return Match(fact, SCORE, 1.0, told=Told(passage, span))
