"""A number that stands in a table: the rows that speak of what is asked, and their cells.

Line item first, then period, then the kind of number. A value is given only where one reading is
clearly the best and everything as good says the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts import ends_together, is_money
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Fact, Period, Statement, Table
from service.answering.understanding import is_dated
from service.answering.wording import (
    Wish,
    wants_instant,
    wish_of,
)
from service.terms import expand, terms
from service.types import Understanding

ROW_CANDIDATES = 80
GOOD = 0.62  # a fact scored so high answers, if what says otherwise scores less
FAIR, ALONE = 0.45, 0.6  # a lower score answers where all others have at most this share of it
CLEAR = 0.06  # what is this much worse than the best does not compete with it
SURE = 0.5  # a fact less certain than this supports nothing on its own
CARRIED = 0.35  # how much a word of an earlier turn counts beside one of this question
LABEL, SECTION, HEADER, CAPTION = 1.0, 0.7, 0.8, 0.55  # how well a word counts by where it stands
PRIMARY = {
    Statement.INCOME: 0.05,
    Statement.BALANCE_SHEET: 0.05,
    Statement.CASH_FLOWS: 0.03,
    Statement.SUMMARY: 0.02,
    Statement.COMPREHENSIVE_INCOME: 0.0,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A fact with how well it answers, from 0 to about 1."""

    fact: Fact
    table: Table
    score: float
    coverage: float  # share of the question's weight that the row, headers and caption hold


@dataclass(frozen=True, slots=True)
class Found:
    """The best facts. `is_clear`: one value stands out, or all as good agree."""

    matches: tuple[Match, ...]
    is_clear: bool

    @property
    def best(self) -> Match | None:
        """The best match, where there is one."""
        return self.matches[0] if self.matches else None


def find_facts(
    understood: Understanding, stores: Stores, *, measure: str | None = None, limit: int = 8
) -> Found:
    """The facts that answer what was asked, best first.

    `measure` overrides the line item asked for (a formula looks its operands up one by one).
    """
    wanted = measure if measure is not None else understood.measure
    words = words_of(wanted)
    carried = () if measure is not None else words_of(understood.carried)
    if not words or not understood.filing_ids:
        return Found((), False)
    rows = stores.lexical.search(
        expand(f"{wanted} {understood.carried}"),
        kind="row",
        filing_ids=understood.filing_ids,
        limit=ROW_CANDIDATES,
    )
    places = [(table_id, int(row)) for table_id, _, row in (r.rpartition("#") for r, _ in rows)]
    facts = stores.library.facts_of_rows(places)
    records = {record.id: record for record in stores.library.filings()}
    tables = {fact.table_id: stores.library.table(fact.table_id) for fact in facts}
    return rank_facts(understood, words, carried, facts, tables, records, limit)


def words_of(text: str) -> tuple[str, ...]:
    """The terms asked for.

    Chinese that no synonym reads as English names nothing in a filing written in English, so it
    counts only where there is nothing else.
    """
    words = terms(text)
    latin = tuple(word for word in words if word.isascii())
    if latin in _RESULT_ALONE:
        return terms("net profit")  # "the loss for the period" is the bottom line
    return latin or words


def rank_facts(
    understood: Understanding,
    words: Sequence[str],
    carried: Sequence[str],
    facts: Sequence[Fact],
    tables: Mapping[str, Table],
    records: Mapping[str, FilingRecord],
    limit: int = 8,
) -> Found:
    """Candidates in order of how well they answer. Pure."""
    weights = _weights(words, facts)
    weights |= {w: CARRIED * v for w, v in _weights(carried, facts).items() if w not in weights}
    own, words = set(words), tuple(weights)
    common = _common_headers(facts)
    wish = wish_of(understood.text)
    instant = wants_instant(understood.text)
    matches = []
    for fact in facts:
        table = tables[fact.table_id]
        dated = _date_factor(fact, understood.periods, records[fact.filing_id], instant)
        if dated == 0:
            continue
        told = common.get(fact.table_id, frozenset())
        coverage, precision = _overlap(words, weights, fact, table, told, frozenset(carried) - own)
        score = coverage**1.5 * precision**0.5 * dated * _kind_factor(fact, wish)
        score *= 0.5 + 0.5 * fact.confidence
        if is_other_result(fact, understood.text):
            score *= 0.3
        if coverage:
            score += PRIMARY.get(table.statement, 0.0) * score
        matches.append(Match(fact, table, score, coverage))
    matches.sort(key=lambda match: -match.score)
    best = matches[:limit]
    return Found(tuple(best), _is_clear(matches))


def _is_clear(matches: Sequence[Match]) -> bool:
    if not matches or matches[0].score < FAIR or matches[0].fact.confidence < SURE:
        return False
    first = matches[0]
    near = 1 - CLEAR if first.score >= GOOD else ALONE
    rivals = [m for m in matches[1:] if m.score > first.score * near]
    return all(agree(first.fact, rival.fact) for rival in rivals)


def agree(one: Fact, other: Fact) -> bool:
    """The same quantity, each within the rounding that it shows. Sizes: presentation differs."""
    if is_money(one.unit) != is_money(other.unit):
        return False
    gap = abs(abs(one.value) - abs(other.value))
    return gap <= (one.quantum + other.quantum) / 2


