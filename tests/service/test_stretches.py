"""Stretches that no line prints, added up from those that do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering import answer_question
from service.types import Question, Verdict


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        (
            "What share of gross trade receivables is more than six months old at 31 Dec 2024?",
            (Decimal(54424) + Decimal(33144)) / Decimal(459670),
        ),
        (
            "What share of gross trade receivables is more than three months old at 31 December "
            "2023?",
            (Decimal(71391) + Decimal(40152) + Decimal(22675)) / Decimal(387576),
        ),
    ],
)
def test_the_lines_that_fill_a_stretch_are_added(
    sample_stores: Stores, sample_ids: dict[str, str], question: str, amount: Decimal
) -> None:
    answer = answer_question(Question(question, (sample_ids["report"],)), sample_stores)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}


def test_a_stretch_that_the_lines_do_not_fill_is_not_made_up(
    sample_stores: Stores, sample_ids: dict[str, str]
) -> None:
    text = "What share of gross trade receivables is more than four months old at 31 December 2024?"
    answer = answer_question(Question(text, (sample_ids["report"],)), sample_stores)
    assert answer.abstained, answer.text
