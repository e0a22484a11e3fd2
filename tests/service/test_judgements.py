"""Judgements and measures over a US annual report: margins that improve, debt in all, parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.prose.shares import share_passed
from service.types import Answer, Question

REPORT = """Marlow Freight, Inc.
FORM 10-K
ANNUAL REPORT FOR THE FISCAL YEAR ENDED DECEMBER 31, 2023

CONSOLIDATED STATEMENTS OF INCOME
(In millions)
\t2023\t2022
Net sales\t$1,000.0\t$800.0
Merchandise costs\t700.0\t600.0
Selling, general and administrative expenses\t160.0\t120.0
Operating income\t140.0\t80.0
Income before income taxes\t140.0\t80.0
Income tax expense\t35.0\t20.0
Net income including noncontrolling interests\t105.0\t60.0
Net income attributable to noncontrolling interests\t5.0\t4.0
Net income attributable to Marlow Freight, Inc.\t$100.0\t$56.0

CONSOLIDATED BALANCE SHEETS
(In millions)
\tDecember 31, 2023\tDecember 31, 2022
ASSETS
Cash and cash equivalents\t$50.0\t$40.0
Trade accounts receivable, net of doubtful accounts - $4 and $3\t110.0\t90.0
Inventories and deferred costs\t140.0\t100.0
Total current assets\t300.0\t230.0
Property, plant and equipment, net\t640.0\t500.0
Total assets\t$940.0\t$730.0
LIABILITIES AND EQUITY
Short-term borrowings, including current portion of long-term debt\t$30.0\t$20.0
Accounts payable\t90.0\t80.0
Other current liabilities\t80.0\t70.0
Total current liabilities\t200.0\t170.0
Long-term debt\t300.0\t250.0
Total liabilities\t500.0\t420.0
Common stock\t10.0\t10.0
Retained earnings\t430.0\t300.0
Total equity\t440.0\t310.0
Total liabilities and equity\t$940.0\t$730.0

CONSOLIDATED STATEMENTS OF CASH FLOWS
(In millions)
\t2023\t2022
Net income including noncontrolling interests\t$105.0\t$60.0
Depreciation\t40.0\t35.0
Amortization of intangible assets\t10.0\t9.0
Inventories and deferred costs\t(40.0)\t(10.0)
Net cash provided by operating activities\t150.0\t110.0
Capital expenditures\t(120.0)\t(60.0)
Net cash used in investing activities\t(130.0)\t(70.0)
Net cash used in financing activities\t(10.0)\t(25.0)

NOTE 5. EQUITY-METHOD INVESTEES
(In millions)
\t2023\t2022
Gross profit\t$12.0\t$11.0
Total debt securities\t77.0\t70.0

NOTE 12. SEGMENTS
(In millions)
\t2023\t2022
Net sales
Parcels\t$620.0\t$450.0
Bulk\t380.0\t350.0
Total\t$1,000.0\t$800.0
Operating income
Parcels\t$93.0\t$45.0
Bulk\t47.0\t35.0
Total\t$140.0\t$80.0
"""


def ask(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"marlow_2023_10K.txt": REPORT}))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("What is Marlow Freight's total debt at the end of FY2023?", 330 * 10**6),
        ("What is Marlow Freight's debt to equity ratio at the end of FY2023?", "0.75"),
        ("What was Marlow Freight's net margin in FY2023?", "0.1"),
        (
            "What is Marlow Freight's FY2023 ROA? ROA is defined as: net income / (average total"
            " assets between FY2022 and FY2023).",
            Decimal(100) / 835,
        ),
        (
            "What is Marlow Freight's FY2023 days sales outstanding? DSO is defined as: 365 *"
            " (average trade accounts receivable between FY2022 and FY2023) / FY2023 revenue.",
            Decimal(365) * 100 / 1000,
        ),
        (
            "What is Marlow Freight's FY2023 DIO, defined as 365 * average inventories and deferred"
            " costs / cost of sales?",
            Decimal(365) * 120 / 700,
        ),
        (
            "What is Marlow Freight's FY2023 leverage: total liabilities divided by total equity?",
            Decimal(500) / 440,
        ),
        (
            "What is Marlow Freight's FY2023 EBITDA margin, with EBITDA as operating income plus"
            " depreciation and amortization from the cash flow statement?",
            "0.19",
        ),
        ("What was the operating margin of Marlow Freight's Parcels segment in 2023?", "0.15"),
    ],
)
def test_what_is_computed(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: Decimal | int | str
) -> None:
    value = ask(stores_of, question).value
    assert value is not None
    assert round(value.amount, 6) == round(Decimal(amount), 6)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Is Marlow Freight a capital-intensive business based on FY2023 data?", "Yes."),
        ("Does Marlow Freight have an improving operating margin profile as of FY2023?", "Yes."),
        ("Does Marlow Freight have a worsening gross margin as of FY2023?", "No."),
        ("Did Marlow Freight's gross margin improve in FY2023?", "Yes."),
        ("Does Marlow Freight have positive working capital based on FY2023 data?", "Yes."),
        (
            "Does Marlow Freight have a healthy liquidity profile by its current ratio in FY2023?",
            "Yes.",
        ),
        ("What was Marlow Freight's largest current liability in FY2023?", "Accounts payable."),
        ("What was the largest asset on Marlow Freight's balance sheet in 2023?", "Property"),
        (
            "Among operations, investing and financing activities, which brought in the most cash"
            " for Marlow Freight in FY2023?",
            "Operating activities.",
        ),
    ],
)
def test_what_is_judged_by_figures(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, opening: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.text.startswith(opening), answer.text
    assert all(check.verdict.value == "supported" for check in answer.numbers), answer.numbers


def test_an_investees_line_is_not_the_companys(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    answer = ask(stores_of, "What was Marlow Freight's gross margin in FY2023?")
    assert answer.value is not None
    assert answer.value.amount == Decimal("0.3")


TOLD = """Marlow Freight, Inc.
FORM 10-K
ANNUAL REPORT FOR THE FISCAL YEAR ENDED DECEMBER 31, 2023

