"""`tickmark eval`: hands over to the evals, which sit above the service and are not imported."""

from __future__ import annotations

import os
import sys

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command("eval", context_settings=settings)(evaluate)


def evaluate(ctx: typer.Context) -> None:
    """Run question sets and compare with a baseline: `tickmark eval --help` lists the commands."""
    # In place of this process: a kill of the command must not leave a run that writes on.
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "evals", *ctx.args])  # noqa: S606 -- our own
