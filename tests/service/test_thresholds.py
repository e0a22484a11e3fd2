"""Which, or how many, were above or below a figure, over the sample filings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering import answer_question
from service.answering.comparing.thresholds import read_threshold
from service.types import Answer, Question, Verdict


def _ask(stores: Stores, ids: dict[str, str], question: str) -> Answer:
    answer = answer_question(Question(question, (ids["report"],)), stores)
    assert all(check.verdict is Verdict.SUPPORTED for check in answer.numbers)
    return answer


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("In which of the years was revenue above RMB1,000 million?", "FY2024; FY2023; FY2022."),
        ("In which years was revenue less than 900 million?", "FY2021; FY2020."),
        ("Which years did revenue exceed 5,000 million?", "None."),
    ],
)
def test_years_on_one_side(
    sample_stores: Stores, sample_ids: dict[str, str], question: str, lead: str
) -> None:
    assert _ask(sample_stores, sample_ids, question).text.startswith(lead)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many years did revenue exceed RMB1,200 million?", 2),
        ("From 2020 to 2023, in how many of the years was revenue below 1,000 million?", 2),
    ],
)
def test_how_many_years(
    sample_stores: Stores, sample_ids: dict[str, str], question: str, count: int
) -> None:
    answer = _ask(sample_stores, sample_ids, question)
    assert answer.value is not None
    assert answer.value.amount == Decimal(count)


def test_shares_are_not_held_against_amounts(
    sample_stores: Stores, sample_ids: dict[str, str]
) -> None:
    answer = _ask(sample_stores, sample_ids, "In which years was revenue above 12%?")
    assert not answer.text.startswith(("FY", "None"))


@pytest.mark.parametrize(
    "question",
    [
        "How many employees were over 50?",  # counts people, not lines of a table
        "Which customers accounted for more than 10% of revenue?",
        "In which year was revenue higher than costs?",
        "Which year was the largest?",
    ],
)
def test_what_sorts_by_no_figure(question: str) -> None:
    assert read_threshold(question) is None