ITEM 1. BUSINESS

Demand for freight follows the housing market, and our business is cyclical.
Our top ten customers represented 41% of sales in 2023, with one customer accounting for \
approximately 12% of sales.

ITEM 3. LEGAL PROCEEDINGS

We are involved in claims that arise in the ordinary course of business.
We do not believe that any of these matters will have a material adverse effect on our results.

ITEM 7. DISCUSSION AND ANALYSIS

Operating income as a percentage of net sales decreased 120 basis points in 2023 compared to 2022.
The prior year included a gain of $8 million on the sale of a terminal.

On March 3, 2023, the Company completed its acquisition of Dunmore Lines for $40 million.
We may complete the acquisition of other carriers, such as Northgate, in 2023 if prices are right.

We expect capital expenditures in 2024 to total approximately $130 million to $150 million.
See Note 12 for information on shares of our common stock purchased under our program in 2023.
We concluded that none of our goodwill was impaired in 2023 and we do not believe it is at risk.

CONSOLIDATED BALANCE SHEETS
(In thousands, except share data)
\tDecember 31, 2023\tDecember 31, 2022
Total assets\t$940,000\t$730,000
Common stock, $0.01 par value; authorized 37,000,000 shares; issued 23,911,760 shares at \
December 31, 2023, and 23,655,716 shares at December 31, 2022\t239\t237
Treasury stock, at cost; 1,584,512 shares at December 31, 2023 and 1,568,595 shares at \
December 31, 2022\t(13,899)\t(13,046)
Total equity\t440,000\t310,000
"""


def told(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"marlow_2023_10K.txt": TOLD}))


@pytest.mark.parametrize(
    ("question", "opening", "held"),
    [
        ("Is Marlow Freight's business cyclical?", "Yes.", "cyclical"),
        ("Is Marlow Freight involved in any material legal proceedings?", "No.", "do not believe"),
        (
            "Did any customer account for more than 10% of Marlow's sales in 2023?",
            "Yes.",
            "12%",
        ),
        ("Was Marlow Freight's goodwill impaired in 2023?", "No.", "none of our goodwill"),
        ("What drove the operating margin change as of FY2023 for Marlow Freight?", "", "prior"),
        ("What acquisitions did Marlow Freight make in 2023?", "", "Dunmore"),
        (
            "What does Marlow expect to spend on capital expenditures in 2024?",
            "",
            "$150 million",
        ),
    ],
)
def test_what_sentences_tell(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, opening: str, held: str
) -> None:
    answer = told(stores_of, question)
    assert answer.text.startswith(opening), answer.text
    assert held in answer.text, answer.text


def test_one_customers_share_is_held_against_the_share_asked_for() -> None:
    told = "Our top ten customers made up 41% of sales, with one customer accounting for 12%."
    assert share_passed("Did a customer account for more than 10% of sales?", told) is True
    assert share_passed("Did a customer account for more than 15% of sales?", told) is False
    assert share_passed("Did a customer account for more than 10%?", "Ten customers: 41%.") is None


def test_what_may_be_bought_and_where_to_look_are_no_answers(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    assert "Northgate" not in told(stores_of, "What acquisitions did Marlow make in 2023?").text
    assert told(stores_of, "Did Marlow Freight repurchase common stock in 2023?").abstained


@pytest.mark.parametrize(
    ("question", "count"),
    [
        (
            "How many shares of common stock had Marlow issued at December 31, 2023?",
            23911760,
        ),
        ("How many shares of its stock did Marlow hold in treasury at the end of 2022?", 1568595),
    ],
)
def test_shares_are_counted_in_captions(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, count: int
) -> None:
    value = told(stores_of, question).value
    assert value is not None
    assert (int(value.amount), value.unit) == (count, "shares")
