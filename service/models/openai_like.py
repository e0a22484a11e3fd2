"""Any OpenAI-compatible endpoint, through LlamaIndex's client."""

from __future__ import annotations

from typing import Any

import httpx
import openai
from llama_index.core.base.llms.types import ChatResponse
from llama_index.core.llms import LLM
from llama_index.llms.openai_like import OpenAILike

from service.models.endpoint import (
    Ending,
    Endpoint,
    Fault,
    FaultKind,
    http_fault,
)
from service.models.types import ModelConfig

_ENDINGS = {"length": Ending.LENGTH, "content_filter": Ending.FILTERED}


class OpenAiLikeModel(Endpoint):
    """A `Model` at an OpenAI-compatible endpoint: hosted, vLLM, llama.cpp."""

    api = "OpenAI API"
    missing = "check the base URL (it usually ends in /v1) and the model's name."
    errors = (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL)

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self._http = httpx.Client(timeout=config.timeout_seconds)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _make(self) -> LLM:
        config = self._config
        # Retries are ours: the client's own are nested (openai inside tenacity, four seconds at
        # the least) and know no deadline. The key is never None, which would read the environment.
        client = openai.OpenAI(
            api_key=config.api_key or "none",
            base_url=config.address,
            timeout=config.timeout_seconds,
            max_retries=0,
            http_client=self._http,
        )
        # These three come from OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS, whatever
        # is passed: another program's account must not show at this endpoint.
        client.organization = None
        client.project = None
        client._custom_headers = dict(config.headers)
        return OpenAILike(
            model=config.model,
            api_base=config.address,
            api_key=config.api_key or "none",
            is_chat_model=True,
            temperature=config.temperature,
            max_tokens=config.max_tokens,
            context_window=config.context_tokens,
            timeout=config.timeout_seconds,
            max_retries=0,
            openai_client=client,  # type: ignore[call-arg]  # OpenAI.__init__ has it
        )

    def _ending(self, response: ChatResponse) -> Ending | None:
        raw: Any = response.raw
        reason = raw.choices[0].finish_reason if raw is not None and raw.choices else None
        return _ENDINGS.get(str(reason), Ending.WHOLE) if reason else None

    def _fault(self, error: BaseException) -> Fault:
        if isinstance(error, openai.APIStatusError):
            retry_after = error.response.headers.get("retry-after")
            return Fault(FaultKind.STATUS, error.status_code, retry_after)
        if isinstance(error, openai.APITimeoutError):
            return Fault(FaultKind.TIMEOUT)
        if isinstance(error, openai.APIConnectionError):
            cause = error.__cause__
            is_address = isinstance(cause, (httpx.InvalidURL, httpx.UnsupportedProtocol))
            return Fault(FaultKind.ADDRESS if is_address else FaultKind.UNREACHABLE)
        if isinstance(error, openai.APIError):
            return Fault(FaultKind.REPORTED)
        return http_fault(error)
