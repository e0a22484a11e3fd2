"""The words that name each figure of a filing, by where they stand; made once for a filing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.facts import parse_periods, read_unit
from ingest.stores import Library
from ingest.types import Fact, Period, Statement, Table
from service.answering.understanding.wanted import naming_terms
from service.intervals import read_intervals
from service.terms import words_said

_NOTE_MARK = re.compile(
    r"\((?:[ivx]{1,4}|[a-z]|\d{1,2}|note\s*\w{1,3}|unaudited|audited|restated)\)|[¹²³⁴⁵⁶⁷⁸⁹*†#^]+",
    re.IGNORECASE,
)
_UNITS = {  # what a unit says by itself
    "persons": ("employe", "person"),
    "shares": ("share",),
    "percent": ("percentag", "rate", "proport", "share"),
    "percentage_point": ("percentag", "point"),
    "days": ("day",),
}
_STATEMENTS = {
    Statement.INCOME: "income statement profit or loss",
    Statement.COMPREHENSIVE_INCOME: "comprehensive income statement",
    Statement.BALANCE_SHEET: "balance sheet statement of financial position",
    Statement.CASH_FLOWS: "cash flow statement",
    Statement.EQUITY: "changes in equity statement",
    Statement.SUMMARY: "summary highlights",
    Statement.SEGMENT: "segment",
    Statement.AGING: "aging age analysis",
}


LONGEST = 9  # terms: what is longer heads no rows, it is labels that ran together


@dataclass(frozen=True, slots=True)
class Line:
    """A fact and the terms that name it."""

    fact: Fact
    statement: Statement
    label: frozenset[str]  # of the row's own label
    section: frozenset[str]  # of what the row stands under
    header: frozenset[str]  # of the column, beyond what all columns of the table share
    context: frozenset[str]  # of caption, headings, shared headers, statement and unit
    is_scaled: bool = True  # the table says what its figures are in
    said: frozenset[str] = frozenset()  # the row's own words that a synonym read as others

    @property
    def own(self) -> frozenset[str]:
        """The terms of row and column: what tells the figure from others of its table."""
        return self.label | self.section | self.header


@dataclass(frozen=True)
class Labels:
    """The lines of some filings, and how common each word is in them."""

    lines: tuple[Line, ...]

    @cached_property
    def by_period(self) -> Mapping[Period | None, tuple[tuple[int, Line], ...]]:
        """The lines by their facts' periods, each with its place in `lines`."""
        found: dict[Period | None, list[tuple[int, Line]]] = {}
        for at, line in enumerate(self.lines):
            found.setdefault(line.fact.period, []).append((at, line))
        return {period: tuple(lines) for period, lines in found.items()}

    @cached_property
    def by_word(self) -> Mapping[str, frozenset[int]]:
        """Where in `lines` a word names a line: as label, header, section or context."""
        found: dict[str, set[int]] = {}
        for at, line in enumerate(self.lines):
            for word in line.own | line.context | line.said:
                found.setdefault(word, set()).add(at)
        return {word: frozenset(places) for word, places in found.items()}

    @cached_property
    def counts(self) -> tuple[Counter[str], int, Counter[str], int]:
        """In how many rows a word stands, of how many; in how many tables, of how many."""
        rows: dict[tuple[str, int], frozenset[str]] = {}
        tables: dict[str, frozenset[str]] = {}
        for line in self.lines:
            place = (line.fact.table_id, line.fact.row)
            rows[place] = rows.get(place, frozenset()) | line.own
            tables[line.fact.table_id] = line.context
        row_counts = Counter(word for words in rows.values() for word in words)
        table_counts = Counter(word for words in tables.values() for word in words)
        return row_counts, len(rows), table_counts, len(tables)


class Rarity:
    """How much a word tells among the labels of some filings: the rarer, the more."""

    def __init__(self, labels: Sequence[Labels]) -> None:
        """Over the filings of `labels` together."""
        self._counts = [filing.counts for filing in labels]
        self._rows = sum(counts[1] for counts in self._counts)
        self._tables = sum(counts[3] for counts in self._counts)
        self._known: dict[str, float] = {}

    def is_known(self, word: str) -> bool:
        """Whether some label or caption has the word."""
        return any(counts[0][word] or counts[2][word] for counts in self._counts)

    def __call__(self, word: str) -> float:
        """The weight of a word, from about 1 to 8.

        A word of no label at all weighs as one in a dozen: it may be a way of asking, or the very
        thing that the filing does not have.
        """
        if word not in self._known:
            rows = sum(counts[0][word] for counts in self._counts)
            tables = sum(counts[2][word] for counts in self._counts)
            if rows:
                share = (1 + rows) / max(self._rows, 1)
            elif tables:
                share = (1 + tables) / max(self._tables, 1)
            else:
                share = 1 / 12
            self._known[word] = math.log(1 + 1 / min(share, 1.0)) + 0.3
        return self._known[word]


