"""Settings: the only reader of the environment. Frozen; every field says what it is for."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingsError

# What changes an answer; where things are stored and who may connect does not.
_FINGERPRINTED = (
    "embedding_model",
    "llm_provider",
    "llm_base_url",
    "llm_model",
    "llm_max_tokens",
    "llm_context_tokens",
)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")  # what every client sends as it stands; no newlines


class Settings(BaseSettings):
    """What can be set, read from `TICKMARK_<NAME>`; an empty variable counts as unset."""

    model_config = SettingsConfigDict(
        env_prefix="TICKMARK_", frozen=True, extra="forbid", env_ignore_empty=True
    )

    data_dir: Path = Field(
        default=Path("~/.tickmark"),
        description="Directory of the database, the indexes and the original files.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that the server listens on. There is no log-in: keep it local, or "
        "put a proxy with log-in before it.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 takes any free one.")
    database_url: SecretStr | None = Field(
        default=None,
        description="SQLAlchemy URL of a PostgreSQL database; unset: SQLite in the data directory.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="http://host:port of a Chroma server; unset: Chroma in the data directory.",
    )
    embedding_model: str | None = Field(
        default=None,
        description="Folder or name of a sentence-transformers model; unset: the installed "
        "all-MiniLM-L6-v2. Changing it needs `tickmark reindex`.",
    )
    max_upload_bytes: int = Field(
        default=500_000_000, gt=0, description="Most bytes of one upload request, all files."
    )
    max_body_bytes: int = Field(
        default=4_000_000, gt=0, description="Most bytes of any other request."
    )
    parse_timeout_seconds: float = Field(
        default=180.0,
        gt=0,
        description="Longest that reading one file may take; others wait behind it.",
    )
    parse_memory_bytes: int = Field(
        default=4_000_000_000, gt=0, description="Most memory that reading one file may take."
    )
    llm_provider: Literal["openai", "anthropic", "ollama"] = Field(
        default="openai",
        description="Whose API the language model speaks: openai (OpenAI and all that are "
        "compatible with it), anthropic or ollama.",
    )
    llm_base_url: str | None = Field(
        default=None,
        description="Address of the endpoint, such as http://127.0.0.1:8080/v1; unset: the "
        "provider's own for anthropic, http://127.0.0.1:11434 for ollama; for openai it is needed.",
    )
    llm_model: str | None = Field(
        default=None,
        description="The model's name at that endpoint; unset: no language model, the embedded "
        "engine answers.",
    )
    llm_api_key: SecretStr | None = Field(default=None, description="Key of that endpoint.")
    llm_headers: SecretStr | None = Field(
        default=None,
        description="Headers sent along to that endpoint: a JSON object, or Name: value, several "
        "with ; between them.",
    )
    llm_timeout_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Longest silence of the language model; then the embedded engine answers.",
    )
    llm_deadline_seconds: float = Field(
        default=120.0, gt=0, description="Longest that a whole reply of the language model takes."
    )
    llm_retries: int = Field(
        default=2, ge=0, le=10, description="Further attempts after a failure that may pass."
    )
    llm_max_tokens: int = Field(default=1024, gt=0, description="Most tokens of one reply.")
    llm_context_tokens: int = Field(
        default=8192,
        gt=0,
        description="Tokens that the model reads at once, the reply included.",
    )
    log_level: str = Field(
        default="info", description="debug, info, warning or error: what the server logs."
    )

    @field_validator("data_dir")
    @classmethod
    def _expand_home(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.lower()
        if level not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return level

    @field_validator("llm_api_key")
    @classmethod
    def _key_can_be_sent(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        key = value.get_secret_value().strip()  # a file's last line often ends in a newline
        if not _HEADER_VALUE.fullmatch(key):
            raise ValueError("holds characters that no key has")
        return SecretStr(key) if key else None

    @field_validator("llm_headers")
    @classmethod
    def _headers_can_be_sent(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _headers(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _model_is_named(self) -> Self:
        if self.llm_model is None and (self.llm_base_url or self.llm_provider != "openai"):
            raise ValueError(
                "TICKMARK_LLM_BASE_URL and TICKMARK_LLM_PROVIDER need a TICKMARK_LLM_MODEL"
            )
        if self.llm_model and self.llm_base_url is None and self.llm_provider == "openai":
            raise ValueError(
                "TICKMARK_LLM_MODEL needs a TICKMARK_LLM_BASE_URL, or another TICKMARK_LLM_PROVIDER"
            )
        if self.llm_context_tokens <= self.llm_max_tokens:
            raise ValueError("TICKMARK_LLM_CONTEXT_TOKENS must exceed TICKMARK_LLM_MAX_TOKENS")
        return self

    @property
    def llm_header_pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of `llm_headers`; in plain text."""
        return () if self.llm_headers is None else _headers(self.llm_headers.get_secret_value())

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over what changes an answer; holds no secret."""
        chosen = {name: getattr(self, name) for name in _FINGERPRINTED}
        return hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def url(self) -> str:
        """Where a client on this machine reaches the server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"


def load_settings(**given: object) -> Settings:
    """Reads the environment; what is given (and not None) wins over it.

    Raises:
        SettingsError: A variable does not hold what it should; names each and says why.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = [
            ": ".join((*(f"TICKMARK_{str(part).upper()}" for part in fault["loc"]), fault["msg"]))
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("Settings that cannot be used: " + "; ".join(faults)) from None


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values. Its errors name headers, never values: those may be keys."""
    if text.lstrip().startswith("{"):
        try:
            pairs = list(json.loads(text).items())
        except ValueError:
            raise ValueError("is not a JSON object") from None
    else:
        pairs = []
        for stretch in filter(None, (part.strip(" ") for part in text.split(";"))):
            name, colon, value = stretch.partition(":")
            if not colon:
                raise ValueError("must be a JSON object, or Name: value")
            pairs.append((name.strip(" "), value.strip(" ")))
    for name, value in pairs:
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError("holds a name that no header can have")
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"the value of {name} is not text on one line, in ASCII")
    return tuple(pairs)
