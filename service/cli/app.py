"""The commands put together, and errors turned into one line on standard error."""

from __future__ import annotations

import io
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import TickmarkError
from service.cli import (
    asking,
    checking,
    evaluating,
    exporting,
    facts,
    filings,
    ingesting,
    models,
    searching,
    serving,
    tables,
)
from service.cli.output import clean, err

app = typer.Typer(
    help="Questions and answers over company filings, every number traced to its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (ingesting, asking, checking, searching, tables, facts, exporting, serving, evaluating):
    room.register(app)
app.add_typer(filings.app, name="filings")
app.add_typer(models.app, name="models")


def _print_version(asked: bool) -> None:
    if asked:
        try:
            typer.echo(f"tickmark {version('tickmark')}")
        except PackageNotFoundError:  # run from a checkout that was never installed
            typer.echo("tickmark 0+unknown")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Data directory (TICKMARK_DATA_DIR; default ~/.tickmark)."),
    ] = None,
    shows_version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="The version, and exit."
        ),
    ] = False,
) -> None:
    """Questions and answers over company filings, every number traced to its source."""
    ctx.obj = data_dir


def main() -> None:
    """The entry point: exit status 2 for an error, told in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 loses a mark only
    try:
        app()
    except TickmarkError as error:
        err().print(clean(f"tickmark: {error.detail}"), style="red")
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
