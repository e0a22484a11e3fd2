"""Words to periods: years, halves, quarters, weeks and dates, in English and Chinese. Pure.

A bare year is the fiscal year named after the calendar year it ends in; which month that is, the
filing's cover says (`Identity.fiscal_year_end`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ingest.facts.calendar import (
    CALENDAR_YEAR,
    YearEnd,
    fiscal_part,
    fiscal_year,
    last_day,
    months_ending,
    on,
    weeks_ending,
)
from ingest.facts.closing import closing_alike
from ingest.types import Period, Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?![a-z])"
)
_YEAR = r"(?:19[5-9]\d|20[0-6]\d)"
_SHORT_YEAR = rf"(?:{_YEAR}|['’]?\d\d)"
_NUMBER = {
    "one": 1, "two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "thirteen": 13, "twenty-six": 26, "thirty-nine": 39,
    "fifty-two": 52, "fifty-three": 53, "fourteen": 14, "twenty-seven": 27, "forty": 40,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "fifteen": 15, "eighteen": 18, "final": 4,
    "一": 1, "二": 2, "三": 3, "四": 4, "六": 6, "九": 9, "十二": 12, "两": 2,
}  # fmt: skip
_COUNT = (
    r"(?:three|six|nine|twelve|thirteen|fourteen|fifteen|eighteen|twenty-six|twenty-seven"
    r"|thirty-nine|forty|fifty-two|fifty-three|\d{1,2})"
)
_DAY_MONTH = rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+day\s+of)?[\s-]+(?P<m1>{_MONTH})"
_MONTH_DAY = rf"(?P<m2>{_MONTH})\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d'])"
_DATE = rf"(?:{_DAY_MONTH}|{_MONTH_DAY}|(?P<m3>{_MONTH}))"
# Possessive, so that a long run of blanks is read once.
_YEARS_AFTER = rf"(?P<years>(?:[\s,]*+(?:(?:and|&|or|to|versus|vs\.?|/)\s*+)?{_YEAR}(?![\d%]))+)"
_FROM = rf"(?:(?P<fd1>\d{{1,2}})\s+(?P<fm1>{_MONTH})|(?P<fm2>{_MONTH})\s*(?P<fd2>\d{{1,2}}))"
_LENGTH = (
    rf"(?:(?P<months>{_COUNT})[\s-]*months?|(?P<weeks>{_COUNT})[\s-]+weeks?"
    r"|(?P<half>half[\s-]years?|interim\s+period|half)"
    r"|(?P<quarter>(?:fiscal\s+|financial\s+)?quarters?(?:ly\s+period)?)"
    r"|(?P<year>(?:fiscal\s+|financial\s+|reporting\s+){0,2}(?:years?|12-month)))"
)
_ENDED = (
    r"(?:\s+periods?)?[\s-]*(?:then\s+)?(?:ended|ending|end|to|through|until)(?:\s+on|\s+at|\s+of)?"
)

Build = Callable[[re.Match[str], YearEnd], Iterator[tuple[int, Period]]]


class Shape(NamedTuple):
    """A period without its year: "six months ended 30 June", "as at 31 December"."""

    months: int | None  # None: an instant
    weeks: int | None
    month: int
    day: int | None  # None: the month's last

    def in_year(self, year: int) -> Period:
        """The shape's period that ends in that year."""
        end = last_day(year, self.month) if self.day is None else on(year, self.month, self.day)
        if self.weeks is not None:
            return weeks_ending(end, self.weeks)
        return Period(None, end) if self.months is None else months_ending(end, self.months)


def _shape(match: re.Match[str], is_instant: bool = False) -> Shape:
    parts = match.groupdict()
    month_word = parts.get("m1") or parts.get("m2") or parts.get("m3") or "dec"
    day_word = parts.get("d1") or parts.get("d2")
    month = _MONTHS.index(month_word[:3].lower()) + 1
    day = int(day_word) if day_word and 1 <= int(day_word) <= 31 else None
    months: int | None = None
    weeks: int | None = None
    if not is_instant:
        months = 12
        if parts.get("months"):
            months = _number(parts["months"])
        elif parts.get("weeks"):
            weeks = _number(parts["weeks"])
        elif parts.get("half"):
            months = 6
        elif parts.get("quarter"):
            months = 3
    return Shape(months, weeks, month, day)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER[word.lower()]


def _year(word: str) -> int:
    digits = word.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _of_shape(is_instant: bool) -> Build:
    def build(match: re.Match[str], _: YearEnd) -> Iterator[tuple[int, Period]]:
        shape = _shape(match, is_instant)
        for found in re.finditer(_YEAR, match["years"]):
            yield match.start("years") + found.start(), shape.in_year(int(found.group()))

    return build


