"""What is made of kept conversations: files, feedback, cases for the evals."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from evals.datasets import SetError, load_set
from fakes import ScriptedAnswers, answer, fake_parts, ingest_without_model, text_filing
from service.app import create_app
from service.types import NumberCheck, Value, Verdict

HOSTILE = "Revenue <img src=x> was **RMB571,704 thousand** | # [1](http://elsewhere)."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    parts = fake_parts(tmp_path)
    ingest_without_model("lantern.txt", text_filing(), parts.stores)
    with TestClient(create_app(replace(parts, answer=ScriptedAnswers()))) as client:
        yield client
    parts.stores.close()


def talk(client: TestClient, question: str = "What was the revenue?") -> tuple[str, str]:
    conversation = client.post("/v1/conversations").json()["id"]
    body = {"question": question, "conversation_id": conversation}
    asked = client.post("/v1/questions", json=body)
    assert asked.status_code == 200, asked.text
    return conversation, asked.json()["id"]


def test_a_transcript_holds_every_turn(client: TestClient) -> None:
    conversation, _ = talk(client)
    found = client.get(f"/v1/conversations/{conversation}/export")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/markdown")
    assert "attachment" in found.headers["content-disposition"]
    assert "## What was the revenue?" in found.text
    assert "571,704" in found.text
    assert "✓ supported" in found.text
    assert "a.pdf, p. 3, Results" in found.text


def test_a_transcript_has_no_markup_but_its_own(tmp_path: Path) -> None:
    check = NumberCheck("RMB571,704 thousand", 27, 46, Verdict.UNSUPPORTED, None, "a|b <i>")
    said = answer(HOSTILE, numbers=(check,))
    parts = fake_parts(tmp_path)
    with TestClient(create_app(replace(parts, answer=lambda *a, **k: said))) as client:
        conversation, _ = talk(client, "- [x](http://elsewhere) <script>")
        text = client.get(f"/v1/conversations/{conversation}/export").text
    parts.stores.close()
    assert "<img" not in text.replace("\\<", "")
    assert "](http" not in text.replace("\\]", "")
    assert "| RMB571,704 thousand | ? unsupported | a\\|b \\<i\\> |" in text


def test_a_working_paper_has_one_row_a_number(client: TestClient) -> None:
    conversation, _ = talk(client)
    found = client.get(f"/v1/conversations/{conversation}/export?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(found.content))
    rows = list(book["Numbers"].iter_rows(values_only=True))
    assert len(rows) == 2
    assert "571,704" in str(rows[1][3])
    page = client.get(f"/v1/conversations/{conversation}/export?format=html")
    assert "sandbox" in page.headers["content-security-policy"]


def test_feedback_is_kept_changed_and_taken_back(client: TestClient) -> None:
    conversation, said = talk(client)
    where = f"/v1/conversations/{conversation}/answers/{said}/feedback"
    assert client.put(where, json={"is_good": False, "comment": "of 2022"}).status_code == 200
    assert client.put(where, json={"is_good": True}).status_code == 200
    kept = client.get(f"/v1/conversations/{conversation}").json()["messages"][1]
    assert kept["feedback"] == {"is_good": True, "comment": ""}
    assert client.delete(where).status_code == 204
    kept = client.get(f"/v1/conversations/{conversation}").json()["messages"][1]
    assert kept["feedback"] is None


def test_feedback_on_nothing_is_refused(client: TestClient) -> None:
    conversation, said = talk(client)
    for where in (f"{conversation}/answers/a_none", f"c_none/answers/{said}"):
        found = client.put(f"/v1/conversations/{where}/feedback", json={"is_good": True})
        assert found.status_code == 404
        assert "There is no" in found.json()["detail"]


def test_a_good_answer_is_a_case_and_a_bad_one_waits_for_its_answer(
    client: TestClient, tmp_path: Path
) -> None:
    good_talk, good = talk(client)
    bad_talk, bad = talk(client, "What was the margin?")
    for talk_id, said, body in (
        (good_talk, good, {"is_good": True}),
        (bad_talk, bad, {"is_good": False, "comment": "margin, not revenue"}),
    ):
        client.put(f"/v1/conversations/{talk_id}/answers/{said}/feedback", json=body)
    found = client.get("/v1/feedback/cases")
    lines = [json.loads(line) for line in found.text.splitlines()]
    assert [line["question"] for line in lines] == ["What was the revenue?", "What was the margin?"]
    assert lines[1]["note"] == "margin, not revenue"
    path = tmp_path / "cases.jsonl"
    path.write_text(found.text.splitlines()[0], "utf-8")
    (case,) = load_set([path])
    assert case.sample_id == good
    path.write_text(found.text, "utf-8")
    with pytest.raises(SetError, match="`answer` is missing"):
        load_set([path])


def test_a_number_is_expected_by_its_value(tmp_path: Path) -> None:
    said = answer(value=Value(amount=Decimal(571_704_000), unit="CNY",
                              display="RMB571,704 thousand"))  # fmt: skip
    parts = fake_parts(tmp_path)
    with TestClient(create_app(replace(parts, answer=lambda *a, **k: said))) as client:
        conversation, said_id = talk(client)
        where = f"/v1/conversations/{conversation}/answers/{said_id}/feedback"
        client.put(where, json={"is_good": True})
        case = json.loads(client.get("/v1/feedback/cases").text)
    parts.stores.close()
    assert case["answer"]["value"] == 571_704_000
    assert case["kind"] == "derived"


def test_a_question_asked_again_takes_its_own_place(client: TestClient) -> None:
    conversation, first = talk(client)
    later = {"question": "And the margin?", "conversation_id": conversation}
    assert client.post("/v1/questions", json=later).status_code == 200
    again = {
        "question": "What was the cost?",
        "conversation_id": conversation,
        "history": [],
        "replaces": first,
    }
    second = client.post("/v1/questions", json=again).json()["id"]
    messages = client.get(f"/v1/conversations/{conversation}").json()["messages"]
    assert [m["text"] for m in messages[::2]] == ["What was the cost?", "And the margin?"]
    assert messages[1]["body"]["id"] == second
    gone = client.post("/v1/questions", json=again | {"replaces": "a_gone"})
    assert (gone.status_code, "There is no answer" in gone.json()["detail"]) == (404, True)
    nowhere = client.post("/v1/questions", json=again | {"conversation_id": None})
    assert (nowhere.status_code, "say which" in nowhere.text) == (422, True)


@pytest.mark.parametrize("given", [{"history": []}, {"replaces": True}])
def test_a_first_question_asked_again_has_no_history(
    tmp_path: Path, given: dict[str, object]
) -> None:
    answers = ScriptedAnswers()
    parts = fake_parts(tmp_path)
    with TestClient(create_app(replace(parts, answer=answers))) as client:
        conversation, first = talk(client)
        replaced = {"replaces": first} if "replaces" in given else given
        body = {"question": "What was the revenue?", "conversation_id": conversation, **replaced}
        assert client.post("/v1/questions", json=body).status_code == 200
    parts.stores.close()
    assert [question.history for question in answers.asked] == [(), ()]


PLAN = {
    "operation": "formula",
    "operands": [{"name": "a", "line_item": "Gross profit", "period": "FY2023"}],
    "formula": "a",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"plan": PLAN}, "A plan given by hand was run"),
        ({"given": {"periods": ["FY2022"]}}, "Asked with periods FY2022 given by hand."),
        ({"given": {"companies": []}}, "Asked with companies left out given by hand."),
    ],
)
def test_an_answer_to_more_than_the_question_says_so_and_is_no_case(
    client: TestClient, changed: dict[str, object], told: str
) -> None:
    conversation = client.post("/v1/conversations").json()["id"]
    body = {"question": "What was the revenue?", "conversation_id": conversation, **changed}
    said = client.post("/v1/questions", json=body).json()["id"]
    where = f"/v1/conversations/{conversation}"
    client.put(f"{where}/answers/{said}/feedback", json={"is_good": True, "comment": "fine"})
    (case,) = map(json.loads, client.get("/v1/feedback/cases").text.splitlines())
    assert "answer" not in case  # it would teach the set a wrong answer to these words
    assert case["note"].startswith("fine ")
    assert told in case["note"]
    assert told in client.get(f"{where}/export").text
    book = client.get(f"{where}/export?format=xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(book))["Numbers"].iter_rows(values_only=True))
    assert str(rows[1][1]).startswith("1. What was the revenue? ")
    assert told in str(rows[1][1])


def test_each_number_of_a_working_paper_is_placed_by_its_question(client: TestClient) -> None:
    conversation, _ = talk(client)
    more = {"question": "And the year before?", "conversation_id": conversation}
    client.post("/v1/questions", json=more)
    found = client.get(f"/v1/conversations/{conversation}/export?format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(found.content))["Numbers"].values)
    assert [row[1] for row in rows[1:]] == ["1. What was the revenue?", "2. And the year before?"]
    assert [row[0] for row in rows[1:]] == [1, 2]


def test_a_follow_up_follows_what_was_given_by_hand(tmp_path: Path) -> None:
    meant = "What was the revenue in FY2022?"
    understood = answer().understood
    assert understood is not None
    answers = ScriptedAnswers([answer(understood=replace(understood, text=meant)), answer()])
    parts = fake_parts(tmp_path)
    with TestClient(create_app(replace(parts, answer=answers))) as client:
        conversation = client.post("/v1/conversations").json()["id"]
        asked = {"question": "What was the revenue in FY2023?", "conversation_id": conversation}
        first = client.post("/v1/questions", json=asked | {"given": {"periods": ["FY2022"]}})
        assert first.status_code == 200, first.text
        client.post("/v1/questions", json=asked | {"question": "And the margin?"})
    parts.stores.close()
    assert [turn.question for turn in answers.asked[1].history] == [meant]
