"""`tickmark export`: filings' facts and tables as a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import RequestError
from service.cli.options import Collection, settings_of
from service.cli.output import Json
from service.cli.session import open_session
from service.cli.written import written_whole

_FORMATS = ("xlsx", "parquet", "csv", "json")


class What(StrEnum):
    """Of Parquet and CSV, which hold one table."""

    FACTS = "facts"
    TABLES = "tables"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    filings: Annotated[
        list[str] | None, typer.Argument(metavar="FILING...", help="Names or ids.")
    ] = None,
    *,
    to: Annotated[
        Path, typer.Option(help="The file: its ending, .xlsx, .parquet, .csv or .json, says which.")
    ],
    collection: Collection = None,
    content: Annotated[
        What, typer.Option(help="Of .parquet and .csv: facts, or cells of tables.")
    ] = What.FACTS,
) -> None:
    """Write the facts and tables of filings, or of a collection, to a file.

    .xlsx has the sheets Facts, Tables and Ties; .json has everything. A file that is there is
    replaced once the new one is whole.
    """
    form = to.suffix.lower().removeprefix(".")
    if form not in _FORMATS:
        raise RequestError(f"{to.name} does not end in .{', .'.join(_FORMATS)}.")
    query: Json = {
        "filing": filings or [], "collection": collection, "format": form,
        "content": content.value,
    }  # fmt: skip
    settings = settings_of(ctx)
    with written_whole(to) as out, open_session(settings) as session:
        session.export(query, out)
