"""`tickmark tables`: the tables of a filing as they were read."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ingest.errors import RequestError
from service.cli.options import AsJson, settings_of
from service.cli.output import Json, line, out, print_grid, print_json
from service.cli.session import open_session


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("tables")(tables)


def tables(
    ctx: typer.Context,
    filing: Annotated[str | None, typer.Argument(help="Name or id of a filing.")] = None,
    page: Annotated[int | None, typer.Option(help="Only the tables of this page.")] = None,
    table: Annotated[str | None, typer.Option(help="One table by its id, with its facts.")] = None,
    whole: Annotated[bool, typer.Option(help="With their cells.")] = False,
    as_json: AsJson = False,
) -> None:
    """The tables of a filing; --page or --whole shows their cells, --table one with its facts."""
    if (filing is None) == (table is None):
        raise RequestError("Give either a filing or --table ID.")
    with open_session(settings_of(ctx)) as session:
        found = [session.table(table)] if table is not None else session.tables(str(filing))
    found = [each for each in found if page is None or each["page"] == page]
    if as_json:
        print_json(found[0] if table is not None else {"tables": found})
    elif whole or page is not None or table is not None:
        for each in found:
            print_grid(each)
            _print_facts(each.get("facts") or [])
    else:
        _print_list(found)


def _print_list(found: list[Json]) -> None:
    shown = Table(box=None, header_style="bold")
    for title in ("id", "page", "caption", "unit", "rows", "columns"):
        shown.add_column(title, overflow="fold")
    for each in found:
        words = (each["table_id"], str(each["page"]), each["caption"], each["unit_note"])
        counts = (str(each["row_count"]), str(each["column_count"]))
        shown.add_row(*(Text(line(word)) for word in words), *counts)
    out().print(shown)


def _print_facts(facts: list[Json]) -> None:
    for fact in facts:
        period = fact["period"] or {}
        days = " to ".join(filter(None, (period.get("start"), period.get("end"))))
        label = " > ".join((*fact["labels"], *fact["column_labels"]))
        told = f"{label} | {days} | {fact['value']} {fact['unit'] or ''}"
        out().print(Text(line(told), "dim"))
