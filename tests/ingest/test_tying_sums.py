"""Sums of invented statements: found, and what is misread in them named."""

from __future__ import annotations

from decimal import Decimal

from ingest.facts import bind_facts
from ingest.tying import tie_out
from ingest.types import Fact, Tie, TieKind
from tables_from_text import ANNUAL, PROSE, tables_of

INCOME = (
    "Consolidated income statement",
    "RMB'000\t2023\t2022",
    "Revenue\t571,704\t498,310",
    "Cost of sales\t(402,118)\t(361,905)",
    "Gross profit\t169,586\t136,405",
    "Selling expenses\t(41,220)\t(38,774)",
    "Administrative expenses\t(52,031)\t(49,960)",
    "Profit before tax\t76,335\t47,671",
    "Income tax expense\t(15,267)\t(9,534)",
    "Profit for the year\t61,068\t38,137",
)
ASSETS = (
    "RMB'000\t2023\t2022",
    "Inventories\t4,512\t4,119",
    "Receivables\t8,903\t7,745",
    "Cash\t2,218\t3,041",
    "Total current assets\t15,633\t14,905",
)


def tied(*lines: str) -> tuple[tuple[Tie, ...], tuple[Fact, ...]]:
    tables = tables_of(PROSE + "\n" + "\n".join(lines) + PROSE)
    return tie_out(tables, bind_facts(tables, ANNUAL)[0], ANNUAL)


def footing(*lines: str) -> list[tuple[str, bool]]:
    ties, facts = tied(*lines)
    labels = {fact.fact_id: fact.label for fact in facts}
    return [(labels[t.fact_ids[0]], t.holds) for t in ties if t.kind is TieKind.FOOTING]


def test_net_lines_are_what_is_left_of_the_lines_above() -> None:
    net = ("Gross profit", "Profit before tax", "Profit for the year")
    assert footing(*INCOME) == [(label, True) for label in net for _ in (2023, 2022)]


def test_costs_may_be_printed_without_brackets() -> None:
    bare = [line.replace("(", "").replace(")", "") for line in INCOME]
    assert footing(*bare) == footing(*INCOME)


def test_sums_are_totals_and_parts_are_not() -> None:
    _, facts = tied(*ASSETS)
    assert {fact.label for fact in facts if fact.is_total} == {"Total current assets"}


def test_a_misread_digit_breaks_its_own_column_only() -> None:
    lines = [line.replace("8,903", "8,303") for line in ASSETS]
    ties, facts = tied(*lines)
    assert [(tie.holds, tie.printed - tie.computed) for tie in ties] == [
        (False, Decimal(600_000)),
        (True, Decimal(0)),
    ]
    unsure = {fact.text for fact in facts if fact.confidence < 1}
    assert unsure == {"4,512", "8,303", "2,218", "15,633"}
    assert min(fact.confidence for fact in facts) >= 0.5


def test_rounding_is_allowed_for_and_no_more() -> None:
    rounded = [line.replace("15,633", "15,634") for line in ASSETS]
    assert footing(*rounded)[0] == ("Total current assets", True)
    off = [line.replace("15,633", "15,636") for line in ASSETS]
    assert footing(*off)[0] == ("Total current assets", False)


def test_totals_of_totals_are_found() -> None:
    lines = (*ASSETS, "Plant\t20,114\t21,870", "Goodwill\t1,450\t1,450",
             "Total assets\t37,197\t38,225")  # fmt: skip
    assert footing(*lines)[2:] == [("Total assets", True)] * 2


def test_what_is_of_which_is_not_added_again() -> None:
    lines = (*ASSETS[:3], "of which past due\t1,204\t1,119", *ASSETS[3:])
    assert footing(*lines) == [("Total current assets", True)] * 2


def test_a_list_that_is_not_complete_is_no_fault() -> None:
    lines = ("RMB'000\t2023\t2022", "North\t4,512\t4,119", "South\t8,903\t7,745",
             "Total revenue\t91,633\t84,905")  # fmt: skip
    assert footing(*lines) == []


def test_percentages_and_averages_are_not_added_up() -> None:
    lines = ("RMB'000\t2023\tAverage price\tGrowth %", "North\t4,512\t3.10\t9.5%",
             "South\t8,903\t4.25\t15.0%", "Total revenue\t13,415\t3.86\t13.1%")  # fmt: skip
    assert footing(*lines) == [("Total revenue", True)]


def test_an_opening_balance_and_its_movements_make_the_closing_one() -> None:
    ties, _ = tied(
        "RMB'000\t2023\t2022",
        "At beginning of year\t2,218\t3,041",
        "Additions\t1,904\t877",
        "Written off\t(412)\t(1,700)",
        "At end of year\t3,710\t2,218",
    )
    assert [(tie.kind, tie.holds) for tie in ties] == [(TieKind.ROLL_FORWARD, True)] * 2
