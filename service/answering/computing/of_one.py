"""What is asked of one product, one project, one place alone, and what is told of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.types import Fact
from service.answering.drafts import Desk
from service.answering.understanding.cleaning import bare, clean
from service.answering.understanding.wanted import naming_terms

_CODE = re.compile(  # "QL-118", "A320", "MK-3475A": a product's, a trial's or a site's
    r"(?<![\w-])(?!(?:FY|CY|HY|[HQ]|IFRS|HKFRS|IAS|HKAS|ASC|ASU|SFAS|IFRIC|ISO|CO|PM|COVID|EBITDA)-?\d)"
    r"[A-Z]{1,6}-?\d{2,5}[A-Z]?(?![\w-])"
)
_ALONE = re.compile(
    r"\b(?:for|of|on|in|from|at|to|by)\s+(?P<what>(?:[\w&/'’.-]+\s+){0,3}[\w&/'’.-]+)\s+(?:alone|only)\b"
    r"|\b(?:for|of|on|in|from|at|to|by)\s+(?:only|just|solely)\s+(?P<that>[\w&/'’-]+(?:\s+[\w&/'’-]+){0,2})",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^.*\b(?:for|of|on|in|from|at|to|by)\s+(?:the\s+)?", re.IGNORECASE)
_ITSELF = frozenset(
    naming_terms("company group parent period year quarter half months first second third fourth")
)
_WHERE = frozenset(naming_terms("information statement sheet report filing note table summary"))


def is_of_all_of_them(desk: Desk, fact: Fact) -> bool:
    """A line of the whole, where one part of it is asked for, which the table does not speak of.

    A part is named by a code, or by what stands before "alone" and behind "only". Its name has to
    stand in the line, in the heads of its column, or in the title that the table stands under.
    """
    measure = desk.understood.measure
    codes, alone = _codes(measure), tuple(_alone(measure))
    if not codes and not alone:
        return False
    table = desk.stores.library.table(fact.table_id)
    above = (table.caption, *table.headings[-1:]) if table is not None else ()
    named = " ".join((*fact.labels, *fact.column_labels, fact.entity or "", *above))
    if any(code.casefold() not in named.casefold() for code in codes):
        return True
    held = _words(named)
    return any(not words <= held for words in alone)


def tells_of_it(measure: str, told: str) -> bool:
    """Whether what is told names the one part that is asked for by itself, where one is.

    "US$5 million" is an amount in dollars, not of the United States.
    """
    if any(code.casefold() not in told.casefold() for code in _codes(measure)):
        return False
    held = _words(told)
    return all(words <= held for words in _alone(measure))


def _words(text: str) -> set[str]:
    return set(naming_terms(_AMERICA.sub("United States", text)))


_AMERICA = re.compile(r"\bU\.?S\.?(?:A\b\.?)?(?![\w$])")  # as it is read otherwise, it is "us"


def _codes(measure: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_CODE.findall(measure)))


def _alone(measure: str) -> Iterator[set[str]]:
    """The words of each part that is asked for by itself; what names all of it is none."""
    for match in _ALONE.finditer(bare(measure)):
        what = _FIRST.sub("", f" {match['what'] or match['that']}")
        every = _words(clean(what))
        words = every - _ITSELF
        if every & _WHERE:
            continue  # "from the income statement alone"
        if words and not any(map(str.isdigit, what)):
            yield words
