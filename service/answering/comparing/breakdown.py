"""The table that breaks a figure down: revenue by region, receivables by age, costs by nature.

The table is found by the words that its caption, headings, headers and sections share with the
question; its members are the lines that are no totals.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.facts import ends_together, is_money
from ingest.types import Fact, Period, Table
from service.answering.drafts import Desk
from service.answering.figures.lookup import worth_reading
from service.terms import terms

COVERED = 0.6  # share of the question's weight that a table's own words must hold
SURE = 0.5
UNKNOWN = 0.8  # the weight of a word that no table has
MOST_MEMBERS = 40
_KINDS = re.compile(  # words for what the members are, which tables seldom print
    r"\b(?:markets?|bands?|buckets?|brackets?|categor(?:y|ies)|class(?:es)?|types?|kinds?|lines?|items?|components?|parts?"
    r"|groups?|areas?|units?|sub-?|ones?|single|two|three|four|five)\b",
    re.I,
)
_MEASURES = re.compile(
    r"\b(?:revenues?|sales|turnover|costs?|expenses?|profits?|loss(?:es)?|income|margins?|assets|liabilit\w+|receivables?"
    r"|payables?|borrowings?|debts?|cash|employees|staff|emissions?|energy|water|waste|shares?|inventor\w+|provisions?|fees?"
    r"|investments?|loans?|deposits?|orders?|customers?|equity|earnings|ebitda|capex)\b",
    re.I,
)
_TOTAL = re.compile(
    r"^\W*(?:sub-?|grand\s+)?totals?\b|\btotal\s*$|^\W*(?:consolidated|group)\s*$|合[计計]|[总總][计計额額]|小[计計]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a breakdown."""

    name: str
    facts: tuple[Fact, ...]


def find_breakdown(desk: Desk, subject: str, dimension: str, period: Period) -> tuple[Member, ...]:
    """The members of the table that breaks `subject` down, with values for `period`.

    Args:
        desk: Where to look.
        subject: Measure and dimension: "manufacturing sub-vertical revenue".
        dimension: What the members are; its words must be the table's own.
        period: The latest period compared.

    Returns:
        The lines of one section of one table, in a unit of their own; none where no table is
        clearly about the subject.
    """
    words = [word for word in terms(_KINDS.sub(" ", subject)) if word.isascii()]
    needed = [_alike(word) for word in terms(_KINDS.sub(" ", dimension))]
    if not words or not dimension:
        return ()
    if not names_measure(subject):
        words += terms("revenue")  # "which region was the largest?" is asked of revenue
    library = desk.stores.library
    filing_ids = worth_reading(subject, desk.understood.filing_ids, desk.stores)
    every = _grouped(library.facts(filing_ids))
    groups = {key: facts for key, facts in every.items() if _has_members(facts, period)}
    tables = {key[0]: library.table(key[0]) for key in groups}
    weights = _weights(
        words, [_words_of(tables[key[0]], key[1], facts) for key, facts in groups.items()]
    )
    best: tuple[bool, float, int, int, tuple[str, tuple[str, ...], str | None]] | None = None
    for key, facts in groups.items():
        held = _words_of(tables[key[0]], key[1], facts)
        by_place = _PLACES in needed and _are_places(facts)
        is_own = all(held & alike or (by_place and alike is _PLACES) for alike in needed)
        if not is_own:  # a word of the dimension may be the member that is to be broken down
            held = held | {word for fact in facts for word in terms(fact.label)}
        if not all(held & alike or (by_place and alike is _PLACES) for alike in needed):
            continue
        if _SEGMENT in needed and _are_measures(facts):
            continue  # the lines of one segment, not the segments of one line
        if _SEGMENT in needed and _PLACES & held:
            continue  # the note on segments breaks revenue down by place as well
        if by_place:
            held |= _PLACES
        met = sum(weights[word] for word in words if held & _alike(word))
        covered = met / sum(weights.values())
        near = _own_words(key[1], facts)  # what a caption says may be of much else
        close = sum(bool(near & _alike(word)) for word in words)
        rank = (is_own, covered + (0.02 if is_money(key[2]) else 0), -len(key[1]), close, key)
        if covered >= COVERED and (best is None or rank[:4] > best[:4]):
            best = rank
    if best is None:
        return ()
    is_own, key = best[0], best[4]
    table_id, section, unit = key
    facts = groups[key]
    beside = every.get((table_id, section[:-1], unit), []) if section else []
    whole = library.facts(filing_ids, table_id=table_id)
    members = _members([*beside, *facts] if _add_up(beside, facts, whole) else facts)
    return _within(members, words, whole) or (members if is_own else ())


