"""What every provider has in common: retries, a deadline, whole replies, errors as ours.

A provider's file makes the LlamaIndex client, says how a reply ended and what an error was
(`Fault`); which of them is tried again, and in which words a person is told, is decided here.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar, NamedTuple

import httpx
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.llms import LLM

from ingest.errors import ModelBadOutput, ModelError, ModelUnavailable
from service.models.types import ModelConfig

# The clients take the reply apart without looking first, so an endpoint that answers with another
# shape (no choices, HTML with status 200, broken JSON) shows as one of these.
_SHAPE_ERRORS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_LONGEST_WAIT_SECONDS = 5.0  # a Retry-After beyond this: the embedded engine answers meanwhile

_HELP_BY_STATUS = {
    400: "The endpoint refused the request; check that the model's name and context size fit.",
    401: "The endpoint refused the key; set TICKMARK_LLM_API_KEY.",
    403: "The key may not use this model; choose another model or key.",
    413: "The request is too long for the endpoint; ask about fewer filings.",
    422: "The endpoint did not accept the request's form; check TICKMARK_LLM_PROVIDER.",
    429: "The endpoint limits requests or the quota is used up; try again later.",
}
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class Ending(Enum):
    """How a reply ended."""

    WHOLE = auto()
    LENGTH = auto()  # at its length limit, or the context's
    FILTERED = auto()  # by a content filter, or the model refused


class Piece(NamedTuple):
    """A stretch of a reply. `ending` is None while the reply goes on."""

    text: str
    ending: Ending | None


class FaultKind(Enum):
    """What went wrong, told apart by what a person does about it."""

    STATUS = auto()  # an HTTP status that is none of success
    TIMEOUT = auto()
    ADDRESS = auto()  # the base URL is no address
    UNREACHABLE = auto()
    BROKEN = auto()  # the connection, after it was made
    REPORTED = auto()  # an error event in the middle of a stream
    SHAPE = auto()  # answered, but not in the API's form


@dataclass(frozen=True, slots=True)
class Fault:
    """A client's error, without what it says: that may hold the key, the prompt, the reply."""

    kind: FaultKind
    status: int = 0
    retry_after: str | None = None  # the header as it came: seconds, or a date


