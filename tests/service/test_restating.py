"""A question with other periods or companies put in place of those that it names."""

from __future__ import annotations

import pytest

from ingest.errors import RequestError
from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.restating import restated
from service.types import Given, Question, Turn


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("What was the revenue of Harbour Lantern in 2023?", Given(periods=("FY2022",)),
         "What was the revenue of Harbour Lantern in FY2022?"),
        ("How did revenue change from 2022 to 2023?", Given(periods=("FY2021", "FY2022")),
         "How did revenue change from FY2021 to FY2022?"),
        ("What was the revenue in 2022 and 2023?", Given(periods=("FY2022",)),
         "What was the revenue in FY2022?"),
        ("What was the revenue?", Given(periods=("FY2022",)),
         "What was the revenue in FY2022?"),
        ("What was the revenue in 2023?", Given(periods=()), "What was the revenue?"),
        ("What was Harbour Lantern's revenue in 2023?", Given(companies=("Copper Kiln",)),
         "What was Copper Kiln's revenue in 2023?"),
        ("What was the revenue in 2023?", Given(companies=("Copper Kiln",)),
         "What was the revenue in 2023 of Copper Kiln?"),
        ("What was Harbour Lantern's revenue in 2023?", Given(companies=()),
         "What was revenue in 2023?"),
        ("What was the revenue in 2023?", Given(), "What was the revenue in 2023?"),
    ],
)  # fmt: skip
def test_what_is_given_takes_the_place_of_what_is_named(
    small_stores: Stores, text: str, given: Given, expected: str
) -> None:
    records = small_stores.library.filings()
    assert restated(Question(text, given=given), records).text == expected


def test_a_follow_up_stands_by_itself_afterwards(small_stores: Stores) -> None:
    before = (Turn("What was the revenue of Harbour Lantern in 2023?", "RMB571,704 thousand"),)
    question = Question("And in 2022?", history=before, given=Given(periods=("FY2023",)))
    found = restated(question, small_stores.library.filings())
    assert found.history == ()
    assert "revenue of Harbour Lantern" in found.text
    assert "FY2023" in found.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Given(periods=("next spring",)), "'next spring' is not a period"),
        (Given(companies=("Tin Whistle plc",)), "no filing of 'Tin Whistle plc'"),
    ],
)
def test_what_cannot_be_read_is_refused(small_stores: Stores, given: Given, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        restated(Question("What was the revenue?", given=given), small_stores.library.filings())


def test_the_answer_is_of_the_given_period(small_stores: Stores) -> None:
    text = "What was the revenue of Harbour Lantern in 2023?"
    asked = answer_question(Question(text, given=Given(periods=("FY2022",))), small_stores)
    assert asked.value is not None
    assert asked.value.amount == 498_210_000
    assert asked.question == text
    assert asked.understood is not None
    assert asked.understood.period_words == ("FY2022",)
