"""Answers from sentences: a number, a text, a list, a yes or no, quoted as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import parse_periods
from ingest.stores.records import FilingRecord
from ingest.types import Period
from service.answering.counting import counted_in_text
from service.answering.drafts import Desk, Draft
from service.answering.extract import Sentence, next_sentence, quantity_in
from service.answering.understanding import is_dated
from service.answering.wording import (
    is_comparison,
    wants_instant,
    wish_of,
)
from service.evidence import cite_sentence
from service.grounding.quantity import Quantity
from service.terms import terms
from service.types import Evidence, Hit, Retriever, Value

GOOD_SENTENCE = 0.48  # a sentence scored lower does not answer
GOOD_NUMBER_SENTENCE = 0.58
NUMBER_COVERAGE = 0.62  # share of the question's words that a sentence with the number must hold
TEXT_COVERAGE = 0.3
YES_NO_COVERAGE = 0.5  # a wrong yes is worse than a wrong quotation
YES_NO_WORDS = 0.6  # share of the question's words that stand in the sentence itself
_NEGATION = re.compile(
    r"\b(?:no|not|none|nil|never|neither|nor|without|did\s+not|was\s+not|n't)\b|[未无無沒没不]",
    re.IGNORECASE,
)


def number_in_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """A number that a sentence gives."""
    understood = desk.understood
    wish, asked = wish_of(understood.text), terms(understood.measure)
    for sentence in found[:3]:
        if sentence.score < GOOD_NUMBER_SENTENCE or sentence.coverage < NUMBER_COVERAGE:
            continue
        if not _speaks_of(sentence, desk):
            continue
        quantity = quantity_in(sentence, asked, wish)
        if quantity is None or not _is_given(sentence.text, quantity):
            continue
        amount = abs(quantity.value)
        unit = _quantity_unit(quantity)
        value = Value(amount, unit, quantity.text.strip())
        return _quoting(desk, [sentence], value=value)
    return None


_GIVES = re.compile(
    r"(?:\b(?:was|were|is|are|of|to|at|had|have|has|reached|totall?ed|recorded|accumulated|held"
    r"|amount(?:ed|ing)\s+to|stood\s+at|represent(?:s|ed|ing)|accounted\s+for|generated|being)|[:：为為])"
    r"\s*(?:(?:approximately|about|around|nearly|over|some|only|a\s+total\s+of|an\s+aggregate\s+of)"
    r"\s+)*\(?$",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:increase|decrease|rise|decline|growth|reduction|change|drop|improvement)s?\s+(?:of|was|to)"
    r"\s*(?:approximately\s+|about\s+)?$",
    re.IGNORECASE,
)


def _is_given(text: str, quantity: Quantity) -> bool:
    """The sentence gives the quantity as what something was, not by how much it moved, or why.

    "Respectively" gives several numbers to several things, and which to which is not plain.
    """
    before = text[: quantity.start]
    if re.search(r"\brespectively\b", text, re.IGNORECASE) or _MOVES.search(before):
        return False
    return _GIVES.search(before) is not None or quantity.kind == "count"


def count_in_text(desk: Desk) -> Draft | None:
    """A count that sentences give, all of them alike."""
    found = [pair for pair in counted_in_text(desk) if _speaks_of(pair[0], desk)]
    if not found:
        return None
    sentence, quantity = found[0]
    if any(other.value != quantity.value for _, other in found):
        return None
    unit = _quantity_unit(quantity)
    return _quoting(desk, [sentence], value=Value(quantity.value, unit, quantity.text.strip()))


def _quantity_unit(quantity: Quantity) -> str:
    named = {"percent": "percent", "percentage_point": "percentage_point", "multiple": "ratio"}
    return named.get(quantity.kind) or quantity.unit or "count"


def _speaks_of(sentence: Sentence, desk: Desk, *, is_dated_by_filing: bool = True) -> bool:
    """The sentence names a period that was asked for; where it names none, its filing's counts."""
    wanted = desk.understood.periods
    if not wanted:
        return True
    named = [period for _, period in parse_periods(sentence.text)]
    own = _record(desk, sentence.passage.filing_id).identity.period
    if not named and own is not None and is_dated_by_filing:
        named = [own, Period(None, own.end)]  # what names no period speaks of the filing's own
    instant = wants_instant(desk.understood.text)
    return not named or any(is_dated(p, wanted, instant=instant, own=own) for p in named)


def _record(desk: Desk, filing_id: str) -> FilingRecord:
    return next(record for record in desk.records if record.id == filing_id)


def quote_text(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """The sentences that answer, in the order they stand in."""
    found = [s for s in found if _speaks_of(s, desk, is_dated_by_filing=False)]
    if not found or found[0].score < GOOD_SENTENCE or found[0].coverage < TEXT_COVERAGE:
        return None
    best = found[0]
    near = [s for s in found[1:3] if s.score > 0.85 * best.score and s.coverage >= TEXT_COVERAGE]
    if desk.understood.operation == "list":
        return _list(desk, found)
    if desk.understood.operation == "compare" and not is_comparison(best.text):
        return None
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


def yes_or_no(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """Yes or no with the sentence that says so, where it holds most of what was asked."""
    if not found or found[0].score < GOOD_SENTENCE or found[0].coverage < YES_NO_COVERAGE:
        return None
    asked = set(terms(desk.understood.measure))
    if len(asked & set(terms(found[0].text))) < YES_NO_WORDS * len(asked):
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
