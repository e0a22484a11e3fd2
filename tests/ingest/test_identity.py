"""Company, form, period, currency and language from a filing's own first pages."""

from __future__ import annotations

import time
from datetime import date

import pytest

from ingest.facts import describe
from ingest.identity import identify
from ingest.types import Identity, Page, Period, Reading

TEN_K = """UNITED STATES SECURITIES AND EXCHANGE COMMISSION
FORM 10-K
For the fiscal year ended June 30, 2023
MARLOW PUMPS, INC.
(Exact name of registrant as specified in its charter)
Revenue was $12.5 million, or $0.43 a share. Trading Symbol: MRLW
"""
INTERIM = """Marlow Pumps Group Limited
馬羅泵業集團有限公司
(Incorporated in the Cayman Islands with limited liability)
(Stock Code: 39871)
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2024
Revenue of RMB701,962 thousand; HK$ is mentioned once.
RMB RMB
"""


def identity(text: str, name: str = "x.txt", **metadata: str) -> Identity:
    reading = Reading("text/plain", False, (Page(1, text),), (), (), dict(metadata))
    return identify(name, reading)


def test_a_10_k() -> None:
    found = identity(TEN_K)
    assert (found.company, found.form, found.currency) == ("MARLOW PUMPS, INC.", "10-K", "USD")
    assert found.period == Period(date(2022, 7, 1), date(2023, 6, 30))
    assert found.fiscal_year_end == (6, 30)
    assert found.language == "en"
    assert "MRLW" in found.aliases
    assert "Exact name" in found.sources["company"]


def test_interim_results() -> None:
    found = identity(INTERIM)
    assert (found.company, found.form) == ("Marlow Pumps Group Limited", "interim results")
    assert found.period is not None
    assert describe(found.period) == "H1 2024"
    assert found.currency == "CNY"
    assert {"Marlow Pumps", "馬羅泵業", "39871"} <= set(found.aliases)
    assert found.fiscal_year_end == (12, 31)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("QUARTERLY REPORT PURSUANT TO SECTION 13 OR 15(d)", "10-Q"),
        ("FORM 8-K CURRENT REPORT", "8-K"),
        ("ENVIRONMENTAL, SOCIAL AND GOVERNANCE REPORT 2023", "ESG report"),
        ("中期業績公告", "interim results"),
        ("ANNUAL RESULTS FOR THE YEAR", "annual results"),
        ("2023 ANNUAL REPORT", "annual report"),
        ("ANNUAL RESULTS. The annual report will follow.", "annual results"),
        ("A letter", None),
    ],
)
def test_forms(line: str, form: str | None) -> None:
    assert identity(line).form == form


def test_the_file_name_is_the_last_resort_and_says_so() -> None:
    found = identity("Management's discussion", name="MARLOW_2023_10K.pdf")
    assert found.form == "10-K"
    assert found.sources["form"] == "file name: MARLOW_2023_10K.pdf"


def test_inline_xbrl_is_believed_first() -> None:
    tags = {"dei:EntityRegistrantName": "Marlow Pumps Inc", "dei:DocumentType": "10-Q"}
    found = identity(TEN_K, **tags)
    assert (found.company, found.form) == ("Marlow Pumps Inc", "10-Q")


def test_without_a_cover_the_latest_period_named_often() -> None:
    text = "x" * 7000 + " For the year ended December 31, 2022. " * 5
    text += " For the year ended December 31, 2023. " * 5 + " year ended December 31, 2030. "
    found = identity(text)
    assert found.period is not None
    assert describe(found.period) == "FY2023"


def test_nothing_told_is_none() -> None:
    found = identity("一 二 三")
    assert (found.company, found.form, found.period, found.currency) == (None, None, None, None)
    assert found.language == "zh"
    assert identity("").language is None


