"""A number that stands in a table: the figures that answer to what is asked, best first.

Line item first, then period, then the kind of number. A value is given only where one reading is
clearly the best; figures that say the same are one reading with several witnesses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.facts import is_money
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Fact, Passage, Period, Span
from service.answering.figures.labels import Labels, Line, Rarity, read_labels
from service.answering.figures.scoring import SURE, is_exact, scorer
from service.answering.figures.timing import lines_in_time
from service.answering.understanding.wanted import Wanted, is_light, naming_terms, read_wanted
from service.evidence import Places, cite_fact, cite_sentence
from service.retrieval import is_same_company
from service.terms import expand, terms
from service.types import Citation, Understanding

GOOD = 0.62  # a fact scored so high answers, if what says otherwise scores less
FAIR, ALONE = 0.45, 0.6  # a lower score answers where all others have at most this share of it
EXACT = 0.3  # so low a score is enough where the line is called just what is asked for
FOREIGN = 0.5  # the share from which another company's figure competes
WITNESS = 0.6  # the share of the best score from which the same figure elsewhere is heard
CLEAR = 0.06  # what is this much worse than the best does not compete with it
WIDE = 8  # filings: over more than these, only those with the best rows are looked into
TELLING = 3  # digits that are not the same by chance
ROWS = 80  # rows that tell which filings these are
WORTH = 0.05  # scores under this are not worth keeping


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence that a figure stands in where no cell holds it."""

    passage: Passage
    span: Span  # of the sentence: characters of the passage's text


@dataclass(frozen=True, slots=True)
class Match:
    """A fact with how well it answers, from 0 to about 1."""

    fact: Fact
    score: float
    coverage: float  # share of the question's weight that row, headers and caption hold
    is_scaled: bool = True  # its table says what its figures are in
    told: Told | None = None  # a sentence instead of a cell: the fact has no table then


@dataclass(frozen=True, slots=True)
class Found:
    """The best facts. `is_clear`: one value stands out, or all as good agree."""

    matches: tuple[Match, ...]
    is_clear: bool
    is_apart: bool = False  # the filing has a line with what is left out, and this one without it
    is_by_concept: bool = False  # the line is what was named, whatever it is called
    is_exact: bool = False  # the best line is called just what is asked for
    halves: tuple[Fact, ...] = ()  # the best line under current items, and under non-current ones

    @property
    def best(self) -> Match | None:
        """The best match, where there is one."""
        return self.matches[0] if self.matches else None


def is_one_line(found: Found) -> bool:
    """What is as good as the best figure stands in its row, under other periods."""
    best = found.matches[0]
    if best.score < GOOD:
        return False
    near = [match.fact for match in found.matches if match.score > (1 - CLEAR) * best.score]
    return {(f.table_id, f.row, f.unit) for f in near} == {
        (best.fact.table_id, best.fact.row, best.fact.unit)
    }


def cite_match(match: Match, library: Places, id: int) -> Citation:
    """The cell of a match, or the sentence that tells it, as citation `id`."""
    if match.told is None:
        return cite_fact(match.fact, library, id)
    span = match.told.span
    return cite_sentence(match.told.passage, span.start, span.end, library, id)


def find_facts(
    understood: Understanding, stores: Stores, *, measure: str | None = None, limit: int = 8
) -> Found:
    """The facts that answer what was asked, best first.

    `measure` overrides the line item asked for (a formula looks its operands up one by one).
    """
    wanted = read_wanted(understood, measure)
    if not wanted.own or not understood.filing_ids:
        return Found((), False)
    named = measure if measure is not None else f"{understood.measure} {understood.carried}"
    filing_ids = worth_reading(named, understood.filing_ids, stores)
    labels = {i: stores.library.derived(i, read_labels) for i in filing_ids}
    records = {record.id: record for record in stores.library.filings()}
    return rank_facts(wanted, understood.periods, labels, records, limit)


def worth_reading(name: str, filing_ids: tuple[str, ...], stores: Stores) -> tuple[str, ...]:
    """The filings to look into for a line item: all of a few, else those with the best rows."""
    if len(filing_ids) <= WIDE:
        return filing_ids
    rows = stores.lexical.search(expand(name), kind="row", filing_ids=filing_ids, limit=ROWS)
    tables = dict.fromkeys(row.rpartition("#")[0] for row, _ in rows)
    filings = dict.fromkeys(i for table in tables for i in filing_ids if table.startswith(i))
    return tuple(filings)[:WIDE]


