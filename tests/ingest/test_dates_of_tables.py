"""What dates a table whose columns name no period: corner, leading line, rows. Invented tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingest.facts import bind_facts, describe
from ingest.types import Fact, Identity, Period
from tables_from_text import FY2023, html_table, tables_of

TEN_K = Identity(company="Marlow Pumps", form="10-K", period=FY2023, currency="USD")


def facts(rows: list[list[str]], lead: str = "") -> dict[tuple[str, int], Fact]:
    tables = tables_of(html_table(rows, lead), "x.html", TEN_K)
    return {(fact.label, fact.column): fact for fact in bind_facts(tables, TEN_K)[0]}


def period_of(fact: Fact) -> str | None:
    return None if fact.period is None else describe(fact.period)


SEGMENTS = [["Net sales", "$ 56,254", "$ 9,644"], ["Gross margin", "15,100", "2,203"]]


@pytest.mark.parametrize(
    ("corner", "period"), [("2022", "FY2022"), ("December 31, 2022", "31 Dec 2022")]
)
def test_a_period_in_the_corner_is_that_of_all_columns(corner: str, period: str) -> None:
    found = facts([[corner, "Pumps", "Valves"], *SEGMENTS])
    assert [period_of(found["Net sales", column]) for column in (1, 2)] == [period, period]


@pytest.mark.parametrize(
    ("lead", "period"),
    [
        ("The following table shows our segments for the year ended December 31, 2022:", "FY2022"),
        ("Segments at March 31, 2024", "31 Mar 2024"),
        ("The following table compares the years ended December 31, 2022 and 2021:", None),
        ("No loans were granted in the years 2021 and 2022 to any of those who are directors, "
         "to their families, or to others who are close to them.", "FY2023"),
    ],
)  # fmt: skip
def test_the_line_that_leads_a_table(lead: str, period: str | None) -> None:
    """One period dates it; of several none does; prose that only stands before it says nothing."""
    found = facts([["", "Pumps", "Valves"], *SEGMENTS], lead)
    assert period_of(found["Net sales", 1]) == period


def test_columns_of_balances_beside_one_of_movements() -> None:
    rows = [
        ["", "Balance at beginning of period", "Increase", "Balance at end of period"],
        ["Year ended December 31, 2022", "", "", ""],
        ["Receivables", "90,831", "7,117", "97,948"],
    ]
    found = facts(rows)
    days = [period_of(found["Receivables", column]) for column in (1, 2, 3)]
    assert days == ["31 Dec 2021", None, "31 Dec 2022"]


def test_a_thing_named_by_its_year_is_no_period() -> None:
    rows = [
        ["", "Principal", "Fair value"],
        ["Notes due 2027", "400,000", "391,000"],
        ["2030 Notes", "350,000", "310,000"],
        ["2031 and thereafter", "50,000", "41,000"],
    ]
    found = facts(rows, "Our debt was as follows at December 31, 2023:")
    assert period_of(found["Notes due 2027", 1]) == "31 Dec 2023"
    assert period_of(found["2030 Notes", 2]) == "31 Dec 2023"
    assert period_of(found["2031 and thereafter", 1]) is None


def test_rows_of_stretches_within_a_year() -> None:
    rows = [
        ["Period", "Shares purchased", "Average price"],
        ["October 1 - 31, 2023", "922,516", "101.10"],
        ["November 1 to November 30, 2023", "22,516", "102.20"],
        ["12/01/23 - 12/31/23", "2,516", "103.30"],
        ["Total", "947,548", "101.12"],
    ]
    found = facts(rows)
    assert found["October 1 - 31, 2023", 1].period == Period(date(2023, 10, 1), date(2023, 10, 31))
    assert found["November 1 to November 30, 2023", 1].period == Period(
        date(2023, 11, 1), date(2023, 11, 30)
    )
    assert found["12/01/23 - 12/31/23", 1].period is None
    assert found["Total", 1].period is None


def test_quarters_down_the_side_of_a_year() -> None:
    rows = [
        ["", "2023", "2022"],
        ["First Quarter", "0.15", "0.12"],
        ["Fourth Quarter", "0.20", "0.15"],
    ]
    found = facts(rows, "Dividends declared per share were as follows:")
    assert period_of(found["First Quarter", 1]) == "Q1 2023"
    assert period_of(found["Fourth Quarter", 2]) == "Q4 2022"


def test_exhibit_numbers_are_no_values() -> None:
    rows = [
        ["Exhibit Number", "Description", "Form", "Exhibit"],
        ["3.1", "Certificate of incorporation of the company", "S-1", "3.1"],
        ["3.2", "Bylaws of the company", "S-1", "3.2"],
        ["10.1", "Credit agreement with the lenders", "8-K", "10.1"],
    ]
    assert not facts(rows)


def test_a_note_mark_in_a_cell_of_its_own_is_no_value() -> None:
    """Not after a number, not after a dash, and not in a column that holds other marks."""
    rows = [
        ["", "2023", "", "2022", ""],
        ["Salary", "300,000", "", "253,750", ""],
        ["Awards", "150,062", "(3)", "—", "(11)"],
        ["Total", "450,062", "(3,4)", "253,750", "(5)"],
    ]
    found = facts(rows)
    assert {fact.column for fact in found.values()} == {1, 2}
    assert found["Awards", 2].value == 0
    assert found["Total", 1].value == 450_062


def test_a_change_is_of_no_one_year() -> None:
    rows = [
        ["", "Years Ended December 31,", "Years Ended December 31,", "Percent Change", "Change"],
        ["", "2023", "2022", "2023/2022", "in 2023"],
        ["Revenue", "1,200", "1,000", "20%", "200"],
        ["Exchange differences", "12", "10", "20%", "2"],
    ]
    found = facts(rows)
    assert [period_of(found["Revenue", column]) for column in (1, 2, 3, 4)] == [
        "FY2023",
        "FY2022",
        None,
        None,
    ]


def test_years_over_rows_are_those_of_the_lead() -> None:
    """And one year's section ends where the next begins."""
    rows = [
        ["(Thousands)", "Pumps", "Valves"],
        ["2024", "", ""],
        ["Operating revenues", "", ""],
        ["External customers", "293,093", "35,295"],
        ["2023", "", ""],
        ["Operating revenues", "", ""],
        ["External customers", "357,409", "12,792"],
    ]
    lead = "Segments during the three months ended March 31, 2024 and 2023, are as follows:"
    tables = tables_of(html_table(rows, lead), "x.html", TEN_K)
    found = {fact.row: fact for fact in bind_facts(tables, TEN_K)[0] if fact.column == 1}
    assert (period_of(found[3]), period_of(found[6])) == ("Q1 2024", "Q1 2023")
    assert found[6].labels == ("2023", "Operating revenues", "External customers")


