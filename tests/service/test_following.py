"""Follow-ups put in full, and what is answered then."""

from __future__ import annotations

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.following import complete, on_its_own
from service.types import Question, Turn

LANTERN = "What was Harbour Lantern's revenue in 2023?"


def in_full(stores: Stores, *questions: str, answer: str = "-") -> str:
    *before, last = questions
    turns = tuple(Turn(one, answer) for one in before)
    records = stores.library.filings()
    found = on_its_own(Question(last, history=turns), records)
    return complete(found, records) if found.history else found.text


@pytest.mark.parametrize(
    ("questions", "full"),
    [
        ((LANTERN, "And in 2022?"), "What was Harbour Lantern's revenue in 2022?"),
        ((LANTERN, "what about a year earlier?"), "What was Harbour Lantern's revenue in FY2022?"),
        ((LANTERN, "What about Copper Kiln?"), "What was Copper Kiln's revenue in 2023?"),
        ((LANTERN, "And gross profit?"), "What was Harbour Lantern's gross profit in 2023?"),
        ((LANTERN, "Gross profit of Copper Kiln in 2022?"),
         "What was Copper Kiln's gross profit in 2022?"),
        ((LANTERN, "By how much did it grow?"),
         "By how much did Harbour Lantern's revenue grow in FY2023?"),
        ((LANTERN, "and 2022?", "By how much did it change?"),
         "By how much did Harbour Lantern's revenue change from FY2022 to FY2023?"),
        ((LANTERN, "Did it grow?", "Why?"), "Why did Harbour Lantern's revenue grow in FY2023?"),
        (("By how much did Harbour Lantern's revenue grow in 2023?", "And gross profit?"),
         "By how much did Harbour Lantern's gross profit grow in 2023?"),
        ((LANTERN, "How many employees are there?"),
         "How many employees are there of Harbour Lantern in FY2023?"),
        # Who makes lamps is asked of no period; another company takes nothing of the one before.
        ((LANTERN, "What does Copper Kiln make?"), "What does Copper Kiln make?"),
        ((LANTERN, "What about Copper Kiln?", "Which of the two had the higher revenue in 2023?"),
         "Which of Harbour Lantern and Copper Kiln had the higher revenue in 2023?"),
        (("What share of revenue came from lamps in 2023?", "And from buoys?"),
         "What share of revenue came from buoys in 2023?"),
        ((LANTERN, "What share came from lamps?"),
         "What share of Harbour Lantern's revenue came from lamps in FY2023?"),
        # What was not answered is gone past for the line that was asked for before.
        ((LANTERN, "Who painted it?", "And gross profit?"),
         "What was Harbour Lantern's gross profit in 2023?"),
        # Where rules cannot tell, both are read together.
        ((LANTERN, "Why is that so?"),
         "What was Harbour Lantern's revenue in 2023 Why is that so?"),
    ],
)  # fmt: skip
def test_a_follow_up_in_full(small_stores: Stores, questions: tuple[str, ...], full: str) -> None:
    assert in_full(small_stores, *questions) == full


def test_the_period_that_was_told_is_gone_on_from(small_stores: Stores) -> None:
    told = "Revenue of Harbour Lantern in FY2023: RMB571,704 thousand [1]."
    full = in_full(small_stores, "What was Harbour Lantern's revenue?", "A year ago?", answer=told)
    assert full == "What was Harbour Lantern's revenue in FY2022?"


def test_a_conversation_goes_from_one_company_to_the_other(small_stores: Stores) -> None:
    turns: list[Turn] = []
    answers = []
    for text in (LANTERN, "What does Copper Kiln make?", "What was its revenue?", "And in 2022?"):
        answer = answer_question(Question(text, history=tuple(turns)), small_stores)
        turns.append(Turn(text, answer.text))
        answers.append(answer)
    assert "571,704" in answers[0].text
    assert answers[1].understood is not None
    assert answers[1].understood.companies == ("Copper Kiln Holdings Limited",)
    assert "88,120" in answers[2].text
    assert "79,344" in answers[3].text
