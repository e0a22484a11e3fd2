"""When a question is about: what a year is, how far a follow-up moves from it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.facts import parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd, last_day, months_ending, on
from ingest.stores.records import FilingRecord
from ingest.types import Identity, Period
from service.answering.understanding.wording import operation_of

_RELATIVE = re.compile(
    r"\b(?:a|one|the)\s+year\s+(?:earlier|before|ago)\b|\b(?:previous|prior|preceding"
    r"|last)\s+year\b"
    r"|\b(?:same|corresponding)\s+(?:period|date)\s+(?:of\s+)?(?:the\s+)?(?:last|previous"
    r"|prior)?\s*year\b|上年同期|去年",
    re.IGNORECASE,
)
_YEAR_END_BEFORE = re.compile(
    r"\b(?:previous|prior|preceding|last)\s+(?:fiscal\s+|financial\s+)?year[\s-]?end\b"
    r"|\b(?:end|close)\s+of\s+(?:the\s+)?(?:previous|prior|preceding|last)\s+(?:fiscal\s+)?year\b"
    r"|\b(?:start|beginning|opening)\s+of\s+(?:the|that|this)\s+(?:year|half|period)\b"
    r"|\byear[\s-]?end\s+before\b|上年末|去年末|去年底|上年底|年初",
    re.IGNORECASE,
)
_HALF_BEFORE = re.compile(
    r"\b(?:half\s+a\s+year|six\s+months|6\s+months)\s+(?:earlier|before|ago)\b|半年前",
    re.IGNORECASE,
)
BARE_MONTH = re.compile(
    r"\b(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b"
)


def moved(text: str, periods: tuple[Period, ...], year_end: YearEnd) -> tuple[Period, ...]:
    """What a follow-up that says only how far away it means makes of the periods before.

    "And a year earlier?", "at the previous year end?", "half a year earlier?", "in December?". A
    change is asked for between then and the time before.
    """
    if not periods:
        return periods
    latest = max(periods, key=lambda period: period.end)
    moved: tuple[Period, ...]
    if _YEAR_END_BEFORE.search(text):
        closes = (Period(None, on(latest.end.year - n, *year_end)) for n in (0, 1))
        moved = (next(one for one in closes if one.end < latest.end),)
    elif _HALF_BEFORE.search(text):
        moved = (_six_months_before(latest),)
    elif (month := BARE_MONTH.search(text)) is not None:
        found = [parse_periods(f"end of {month['month']} {latest.end.year - n}") for n in (0, 1)]
        ends = [one[0][1] for one in found if one]
        moved = tuple(one for one in ends if one.end < latest.end)[:1]
    elif _RELATIVE.search(text):
        moved = tuple(period.shifted(-1) for period in periods)
    else:
        return periods
    if operation_of(text) == "change" and len(moved) == len(periods) == 1:
        return (*periods, *moved)
    return moved or periods


def without_moves(text: str) -> str:
    """The text without the words that say how far away it means."""
    for aside in (_YEAR_END_BEFORE, _HALF_BEFORE, _RELATIVE):
        text = aside.sub(" ", text)
    return text


def moves(text: str) -> bool:
    """Whether a text says how far from what was asked before it means, and no period."""
    if parse_periods(text):
        return False
    found = (_YEAR_END_BEFORE, _HALF_BEFORE, _RELATIVE, BARE_MONTH)
    return any(pattern.search(text) for pattern in found)


def _six_months_before(period: Period) -> Period:
    end = months_ending(period.end, 7).start
    assert end is not None
    close = months_ending(last_day(end.year, end.month), 1).end
    return Period(None, close) if period.is_instant else months_ending(close, period.months)


NEAR = 10  # days: a year of 52 or 53 weeks ends on another day each year


def year_end_of(records: Sequence[FilingRecord]) -> YearEnd:
    """The fiscal year end that filings share, to a week; the calendar year where they differ.

    A filing that says nothing of it (a quarter's, without a cover) does not count.
    """
    ends = [r.identity.fiscal_year_end for r in records if _tells_year_end(r.identity)]
    if not ends:
        return CALENDAR_YEAR
    usual = max(sorted(set(ends)), key=ends.count)
    return usual if all(_days_apart(usual, end) <= NEAR for end in ends) else CALENDAR_YEAR


def _tells_year_end(identity: Identity) -> bool:
    if identity.year_end is not None:
        return True
    period = identity.period  # the day of a report on an event ends no year
    return period is not None and not period.is_instant and period.months != 3


def _days_apart(one: YearEnd, other: YearEnd) -> int:
    days = abs((_in_a_year(one) - _in_a_year(other)).days)
    return min(days, 365 - days)


def _in_a_year(end: YearEnd) -> date:
    month, day = end
    return date(2023, month, min(day, 28) if month == 2 else day)
