"""Which of several: how such questions are read."""

from __future__ import annotations

import pytest

from service.answering.understanding.superlatives import read_superlative


@pytest.mark.parametrize(
    ("text", "candidates", "most", "change", "listed"),
    [
        ("Which cost more, timber or wages?", ("timber", "wages"), True, False, False),
        (
            "Of selling, office and research expenses, which went down?",
            ("selling expenses", "office expenses", "research expenses"),
            False, True, True,
        ),
        (
            "Which of gross profit and net profit was larger?",
            ("gross profit", "net profit"),
            True, False, False,
        ),
        ("Which region grew fastest?", (), True, True, False),
        ("Which region had the biggest drop in revenue?", (), False, True, False),
        ("Which region had the smallest drop in revenue?", (), True, True, False),
        ("Which segment was the smallest?", (), False, False, False),
        ("List the products whose sales grew.", (), True, True, True),
        ("Name the ports whose traffic fell.", (), False, True, True),
    ],
)  # fmt: skip
def test_questions_that_compare(
    text: str, candidates: tuple[str, ...], most: bool, change: bool, listed: bool
) -> None:
    asked = read_superlative(text)
    assert asked is not None
    assert asked.candidates == candidates
    assert (asked.is_most, asked.needs_change, asked.is_filter) == (most, change, listed)


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("Which geographic market grew fastest?", "geographic market"),
        ("What was the single largest age band of gross receivables?", "age band"),
        ("List the harbour districts whose revenue rose.", "harbour districts"),
        ("Which was the smallest?", ""),
    ],
)
def test_what_the_members_are(text: str, dimension: str) -> None:
    asked = read_superlative(text)
    assert asked is not None
    assert asked.dimension == dimension


def test_years_and_second_questions() -> None:
    asked = read_superlative("In which of the five years was the operating loss largest?")
    assert asked is not None
    assert asked.is_of_years
    asked = read_superlative("Which age band was the largest, and had it grown since year-end?")
    assert asked is not None
    assert (asked.needs_change, asked.asks_since) == (False, True)


@pytest.mark.parametrize(
    "text", ["What was revenue?", "Who is the chairman?", "Which bank lent the money?", ""]
)
def test_what_compares_nothing(text: str) -> None:
    assert read_superlative(text) is None