def test_a_balance_in_a_column_of_movements_is_of_its_day() -> None:
    rows = [
        ["", "Three Months Ended March 30, 2024", "Three Months Ended March 30, 2024"],
        ["", "Common Stock", "Retained Earnings"],
        ["Balance at January 1, 2024", "6,100", "4,918"],
        ["Net income", "—", "109"],
        ["Balance at March 30", "6,100", "5,027"],
    ]
    found = facts(rows)
    assert period_of(found["Balance at January 1, 2024", 2]) == "1 Jan 2024"
    assert period_of(found["Net income", 2]) == "3 months to 30 Mar 2024"
    assert period_of(found["Balance at March 30", 1]) == "30 Mar 2024"


def test_years_after_the_balance_date_are_years() -> None:
    rows = [["", "2024", "2025", "Thereafter"], ["Purchases", "41,616", "9,100", "3,200"]]
    found = facts(rows, "Commitments as of December 31, 2023, were as follows:")
    assert [period_of(found["Purchases", column]) for column in (1, 2, 3)] == [
        "FY2024",
        "FY2025",
        None,
    ]


def test_a_column_of_years_is_no_value() -> None:
    rows = [
        ["Name", "Year", "Salary", "Total"],
        ["A. Marl", "2023", "300,000", "450,062"],
        ["B. Quay", "2023", "200,000", "250,062"],
    ]
    assert {fact.column for fact in facts(rows).values()} == {2, 3}


def test_a_row_named_by_a_date_in_figures_is_not_of_that_date() -> None:
    rows = [["Loan", "Principal", "Cost"], ["6 Senior Loan 5/7/2021", "122.5", "121.0"]]
    assert facts(rows)["6 Senior Loan 5/7/2021", 1].period is None


def test_sections_of_years_outweigh_the_corner() -> None:
    rows = [
        ["2023", "Per share", "Amount paid"],
        ["Special dividend", "0.15", "5,946"],
        ["2022", "", ""],
        ["Special dividend", "2.62", "103,352"],
    ]
    tables = tables_of(html_table(rows, "Dividends"), "x.html", TEN_K)
    found = {fact.row: fact for fact in bind_facts(tables, TEN_K)[0] if fact.column == 2}
    assert period_of(found[3]) == "FY2022"


@pytest.mark.parametrize("header", ["Number of loans", "Risk rating", "Useful life"])
def test_counts_and_lives_are_no_amounts(header: str) -> None:
    rows = [["Type", header, "Amount"], ["Hotels", "6", "334,295"], ["Offices", "2", "108,936"]]
    found = facts(rows, "Loans at March 31, 2024 (dollars in thousands)")
    assert (found["Hotels", 1].value, found["Hotels", 1].unit) == (Decimal(6), None)
    assert (found["Hotels", 2].value, found["Hotels", 2].unit) == (Decimal(334_295_000), "USD")


def test_columns_between_an_opening_and_a_closing_balance_are_of_the_stretch_between() -> None:
    found = facts(
        [
            ["", "As at 1 January 2023", "Opened", "Closed", "As at 30 June 2023"],
            ["Northern region", "42", "3", "(5)", "40"],
            ["Southern region", "38", "6", "(2)", "42"],
        ]
    )
    moved = [fact for (_, column), fact in found.items() if column in (2, 3)]
    assert [fact.period for fact in moved] == [Period(date(2023, 1, 1), date(2023, 6, 30))] * 4


def test_a_share_beside_each_of_two_balances_is_of_no_stretch() -> None:
    found = facts(
        [
            ["", "31 December 2022", "Share", "31 December 2023", "Share"],
            ["Northern region", "4,210", "42", "4,005", "40"],
            ["Southern region", "5,790", "58", "6,008", "60"],
        ]
    )
    shares = [fact for (_, column), fact in found.items() if column in (2, 4)]
    assert [fact for fact in shares if fact.period is not None and fact.period.start] == []
