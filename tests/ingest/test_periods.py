"""Words to periods, and the calendar behind them."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.calendar import (
    describe,
    ends_together,
    fiscal_part,
    fiscal_year,
    is_same_period,
    last_day,
    months_ending,
    weeks_ending,
)
from ingest.facts.periods import has_year_rest, parse_periods, parse_shape, single_period
from ingest.types import Period

DAYS = st.dates(min_value=date(1955, 1, 1), max_value=date(2065, 12, 31))
MONTH_ENDS = st.builds(last_day, st.integers(1955, 2065), st.integers(1, 12))
INSTANTS = DAYS.map(lambda day: Period(None, day))
DURATIONS = st.one_of(
    st.builds(months_ending, DAYS, st.integers(1, 24)),
    st.builds(months_ending, MONTH_ENDS, st.sampled_from([3, 6, 9, 12])),
    st.builds(weeks_ending, DAYS, st.sampled_from([13, 26, 39, 52, 53])),
)
FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
H1_2024 = Period(date(2024, 1, 1), date(2024, 6, 30))


def names(text: str, year_end: tuple[int, int] = (12, 31)) -> list[str]:
    return [describe(period) for _, period in parse_periods(text, year_end)]


@given(st.one_of(INSTANTS, DURATIONS))
def test_what_is_described_reads_back(period: Period) -> None:
    assert single_period(describe(period)) == period


@given(DAYS, st.integers(1, 700))
def test_any_stretch_described_reads_back_or_is_two_closing_dates(start: date, days: int) -> None:
    period = Period(start, min(start + timedelta(days=days), date(2065, 12, 31)))
    is_closing = start == last_day(start.year, start.month)
    read = single_period(describe(period))
    assert read == period or (is_closing and read is None)


@given(st.one_of(INSTANTS, DURATIONS), st.integers(-5, 4))
def test_shifted_there_and_back(period: Period, years: int) -> None:
    there = period.shifted(years)
    assert there.end.year == period.end.year + years
    assert there.is_instant == period.is_instant
    back = there.shifted(-years)
    assert abs((back.end - period.end).days) <= 1  # 28 February is the month's last, or is not
    assert abs(there.days - period.days) <= 1


@given(st.integers(1960, 2060), st.integers(1, 12))
def test_parts_make_up_the_fiscal_year(year: int, month: int) -> None:
    year_end = (month, last_day(2023, month).day)
    whole = fiscal_year(year, year_end)
    quarters = [fiscal_part(year, year_end, first, 3) for first in (1, 4, 7, 10)]
    assert quarters[0].start == whole.start
    assert quarters[-1].end == whole.end
    assert sum(quarter.days for quarter in quarters) == whole.days
    assert fiscal_part(year, year_end, 1, 6).end == quarters[1].end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("years ended 31 December 2023 and 2022", ["FY2023", "FY2022"]),
        ("Six months ended June 30, 2024", ["H1 2024"]),
        ("52 Weeks Ended August 29, 2021", ["52 weeks to 29 Aug 2021"]),
        ("As at 30 June 2024", ["30 Jun 2024"]),
        ("three months ended 31 March 2024 and 2023", ["Q1 2024", "Q1 2023"]),
        ("the third quarter of 2023", ["Q3 2023"]),
        ("Q4 FY2023", ["Q4 2023"]),
        ("1H24", ["H1 2024"]),
        ("FY2023", ["FY2023"]),
        ("F23", ["FY2023"]),
        ("Year-ended 31 March 2023", ["year to 31 Mar 2023"]),
        (
            "three months ended March 30, 2024 and April 1, 2023",
            ["3 months to 30 Mar 2024", "3 months to 1 Apr 2023"],
        ),
        (
            "52 weeks ended June 1, 2024, June 3, 2023, and June 4, 2022",
            ["52 weeks to 1 Jun 2024", "52 weeks to 3 Jun 2023", "52 weeks to 4 Jun 2022"],
        ),
        ("year ended June 30, 2024 and as of May 31, 2024", ["year to 30 Jun 2024", "31 May 2024"]),
        ("year ended June 30, 2024 and March 5, 2024", ["year to 30 Jun 2024", "5 Mar 2024"]),
        ("2023 vs. 2022", ["FY2023", "FY2022"]),
        ("2022-2023", ["FY2022", "FY2023"]),
        ("截至二零二三年十二月三十一日止年度", ["FY2023"]),
        ("2024年上半年", ["H1 2024"]),
        ("2024年6月30日", ["30 Jun 2024"]),
        ("2023年末", ["31 Dec 2023"]),
        ("at the end of 2022", ["31 Dec 2022"]),
        ("beginning of 2023", ["31 Dec 2022"]),
        ("beginning of the fiscal year for 2023", ["31 Dec 2022"]),
        ("12/31/2023", ["31 Dec 2023"]),
        ("31/12/2023", ["31 Dec 2023"]),
        ("2023-06-30", ["30 Jun 2023"]),
        (
            "from 15 March 2023 (date of incorporation) to 31 December 2023",
            ["15 Mar 2023 to 31 Dec 2023"],
        ),
        ("from 31 December 2022 to 31 December 2023", ["31 Dec 2022", "31 Dec 2023"]),
    ],
)
def test_periods(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20:24",
        "20223",
        "As at Ju 20",
        "30 June",
        "1/2/2023",
        "Note 2023.5",
        "$2,023",
        "RMB2023",
        "ended ",
        "31 month 2023x",
        "120230",
        "A-2023",
        "a year earlier",
        "2023%",
        "F-16",
        "f16",
    ],
)
def test_no_period_rather_than_a_wrong_one(text: str) -> None:
    assert names(text) == []


def test_a_fiscal_year_that_is_not_the_calendars() -> None:
    assert names("fiscal 2024", (9, 30)) == ["year to 30 Sep 2024"]
    assert names("first half of 2024", (6, 30)) == ["H2 2023"]
    assert names("end of 2024", (3, 31)) == ["31 Mar 2024"]


def test_a_year_of_weeks_that_ends_in_early_january_is_the_one_before() -> None:
    assert names("fiscal 2023", (1, 3)) == ["year to 3 Jan 2024"]
    assert names("fiscal 2023", (1, 31)) == ["year to 31 Jan 2023"]


def test_spans_cover_the_words() -> None:
    text = "for the years ended 31 December 2023 and 2022, up"
    assert [span.of(text).strip() for span, _ in parse_periods(text)] == [
        "years ended 31 December 2023 and",
        "2022",
    ]


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Six months ended 30 June", 2024, H1_2024),
        ("As at 31 December", 2023, Period(None, date(2023, 12, 31))),
        ("Years ended December 31,", 2023, FY2023),
        ("December 31,", 2023, Period(None, date(2023, 12, 31))),
        ("Thirteen weeks ended July 29,", 2023, Period(date(2023, 4, 30), date(2023, 7, 29))),
    ],
)
def test_a_shape_waits_for_its_year(text: str, year: int, expected: Period) -> None:
    shape = parse_shape(text)
    assert shape is not None
    assert shape.in_year(year) == expected


@pytest.mark.parametrize("text", ["Revenue", "As at Ju 20", "six months", "month ended", "Note 30"])
def test_no_shape(text: str) -> None:
    assert parse_shape(text) is None


def test_the_rest_of_a_year() -> None:
    assert has_year_rest("As at 30 June 20:24")
    assert has_year_rest("20223")
    assert not has_year_rest("RMB'000 | Within 12 months")


def test_the_same_period_give_or_take_a_week() -> None:
    year = weeks_ending(date(2021, 8, 29), 52)
    assert is_same_period(year, months_ending(date(2021, 8, 31), 12))
    assert not is_same_period(year, Period(None, date(2021, 8, 29)))
    assert not is_same_period(year, year.shifted(1))
    assert ends_together(year, Period(None, date(2021, 8, 28)))


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "千",
        "ended ",
        "year ended ",
        "31 December",
        "fiscal ",
        "12 ",
        "2023 ",
        "31 December 2023, ",
        "1 Jan 2023 (",
        "six months ",
        "-",
        "年",
        "二",
        "Jan 1 ",
        " ",
        "the half of ",
        "H1 ",
    ],
)
@pytest.mark.parametrize("fill", ["", " " * 50])
def test_time_is_linear_in_the_text(part: str, fill: str) -> None:
    text = (part + fill) * (100_000 // len(part + fill))
    start = time.process_time()
    parse_periods(text)
    parse_shape(text)
    parse_periods(part + " " * 100_000 + "?")
    assert time.process_time() - start < 2


def test_parts_of_a_year_that_ends_within_a_month() -> None:
    assert fiscal_part(2016, (12, 2), 4, 3).end == date(2016, 6, 2)
    assert fiscal_part(2023, (1, 28), 1, 3).end == date(2022, 4, 28)
