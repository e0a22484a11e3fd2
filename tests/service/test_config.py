from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.errors import SettingsError
from service.config import Settings, load_settings
from service.main import model_config, store_config


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("TICKMARK_")]:
        monkeypatch.delenv(name)


def test_defaults_are_local_and_without_a_model() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir == Path.home() / ".tickmark"
    assert settings.max_upload_bytes == 500_000_000
    assert not model_config(settings).is_configured


def test_environment_is_read_and_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_PORT", "9001")
    monkeypatch.setenv("TICKMARK_HOST", "0.0.0.0")
    assert load_settings().url == "http://127.0.0.1:9001"
    assert load_settings(port=9002, host=None).port == 9002


def test_an_empty_variable_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_LLM_BASE_URL", "")
    assert load_settings().llm_base_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("TICKMARK_PORT", "seventy"), ("TICKMARK_LOG_LEVEL", "loud"), ("TICKMARK_PORT", "70000")],
)
def test_a_wrong_value_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_model_needs_endpoint_and_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    with pytest.raises(SettingsError, match="TICKMARK_LLM_MODEL"):
        load_settings()
    monkeypatch.setenv("TICKMARK_LLM_MODEL", "small")
    monkeypatch.setenv("TICKMARK_LLM_API_KEY", "s3cret")
    settings = load_settings()
    assert model_config(settings).api_key == "s3cret"
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
def test_a_provider_with_an_address_of_its_own_needs_a_name_alone(
    monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    monkeypatch.setenv("TICKMARK_LLM_PROVIDER", provider)
    with pytest.raises(SettingsError, match="TICKMARK_LLM_MODEL"):
        load_settings()
    monkeypatch.setenv("TICKMARK_LLM_MODEL", "small")
    assert model_config(load_settings()).is_configured
    monkeypatch.setenv("TICKMARK_LLM_PROVIDER", "openai")
    with pytest.raises(SettingsError, match="TICKMARK_LLM_BASE_URL"):
        load_settings()
    monkeypatch.setenv("TICKMARK_LLM_PROVIDER", "other")
    with pytest.raises(SettingsError, match="TICKMARK_LLM_PROVIDER"):
        load_settings()


def test_limits_of_the_model_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_LLM_RETRIES", "0")
    monkeypatch.setenv("TICKMARK_LLM_MAX_TOKENS", "2000")
    monkeypatch.setenv("TICKMARK_LLM_CONTEXT_TOKENS", "32000")
    config = model_config(load_settings())
    assert (config.retries, config.max_tokens, config.context_tokens) == (0, 2000, 32000)
    monkeypatch.setenv("TICKMARK_LLM_CONTEXT_TOKENS", "2000")
    with pytest.raises(SettingsError, match="TICKMARK_LLM_CONTEXT_TOKENS"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("X-Team: a, b", (("X-Team", "a, b"),)),
        (
            "X-Team: t-77; Authorization: Bearer a:b;",
            (("X-Team", "t-77"), ("Authorization", "Bearer a:b")),
        ),
        ('{"X-Team": "a; b"}', (("X-Team", "a; b"),)),
    ],
)
def test_headers_are_read(
    monkeypatch: pytest.MonkeyPatch, text: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    monkeypatch.setenv("TICKMARK_LLM_HEADERS", text)
    settings = load_settings()
    assert model_config(settings).headers == pairs
    assert pairs[0][1] not in repr(settings)


@pytest.mark.parametrize(
    "text",
    [
        "hunter2",
        "X Team: hunter2",
        "X-Team: hunter2\nX-Other: b",
        "X-Team: hunter2\r\n",
        "X-Team: hunter2 ✓",
        '{"X-Team": "hunter2\\n"}',
        '{"X-Team": 7}',
        '{"X-Team": "hunter2"',
        ": hunter2",
    ],
)
def test_headers_that_cannot_be_sent_are_told_without_their_values(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("TICKMARK_LLM_HEADERS", text)
    with pytest.raises(SettingsError, match="TICKMARK_LLM_HEADERS") as caught:
        load_settings()
    assert "hunter2" not in caught.value.detail


def test_a_key_is_freed_of_its_newline_and_refused_where_none_can_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TICKMARK_LLM_API_KEY", "s3cret\n")
    assert model_config(load_settings()).api_key == "s3cret"
    monkeypatch.setenv("TICKMARK_LLM_API_KEY", "s3\ncret")
    with pytest.raises(SettingsError, match="TICKMARK_LLM_API_KEY") as caught:
        load_settings()
    assert "cret" not in caught.value.detail


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1


def test_fingerprint_follows_what_changes_an_answer_alone() -> None:
    plain = load_settings().fingerprint
    assert load_settings(port=1, data_dir=Path("/elsewhere")).fingerprint == plain
    assert load_settings(embedding_model="other").fingerprint != plain


def test_every_setting_is_described() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []


def test_limits_of_reading_reach_the_stores() -> None:
    settings = load_settings(parse_timeout_seconds=7, parse_memory_bytes=1 << 30)
    config = store_config(settings, "http://x")
    assert (config.limits.seconds, config.limits.memory_bytes) == (7, 1 << 30)
    assert config.server_url == "http://x"
