"""A line of a part of the group: "E-Systems segment net sales", "operating margin of Seating".

Filings print it two ways: under the part's own heading, as a line called like the whole's; or in
a table of the line, as a row or column called like the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts import is_money
from ingest.stores import Stores
from service.answering.figures.labels import Line, read_labels
from service.answering.figures.lookup import Match, agree
from service.answering.figures.scoring import MONTH_NAMES
from service.answering.figures.timing import lines_in_time
from service.answering.understanding.wanted import is_light, naming_terms, read_wanted
from service.intervals import read_intervals
from service.measures import BARE_TOTAL, concepts_named
from service.types import Understanding

SCORE = 0.8
SURE = 0.5
_WORDS = re.compile(r"[\w&'’./-]+")
_ANY_PART = frozenset(naming_terms("segment division business unit reportable operating"))
_TOTAL = frozenset(naming_terms("total"))
_WHOLES = frozenset(naming_terms("total consolidated group elimination unallocated corporate"))


def find_of_part(name: str, scope: Understanding, stores: Stores) -> Match | None:
    """The figure of a line of a part, named together; None where it is not certain.

    Args:
        name: Part and line, in either order: "Seating segment net sales".
        scope: Its `periods` and `filing_ids` are looked in.
        stores: The stores.
    """
    if (literal := _literal(name)) is not None:
        return _labelled(*literal, scope, stores)
    for line, part in _split(name):
        found = list(_matches(name, line, part, scope, stores))
        if found:
            best = min(found, key=lambda m: (m.fact.quantum, m.fact.page))
            alike = all(agree(best.fact, m.fact) for m in found)
            return best if alike else None
    return None


def _labelled(part: str, line: str, scope: Understanding, stores: Stores) -> Match | None:
    """The row called just like the part, in a section or column of the line."""
    records = {r.id: r for r in stores.library.filings() if r.id in set(scope.filing_ids)}
    wanted, asked = read_wanted(scope, line), frozenset(naming_terms(line))
    found = [
        Match(one.fact, SCORE, 1.0, one.is_scaled)
        for filing_id, record in records.items()
        for one, dated in lines_in_time(
            stores.library.derived(filing_id, read_labels), scope.periods, record, wanted
        )
        if dated >= 0.9 and one.fact.confidence >= SURE and is_money(one.fact.unit)
        if one.fact.label.casefold() == part.casefold() and asked <= one.section | one.header
    ]
    if not found or not all(agree(found[0].fact, other.fact) for other in found):
        return None
    return found[0]


def is_of_called_part(name: str) -> bool:
    """Whether a line is of a part named by words that tell nothing: "work group revenue"."""
    return _literal(name) is not None


def _literal(name: str) -> tuple[str, str] | None:
    """Such a part and its line, as worded."""
    words = name.split()
    for count in range(len(words) - 1, 1, -1):
        part, line = " ".join(words[:count]), " ".join(words[count:])
        is_part = re.search(r"\b(?:group|segment|division|business|unit)$", part, re.I) is not None
        if is_part and not (_heavy(naming_terms(part)) - _ANY_PART) and concepts_named(line):
            return part, line
    return None


def _split(name: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """A name as the terms of a line item, and those of the part that it is of."""
    words = () if read_intervals(name)[1] else _WORDS.findall(name)
    for count in range(min(6, len(words) - 1), 0, -1):
        for line, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            phrase, part = " ".join(line), _heavy(naming_terms(" ".join(rest)))
            if concepts_named(phrase) and part - _ANY_PART:
                yield frozenset(naming_terms(phrase)), part - _ANY_PART


def _matches(
    name: str, line: frozenset[str], part: frozenset[str], scope: Understanding, stores: Stores
) -> Iterator[Match]:
    records = {r.id: r for r in stores.library.filings() if r.id in set(scope.filing_ids)}
    wanted = read_wanted(scope, name)
    for filing_id, record in records.items():
        labels = stores.library.derived(filing_id, read_labels)
        for one, dated in lines_in_time(labels, scope.periods, record, wanted):
            fact = one.fact
            is_sure = fact.confidence >= SURE and is_money(fact.unit)
            is_sure = is_sure and not BARE_TOTAL.fullmatch(fact.label)
            is_sure = is_sure and (not fact.is_total or part <= one.header)
            if dated >= 0.9 and is_sure and _is_of(one, line, part):
                yield Match(fact, SCORE, 1.0, one.is_scaled)


def _is_of(one: Line, line: frozenset[str], part: frozenset[str]) -> bool:
    label = one.label - _ANY_PART
    own = _heavy(label)
    if part <= one.header and one.fact.is_total:  # "Total segment revenue" in the part's column
        return label - _TOTAL == line - _ANY_PART and _heavy(one.header) - line <= part
    if label == line - _ANY_PART:  # under the part's heading, in its column, or in its section
        beside = one.section | one.header
        if part <= beside:
            return _heavy(beside) - line - _ANY_PART <= part
        return part <= one.context and not _heavy(one.header) - line - _ANY_PART
    if own != part or own & _WHOLES:
        return False
    return line <= one.section | one.header and not one.header - line


def _heavy(words: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    """The words that tell, without those of a date: "For the year ended December 31, 2022"."""
    telling = frozenset(word for word in words if not is_light(word) and not word.isdigit())
    return telling - MONTH_NAMES