def _part(first_month: Callable[[int], int], months: int) -> Build:
    def build(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
        number = _number(match["n"]) if match.groupdict().get("n") else 1
        if 1 <= first_month(number) <= 12:
            yield (
                match.start(),
                fiscal_part(_year(match["y"]), year_end, first_month(number), months),
            )

    return build


_HALF, _QUARTER = _part(lambda n: 6 * n - 5, 6), _part(lambda n: 3 * n - 2, 3)


def _fiscal(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    yield match.start(), fiscal_year(_year(match["y"]), year_end)


def _year_close(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    yield match.start(), Period(None, fiscal_year(_year(match["y"]), year_end).end)


def _year_open(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    yield match.start(), Period(None, fiscal_year(_year(match["y"]) - 1, year_end).end)


def _mid_year(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    yield match.start(), Period(None, fiscal_part(_year(match["y"]), year_end, 1, 6).end)


def _iso(match: re.Match[str], _: YearEnd) -> Iterator[tuple[int, Period]]:
    month, day = int(match["mm"]), int(match["dd"])
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield match.start(), Period(None, on(int(match["y"]), month, day))


def _us_date(match: re.Match[str], _: YearEnd) -> Iterator[tuple[int, Period]]:
    """Only a date that says which of its numbers is the month: 12/31/2023, not 1/2/2023."""
    first, second = int(match["mm"]), int(match["dd"])
    if first <= 12 < second <= 31:
        yield match.start(), Period(None, on(int(match["y"]), first, second))
    elif second <= 12 < first <= 31:
        yield match.start(), Period(None, on(int(match["y"]), second, first))


def _from_to(match: re.Match[str], _: YearEnd) -> Iterator[tuple[int, Period]]:
    month = _MONTHS.index((match["fm1"] or match["fm2"])[:3].lower()) + 1
    start = on(int(match["fy"]), month, int(match["fd1"] or match["fd2"]))
    end = _shape(match, is_instant=True).in_year(int(match["y"])).end
    if start <= end and start != last_day(start.year, start.month):  # else: two closing dates
        yield match.start(), Period(start, end)


def _within_year(match: re.Match[str], _: YearEnd) -> Iterator[tuple[int, Period]]:
    months = [_MONTHS.index((match[g] or match["fm"])[:3].lower()) + 1 for g in ("fm", "tm")]
    end = on(int(match["y"]), months[1], int(match["td"]))
    start = on(end.year - (months[0] > months[1]), months[0], int(match["fd"]))
    if start < end:
        yield match.start(), Period(start, end)


_ZH_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def _zh_year(match: re.Match[str]) -> int:
    return int(match["y"].translate(_ZH_DIGITS))


def _zh_number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_zh_number(tens) if tens else 1) * 10 + (_zh_number(ones) if ones else 0)
    return int(word.translate(_ZH_DIGITS))


def _zh(match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    year, parts = _zh_year(match), match.groupdict()
    if parts["half"]:
        yield match.start(), fiscal_part(year, year_end, 1 if parts["half"] == "上" else 7, 6)
    elif parts["q"]:
        quarter = _zh_number(parts["q"])
        if 1 <= quarter <= 4:
            yield match.start(), fiscal_part(year, year_end, 3 * quarter - 2, 3)
    elif parts["close"]:
        yield match.start(), Period(None, fiscal_year(year, year_end).end)
    elif parts["mid"]:
        yield match.start(), Period(None, fiscal_part(year, year_end, 1, 6).end)
    elif parts["m"]:
        yield from _zh_date(match, year)
    else:
        yield match.start(), fiscal_year(year, year_end)


def _zh_date(match: re.Match[str], year: int) -> Iterator[tuple[int, Period]]:
    month = _zh_number(match["m"])
    if not 1 <= month <= 12:
        return
    day = _zh_number(match["d"]) if match["d"] else None
    end = last_day(year, month) if day is None or day > 31 else on(year, month, day)
    if match["span"]:
        length = 12 if "年" in match["span"] else _zh_number(match["n"] or "12")
        yield match.start(), months_ending(end, length)
    else:
        yield match.start(), Period(None, end)


_ZH_NUM = r"[〇零○一二三四五六七八九十\d]{1,3}"
_NOT_INSIDE = r"(?<![\w.,$€£¥/])(?<!(?<!\d{4})-)"

# In order: what is longer and says more comes first; a later pattern never reads inside an
# earlier one's match.
_PATTERNS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (rf"\b{_LENGTH}{_ENDED}[\s:]*{_DATE}{_YEARS_AFTER}", _of_shape(False)),
        (
            rf"(?P<y>{_YEAR}|[〇零○一二三四五六七八九]{{4}})\s*年\s*(?:度)?(?:的)?(?:(?P<half>[上下])半年"
            rf"|第?(?P<q>[一二三四1-4])季度?|(?P<close>年?[底末]|年结|年結)|(?P<mid>年?中期?末)"
            rf"|(?P<m>{_ZH_NUM})月(?:(?P<d>{_ZH_NUM})[日号號])?"
            rf"(?P<span>止?(?:的)?(?:年度|(?P<n>{_ZH_NUM})个?個?月))?)?",
            _zh,
        ),
        (
            rf"\b{_FROM}(?:\s*+,)?\s*+(?P<fy>{_YEAR})(?:\s*+\([^()]{{0,60}}\))?\s*+"
            rf"(?:to|through|until|[–—-])\s*+{_DATE}(?:\s*+,)?\s*+(?P<y>{_YEAR})(?!\d)",
            _from_to,
        ),
        (
            rf"\b(?P<fm>{_MONTH})\s*(?P<fd>\d{{1,2}})\s*(?:to|through|[–—-])\s*"
            rf"(?:(?P<tm>{_MONTH})\s*)?(?P<td>\d{{1,2}})\s*,\s*(?P<y>{_YEAR})(?!\d)",
            _within_year,
        ),
        (rf"(?<![\d/])(?P<mm>\d{{1,2}})/(?P<dd>\d{{1,2}})/(?P<y>{_YEAR})(?![\d/])", _us_date),
        (rf"\b(?P<y>{_YEAR})[-/.](?P<mm>\d{{1,2}})[-/.](?P<dd>\d{{1,2}})(?!\d)", _iso),
        (rf"\b{_DATE}{_YEARS_AFTER}", _of_shape(True)),
        (
            rf"\b(?:first|opening)\s+(?P<n>{_COUNT})\s+months?\s+of\s+(?:fiscal\s+|FY\s*)?"
            rf"(?P<y>{_YEAR})",
            lambda m, e: iter(
                [(m.start(), fiscal_part(_year(m["y"]), e, 1, min(12, _number(m["n"]))))]
            ),
        ),
        (
            r"\b(?P<n>first|second|1st|2nd)[\s-]+half(?:[\s-]+year)?(?:\s+(?:of|in))?\s+"
            rf"(?:the\s+(?:year\s+)?)?(?:fiscal\s+(?:year\s+)?|FY\s*)?(?P<y>{_YEAR})",
            _HALF,
        ),
        (rf"\bH(?P<n>[12])[\s-]*(?:of\s+)?(?:FY\s*)?(?P<y>{_SHORT_YEAR})\b", _HALF),
        (rf"\b(?P<n>[12])H[\s-]*(?:of\s+)?(?:FY\s*)?(?P<y>{_SHORT_YEAR})\b", _HALF),
        (rf"\b(?P<y>{_YEAR})[\s-]*H(?P<n>[12])\b", _HALF),
        (
            r"\b(?P<n>first|second|third|fourth|1st|2nd|3rd|4th|final)[\s-]+(?:fiscal\s+)?quarter"
            rf"(?:\s+(?:of|in))?\s+(?:the\s+)?(?:fiscal\s+(?:year\s+)?|FY\s*)?(?P<y>{_YEAR})",
            _QUARTER,
        ),
        (rf"\bQ(?P<n>[1-4])[\s,-]*(?:of\s+)?(?:FY\s*|fiscal\s+)?(?P<y>{_SHORT_YEAR})\b", _QUARTER),
        (rf"\b(?P<n>[1-4])Q[\s-]*(?:of\s+)?(?:FY\s*)?(?P<y>{_SHORT_YEAR})\b", _QUARTER),
        (rf"\b(?:FY\s*)?(?P<y>{_YEAR})[\s-]*Q(?P<n>[1-4])\b", _QUARTER),
        (
            rf"\b(?P<n>first|1st)[\s-]+half(?:[\s-]+(?:of|in))?[\s-]+(?P<y>{_YEAR})",
            _part(lambda n: 1, 6),
        ),
        (rf"\b(?P<y>{_YEAR})\s+(?:first|interim)[\s-]+half", _part(lambda n: 1, 6)),
        (
            rf"\b(?:year[\s-]?end|end[\s-]+of|end|close\s+of|closing)[\s-]*(?:the\s+)?(?:of\s+)?"
            rf"(?:fiscal\s+(?:year\s+)?|financial\s+year\s+|FY\s*|year\s+)?(?P<y>{_YEAR})(?!\d)",
            _year_close,
        ),
        (rf"\b(?:FY\s*)?(?P<y>{_YEAR})[\s-](?:fiscal\s+)?year[\s-]?end\b", _year_close),
        (
            r"\b(?:beginning|start|opening)[\s-]+of\s+(?:(?:the\s+)?(?:fiscal\s+)?year\s+(?:for\s+|in\s+)?"
            rf"|fiscal\s+|FY\s*)?(?P<y>{_YEAR})",
            _year_open,
        ),
        (rf"\bmid[\s-]*(?P<y>{_YEAR})", _mid_year),
        (
            r"\b(?:[FC]Y|(?-i:F)(?=\d\d\b)|(?:fiscal|financial)(?:\s+years?)?)"
            rf"[\s-]*(?P<y>{_YEAR}|['’]?\d\d)(?!\d)",
            _fiscal,
        ),
        (rf"{_NOT_INSIDE}(?P<y>{_YEAR})(?![\d%]|[.,]\d|[-–]\d{{1,2}}(?!\d)|(?<=\d)[a-z])", _fiscal),
    )
)


SHORT_TEXT = 300  # characters; headers and labels come again and again
_MAY_HOLD_YEAR = re.compile(r"\d\d|年")


def parse_periods(text: str, year_end: YearEnd = CALENDAR_YEAR) -> list[tuple[Span, Period]]:
    """Every period that `text` names, in order, with the characters that name it.

    "years ended 31 December 2023 and 2022" gives two, the second over its year alone. Relative
    words ("a year earlier") are not periods of their own. Linear in the length of the text.
    """
    if _MAY_HOLD_YEAR.search(text) is None:
        return []
    return list(_short(text, year_end) if len(text) <= SHORT_TEXT else _parse(text, year_end))


@lru_cache(maxsize=4096)
def _short(text: str, year_end: YearEnd) -> tuple[tuple[Span, Period], ...]:
    return _parse(text, year_end)


def _parse(text: str, year_end: YearEnd) -> tuple[tuple[Span, Period], ...]:
    found: list[tuple[Span, Period]] = []
    taken = bytearray(len(text))
    for pattern, build in _PATTERNS:
        for match in pattern.finditer(text):
            if taken.find(1, match.start(), match.end()) != -1:
                continue
            periods = list(_safely(build, match, year_end))
            if periods:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            for index, (start, period) in enumerate(periods):
                end = match.end() if index == len(periods) - 1 else periods[index + 1][0]
                found.append((Span(match.start() if index == 0 else start, end), period))
    return tuple(closing_alike(text, sorted(found, key=itemgetter(0))))


def _safely(build: Build, match: re.Match[str], year_end: YearEnd) -> Iterator[tuple[int, Period]]:
    """A date that no calendar has ("31 month 2023") is not a period."""
    try:
        yield from build(match, year_end)
    except (ValueError, KeyError):
        return


_SHAPE = re.compile(rf"\b{_LENGTH}{_ENDED}[\s:]*{_DATE}", re.IGNORECASE)
_INSTANT = re.compile(rf"\b(?:as\s+(?:at|of)|at|balance\s+at)\s+{_DATE}", re.IGNORECASE)
_DATE_ALONE = re.compile(rf"\W*{_DATE}\W*", re.IGNORECASE)
_LENGTH_ALONE = re.compile(rf"\b{_LENGTH}{_ENDED}", re.IGNORECASE)


def parse_shape(text: str, year_end: YearEnd = CALENDAR_YEAR) -> Shape | None:
    """A period whose year stands elsewhere, as in a header: "Six months ended 30 June"."""
    return _short_shape(text, year_end) if len(text) <= SHORT_TEXT else _read_shape(text, year_end)


@lru_cache(maxsize=4096)
def _short_shape(text: str, year_end: YearEnd) -> Shape | None:
    return _read_shape(text, year_end)


def _read_shape(text: str, year_end: YearEnd) -> Shape | None:
    if match := _SHAPE.search(text):
        return _shape(match)
    if match := _INSTANT.search(text) or _DATE_ALONE.fullmatch(text):
        return _shape(match, is_instant=True)
    if (match := _LENGTH_ALONE.search(text)) and match.groupdict().get("year"):
        return Shape(12, None, *year_end)
    return None


_YEAR_REST = re.compile(r"(?<!\d)(?:19|20)[\d:;.'’]|\d\s?[:;]\s?\d")


def has_year_rest(text: str) -> bool:
    """A year, or what misreading left of one ("20:24"): the text speaks of some period."""
    return _YEAR_REST.search(text) is not None


def single_period(text: str, year_end: YearEnd = CALENDAR_YEAR) -> Period | None:
    """The one period that `text` names; None where it names none or several."""
    periods = {period for _, period in parse_periods(text, year_end)}
    return periods.pop() if len(periods) == 1 else None
