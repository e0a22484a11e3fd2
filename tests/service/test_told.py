"""Operands that no table prints: taken from a sentence that names all of them and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.computing.plans import execute
from service.answering.figures.told import find_told, reread
from service.answering.pipeline import answer_question
from service.answering.understanding.question import understand
from service.types import Answer, Operand, Plan, Question, Verdict

MILL = """Juniper Mill Holdings Limited
(Incorporated in the Cayman Islands with limited liability)
(Stock Code: 39177)
ANNUAL RESULTS ANNOUNCEMENT
FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t420,000\t380,500
Cost of sales\t(260,100)\t(240,900)

MANAGEMENT DISCUSSION AND ANALYSIS
In terms of the paper industry, revenue for the year ended 31 December 2024 was RMB120.0 million, \
representing an increase of 20.0% as compared with RMB100.0 million for the year ended \
31 December 2023.
In terms of the paper industry, cost of sales for the year ended 31 December 2024 was \
RMB90.0 million, as compared with RMB80.0 million for the year ended 31 December 2023.
In terms of financial services, revenue for the year ended 31 December 2024 was RMB30.0 million.
In terms of postal services, cost of sales for the year ended 31 December 2024 was RMB11.0 million.
The cardboard business is expected to have revenue of RMB75.0 million in the year ended \
31 December 2024.
The cardboard business had cost of sales of RMB50.0 million in the year ended 31 December 2024.
The revenue of the string business was RMB8.0 million in the year ended 31 December 2024.
String business revenue was RMB9.0 million in the year ended 31 December 2024.
String business cost of sales was RMB5.0 million in the year ended 31 December 2024.
Administrative expenses rose to RMB40.0 million, with the latest total number of \
research staff at 140.
As at 31 December 2024, the Group had 560 employees.
At the mill in Elbow Bay, the Group had 210 employees with degrees.
"""


@pytest.fixture(scope="module")
def mill(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"mill.txt": MILL})


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    assert [c.text for c in answer.numbers if c.verdict is not Verdict.SUPPORTED] == []
    return answer


@pytest.mark.parametrize(
    ("question", "amount", "unit"),
    [
        ("What was the gross margin of the paper business in 2024?", "0.25", "percent"),
        ("By how many percentage points did the gross margin of the paper segment change between"
         " 2023 and 2024?", "0.05", "percentage_point"),
        ("What percentage of the workforce works in research?", "0.25", "percent"),
        ("What was revenue per employee in 2024?", "750000", "CNY"),
    ],
)  # fmt: skip
def test_figures_of_sentences_are_computed_with(
    mill: Stores, question: str, amount: str, unit: str
) -> None:
    answer = ask(mill, question)
    assert answer.value is not None, answer.text
    assert (answer.value.amount, answer.value.unit) == (Decimal(amount), unit), answer.text
    told = [citation for citation in answer.citations if citation.cell is None]
    assert told
    assert all(citation.quote in MILL for citation in told)


@pytest.mark.parametrize(
    "question",
    [
        "What was the gross margin of the financial services business in 2024?",  # costs: postal
        "What was the gross margin of the cardboard business in 2024?",  # revenue: expected
        "What was the gross margin of the string business in 2024?",  # told in two ways
        "What was the gross margin of the paper business in 2022?",  # no such year
        "What was the gross margin of the paper cup business in 2024?",  # more than is told
    ],
)
def test_a_sentence_of_something_else_is_not_computed_with(mill: Stores, question: str) -> None:
    answer = ask(mill, question)
    assert answer.abstained, answer.text
    assert answer.value is None


def test_a_line_of_the_statements_is_not_taken_from_prose(mill: Stores) -> None:
    ids = [record.id for record in mill.library.filings()]
    assert find_told("administrative expenses", (), ids, mill) is None
    assert find_told("number of employees", (), ids, mill) is not None


def test_the_place_is_named_and_read_again(mill: Stores) -> None:
    answer = ask(mill, "What was revenue per employee in 2024?")
    assert answer.plan is not None
    told_at = answer.plan.operands[1].told_at
    assert answer.plan.operands[1].fact_id is None
    assert told_at is not None
    assert reread(told_at, mill) == Decimal(560)
    assert reread(told_at + "9", mill) is None
    assert reread("no place at all", mill) is None


def test_a_plan_sent_back_finds_the_sentence_again_whatever_place_it_names(mill: Stores) -> None:
    operand = Operand("a", "number of employees", period="FY2024", told_at="elsewhere@7")
    understood = understand(Question("x"), tuple(mill.library.filings()))
    executed = execute(Plan("formula", (operand,), "a * 2"), understood, mill)
    assert executed.value is not None
    assert executed.value.amount == Decimal(1120)
    assert executed.plan.operands[0].told_at != "elsewhere@7"
