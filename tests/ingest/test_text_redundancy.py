"""Mangled tables that their own sums, shares and comparatives put right, or leave in doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.facts import describe
from ingest.readers.lines import size_of
from ingest.types import Fact
from tables_from_text import facts_of

HEAD = ("\tNotes\t2023\t2022", "\t\tRMB'000\tRMB'000")
Line = tuple[str, str, str]  # label, period, amount in thousands


def lines_of(facts: tuple[Fact, ...]) -> set[Line]:
    return {
        (fact.label, describe(fact.period) if fact.period else "", f"{fact.value / 1000:,.0f}")
        for fact in facts
        if fact.confidence >= 0.5
    }


def line(label: str, now: str, before: str = "") -> set[Line]:
    return {(label, "FY2023", now)} | ({(label, "FY2022", before)} if before else set())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1,234", "1234"), ("(1,234)", "-1234"), ("-3.5%", "-3.5"), ("—", "0"), ("$ 5.2", "5.2"),
        ("RMB(12)", "-12"), ("12.5%", "12.5"), ("1,234(1)", "1234"),
    ],
)  # fmt: skip
def test_size_of_a_figure(text: str, size: str) -> None:
    assert size_of(text) == Decimal(size)


def test_words_have_no_size() -> None:
    assert size_of("Amount") is None


# Shares ------------------------------------------------------------------------------------------

SHARES = ("\t2023\t\t2022\t", "\tRMB'000\t%\tRMB'000\t%")


def share_facts(*rows: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in facts_of(*SHARES, *rows):
        if fact.confidence >= 0.5:
            found.setdefault(fact.label, []).append(fact.text)
    return found


STRAIGHT = (
    "Pumps\t4,000\t40.0\t2,400\t30.0",
    "Valves\t3,500\t35.0\t3,600\t45.0",
    "Pipes\t1,500\t15.0\t800\t10.0",
)


def test_a_row_in_another_order_is_set_right_by_its_shares() -> None:
    found = share_facts(
        *STRAIGHT, "Tanks\t10.0\t1,000\t15.0\t1,200", "Total\t10,000\t100.0\t8,000\t100.0"
    )
    assert found["Tanks"] == ["1,000", "10.0", "1,200", "15.0"]
    assert found["Pumps"] == ["4,000", "40.0", "2,400", "30.0"]


def test_swapped_years_are_set_right_by_their_shares() -> None:
    rows = (*STRAIGHT, "Tanks\t1,200\t15.0\t1,000\t10.0", "Total\t10,000\t100.0\t8,000\t100.0")
    assert share_facts(*rows)["Tanks"] == ["1,000", "10.0", "1,200", "15.0"]


def test_a_row_whose_shares_fit_no_order_stays_as_it_is() -> None:
    rows = (*STRAIGHT, "Tanks\t1,000\t77.0\t1,200\t66.0", "Total\t10,000\t100.0\t8,000\t100.0")
    assert share_facts(*rows)["Tanks"] == ["1,000", "77.0", "1,200", "66.0"]


def test_a_flattened_table_of_shares() -> None:
    text = (
        "Sales by product 2023 2022 RMB'000 % RMB'000 % Pumps 4,000 40.0 2,400 30.0"
        " Valves 3,500 35.0 3,600 45.0 Pipes 15.0 1,500 10.0 800"
        " Tanks 1,000 10.0 1,200 15.0 Total 10,000 100.0 8,000 100.0"
    )
    facts = [fact for fact in facts_of(text) if fact.label == "Pipes"]
    assert [(f.text, describe(f.period) if f.period else "", f.unit) for f in facts] == [
        ("1,500", "FY2023", "CNY"),
        ("15.0", "FY2023", "percent"),
        ("800", "FY2022", "CNY"),
        ("10.0", "FY2022", "percent"),
    ]
    assert {fact.confidence for fact in facts} == {0.8}


# Stacks ------------------------------------------------------------------------------------------


def test_a_lost_blank_is_where_the_columns_are_alike() -> None:
    facts = facts_of(
        *HEAD,
        "Current liabilities Bank loans Trade payables Lease liabilities Provisions"
        "\t9\t6,100 42,300 1,950\t5,900 39,800 2,050 310",
    )
    assert lines_of(facts) == (
        line("Bank loans", "6,100", "5,900")
        | line("Trade payables", "42,300", "39,800")
        | line("Lease liabilities", "1,950", "2,050")
        | {("Provisions", "FY2022", "310")}
    )
    assert {fact.confidence for fact in facts} == {0.8}


def test_a_lost_blank_that_could_be_anywhere_gives_nothing() -> None:
    stack = "Bank loans Trade payables Lease liabilities\t\t610 640\t620 630 650"
    assert facts_of(*HEAD, stack, "Total\t\t1,250\t1,900")[0].label == "Total"


def test_signs_tell_columns_apart() -> None:
    facts = facts_of(*HEAD, "Share premium Retained losses\t\t(4,100)\t3,900 (3,800)")
    assert lines_of(facts) == line("Retained losses", "-4,100", "-3,800") | {
        ("Share premium", "FY2022", "3,900")
    }


def test_labels_glued_together_in_a_stack() -> None:
    stack = "Advances to staffDeposits paid to suppliers\t\t1,204 8,806\t1,310 9,017"
    assert lines_of(facts_of(*HEAD, stack)) == line("Advances to staff", "1,204", "1,310") | line(
        "Deposits paid to suppliers", "8,806", "9,017"
    )


# Sums --------------------------------------------------------------------------------------------

FLOWS = (
    "Purchase of equipment\t\t(5,000)\t(4,000)",
    "Purchase of licences Interest received on deposits\t\t(1,200)\t(900)",
    "\t\t310\t280",
    "Dividends received from associates\t\t90\t20",
)


def test_one_label_for_two_rows_is_parted_where_the_total_says_so() -> None:
    facts = facts_of(*HEAD, *FLOWS, "Net cash used in investing activities\t\t(5,800)\t(4,600)")
    assert line("Purchase of licences", "-1,200", "-900") <= lines_of(facts)
    assert line("Interest received on deposits", "310", "280") <= lines_of(facts)


def test_one_label_for_two_rows_is_in_doubt_where_no_total_says_so() -> None:
    facts = facts_of(*HEAD, *FLOWS, "Net cash used in investing activities\t\t(9,999)\t(8,888)")
    assert {label for label, _, _ in lines_of(facts)} == {
        "Purchase of equipment",
        "Dividends received from associates",
        "Net cash used in investing activities",
    }


def test_a_total_without_a_label_takes_no_label_from_above() -> None:
    facts = facts_of(
        *HEAD,
        "Bank loans\t\t700\t650",
        "Other loans Unsecured and unguaranteed\t\t300\t250",
        "\t\t1,000\t900",
    )
    assert line("Other loans Unsecured and unguaranteed", "300", "250") <= lines_of(facts)


# Misread rows ------------------------------------------------------------------------------------


def test_a_spoilt_copy_of_a_row_gives_no_facts_and_frees_its_label() -> None:
    facts = facts_of(
        *HEAD,
        "Sale of goods\t\t61,200\t58,300",
        "Net change in amounts\t\t(102 220)\t1 625.207",
        "due from associates\t\t(102,339)\t1,625,297",
        "Other income\t\t8,100\t7,900",
    )
    assert line("Net change in amounts due from associates", "-102,339", "1,625,297") <= lines_of(
        facts
    )
    assert len(facts) == 6


def test_decimals_of_their_own_are_not_misread() -> None:
    rows = (
        "Exchange rate\t\t7.123\t7.045",
        "Sales\t\t61,200\t58,300",
        "Costs\t\t(40,100)\t(39,000)",
    )
    assert [fact.text for fact in facts_of(*HEAD, *rows)][:2] == ["7.123", "7.045"]


# Running text beside the rows -------------------------------------------------------------------

ROWS = (
    ("Wages and salaries", "61,200", "58,300"),
    ("Rent of premises", "8,150", "7,900"),
    ("Energy", "4,402", "5,118"),
    ("Freight and storage", "12,730", "11,604"),
    ("Repairs", "2,087", "1,993"),
)


def echo_of(rows: tuple[tuple[str, str, str], ...]) -> str:
    return " ".join(" ".join(row) for row in rows)


def test_rows_repeated_as_running_text_are_read_once() -> None:
    table = [f"{echo_of(ROWS[i:])}\t{row[0]}\t{row[1]}\t{row[2]}" for i, row in enumerate(ROWS)]
    facts = facts_of("\t\t2023\t2022", "\t\tRMB'000\tRMB'000", *table)
    assert lines_of(facts) == {
        (label, period, amount)
        for label, *amounts in ROWS
        for period, amount in zip(("FY2023", "FY2022"), amounts, strict=True)
    }
    assert len(facts) == 10
    assert {fact.confidence for fact in facts} == {0.8}


def test_rows_that_the_running_text_contradicts_give_no_facts() -> None:
    shifted = [(ROWS[max(0, i - 1)][0], *row[1:]) for i, row in enumerate(ROWS)]
    table = [f"{echo_of(ROWS[i:])}\t{a}\t{b}\t{c}" for i, (a, b, c) in enumerate(shifted)]
    facts = facts_of("\t\t2023\t2022", "\t\tRMB'000\tRMB'000", *table)
    assert lines_of(facts) == set()
    assert {fact.label for fact in facts} == {"Wages and salaries"}  # the one row read alike


def test_a_misreading_in_one_copy_is_outvoted() -> None:
    copies = [echo_of(ROWS[i:]) for i in range(len(ROWS))]
    copies[1] = copies[1].replace("4,402 5,118", "4,402 7,900")
    table = [f"{copy}\t\t\t" for copy in copies]
    table[0] = f"{copies[0]}\t{ROWS[0][0]}\t{ROWS[0][1]}\t{ROWS[0][2]}"
    facts = facts_of("\t\t2023\t2022", "\t\tRMB'000\tRMB'000", *table)
    assert line("Freight and storage", "12,730", "11,604") <= lines_of(facts)
    assert ("Energy", "FY2022", "7,900") not in lines_of(facts)


# Numbers cut over two cells -----------------------------------------------------------------------


def test_a_number_cut_at_the_label_is_mended_where_it_stands_whole_elsewhere() -> None:
    facts = facts_of(
        "\t2023\t2022",
        "\tRMB'000\tRMB'000",
        "Other income\t23,299\t32,121",
        "Costs\t(8,100)\t(7,900)",
        "of which grants received 23,29\t9\t32,121",
        "of which rents 4\t11,204\t3,310",
    )
    assert [(fact.label, fact.text, fact.confidence) for fact in facts][4:] == [
        ("of which grants received", "23,299", 0.8),
        ("of which grants received", "32,121", 0.8),
    ]


def test_a_number_at_the_end_of_a_name_is_no_cut() -> None:
    facts = facts_of(*HEAD, "Level 3\t\t27,385\t14,552", "Level 2\t\t1,204\t2,310")
    assert [fact.text for fact in facts] == ["27,385", "14,552", "1,204", "2,310"]


def test_words_for_about_free_a_label_that_goes_on() -> None:
    rows = (
        "Opening shops\t\t392\t228",
        "Strengthening systems and\t\tapproximately\tapproximately",
        "building a store\t\t871\t472",
    )
    wanted = line("Strengthening systems and building a store", "871", "472")
    assert wanted <= lines_of(facts_of(*HEAD, *rows))


def test_a_head_cut_at_the_label_column_heads_the_first_column() -> None:
    facts = facts_of(
        "Year ended 31 Dec\tember\t", "202\t3\t2022", "\tRMB'000\tRMB'000", "Sales\t8,204\t7,310"
    )
    assert lines_of(facts) == line("Sales", "8,204", "7,310")


def test_a_heading_glued_to_the_label_above_it() -> None:
    facts = facts_of(
        *HEAD,
        "Loans at floating rates Loans at fixed rates, falling due:\t\t4,321\t3,958",
        "within one year\t\t1,200\t1,100",
    )
    assert [fact.labels for fact in facts][::2] == [
        ("Loans at floating rates",),
        ("Loans at fixed rates, falling due", "within one year"),
    ]


def test_two_buckets_with_one_value_are_in_doubt() -> None:
    rows = (
        "Bills - Up to 6 months\t\t1,921\t1,323",
        "Drafts - 6 months to 1 year - Over 1 year\t\t490\t490",
        "Cash\t\t1,000\t900",
    )
    labels = {fact.label for fact in facts_of(*HEAD, *rows)}
    assert labels == {"Bills - Up to 6 months", "Cash"}
