"""`tickmark models`, `tickmark models test`: the language model that is configured."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from ingest.errors import SettingsError
from service.cli.options import AsJson, settings_of
from service.cli.output import MARKS, Json, line, out, print_json
from service.config import Settings

if TYPE_CHECKING:
    from service.models.probing import Check

_NONE = (
    "No language model is configured; the embedded engine answers. To set one, name it and its "
    "endpoint: TICKMARK_LLM_MODEL and TICKMARK_LLM_BASE_URL for any OpenAI-compatible endpoint, or "
    "TICKMARK_LLM_MODEL and TICKMARK_LLM_PROVIDER=anthropic or ollama; TICKMARK_LLM_API_KEY where "
    "a key is asked for."
)
_SHOWN = (
    "llm_timeout_seconds",
    "llm_deadline_seconds",
    "llm_retries",
    "llm_max_tokens",
    "llm_context_tokens",
)
app = typer.Typer(help="The language model: which one is configured, and whether it will do.")


@app.callback(invoke_without_command=True)
def models(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Without a command: which one is configured, without its key."""
    if ctx.invoked_subcommand is not None:
        return
    settings = settings_of(ctx)
    if as_json:
        print_json(_told(settings))
    elif settings.llm_model is None:
        out().print(_NONE)
    else:
        told = _told(settings)
        out().print(Text(f"{told['model']} at {told['base_url']} ({told['provider']})", "bold"))
        key = "a key is set" if told["has_key"] else "no key"
        names = ", ".join(told["headers"]) or "none"
        out().print(Text(f"    {key}; further headers: {names}"))
        limits = "  ".join(f"{name} {value:g}" for name, value in told["limits"].items())
        out().print(Text(f"    {limits}", "dim"))


@app.command("test")
def run_checks(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Ask it four things: to answer, to stream, to cite, and to say that it cannot know.

    Exit status 1 when a check fails. Four short requests are sent, none with anything of yours.
    """
    settings = settings_of(ctx)
    if settings.llm_model is None:
        raise SettingsError(_NONE)
    # Imported here: LlamaIndex takes seconds to import.
    from service.main import model_config
    from service.models import open_endpoint
    from service.models.probing import probe

    model = open_endpoint(model_config(settings))
    done: list[Check] = []
    try:
        for check in probe(model):
            done.append(check)
            if not as_json:
                _print_check(check)
    finally:
        model.close()
    passed = all(check.passed for check in done)
    if as_json:
        print_json(
            _told(settings) | {"checks": [asdict(check) for check in done], "passed": passed}
        )
    elif passed:
        out().print(Text("It can write the answers.", "green"))
    raise typer.Exit(0 if passed else 1)


def _told(settings: Settings) -> Json:
    """What is configured; the key and the headers' values stay out."""
    if settings.llm_model is None:
        return {"provider": None, "model": None, "base_url": None}
    from service.main import model_config

    config = model_config(settings)
    return {
        "provider": config.provider,
        "model": config.model,
        "base_url": config.shown_address,
        "has_key": bool(config.api_key),
        "headers": [name for name, _ in config.headers],
        "limits": {name.removeprefix("llm_"): getattr(settings, name) for name in _SHOWN},
    }


def _print_check(check: Check) -> None:
    mark, style = MARKS["supported" if check.passed else "contradicted"]
    told = Text(f"{mark} ", style).append(f"{check.name:<9}", "bold")
    out().print(told.append(f"{check.seconds:5.1f} s  {line(check.detail)}"))
    if check.hint:
        out().print(Text(f"    {check.hint}", "yellow"))
