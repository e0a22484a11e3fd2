from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from fake_openai import FakeOpenAI, Reply
from ingest.errors import ModelBadOutput, ModelError, ModelUnavailable
from service.models import ModelConfig, OpenAiLikeModel, open_model

_SENTENCE = "Inventories were RMB571,704 thousand [1]."


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
def open_client() -> Iterator[Callable[[ModelConfig], OpenAiLikeModel]]:
    opened: list[OpenAiLikeModel] = []

    def open_one(config: ModelConfig) -> OpenAiLikeModel:
        opened.append(OpenAiLikeModel(config))
        return opened[-1]

    yield open_one
    for model in opened:
        model.close()


Open = Callable[[ModelConfig], OpenAiLikeModel]


def _ask(model: OpenAiLikeModel, *, is_streamed: bool) -> str:
    return "".join(model.stream("p")) if is_streamed else model.complete("p")


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_reply_comes_whole(fake: FakeOpenAI, open_client: Open, is_streamed: bool) -> None:
    fake.enqueue(_SENTENCE)
    model = open_client(fake.config(max_tokens=77))
    assert _ask(model, is_streamed=is_streamed) == _SENTENCE
    (request,) = fake.requests
    assert request.path == "/v1/chat/completions"
    assert request.prompt == "p"
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body["model"] == "scripted"
    assert request.body["temperature"] == 0.0
    assert request.body["max_tokens"] == 77
    assert bool(request.body.get("stream")) is is_streamed


def test_pieces_come_as_they_are_written(fake: FakeOpenAI, open_client: Open) -> None:
    fake.enqueue(Reply("abcdefgh", piece_chars=2, piece_delay_seconds=0.1))
    pieces = open_client(fake.config()).stream("p")
    start = time.monotonic()
    assert next(pieces) == "ab"
    first = time.monotonic() - start
    assert list(pieces) == ["cd", "ef", "gh"]
    assert first < 0.6 * (time.monotonic() - start)  # it did not wait for the last


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("status", "requests", "retryable", "words"),
    [
        (400, 1, False, "context size"),
        (401, 1, False, "TICKMARK_LLM_API_KEY"),
        (403, 1, False, "may not use"),
        (404, 1, False, "base URL"),
        (429, 3, True, "quota"),
        (500, 3, True, "its own log"),
        (503, 3, True, "its own log"),
        (418, 1, False, "its own log"),
    ],
)
def test_a_refusal_is_model_unavailable(
    fake: FakeOpenAI,
    open_client: Open,
    is_streamed: bool,
    status: int,
    requests: int,
    retryable: bool,
    words: str,
) -> None:
    fake.default = Reply(status=status)
    with pytest.raises(ModelUnavailable) as caught:
        _ask(open_client(fake.config()), is_streamed=is_streamed)
    assert caught.value.retryable is retryable
    assert f"status {status}" in caught.value.detail
    assert words in caught.value.detail
    assert "test-key" not in caught.value.detail
    assert "secret-prompt-echo" not in caught.value.detail
    assert len(fake.requests) == requests


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_fault_that_passes_is_retried(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool
) -> None:
    fake.enqueue(Reply(status=429, headers={"Retry-After": "0"}), Reply(status=500), _SENTENCE)
    assert _ask(open_client(fake.config()), is_streamed=is_streamed) == _SENTENCE
    assert len(fake.requests) == 3


@pytest.mark.parametrize("value", ["3600", "Wed, 21 Oct 2030 07:28:00 GMT"])
def test_a_long_retry_after_is_not_waited_for(
    fake: FakeOpenAI, open_client: Open, value: str
) -> None:
    fake.default = Reply(status=429, headers={"Retry-After": value})
    start = time.monotonic()
    with pytest.raises(ModelUnavailable):
        open_client(fake.config()).complete("p")
    assert time.monotonic() - start < 2
    assert len(fake.requests) == 1


@pytest.mark.parametrize("is_streamed", [False, True])
def test_silence_ends_after_the_timeout(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool
) -> None:
    fake.default = Reply(_SENTENCE, delay_seconds=1.0)
    start = time.monotonic()
    with pytest.raises(ModelUnavailable, match=r"within 0\.2 s"):
        _ask(open_client(fake.config(timeout_seconds=0.2)), is_streamed=is_streamed)
    assert time.monotonic() - start < 5
    assert len(fake.requests) == 1


