"""A model's wording of a question may say nothing that was not said."""

from __future__ import annotations

import pytest

from ingest.stores import Stores
from service.answering.with_model.faithful import added_by, is_question
from service.types import Question, Turn

_ASKED = Question(
    "And how did it change in 2022?",
    history=(Turn("What was Harbour Lantern's revenue in 2023?", "RMB571,704 thousand [1]."),),
)


@pytest.mark.parametrize(
    "text",
    [
        "How did Harbour Lantern's revenue change in 2022?",
        "How did the revenue of Harbour Lantern Holdings Limited change in FY2022?",
        "How did revenue change in the year ended 31 December 2022?",
        "How did revenue change from RMB571,704 thousand in 2023?",
        "Compare revenue in 2022 and 2023.",
    ],
)
def test_what_was_said_may_be_said_again(small_stores: Stores, text: str) -> None:
    records = small_stores.library.filings()
    assert added_by(text, _ASKED, records) is None
    assert is_question(text)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("How did Copper Kiln's revenue change in 2022?", "'Copper Kiln Holdings Limited'"),
        ("Copper Kiln's revenue in 2022?", "'Copper Kiln Holdings Limited'"),
        ("How did the revenue of Siemens change in 2022?", "'Siemens'"),
        ("Siemens's revenue in 2022?", "'Siemens'"),
        ("How did revenue change in 2021?", "'2021'"),
        ("How did revenue change in the first half of 2022?", "'first half of 2022'"),
        ("How did revenue change to RMB999,999 thousand in 2022?", "'999,999'"),
        ("Why was revenue doubled in 2022?", "'doubled'"),
    ],
)
def test_a_company_a_period_or_a_number_of_its_own_is_named(
    small_stores: Stores, text: str, added: str
) -> None:
    assert added_by(text, _ASKED, small_stores.library.filings()) == added


def test_a_word_of_its_own_is_named_where_words_count(small_stores: Stores) -> None:
    records = small_stores.library.filings()
    text = "What was goodwill in 2022?"
    assert added_by(text, _ASKED, records) is None
    assert added_by(text, _ASKED, records, words=True) == "'goodwil'"
    text = "How did revenue change in 2022?"
    assert added_by(text, _ASKED, records, words=True) is None


@pytest.mark.parametrize(
    "text", ["Revenue was RMB571,704 thousand.", "What was revenue?\nAnd profit?", "", "Sure."]
)
def test_what_does_not_ask_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize("text", ["收入是多少？", "Give revenue in 2023", "Revenue in 2023?"])
def test_what_asks_is_a_question(text: str) -> None:
    assert is_question(text)
