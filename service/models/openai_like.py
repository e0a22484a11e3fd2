"""Any OpenAI-compatible endpoint, through LlamaIndex's client.

The one place where the errors of openai, httpx and the client in between become ours.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import openai
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.llms.openai_like import OpenAILike

from ingest.errors import ModelBadOutput, ModelError, ModelUnavailable
from service.models.types import ModelConfig

# The clients take the reply apart without looking first, so an endpoint that answers with another
# shape (no choices, HTML with status 200, broken JSON) shows as one of these.
_SHAPE_ERRORS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_FAILURES = (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, *_SHAPE_ERRORS)
_LONGEST_WAIT_SECONDS = 5.0  # a Retry-After beyond this: the embedded engine answers meanwhile

_HELP_BY_STATUS = {
    400: "The endpoint refused the request; check that the model's name and context size fit.",
    401: "The endpoint refused the key; set TICKMARK_LLM_API_KEY.",
    403: "The key may not use this model; choose another model or key.",
    404: "The endpoint has no such address or model; check the base URL (it usually ends in /v1) "
    "and the model's name.",
    413: "The request is too long for the endpoint; ask about fewer filings.",
    422: "The endpoint did not accept the request's form; check that it is OpenAI-compatible.",
    429: "The endpoint limits requests or the quota is used up; try again later.",
}
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class OpenAiLikeModel:
    """A `Model` at an OpenAI-compatible endpoint: hosted, vLLM, llama.cpp, Ollama."""

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._http = httpx.Client(timeout=config.timeout_seconds)
        # Retries are ours: the client's own are nested (openai inside tenacity, four seconds at
        # the least) and know no deadline. The key is never None, which would read the environment.
        self._client = OpenAILike(
            model=config.model,
            api_base=config.base_url,
            api_key=config.api_key or "none",
            is_chat_model=True,
            temperature=config.temperature,
            max_tokens=config.max_tokens,
            context_window=config.context_tokens,
            timeout=config.timeout_seconds,
            max_retries=0,
            http_client=self._http,  # type: ignore[call-arg]  # OpenAI.__init__ has it
        )

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._config.model

    def complete(self, prompt: str) -> str:
        """The whole reply; see `Model.complete`."""
        deadline = time.monotonic() + self._config.deadline_seconds
        for attempt in range(self._config.retries + 1):
            try:
                return _checked(self._client.chat(_messages(prompt)))
            except _FAILURES as error:
                self._wait_or_raise(error, attempt, deadline)
        raise AssertionError("the last attempt returns or raises")

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces; see `Model.stream`. Retried only while nothing was received."""
        deadline = time.monotonic() + self._config.deadline_seconds
        for attempt in range(self._config.retries + 1):
            has_begun = False
            try:
                for piece in self._pieces(prompt, deadline):
                    has_begun = True
                    yield piece
                return
            except _FAILURES as error:
                if has_begun:
                    raise _translated(error, self._config) from error
                self._wait_or_raise(error, attempt, deadline)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _pieces(self, prompt: str, deadline: float) -> Iterator[str]:
        finish_reason: str | None = None
        has_text = False
        for response in self._client.stream_chat(_messages(prompt)):
            finish_reason = _finish_reason(response) or finish_reason
            if response.delta:
                has_text = has_text or not response.delta.isspace()
                yield response.delta
            if time.monotonic() > deadline:
                raise ModelUnavailable(
                    f"The model was still writing after {self._config.deadline_seconds:g} s."
                )
        if finish_reason is None:
            raise ModelUnavailable("The model's reply broke off.", retryable=True)
        _require_whole(finish_reason, has_text)

    def _wait_or_raise(self, error: BaseException, attempt: int, deadline: float) -> None:
        translated = _translated(error, self._config)
        is_last = attempt >= self._config.retries
        if is_last or not isinstance(translated, ModelUnavailable) or not translated.retryable:
            raise translated from error
        pause = max(self._config.backoff_seconds * 2**attempt, _retry_after_seconds(error))
        if pause > _LONGEST_WAIT_SECONDS or time.monotonic() + pause > deadline:
            raise translated from error
        time.sleep(pause)


def _messages(prompt: str) -> list[ChatMessage]:
    return [ChatMessage(role=MessageRole.USER, content=prompt)]


def _finish_reason(response: ChatResponse) -> str | None:
    raw: Any = response.raw
    reason = raw.choices[0].finish_reason if raw is not None and raw.choices else None
    return str(reason) if reason else None


def _checked(response: ChatResponse) -> str:
    text = response.message.content or ""
    _require_whole(_finish_reason(response) or "stop", bool(text.strip()))
    return text


def _require_whole(finish_reason: str, has_text: bool) -> None:
    """Half an answer about money may say the opposite of the whole one."""
    if finish_reason == "length":
        raise ModelBadOutput("The model's reply was cut off at its length limit.")
    if finish_reason == "content_filter":
        raise ModelBadOutput("The endpoint's content filter stopped the model's reply.")
    if not has_text:
        raise ModelBadOutput("The model's reply was empty.")


def _translated(error: BaseException, config: ModelConfig) -> ModelError:
    """The error as ours. Never holds the key, the prompt, or what the endpoint wrote."""
    where = f"{config.model} at {config.base_url}"
    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        sentence = _HELP_BY_STATUS.get(status, "The endpoint has a fault; see its own log.")
        return ModelUnavailable(
            f"{where} answered with status {status}. {sentence}",
            retryable=status in _RETRYABLE_STATUS,
        )
    if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException)):
        return ModelUnavailable(
            f"{where} did not answer within {config.timeout_seconds:g} s; "
            "raise TICKMARK_LLM_TIMEOUT_SECONDS if it is slow by nature.",
            retryable=False,  # a retry would double the wait for an answer that is there at once
        )
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return ModelUnavailable(f"{config.base_url} is not an address; set TICKMARK_LLM_BASE_URL.")
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__
        if isinstance(cause, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
            return _translated(cause, config)
        return ModelUnavailable(f"{where} cannot be reached; is it running?", retryable=True)
    if isinstance(error, httpx.HTTPError):
        return ModelUnavailable(f"The connection to {where} broke off.", retryable=True)
    if isinstance(error, openai.APIError):  # an error event in the middle of a stream
        return ModelUnavailable(f"{where} reported a fault while it was writing.", retryable=True)
    return ModelBadOutput(f"{where} did not reply in the form of the OpenAI API.")


def _retry_after_seconds(error: BaseException) -> float:
    if not isinstance(error, openai.APIStatusError):
        return 0.0
    try:
        return float(error.response.headers.get("retry-after", "0"))
    except ValueError:  # a date: later than is worth waiting for
        return _LONGEST_WAIT_SECONDS + 1
