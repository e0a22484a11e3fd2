"""Changes asked for in Chinese are computed, never answered by the level."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Question


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("Harbour Lantern 2023年的收入增长了多少？", "73494000", "CNY"),
        ("Harbour Lantern 2023年行政开支减少了多少？", "-3050000", "CNY"),
        ("Harbour Lantern 2023年收入是多少？", "571704000", "CNY"),
    ],
)
def test_how_much_more_is_the_difference(
    small_stores: Stores, text: str, amount: str, unit: str
) -> None:
    answer = answer_question(Question(text), small_stores)
    assert answer.value is not None, answer.text
    assert (answer.value.amount, answer.value.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Lantern 2023年的收入同比增长了多少？",
        "Harbour Lantern 2023年的收入同比增长了百分之几？",
        "Harbour Lantern 2023年收入增长率是多少？",
    ],
)
def test_growth_against_the_year_before_is_in_percent(small_stores: Stores, text: str) -> None:
    answer = answer_question(Question(text), small_stores)
    assert answer.value is not None, answer.text
    assert answer.value.unit == "percent"
    assert round(answer.value.amount, 4) == Decimal("0.1475")


def test_what_was_computed_with_is_what_is_shown(small_stores: Stores) -> None:
    """Costs are printed in brackets; their sizes were subtracted, so their sizes are shown."""
    text = "By how much did administrative expenses rise at Harbour Lantern in 2023?"
    answer = answer_question(Question(text), small_stores)
    assert "-RMB" not in answer.text
    assert "RMB61,300 thousand" in answer.text
    assert answer.plan is not None
    assert "-RMB" not in answer.plan.explanation
