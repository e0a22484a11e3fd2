"""Which primary statement a table is."""

from __future__ import annotations

import pytest

from ingest.tables.statements import classify
from ingest.types import Statement

FILL = [f"Line {index}" for index in range(8)]
BALANCE = ["Cash", "Total assets", "Trade payables", "Total liabilities", "Total equity", *FILL]
INCOME = ["Revenue", "Cost of sales", "Profit for the year", *FILL]
FLOWS = [
    "Net cash from operating activities",
    "Net cash used in investing activities",
    "Net cash used in financing activities",
    *FILL,
]


@pytest.mark.parametrize(
    ("labels", "titles", "statement"),
    [
        (BALANCE, [], Statement.BALANCE_SHEET),
        (INCOME, [], Statement.INCOME),
        (FLOWS, [], Statement.CASH_FLOWS),
        (BALANCE, ["FIVE-YEAR FINANCIAL SUMMARY"], Statement.SUMMARY),
        (["Assets at fair value", "Total assets", "Total liabilities", *FILL], [], Statement.OTHER),
        (
            ["Balance at 1 January", "Dividends"],
            ["Consolidated statement of changes in equity"],
            Statement.EQUITY,
        ),
        (
            ["Profit for the year", "Total comprehensive income"],
            ["Consolidated statement of comprehensive income"],
            Statement.COMPREHENSIVE_INCOME,
        ),
        (["收入", "本年度虧損", *FILL], ["综合损益表"], Statement.INCOME),
        (["資產總值", "權益總額", *FILL], ["綜合財務狀況表"], Statement.BALANCE_SHEET),
        (
            ["Opening balance", "Included in net income", "Purchases", *FILL],
            ["Marketable securities"],
            Statement.OTHER,
        ),
        (["Net income", "Other", *FILL], ["Consolidated Statements of Income"], Statement.INCOME),
        (["Pumps", "Valves"], ["Consolidated balance sheet"], Statement.OTHER),
    ],
)
def test_statements(labels: list[str], titles: list[str], statement: Statement) -> None:
    assert classify(labels, titles) is statement


def test_the_nearest_title_counts() -> None:
    labels = ["Cash", "Total equity"]
    near_first = ["Consolidated balance sheets", "Consolidated statements of cash flows"]
    assert classify(labels, near_first) is Statement.BALANCE_SHEET


def test_a_sentence_that_mentions_a_statement_is_no_title() -> None:
    sentence = "Borrowings in the balance sheet are carried at amortised cost. " * 4
    assert classify(["Cash", "Total equity"], [sentence]) is Statement.OTHER


@pytest.mark.parametrize(
    ("labels", "titles", "kind"),
    [
        (["Within 3 months", "3 to 6 months", "Over 1 year", "Total"], ["Trade payables"], "aging"),
        (["Segment revenue", "Segment result", "Total"], ["3. Segment information"], "segment"),
        (["Energy used", "Water used"], ["Environmental key performance indicators"], "kpi"),
        (["Buildings", "Machinery"], ["Property, plant and equipment"], "other"),
    ],
)
def test_notes_that_have_a_kind(labels: list[str], titles: list[str], kind: str) -> None:
    assert classify(labels, titles).value == kind
