"""One line less another, as questions word it. Pure.

What every relation is read into stands here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answering.understanding.cleaning import clean, without_change
from service.measures.expressions import read_item
from service.measures.tree import Item, Node, binary


@dataclass(frozen=True, slots=True)
class Related:
    """What a question relates, and the unit of the result; None: that of the items."""

    node: Node
    unit: str | None
    is_share: bool = False  # the first is a part of the second


ASK = (
    r"^(?:(?:what|which|how\s+much|how\s+many|compute|calculate|work\s+out|give|find"
    r"|determine|estimate|and|so|then)"
    r"\s+)?(?:(?:is|was|were|are|did|does|do|has|had|have)\s+)?(?:the\s+)?"
)
_EXCEEDS = re.compile(
    r"\b(?:by\s+)?how\s+(?:much|many)\s+(?:did|does|do)\s+(?:the\s+)?(?P<one>.+?)\s+(?:exceed|surpass"
    r"|outweigh|top)\s+(?:the\s+|that\s+of\s+)?(?P<other>.+)$"
    r"|\bhow\s+much\s+(?:more|higher|larger|greater|bigger)\s+(?:was|were|is|are)\s+(?:the\s+)?"
    r"(?P<one2>.+?)\s+than\s+(?:the\s+|that\s+of\s+)?(?P<other2>.+)$",
    re.I,
)
_LESS = re.compile(
    rf"{ASK}(?P<one>[\w&/' -]+?),?\s+(?:less|minus)\s+(?:the\s+)?(?P<other>(?!than\b)[\w&/' -]+)$",
    re.I,
)


_BETWEEN = re.compile(
    rf"{ASK}difference\s+(?:in\s+(?:the\s+)?(?P<item>[^?]+?)\s+)?between\s+(?:the\s+)?(?P<one>.+?)"
    r"\s+and\s+(?:the\s+)?(?P<other>.+)$",
    re.I,
)


def difference(text: str) -> Related | None:
    """One line less another, or one member less another of the same line."""
    if (match := _BETWEEN.search(text)) is None:
        return None
    one, other, item = clean(match["one"]), clean(match["other"]), clean(match["item"] or "")
    if not one or not other:
        return None
    if item:
        one, other = f"{item} {one}", f"{item} {other}"
    elif len(one.split()) == 1 and len(words := other.split()) > 1 and not _IS_NAME.match(words[0]):
        one = " ".join([one, *words[1:]])  # "the high and low price"
    return Related(binary("-", read_item(one), read_item(other)), None)


_IS_NAME = re.compile(r"[A-Z]")


def exceeds(text: str) -> Related | None:
    """By how much one line is more than another."""
    match = _LESS.search(text)
    if match is not None:
        one, other = clean(match["one"]), clean(match["other"])
    elif (match := _EXCEEDS.search(text)) is not None:
        one = clean(match["one"] or match["one2"])
        other = clean(match["other"] or match["other2"])
    else:
        return None
    return Related(binary("-", read_item(one), read_item(other)), None) if one and other else None


_EXCLUDING = re.compile(
    r"\b(?:excluding|leaving\s+out|without|stripping\s+out"
    r"|net\s+of)\s+(?:the\s+)?(?P<out>[^,]+?)\s*,\s*(?P<rest>.+)$",
    re.I,
)


def excluding(text: str) -> Related | None:
    """A line without another: "leaving out rent, what were the expenses?"."""
    match = _EXCLUDING.search(text)
    if match is None:
        return None
    rest = clean(without_change(match["rest"]))
    if not rest:
        return None
    return Related(binary("-", Item(rest), Item(clean(match["out"]))), None)