def _grouped(
    facts: Iterable[Fact],
) -> dict[tuple[str, tuple[str, ...], str | None], list[Fact]]:
    """The facts by table, section and unit, without totals."""
    groups: dict[tuple[str, tuple[str, ...], str | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        is_member = fact.label and not _TOTAL.search(fact.label) and not fact.is_total
        if fact.confidence >= SURE and is_member:
            groups[fact.table_id, fact.labels[:-1], fact.unit].append(fact)
    return groups


def _within(
    members: Sequence[Member], words: Sequence[str], table: Sequence[Fact]
) -> tuple[Member, ...]:
    """The members of the one that is named: the lines after it that are none beside it.

    "Manufacturing" stands over its verticals and beside "Financial services": where the verticals
    of manufacturing are asked for, the others are none. The verticals make it up, or it makes up
    the table's total with the others alone.
    """
    for at, member in enumerate(members):
        own = set(terms(member.name))
        if not own or not own <= set(words):
            continue
        for end in range(len(members), at + 2, -1):
            parts, others = members[at + 1 : end], (*members[:at], *members[end:])
            if _make_up(member.facts, parts) or (
                others and _make_up(_totals(table), (member, *others))
            ):
                return tuple(parts)
    return ()


def _totals(table: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in table if _TOTAL.search(fact.label))


def _make_up(whole: Sequence[Fact], parts: Sequence[Member]) -> bool:
    """In each column the parts add up to the whole, within the rounding that they show."""
    columns = {fact.column for part in parts for fact in part.facts}
    sums = [fact for fact in whole if fact.column in columns]
    for fact in sums:
        beside = [f for part in parts for f in part.facts if f.column == fact.column]
        slack = sum((f.quantum for f in beside), fact.quantum) / 2
        if abs(sum(f.value for f in beside) - fact.value) > slack:
            return False
    return len({fact.column for fact in sums}) == len(columns)


def names_measure(subject: str) -> bool:
    """Whether a subject says what is measured: "revenue", "staff"."""
    return _MEASURES.search(subject) is not None


def _add_up(beside: Sequence[Fact], facts: Sequence[Fact], table: Sequence[Fact]) -> bool:
    """The lines before a section are members too, where all of them make a total of the table.

    "United States" stands above "Foreign: Europe, Asia": its revenue is one of those broken down.
    """
    for column in {fact.column for fact in beside}:
        parts = [fact for fact in (*beside, *facts) if fact.column == column]
        slack = sum(fact.quantum for fact in parts) / 2
        made = sum(fact.value for fact in parts)
        totals = (
            fact.value
            for fact in table
            if fact.column == column and (fact.is_total or _TOTAL.search(fact.label))
        )
        if any(abs(made - total) <= slack for total in totals):
            return True
    return False


# A place by any name: tables say "by geographical area", "by location of customers", "by country".
_PLACES = frozenset(
    terms("region area geography geographic geographical country location territory")
)

_SEGMENT = frozenset(terms("segment"))


def _are_measures(facts: Sequence[Fact]) -> bool:
    """Most lines are called by what they measure: "Segment sales", "Segment income"."""
    labels = {fact.label for fact in facts}
    return 2 * sum(_MEASURES.search(label) is not None for label in labels) > len(labels)


_PLACE_NAMES = re.compile(
    r"^\W*(?:(?:total|other|rest\s+of(?:\s+the)?|all\s+other)\s+)?(?:united\s+(?:states|kingdom)|u\.?s\.?(?:a\.?)?|u\.?k\.?"
    r"|(?:north|south|latin|central)?\s*americas?|canada|mexico|brazil|europe\w*|emea|apac|lacc?|asia\w*|china|hong\s+kong"
    r"|japan|korea|taiwan|india|australia|germany|france|international|domestic|foreign|world|developed|emerging)\b",
    re.I,
)


def _are_places(facts: Sequence[Fact]) -> bool:
    """Most lines are called by a place, whatever the table calls what they are."""
    labels = {fact.label for fact in facts}
    return 2 * sum(_PLACE_NAMES.search(label) is not None for label in labels) > len(labels)


def _alike(word: str) -> frozenset[str]:
    return _PLACES if word in _PLACES else frozenset((word,))


def _has_members(facts: Sequence[Fact], period: Period) -> bool:
    rows = {
        fact.row for fact in facts if fact.period is not None and ends_together(fact.period, period)
    }
    return 2 <= len(rows) <= MOST_MEMBERS


def _words_of(table: Table, section: Sequence[str], facts: Sequence[Fact]) -> set[str]:
    """What a table says it is about; a word that all its lines share counts too."""
    return set(terms(" ".join((table.caption, *table.headings[-2:])))) | _own_words(section, facts)


def _own_words(section: Sequence[str], facts: Sequence[Fact]) -> set[str]:
    """The words of a section and its columns, and those that all its lines share."""
    shared = set.intersection(*(set(terms(fact.label)) for fact in facts))
    headers = {label for fact in facts for label in fact.column_labels}
    return set(terms(" ".join((*section, *headers)))) | shared


def _weights(words: Sequence[str], held: Sequence[set[str]]) -> Mapping[str, float]:
    """Rare words tell more; one that no table has is a way of asking, as likely as not."""
    count = max(1, len(held))
    having = {word: sum(word in one for one in held) for word in words}
    return {
        word: math.log(1 + count / (1 + having[word])) + 0.2 if having[word] else UNKNOWN
        for word in words
    }


def _members(facts: Sequence[Fact]) -> tuple[Member, ...]:
    rows: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        rows[fact.row].append(fact)
    return tuple(Member(own[0].label.strip(" –—-•"), tuple(own)) for own in rows.values())
