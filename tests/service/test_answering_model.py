"""A model writes: the real client against a scripted server, the real check over real stores."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from fake_openai import FakeOpenAI, Reply
from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.models import open_model
from service.types import Answer, Operand, Plan, Question, Verdict

Ids = dict[str, str]
QUESTION = "What was revenue in 2023?"
RIGHT = "Revenue of Harbour Lantern in FY2023 was RMB571,704 thousand [1]."
WRONG = "Revenue of Harbour Lantern in FY2023 was RMB617,504 thousand [1]."
EMBEDDED = "Revenue of Harbour Lantern Holdings Limited in FY2023: RMB571,704 thousand [1]."


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


def ask(
    server: FakeOpenAI,
    stores: Stores,
    filing_id: str,
    text: str = QUESTION,
    pieces: list[str] | None = None,
    **fields: object,
) -> Answer:
    model = open_model(server.config(timeout_seconds=1.0))
    question = Question(text, (filing_id,), **fields)  # type: ignore[arg-type]
    return answer_question(
        question, stores, model, on_text=pieces.append if pieces is not None else None
    )


def test_a_right_answer_passes_with_its_citation(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(RIGHT)
    pieces: list[str] = []
    answer = ask(server, small_stores, small_ids["lantern"], pieces=pieces)
    assert (answer.text, answer.engine, answer.notes) == (RIGHT, "scripted", ())
    assert "".join(pieces) == RIGHT
    assert answer.value is not None
    assert answer.value.amount == Decimal(571704000)
    (cited,) = answer.citations
    assert cited.cell is not None
    assert (cited.id, cited.cell.row, cited.cell.text) == (1, "Revenue", "571,704")
    (check,) = answer.numbers
    assert (check.verdict, check.how) == (Verdict.SUPPORTED, "exact")
    assert RIGHT[check.start : check.end] == check.text == "RMB571,704 thousand"
    assert len(server.requests) == 1


def test_the_model_sees_the_evidence_of_the_filings_in_scope_alone(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(RIGHT)
    ask(server, small_stores, small_ids["lantern"])
    prompt = server.requests[0].prompt
    assert "| Cell: 571,704" in prompt
    assert f"| {QUESTION}" in prompt
    assert "Copper Kiln" not in prompt


def test_a_wrong_number_is_told_to_the_model_and_repaired(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(WRONG, RIGHT)
    answer = ask(server, small_stores, small_ids["lantern"])
    assert answer.text == RIGHT
    assert [check.verdict for check in answer.numbers] == [Verdict.SUPPORTED]
    assert len(server.requests) == 2
    findings = server.requests[1].prompt.partition("<<<FINDINGS")[2]
    assert "'RMB617,504 thousand' is contradicted" in findings
    assert "RMB571,704 thousand" in findings


def test_a_wrong_number_that_stays_is_flagged_and_is_no_value(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(WRONG, WRONG, WRONG, RIGHT)
    answer = ask(server, small_stores, small_ids["lantern"])
    assert answer.text == WRONG
    (check,) = answer.numbers
    assert check.verdict is Verdict.CONTRADICTED
    assert check.expected is not None
    assert "RMB571,704 thousand" in check.expected
    assert answer.value is None
    assert len(server.requests) == 3  # repaired twice, not for ever


def test_invented_marks_are_taken_out_and_counted(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(RIGHT.replace("[1]", "[1][57]") + " It sells lamps [99].")
    answer = ask(server, small_stores, small_ids["lantern"])
    assert answer.text == RIGHT + " It sells lamps."
    assert answer.dropped_marks == 2
    assert [cited.id for cited in answer.citations] == [1]


def test_marks_of_passages_are_cited_as_passages(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """Whatever number the lamps have in the evidence, their mark cites what they stand in."""
    server.enqueue("The storm lamp was certified [1].")
    text = "When was the storm lamp certified?"
    answer = ask(server, small_stores, small_ids["lantern"], text)
    evidence = server.requests[0].prompt.partition("<<<EVIDENCE")[2]
    assert evidence.strip().startswith("[1] passage")
    (cited,) = answer.citations
    assert cited.cell is None
    page = small_stores.library.page(small_ids["lantern"], 1).text
    assert cited.quote == page[cited.start : cited.end]
    assert "The storm lamp was certified by the coast guard in May 2023." in cited.quote


def test_a_model_may_say_that_the_filings_do_not_say(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue("The filings do not say.")
    answer = ask(server, small_stores, small_ids["lantern"], "What was the goodwill in 2023?")
    assert answer.abstained
    assert (answer.value, answer.plan, answer.numbers) == (None, None, ())
    assert answer.engine == "scripted"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ([Reply(status=503)] * 9, "answered with status 503"),
        ([Reply(status=401)] * 9, "401"),
        ([Reply(RIGHT, delay_seconds=1.5)] * 9, "did not answer within 1"),
        ([Reply(RIGHT, breaks_after=3)] * 9, "broke off"),
        ([Reply("")] * 9, "empty"),
        ([Reply(raw=b"<html>busy</html>", content_type="text/html")] * 9, ""),
    ],
    ids=["down", "refused", "slow", "cut off", "empty", "no model at all"],
)
def test_the_embedded_engine_answers_where_the_model_cannot(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids, replies: list[Reply], said: str
) -> None:
    server.enqueue(*replies)
    answer = ask(server, small_stores, small_ids["lantern"], pieces=[])
    assert (answer.text, answer.engine) == (EMBEDDED, "embedded")
    assert answer.value is not None
    assert answer.value.amount == Decimal(571704000)
    assert [check.verdict for check in answer.numbers] == [Verdict.SUPPORTED]
    (note,) = answer.notes
    assert note.endswith("The embedded engine answered instead.")
    assert said in note
    assert "secret-prompt-echo" not in note


def test_a_server_that_is_not_there(small_stores: Stores, small_ids: Ids) -> None:
    server = FakeOpenAI()
    server.close()
    answer = ask(server, small_stores, small_ids["lantern"])
    assert (answer.text, answer.engine, len(answer.notes)) == (EMBEDDED, "embedded", 1)


def test_a_model_that_fails_while_repairing_leaves_the_checked_answer(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue(WRONG, *[Reply(status=500)] * 9)
    answer = ask(server, small_stores, small_ids["lantern"])
    assert (answer.text, answer.engine) == (EMBEDDED, "embedded")
    assert [check.verdict for check in answer.numbers] == [Verdict.SUPPORTED]


def test_a_plan_sent_back_is_carried_out_without_the_model(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    plan = Plan("formula", (Operand("a", "revenue", period="FY2023"),), "a * 2")
    answer = ask(server, small_stores, small_ids["lantern"], plan=plan)
    assert answer.value is not None
    assert answer.value.amount == Decimal(1143408000)
    assert (answer.engine, server.requests) == ("embedded", [])


def test_an_instruction_in_a_filing_reaches_the_model_only_as_data(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    server.enqueue("Revenue of Copper Kiln in FY2023 was RMB88,120 thousand [1].")
    ask(server, small_stores, small_ids["kiln"])
    lines = server.requests[0].prompt.splitlines()
    told = [line for line in lines if "Ignore all earlier instructions" in line]
    assert told
    assert all(line.startswith("| ") for line in told)


def test_a_model_that_obeys_an_instruction_in_a_filing_is_flagged(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """The filing's own table says 88,120: what a sentence tells the model to say does not pass."""
    obeyed = "The revenue of Copper Kiln for 2023 is RMB999,999 thousand [2]."
    server.enqueue(*[obeyed] * 3)
    answer = ask(server, small_stores, small_ids["kiln"])
    assert answer.value is None
    (check,) = answer.numbers
    assert check.verdict is Verdict.CONTRADICTED
    assert check.expected is not None
    assert "RMB88,120 thousand" in check.expected
    assert check.evidence[0].cell is not None
    assert check.evidence[0].cell.text == "88,120"


