"""Header rows to columns: periods, units, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingest.facts import describe
from ingest.tables.columns import is_comparison
from ingest.types import Column, Identity, Period, Statement, Table
from tables_from_text import ANNUAL, FY2023, html_table, table_of, tables_of

H1_2024 = Period(date(2024, 1, 1), date(2024, 6, 30))
INTERIM = Identity(form="interim results", period=H1_2024, currency="CNY")


def periods(table: Table) -> list[str | None]:
    return [column.period and describe(column.period) for column in table.columns]


def columns(*lines: str, identity: Identity = ANNUAL) -> tuple[Column, ...]:
    return table_of(*lines, identity=identity).columns


BODY = ("Cost of sales\t(836,416)\t(761,153)", "Gross profit\t550,879\t473,365")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("\t2023\t2022",), ["FY2023", "FY2022"]),
        (("\tYear ended 31 December\t", "\t2023\t2022"), ["FY2023", "FY2022"]),
        (("\t30 June 2023\t31 December 2022",), ["30 Jun 2023", "31 Dec 2022"]),
        (
            ("\tThree months ended\tThree months ended", "\tMarch 30, 2024\tApril 1, 2023"),
            ["3 months to 30 Mar 2024", "3 months to 1 Apr 2023"],
        ),
        (("\t2023 vs. 2022\t2022 vs. 2021",), [None, None]),
        (("\t2023 $’000\t2022 $’000",), ["FY2023", "FY2022"]),
        (("\tF23\tF22 (3)", "$ MILLION\t53 WEEKS\t52 WEEKS"), ["FY2023", "FY2022"]),
        (("\tConsolidated\t", "\t2023 RMB'000\t2022 RMB'000"), ["FY2023", "FY2022"]),
        (
            ("\t\tYear ended", "\t\tDecember 31,", "\t2023\t2022", "\t$\t$"),
            ["FY2023", "FY2022"],
        ),
        (
            ("\t\tYears ended", "\tMarch 30, 2023\tMarch 31, 2022"),
            ["year to 30 Mar 2023", "year to 31 Mar 2022"],
        ),
    ],
)
def test_periods_of_columns(header: tuple[str, ...], expected: list[str | None]) -> None:
    assert periods(table_of(*header, *BODY)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("\t30 June 20:24\t30 June 2023", [None, "30 Jun 2023"]),
        ("\t20223\t2019", [None, "FY2019"]),
        ("\tAs at Ju 20\tAs at Ju 20", [None, None]),
    ],
)
def test_a_spoilt_year_gives_no_period(header: str, expected: list[str | None]) -> None:
    assert periods(table_of(header, *BODY)) == expected


def test_what_the_days_close_is_said_of_all_next_to_each_other() -> None:
    """Set over the middle of its run, as centred headings are extracted; not over the changes."""
    lines = (
        "\t\tYears ended\t\tChange",
        "\tJuly 27, 2023\tJuly 28, 2022\tJuly 29, 2021\tIn dollars",
        "Cost of sales\t(836)\t(761)\t(700)\t75",
        "Gross profit\t550\t473\t450\t77",
    )
    assert periods(table_of(*lines)) == [
        "year to 27 Jul 2023", "year to 28 Jul 2022", "year to 29 Jul 2021", None,
    ]  # fmt: skip


def test_two_spans_without_years_are_not_dated_by_the_filing() -> None:
    table = table_of("\tThree months ended 30 June\tThree months ended 30 June", *BODY)
    assert periods(table) == [None, None]


def test_a_year_in_the_lead_dates_columns_that_differ() -> None:
    table = table_of(
        "Results of the quarters of 2023:",
        "\tThree months ended 31 March\tThree months ended 30 June",
        *BODY,
    )
    assert periods(table) == ["Q1 2023", "Q2 2023"]


def test_a_bare_year_in_an_interim_filing_is_its_interim_period() -> None:
    assert periods(table_of("\t2024\t2023", *BODY, identity=INTERIM)) == ["H1 2024", "H1 2023"]


def test_units_of_columns() -> None:
    amount, share = columns(
        "\t2023\t2023", "\tRMB'000\t%", "Pumps\t758,426\t54.7", "Valves\t431\t31.1"
    )
    assert (amount.unit, amount.scale) == ("CNY", Decimal(1000))
    assert (share.unit, share.scale) == ("percent", Decimal("0.01"))
    assert share.period == FY2023


def test_a_year_over_one_column_of_each_group() -> None:
    rows = [
        ["", "Six months ended 30 June|4"],
        ["", "", "2024", "", "2023"],
        ["", "RMB million", "%", "RMB million", "%"],
        ["Pumps", "758.4", "54.7", "694.8", "56.3"],
        ["Valves", "628.9", "45.3", "539.7", "43.7"],
    ]
    (table,) = tables_of(html_table(rows), "x.html", INTERIM)
    assert periods(table) == ["H1 2024", "H1 2024", "H1 2023", "H1 2023"]


def test_one_period_over_segments_is_of_the_total_too() -> None:
    rows = [
        ["", "Year ended 31 December 2023|2", ""],
        ["RMB'000", "Pumps", "Valves", "Total"],
        ["Revenue", "758,426", "431,683", "1,190,109"],
        ["Cost", "(465,317)", "(291,846)", "(757,163)"],
    ]
    (table,) = tables_of(html_table(rows), "x.html")
    assert periods(table) == ["FY2023"] * 3
    assert [column.labels for column in table.columns] == [("Pumps",), ("Valves",), ("Total",)]


def test_a_note_alone_in_its_row_is_of_the_whole_table() -> None:
    rows = [
        ["", "2023", "2022", "2021"],
        ["", "", "(in thousands, except per share data)", ""],
        ["Revenue", "11,692", "8,830", "6,779"],
        ["Net income", "558", "186", "122"],
    ]
    (table,) = tables_of(html_table(rows), "x.html")
    assert table.unit_note == "(in thousands, except per share data)"
    assert {(column.unit, column.scale) for column in table.columns} == {(None, Decimal(0))}
    assert periods(table) == ["FY2023", "FY2022", "FY2021"]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Common Shares", None),
        ("Shares", "shares"),
        ("Number of employees", "persons"),
        ("Amount", None),
        ("Change %", "percent"),
        ("Sales in RMB'000", "CNY"),
    ],
)
def test_a_word_is_a_unit_only_where_it_says_so(words: str, unit: str | None) -> None:
    first, _ = columns(f"\t{words}\tTotal", "At 1 January 2023\t149\t12", "Bought back\t(12)\t3")
    assert first.unit == unit


def test_words_over_words_stay_words() -> None:
    first, second = columns(
        "\tShare\tRetained",
        "\tcapital\tearnings",
        "\tRMB'000\tRMB'000",
        "At 1 January 2023\t43,627\t(68,383)",
        "Profit\t-\t69,767",
    )
    assert (first.labels, second.labels) == (("Share capital",), ("Retained earnings",))
    assert first.unit == "CNY"


def test_what_is_beside_the_period_is_kept_and_no_more() -> None:
    unaudited, change = columns("\tAs of 30 June 2023 (Unaudited)\t2023 vs. 2022 Change", *BODY)
    assert unaudited.labels == ()
    assert change.labels == ("2023 vs. 2022 Change",)


def test_note_references_are_told_from_values() -> None:
    rows = (
        "\tNotes\t2023\t2022",
        "Revenue\t4\t1,387,295\t1,234,518",
        "Cost\t5\t(836,416)\t(761,153)",
    )
    assert [column.is_note_reference for column in columns(*rows)] == [True, False, False]
    bare = ("\t\t2023\t2022", *rows[1:])
    assert [column.is_note_reference for column in columns(*bare)] == [True, False, False]


def test_headers_in_the_body_start_a_table_and_keep_the_unit() -> None:
    rows = [
        ["(RMB'000)", "2023", "2022"],
        ["Revenue", "1,387,295", "1,234,518"],
        ["Cost of sales", "(836,416)", "(761,153)"],
        ["", "31 December 2023", "31 December 2022"],
        ["Inventories", "254,917", "268,153"],
        ["Receivables", "463,284", "402,637"],
    ]
    first, second = tables_of(html_table(rows), "x.html")
    assert periods(first) == ["FY2023", "FY2022"]
    assert periods(second) == ["31 Dec 2023", "31 Dec 2022"]
    assert first.unit_note == second.unit_note == "(RMB'000)"


def test_the_same_units_repeated_start_nothing() -> None:
    rows = [
        ["", "2023", "2022"],
        ["", "RMB'000", "RMB'000"],
        ["Revenue", "1,387,295", "1,234,518"],
        ["", "RMB'000", "RMB'000"],
        ["Cost of sales", "(836,416)", "(761,153)"],
    ]
    (table,) = tables_of(html_table(rows), "x.html")
    assert periods(table) == ["FY2023", "FY2022"]


@pytest.mark.parametrize("line", ["Fatalities\t–\t–", "Born in\t1954\t1961"])
def test_a_row_of_dashes_or_of_odd_years_is_no_header(line: str) -> None:
    table = table_of("\t2023\t2022", "Accidents\t3\t4", line, "Visits\t12\t15")
    assert (table.header_rows, table.grid.row_count) == (1, 4)


def test_columns_told_apart_by_words_make_no_primary_statement() -> None:
    lines = ("Total assets\t1\t2", "Total equity\t3\t4", *(f"Line {i}\t5\t6" for i in range(9)))
    by_period = table_of("\t31 December 2023\t31 December 2022", *lines)
    by_words = table_of("\tAs reported\tRestated", *lines)
    assert by_period.statement is Statement.BALANCE_SHEET
    assert periods(by_period) == ["31 Dec 2023", "31 Dec 2022"]
    assert by_words.statement is Statement.OTHER


def test_a_flow_headed_by_a_date_is_the_stretch_that_ends_on_it() -> None:
    year = replace(ANNUAL, period=Period(date(2022, 7, 1), date(2023, 6, 30)))
    lines = ("Revenue\t9\t8", *(f"Expense {i}\t(5)\t(6)" for i in range(6)), "Net income\t3\t4")
    table = table_of("\tJune 30, 2023\tJune 30, 2022", *lines, identity=year)
    assert table.statement is Statement.INCOME
    assert periods(table) == ["year to 30 Jun 2023", "year to 30 Jun 2022"]


def test_small_amounts_under_a_period_are_no_notes() -> None:
    table = table_of(
        "RMB million", "\tYear ended 31 December 2024\tYear ended 31 December 2023",
        "Staff costs\t2\t3,099", "Audit fees\t15\t1,412", "Total\t17\t4,511",
    )  # fmt: skip
    assert [column.is_note_reference for column in table.columns] == [False, False]


def test_after_a_change_is_no_column_of_changes() -> None:
    assert not is_comparison("Available amount | after change")
    assert not is_comparison("Unused before the change")
    assert is_comparison("Year-on-year | change")
