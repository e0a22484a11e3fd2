"""Headers, rows and dates that extraction has broken, put together again. Invented tables."""

from __future__ import annotations

import pytest

from ingest.facts import bind_facts, describe
from ingest.readers.limits import Limits
from ingest.readers.text import read_text
from ingest.tables.header_words import mend_cut_dates, mend_words
from ingest.types import Fact
from tables_from_text import ANNUAL, FY2023, PROSE, facts_of, table_of, tables_of


def period_of(fact: Fact) -> str | None:
    return None if fact.period is None else describe(fact.period)


def shown(*lines: str) -> dict[tuple[str, int], str | None]:
    return {(fact.label, fact.column): period_of(fact) for fact in facts_of(*lines)}


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("For th e six month s ended 30 June", "For the six months ended 30 June"),
        ("Y ear end ed 31 De cember", "Year ended 31 December"),
        ("(Una udited)", "(Unaudited)"),
        ("As a t 31 Dec ember 2023", "As at 31 December 2023"),
        ("For the year ended 31 March", "For the year ended 31 March"),
        ("Net book value at 1 May", "Net book value at 1 May"),
        ("A mount", "A mount"),
        ("Marc Hall", "Marc Hall"),
        ("Notes to the year", "Notes to the year"),
    ],
)
def test_blanks_within_the_words_of_a_head(printed: str, read: str) -> None:
    """Only letters that make words of heads, and nothing else, are put together."""
    assert mend_words(printed) == read


def test_a_month_cut_over_two_heads_is_of_both() -> None:
    assert mend_cut_dates(["Note", "As at 30 Se 2023 RMB'000", "ptember 2022 RMB'000"]) == [
        "Note",
        "As at 30 September 2023 RMB'000",
        "As at 30 September 2022 RMB'000",
    ]
    assert mend_cut_dates(["As at 30 Se 2023", "other 2022"]) == ["As at 30 Se 2023", "other 2022"]


def test_columns_under_a_broken_head() -> None:
    body = ("Pumps sold\t412.6\t388.1", "Valves sold\t265.3\t289.4")
    table = table_of("\tFor th e nine month s en ded 30 September\t", "\t2023\t2022", *body)
    assert [column.period and describe(column.period) for column in table.columns] == [
        "9 months to 30 Sep 2023",
        "9 months to 30 Sep 2022",
    ]
    assert [column.labels for column in table.columns] == [(), ()]


def test_sections_of_two_lines_without_tabs_are_rows() -> None:
    found = shown(
        "\tNote\tAs at 31 D 2023 <i>RMB'000</i>\tecember 2022 <i>RMB'000</i>",
        "ASSETS",
        "Non-current assets",
        "Plant and machinery\t9\t81,348\t72,915",
        "Goodwill\t\t12,817\t12,817",
        "EQUITY",
        "Attributable to owners",
        "Share capital\t\t36,000\t36,000",
    )
    assert found[("Plant and machinery", 2)] == "31 Dec 2023"
    assert found[("Share capital", 3)] == "31 Dec 2022"


def test_titles_above_another_tables_heads_are_no_rows() -> None:
    reading = read_text(
        "\t2023\t2022\nPumps\t1,234\t1,111\nOther figures\nOf the second half\n\t2021\t2020\n"
        "Valves\t2,345\t2,222\n",
        "text/plain",
        Limits(),
    )
    assert len(reading.grids) == 2


@pytest.mark.parametrize("tabs", ["", "\t\t"])
def test_a_row_of_blank_fields_does_not_end_a_table(tabs: str) -> None:
    facts = facts_of(
        "\tPumps\tValves",
        "Year ended 31 December 2023\tRMB'000\tRMB'000",
        "Revenue\t12,518\t7,300",
        "\t\t",
        "Year ended 31 December 2022" + tabs,
        "Revenue\t14,042\t6,036",
    )
    assert [(fact.text, period_of(fact)) for fact in facts] == [
        ("12,518", "FY2023"),
        ("7,300", "FY2023"),
        ("14,042", "FY2022"),
        ("6,036", "FY2022"),
    ]