def test_a_stream_that_drips_ends_at_the_deadline(fake: FakeOpenAI, open_client: Open) -> None:
    fake.enqueue(Reply("x" * 400, piece_chars=1, piece_delay_seconds=0.05))
    with pytest.raises(ModelUnavailable, match="still writing"):
        list(open_client(fake.config(deadline_seconds=0.3)).stream("p"))


def test_a_stream_that_breaks_off_is_not_retried_once_text_was_passed_on(
    fake: FakeOpenAI, open_client: Open
) -> None:
    fake.default = Reply(_SENTENCE, breaks_after=3)
    pieces: list[str] = []
    with pytest.raises(ModelUnavailable, match="broke off"):  # noqa: PT012
        for piece in open_client(fake.config()).stream("p"):
            pieces.append(piece)  # noqa: PERF402 - an error comes in between
    assert "".join(pieces) == _SENTENCE[:12]
    assert len(fake.requests) == 1


def test_a_stream_that_breaks_off_before_any_text_is_retried(
    fake: FakeOpenAI, open_client: Open
) -> None:
    fake.enqueue(Reply(_SENTENCE, breaks_after=0), _SENTENCE)
    assert "".join(open_client(fake.config()).stream("p")) == _SENTENCE
    assert len(fake.requests) == 2


def test_a_stream_without_an_end_is_a_broken_one(fake: FakeOpenAI, open_client: Open) -> None:
    fake.enqueue(Reply(_SENTENCE, finish_reason=None))
    with pytest.raises(ModelUnavailable, match="broke off"):
        list(open_client(fake.config()).stream("p"))


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(_SENTENCE, finish_reason="length"), "cut off"),
        (Reply(_SENTENCE, finish_reason="content_filter"), "content filter"),
        (Reply(""), "empty"),
        (Reply("  \n"), "empty"),
    ],
)
def test_half_a_reply_is_bad_output(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool, reply: Reply, words: str
) -> None:
    fake.enqueue(reply)
    with pytest.raises(ModelBadOutput, match=words):
        _ask(open_client(fake.config()), is_streamed=is_streamed)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=b"<html>It works!</html>", content_type="text/html"),
        Reply(raw=b'{"choices": ', content_type="application/json"),
        Reply(raw=b"[]"),
        Reply(raw=b'{"choices": []}'),
        Reply(raw=b'{"choices": null}'),
        Reply(raw=b'{"choices": [{"message": null}]}'),
        Reply(raw=b"data: {not json\n\n", content_type="text/event-stream"),
        Reply(raw=json.dumps({"choices": [{"delta": 7}]}).encode()),
        Reply(raw=b'data: {"choices": "none"}\n\n', content_type="text/event-stream"),
        Reply(raw=b'data: {"error": {"message": "x"}}\n\n', content_type="text/event-stream"),
        Reply(raw=b"\xff\xfe\x00", content_type="application/json"),
        Reply(raw=b"", content_type="application/json"),
    ],
)
def test_any_other_shape_is_one_of_our_errors(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool, reply: Reply
) -> None:
    fake.default = reply
    with pytest.raises(ModelError):
        _ask(open_client(fake.config()), is_streamed=is_streamed)


@pytest.mark.parametrize("is_streamed", [False, True])
def test_nobody_listening(open_client: Open, is_streamed: bool) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    config = ModelConfig(f"http://127.0.0.1:{port}/v1", "m", backoff_seconds=0.01)
    with pytest.raises(ModelUnavailable, match="is it running") as caught:
        _ask(open_client(config), is_streamed=is_streamed)
    assert caught.value.retryable


@pytest.mark.parametrize("address", ["no address", "ftp://127.0.0.1/v1", "http://[::1", "//x"])
def test_an_address_that_is_none(open_client: Open, address: str) -> None:
    with pytest.raises(ModelUnavailable, match="TICKMARK_LLM_BASE_URL"):
        open_client(ModelConfig(address, "m", backoff_seconds=0.01)).complete("p")


def test_without_an_endpoint_there_is_no_model() -> None:
    assert open_model(ModelConfig()) is None
    assert open_model(ModelConfig(base_url="http://127.0.0.1:1/v1", model=" ")) is None


def test_the_key_is_not_in_the_configurations_repr() -> None:
    assert "hunter2" not in repr(ModelConfig("http://x", "m", api_key="hunter2"))