@pytest.mark.parametrize(
    "part", ["year ended ", "Co Limited ", "RMB", "stock code ", "31 December "]
)
def test_a_hostile_text_costs_little_time(part: str) -> None:
    text = part * (200_000 // len(part))
    start = time.process_time()
    identity(text)
    assert time.process_time() - start < 3


def test_a_form_that_prose_mentions_is_not_the_filings() -> None:
    prose = "As stated in our Annual Report on Form 10-K, results vary."
    assert identity(prose, name="MARLOW-2024_10-Q.html").form == "10-Q"
    assert identity("FORM 10-K\n" + prose, name="MARLOW-2024_10-Q.html").form == "10-K"
    assert identity(prose).form == "10-K"


def test_an_interim_filing_is_not_of_the_year_it_follows() -> None:
    text = "FORM 10-Q\nSee the report for the year ended December 31, 2023.\n"
    found = identity(text + "For the quarterly period ended March 31, 2024")
    assert found.period is not None
    assert describe(found.period) == "Q1 2024"


def test_a_file_that_names_its_form_names_its_ticker() -> None:
    assert "MRLW" in identity(TEN_K, name="MRLW-2024-02-29_10-K.html").aliases
    assert "FY" not in identity(TEN_K, name="FY-2024.html").aliases
    assert "marlow" not in identity(TEN_K, name="marlow-2024-02-29_10-K.html").aliases


def test_a_date_says_more_than_a_fiscal_year() -> None:
    text = "FORM 10-Q\n" + "x" * 7000 + " the first six months of fiscal 2024 " * 9
    text += "the quarter ended December 31, 2023. " + "the six months ended December 31, 2023. " * 2
    found = identity(text)
    assert found.period == Period(date(2023, 7, 1), date(2023, 12, 31))
    assert found.fiscal_year_end == (6, 30)


def test_a_year_is_not_told_by_nine_months_of_its_prose() -> None:
    text = "FORM 10-K\nextended from May 9, 2023 to February 9, 2024 "
    text += "for the year ended December 31, 2023. " * 2
    found = identity(text)
    assert found.period is not None
    assert describe(found.period) == "FY2023"


def test_without_a_form_the_latest_year_that_heads_columns() -> None:
    text = "\tYears Ended December 31,\tYears Ended December 31,\n\t2022 (as restated)\t2023\n"
    found = identity(text + "Debt due in 2031\n")
    assert found.period is not None
    assert describe(found.period) == "FY2023"


def test_without_a_cover_columns_a_year_apart_tell_the_year_end() -> None:
    found = identity("\tApril 26, 2024\tApril 28, 2023\nAccrued\t6\t6\n")
    assert found.fiscal_year_end == (4, 26)
    quarterly = identity("Three months ended March 31, 2024\n\tMarch 31, 2024\tMarch 31, 2023\n")
    assert quarterly.year_end is None
    closing = identity("\tMarch 31, 2024\tDecember 31, 2023\n")
    assert closing.year_end is None


@pytest.mark.parametrize(
    "text",
    [
        "\tSeptember 30,\n2024\t2023\nBilled\t6\t6\n",
        "Amounts billed include 6 and 8 at September 30, 2024 and 2023.\n",
        "The exposure at 30 September 2024 was £5.1m (2023: £4.2m).\n\t2024\t2023\nUK\t6\t6\n",
        "\t2024\t2023\nHeld at 1 October\t6\t5\nGranted\t2\t1\nHeld at 30 September\t8\t6\n",
        "It was adopted in the third quarter of 2024.\n\tSeptember 30, 2024\tSeptember 30, 2023\n",
    ],
)
def test_without_a_cover_days_that_are_compared_tell_the_year_end(text: str) -> None:
    """Set over the years, said in prose, or beside a quarter that only the prose speaks of."""
    assert identity(text).fiscal_year_end == (9, 30)


def test_years_that_head_columns_are_no_day_of_the_year() -> None:
    text = "\tYears ended\t2024 vs. 2023\n\tJuly 27, 2024\tJuly 29, 2023\tVariance\n"
    assert identity(text).fiscal_year_end == (7, 27)


def test_a_year_to_come_is_not_reported_on() -> None:
    text = "\tApril 26, 2024\tApril 28, 2023\nAccrued\t6\t6\n"
    found = identity(text + "These expire in fiscal 2031. " * 3 + "It fell in fiscal 2024.")
    assert found.period is not None
    assert found.period.end == date(2024, 4, 26)


def test_six_months_begin_the_fiscal_year() -> None:
    """A year end that the text names for another company, or from before a change, is not kept."""
    text = "FORM 10-Q\nfor the six months ended December 31, 2023\nfiscal year ended December 31\n"
    found = identity(text)
    assert found.period == Period(date(2023, 7, 1), date(2023, 12, 31))
    assert found.fiscal_year_end == (6, 30)
