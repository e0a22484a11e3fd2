"""The lines that lead a table."""

from __future__ import annotations

import pytest

from ingest.tables.captions import is_title, unit_at_end
from tables_from_text import PROSE, html_table, table_of, tables_of

BODY = ("\t2023\t2022", "Revenue\t1,234\t1,111", "Cost\t(12)\t(11)")


@pytest.mark.parametrize(
    "line",
    [
        "Revenue by segment",
        "7. Finance costs",
        "Consolidated Balance Sheets",
        "按地區劃分的收入",
        "Key figures of 2023 (RMB million)",
        "Summary for the year ended 31 December 2023",
    ],
)
def test_titles(line: str) -> None:
    assert is_title(line)


@pytest.mark.parametrize(
    "line",
    [
        "(In millions)",
        "RMB'000",
        "31 December 2023",
        "Year ended 31 December",
        "12",
        "",
        "– 7 –",
        "Years Ended December 31 (Millions, except per share amounts)",
    ],
)
def test_what_is_no_title(line: str) -> None:
    assert not is_title(line)


def test_a_unit_in_brackets_at_the_end() -> None:
    assert unit_at_end("Revenue by segment (RMB million)") == "(RMB million)"
    note = unit_at_end("Years Ended December 31 (Millions, except per share amounts):")
    assert note == "(Millions, except per share amounts)"
    assert not unit_at_end("Revenue by segment (continued)")
    rate = "Tax at 35% (computed before tax) is explained as follows (in thousands):"
    assert unit_at_end(rate) == "(in thousands)"


def test_caption_and_note_above() -> None:
    table = table_of("Revenue by segment", "", "(In thousands)", "", *BODY)
    assert (table.caption, table.unit_note) == ("Revenue by segment", "(In thousands)")


def test_a_caption_may_carry_the_note() -> None:
    table = table_of("Revenue by segment (RMB million)", "", *BODY)
    assert table.unit_note == "(RMB million)"


def test_a_corner_may_carry_the_note_and_is_no_title() -> None:
    rows = [
        ["Year Ended December 31 (Millions, except per share amounts)", "2023", "2022"],
        ["Revenue", "1,234", "1,111"],
        ["Cost", "(12)", "(11)"],
    ]
    (table,) = tables_of(html_table(rows, "Consolidated Statements of Income"), "x.html")
    assert table.caption == "Consolidated Statements of Income"
    assert table.unit_note == "(Millions, except per share amounts)"


def test_a_table_above_is_no_lead() -> None:
    lines = "\n".join(BODY)
    leads = ("Owned plant (RMB'000)", "Leased plant")
    text = "".join(f"{PROSE}\n{lead}\n\n{lines}" for lead in leads) + PROSE
    first, second = tables_of(text)
    assert (first.caption, second.caption) == ("Owned plant (RMB'000)", "Leased plant")
    assert second.unit_note == ""


def test_a_unit_note_below_its_title_without_a_blank_line() -> None:
    table = table_of(
        "Sales by product", "RMB'000", "\t2023\t2022", "Pumps\t571,704\t498,210", "Valves\t12\t11"
    )
    assert (table.caption, table.unit_note) == ("Sales by product", "RMB'000")


def test_a_bracket_that_wraps_is_one_note() -> None:
    lead = "Our exposures were as follows (in millions, except\nYen):"
    (table,) = tables_of(f"{lead}\n\n\t2023\t2022\nEuro\t825.6\t589.6\nPound\t263.5\t192.0\n")
    assert "in millions" in table.unit_note


def test_a_running_title_may_carry_a_long_note() -> None:
    """The note says its exceptions in full, and its dots end no sentence."""
    notes = (
        "(All amounts stated in thousands of U.S. Dollars, except share and per share data)",
        "(United States Dollars in thousands, except per share data, unless otherwise stated)",
    )
    title = "Notes to the consolidated financial statements for the years ended 31 December 2023"
    body = [["", "2023", "2022"], ["Owed to related parties", "200", "169"]]
    for one in notes:
        lead = f"Harrow Maritime Ltd. and its subsidiaries {title}, 2022 and 2021 (Continued) {one}"
        (table,) = tables_of(html_table(body, lead), "x.html")
        assert table.unit_note == one


def test_a_long_aside_is_no_note() -> None:
    aside = "(of which the loan to the joint venture in Perth, A$ thousand by thousand, was repaid)"
    assert unit_at_end(f"Loans {aside}") == ""
