"""`tickmark serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from service.config import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any free one.")] = None,
) -> None:
    """Serve the chat page and the HTTP API until stopped."""
    # Imported here: torch and Chroma take seconds to import.
    from service.main import serve as serve_forever

    serve_forever(load_settings(data_dir=ctx.obj, host=host, port=port))
