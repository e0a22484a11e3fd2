"""The document that a question says to look in: "according to its FY2022 10-K". Pure.

It is no part of what is asked. Its period is that of the document, and what is asked for is of
that period only where no other is named: a report on 2022 has 2021 and 2020 beside it, and says
what falls due in 2026.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.facts import parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd

_OPEN, _CLOSE = "\ue000", "\ue001"
_WHEN = f"{_OPEN}\\d+{_CLOSE}"
_DOCUMENT = (
    r"(?:(?:Form\s+)?(?:10|8|6|20|40)-?[KQF](?:/A)?\b|(?:annual|interim|half-?year(?:ly)?|quarterly"
    r"|current)\s+report\b|10-?[KQ]\b)(?:\s+(?:filing|report)\b)?"
)
_OF_WHEN = (
    rf"(?:\s*,?\s*(?:for|of|dated|covering|as\s+(?:of|at)|to)\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}?{_WHEN}"
    rf"|\s*,\s*{_WHEN}|\s+{_WHEN})?"
)
_REFERENCE = re.compile(
    r"(?P<lead>\b(?:(?:as\s+)?(?:described|disclosed|reported|stated|shown|given|set\s+out|included)"
    r"\s+)?(?:as\s+per|per|in|from|according\s+to|based\s+on|going\s+by|using)\s+)"
    r"(?:(?:the|its|their|this|that)\s+|[\w.,&’' -]{2,40}?['’]s?\s+)?(?:(?:latest|own)\s+)?"
    rf"(?:{_WHEN}\s+)?{_DOCUMENT}{_OF_WHEN}(?P<end>\s*,)?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"\((?P<in>[^()]*(?:{_DOCUMENT})[^()]*)\)", re.IGNORECASE)
_MARK = re.compile(_WHEN)


@lru_cache(maxsize=1024)
def without_documents(text: str, year_end: YearEnd = CALENDAR_YEAR) -> str:
    """The question without the document that it says to look in.

    Where only the document has a period, that period stays in its place.
    """
    if re.search(_DOCUMENT, text, re.IGNORECASE) is None:
        return text
    found = parse_periods(text, year_end)
    masked = text
    for at in range(len(found) - 1, -1, -1):
        span = found[at][0]
        masked = f"{masked[: span.start]}{_OPEN}{at}{_CLOSE}{masked[span.end :]}"
    rest = _REFERENCE.sub(" ", _BRACKETED.sub(" ", masked))
    keeps = _MARK.search(rest) is None

    def period_of(match: re.Match[str]) -> str:
        when = _MARK.search(match.group())
        return f" in {when.group()} " if keeps and when else " "

    rest = _REFERENCE.sub(period_of, _BRACKETED.sub(period_of, masked))
    whole = _MARK.sub(lambda mark: found[int(mark.group()[1:-1])][0].of(text), rest)
    return re.sub(r"\s+([?.,:;])", r"\1", " ".join(whole.split()))
