"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from service.config import Settings, load_settings

AsJson = Annotated[bool, typer.Option("--json", help="JSON, as the HTTP API gives it.")]
Filings = Annotated[
    list[str] | None,
    typer.Option("--filing", "-f", help="Only this filing, by name or id; may be repeated."),
]
Collection = Annotated[str | None, typer.Option("--collection", "-c", help="Only this collection.")]


def settings_of(ctx: typer.Context) -> Settings:
    """The settings, with the data directory of the command line where one was given."""
    return load_settings(data_dir=ctx.obj)