def rank_facts(
    wanted: Wanted,
    periods: Sequence[Period],
    labels: Mapping[str, Labels],
    records: Mapping[str, FilingRecord],
    limit: int = 8,
) -> Found:
    """The figures of some filings in order of how well they answer. Pure.

    Args:
        wanted: The words looked for.
        periods: Those asked for; none means each filing's own.
        labels: The lines of each filing.
        records: The filings by id.
        limit: How many matches to return.
    """
    rarity = Rarity(tuple(labels.values()))
    score = scorer(wanted, rarity)
    matches = []
    lines: dict[str, Line] = {}
    for filing_id, filing in labels.items():
        for line, dated in lines_in_time(filing, periods, records[filing_id], wanted):
            found, coverage = score(line)
            if found * dated > WORTH:
                matches.append(Match(line.fact, found * dated, coverage, line.is_scaled))
                lines[line.fact.fact_id] = line
    matches.sort(key=lambda match: -match.score)
    ranked = _sure_first(matches)
    apart = bool(wanted.left_out) and _is_apart(ranked, wanted, labels)
    halves = _halves(ranked, wanted)
    exact = bool(ranked) and is_exact(wanted, lines[ranked[0].fact.fact_id], rarity)
    least = EXACT if exact and ranked[0].score < GOOD else GOOD
    is_clear = _is_clear([m for m in ranked if m.fact not in halves[1:]], records, least)
    return Found(
        tuple(ranked[:limit]),
        is_clear and not halves,
        apart,
        halves=halves if is_clear else (),
        is_exact=exact,
    )


_SIDES = (frozenset(naming_terms("current")), frozenset(naming_terms("non-current")))


def _halves(matches: Sequence[Match], wanted: Wanted) -> tuple[Fact, ...]:
    """The same line under current and non-current items, where the question names neither."""
    first = matches[0].fact if matches else None
    is_aged = any("-" in word and word[0].isdigit() for word in wanted.own)  # "within one year"
    if first is None or is_aged or any(side <= wanted.own for side in _SIDES):
        return ()
    side = _side_of(first)
    others = (
        other
        for other in (match.fact for match in matches[1:])
        if (other.table_id, other.column, other.label)
        == (first.table_id, first.column, first.label)
        and _side_of(other) not in (None, side)
    )
    other = next(others, None) if side is not None else None
    return () if other is None else (first, other)


def _side_of(fact: Fact) -> bool | None:
    """Whether a line stands under non-current items; None where it stands under neither."""
    words = frozenset(naming_terms(" ".join(fact.labels)))
    if _SIDES[1] <= words:
        return True
    return False if _SIDES[0] <= words else None


def _is_apart(matches: Sequence[Match], wanted: Wanted, labels: Mapping[str, Labels]) -> bool:
    """A line takes what is left out together with what the best line names: "A and B"."""
    if not matches or matches[0].score < GOOD:
        return False
    kept = frozenset(word for word in wanted.own if not is_light(word)) - {"gross"}
    return any(
        kept <= line.label and line.label & wanted.left_out and _TOGETHER.search(line.fact.label)
        for line in labels[matches[0].fact.filing_id].lines
    )


_TOGETHER = re.compile(r"\band\b|&|及|和", re.IGNORECASE)


def _sure_first(matches: Sequence[Match]) -> list[Match]:
    """Of figures that say the same, the one that can be relied on goes first."""
    if not matches:
        return []
    first = matches[0]
    for other in matches[1:]:
        if other.score < first.score * WITNESS:
            break
        is_surer = _is_sure(other) and not _is_sure(first)
        is_scaled = _is_unscaled(first.fact, other.fact) and first.fact.scale == 1
        if (is_surer or is_scaled) and agree(first.fact, other.fact):
            return [other, *(match for match in matches if match is not other)]
    return list(matches)


def _is_sure(match: Match) -> bool:
    return match.fact.confidence >= SURE and match.is_scaled


def _is_clear(
    matches: Sequence[Match], records: Mapping[str, FilingRecord], least: float = GOOD
) -> bool:
    """One value stands out; from a score of `least` on it does wherever others score less."""
    if not matches or matches[0].score < min(FAIR, least):
        return False
    first = matches[0]
    if first.fact.confidence < SURE:
        return False
    near = 1 - CLEAR if first.score >= least else ALONE
    strangers = _strangers(first.fact.filing_id, records)
    return all(
        agree(first.fact, other.fact) or _says_more(first.fact, other.fact)
        for other in matches[1:]
        if other.score > first.score * (FOREIGN if other.fact.filing_id in strangers else near)
    )


def _says_more(one: Fact, other: Fact) -> bool:
    """Beside it in the same column stands a line with more to its name: "Receivables, net"."""
    if (one.table_id, one.column) != (other.table_id, other.column):
        return False
    return set(terms(one.label)) < set(terms(other.label)) and one.labels[:-1] == other.labels[:-1]


def _strangers(filing_id: str, records: Mapping[str, FilingRecord]) -> frozenset[str]:
    """The filings of other companies: none is chosen over another by its wording."""
    own = records[filing_id]
    return frozenset(
        i for i, other in records.items() if i != filing_id and not is_same_company(own, other)
    )


def agree(one: Fact, other: Fact) -> bool:
    """The same quantity, each within the rounding that it shows. Sizes: presentation differs."""
    if is_money(one.unit) != is_money(other.unit):
        return False
    if _is_unscaled(one, other):
        return True
    gap = abs(abs(one.value) - abs(other.value))
    return gap <= (one.quantum + other.quantum) / 2


def _is_unscaled(one: Fact, other: Fact) -> bool:
    """The same figure, where one of two tables does not say what it is in."""
    same = one.text == other.text and one.period == other.period and one.scale != other.scale
    digits = sum(character.isdigit() for character in one.text)
    return same and digits >= TELLING and 1 in (one.scale, other.scale)
