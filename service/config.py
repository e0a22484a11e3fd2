"""Settings: the only reader of the environment. Frozen; every field says what it is for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingsError

# What changes an answer; where things are stored and who may connect does not.
_FINGERPRINTED = ("embedding_model", "llm_base_url", "llm_model", "llm_max_tokens")


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
    llm_base_url: str | None = Field(
        default=None,
        description="OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1; unset: no "
        "language model, the embedded engine answers.",
    )
    llm_model: str | None = Field(default=None, description="The model's name at that endpoint.")
    llm_api_key: SecretStr | None = Field(default=None, description="Key of that endpoint.")
    llm_timeout_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Longest silence of the language model; then the embedded engine answers.",
    )
    llm_deadline_seconds: float = Field(
        default=120.0, gt=0, description="Longest that a whole reply of the language model takes."
    )
    llm_max_tokens: int = Field(default=1024, gt=0, description="Most tokens of one reply.")
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

    @model_validator(mode="after")
    def _model_is_named(self) -> Self:
        if (self.llm_base_url is None) != (self.llm_model is None):
            raise ValueError("TICKMARK_LLM_BASE_URL and TICKMARK_LLM_MODEL belong together")
        return self

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
