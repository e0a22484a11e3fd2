"""What a measure would be if something were counted in: "if leases were added to debt". Pure.

No filing states it, and the ratio that a filing states is not it.
"""

from __future__ import annotations

import re

from service.answering.computing.differences import Related
from service.answering.understanding.cleaning import clean
from service.measures.expressions import read_item
from service.measures.tree import Node, binary, total

_COUNTED = re.compile(
    r"^\W*(?:if|were|suppos\w+|assum\w+|had)\s+(?:that\s+)?(?:the\s+|its\s+)?(?P<more>[^,?]+?)\s+"
    r"(?:(?:were|was|are|is|had\s+been|been)\s+)?(?:also\s+)?(?:(?P<in>added\s+(?:to|back\s+to)"
    r"|included\s+(?:in|with)|counted\s+(?:in|with|as(?:\s+part\s+of)?)|treated\s+as)|(?P<out>"
    r"(?:deducted|excluded|taken\s+out|removed|left\s+out)\s+(?:from|of)))\s+(?:the\s+|its\s+)?"
    r"(?P<base>[^,?]+?)\s*,\s+(?:what|how\s+(?:high|large|much|big))\s+(?:would|will|is|was)\s+"
    r"(?:the\s+|its\s+)?(?P<name>[^()?]+?)\s*\(\s*(?:over|to|against|divided\s+by|relative\s+to"
    r"|as\s+(?:an?\s+)?(?:%|percentage|share|ratio|multiple)\s+(?:of|to))\s+(?P<whole>[^()]+)\)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"^\W*(?:if\b|were\b|suppos|assum)[^?]*?,\s*(?:what|how\s+\w+)\s+would\b"
    r"|\bwhat\s+would\b[^?]*\bhave\s+been\b",
    re.IGNORECASE,
)


def is_supposed(text: str) -> bool:
    """Whether what would be is asked for, rather than what was."""
    return _SUPPOSED.search(text) is not None


def supposed(text: str) -> Related | None:
    """A ratio with something more, or less, in what it measures: "if A were added to B"."""
    match = _COUNTED.search(text)
    if match is None:
        return None
    more, base, whole = (clean(match[name]) for name in ("more", "base", "whole"))
    if not more or not base or not whole:
        return None
    parts: tuple[Node, Node] = (read_item(base), read_item(more))
    top = total(parts) if match["in"] else binary("-", *parts)
    return Related(binary("/", top, read_item(whole)), "percent")
