from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from starlette.testclient import TestClient

from fakes import (
    ScriptedAnswers,
    ScriptedChecks,
    answer,
    fake_parts,
    ingest_without_model,
    serving,
    text_filing,
)
from ingest.errors import ModelUnavailable
from service.app import create_app
from service.parts import Parts

ANSWER_FIELDS = {
    "id",
    "question",
    "answer",
    "abstained",
    "value",
    "citations",
    "numbers",
    "plan",
    "follow_ups",
    "engine",
    "timings_ms",
}


@pytest.fixture
def answers() -> ScriptedAnswers:
    return ScriptedAnswers()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Three filings, read once: no test here changes them."""
    made = fake_parts(tmp_path_factory.mktemp("library"))
    for name, revenue, collection in (
        ("a.txt", "571,704", "hkex"),
        ("b.txt", "571,705", "hkex"),
        ("b.txt", "571,706", "sec"),
    ):
        ingest_without_model(name, text_filing(revenue=revenue), made.stores, collection=collection)
    yield made
    made.stores.close()


@pytest.fixture
def parts(library: Parts, answers: ScriptedAnswers) -> Parts:
    return replace(library, answer=answers, check=ScriptedChecks())


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(parts), raise_server_exceptions=False) as made:
        yield made


def openai_client(url: str) -> openai.OpenAI:
    http = openai.DefaultHttpxClient(trust_env=False)
    return openai.OpenAI(base_url=f"{url}/v1", api_key="none", http_client=http)


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for frame in text.strip().split("\n\n"):
        name, data = frame.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_has_the_contracts_fields(client: TestClient) -> None:
    body = client.post("/v1/questions", json={"question": "What was revenue?"}).json()
    assert body.keys() >= ANSWER_FIELDS
    assert body["value"] == {"amount": 571704000, "unit": "CNY", "display": "RMB571,704 thousand"}
    check = body["numbers"][0]
    assert body["answer"][check["start"] : check["end"]] == check["text"]
    assert check["evidence"][0]["cell"]["bbox"] == [10.0, 20.0, 60.0, 30.0]
    assert body["citations"][0]["quote"] == "Revenue 571,704"
    assert body["plan"]["operands"][0]["period"] == "FY2023"
    assert body["understood"]["periods"] == [
        {"start": None, "end": "2023-12-31", "words": "31 Dec 2023"}
    ]


def test_question_history_scope_and_plan_arrive(
    client: TestClient, parts: Parts, answers: ScriptedAnswers
) -> None:
    plan = client.post("/v1/questions", json={"question": "first"}).json()["plan"]
    plan["formula"] = "a * 2"
    sent = {
        "question": "And then?",
        "filings": ["a.txt"],
        "history": [{"question": "q", "answer": "a"}],
        "plan": plan,
    }
    assert client.post("/v1/questions", json=sent).status_code == 200
    asked = answers.asked[-1]
    assert asked.filing_ids == (parts.stores.library.resolve(["a.txt"])[0].id,)
    assert (asked.history[0].question, asked.history[0].answer) == ("q", "a")
    assert asked.plan is not None
    assert asked.plan.formula == "a * 2"
    client.post("/v1/questions", json={"question": "all", "filings": []})
    assert answers.asked[-1].filing_ids == ()
    client.post("/v1/questions", json={"question": "some", "collection": "hkex"})
    assert len(answers.asked[-1].filing_ids) == 2


@pytest.mark.parametrize("path", ["/v1/questions", "/v1/ground", "/v1/search"])
@pytest.mark.parametrize("stream", [False, True])
def test_names_are_never_ignored(client: TestClient, path: str, stream: bool) -> None:
    def status(**scope: Any) -> tuple[int, str]:
        body = {"question": "q", "text": "t 5", "query": "q", "stream": stream, **scope}
        response = client.post(path, json=body)
        return response.status_code, response.json()["detail"]

    code, detail = status(filings=["a.txt", "nope.pdf"])
    assert (code, "nope.pdf" in detail) == (404, True)
    code, detail = status(filings=["b.txt"])
    assert (code, detail.count("f_")) == (409, 2)
    assert status(collection="nowhere")[0] == 404


def test_a_stream_ends_with_the_whole_answer(client: TestClient, answers: ScriptedAnswers) -> None:
    answers.pieces = ("Revenue was ", "RMB571,704\nthousand", " [1].")
    response = client.post("/v1/questions", json={"question": "q", "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    texts = [data["text"] for name, data in found if name == "text"]
    assert texts == list(answers.pieces)
    assert found[-2][0] == "understanding"
    assert found[-1][0] == "answer"
    assert found[-1][1].keys() >= ANSWER_FIELDS


@pytest.mark.parametrize(
    ("error", "status"), [(ModelUnavailable("It is down."), 503), (ZeroDivisionError("x"), 500)]
)
def test_a_stream_that_fails_ends_with_a_problem(
    client: TestClient, answers: ScriptedAnswers, error: Exception, status: int
) -> None:
    answers.outcomes = [error]
    name, data = events(client.post("/v1/questions", json={"question": "q", "stream": True}).text)[
        -1
    ]
    assert (name, data["status"]) == ("problem", status)
    assert "ZeroDivision" not in json.dumps(data)


def test_a_reader_who_goes_away_stops_the_work(parts: Parts, answers: ScriptedAnswers) -> None:
    answers.pieces = ("word ",) * 2000
    answers.before_piece = lambda: time.sleep(0.01)
    with serving(parts) as url:
        body = {"question": "q", "stream": True}
        with httpx.stream("POST", f"{url}/v1/questions", json=body, trust_env=False) as response:
            next(response.iter_lines())
        assert answers.stopped.wait(5), "the answer was written on for nobody"


def test_eight_people_ask_at_once(parts: Parts, answers: ScriptedAnswers) -> None:
    together = threading.Barrier(8, timeout=10)
    answers.pieces = ("x",)

    def meet() -> None:
        together.wait()

    answers.before_piece = meet
    with serving(parts) as url, ThreadPoolExecutor(8) as people:

        def ask(n: int) -> str:
            sent = {"question": f"q{n}", "stream": True}
            response = httpx.post(f"{url}/v1/questions", json=sent, trust_env=False, timeout=20)
            question: str = events(response.text)[-1][1]["question"]
            return question

        assert sorted(people.map(ask, range(8))) == [f"q{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": "  "}, "question"),
        ({"question": "q" * 9000}, "question"),
        ({"question": "q", "history": [{"question": "x"}]}, "history.0.answer"),
        ({"question": "q", "filings": "a.txt"}, "filings"),
        ({"question": "\ud800"}, "question"),
    ],
)
def test_a_wrong_request_is_told_by_field(
    client: TestClient, body: dict[str, Any], field: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/questions", content=json.dumps(body), headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert field in response.json()["detail"]


def test_malformed_json_is_a_problem(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/questions", content=b'{"question": ', headers=headers)
    assert response.status_code == 422
    assert "JSON" in response.json()["detail"]


def test_a_conversation_keeps_and_hands_on_what_was_said(
    client: TestClient, answers: ScriptedAnswers
) -> None:
    talk = client.post("/v1/conversations", json={}).json()
    sent = {"question": "What was revenue?", "conversation_id": talk["id"]}
    first = client.post("/v1/questions", json=sent).json()
    client.post("/v1/questions", json={**sent, "question": "And 2022?", "stream": True})
    assert [turn.question for turn in answers.asked[-1].history] == ["What was revenue?"]
    kept = client.get(f"/v1/conversations/{talk['id']}").json()
    assert [m["role"] for m in kept["messages"]] == ["question", "answer"] * 2
    assert kept["messages"][1]["body"]["citations"] == first["citations"]
    assert kept["title"] == "What was revenue?"
    renamed = client.patch(f"/v1/conversations/{talk['id']}", json={"title": "Revenue"})
    assert renamed.json()["title"] == "Revenue"
    listed = client.get("/v1/conversations").json()["conversations"]
    assert [each["title"] for each in listed] == ["Revenue"]
    assert client.delete(f"/v1/conversations/{talk['id']}").status_code == 204
    assert client.get(f"/v1/conversations/{talk['id']}").status_code == 404
    assert client.post("/v1/questions", json=sent).status_code == 404


def test_ground_and_search_have_the_contracts_shape(client: TestClient, parts: Parts) -> None:
    found = client.post("/v1/ground", json={"text": "𠮷 was 571", "filings": ["a.txt"]}).json()
    (check,) = found["numbers"]
    assert (check["text"], check["start"], check["end"]) == ("571", 6, 9)
    assert isinstance(parts.check, ScriptedChecks)
    assert len(parts.check.asked[-1][1]) == 1
    hits = client.post("/v1/search", json={"query": "revenue", "limit": 2}).json()["results"]
    assert hits[0].keys() >= {"filing", "filing_id", "page", "section", "text", "kind", "score"}
    assert hits[0]["page"] is None
    assert hits[0]["kind"] in ("passage", "table")


def test_the_official_client_chats(parts: Parts, answers: ScriptedAnswers) -> None:
    with serving(parts) as url, openai_client(url) as chat:
        assert [model.id for model in chat.models.list()] == ["tickmark"]
        said = chat.chat.completions.create(
            model="tickmark",
            messages=[
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "What was revenue?"},
                {"role": "assistant", "content": "RMB571,704 thousand."},
                {"role": "user", "content": [{"type": "text", "text": "And in 2022?"}]},
            ],
            extra_body={"filings": ["a.txt"]},
        )
        assert said.choices[0].message.content == answer().text
        assert said.usage is not None
        assert said.usage.completion_tokens > 3
        assert said.model_extra is not None
        assert said.model_extra["citations"][0]["filing"] == "a.pdf"
        assert said.model_extra["numbers"][0]["verdict"] == "supported"
        asked = answers.asked[-1]
        assert (asked.text, len(asked.filing_ids)) == ("And in 2022?", 1)
        assert [(t.question, t.answer) for t in asked.history] == [
            ("What was revenue?", "RMB571,704 thousand.")
        ]
        with pytest.raises(openai.NotFoundError, match=r"nope\.pdf"):
            chat.chat.completions.create(
                model="tickmark",
                messages=[{"role": "user", "content": "q"}],
                extra_body={"filings": ["nope.pdf"]},
            )


@pytest.mark.parametrize("pieces", [(), ("Revenue was ", "RMB571,704 thousand [1].")])
def test_the_official_client_streams(
    parts: Parts, answers: ScriptedAnswers, pieces: tuple[str, ...]
) -> None:
    answers.pieces = pieces
    with serving(parts) as url, openai_client(url) as chat:
        chunks = list(
            chat.chat.completions.create(
                model="tickmark",
                messages=[{"role": "user", "content": "q"}],
                stream=True,
                stream_options={"include_usage": True},
            )
        )
    texts = [c.choices[0].delta.content or "" for c in chunks if c.choices]
    assert "".join(texts) == answer().text
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    last = chunks[-1]
    assert last.usage is not None
    assert last.model_extra is not None
    assert last.model_extra["numbers"][0]["text"] == "RMB571,704 thousan"
    assert last.model_extra["citations"]


def test_a_chat_without_a_question_is_refused(client: TestClient) -> None:
    for messages in (
        [{"role": "assistant", "content": "hello"}],
        [{"role": "user", "content": [{"type": "image_url"}]}],
        [],
    ):
        response = client.post("/v1/chat/completions", json={"messages": messages})
        assert response.status_code == 422
        assert response.json()["error"]["message"] == response.json()["detail"]
