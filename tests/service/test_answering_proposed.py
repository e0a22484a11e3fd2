"""A model proposes: the question on its own, its parts, a plan. The code judges and carries out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from fake_openai import FakeOpenAI, Reply
from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.models import Budget, open_model
from service.types import Answer, Question, Turn, Verdict

Ids = dict[str, str]
BOTH = ("lantern", "kiln")
NOTHING = "The filings do not say."
REVENUE = "What was revenue of Harbour Lantern in 2023?"
HISTORY = (Turn(REVENUE, "RMB571,704 thousand [1]."),)
OPEN = "How much was that for the buoys company?"  # our rules find nothing for it
SAID = "Revenue of Harbour Lantern in FY2023 was RMB571,704 thousand [1]."
OVERHEAD = "What was the overhead ratio in 2023?"


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


def ask(
    server: FakeOpenAI,
    stores: Stores,
    ids: Ids,
    text: str,
    *names: str,
    history: Sequence[Turn] = (),
    budget: Budget | None = None,
) -> Answer:
    question = Question(text, tuple(ids[n] for n in names or ("lantern",)), history=tuple(history))
    model = open_model(server.config(timeout_seconds=1.0))
    return answer_question(question, stores, model, budget=budget or Budget())


def kinds(server: FakeOpenAI) -> list[str]:
    """What the model was asked for, request by request."""
    starts = {
        "Rewrite": "condense",
        "A question about company filings may": "split",
        "A question about company filings asks": "plan",
        "You answer": "answer",
        "You wrote": "repair",
    }
    return [
        next(kind for start, kind in starts.items() if request.prompt.startswith(start))
        for request in server.requests
    ]


def plan(formula: str = "a / b", line_item: str = "Administrative expenses") -> str:
    operands = [
        {"name": "a", "line_item": line_item, "company": None, "period": "FY2023"},
        {"name": "b", "line_item": "Revenue", "company": None, "period": "FY2023"},
    ]
    return json.dumps(
        {"operation": "formula", "operands": operands, "formula": formula, "unit": "percent"}
    )


def test_a_follow_up_that_rules_do_not_settle_is_completed_by_the_model(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(REVENUE, SAID)
    answer = ask(server, small_stores, small_ids, OPEN, *BOTH, history=HISTORY)
    assert kinds(server) == ["condense", "answer"]
    assert answer.question == OPEN
    assert answer.understood is not None
    assert answer.understood.text == REVENUE
    assert (answer.text, answer.notes) == (SAID, ())
    assert answer.value is not None
    assert answer.value.amount == Decimal(571704000)
    assert f"| {REVENUE}\nQUESTION>>>" in server.requests[1].prompt


def test_a_value_that_our_own_rules_give_is_kept(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    said = "Revenue of Harbour Lantern in FY2022 was RMB498,210 thousand [1]."
    server.enqueue(said)
    answer = ask(server, small_stores, small_ids, "And in 2022?", *BOTH, history=HISTORY)
    assert kinds(server) == ["answer"]
    assert answer.value is not None
    assert answer.value.amount == Decimal(498210000)


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ("What was Copper Kiln's revenue in 2023?", "it adds 'Copper Kiln Holdings Limited'"),
        ("What was Harbour Lantern's revenue in 2021?", "it adds '2021'"),
        ("Was Harbour Lantern's revenue RMB999,999 thousand?", "it adds '999,999'"),
        ("Revenue was high.", "it is not a question"),
        ("Sure!\nHere it is.", "The follow-up was completed by rules."),
    ],
)
def test_a_completed_follow_up_that_adds_something_is_not_used(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, reply: str, note: str
) -> None:
    server.enqueue(reply, NOTHING)
    answer = ask(server, small_stores, small_ids, OPEN, *BOTH, history=HISTORY)
    assert kinds(server) == ["condense", "answer"]
    assert answer.abstained
    assert answer.understood is not None
    assert reply not in answer.understood.text
    assert len(answer.notes) == 1
    assert note in answer.notes[0]


def test_a_model_that_is_down_is_waited_for_once(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """Not once for the follow-up, once for its parts and once for the answer."""
    server.enqueue(*[Reply(status=401)] * 9)
    answer = ask(server, small_stores, small_ids, f"{OPEN} And why?", *BOTH, history=HISTORY)
    assert len(server.requests) == 1
    assert answer.engine == "embedded"
    (note,) = answer.notes
    assert "401" in note
    assert note.endswith("The embedded engine answered instead.")


def test_a_simple_question_costs_one_call(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(SAID)
    ask(server, small_stores, small_ids, "What was revenue in 2023?")
    assert kinds(server) == ["answer"]


TWO = "What was revenue in 2023, and what was revenue growth in 2023?"
PARTS = '["What was revenue in 2023?", "What was revenue growth in 2023?"]'


def test_each_part_of_a_question_is_answered_and_all_are_the_evidence(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    said = "Revenue in FY2023 was RMB571,704 thousand [1] and grew by 14.8% [1][2]."
    server.enqueue(PARTS, said)
    answer = ask(server, small_stores, small_ids, TWO)
    assert kinds(server) == ["split", "answer"]
    assert answer.text == said
    assert [round(value.amount, 3) for value in answer.values] == [
        Decimal(571704000),
        Decimal("0.148"),
    ]
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}
    evidence = server.requests[1].prompt.partition("<<<EVIDENCE")[2]
    assert evidence.index("| Cell: 571,704") < evidence.index("| Cell: 498,210")
    assert evidence.index("] fact") < evidence.index("] passage")
    assert "= 14.8%" in evidence.partition("<<<COMPUTED")[2].partition("COMPUTED>>>")[0]


def test_the_parts_are_answered_without_the_model_when_it_goes_away(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(PARTS, *[Reply(status=401)] * 3)
    answer = ask(server, small_stores, small_ids, TWO)
    assert answer.engine == "embedded"
    first, second = answer.text.split("\n")
    assert first.endswith("RMB571,704 thousand [1].")
    assert second.startswith("Growth of revenue: 14.8% = ")
    assert "[2]" in second
    assert "[3]" in second
    assert [cited.id for cited in answer.citations] == [1, 2, 3]
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}
    growth = next(check for check in answer.numbers if check.text == "14.8%")
    assert growth.how == "derived"


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        (["What was revenue in 2023?", "What was revenue of Copper Kiln?"], "adds 'Copper Kiln"),
        (["What was revenue in 2023?", "What was revenue in 2021?"], "adds '2021'"),
        (["What was revenue in 2023?", "Was it RMB999,999 thousand?"], "adds '999,999'"),
        (["What was revenue in 2023?", "What was goodwill?"], "adds 'goodwil'"),
        (["What was revenue in 2023?", "Revenue grew."], "a part is no question"),
        (["What was revenue?"] * 6, "The question was not taken apart."),
        ("What was revenue?", "The question was not taken apart."),
    ],
)
def test_parts_that_add_something_are_not_used(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, parts: object, note: str
) -> None:
    server.enqueue(json.dumps(parts), SAID)
    answer = ask(server, small_stores, small_ids, TWO, *BOTH)
    assert kinds(server) == ["split", "answer"]
    assert len(answer.notes) == 1
    assert note in answer.notes[0]
    assert answer.values == ()
    assert answer.text == SAID  # the model still answers, over what was found for the whole


def test_a_plan_of_the_model_is_carried_out_by_code(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    said = "The overhead ratio of Harbour Lantern in FY2023 was 10.7% [1][2]."
    server.enqueue(plan(), said)
    answer = ask(server, small_stores, small_ids, OVERHEAD)
    assert kinds(server) == ["plan", "answer"]
    assert (answer.text, answer.engine) == (said, "scripted")
    assert answer.value is not None
    assert (round(answer.value.amount, 4), answer.value.unit) == (Decimal("0.1072"), "percent")
    assert answer.plan is not None
    assert answer.plan.formula == "a / b"
    assert all(operand.fact_id for operand in answer.plan.operands)
    (note,) = answer.notes
    assert note.startswith("How this is computed was proposed by scripted")
    (check,) = answer.numbers
    assert (check.verdict, check.how) == (Verdict.SUPPORTED, "derived")
    again = answer_question(
        Question(OVERHEAD, (small_ids["lantern"],), plan=answer.plan), small_stores
    )
    assert again.value == answer.value


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (plan("a / b * 3"), "its formula holds 3 where no definition has it"),
        (plan("a / 999999000"), "does not use its operands"),
        (plan("a / b + 999999000"), "its formula holds 999999000"),
        (plan("__import__('os').system('true')"), "holds more than arithmetic"),
        (plan(line_item="Goodwill"), "not found for sure: Goodwill (FY2023)"),
        (plan().replace("FY2023", "FY2019"), "which was not asked for"),
        ("10.7%", "The model did not reply with a plan. Nothing was computed."),
        (plan().replace('"unit"', '"value": 0.107, "unit"'), "did not reply with a plan"),
    ],
)
def test_a_plan_that_may_not_stand_gives_no_value(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, reply: str, note: str
) -> None:
    server.enqueue(reply, NOTHING)
    answer = ask(server, small_stores, small_ids, OVERHEAD)
    assert kinds(server) == ["plan", "answer"]
    assert (answer.value, answer.plan, answer.abstained) == (None, None, True)
    assert len(answer.notes) == 1
    assert note in answer.notes[0]


def test_no_plan_leaves_no_note(server: FakeOpenAI, small_stores: Stores, small_ids: Ids) -> None:
    server.enqueue("null", NOTHING)
    answer = ask(server, small_stores, small_ids, OVERHEAD)
    assert (answer.abstained, answer.notes) == (True, ())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What was the goodwill in 2023?", ("lantern",)),  # a line: there, or not there
        ("What was the overhead ratio of Siemens in 2023?", ("lantern",)),
        (OVERHEAD, BOTH),  # of which of the two?
        ("What was revenue growth in 2023?", ("lantern",)),  # computed without a model
    ],
)
def test_a_plan_is_asked_for_only_where_one_is_lacking(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, question: str, names: tuple[str, ...]
) -> None:
    server.enqueue(NOTHING)
    ask(server, small_stores, small_ids, question, *names)
    assert kinds(server) == ["answer"]


@pytest.mark.parametrize(
    ("budget", "said"),
    [(Budget(calls=1), "asked 1 times"), (Budget(seconds=0.0), "longer than the 0 s")],
)
def test_when_the_budget_is_used_up_the_embedded_engine_answers(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, budget: Budget, said: str
) -> None:
    server.enqueue(PARTS, SAID)
    answer = ask(server, small_stores, small_ids, TWO, budget=budget)
    assert answer.engine == "embedded"
    assert said in answer.notes[-1]
    assert answer.notes[-1].endswith("The embedded engine answered instead.")
    assert len(server.requests) <= 1


def test_without_a_model_nothing_is_proposed(small_stores: Stores, small_ids: Ids) -> None:
    question = Question(OVERHEAD, (small_ids["lantern"],))
    answer = answer_question(question, small_stores)
    assert (answer.engine, answer.abstained, answer.notes) == ("embedded", True, ())
    assert "proposing" not in answer.timings_ms
