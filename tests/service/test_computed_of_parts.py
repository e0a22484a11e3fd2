"""Figures computed from lines that need telling apart: of a segment, of one of a note's two sides,
of a table's own part and whole, and by a definition that the question gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Answer, Question

REPORT = """Tallow Reach Group Limited
(Stock Code: 39188)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
For the year ended 31 December 2024
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t90,000\t80,000
Employee benefit expenses\t(30,000)\t(28,000)
Profit for the year\t10,000\t8,000
Profit attributable to owners of the Company\t9,000\t7,200

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 31 December 2024\tAs at 31 December 2023
\tRMB'000\tRMB'000
Current assets
Trade receivables\t18,000\t16,500
Cash and cash equivalents\t12,000\t11,000
Total current assets\t30,000\t27,500
Current liabilities
Lease liabilities\t2,000\t1,500
Bank borrowings\t8,000\t9,000
Total current liabilities\t10,000\t10,500
Non-current liabilities
Lease liabilities\t4,000\t3,500
Bank borrowings\t12,000\t13,000
Total non-current liabilities\t16,000\t16,500
Total equity\t40,000\t36,000

3 Segment information
For the year ended 31 December 2024
\tCandles\tSoaps\tTotal
\tRMB'000\tRMB'000\tRMB'000
Revenue from external customers\t60,000\t30,000\t90,000
Segment results\t9,000\t1,500\t10,500

For the year ended 31 December 2023
\tCandles\tSoaps\tTotal
\tRMB'000\tRMB'000\tRMB'000
Revenue from external customers\t50,000\t30,000\t80,000
Segment results\t5,000\t3,000\t8,000

4 Revenue by region
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Europe\t25,000\t20,000
Other regions\t65,000\t60,000
\t90,000\t80,000

5 Finance costs
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Interest on bank borrowings\t1,500\t1,400
Interest on lease liabilities\t500\t400
Total interest incurred\t2,000\t1,800
Less: amount capitalised in construction in progress\t(800)\t(600)
\t1,200\t1,200

6 Employee benefit expenses
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Salaries\t27,000\t25,500
Share-based payment expenses\t3,000\t2,500
Total staff costs\t30,000\t28,000

Research and development expenses are analysed as follows:
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Staff costs\t4,000\t3,500
Materials\t1,000\t900
\t5,000\t4,400

Costs as a percentage of the total
\tYear ended 31 December
\t2024\t2023
\t%\t%
Staff costs (excluding share-based payments)\t31.5\t30.9

7 Trade receivables
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Trade receivables\t20,000\t18,000
Less: loss allowance\t(2,000)\t(1,500)
\t18,000\t16,500

The ageing analysis of trade receivables, net of loss allowance, is as follows:
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Within 1 year\t13,500\t12,000
1 to 2 years\t3,000\t3,500
Over 2 years\t1,500\t1,000
\t18,000\t16,500

8 Borrowings
The borrowings are repayable as follows:
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Within one year\t8,000\t9,000
After one year but within two years\t5,000\t6,000
After two years but within five years\t4,000\t4,000
After five years\t3,000\t3,000
\t20,000\t22,000
Less: amounts due within one year\t(8,000)\t(9,000)
Amounts due after one year\t12,000\t13,000

By type of interest rate:
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Fixed-rate borrowings\t5,000\t6,000
Variable-rate borrowings\t15,000\t16,000
\t20,000\t22,000

9 Other income
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Government grants related to income\t600\t500
Government grants related to assets\t150\t140
\t750\t640

OTHER INFORMATION

As at 31 December 2024, the Group had 250 employees (2023: 240).
During the year the Group delivered 1,200 wax presses (2023: 1,000).
The Board has proposed a final dividend of RMB0.90 per share for 2024, amounting to RMB2,700,000 \
(2023: RMB2,400,000).
The final dividend of RMB0.80 per share for 2023, amounting to RMB2,400,000, was paid in June 2024.
During the year the Company bought back a total of 500,000 shares on the Stock Exchange at an \
aggregate consideration of HK$1,250,000.
The gearing ratio, being bank borrowings divided by total equity, was 50.0% (2023: 61.1%).
"""


@pytest.fixture(scope="module")
def stores(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"tallow.txt": REPORT})


def ask(stores: Stores, text: str) -> Answer:
    return answer_question(Question(text), stores)


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("share-based payments as % of total staff costs, 2024", "0.1"),
        ("What fraction of the interest incurred in 2024 ended up capitalised?", "0.4"),
        ("Loss allowance as a percentage of gross trade receivables at year-end 2024?", "0.1"),
        (
            "What share of net trade receivables at 31 December 2024 was more than one year old?",
            "0.25",
        ),
        ("Profit for the year over revenue, 2023, %", "0.1"),
        ("European turnover growth yoy, FY24", "0.25"),
        (
            "How many percentage points did the segment margin (segment results over revenue from"
            " external customers) of the soaps business lose in 2024?",
            "0.05",
        ),
        (
            "Segment margin of the candles business in 2024 (segment result divided by revenue"
            " from external customers)?",
            "0.15",
        ),
        ("Net margin attributable to shareholders, 2024", "0.1"),
        ("By what percentage did lease liabilities grow between the ends of 2023 and 2024?", "0.2"),
        (
            "Total lease liabilities, current and non-current together: % change from end-2023 to"
            " end-2024?",
            "0.2",
        ),
        (
            "If lease liabilities were added to bank borrowings, what would gearing (over total"
            " equity) have been at 31 December 2024?",
            "0.65",
        ),
        (
            "What is net debt at the end of 2024 if one takes bank borrowings less cash and cash"
            " equivalents, leaving out leases?",
            "8000000",
        ),
        ("Payout ratio implied by the 2024 final dividend", "0.3"),
        (
            "payout FY24: proposed final dividend as % of profit attributable to owners",
            "0.3",
        ),
        ("Looking only at borrowings, what percentage was at fixed rates at end-2024?", "0.25"),
        (
            "Sum of borrowings repayable more than two years after the 2024 balance sheet date",
            "7e6",
        ),
        ("2024年计入其他收入的政府补助（与收益相关及与资产相关）合计多少？", "750000"),
        ("Staff costs per wax press delivered in 2024?", "25000"),
        ("What did the company pay on average per share bought back in 2024?", "2.5"),
        ("Staff cost per head in 2024, based on the year-end workforce?", "120000"),
    ],
)
def test_it_is_computed_from_the_lines_that_are_meant(
    stores: Stores, question: str, amount: str
) -> None:
    answer = ask(stores, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(amount), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "If provisions were added to bank borrowings, what would gearing have been in 2024?",
        "What would the gearing ratio have been at the end of 2024 without the leases?",
        "Staff costs per warehouse in 2024?",
    ],
)
def test_what_is_stated_is_not_what_would_be(stores: Stores, question: str) -> None:
    assert ask(stores, question).value is None
