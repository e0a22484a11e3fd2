"""A reader who goes away stops the model: over real HTTP, with the real pipeline."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fake_openai import FakeOpenAI, Reply
from fakes import fake_parts, serving
from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.models import open_model
from service.parts import Parts
from service.types import Question

Ids = dict[str, str]
LONG = "Revenue rose on lamps for piers. " * 1500
QUESTION = "What was revenue in 2023?"


class Gone(Exception):
    """Nobody reads any more."""


@pytest.fixture
def cut() -> threading.Event:
    """Set when the model's endpoint finds that its client has closed the connection."""
    return threading.Event()


@pytest.fixture
def server(cut: threading.Event, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        monkeypatch.setattr(server._server, "handle_error", lambda *_: cut.set())
        yield server


@pytest.fixture
def parts(server: FakeOpenAI, small_stores: Stores, tmp_path: Path) -> Iterator[Parts]:
    made = fake_parts(tmp_path)
    model = open_model(server.config())
    yield replace(made, stores=small_stores, answer=answer_question, model=model)
    made.stores.close()


@pytest.mark.parametrize("text", [LONG, f"<think>{LONG}"], ids=["writing", "thinking"])
@pytest.mark.parametrize("address", ["questions", "chat/completions"])
def test_a_client_that_goes_away_stops_the_model(
    server: FakeOpenAI,
    parts: Parts,
    small_ids: Ids,
    cut: threading.Event,
    text: str,
    address: str,
) -> None:
    """While it thinks nothing reaches the reader, and it is stopped all the same."""
    server.enqueue(Reply(text, piece_chars=6, piece_delay_seconds=0.01))
    asked = {"question": QUESTION, "messages": [{"role": "user", "content": QUESTION}]}
    body = {**asked, "filings": [small_ids["lantern"]], "stream": True}
    if address == "questions":
        del body["messages"]
    else:
        del body["question"]
    with serving(parts) as url:
        place = f"{url}/v1/{address}"
        with httpx.stream("POST", place, json=body, trust_env=False) as response:
            assert response.status_code == 200
            deadline = time.monotonic() + 20
            while not server.requests and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.requests
            time.sleep(0.1)  # the model is in the middle of it
        assert cut.wait(20), "the model wrote on for nobody"
    assert len(server.requests) == 1


def test_nothing_more_is_asked_of_the_model_once_the_reader_is_gone(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    """Also between two calls: before the answer is written, or repaired."""
    server.enqueue(*["Revenue in FY2023 was RMB617,504 thousand [1]."] * 3)
    seen: list[str] = []

    def on_text(piece: str) -> None:
        seen.append(piece)
        if "".join(seen).endswith("[1]."):
            raise Gone

    model = open_model(server.config())
    question = Question(QUESTION, (small_ids["lantern"],))
    with pytest.raises(Gone):
        answer_question(question, small_stores, model, on_text=on_text)
    assert len(server.requests) == 1


def test_a_proposal_is_not_asked_for_when_the_reader_is_gone(
    server: FakeOpenAI, small_stores: Stores, small_ids: Ids
) -> None:
    def on_text(piece: str) -> None:
        raise Gone

    question = Question("What was revenue, and why did it rise?", (small_ids["lantern"],))
    with pytest.raises(Gone):
        answer_question(question, small_stores, open_model(server.config()), on_text=on_text)
    assert server.requests == []
