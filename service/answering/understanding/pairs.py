"""Follow-ups on two things side by side: "Which of the two was larger?" Pure.

They are put in full by naming the two, or the time that is compared.
"""

from __future__ import annotations

import re

from ingest.facts import parse_periods
from service.answering.understanding.cleaning import clean

LONGEST = 6  # words of one of two items
_COMPARED = re.compile(
    r"^\W*(?:and\s+)?how\s+(?:does|did|do)\s+(?:that|this|it|they)\s+compare\s+(?:with|to)\s+(?:the\s+)?"
    r"(?:(?:ratio|figure|number|share|amount|level|percentage|rate)\s+(?:for|in|at|of)\s+)?",
    re.IGNORECASE,
)
_AS_A_WHOLE = re.compile(r"\s+as\s+a\s+whole\b", re.IGNORECASE)
_OF_TWO = re.compile(
    r"^\W*(?:and\s+)?which\s+(?:one\s+)?of\s+(?:the\s+two|them|these|those)\b", re.I
)
_AND_OR = re.compile(r"\s+(?:and|or|with|to|against|versus|vs\.?)\s+", re.IGNORECASE)
_SET_BESIDE = re.compile(
    r"^\W*(?:compare|which\s+(?:is|was|were|are)\s+\w+[,:]?|what\s+(?:is|was|were|are)|how\s+(?:much|large)"
    r"\s+(?:is|was|were|are))\b|\b(?:between|both)\b",
    re.IGNORECASE,
)


def said_plainly(text: str) -> str:
    """A comparison with another time asks for that time: "compare with the ratio for 2023"."""
    compared = _COMPARED.match(text)
    if compared is None:
        return text
    return f"And in {_AS_A_WHOLE.sub('', text[compared.end() :])}"


def of_two_items(text: str, before: str) -> str:
    """The question with the two items of the one before: "Which of the two was larger?"."""
    asked = _OF_TWO.match(text)
    if asked is None:
        return ""
    for span, _ in reversed(parse_periods(before)):
        before = before[: span.start] + " " + before[span.end :]
    pair = [clean(part) for part in _AND_OR.split(_SET_BESIDE.sub(" ", before))]
    if len(pair) != 2 or not all(0 < len(part.split()) <= LONGEST for part in pair):
        return ""
    rest = text[asked.end() :].strip(" ?？.")
    return f"Which {rest}, {pair[0]} or {pair[1]}?"
