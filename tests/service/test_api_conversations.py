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
    with pytest.raises(SetError, match="`answer` is not an object"):
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
