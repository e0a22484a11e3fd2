"""Questions as analysts ask them of a US annual report: definitions in the question, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.prose.polarity import says_yes
from service.answering.understanding.wording import operation_of
from service.measures import plan_of
from service.measures.expressions import read_expression
from service.types import Answer, Question

REPORT = """Lantern Tools, Inc.
FORM 10-K
ANNUAL REPORT FOR THE FISCAL YEAR ENDED DECEMBER 31, 2023

CONSOLIDATED STATEMENTS OF INCOME
(In millions)
\t2023\t2022
Net sales\t$900.0\t$800.0
Cost of sales\t600.0\t560.0
Gross profit\t300.0\t240.0
Selling and administrative expenses\t180.0\t170.0
Operating income\t120.0\t70.0
Interest expense\t20.0\t10.0
Income before income taxes and equity in earnings of affiliates\t100.0\t60.0
Income tax expense\t25.0\t12.0
Equity in earnings of affiliates\t5.0\t2.0
Net income\t$80.0\t$50.0

CONSOLIDATED BALANCE SHEETS
(In millions)
\tDecember 31, 2023\tDecember 31, 2022
Cash and cash equivalents\t$50.0\t$40.0
Accounts receivable\t110.0\t90.0
Inventories\t120.0\t80.0
Total current assets\t300.0\t220.0
Property, plant and equipment, net\t400.0\t200.0
Total assets\t$700.0\t$420.0
Total current liabilities\t200.0\t160.0

CONSOLIDATED STATEMENTS OF CASH FLOWS
(In millions)
\t2023\t2022
Depreciation and amortization\t$30.0\t$28.0
Net cash provided by operating activities\t140.0\t90.0
Additions to property, plant and equipment\t(45.0)\t(35.0)
Dividends paid\t(16.0)\t(14.0)

NOTE 9. INCOME TAXES
(In millions)
\tDecember 31, 2023\tDecember 31, 2022
Deferred income tax assets
Warranty reserve\t$3.0\t$2.0
Pension\t6.0\t5.0
Total deferred income tax assets\t9.0\t7.0
"""
GEOGRAPHY = """
NOTE 12. REVENUE BY COUNTRY
(In millions)
\t2023\t2022
Net sales
United States\t$540.0\t$500.0
Europe\t260.0\t210.0
Asia\t100.0\t90.0
Net sales\t$900.0\t$800.0
"""


def ask(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"lantern.txt": REPORT + GEOGRAPHY}))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        # The years of a definition are not asked of: no multiple of one year's by the other's.
        (
            "What is Lantern Tools' FY2023 fixed asset turnover ratio? Fixed asset turnover ratio"
            " is defined as: FY2023 revenue / (average PP&E between FY2022 and FY2023).",
            Decimal(3),
        ),
        # What is asked of the thing defined is carried out.
        (
            "What is the FY2023 EBITDA less capex of Lantern Tools? Define EBITDA as operating"
            " income + depreciation and amortization.",
            Decimal(105_000_000),
        ),
        (
            "What is the FY2023 EBITDA % margin of Lantern Tools? Define EBITDA as operating"
            " income + depreciation and amortization.",
            Decimal(150) / Decimal(900),
        ),
        # A definition in the sentence that asks.
        (
            "What is the FY2023 working capital of Lantern Tools, defined as total current assets"
            " less total current liabilities?",
            Decimal(100_000_000),
        ),
        (
            "What is Lantern Tools' free cash flow for FY2022 (cash from operations minus additions"
            " to PP&E)?",
            Decimal(55_000_000),
        ),
        (
            "What was the quick ratio of Lantern Tools at December 31, 2023 (cash + accounts"
            " receivable over current liabilities)?",
            Decimal("0.8"),
        ),
        ("What was the effective tax rate of Lantern Tools in 2023?", Decimal("0.25")),
        ("How much did Lantern Tools pay in dividends in 2023?", Decimal(16_000_000)),
        ("What was Lantern Tools' revenue from the United States in 2023?", Decimal(540_000_000)),
        (
            "What percentage of Lantern Tools' 2023 revenue came from outside the United States?",
            Decimal("0.4"),
        ),
    ],
)
def test_what_the_report_says_or_gives(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: Decimal
) -> None:
    answer = ask(stores_of, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What was Lantern Tools' revenue in the fourth quarter of 2023?",  # no nine months printed
        "What was the warranty reserve of Lantern Tools at December 31, 2023?",  # its tax, alone
    ],
)
def test_what_it_does_not_say_is_not_made_up(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    assert ask(stores_of, question).value is None


PROSE = """
MANAGEMENT'S DISCUSSION

Our gross margin is improving in 2023, driven by a better product mix.

Amounts received in excess of revenue are included in deferred revenue.
"""


@pytest.mark.parametrize(
    "question",
    [
        "Is Lantern Tools' operating margin improving in 2023?",  # another margin's is told
        "What was Lantern Tools' revenue?",  # a line of the statements is not told in passing
    ],
)
def test_a_sentence_about_another_line_or_measure_is_no_answer(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    stores = stores_of({"lantern.txt": "Lantern Tools, Inc.\nFORM 10-K\n" + PROSE})
    answer = answer_question(Question(question), stores)
    assert answer.abstained, answer.text


ABROAD = """
NOTE 13. REVENUE BY REGION
(In millions)
\t2023\t2022
United States\t$400.0\t$500.0
Foreign
Europe\t380.0\t210.0
Asia\t120.0\t90.0
Total revenue\t$900.0\t$800.0
"""


def test_a_line_above_a_section_is_a_member_where_all_make_the_total(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    stores = stores_of({"lantern.txt": REPORT + ABROAD})
    text = "Which region had the worst revenue growth of Lantern Tools in 2023?"
    answer = answer_question(Question(text), stores)
    assert answer.text.startswith("United States."), answer.text


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("cash plus receivables over current liabilities", "(a + b) / c"),
        ("operating income plus depreciation divided by revenue", "(a + b) / c"),
        ("1 minus dividends over net income", "1 - a / b"),
        ("average receivables over revenue times 365", "avg(a, b) / c * 365"),
    ],
)
def test_in_words_a_sum_stands_over_what_follows(text: str, formula: str) -> None:
    node = read_expression(text)
    assert node is not None
    assert plan_of(node, None).formula == formula


def test_the_ground_of_a_statement_does_not_deny_it_again() -> None:
    said = (
        "The Company does not depend on any single customer because no customer makes up more"
        " than a tenth of its revenue."
    )
    assert says_yes("Does it depend on any single customer?", said) is False


@pytest.mark.parametrize(
    "text",
    ["What drove the change in gross margin in 2023?", "What were the drivers of the growth?"],
)
def test_what_drove_a_change_is_told_in_words(text: str) -> None:
    assert operation_of(text) == "text"
