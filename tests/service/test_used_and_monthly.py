"""What is used of what was raised, a month's row of a table, and measures told by their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.computing.definitions import read_definitions
from service.answering.computing.relations import read_relation
from service.answering.pipeline import answer_question
from service.answering.understanding.question import understand
from service.answering.understanding.shorthand import spelled_out
from service.measures import items_of
from service.types import Answer, Question

REPORT = """Cinder Lighthouse Holdings Limited
(Stock Code: 39172)
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2025

The gearing ratio, being borrowings divided by total equity, was 18.4% (31 December 2024: 21.9%).

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\tSix months ended 30 June
\t2025\t2024
\tRMB'000\tRMB'000
Revenue\t90,000\t84,000
EBITDA\t24,000\t21,000
Finance costs\t(3,000)\t(2,800)
Profit for the period\t9,000\t8,100

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 30 June 2025\tAs at 31 December 2024
\tRMB'000\tRMB'000
Non-current assets
Time deposits\t4,000\t5,000
Total non-current assets\t34,000\t35,000
Current assets
Time deposits\t7,500\t6,000
Cash and cash equivalents\t12,000\t11,000
Total current assets\t50,000\t48,000
Total assets\t84,000\t83,000
Non-current liabilities
Bank borrowings\t9,000\t9,500
Lease liabilities\t1,300\t1,500
Contract liabilities\t600\t700
Total non-current liabilities\t10,900\t11,700
Current liabilities
Bank borrowings\t5,000\t6,000
Lease liabilities\t800\t900
Contract liabilities\t2,400\t2,100
Total current liabilities\t14,000\t15,000
Total liabilities\t24,900\t26,700
Total equity\t59,100\t56,300

USE OF PROCEEDS
\tNet\tUnutilised at\tUtilised in the\tUnutilised at
\tproceeds\t1 January 2025\tReporting Period\t30 June 2025
\t(HK$ million)\t(HK$ million)\t(HK$ million)\t(HK$ million)
Lamp rooms\t60.0\t20.0\t8.0\t12.0
Foghorns\t40.0\t10.0\t2.0\t8.0
Total\t100.0\t30.0\t10.0\t20.0

REPURCHASE OF SHARES
\tNumber of\tHighest\tLowest\tAggregate
Month of\tShares\tprice paid\tprice paid\tconsideration
repurchase in 2025\trepurchased\t(HK$)\t(HK$)\t(HK$)
February\t120,000\t3.40\t3.10\t390,000
May\t210,000\t3.85\t3.52\t772,000
Total\t330,000\t\t\t1,162,000
"""


@pytest.fixture(scope="module")
def ask(stores_of: Callable[[Mapping[str, str]], Stores]) -> Callable[[str], Answer]:
    stores = stores_of({"lighthouse.txt": REPORT})
    return lambda text: answer_question(Question(text), stores)


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("What percentage of the net proceeds had been utilised by 30 June 2025?", "0.8"),
        ("Up to 30 June 2025, what share of the listing proceeds had it used in total?", "0.8"),
        ("What percentage of the net proceeds unused had been used by 30 June 2025?",
         None),
        ("What percentage of the net proceeds was unutilised at 30 June 2025?", "0.2"),
        ("What percentage of the net proceeds for foghorns had been used by 30 June 2025?", "0.8"),
        ("What was the highest price paid per share repurchased in May 2025?", "3.85"),
        ("What was the lowest price paid per share repurchased in February 2025?", "3.10"),
        ("What was the highest price paid per share repurchased in March 2025?", None),
        ("What was the highest price paid per share repurchased in May 2024?", None),
        ("How many times over would EBITDA have met the finance costs for the first half of 2025?",
         "8"),
        ("How many times were the finance costs covered by EBITDA in the first half of 2025?", "8"),
        ("What were total contract liabilities at 30 June 2025, current and non-current together?",
         "3000000"),
        ("What was net debt at 30 June 2025, counting bank borrowings and lease liabilities less "
         "cash and cash equivalents?", "4100000"),
        ("lease liabilities chg jun25 vs dec24", "-300000"),
    ],
)  # fmt: skip
def test_figures(ask: Callable[[str], Answer], question: str, amount: str | None) -> None:
    answer = ask(question)
    if amount is None:
        assert answer.abstained or answer.value is None, answer.text
    else:
        assert answer.value is not None, answer.text
        assert answer.value.amount == Decimal(amount), answer.text


def test_the_way_a_told_measure_went(ask: Callable[[str], Answer]) -> None:
    answer = ask("Did the gearing ratio go up or down in the first half of 2025?")
    assert answer.text.startswith("It went down (decreased).")
    assert "21.9%" in answer.text


def test_what_is_covered_is_divided_by() -> None:
    said = ("covered by EBITDA", "been covered by EBITDA")
    for text in said:
        related = read_relation(f"How many times was interest {text}?")
        assert related is not None
        assert [item.phrase for item in items_of(related.node)] == ["EBITDA", "interest"]


def test_a_month_and_its_year_in_one() -> None:
    assert spelled_out("cash dec24 vs Jun'25") == "cash dec 2024 vs Jun 2025"
    assert spelled_out("Mar-25-2024") == "Mar-25-2024"


def test_interim_and_final_dividend_are_of_the_year() -> None:
    for text in ("interim plus proposed final dividend for FY2024", "interim dividend for FY2024"):
        (period,) = understand(Question(text), ()).periods
        assert period.months == 12


def test_counting_defines() -> None:
    defined = read_definitions("What was net debt in 2024, counting loans less cash?")
    assert defined is not None
    assert [item.phrase for item in items_of(defined.node)] == ["loans", "cash"]
