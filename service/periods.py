"""Periods as people ask for them: words, by each filing's fiscal year, or ISO 8601 days. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.errors import RequestError
from ingest.facts import parse_periods
from ingest.stores import FilingLine, PeriodScope
from ingest.types import Period

_ISO = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|/|\bto\b)\s*(?P<last>\d{4}-\d\d-\d\d))?"
)
_FORMS = (
    "write 2024, FY2024, H1 2024, Q3 2023, 31 December 2023, 2023-12-31, or 2023-01-01..2023-12-31"
)


def period_scopes(text: str, filings: Sequence[FilingLine]) -> tuple[PeriodScope, ...]:
    """What a period asked for means in each filing.

    Args:
        text: The period, in words or as one or two ISO days.
        filings: The filings asked, whose fiscal years tell what "2024" is; none: the calendar's.

    Raises:
        RequestError: It is no period; says which forms are read.
    """
    said = text.strip()
    if match := _ISO.fullmatch(said):
        return (PeriodScope(_iso_period(match, said), is_exact=True),)
    ids: dict[Period, set[str]] = {}
    for filing in filings:
        period = _named(said, filing.identity.fiscal_year_end)
        ids.setdefault(period, set()).add(filing.id)
    if len(ids) < 2:
        return (PeriodScope(next(iter(ids)) if ids else _named(said, (12, 31))),)
    return tuple(PeriodScope(period, frozenset(each)) for period, each in ids.items())


def _iso_period(match: re.Match[str], said: str) -> Period:
    try:
        first = date.fromisoformat(match["first"])
        last = date.fromisoformat(match["last"]) if match["last"] else None
    except ValueError:
        raise RequestError(f"period: {said!r} is no day of the calendar; {_FORMS}.") from None
    days = [first] if last is None else [first, last]
    if days != sorted(days) or not 1900 <= first.year <= days[-1].year <= 2199:
        raise RequestError(f"period: {said!r}: the first day comes first, from 1900 to 2199.")
    return Period(None, first) if last is None else Period(first, last)


def _named(said: str, year_end: tuple[int, int]) -> Period:
    found = parse_periods(said, year_end)
    if len(found) == 1 and found[0][0].of(said) == said:
        return found[0][1]
    raise RequestError(f"period: {said!r} is not one that is read; {_FORMS}.")
