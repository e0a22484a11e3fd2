"""Figures that stand only in sentences: which of several is asked for, of which time, in what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.prose.asked_kind import kind_asked
from service.types import Answer, Question

REPORT = """Larkspur Cranes Holdings Limited
(Stock Code: 39418)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\tYear ended 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t812,400\t764,900
Cost of sales\t(611,300)\t(580,200)
Gross profit\t201,100\t184,700
Profit for the year\t64,200\t58,300

5 Borrowings
\tAs at 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Senior credit facility\t93,200\t87,600
Mortgage loans\t41,300\t45,100
Total\t134,500\t132,700

BUSINESS REVIEW

Tower cranes

As at 31 December 2024, the Group had unfilled orders for 418 tower cranes (31 December 2023: \
365) with an order value of approximately RMB512.6 million, of which about 80% is expected to \
be delivered in 2025.

The nameplate capacity of the Yangzhou plant was 640 units at the end of 2024 and its \
utilisation rate was 71.3% (2023: 66.8%).

Warehousing

As at 31 December 2024, Larkspur Storage ran 27 depots (31 December 2023: 24 depots) with \
floor area under operation of 1.84 million sq.m. (31 December 2023: 1.62 million sq.m.) and \
planned floor area of 2.35 million sq.m. (31 December 2023: 2.10 million sq.m.). The floor \
area let during the year was 421,300 sq.m., an increase of 9.1% from 386,200 sq.m. in 2023, \
and the average monthly rent was RMB38 per sq.m. (2023: RMB36 per sq.m.).

FINANCIAL REVIEW

As at 31 December 2024, the effective interest rates of borrowings ranged from 3.05% to 4.90% \
(2023: 3.35% to 5.25%) per annum. Inventory turnover days were 74.6 days (2023: 81.2 days).

The Group provided guarantees of RMB93.5 million (31 December 2023: RMB88.1 million) to banks \
in respect of loans granted to purchasers of its cranes. The Group also provided guarantees of \
RMB41.0 million (31 December 2023: RMB37.2 million) in respect of borrowings of an associate.

The Group has undertaken to take back cranes from certain leasing houses if their lessees \
default. The maximum exposure as at 31 December 2024 was RMB27,300,000 (2023: RMB31,900,000).

Training centres

The Group runs three training centres in Yangzhou, Hefei and Foshan. The average attendance rate \
for the year was 63.4% (2023: 61.9%).

Events after the reporting period

On 12 March 2025, a subsidiary issued sustainability bonds with a principal of RMB250.0 \
million, a term of five years and a coupon of 3.15%.
"""


@pytest.fixture(scope="module")
def larkspur(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    """A store with the report."""
    return stores_of({"larkspur.txt": REPORT})


def ask(question: str, larkspur: Stores) -> Answer:
    return answer_question(Question(question), larkspur)


@pytest.mark.parametrize(
    ("question", "amount", "unit"),
    [
        ("Order value of the unfilled crane orders at 31 December 2024?", "512600000", "CNY"),
        ("utilisation rate of the Yangzhou plant in 2023", "0.668", "percent"),
        ("Floor area under operation, end of 2024?", "1840000", "m2"),
        ("Planned floor area at 31 December 2023?", "2100000", "m2"),
        ("What was the average monthly rent per sq.m. in 2024?", "38", "CNY/m2"),
        ("How many inventory turnover days were there in 2024?", "74.6", "days"),
        ("Guarantees given to banks for loans to purchasers, year-end 2024", "93500000", "CNY"),
        ("Guarantees for borrowings of an associate at 31 December 2023", "37200000", "CNY"),
        (
            "Maximum exposure under the undertakings to leasing houses at 31 December 2024?",
            "27300000",
            "CNY",
        ),
        (
            "highest effective interest rate on bank borrowings at 31 December 2024",
            "0.049",
            "percent",
        ),
        ("What was the lowest effective interest rate in 2024?", "0.0305", "percent"),
        ("What coupon do the sustainability bonds carry?", "0.0315", "percent"),
        ("What is the principal of the sustainability bonds?", "250000000", "CNY"),
    ],
)
def test_the_quantity_beside_the_words_answers(
    question: str, amount: str, unit: str, larkspur: Stores
) -> None:
    answer = ask(question, larkspur)
    assert answer.value is not None, answer.text
    assert (answer.value.amount, answer.value.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    "question",
    [
        "Floor area under operation in Nanjing, end of 2024?",
        "Order value of the excavator orders at 31 December 2024?",
        "What was the average attendance rate of the Foshan training centre in 2024?",
        "How much is still available under the senior credit facility at 31 December 2024?",
        "What coupon do the convertible notes carry?",
        "What was the effective interest rate of borrowings at 31 December 2024?",
        "Guarantees given to suppliers, year-end 2024",
        "utilisation rate of the Shenyang plant in 2024",
        "What percentage of the floor area was owned at the end of 2024?",
    ],
)
def test_another_thing_of_the_same_kind_is_not_answered(question: str, larkspur: Stores) -> None:
    answer = ask(question, larkspur)
    assert answer.value is None, answer.text


def test_a_noun_tells_what_kind_of_quantity_is_asked_for() -> None:
    assert kind_asked("What coupon do the notes carry?").kinds == {"percent"}
    assert kind_asked("GFA under management?").measure == "m2"
    assert kind_asked("average selling price per sq.m.").is_per
    assert kind_asked("How many restaurants were closed?").kinds == {"count"}
