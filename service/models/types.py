"""What a language model is to the rest of the project, and how one is configured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

# Where a provider is when no base URL is given. An OpenAI-compatible endpoint may be anyone's, so
# it is always named.
_ADDRESSES = {
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://127.0.0.1:11434",
}
_PROMPT_TOKENS = 700  # rules, question and draft; the longest prompt file has under 500 words
_CHARS_PER_TOKEN = 2  # tables are digits, which take more tokens than prose does


class Model(Protocol):
    """A text in, a text out. Implementations may be called from several threads at once."""

    @property
    def name(self) -> str:
        """What the answer names as its engine."""
        ...

    def complete(self, prompt: str) -> str:
        """The whole reply.

        Raises:
            ModelUnavailable: Down, slow or refusing.
            ModelBadOutput: Empty, cut off, or not in the API's form.
        """
        ...

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces as they come; raises what `complete` raises, at any piece."""
        ...


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """An endpoint. Empty `model`, or no address: no model is configured."""

    base_url: str = ""  # http://127.0.0.1:8080/v1
    model: str = ""
    api_key: str = field(default="", repr=False)
    provider: str = "openai"  # or anthropic, ollama
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # sent along; may be keys
    timeout_seconds: float = 30.0  # the longest silence: to connect, and between two pieces
    deadline_seconds: float = 120.0  # a whole reply, retries included
    retries: int = 2  # after a failure that may pass, while nothing was received yet
    backoff_seconds: float = 0.5  # before the first retry; doubles
    temperature: float = 0.0
    max_tokens: int = 1024  # of the reply
    context_tokens: int = 8192  # what the model reads at once, the reply included
    breaker_failures: int = 3  # failures in a row after which the endpoint is left alone
    breaker_seconds: float = 30.0  # for how long

    @property
    def is_configured(self) -> bool:
        """Whether there is an endpoint to ask."""
        return bool(self.address and self.model.strip())

    @property
    def address(self) -> str:
        """The base URL; where none is given, the provider's own."""
        return self.base_url.strip() or _ADDRESSES.get(self.provider, "")

    @property
    def shown_address(self) -> str:
        """The base URL for people: without user, password and query, which may be keys."""
        try:
            parts = urlsplit(self.address)
        except ValueError:  # no address at all, so told as it was given up to what may be a key
            return self.address.partition("?")[0].rpartition("@")[2]
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")
        return bare.geturl()

    @property
    def evidence_chars(self) -> int:
        """How much evidence fits beside the prompt's own words and the reply, in characters."""
        left = self.context_tokens - self.max_tokens - _PROMPT_TOKENS
        return max(left, _PROMPT_TOKENS) * _CHARS_PER_TOKEN
