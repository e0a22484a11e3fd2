"""The part of the group that a measure is asked of: a segment, a product, a region. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from service.answering.computing.given import DAYS
from service.answering.understanding.cleaning import clean, without_change
from service.measures.concept_lines import concepts_named
from service.measures.library import Measure, in_short
from service.measures.tree import Item, items_of
from service.terms import canonical, content_words, terms

_OF_PART = re.compile(
    r"\b(?:of|for|in|at)\s+(?:the\s+|its\s+)?(?P<part>(?:[\w&-]+\s+){1,4}?)"
    r"(?:business(?:es)?|segment|division|arm|operations?|unit)\b",
    re.IGNORECASE,
)
_PART_OWNS = re.compile(
    r"\b(?P<part>(?:[A-Z][\w&-]+\s+){0,3}[A-Z][\w&-]+)['’]s?\s+segment(?:al)?\b"
)


def part_asked(measure: str) -> str:
    """The segment that a measure is asked of: "the margin of the hotel business (A over B)"."""
    text = re.sub(r"\([^()]*\)", " ", measure)
    match = _OF_PART.search(text) or _PART_OWNS.search(text)
    return "" if match is None else match["part"].strip()


def of_part(item: Item, extra: str) -> Item:
    """A line of a part of the group, which is named: "segment revenue" is then revenue."""
    if item.phrase == DAYS:
        return item
    line = _SEGMENT.sub("", item.phrase)
    if not concepts_named(line):
        line = item.phrase  # "segment results" are called so, whosever they are
    return replace(item, phrase=line, part=extra)


_SEGMENT = re.compile(r"^segment(?:al|['’]s)?\s+(?=\w)", re.IGNORECASE)


_COMMON = (
    "loss total overall group ratio rate year-end whole company unadjusted percentage percent days"
    " average computed calculated against its basis tons tonnes co2e mwh kwh"
)


def beyond(text: str, measure: Measure, alias: str) -> str:
    """What a question says beside the measure's name: the part of the group that it is of."""
    rest = re.sub(r"[-–_%]", " ", re.sub(r"['’]s\b", "", clean(text).lower()))
    rest = " ".join(rest.split())
    rest = in_short(rest)
    for name in sorted({alias, measure.name, *measure.aliases}, key=len, reverse=True):
        plain = " ".join(re.sub(r"[-–_%]", " ", name.lower()).split())
        rest = (
            re.sub(rf"(?<!\w){re.escape(plain)}(?!\w)", " ", rest)
            if name.isascii()
            else rest.replace(name, " ")
        )
    known = {word for item in items_of(measure.node) for word in terms(item.phrase)}
    known |= set(terms(_COMMON))
    words = " ".join(
        word
        for word in content_words(canonical(clean(without_change(rest)))).split()
        if word.isascii() and not set(terms(word)) <= known
    )
    named = None if words else _CALLED_PART.search(clean(text))
    return words if named is None else named[1].lower()  # words that tell nothing: "Work Group"


_CALLED_PART = re.compile(r"\b((?:[A-Z][\w&’'-]+\s+)+(?:Group|Segment|Division|Business|Unit))\b")


def is_set_against(text: str, alias: str) -> bool:
    """Whether an amount is named only as what is set against another: "net debt-to-EBITDA"."""
    plain = re.sub(r"[-–]", " ", text.lower())
    return re.search(rf"\b{re.escape(alias)}\s+to\s+(?!date\b)[a-z]", plain) is not None