def read_labels(library: Library, filing_id: str) -> Labels:
    """The lines of a filing."""
    tables = {table.table_id: table for table in library.tables(filing_id)}
    return Labels(tuple(lines_of(library.facts([filing_id]), tables)))


def lines_of(facts: Iterable[Fact], tables: Mapping[str, Table]) -> Iterable[Line]:
    """Each fact with the terms that name it. Pure."""
    kept = list(facts)
    shared = _shared_headers(kept)
    lead = _leads(kept)
    for fact in kept:
        table = tables[fact.table_id]
        header = words_of_label(" ".join(fact.column_labels))
        common = shared[fact.table_id]
        sections = [words_of_label(label) for label in fact.labels[:-1]]
        sections.append(words_of_label(lead.get((fact.table_id, fact.row), "")))
        label, unit = _without_unit(fact.label)
        common = common | words_of_label(unit)
        yield Line(
            fact,
            table.statement,
            words_of_label(label),
            frozenset().union(*(s for s in sections if len(s) <= LONGEST)),
            header - common,
            _context(table.caption, table.headings, table.statement, fact.unit) | common,
            bool(table.unit_note) or fact.scale != 1,  # else only its column header may say it
            words_said(_NOTE_MARK.sub(" ", label)) - words_of_label(label),
        )


_BRACKET = re.compile(r"[(（][^()（）]*[)）]")


@lru_cache(maxsize=100_000)
def _without_unit(label: str) -> tuple[str, str]:
    """A label without the brackets that say in what it is counted, and what these say."""
    units = [b for b in _BRACKET.findall(label) if read_unit(b).unit is not None]
    for unit in units:
        label = label.replace(unit, " ")
    return label, " ".join(units)


_DASH = re.compile(r"\s+[–—-]\s+|\s*[:：]\s+")


def _leads(facts: Sequence[Fact]) -> dict[tuple[str, int], str]:
    """What a row takes over from the one before: "Fees – audit services", "– other services"."""
    labels = {(fact.table_id, fact.row): fact.label for fact in facts}
    found: dict[tuple[str, int], str] = {}
    for (table_id, row), label in labels.items():
        before = labels.get((table_id, row - 1), "")
        parts = _DASH.split(before, maxsplit=1)
        goes_on = re.match(r"\s*(?:[–—-]\s*)?[a-z]", label) is not None
        if goes_on and len(parts) == 2 and re.match(r"[a-z]", parts[1]):
            found[table_id, row] = parts[0]
    return found


@lru_cache(maxsize=100_000)
def words_of_label(text: str) -> frozenset[str]:
    """The terms of a label, its dates and note marks left out, its stretches read as one term."""
    plain = _NOTE_MARK.sub(" ", text)
    if re.search(r"\d", plain):
        for span, _ in reversed(parse_periods(plain)):
            plain = plain[: span.start] + " " + plain[span.end :]
    rest, intervals = read_intervals(plain)
    return frozenset(naming_terms(rest)) | intervals


@lru_cache(maxsize=100_000)
def _context(
    caption: str, headings: tuple[str, ...], statement: Statement, unit: str | None
) -> frozenset[str]:
    words = naming_terms(" ".join((caption, *headings, _STATEMENTS.get(statement, ""))))
    per_share = ("share", "per") if (unit or "").endswith("/share") else ()
    return frozenset(words) | frozenset(_UNITS.get(unit or "", per_share))


def _shared_headers(facts: Sequence[Fact]) -> dict[str, frozenset[str]]:
    """Header words that most columns of a table share tell nothing apart."""
    columns: dict[str, dict[int, frozenset[str]]] = {}
    for fact in facts:
        words = words_of_label(" ".join(fact.column_labels))
        columns.setdefault(fact.table_id, {})[fact.column] = words
    shared = {}
    for table_id, headers in columns.items():
        counts = Counter(word for words in headers.values() for word in words)
        shared[table_id] = frozenset(w for w, n in counts.items() if 2 * n > len(headers))
    return shared
