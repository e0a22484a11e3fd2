"""Counts in sentences: the words after a number say what it counts."""

from __future__ import annotations

import pytest

from service.answering.prose.counting import _counting
from service.answering.understanding.wanted import naming_terms

SENTENCE = (
    "As of 30 June 2024, we have applied for 1,326 patents, including 1,079 invention patents,"
    " with 583 patents granted, including 361 invention patents."
)


def counted(text: str, what: str, asked: str) -> list[str]:
    found = list(_counting(text, frozenset(naming_terms(what)), frozenset(naming_terms(asked))))
    most = max((held for _, held in found), default=0)
    return [quantity.text for quantity, held in found if held == most]


@pytest.mark.parametrize(
    ("what", "asked", "expected"),
    [
        ("invention patents", "invention patents granted", ["361"]),
        ("patents", "patents granted", ["583"]),
        ("utility models", "utility models granted", []),
    ],
)
def test_a_part_is_counted_of_the_whole_before_it(
    what: str, asked: str, expected: list[str]
) -> None:
    assert counted(SENTENCE, what, asked) == expected


def test_a_count_of_something_narrower_is_no_answer() -> None:
    assert counted("It has 1,260 suppliers in nine regions.", "suppliers", "suppliers") == ["1,260"]
    assert counted("It has 310 overseas suppliers.", "suppliers", "suppliers") == []
