"""What one company has set against what another has: "how many times A's was B's?". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answering.understanding.cleaning import clean, without_change
from service.measures.tree import Item, Node, binary
from service.terms import content_words
from service.types import Understanding


@dataclass(frozen=True, slots=True)
class Between:
    """Two companies' amounts of one line, set against each other."""

    node: Node
    unit: str | None
    name: str


_TIMES = re.compile(
    r"\bhow\s+many\s+times\b|\bratio\s+of\b|\bas\s+a\s+multiple\s+of\b|几倍|多少倍", re.I
)
_IS_BACKWARDS = re.compile(  # "How many times A's revenue was B's?": B's over A's
    r"\bhow\s+many\s+times\s+(?!(?:larger|bigger|higher|greater|more|as|over|was|is|were|are)\b)",
    re.I,
)
_APART = re.compile(
    r"\b(?:how\s+much|by\s+how\s+much)\s+(?:(?:did|does|do)\b.+\bexceed|(?:more|larger|higher|bigger|greater)\b)"
    r"|\bdifference\s+between\b",
    re.I,
)
_WORDS = re.compile(
    r"\b(?:how\s+many\s+times|ratio\s+of|as\s+a\s+multiple\s+of|difference\s+between|exceed(?:s|ed)?|those?|that|to"
    r"|as\s+(?:large|big|high|much)\s+as|larger|bigger|greater|was|is|were|are)\b|['’]s?(?=\s|$)|几倍|多少倍|是|的",
    re.I,
)


def between_companies(understood: Understanding, text: str) -> Between | None:
    """The line of two companies that is set against each other; None where none is."""
    if len(understood.companies) != 2:
        return None
    is_times = _TIMES.search(understood.text) is not None
    if not is_times and not _APART.search(understood.text):
        return None
    item = content_words(clean(without_change(_WORDS.sub(" ", text))))
    if not item:
        return None
    first, second = sorted(understood.companies, key=lambda name: _place(name, understood.text))
    if is_times and _IS_BACKWARDS.search(understood.text):
        first, second = second, first
    parts = (Item(item, company=first), Item(item, company=second))
    return Between(binary("/" if is_times else "-", *parts), "ratio" if is_times else None, item)


def _place(company: str, text: str) -> int:
    """Where in a text a company is named: by its name, or by the words that it begins with."""
    words = company.casefold().split()
    for count in range(len(words), 0, -1):
        at = text.casefold().find(" ".join(words[:count]))
        if at >= 0:
            return at
    return len(text)
