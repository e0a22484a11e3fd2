"""What a filing says of itself, and the periods it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """An instant (`start` None) or a duration, both days included, as in XBRL."""

    start: date | None
    end: date

    @property
    def is_instant(self) -> bool:
        """A balance-sheet date rather than a stretch of time."""
        return self.start is None

    @property
    def days(self) -> int:
        """Length in days; 0 for an instant."""
        return 0 if self.start is None else (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Length in whole months (52 and 53 week years are 12); 0 for an instant."""
        return round(self.days / 30.4375)

    def shifted(self, years: int) -> Period:
        """The same period some years later (or earlier, negative)."""
        start = None if self.start is None else _shift(self.start, years)
        return Period(start, _shift(self.end, years))


def _shift(day: date, years: int) -> date:
    if day.month == 2 and day.day >= 28:  # the last of February stays the last of February
        return date(day.year + years, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + years)


@dataclass(frozen=True, slots=True)
class Identity:
    """Company, form, period, currency and language as the filing's own cover gives them."""

    company: str | None = None
    # Other names it uses of itself: short names, Chinese name, ticker
    aliases: tuple[str, ...] = ()
    # 10-K, 10-Q, 8-K, annual results, interim results, annual report, ESG report
    form: str | None = None
    period: Period | None = None  # the period the filing reports on
    currency: str | None = None  # ISO 4217
    language: str | None = None  # ISO 639-1
    year_end: tuple[int, int] | None = None  # month and day, where the filing names its year end
    sources: dict[str, str] = field(default_factory=dict)  # field -> the line it was read from

    @property
    def fiscal_year_end(self) -> tuple[int, int]:
        """Month and day on which the fiscal year ends; 31 December where it is not known.

        An interim period is taken to start the fiscal year, so a half ending 30 June belongs to
        a year that ends 31 December.
        """
        if self.year_end is not None:
            return self.year_end
        if self.period is None or self.period.months == 3:
            return (12, 31)
        if self.period.start is None or self.period.months >= 11:
            return (self.period.end.month, self.period.end.day)
        last = self.period.start - timedelta(days=1)
        return (last.month, last.day)
