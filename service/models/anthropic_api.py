"""Anthropic's Messages API, through LlamaIndex's client. Needs the extra `anthropic`."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx
from llama_index.core.base.llms.types import ChatResponse, LLMMetadata
from llama_index.core.llms import LLM
from llama_index.llms.anthropic import Anthropic
from llama_index.llms.anthropic.utils import anthropic_modelname_to_contextsize

from service.models.endpoint import (
    Ending,
    Endpoint,
    Fault,
    FaultKind,
    Piece,
    http_fault,
    messages,
)
from service.models.types import ModelConfig

_ENDINGS = {
    "max_tokens": Ending.LENGTH,
    "model_context_window_exceeded": Ending.LENGTH,
    "refusal": Ending.FILTERED,
}


class _AnyName(Anthropic):
    """LlamaIndex's client, which by itself refuses every model that came out after it."""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(num_output=self.max_tokens, is_chat_model=True, model_name=self.model)

    @property
    def _model_kwargs(self) -> dict[str, Any]:
        # It knows which models refuse a temperature. Of one that it does not know nothing is
        # known: left out, the reply may vary; sent along, there might be none.
        fields = super()._model_kwargs
        try:
            anthropic_modelname_to_contextsize(self.model)
        except ValueError:
            fields.pop("temperature", None)
        return fields


class AnthropicModel(Endpoint):
    """A `Model` at Anthropic, or at a gateway that speaks its API."""

    api = "Anthropic API"
    missing = "check the model's name, and that the base URL does not end in /v1."
    errors = (anthropic.AnthropicError, httpx.HTTPError, httpx.InvalidURL)

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        # Its default follows redirects, and would take the key along to wherever they lead.
        self._http = httpx.Client(timeout=config.timeout_seconds, follow_redirects=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _make(self) -> LLM:
        config = self._config
        # The key is never None, which would read the environment and files of other programs.
        key = config.api_key or "none"
        client = anthropic.Anthropic(
            api_key=key,
            base_url=config.address,
            timeout=config.timeout_seconds,
            max_retries=0,
            http_client=self._http,
        )
        client._custom_headers = dict(config.headers)  # not those of ANTHROPIC_CUSTOM_HEADERS
        made = _AnyName(  # type: ignore[call-arg]  # Anthropic.__init__ has it
            model=config.model,
            api_key=key,
            base_url=config.address,
            temperature=config.temperature,
            max_tokens=config.max_tokens,
            timeout=config.timeout_seconds,
            max_retries=0,
        )
        made._client.close()  # it takes no client of ours, so its own is put away
        made._client = client
        return made

    def _reply(self, client: LLM, prompt: str) -> Piece:
        response = client.chat(messages(prompt))
        raw: Any = response.raw
        return Piece(response.message.content or "", _told(raw["stop_reason"]))

    def _ending(self, response: ChatResponse) -> Ending | None:
        return _told(response.message.additional_kwargs.get("stop_reason"))

    def _fault(self, error: BaseException) -> Fault:
        if isinstance(error, anthropic.APIStatusError):
            if error.status_code < 400 and not error.response.is_redirect:
                return Fault(FaultKind.REPORTED)  # an error event in a stream that began well
            retry_after = error.response.headers.get("retry-after")
            return Fault(FaultKind.STATUS, error.status_code, retry_after)
        if isinstance(error, anthropic.APITimeoutError):
            return Fault(FaultKind.TIMEOUT)
        if isinstance(error, anthropic.APIConnectionError):
            cause = error.__cause__
            is_address = isinstance(cause, (httpx.InvalidURL, httpx.UnsupportedProtocol))
            return Fault(FaultKind.ADDRESS if is_address else FaultKind.UNREACHABLE)
        return http_fault(error)


def _told(reason: object) -> Ending | None:
    return _ENDINGS.get(str(reason), Ending.WHOLE) if reason else None