def _weights(words: Sequence[str], facts: Sequence[Fact]) -> dict[str, float]:
    """Rare words tell more than common ones: idf over the candidates' own labels.

    A word that no candidate has is given the weight of one in a hundred: it may be a way of asking,
    or the very thing that the filing does not have.
    """
    labels = {(fact.table_id, fact.row): set(_label_words(fact)) for fact in facts}
    count = max(len(labels), 1)
    held = {word: sum(word in label for label in labels.values()) for word in words}
    return {
        word: math.log(1 + count / (1 + (held[word] or max(1, count // 12)))) + 0.3
        for word in words
    }


def _common_headers(facts: Sequence[Fact]) -> dict[str, frozenset[str]]:
    """Header words that all columns of a table share tell nothing apart."""
    by_table: dict[str, list[set[str]]] = {}
    for fact in facts:
        by_table.setdefault(fact.table_id, []).append(set(terms(" ".join(fact.column_labels))))
    return {table: frozenset(set.intersection(*sets)) for table, sets in by_table.items()}


def _label_words(fact: Fact) -> tuple[str, ...]:
    return terms(" ".join((*fact.labels, *fact.column_labels)))


def _overlap(
    words: Sequence[str],
    weights: Mapping[str, float],
    fact: Fact,
    table: Table,
    common: frozenset[str],
    carried: frozenset[str],
) -> tuple[float, float]:
    """How much of the question the row holds, and how much of the label the question holds."""
    label = set(terms(fact.label))
    section = set(terms(" ".join(fact.labels[:-1])))
    header = set(terms(" ".join(fact.column_labels)))
    caption = set(terms(" ".join((table.caption, *table.headings))))
    held = 0.0
    for word in words:
        place = (
            LABEL if word in label
            else HEADER if word in header
            else SECTION if word in section
            else CAPTION if word in caption
            else 0.0
        )  # fmt: skip
        held += weights[word] * place
    total = sum(weights.values())
    asked = set(words)
    extra = len(label - asked) + 0.5 * len(header - asked - common)
    extra += CARRIED * len(label & asked & carried)
    asked -= carried
    precision = (len(label & asked) + 0.25) / (len(label & asked) + 0.25 + 0.6 * extra)
    if not (label | header | section) & asked:
        precision *= 0.3
    if _opposed(asked, label | header | section):
        precision *= 0.3
    return held / total, precision


_OPPOSITES = tuple(
    (frozenset(terms(one)), frozenset(terms(other)))
    for one, other in (
        ("current", "non-current"),
        ("gross", "net"),
        ("basic", "diluted"),
        ("male", "female"),
        ("increase", "decrease"),
        ("opening", "closing"),
    )
)


def _opposed(asked: set[str], held: set[str]) -> bool:
    """The question names one side of a pair and the row only the other."""
    for one, other in (*_OPPOSITES, *(pair[::-1] for pair in _OPPOSITES)):
        if one <= asked and not other <= asked and other <= held and not one <= held:
            return True
    return False


def _date_factor(
    fact: Fact, wanted: Sequence[Period], record: FilingRecord, instant: bool
) -> float:
    """1 for the period asked for, less where the fact's own is not certain, 0 for another."""
    if wanted:
        if fact.period is None:
            return 0.0
        if not is_dated(fact.period, wanted, instant=instant, own=record.identity.period):
            return 0.0
        flow_asked = not instant and not any(period.is_instant for period in wanted)
        if fact.period.is_instant == (instant or not flow_asked):
            return 1.0
        return 0.9
    own = record.identity.period
    if fact.period is None or own is None:
        return 0.85
    return 1.0 if ends_together(fact.period, own) else 0.0


def _kind_factor(fact: Fact, wish: Wish) -> float:
    """Whether the fact is the kind of number that the question asks for."""
    percent = fact.unit in ("percent", "percentage_point", "ratio")
    if wish.percent or wish.points:
        return 1.0 if percent else 0.55
    if percent:
        return 0.5
    if wish.count:
        counted = fact.unit in (None, "persons", "shares")
        return 0.6 if is_money(fact.unit) else 1.0 if counted else 0.8
    return 0.75 if fact.unit == "persons" else 1.0


_RESULT_ALONE = tuple(terms(word) for word in ("loss", "profit", "result", "loss made"))


def signed(fact: Fact, question: str) -> Decimal:
    """The amount as the question names it: a loss, cost or outflow asked for is its size.

    Statements print what is deducted in brackets; a question for "the operating loss" or
    "administrative expenses" wants how large it was. A profit asked for where the line is a loss
    printed without brackets is negative.
    """
    if _RESULT.search(question):
        is_loss = _LOSS.search(fact.label) is not None and _RESULT.search(fact.label) is None
        return -fact.value if is_loss and fact.value > 0 else fact.value
    return abs(fact.value) if _SIZE.search(question) else fact.value


def is_other_result(fact: Fact, question: str) -> bool:
    """A loss is asked for, and the line is a profit; or what was received, and it was paid."""
    if _RECEIVED.search(question) and fact.value < 0:
        return True
    if not _LOSS.search(question) or _RESULT.search(question):
        return False
    return _RESULT.search(fact.label) is not None and fact.value > 0


_LOSS = re.compile(r"\bloss(?:es)?\b|deficit|亏损|虧損", re.IGNORECASE)
_RECEIVED = re.compile(r"\breceiv(?:e|ed)\b|\bproceeds\b|\binflows?\b", re.IGNORECASE)
_RESULT = re.compile(
    r"\bprofits?\b|\bresults?\b|\bearnings\b|\bnet\s+(?:income|cash\s+flows?)\b|operating\s+income|利润|利潤|溢利",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\bloss(?:es)?\b|deficit|expens|\bcosts?\b|\bcharge|depreciation|amorti[sz]ation|outflow|decrease|impairment"
    r"|allowance|\bpayments?\b|purchase|repayment|\btax(?:ation)?\b(?!\s+credit)|provision|\bspent\b|\bpaid\b|capex"
    r"|capital\s+expenditure|\bused\b|\bwent\s+into\b|费用|費用|开支|開支|成本|亏损|虧損|折旧|折舊|支出",
    re.IGNORECASE,
)