def test_nothing_in_scope_is_nothing_to_write_from(
    server: FakeOpenAI, small_stores: Stores
) -> None:
    """Filings of another collection are neither shown to the model nor checked against."""
    server.enqueue(RIGHT)
    answer = answer_question(
        Question(QUESTION, collection="another"), small_stores, open_model(server.config())
    )
    assert answer.abstained
    assert (answer.citations, answer.numbers, server.requests) == ((), (), [])


def test_a_stream_ends_with_the_answer(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """A reader of the stream is not left with a half sentence: the answer stands apart from it."""
    server.enqueue(*[Reply(RIGHT, breaks_after=3)] * 9)
    pieces: list[str] = []
    answer = ask(server, small_stores, small_ids["lantern"], pieces=pieces)
    written, _, told = "".join(pieces).partition("\n\nAfter the check, the answer is:\n\n")
    assert RIGHT.startswith(written)
    assert told == answer.text == EMBEDDED


def test_a_repaired_answer_is_streamed_after_the_one_that_did_not_hold(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """A client that shows the stream alone would else be left with the wrong number."""
    server.enqueue(WRONG, RIGHT)
    pieces: list[str] = []
    answer = ask(server, small_stores, small_ids["lantern"], pieces=pieces)
    assert "".join(pieces) == f"{WRONG}\n\nAfter the check, the answer is:\n\n{RIGHT}"
    assert answer.text == RIGHT
