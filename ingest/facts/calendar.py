"""Days, fiscal years and the arithmetic of reporting periods. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from ingest.types import Period

YearEnd = tuple[int, int]  # month and day on which the fiscal year ends
CALENDAR_YEAR: YearEnd = (12, 31)

# A 52/53-week year ends on a weekday near the month's end, so "the same period" a year on may be a
# week off; two reporting dates are never closer than this without being the same one.
SAME_DAY_SLACK = 10


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def on(year: int, month: int, day: int) -> date:
    """That day, or the month's last where the month is shorter (29 February)."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def months_ending(end: date, months: int) -> Period:
    """The stretch of so many months that ends on that day."""
    index = end.year * 12 + end.month - 1 - months
    year, month = divmod(index, 12)
    if end == last_day(end.year, end.month):
        return Period(last_day(year, month + 1) + timedelta(days=1), end)
    return Period(on(year, month + 1, end.day) + timedelta(days=1), end)


def weeks_ending(end: date, weeks: int) -> Period:
    """The stretch of so many weeks that ends on that day."""
    return Period(end - timedelta(days=7 * weeks - 1), end)


def fiscal_year(year: int, year_end: YearEnd) -> Period:
    """The fiscal year named after the calendar year it ends in."""
    return months_ending(on(year, *year_end), 12)


def fiscal_part(year: int, year_end: YearEnd, first_month: int, months: int) -> Period:
    """A part of the fiscal year: months 1 to 6 are its first half, 7 to 9 its third quarter."""
    start = fiscal_year(year, year_end).start
    if start is None:
        raise ValueError("a fiscal year has a start")
    index = start.year * 12 + start.month - 1 + first_month - 1 + months - 1
    end_year, end_month = divmod(index, 12)
    end = (
        last_day(end_year, end_month + 1)
        if start.day == 1
        else on(end_year, end_month + 1, start.day)
    )
    return months_ending(end, months)


def is_same_period(one: Period, other: Period) -> bool:
    """The same instant, or the same stretch, give or take a 52/53-week calendar."""
    if one.is_instant != other.is_instant:
        return False
    near = abs((one.end - other.end).days) <= SAME_DAY_SLACK
    return near and abs(one.days - other.days) <= 2 * SAME_DAY_SLACK


def ends_together(one: Period, other: Period) -> bool:
    """Both end on the same reporting date: a year and its closing balance sheet do."""
    return abs((one.end - other.end).days) <= SAME_DAY_SLACK


def describe(period: Period) -> str:
    """The period as people write it: FY2023, H1 2024, Q3 2023, 31 Dec 2023, 9 months to ..."""
    end = f"{period.end.day} {calendar.month_abbr[period.end.month]} {period.end.year}"
    if period.start is None:
        return end
    if period.months == 12 and (period.end.month, period.end.day) == CALENDAR_YEAR:
        return f"FY{period.end.year}"
    if period.months == 12:
        return f"year to {end}"
    if period.months == 6 and period.end.month in (6, 12):
        return f"H{period.end.month // 6} {period.end.year}"
    if period.months == 3 and period.end.month % 3 == 0:
        return f"Q{period.end.month // 3} {period.end.year}"
    return f"{period.months} months to {end}"
