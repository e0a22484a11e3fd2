"""Names and numbers in lists alike: "A and B were X and Y, respectively". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Span
from service.grounding.quantity import Quantity

_RESPECTIVELY = re.compile(r"\brespectively\b|分别|分別", re.IGNORECASE)
_JOINED = re.compile(r"\s?,?\s?(?:and\s)?(?:approximately\s|about\s)?", re.IGNORECASE)
_NAMES = re.compile(
    r"(?P<names>[^;:()]{3,160}?)\s(?:was|were|is|are|had|amount\w+|increas\w+|decreas\w+|grew|rose|fell"
    r"|declin\w+|stood|total\w+|reached|represent\w+|accounted|contribut\w+|improv\w+|dropped)\b[^;:]{0,40}$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",\s(?:and\s)?|\s(?:and|&)\s", re.IGNORECASE)
_LEAD = re.compile(r"^(?:.*,\s(?=the\b|our\b|its\b|their\b|net\b|total\b))?", re.IGNORECASE)


def read_respective(text: str, sentence: Span, quantities: Sequence[Quantity]) -> dict[int, Span]:
    """Where the name of each number of such a list stands, by the number's place in the sentence.

    Args:
        text: The whole text.
        sentence: The sentence's place in it.
        quantities: The sentence's quantities, in order.
    """
    if _RESPECTIVELY.search(text, sentence.start, sentence.end) is None:
        return {}
    found: dict[int, Span] = {}
    at = 0
    while at < len(quantities):
        end = at + 1
        while end < len(quantities) and _JOINED.fullmatch(
            text, quantities[end - 1].end, quantities[end].start
        ):
            end += 1
        start = quantities[at - 1].end if at else sentence.start
        names = _names(text, Span(start, quantities[at].start), end - at)
        found |= {at + offset: name for offset, name in enumerate(names)}
        at = end
    return found


def _names(text: str, ahead: Span, count: int) -> list[Span]:
    """As many names as there are numbers, from what stands before them; else none."""
    match = _NAMES.search(text, ahead.start, ahead.end) if count > 1 else None
    if match is None:
        return []
    lead = _LEAD.match(text, match.start("names"), match.end("names"))
    start = lead.end() if lead else match.start("names")
    cuts = list(_SPLIT.finditer(text, start, match.end("names")))
    starts = [start, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), match.end("names")]
    names = [Span(*pair) for pair in zip(starts, ends, strict=True) if pair[0] < pair[1]]
    return names if len(names) == count else []
