"""`tickmark search`."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.options import AsJson, Collection, Filings, settings_of
from service.cli.output import Json, out, print_hits, print_json
from service.cli.session import open_session


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("search")(search)


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument()],
    filings: Filings = None,
    collection: Collection = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    as_json: AsJson = False,
) -> None:
    """Search passages and tables, best first."""
    body: Json = {
        "query": query,
        "filings": filings or [],
        "collection": collection,
        "limit": limit,
    }
    with open_session(settings_of(ctx)) as session:
        found = session.search(body)
    if as_json:
        print_json(found)
    elif found["results"]:
        print_hits(found["results"])
    else:
        out().print("Nothing was found.")
