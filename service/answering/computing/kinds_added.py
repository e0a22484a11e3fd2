"""Kinds of one line that are to be added up: its current and its non-current part. Pure."""

from __future__ import annotations

import re

from service.answering.computing.differences import Related
from service.answering.understanding.cleaning import clean
from service.measures.tree import Item, binary

_TWO_KINDS_ZH = re.compile(
    r"(?P<item>[^（(）),，。]{2,24})[（(](?P<one>[^（()）]{2,12}?)(?:以及|及|和|与|與|、)(?P<other>[^（()）]{2,12})"
    r"[)）]的?(?:合计|合計|总计|總計|总额|總額|总和|總和|共)"
)


def two_kinds_zh(text: str) -> Related | None:
    """Two kinds of a line in brackets, and that they are to be added up."""
    match = _TWO_KINDS_ZH.search(text)
    if match is None:
        return None
    item = match["item"].rpartition("的")[2]
    if not item:
        return None
    one, other = (Item(clean(f"{item} {match[kind]}")) for kind in ("one", "other"))
    return Related(binary("+", one, other), None)


KIND = re.compile(
    r"(?:the\s+)?(?:(?:non-?)?current|gross|net|short[- ]term|long[- ]term|(?:un)?secured"
    r"|interest[- ]bearing|basic|diluted|male|female)(?:\s+(?:portions?|parts?|ones?))?",
    re.IGNORECASE,
)


def kinds_of_one(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What is added up, where the line is named first and its kinds after it.

    "Contract liabilities, current and non-current" are two lines: a kind by itself is the name of
    none, and would be found wherever a table has such a row.

    Args:
        parts: The members of the list as they are named.

    Returns:
        Each kind with the line's name; the parts as they are where all are lines; nothing where
        it cannot be told which line a kind is of.
    """
    kinds = [part for part in parts if KIND.fullmatch(part.strip())]
    if not kinds:
        return parts
    line, *rest = parts
    if len(kinds) < 2 or rest != kinds:
        return ()
    name = _WHOLE.sub("", clean(line))
    return tuple(f"{_PORTION.sub('', kind)} {name}" for kind in kinds) if name else ()


_WHOLE = re.compile(r"^(?:total|all|overall|aggregate)\s+", re.IGNORECASE)
_PORTION = re.compile(r"^the\s+|\s+(?:portions?|parts?|ones?)$", re.IGNORECASE)
