"""How much of what was raised has been used: told by the table of what is left of it.

Such a table gives what was raised, what was left at each date, and what was used in the period.
What was used so far stands in no column of many: it is what was raised less what is left.
"""

from __future__ import annotations

import re

from ingest.facts import is_money
from ingest.types import Fact
from service.answering.computing.plans import Executed, execute
from service.answering.drafts import Desk
from service.answering.figures.labels import read_labels
from service.answering.understanding.wanted import naming_terms
from service.answering.understanding.when import NEAR
from service.answering.understanding.wording import is_part_asked, is_rate_asked
from service.measures import binary, cell_of, plan_of

_PROCEEDS = re.compile(r"\bproceeds\b", re.IGNORECASE)
_LEFT = re.compile(r"\b(?:un-?utili[sz]ed|un-?used|un-?spent|remaining|balance)\b", re.IGNORECASE)
_USED = re.compile(r"\b(?:utili[sz]ed|used|spent|applied|deployed)\b", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\b(?:by|up\s+to|until|till|as\s+(?:at|of)|at|so\s+far|to\s+date|already|in\s+total|(?:has|have|had)\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:during|within|over|in\s+(?:the\s+)?(?:year|period|half|quarter|reporting|first|second"
    r"|19\d\d|20\d\d))\b",
    re.IGNORECASE,
)
_ANY = frozenset(  # words by which all that was raised is called
    naming_terms(
        "total net gross proceed proceeds raise raised global offering initial public ipo listing"
        " share percentage proportion money fund amount use used utilise utilised unutilised unused"
        " spent remain remaining"
    )
)


def used_of_proceeds(desk: Desk) -> Executed | None:
    """The share of what was raised that has been used by a date, or that is left then."""
    text = desk.understood.text
    if not _PROCEEDS.search(text) or _WITHIN.search(text) or not _SO_FAR.search(text):
        return None
    if not (is_rate_asked(text) or is_part_asked(text)):
        return None
    is_left, is_used = _LEFT.search(text) is not None, _USED.search(text) is not None
    if is_left == is_used:
        return None
    ends = [period.end for period in desk.understood.periods]
    ends = ends or [r.identity.period.end for r in desk.records if r.identity.period is not None]
    found = [
        pair
        for filing_id in desk.understood.filing_ids
        for table in _tables(desk, filing_id)
        if (pair := _raised_and_left(desk, table, filing_id)) is not None
    ]
    if len(found) != 1 or len(desk.understood.periods) > 1:
        return None
    raised, lefts = found[0]
    dated = [
        fact
        for fact in lefts
        if fact.period is not None and any(abs((fact.period.end - e).days) <= NEAR for e in ends)
    ]
    if len(dated) != 1 or not 0 <= dated[0].value <= raised.value:
        return None
    whole, left = cell_of(raised), cell_of(dated[0])
    part = left if is_left else binary("-", whole, left)
    return execute(plan_of(binary("/", part, whole), "percent"), desk.understood, desk.stores)


def _tables(desk: Desk, filing_id: str) -> tuple[str, ...]:
    """The tables with a column of what is left of something."""
    lines = desk.stores.library.derived(filing_id, read_labels).lines
    return tuple(
        dict.fromkeys(
            line.fact.table_id for line in lines if _LEFT.search(" ".join(line.fact.column_labels))
        )
    )


def _raised_and_left(
    desk: Desk, table_id: str, filing_id: str
) -> tuple[Fact, tuple[Fact, ...]] | None:
    """What was raised, in all or for the use that is named, and what was left at each date."""
    facts = desk.stores.library.facts([filing_id], table_id=table_id)
    asked = set(naming_terms(desk.understood.measure)) - _ANY
    held = {f.row: len(asked & set(naming_terms(f.label))) for f in facts if not f.is_total}
    most = max(held.values(), default=0)
    uses = [row for row, count in held.items() if most and count == most]
    if len(uses) > 1:
        return None  # one of the uses is asked of, and several may be meant
    totals = [f for f in facts if is_money(f.unit) and (f.row in uses if uses else f.is_total)]
    raised = [f for f in totals if _names(_PROCEEDS, f) and not _names(_LEFT, f) | _names(_USED, f)]
    lefts = tuple(fact for fact in totals if _names(_LEFT, fact))
    if len(raised) != 1 or any((f.row, f.unit) != (raised[0].row, raised[0].unit) for f in lefts):
        return None
    return raised[0], lefts


def _names(words: re.Pattern[str], fact: Fact) -> bool:
    return words.search(" ".join(fact.column_labels)) is not None
