"""Which of several, answered over the sample filings."""

from __future__ import annotations

import pytest

from ingest.stores import Stores
from service.answering import answer_question
from service.types import Question, Verdict


@pytest.mark.parametrize(
    ("filing", "question", "lead", "cells"),
    [
        (
            "report",
            "Which geographical area grew fastest in 2024?",
            "Europe.",
            ["225,712", "177,523"],
        ),
        (
            "results",
            "Which type of customer brought in the most revenue in 2023?",
            "Manufacturers.",
            ["665,528"],
        ),
        (
            "report",
            "In which of the years 2020 to 2024 was revenue lowest?",
            "FY2020.",
            ["688,917"],
        ),
        (
            "report",
            "What was the largest age band of gross trade receivables at 31 December 2024, and had "
            "it grown since 2023?",
            "Within 3 months.",
            ["281,685", "253,358"],
        ),
    ],
)
def test_the_best_is_named_with_its_cells(
    sample_stores: Stores,
    sample_ids: dict[str, str],
    filing: str,
    question: str,
    lead: str,
    cells: list[str],
) -> None:
    answer = answer_question(Question(question, (sample_ids[filing],)), sample_stores)
    assert answer.text.startswith(lead), answer.text
    cited = [c.cell.text for c in answer.citations if c.cell is not None]
    assert cited[: len(cells)] == cells
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}


@pytest.mark.parametrize(
    "question",
    [
        "Which shipyard grew fastest in 2024?",
        "Which product line grew fastest in 1999?",
        "Which was larger in 2024, revenue or gravel?",
    ],
)
def test_what_the_filings_do_not_break_down_is_not_answered(
    sample_stores: Stores, sample_ids: dict[str, str], question: str
) -> None:
    answer = answer_question(Question(question, (sample_ids["report"],)), sample_stores)
    assert answer.abstained, answer.text
