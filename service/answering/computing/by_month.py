"""A figure of one month, from a table with a row for each: shares bought back, rooms let."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date

from ingest.types import Period
from service.answering.computing.numeric import looked_up
from service.answering.drafts import Desk, Draft
from service.answering.figures.lookup import CLEAR, GOOD, Found, find_facts


def of_month(desk: Desk) -> Draft | None:
    """The row that is called by the month asked for, in a table of that year.

    The cells of such a row are dated by the year that the table is of: of which part of it they
    are, the row's own name tells.
    """
    understood = desk.understood
    if len(understood.periods) != 1:
        return None
    (asked,) = understood.periods
    name = calendar.month_name[asked.end.month]
    if asked.days > calendar.monthrange(asked.end.year, asked.end.month)[1]:
        return None
    if not re.search(rf"(?<!\d\s)\b{name}\s+{asked.end.year}\b", understood.text, re.IGNORECASE):
        return None  # a day in the month is another date
    year = Period(date(asked.end.year, 1, 1), date(asked.end.year, 12, 31))
    moved = replace(understood, periods=(year,))
    called = re.compile(rf"{name}(?:\s+{year.end.year})?", re.IGNORECASE)
    every = find_facts(moved, desk.stores, limit=MOST).matches
    rows = [match for match in every if called.fullmatch(match.fact.label.strip())]
    if not rows or rows[0].score < max(GOOD, AS_GOOD * every[0].score):
        return None
    best, *others = rows
    period = best.fact.period
    if period is None or period.end.year != asked.end.year:
        return None
    if any(other.score > (1 - CLEAR) * best.score for other in others):
        return None
    return looked_up(replace(desk, understood=moved), Found((best,), True))


MOST = 60  # cells looked at: a table of a year has a row for each month
AS_GOOD = 0.95  # share of the best score: what is better in another row is not of a month
