"""`tickmark eval`: hands over to the evals, which sit above the service and are not imported."""

from __future__ import annotations

import subprocess
import sys

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command("eval", context_settings=settings)(evaluate)


def evaluate(ctx: typer.Context) -> None:
    """Run question sets and compare with a baseline: `tickmark eval --help` lists the commands."""
    command = [sys.executable, "-m", "evals", *ctx.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 -- our own
