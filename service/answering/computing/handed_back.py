"""What a company hands back to its owners, as a share of what it earned. Pure."""

from __future__ import annotations

import re

from service.answering.computing.differences import Related
from service.answering.understanding.cleaning import clean
from service.measures.expressions import read_item, split_list
from service.measures.tree import Item, binary, total

_SHARE = r"(?:share|proportion|portion|percentage|percent|per\s+cent|fraction|part|%)"
_RETURNED = re.compile(  # "what share of net income did it return through dividends and buybacks?"
    rf"\b(?:what|which)\s+{_SHARE}\s+of\s+(?:the\s+|its\s+|their\s+|total\s+)*(?P<whole>.+?)\s+"
    r"(?:did|was|were|is|has|have)\b.*?\b(?:hand(?:ed)?\s+(?:back|out)|return(?:ed)?|distributed?|pa(?:y|id)\s+out"
    r"|give[n]?\s+back|gave\s+back)\b.*?\b(?:through|via|by\s+way\s+of|in\s+the\s+form\s+of|as|by)\s+"
    r"(?P<list>[^()?]+)",
    re.I,
)


def handed_back(text: str) -> Related | None:
    """What was paid out in several ways, as a share of what it was paid out of."""
    match = _RETURNED.search(text)
    if match is None or not (whole := clean(match["whole"])):
        return None
    parts = tuple(Item(clean(part)) for part in split_list(clean(match["list"])))
    return (
        Related(binary("/", total(parts), read_item(whole)), "percent")
        if all(part.phrase for part in parts)
        else None
    )
