"""Anthropic and Ollama: whatever the endpoint does ends in an answer or in one of our errors."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from fake_openai import FakeOpenAI, Reply
from fake_providers import FakeAnthropic, FakeOllama
from ingest.errors import ModelBadOutput, ModelError, ModelUnavailable, SettingsError
from service.models import Endpoint, ModelConfig, open_endpoint, open_model

_SENTENCE = "Inventories were RMB571,704 thousand [1]."
_ENVIRONMENT = {
    "ANTHROPIC_API_KEY": "leaked-key",
    "ANTHROPIC_AUTH_TOKEN": "leaked-token",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:1",
    "ANTHROPIC_CUSTOM_HEADERS": "X-Leaked: leaked-header",
    "OLLAMA_API_KEY": "leaked-key",
    "OLLAMA_HOST": "http://127.0.0.1:1",
    "OPENAI_API_KEY": "leaked-key",
    "OPENAI_BASE_URL": "http://127.0.0.1:1",
    "OPENAI_API_BASE": "http://127.0.0.1:1",
    "OPENAI_ORG_ID": "leaked-org",
    "OPENAI_PROJECT_ID": "leaked-project",
    "OPENAI_CUSTOM_HEADERS": "X-Leaked: leaked-header",
}

Open = Callable[[ModelConfig], Endpoint]


@pytest.fixture(params=[FakeAnthropic, FakeOllama])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeOpenAI]:
    with request.param() as server:
        yield server


@pytest.fixture(params=[FakeOpenAI, FakeAnthropic, FakeOllama])
def any_fake(request: pytest.FixtureRequest) -> Iterator[FakeOpenAI]:
    with request.param() as server:
        yield server


@pytest.fixture
def open_client() -> Iterator[Open]:
    opened: list[Endpoint] = []

    def open_one(config: ModelConfig) -> Endpoint:
        opened.append(open_endpoint(config))
        return opened[-1]

    yield open_one
    for model in opened:
        model.close()


def _ask(model: Endpoint, *, is_streamed: bool) -> str:
    return "".join(model.stream("p")) if is_streamed else model.complete("p")


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_reply_comes_whole(fake: FakeOpenAI, open_client: Open, is_streamed: bool) -> None:
    fake.enqueue(_SENTENCE)
    model = open_client(fake.config(max_tokens=77, context_tokens=4096))
    assert model.name == "scripted"
    assert _ask(model, is_streamed=is_streamed) == _SENTENCE
    (request,) = fake.requests
    assert bool(request.body.get("stream")) is is_streamed
    assert request.body["model"] == "scripted"
    if fake.provider == "anthropic":
        assert request.path == "/v1/messages"
        assert request.headers["x-api-key"] == "test-key"
        assert request.body["max_tokens"] == 77
        assert request.body["messages"][0]["content"] == [{"type": "text", "text": "p"}]
    else:
        assert request.path == "/api/chat"
        assert request.headers["authorization"] == "Bearer test-key"
        assert request.body["options"] == {"temperature": 0.0, "num_ctx": 4096, "num_predict": 77}
        assert request.prompt == "p"


@pytest.mark.parametrize(
    ("name", "is_sent"),
    [("claude-sonnet-4-5", True), ("claude-opus-5", False), ("claude-of-next-year", False)],
)
def test_a_temperature_is_sent_to_claudes_that_take_one(
    open_client: Open, name: str, is_sent: bool
) -> None:
    with FakeAnthropic() as fake:
        fake.enqueue(_SENTENCE)
        open_client(fake.config(model=name)).complete("p")
        assert fake.requests[0].body.get("temperature") == (0.0 if is_sent else None)


def test_pieces_come_as_they_are_written(fake: FakeOpenAI, open_client: Open) -> None:
    fake.enqueue(_SENTENCE, Reply("abcdefgh", piece_chars=2, piece_delay_seconds=0.1))
    model = open_client(fake.config())
    model.complete("p")  # makes the client
    pieces = model.stream("p")
    start = time.monotonic()
    assert next(pieces) == "ab"
    first = time.monotonic() - start
    assert list(pieces) == ["cd", "ef", "gh"]
    assert first < 0.6 * (time.monotonic() - start)  # it did not wait for the last


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("status", "requests", "words"),
    [
        (302, 1, "its own log"),
        (400, 1, "context size"),
        (401, 1, "TICKMARK_LLM_API_KEY"),
        (404, 1, "base URL"),
        (429, 3, "quota"),
        (500, 3, "its own log"),
        (529, 3, "its own log"),
    ],
)
def test_a_refusal_is_model_unavailable(
    fake: FakeOpenAI,
    open_client: Open,
    is_streamed: bool,
    status: int,
    requests: int,
    words: str,
) -> None:
    fake.default = Reply(status=status, headers={"Location": fake.base_url + "/elsewhere"})
    with pytest.raises(ModelUnavailable) as caught:
        _ask(open_client(fake.config()), is_streamed=is_streamed)
    assert caught.value.retryable is (requests > 1)
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


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("value", ["3600", "Wed, 21 Oct 2030 07:28:00 GMT"])
def test_a_long_retry_after_is_not_waited_for(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool, value: str
) -> None:
    fake.default = Reply(status=429, headers={"Retry-After": value})
    with pytest.raises(ModelUnavailable):
        _ask(open_client(fake.config()), is_streamed=is_streamed)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("is_streamed", [False, True])
def test_silence_ends_after_the_timeout(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool
) -> None:
    fake.default = Reply(_SENTENCE, delay_seconds=0.6)
    with pytest.raises(ModelUnavailable, match=r"within 0\.2 s"):
        _ask(open_client(fake.config(timeout_seconds=0.2)), is_streamed=is_streamed)
    assert len(fake.requests) == 1


def test_a_stream_that_falls_silent_ends_after_the_timeout(
    fake: FakeOpenAI, open_client: Open
) -> None:
    fake.default = Reply(_SENTENCE, piece_delay_seconds=0.6)
    with pytest.raises(ModelUnavailable, match=r"within 0\.2 s"):
        list(open_client(fake.config(timeout_seconds=0.2)).stream("p"))


def test_a_stream_that_drips_ends_at_the_deadline(fake: FakeOpenAI, open_client: Open) -> None:
    fake.enqueue(_SENTENCE, Reply("x" * 400, piece_chars=1, piece_delay_seconds=0.05))
    model = open_client(fake.config(deadline_seconds=0.5))
    model.complete("p")  # makes the client
    with pytest.raises(ModelUnavailable, match="still writing"):
        list(model.stream("p"))


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
def test_half_a_reply_is_bad_output(fake: FakeOpenAI, open_client: Open, is_streamed: bool) -> None:
    cut = "max_tokens" if fake.provider == "anthropic" else "length"
    fake.enqueue(Reply(_SENTENCE, finish_reason=cut), Reply(""), Reply("  \n"))
    model = open_client(fake.config())
    for words in ("TICKMARK_LLM_MAX_TOKENS", "empty", "empty"):
        with pytest.raises(ModelBadOutput, match=words):
            _ask(model, is_streamed=is_streamed)
    assert len(fake.requests) == 3


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("reason", "words"), [("refusal", "filter"), ("model_context_window_exceeded", "cut off")]
)
def test_anthropics_own_endings(
    open_client: Open, is_streamed: bool, reason: str, words: str
) -> None:
    with FakeAnthropic() as fake:
        fake.enqueue(Reply(_SENTENCE, finish_reason=reason))
        with pytest.raises(ModelBadOutput, match=words):
            _ask(open_client(fake.config()), is_streamed=is_streamed)


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=b"<html>It works!</html>", content_type="text/html"),
        Reply(raw=b'{"content": '),
        Reply(raw=b"[]"),
        Reply(raw=b"{}"),
        Reply(raw=b'{"content": null, "stop_reason": "end_turn"}'),
        Reply(raw=b'{"message": null, "done": true}\n'),
        Reply(raw=b'{"error": "secret-prompt-echo"}\n'),
        Reply(raw=b"event: message_start\ndata: {not json\n\n", content_type="text/event-stream"),
        Reply(
            raw=b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error"}}\n\n',
            content_type="text/event-stream",
        ),
        Reply(
            raw=b'event: content_block_delta\ndata: {"type": "content_block_delta"}\n\n',
            content_type="text/event-stream",
        ),
        Reply(raw=b"\xff\xfe\x00"),
        Reply(raw=b""),
    ],
)
def test_any_other_shape_is_one_of_our_errors(
    fake: FakeOpenAI, open_client: Open, is_streamed: bool, reply: Reply
) -> None:
    fake.default = reply
    with pytest.raises(ModelError) as caught:
        _ask(open_client(fake.config()), is_streamed=is_streamed)
    assert "secret-prompt-echo" not in caught.value.detail


def test_an_error_in_the_middle_of_a_stream(open_client: Open) -> None:
    line = b'{"error": "the runner has terminated: secret-prompt-echo"}\n'
    with FakeOllama() as fake:
        fake.default = Reply(raw=fake.piece("Inv", "m") + line, content_type=fake.stream_type)
        with pytest.raises(ModelUnavailable, match="while it was writing") as caught:
            list(open_client(fake.config()).stream("p"))
        assert "secret-prompt-echo" not in caught.value.detail
        assert len(fake.requests) == 1


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
def test_nobody_listening(open_client: Open, provider: str, is_streamed: bool) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    config = ModelConfig(address, "m", provider=provider, backoff_seconds=0.01)
    with pytest.raises(ModelUnavailable, match="is it running") as caught:
        _ask(open_client(config), is_streamed=is_streamed)
    assert caught.value.retryable


@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
@pytest.mark.parametrize("address", ["no address", "ftp://127.0.0.1", "http://[::1", "//x"])
def test_an_address_that_is_none(open_client: Open, provider: str, address: str) -> None:
    config = ModelConfig(address, "m", provider=provider, backoff_seconds=0.01)
    with pytest.raises(ModelUnavailable, match="TICKMARK_LLM_BASE_URL"):
        open_client(config).complete("p")


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("key", ["", "test-key"])
def test_nothing_comes_from_the_environment(
    any_fake: FakeOpenAI,
    open_client: Open,
    monkeypatch: pytest.MonkeyPatch,
    is_streamed: bool,
    key: str,
) -> None:
    for name, value in _ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    any_fake.enqueue(_SENTENCE)
    headers = (("X-Gateway", "team-7"),)
    model = open_client(any_fake.config(api_key=key, headers=headers))
    assert _ask(model, is_streamed=is_streamed) == _SENTENCE
    sent = any_fake.requests[0].headers
    assert sent["x-gateway"] == "team-7"
    assert "leaked" not in str(sent)
    assert ("test-key" in str(sent)) is bool(key)


def test_a_header_may_stand_for_the_key(any_fake: FakeOpenAI, open_client: Open) -> None:
    any_fake.enqueue(_SENTENCE)
    headers = (("Authorization", "Bearer of-the-gateway"),)
    open_client(any_fake.config(api_key="", headers=headers)).complete("p")
    assert any_fake.requests[0].headers["authorization"] == "Bearer of-the-gateway"


def test_secrets_are_in_no_repr_and_no_error(any_fake: FakeOpenAI, open_client: Open) -> None:
    secret = any_fake.base_url.replace("http://", "http://user:hunter2@") + "?key=hunter2"
    config = any_fake.config(base_url=secret, headers=(("X-Key", "hunter2"),), retries=0)
    assert "hunter2" not in config.shown_address
    assert "X-Key" not in repr(config)
    assert "test-key" not in repr(config)
    with pytest.raises(ModelError) as caught:
        open_client(config).complete("p")
    assert "hunter2" not in caught.value.detail


def test_a_provider_has_an_address_of_its_own() -> None:
    assert open_model(ModelConfig(provider="ollama")) is None
    assert ModelConfig(model="m", provider="ollama").address == "http://127.0.0.1:11434"
    assert ModelConfig(model="m", provider="anthropic").is_configured
    assert not ModelConfig(model="m").is_configured


def test_a_provider_that_is_none_is_told() -> None:
    with pytest.raises(SettingsError, match="TICKMARK_LLM_PROVIDER"):
        open_model(ModelConfig("http://x", "m", provider="other"))


def test_a_client_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "service.models.anthropic_api", None)
    with pytest.raises(SettingsError) as caught:
        open_model(ModelConfig(model="m", provider="anthropic"))
    assert 'pip install "tickmark[anthropic]"' in caught.value.detail