class Endpoint(ABC):
    """A `Model` at an endpoint. Subclasses bring the client; this class, everything else."""

    api: ClassVar[str]  # the API's name, for a person
    missing: ClassVar[str]  # what to look at when the endpoint says 404
    errors: ClassVar[tuple[type[BaseException], ...]]  # the client's own, beside shape errors

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._caught: tuple[type[BaseException], ...] = (*self.errors, *_SHAPE_ERRORS, ModelError)
        self._lock = threading.Lock()
        self._made: LLM | None = None

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._config.model

    def complete(self, prompt: str) -> str:
        """The whole reply; see `Model.complete`."""
        deadline = time.monotonic() + self._config.deadline_seconds
        for attempt in range(self._config.retries + 1):
            try:
                return _checked(self._reply(self._client(), prompt))
            except self._caught as error:
                self._wait_or_raise(error, attempt, deadline)
        raise AssertionError("the last attempt returns or raises")

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces; see `Model.stream`. Retried only while nothing was received."""
        deadline = time.monotonic() + self._config.deadline_seconds
        for attempt in range(self._config.retries + 1):
            has_begun = False
            try:
                for text in self._texts(prompt, deadline):
                    has_begun = True
                    yield text
                return
            except self._caught as error:
                self._wait_or_raise(error, self._config.retries if has_begun else attempt, deadline)

    @abstractmethod
    def close(self) -> None:
        """Close the connections."""

    @abstractmethod
    def _make(self) -> LLM:
        """LlamaIndex's client, its own retries off, nothing of it from the environment."""

    @abstractmethod
    def _ending(self, response: ChatResponse) -> Ending | None:
        """How the reply ended, where a response tells it; None while it goes on."""

    def _reply(self, client: LLM, prompt: str) -> Piece:
        """The whole reply in one request; its ending is set where the endpoint tells it."""
        response = client.chat(messages(prompt))
        return Piece(response.message.content or "", self._ending(response))

    def _pieces(self, client: LLM, prompt: str) -> Iterator[Piece]:
        """The reply as it comes; one piece at the least has an ending, unless it broke off."""
        for response in client.stream_chat(messages(prompt)):
            yield Piece(response.delta or "", self._ending(response))

    @abstractmethod
    def _fault(self, error: BaseException) -> Fault:
        """What one of `errors` means; `FaultKind.SHAPE` for everything else."""

    def _client(self) -> LLM:
        # Made at the first use: an address that is none is an error of the question, not of the
        # start, and is told like every other.
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _texts(self, prompt: str, deadline: float) -> Iterator[str]:
        ending: Ending | None = None
        has_text = False
        for piece in self._pieces(self._client(), prompt):
            ending = piece.ending or ending
            if piece.text:
                has_text = has_text or not piece.text.isspace()
                yield piece.text
            if time.monotonic() > deadline:
                raise ModelUnavailable(
                    f"The model was still writing after {self._config.deadline_seconds:g} s."
                )
        if ending is None:
            raise ModelUnavailable("The model's reply broke off.", retryable=True)
        _require_whole(ending, has_text)

    def _wait_or_raise(self, error: BaseException, attempt: int, deadline: float) -> None:
        translated, retry_after = self._translated(error)
        pause = max(self._config.backoff_seconds * 2**attempt, retry_after)
        if (
            attempt < self._config.retries
            and isinstance(translated, ModelUnavailable)
            and translated.retryable
            and pause <= _LONGEST_WAIT_SECONDS
            and time.monotonic() + pause <= deadline
        ):
            time.sleep(pause)
        else:
            raise translated from (None if translated is error else error)

    def _translated(self, error: BaseException) -> tuple[ModelError, float]:
        """The error as ours, and how many seconds the endpoint asks to wait."""
        if isinstance(error, ModelError):
            return error, 0.0
        fault = self._fault(error)
        return self._told(fault), _seconds(fault.retry_after)

    def _told(self, fault: Fault) -> ModelError:
        where = f"{self._config.model} at {self._config.shown_address}"
        match fault.kind:
            case FaultKind.STATUS:
                help_text = _HELP_BY_STATUS.get(fault.status)
                if fault.status == 404:
                    help_text = f"The endpoint has no such address or model; {self.missing}"
                return ModelUnavailable(
                    f"{where} answered with status {fault.status}. "
                    f"{help_text or 'The endpoint has a fault; see its own log.'}",
                    retryable=fault.status in _RETRYABLE_STATUS,
                )
            case FaultKind.TIMEOUT:
                return ModelUnavailable(
                    f"{where} did not answer within {self._config.timeout_seconds:g} s; "
                    "raise TICKMARK_LLM_TIMEOUT_SECONDS if it is slow by nature.",
                    retryable=False,  # a retry would double the wait for an answer that is there
                )
            case FaultKind.ADDRESS:
                return ModelUnavailable(
                    f"{self._config.shown_address} is not an address; set TICKMARK_LLM_BASE_URL."
                )
            case FaultKind.UNREACHABLE:
                return ModelUnavailable(
                    f"{where} cannot be reached; is it running?", retryable=True
                )
            case FaultKind.BROKEN:
                return ModelUnavailable(f"The connection to {where} broke off.", retryable=True)
            case FaultKind.REPORTED:
                return ModelUnavailable(
                    f"{where} reported a fault while it was writing.", retryable=True
                )
            case FaultKind.SHAPE:
                return ModelBadOutput(f"{where} did not reply in the form of the {self.api}.")


def messages(prompt: str) -> list[ChatMessage]:
    """A prompt as the only message of a conversation."""
    return [ChatMessage(role=MessageRole.USER, content=prompt)]


def http_fault(error: BaseException) -> Fault:
    """What an error of httpx means; `FaultKind.SHAPE` for everything else."""
    if isinstance(error, httpx.TimeoutException):
        return Fault(FaultKind.TIMEOUT)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return Fault(FaultKind.ADDRESS)
    if isinstance(error, httpx.ConnectError):
        return Fault(FaultKind.UNREACHABLE)
    if isinstance(error, httpx.HTTPError):
        return Fault(FaultKind.BROKEN)
    return Fault(FaultKind.SHAPE)


def _checked(piece: Piece) -> str:
    _require_whole(piece.ending or Ending.WHOLE, bool(piece.text.strip()))
    return piece.text


def _require_whole(ending: Ending, has_text: bool) -> None:
    """Half an answer about money may say the opposite of the whole one."""
    if ending is Ending.LENGTH:
        raise ModelBadOutput(
            "The model's reply was cut off at its length limit; raise TICKMARK_LLM_MAX_TOKENS."
        )
    if ending is Ending.FILTERED:
        raise ModelBadOutput("The endpoint's content filter stopped the model's reply.")
    if not has_text:
        raise ModelBadOutput("The model's reply was empty.")


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after or "0")
    except ValueError:  # a date: later than is worth waiting for
        return _LONGEST_WAIT_SECONDS + 1
