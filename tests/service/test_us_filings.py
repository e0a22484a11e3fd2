"""Reports to the SEC as analysts ask of them: the document named aside, shorthand, signs, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.documents import without_documents
from service.answering.understanding.shorthand import spelled_out
from service.types import Answer, Question

REPORT = """Marlow Freight Services, Inc.
FORM 10-K
ANNUAL REPORT FOR THE FISCAL YEAR ENDED DECEMBER 31, 2023

CONSOLIDATED STATEMENTS OF OPERATIONS
(In thousands)
\t2023\t2022
Freight revenue\t$90,000\t$80,000
Terminal fees\t10,000\t9,000
Total revenue\t100,000\t89,000
Cost of revenue\t70,000\t65,000
Selling and marketing\t8,000\t7,000
Income (loss) from operations\t22,000\t17,000
Net income (loss)\t16,000\t12,000

CONSOLIDATED BALANCE SHEETS
(In thousands)
\tDecember 31, 2023\tDecember 31, 2022
Total current assets\t$60,000\t$55,000
Total assets\t190,000\t180,000
Total current liabilities\t40,000\t30,000
Total stockholders' equity\t110,000\t95,000

LIQUIDITY
(In thousands)
\t2023\t2022
Free cash flow\t$(3,300)\t$(1,200)

NOTE 6. LEASES
(In thousands)
\t2023\t2022
Assets
Finance lease assets\t$1,400\t$1,100
Cash paid for finance lease assets\t350\t300
Weighted average discount rate\t4.9%\t4.1%

NOTE 8. SHARE-BASED COMPENSATION
Share-based compensation was charged as follows:
(In thousands)
\t2023\t2022
Selling and marketing\t$610\t$540
Cost of revenue\t220\t200
Total share-based compensation\t$830\t$740
"""


def ask(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"marlow.txt": REPORT}))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("Per its 10-K for fiscal 2023, what was Marlow Freight's revenue in 2022?", 89_000_000),
        (
            "Marlow Freight's terminal fees for 2022 (the prior-year column of the FY2023 10-K)",
            9_000_000,
        ),
        ("In Marlow Freight's 2023 10-K, what were total assets?", 190_000_000),
        ("marlow freight terminal fees 2023", 10_000_000),
        ("Marlow Freight Services: terminal fees as pct of total revenue, 2023", "0.1"),
        ("What was Marlow Freight's operating margin in 2023?", "0.22"),
        (
            "What was Marlow's free cash flow in 2023? Use what was paid for purchases.",
            -3_300_000,
        ),
        ("What were Marlow Freight's finance lease assets at the end of 2023?", 1_400_000),
        ("Marlow Freight wtd avg discount rate, year-end 2022", "0.041"),
        ("Stock-based comp in selling and marketing at Marlow Freight for 2023?", 610_000),
    ],
)
def test_a_number_of_a_us_report(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: int | str
) -> None:
    answer = ask(stores_of, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(amount), answer.text


def test_what_improved_or_worsened_is_said_in_these_words(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    answer = ask(
        stores_of,
        "Did Marlow Freight's current ratio improve or worsen between the end of 2022 and the end"
        " of 2023?",
    )
    assert answer.text.startswith("It worsened: it went down (decreased).")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "Per its 10-Q for the first quarter of 2024, what was the cash at May 4, 2023?",
            "what was the cash at May 4, 2023?",
        ),
        (
            "How much debt falls due in 2026 according to the FY2022 10-K?",
            "How much debt falls due in 2026?",
        ),
        ("What was the revenue (2023 10-K)?", "What was the revenue in 2023?"),
        (
            "Where is the head office, according to the 2023 annual report?",
            "Where is the head office, in 2023?",
        ),
        (
            "What does the annual report say of whales?",
            "What does the annual report say of whales?",
        ),
    ],
)
def test_a_document_is_where_to_look_and_its_period_is_asked_of_only_alone(
    text: str, plain: str
) -> None:
    assert without_documents(text) == plain


def test_shorthand_is_written_out() -> None:
    assert spelled_out("avg price, up 2 pct pts") == "average price, up 2 percentage points"
    assert spelled_out("comp sales growth in pct") == "comparable sales growth in %"


def test_the_balance_keeps_its_date(stores_of: Callable[[Mapping[str, str]], Stores]) -> None:
    answer = ask(stores_of, "What was stockholders' equity at December 31, 2022?")
    assert answer.value is not None
    assert answer.understood is not None
    assert answer.understood.periods[0].end == date(2022, 12, 31)
    assert answer.value.amount == Decimal(95_000_000)


DEFINED = """Marlow Freight Services, Inc.
FORM 10-K
ANNUAL REPORT FOR THE FISCAL YEAR ENDED DECEMBER 31, 2023

CONSOLIDATED STATEMENTS OF OPERATIONS
(In millions)
\t2023\t2022
Net sales\t$1,000\t$800
Cost of goods sold\t600\t500
Amortization of purchased intangibles\t20\t20
Operating income\t150\t100
Net income\t100\t70