def test_the_references_head_and_a_year_in_one_field() -> None:
    table = table_of(
        "\t\tAs at 31 December\t",
        "\t<i>Note</i> 2023\t\t2022",
        "\t\tRMB million\tRMB million",
        "Plant\t12\t22,914\t21,846",
        "Mining rights\t13\t8,890\t8,930",
        "Goodwill\t\t702\t618",
    )
    assert [column.period and describe(column.period) for column in table.columns] == [
        None,
        "31 Dec 2023",
        "31 Dec 2022",
    ]
    assert [column.is_note_reference for column in table.columns] == [True, False, False]


def test_a_second_year_cut_over_two_fields() -> None:
    found = shown(
        "\tSix months ended 30 June 2023 20\t22",
        "\tHK$'000\tHK$'000",
        "Wages\t297,745\t283,199",
        "Rent\t23,846\t22,917",
    )
    assert found == {
        ("Wages", 1): "H1 2023",
        ("Wages", 2): "H1 2022",
        ("Rent", 1): "H1 2023",
        ("Rent", 2): "H1 2022",
    }


def test_years_over_runs_of_unlike_length() -> None:
    """The names begin again with the second year, which has one column less."""
    found = shown(
        "\t2023\t\t\t2022\t",
        "\tSales\tArea\tPrice\tSales\tArea",
        "City\tRMB million\tsq.m.\tRMB/sq.m.\tRMB million\tsq.m.",
        "Arden\t842.5\t26,400\t31,912\t915.3\t33,200",
        "Brook\t216.8\t18,650\t11,624\t402.6\t24,900",
    )
    years = [found[("Arden", column)] for column in range(1, 6)]
    assert years == ["FY2023", "FY2023", "FY2023", "FY2022", "FY2022"]


def test_a_price_of_one_thing_has_no_scale() -> None:
    facts = facts_of(
        "\t2023\t2022\t2023",
        "City\tRMB'000\tRMB'000\tRMB/sq.m.",
        "Arden\t218,436\t212,350\t24,575",
        "Brook\t684,915\t168,420\t15,942",
    )
    assert [int(fact.value) for fact in facts[:3]] == [218436000, 212350000, 24575]


def test_persons_by_function_under_a_sentence_with_a_comparative() -> None:
    """The date in brackets is of the sentence's own figure, and what is counted are persons."""
    lead = "As at 31 December 2023 it had 1,120 employees (2022: 1,090), by work as follows:"
    data = f"{PROSE}\n{lead}\n\nWork\tNumber\nMining\t691\nHauling\t386\nOffices\t43\n{PROSE}"
    facts = bind_facts(tables_of(data), ANNUAL)[0]
    assert [period_of(fact) for fact in facts] == ["31 Dec 2023"] * 3


def test_years_among_the_words_of_a_flattened_table_are_its_heads() -> None:
    lead = "At the end of the year it had 9,920 employees, by work as follows:"
    flat = "Work 2023 2022 Mining 6,914 6,987 Hauling 2,862 2,544 Offices 144 150 Total 9,920 9,681"
    facts = bind_facts(tables_of(f"{PROSE}\n{lead}\n\n{flat}\n{PROSE}"), ANNUAL)[0]
    first = facts[0]
    assert (first.label, first.unit, int(first.value)) == ("Mining", "persons", 6914)
    assert [fact.period and fact.period.end.year for fact in facts[:2]] == [2023, 2022]


def test_cash_at_a_day_is_a_balance() -> None:
    facts = facts_of(
        "CONSOLIDATED STATEMENT OF CASH FLOWS",
        "FOR THE YEAR ENDED 31 DECEMBER 2023",
        "\t2023\t2022",
        "\tRMB'000\tRMB'000",
        "Net cash from operating activities\t81,348\t72,915",
        "Net cash used in investing activities\t(12,817)\t(12,816)",
        "Cash and cash equivalents at 31 December\t136,000\t67,469",
    )
    assert [period_of(fact) for fact in facts[-2:]] == ["31 Dec 2023", "31 Dec 2022"]
    assert facts[0].period == FY2023


def test_a_mark_of_percent_is_not_that_of_coarser_counts() -> None:
    facts = facts_of(
        "Indicator\t2023\t2022",
        "Injuries\t27\t38",
        "Rate of injuries\t–\t0.03%",
        "Hours lost to them\t614\t918",
    )
    found = {(fact.label, fact.column): fact.unit for fact in facts}
    assert found[("Hours lost to them", 2)] != "percent"
    assert found[("Rate of injuries", 2)] == "percent"
