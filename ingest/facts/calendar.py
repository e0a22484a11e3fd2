"""Days, fiscal years and the arithmetic of reporting periods. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from ingest.types import Period

YearEnd = tuple[int, int]  # month and day on which the fiscal year ends
CALENDAR_YEAR: YearEnd = (12, 31)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# A 52/53-week year ends on a weekday near the month's end, so "the same period" a year on may be a
# week off; two reporting dates are never closer than this without being the same one.
NEW_YEAR_SLACK = 7  # days into January on which a year may end that is of the year before
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
    """The fiscal year named after the calendar year it ends in.

    One of 52 or 53 weeks that ends in the first days of January is that of the year before. One
    that ends on the last of February ends on the 29th in a leap year.
    """
    month, day = year_end
    year += month == 1 and day <= NEW_YEAR_SLACK
    end = last_day(year, month) if month == 2 and day >= 28 else on(year, month, day)
    return months_ending(end, 12)


def fiscal_part(year: int, year_end: YearEnd, first_month: int, months: int) -> Period:
    """A part of the fiscal year: months 1 to 6 are its first half, 7 to 9 its third quarter."""
    start = fiscal_year(year, year_end).start
    if start is None:
        raise ValueError("a fiscal year has a start")
    index = start.year * 12 + start.month - 1 + first_month - 1 + months
    year_after, month_after = divmod(index, 12)
    after = on(year_after, month_after + 1, start.day)  # the first day of what follows
    return months_ending(after - timedelta(days=1), months)


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
    """The period as people write it: FY2023, H1 2024, Q3 2023, 31 Dec 2023, 9 months to ...

    What comes out reads back as the same period (with a fiscal year that is the calendar's).
    """
    end = _day(period.end)
    if period.start is None:
        return end
    months = period.months
    if months and months_ending(period.end, months) == period:
        return _describe_months(period, months, end)
    if period.days % 7 == 0 and period.days < 700:
        return f"{period.days // 7} weeks to {end}"
    return f"{_day(period.start)} to {end}"


def _describe_months(period: Period, months: int, end: str) -> str:
    year, month = period.end.year, period.end.month
    ends_month = period.end == last_day(year, month)
    if months == 12:
        return f"FY{year}" if (month, period.end.day) == CALENDAR_YEAR else f"year to {end}"
    if months == 6 and month in (6, 12) and ends_month:
        return f"H{month // 6} {year}"
    if months == 3 and month % 3 == 0 and ends_month:
        return f"Q{month // 3} {year}"
    return f"{months} months to {end}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
