"""Several figures for one question: headline figures, and a line by its parts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Answer, Question, Verdict


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    assert [check for check in answer.numbers if check.verdict != Verdict.SUPPORTED] == []
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "Summarize the results of 2024",
        "How did Qiverra perform in 2024?",
        "Key figures for 2024",
        "公司2024年业绩如何？",
    ],
)
def test_the_headline_figures_with_those_before(sample_stores: Stores, question: str) -> None:
    answer = ask(sample_stores, question)
    lines = answer.text.splitlines()
    assert lines[0].startswith("Revenue in FY2024: RMB1,387,295 thousand [1]; Revenue in FY2023: ")
    assert any("Earnings per share" in line and "RMB0.1448 per share" in line for line in lines)
    assert len(answer.values) == len(lines) == 10
    assert len(answer.citations) == 20


def test_an_interim_balance_stands_beside_the_year_end_before(sample_stores: Stores) -> None:
    text = ask(sample_stores, "How is the company doing?").text
    assert "Total assets at 30 Jun 2025" in text
    assert "Total assets at 31 Dec 2024" in text


@pytest.mark.parametrize(
    "question",
    ["Summarise the dividend policy", "How did the Mars segment perform in 2024?"],
)
def test_more_than_the_whole_is_no_overview(sample_stores: Stores, question: str) -> None:
    assert "Total assets" not in answer_question(Question(question), sample_stores).text


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("revenue by segment 2024", (758_426, 431_683, 197_186)),
        ("What was revenue broken down by region in 2024?", (921_441, 225_712, 169_111, 71_031)),
        ("Show me the employees by function at the end of 2024", (703, 511, 254, 144)),
    ],
)
def test_a_line_by_its_parts(
    sample_stores: Stores, question: str, amounts: tuple[int, ...]
) -> None:
    answer = ask(sample_stores, question)
    scale = 1 if "employees" in question else 1000
    assert [value.amount for value in answer.values] == [Decimal(n * scale) for n in amounts]