CONSOLIDATED BALANCE SHEETS
(In millions)
\tDecember 31, 2023\tDecember 31, 2022
Accounts receivable\t$110\t$90
Inventories\t130\t110
Total assets\t2,000\t1,800
Accounts payable\t70\t50
Extension loans\t12\t4
Working capital loan\t8\t1
Total debt outstanding\t300\t280
Less unamortized fees\t(3)\t(4)
Total stockholders' equity\t400\t380

CONSOLIDATED STATEMENTS OF CASH FLOWS
(In millions)
\t2023\t2022
Depreciation\t$30\t$28
Amortization of net actuarial loss\t4\t3
Net cash provided by operating activities\t140\t90
Purchases of property and equipment\t(45)\t(35)
Dividends paid\t(16)\t(14)
Repurchases of common stock\t(24)\t(10)

SEGMENTS
(In millions)
\t2023\t2022
Net sales
Rail\t$700\t$500
Road\t300\t300
Operating profit
Rail\t$105\t$80
Road\t66\t50

NOTE 20. NET INCOME OF SEGMENTS
(In millions)
\tRail\tRoad\tTotal
For the year ended December 31, 2023
Net sales\t$700\t$300\t$1,000
Net income\t$70\t$90\t$160

COMPARABLE SALES
\t2023\t2022
Comparable sales % change\t(6.3)%\t2.0%

Road revenue is earned from customers by location.
\t2023\t2022
(In millions)
U.S. customers\t$200\t$180
Non-U.S. customers\t100\t120
Total segment net sales\t$300\t$300

The increase in net income of Rail was driven by volume.
"""


def defined(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"marlow.txt": DEFINED}))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        (
            "What is Marlow Freight's 2023 cash conversion cycle? CCC = DIO + DSO - DPO, where DIO"
            " = 365 * (average inventory between 2022 and 2023) / 2023 COGS, DSO = 365 * (average"
            " accounts receivable between 2022 and 2023) / 2023 revenue, and DPO = 365 * (average"
            " accounts payable between 2022 and 2023) / 2023 COGS.",
            Decimal(365 * 120) / 600 + Decimal(365 * 100) / 1000 - Decimal(365 * 60) / 600,
        ),
        (
            "What is Marlow Freight's 2023 unadjusted EBITDA margin? Unadjusted EBITDA is operating"
            " income plus depreciation plus amortization of purchased intangibles, from the income"
            " statement and cash flow statement. One decimal.",
            Decimal("0.2"),
        ),
        (
            "What was Marlow Freight's free cash flow in 2023, if FCF is simply net cash from"
            " operating activities less purchases of property and equipment (gross, before"
            " incentives)?",
            Decimal(95_000_000),
        ),
        (
            "What was the segment operating margin of Marlow Freight's Rail business in 2023?"
            " (segment operating profit / net sales, percent, one decimal)",
            Decimal("0.15"),
        ),
        (
            "Marlow Freight's total debt outstanding (before unamortized fees) as a multiple of"
            " stockholders' equity at 31 December 2023",
            Decimal("0.75"),
        ),
        (
            "Add up the extension loans and the working capital loan that Marlow Freight owed at"
            " December 31, 2023.",
            Decimal(20_000_000),
        ),
        (
            "How many times stockholders' equity were Marlow Freight's total assets at December"
            " 31, 2023?",
            Decimal(5),
        ),
        (
            "What percentage of net income did Marlow Freight hand back through dividends paid and"
            " repurchases of common stock in 2023?",
            Decimal("0.4"),
        ),
        (
            "By what percentage did Marlow Freight's comparable sales change in 2023?",
            Decimal("-0.063"),
        ),
    ],
)
def test_what_a_question_defines_is_computed(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: Decimal
) -> None:
    answer = defined(stores_of, question)
    assert answer.value is not None, answer.text
    assert round(answer.value.amount, 6) == round(amount, 6), answer.text


@pytest.mark.parametrize(
    ("question", "start"),
    [
        (
            "Which segment of Marlow Freight earned the higher net income in 2023, Rail or Road?",
            "Road.",
        ),
        (
            "Rail or Road: whose net sales grew by the larger percentage at Marlow Freight in"
            " 2023?",
            "Rail.",
        ),
        (
            "Was Marlow Freight's total stockholders' equity higher or lower at the end of 2023"
            " than a year before?",
            "Higher. It went up (increased).",
        ),
        (
            "Did Marlow Freight's gross margin (net sales less cost of goods sold, as % of net"
            " sales) rise or fall in 2023 compared with 2022?",
            "It went up (increased). 2.5 percentage points",
        ),
    ],
)
def test_which_is_more_and_which_way_it_went(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, start: str
) -> None:
    assert defined(stores_of, question).text.startswith(start)


@pytest.mark.parametrize(
    "question",
    [
        "What percentage of Marlow Freight's total 2023 net sales came from U.S. customers?",
        "Which segment had the higher capital expenditure at Marlow Freight in 2023, Rail or Road?",
        "Which segment of Marlow Freight grew most in 2023, excluding currency (organic net sales"
        " growth)?",
        "What was Marlow Freight's amortization expense on pensions in 2023?",
        "Marlow Freight net debt-to-adjusted EBITDA at the end of 2023?",
        "Repurchases of common stock as a multiple of total assets at December 31, 2023?",
    ],
)
def test_a_part_of_something_else_answers_nothing(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    answer = defined(stores_of, question)
    assert answer.abstained, answer.text
