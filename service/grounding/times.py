"""Whether a fact is of the time that a sentence speaks of. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from ingest.facts import ends_together, is_same_period
from ingest.types import Fact, Period
from service.grounding.context import Claim

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_THAN_YEAR = re.compile(r"(?:/|\b(?:vs?\.?|versus|over|from|against|to))\s?(?:19|20)\d\d")


def agrees(claim: Claim, fact: Fact, home: Period | None) -> bool | None:
    """Whether a fact is of the period that a claim is about; None where it cannot be told."""
    if fact.period is None:
        return _compares(claim, _years_compared(fact.column_labels), home)
    expected = expected_periods(claim, home)
    if not expected:
        return None
    return any(same_time(one, fact.period) for one in expected)


@lru_cache(maxsize=65_536)
def _years_compared(labels: tuple[str, ...]) -> tuple[int | None, int | None]:
    """The later and the earlier year of a column such as "2023 vs. 2022 Change"."""
    text = " ".join(labels)
    years = sorted({int(year) for year in _YEAR.findall(text)}, reverse=True)
    if len(years) == 2:
        return years[0], years[1]
    if len(years) != 1:
        return None, None
    return (None, years[0]) if _THAN_YEAR.search(text) else (years[0], None)


def _compares(
    claim: Claim, years: tuple[int | None, int | None], home: Period | None
) -> bool | None:
    """Whether a column compares the years that a claim compares."""
    if years == (None, None):
        return None
    if claim.relation in ("level", "share"):
        return False  # what such a column prints is a change
    ends = sorted({period.end.year for period in claim.named_periods}, reverse=True)
    if not ends and home is not None:
        ends = [home.end.year]
    if not ends:
        return None
    later, earlier = ends[0], ends[1] if len(ends) > 1 else ends[0] - 1
    return years[0] in (None, later) and years[1] in (None, earlier)


def expected_periods(claim: Claim, home: Period | None) -> tuple[Period, ...]:
    """The period that a claim is about, or the two that it may be; empty where it is not told.

    A sentence that names no period speaks of the filing's own; "a year earlier" is the period
    one year before it, or the balance sheet at its opening.
    """
    if claim.period is not None:
        return (claim.period, *_interim(claim.period, home))
    if claim.is_prior is False:
        return (home,) if home is not None else ()
    base = max(claim.named_periods, key=lambda p: p.end, default=home)
    if base is None:
        return ()
    return before(base) if claim.is_prior else (base, *before(base))


def _interim(year: Period, home: Period | None) -> tuple[Period, ...]:
    """In a filing on a half of 2024, "in 2024" means that half."""
    if home is None or home.start is None or year.months < 12 or year.start != home.start:
        return ()
    return (home,) if home.end < year.end else ()


def before(period: Period) -> tuple[Period, ...]:
    """The period a year before, and the balance sheet at the opening of this one."""
    if period.start is None:
        return (period.shifted(-1),)
    return period.shifted(-1), Period(None, period.start - timedelta(days=1))


def same_time(asked: Period, printed: Period) -> bool:
    """Whether a printed period answers to one that was asked for.

    A duration and the instant that it ends with do.
    """
    if asked.is_instant or printed.is_instant:
        return ends_together(asked, printed)
    return is_same_period(asked, printed)
