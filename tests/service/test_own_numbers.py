"""The numbers of answers bear out under the check of the product itself, and a part asked for by
itself is not answered with the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.computing.kinds_added import kinds_of_one
from service.answering.computing.relations import read_relation
from service.answering.pipeline import answer_question
from service.grounding import find_quantities
from service.measures import items_of
from service.types import Answer, Question, Verdict

REPORT = """Teal Harbour Instruments Limited
(Stock Code: 39277)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t412,300\t388,900
Other income\t21,462\t26,905
Research and development expenses\t(36,800)\t(31,200)
Profit for the year\t52,700\t49,100

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Non-current liabilities
Contract liabilities\t17,300\t15,100
Lease liabilities\t6,200\t7,400
Total non-current liabilities\t23,500\t22,500
Current liabilities
Contract liabilities\t64,900\t58,200
Lease liabilities\t3,100\t2,900
Total current liabilities\t68,000\t61,100

14 Bank borrowings
Bank borrowings are repayable as follows:
\t2024\t2023
\tRMB'000\tRMB'000
Within one year\t12,000\t10,000
After one year but within two years\t8,000\t9,000
After two years but within five years\t31,400\t30,000
After five years\t5,600\t6,000
Total\t57,000\t55,000

18 Facilities
\tLimit\tUnutilised
\tRMB'000\tRMB'000
Current\t90,000\t40,000
Non-current\t70,000\t30,000

MANAGEMENT DISCUSSION AND ANALYSIS
Other income decreased by 20.2% to RMB21.5 million, mainly because a refund of RMB6.0 million
received in 2023 did not recur. The TH-204 spectrometer was launched in Sweden in May 2024, and
the TH-310 is being tested.

EVENTS AFTER THE REPORTING PERIOD
On 12 February 2025, the Group agreed to sell a workshop in Linz to an independent third party at
a consideration of RMB44.0 million.
"""


@pytest.fixture(scope="module")
def report(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"report.txt": REPORT})


def ask(stores: Stores, question: str) -> Answer:
    return answer_question(Question(question), stores)


@pytest.mark.parametrize(
    "question",
    [
        "Sum of the bank borrowings repayable after two years at 31 December 2024",
        "Why was other income lower than in the previous year?",
        "What happened after the reporting period?",
        "What were bank borrowings repayable after two years but within five years in 2024?",
    ],
)
def test_no_answer_has_a_number_that_its_own_check_does_not_bear_out(
    report: Stores, question: str
) -> None:
    answer = ask(report, question)
    assert not answer.abstained
    flagged = [check.text for check in answer.numbers if check.verdict is not Verdict.SUPPORTED]
    assert not flagged, answer.text


def test_a_stretch_of_weeks_is_no_quantity() -> None:
    text = "Revenue in 52 weeks to 29 Aug 2021 was US$90 million, after 14 weeks of work."
    assert [quantity.text for quantity in find_quantities(text)] == ["US$90 million", "14 weeks"]


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("What were total contract liabilities at 31 December 2024, current and non-current "
         "together?", 82_200_000),
        ("Lease liabilities at the end of 2023, current and non-current combined", 10_300_000),
        ("What were the current and non-current lease liabilities together at the end of 2024?",
         9_300_000),
    ],
)  # fmt: skip
def test_kinds_named_behind_a_line_are_of_that_line(
    report: Stores, question: str, amount: int
) -> None:
    answer = ask(report, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(amount)


def test_a_kind_that_is_of_no_one_line_is_not_added() -> None:
    assert kinds_of_one(("deposits", "advances", "current", "non-current")) == ()
    related = read_relation("What were borrowings, secured and unsecured, in total?")
    assert related is not None
    names = [item.phrase for item in items_of(related.node)]
    assert names == ["secured borrowings", "unsecured borrowings"]


@pytest.mark.parametrize(
    "question",
    [
        "How much was spent on research and development of the TH-310 alone in 2024?",
        "Research and development expenses for TH-204 in 2024",
        "What was revenue from Sweden alone in 2024?",
        "What was revenue in only the US in 2024?",
    ],
)
def test_the_whole_is_not_a_part_of_it(report: Stores, question: str) -> None:
    answer = ask(report, question)
    assert answer.abstained, answer.text


def test_where_alone_to_look_is_no_part_of_what_is_asked(report: Stores) -> None:
    text = "Going by the information stated only in the income statement, what was revenue in 2024?"
    plain = ask(report, "What was revenue in 2024?")
    assert plain.value is not None
    assert ask(report, text).value == plain.value


def test_what_is_all_of_it_may_be_asked_for_alone(report: Stores) -> None:
    answer = ask(report, "What was the revenue of the group alone in 2024?")
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(412_300_000)
