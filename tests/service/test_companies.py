"""One measure at several companies: which has more, whether it is so, by how much."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.checking import check_draft
from service.answering.drafts import Draft
from service.answering.figures.lookup import WIDE
from service.answering.pipeline import answer_question
from service.types import Answer, Question, Verdict


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    assert [check.verdict for check in answer.numbers if check.verdict != Verdict.SUPPORTED] == []
    return answer


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Which company had the higher revenue in 2023, Harbour Lantern or Copper Kiln?",
         "Harbour Lantern. "),
        ("Which of Harbour Lantern and Copper Kiln had the lower gross profit in 2023?",
         "Copper Kiln. "),
        ("Which company had more revenue in 2022?", "Harbour Lantern Holdings Limited. "),
        ("Who had the higher gross margin in 2023, Harbour Lantern or Copper Kiln?",
         "Copper Kiln. "),
        ("Did Harbour Lantern have a higher gross margin than Copper Kiln in 2023?", "No. "),
        ("Is Copper Kiln's cost of sales lower than Harbour Lantern's in 2023?", "Yes. "),
        ("Whose revenue grew faster in 2023, Harbour Lantern's or Copper Kiln's?",
         "Harbour Lantern. "),
        ("Compare the revenue of Harbour Lantern and Copper Kiln in 2023", "Harbour Lantern: "),
    ],
)  # fmt: skip
def test_which_company_it_is(small_stores: Stores, question: str, lead: str) -> None:
    answer = ask(small_stores, question)
    assert answer.text.startswith(lead), answer.text
    assert len(answer.values) == 2


@pytest.mark.parametrize(
    ("question", "amount", "unit"),
    [
        ("What was the difference between Harbour Lantern's and Copper Kiln's revenue in 2023?",
         Decimal(571_704_000 - 88_120_000), "CNY"),
        ("How many times larger was Harbour Lantern's revenue than Copper Kiln's in 2023?",
         Decimal(571_704) / Decimal(88_120), "ratio"),
        ("How much higher was Copper Kiln's gross margin than Harbour Lantern's in 2023?",
         Decimal(37_118) / 88_120 - Decimal(170_702) / 571_704, "percentage_point"),
    ],
)  # fmt: skip
def test_how_far_they_are_apart(
    small_stores: Stores, question: str, amount: Decimal, unit: str
) -> None:
    answer = ask(small_stores, question)
    assert answer.value is not None, answer.text
    assert (answer.value.amount, answer.value.unit) == (amount, unit), answer.text


def test_where_one_has_no_such_figure_nothing_is_chosen(small_stores: Stores) -> None:
    answer = ask(small_stores, "Which company had the larger inventories at the end of 2023?")
    assert answer.abstained


@pytest.mark.parametrize(
    "question",
    ["Did revenue rise in 2023?", "Is the liquidity profile healthy in 2023?"],
)
def test_figures_of_no_company_in_particular_decide_nothing(
    small_stores: Stores, question: str
) -> None:
    answer = ask(small_stores, question)
    assert answer.abstained
    assert "names no company" in answer.text


def test_over_many_filings_only_what_is_cited_confirms(small_stores: Stores) -> None:
    lantern, kiln = (
        answer_question(Question(f"What was the revenue of {name} in 2023?"), small_stores)
        for name in ("Harbour Lantern", "Copper Kiln")
    )
    ids = tuple(record.id for record in small_stores.library.filings())
    swapped = Draft(kiln.text.replace(" [1]", ""), lantern.citations)
    few = check_draft(swapped, small_stores, ids)
    many = check_draft(swapped, small_stores, ids * (WIDE + 1))
    assert Verdict.SUPPORTED in {check.verdict for check in few}
    assert Verdict.SUPPORTED not in {check.verdict for check in many}
