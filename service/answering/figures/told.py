"""A figure that no table prints and a sentence tells: "the Group had 4,672 employees".

The sentence must name all that is asked for and nothing else, of the very period; where sentences
tell it differently, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.facts import is_money
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Fact, Passage, Period, Span
from service.answering.figures.lookup import Match, Told
from service.answering.prose.extract import sentences_about
from service.answering.understanding.question import is_dated
from service.answering.understanding.wording import wants_instant
from service.chinese import unread
from service.grounding import Claim, find_quantities, read_claims
from service.grounding.quantity import Quantity
from service.grounding.terms import content
from service.grounding.terms import terms as naming
from service.grounding.times import expected_periods
from service.measures import concepts_named
from service.retrieval import is_same_company
from service.terms import canonical, expand, terms

PASSAGES = 30  # looked through, best first
BESIDE = 0.5  # weight from which a word names what a quantity is of
SCORE = 0.6
_NEVER = re.compile(
    r"\b(?:would|will|shall|expect\w*|targets?|targeted|forecast\w*|budget\w*|plans?\s+to|up\s+to"
    r"|at\s+least|proposed|pro[\s-]?forma)\b",
    re.IGNORECASE,
)
# What a part of a company is called: it names the same part with the word and without.
_PART = "segment business industry division sector vertical unit"
_PLAIN = content(
    naming(f"{_PART} term terms respect total overall latest accumulated aggregate generated")
)
_RATES = content(naming("ratio rate percentage"))  # of what is given in percent
_PLAIN_NAMED = frozenset(terms(f"{_PART} total overall number amount group company"))
_FIGURE = re.compile(r"\d[\d,]*(?:\.(?P<decimals>\d+))?")


def find_told(
    line_item: str, periods: Sequence[Period], filing_ids: Sequence[str], stores: Stores
) -> Match | None:
    """The figure of a line item in one of `periods`, as sentences tell it.

    Args:
        line_item: In words: "manufacturing revenue", "number of employees".
        periods: Of which one is meant; none means the filings' own.
        filing_ids: Where to look.
        stores: The stores.

    Returns:
        A match whose `told` says where the figure stands; None where no sentence tells it, or
        where two tell it differently. A line of the statements is never taken from prose: it
        stands in a statement, or is not reported.
    """
    line_item = _in_english(line_item)
    asked = content(naming(line_item)) - _PLAIN
    if not asked or not filing_ids:
        return None
    records = {r.id: r for r in stores.library.filings() if r.id in set(filing_ids)}
    is_line = bool(concepts_named(line_item))
    found = [
        match
        for passage, span, here in _sentences(line_item, asked, records, stores)
        for match in _readings(line_item, here, periods, passage, span, records)
        if not (is_line and is_money(match.fact.unit))
    ]
    return _agreed(found, records)


def _in_english(line_item: str) -> str:
    """What sentences in English call it; empty where a part of it cannot be read so."""
    if line_item.isascii():
        return line_item
    read = canonical(line_item)
    return "" if unread(read) else " ".join(re.findall(r"[a-z][a-z'-]*", read))


def _sentences(
    line_item: str, asked: frozenset[str], records: dict[str, FilingRecord], stores: Stores
) -> Iterator[tuple[Passage, Span, frozenset[str]]]:
    """Sentences with a number and every word of the line item, and what is asked of themselves.

    Words that the number check leaves out ("financial") count here as they stand. The heading that
    a sentence stands under may name a part of it: "Hotel operations", "The occupancy rate was ...".
    """
    words = {
        word for part in line_item.split() if not naming(part) for word in terms(part)
    } - _PLAIN_NAMED
    told = sentences_about(
        expand(line_item), tuple(records), records.values(), stores, limit=PASSAGES
    )
    for sentence in told:
        text = sentence.text
        if not any(map(str.isdigit, text)):
            continue
        above = " ".join(sentence.passage.headings[-1:])
        here = asked & set(naming(text))
        if 2 * len(here) <= len(asked) or not asked - here <= set(naming(above)):
            continue
        if words <= {*terms(text), *terms(above)}:
            yield sentence.passage, sentence.span, here


def _readings(
    line_item: str,
    asked: frozenset[str],
    periods: Sequence[Period],
    passage: Passage,
    span: Span,
    records: dict[str, FilingRecord],
) -> Iterator[Match]:
    text = span.of(passage.text)
    if _NEVER.search(text):
        return
    identity = records[passage.filing_id].identity
    wanted = periods or ((identity.period,) if identity.period else ())
    for claim in read_claims(text, identity.fiscal_year_end):
        period = _period_of(claim, identity.period)
        is_rate = claim.quantity.kind == "percent" and all(
            concept.unit == "rate" for concept in concepts_named(line_item)
        )
        if period is None or not _is_of(claim, asked, _PLAIN | _RATES if is_rate else _PLAIN):
            continue
        instant = wants_instant(line_item) or claim.quantity.kind == "count"
        if not is_dated(period, wanted, instant=instant, own=identity.period):
            continue
        unit = _unit_of(claim, asked)
        fact = told_fact(line_item, claim.quantity, unit, period, passage, span)
        yield Match(fact, SCORE, 1.0, told=Told(passage, span))


def _period_of(claim: Claim, home: Period | None) -> Period | None:
    """The one period that a sentence gives its quantity; None where it may be of two."""
    if claim.period is None and claim.is_prior is not False:
        return None
    return next(iter(expected_periods(claim, home)), None)


def _is_of(claim: Claim, asked: frozenset[str], plain: frozenset[str]) -> bool:
    """The quantity is a level, given outright, of all that is asked for and of nothing else.

    Words in `plain` name nothing beside the others.
    """
    asked = asked - plain or asked
    quantity = claim.quantity
    if claim.relation != "level" or claim.is_loose or quantity.in_words:
        return False
    if quantity.approx in ("over", "under") or quantity.kind == "multiple":
        return False
    beside = {word for word, weight in claim.weights.items() if weight >= BESIDE}
    if content(beside) - plain == asked:
        return True
    # A name of several words stands for itself, whatever the clauses before it speak of
    return len(asked) > 1 and content(claim.own) - plain == asked


def _unit_of(claim: Claim, asked: frozenset[str]) -> str | None:
    kind = claim.quantity.kind
    if kind == "count":
        return "persons" if asked >= _PERSONS else "count"
    return kind if kind in ("percent", "percentage_point") else claim.quantity.unit


_PERSONS = content(naming("employees"))


def told_fact(
    line_item: str,
    quantity: Quantity,
    unit: str | None,
    period: Period | None,
    passage: Passage,
    span: Span,
    *,
    scale: Decimal | None = None,
) -> Fact:
    """A figure that the sentence at `span` tells, as a fact without a cell.

    `told_at` of a plan's operand is its id. `scale`: where none is given, that of its print.
    """
    return Fact(
        fact_id=f"{passage.passage_id}@{span.start + quantity.start}",
        filing_id=passage.filing_id,
        table_id="",
        row=-1,
        column=-1,
        page=passage.page,
        labels=(line_item,),
        column_labels=(),
        text=quantity.text.strip(),
        value=quantity.value,
        quantum=quantity.quantum,
        unit=unit,
        scale=_scale_of(quantity) if scale is None else scale,
        period=period,
        entity=None,
        confidence=1.0,
    )


def _scale_of(quantity: Quantity) -> Decimal:
    """What one of the printed figure is: a million of "RMB12.5 million"; a share is a share."""
    figure = _FIGURE.search(quantity.text)
    if figure is None or quantity.kind in ("percent", "percentage_point"):
        return Decimal(1)
    return quantity.quantum.scaleb(len(figure["decimals"] or ""))


def reread(told_at: str, stores: Stores) -> Decimal | None:
    """The figure that stands at `told_at` (passage and character); None where none does any more.

    Read from the store again, without regard to how it was found.
    """
    passage_id, _, start = told_at.rpartition("@")
    for passage in stores.library.passages([passage_id]) if start.isdigit() else ():
        for quantity in find_quantities(passage.text):
            if quantity.start == int(start):
                return quantity.value
    return None


def _agreed(found: Sequence[Match], records: dict[str, FilingRecord]) -> Match | None:
    """The finest reading where all agree; those of the filing that reports on the period first."""
    if not found:
        return None
    first = records[found[0].fact.filing_id]
    if not all(is_same_company(first, records[m.fact.filing_id]) for m in found):
        return None
    own = [m for m in found if _reports(records[m.fact.filing_id], m.fact.period)]
    best = min(own or found, key=lambda match: match.fact.quantum)
    gaps = (
        abs(best.fact.value - m.fact.value) <= (best.fact.quantum + m.fact.quantum) / 2
        and m.fact.unit == best.fact.unit
        for m in own or found
    )
    return best if all(gaps) else None


def _reports(record: FilingRecord, period: Period | None) -> bool:
    own = record.identity.period
    return own is not None and period is not None and own.end == period.end
