"""Ollama's own API, through LlamaIndex's client.

Ollama speaks OpenAI's API as well, but there the context size cannot be set: it would cut the
evidence off at its default, without a word.
"""

from __future__ import annotations

from typing import Any

import httpx
import ollama
from llama_index.core.base.llms.types import ChatResponse
from llama_index.core.llms import LLM
from llama_index.llms.ollama import Ollama

from service.models.endpoint import (
    Ending,
    Endpoint,
    Fault,
    FaultKind,
    http_fault,
)
from service.models.types import ModelConfig

# Ollama's client turns what httpx says of a failed connection into the built-in error.
_ERRORS = (ollama.ResponseError, ollama.RequestError, httpx.HTTPError, httpx.InvalidURL, OSError)


class _Refused(httpx.HTTPError):
    """A status that is none of success; the client's own error keeps the body and no headers."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(f"status {response.status_code}")
        self.fault = Fault(
            FaultKind.STATUS, response.status_code, response.headers.get("retry-after")
        )


class OllamaModel(Endpoint):
    """A `Model` at an Ollama server."""

    api = "Ollama API"
    missing = "pull the model with `ollama pull`, and leave /v1 and /api out of the base URL."
    errors = _ERRORS

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self._ollama: ollama.Client | None = None

    def close(self) -> None:
        """Close the connections."""
        if self._ollama is not None:
            self._ollama.close()  # type: ignore[no-untyped-call]

    def _make(self) -> LLM:
        config = self._config
        # The client would read OLLAMA_API_KEY where no key is given, and take away what stands
        # before the host: a callable has the last word on the header.
        self._ollama = ollama.Client(
            host=_address(config.address),
            timeout=config.timeout_seconds,
            follow_redirects=False,
            auth=self._authorised,
            event_hooks={"response": [_require_success]},
        )
        return Ollama(
            model=config.model,
            base_url=config.address,
            temperature=config.temperature,
            context_window=config.context_tokens,
            request_timeout=config.timeout_seconds,
            additional_kwargs={"num_predict": config.max_tokens},
            client=self._ollama,
        )

    def _authorised(self, request: httpx.Request) -> httpx.Request:
        request.headers.pop("Authorization", None)
        if self._config.api_key:
            request.headers["Authorization"] = f"Bearer {self._config.api_key}"
        request.headers.update(dict(self._config.headers))
        return request

    def _ending(self, response: ChatResponse) -> Ending | None:
        raw: Any = response.raw
        if not raw.get("done"):
            return None
        return Ending.LENGTH if raw.get("done_reason") == "length" else Ending.WHOLE

    def _fault(self, error: BaseException) -> Fault:
        if isinstance(error, _Refused):
            return error.fault
        if isinstance(error, ollama.ResponseError):  # a line of a stream that says "error"
            return Fault(FaultKind.REPORTED)
        if isinstance(error, OSError):
            return Fault(FaultKind.UNREACHABLE)
        return http_fault(error)


def _address(address: str) -> str:
    # The client makes an address of anything ("no address" becomes a host); httpx does not.
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.UnsupportedProtocol("not http or https")
    return address


def _require_success(response: httpx.Response) -> None:
    if not response.is_success:
        raise _Refused(response)
