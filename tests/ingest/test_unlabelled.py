"""Rows without labels: totals by their sum, lost labels by the same figures elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.facts import bind_facts, describe
from ingest.facts.sums import count_summed
from ingest.types import Fact
from tables_from_text import ANNUAL, PROSE, facts_of, tables_of

HEAD = ("\t2023\t2022", "\tRMB'000\tRMB'000")


def column(*sizes: int) -> list[dict[int, Decimal]]:
    return [{1: Decimal(size)} for size in sizes]


@pytest.mark.parametrize(
    ("rows", "wanted", "count"),
    [
        ((300, 450), 750, 2),
        ((900, 300, 450), 750, 2),
        ((300, 450), 751, 2),  # rounding
        ((300, 450), 760, 0),
        ((750,), 750, 0),  # one row is no sum
        ((900, 200), 700, 2),  # less
        ((), 5, 0),
    ],
)
def test_sums(rows: tuple[int, ...], wanted: int, count: int) -> None:
    assert count_summed(column(*rows), {1: Decimal(wanted)}) == count


def test_a_part_is_no_total_of_the_whole_and_the_other_part() -> None:
    assert count_summed(column(700, 500), {1: Decimal(200)}, with_signs=False) == 0


def labels_of(facts: tuple[Fact, ...]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(fact.labels for fact in facts if fact.confidence >= 0.5))


def test_totals_without_a_label_and_the_total_of_these() -> None:
    facts = facts_of(
        *HEAD,
        "Non-current\t\t",
        "Bank loans, secured\t4,100\t3,900",
        "Notes issued\t2,050\t2,000",
        "\t6,150\t5,900",
        "Current\t\t",
        "Bank loans, unsecured\t1,200\t800",
        "Interest payable\t55\t45",
        "-\t1,255\t845",
        "\t7,405\t6,745",
    )
    assert labels_of(facts) == [
        ("Non-current", "Bank loans, secured"),
        ("Non-current", "Notes issued"),
        ("Non-current", "Total"),
        ("Current", "Bank loans, unsecured"),
        ("Current", "Interest payable"),
        ("Current", "Total"),
        ("Grand total",),
    ]


def test_a_sum_before_the_last_is_a_subtotal() -> None:
    rows = ("Trade debts\t7,100\t6,900", "Less: allowance\t(1,050)\t(1,000)", "\t6,050\t5,900")
    facts = facts_of(*HEAD, *rows, "Notes\t1,200\t800", "\t7,250\t6,700")
    assert [labels[-1] for labels in labels_of(facts)][2:] == ["Subtotal", "Notes", "Total"]


def test_a_sum_of_several_sections_is_of_none_of_them() -> None:
    rows = ("At once\t\t", "Goods\t7,100\t6,900", "Over time\t\t", "Services\t1,050\t1,000")
    facts = facts_of(*HEAD, *rows, "Licences\t400\t300", "\t8,550\t8,200")
    assert labels_of(facts)[-1] == ("Grand total",)


def test_a_row_without_a_label_that_sums_nothing_is_no_total() -> None:
    facts = facts_of(*HEAD, "Wages\t4,100\t3,900", "Rent\t2,050\t2,000", "\t9,999\t8,888")
    assert labels_of(facts) == [("Wages",), ("Rent",)]


STATEMENT = (
    "CONSOLIDATED STATEMENT OF FINANCIAL POSITION",
    *("\tAs at 31 December\t", "\t2023\t2022", "\tRMB'000\tRMB'000"),
    "Cash and cash equivalents\t51,204\t48,777",
    "Total assets\t904,118\t880,236",
    "Total liabilities\t300,400\t310,500",
    "Total equity\t603,718\t569,736",
    "Total equity and liabilities\t904,118\t880,236",
)


def summary_facts(*rows: str) -> list[tuple[str, str, str]]:
    head = ("As at 31 December\t\t", "2021\t2022\t2023", "RMB'000\tRMB'000\tRMB'000")
    text = PROSE + "\n".join((*STATEMENT, "", "Summary", *head, *rows)) + PROSE
    facts, _ = bind_facts(tables_of(text)[1:], ANNUAL)
    return [
        (fact.label, describe(fact.period) if fact.period else "", fact.text)
        for fact in facts
        if fact.confidence >= 0.5
    ]


def test_lost_labels_are_those_of_the_same_figures_elsewhere() -> None:
    found = summary_facts("790,000\t880,236\t904,118", "40,111\t48,777\t51,204")
    assert found == [
        ("Total assets", "31 Dec 2021", "790,000"),
        ("Total assets", "31 Dec 2022", "880,236"),
        ("Total assets", "31 Dec 2023", "904,118"),
        ("Cash and cash equivalents", "31 Dec 2021", "40,111"),
        ("Cash and cash equivalents", "31 Dec 2022", "48,777"),
        ("Cash and cash equivalents", "31 Dec 2023", "51,204"),
    ]


def test_a_lost_label_that_nothing_names_gives_no_facts() -> None:
    found = summary_facts(
        "790,000\t880,236\t904,118", "7,111\t8,777\t9,204", "1,111\t48,777\t2,222"
    )
    assert {label for label, _, _ in found} == {"Total assets"}
