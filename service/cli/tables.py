"""`tickmark tables`: the tables of a filing as they were read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ingest.errors import RequestError
from service.cli.options import AsJson, settings_of
from service.cli.output import Json, line, out, print_grid, print_json, wide
from service.cli.session import Session, open_session

_STRETCH = 200  # tables of one request


class TableForm(StrEnum):
    """How tables are shown."""

    TABLE = "table"
    CSV = "csv"
    HTML = "html"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("tables")(tables)


def tables(
    ctx: typer.Context,
    filing: Annotated[str | None, typer.Argument(help="Name or id of a filing.")] = None,
    table_id: Annotated[
        str | None, typer.Argument(help="One table by its id, with its facts and ties.")
    ] = None,
    statement: Annotated[
        list[str] | None,
        typer.Option(help="Only tables that are this statement: balance_sheet, cash_flows, ..."),
    ] = None,
    page: Annotated[int | None, typer.Option(help="Only the tables of this page.")] = None,
    table: Annotated[str | None, typer.Option(help="One table by its id, with no filing.")] = None,
    whole: Annotated[bool, typer.Option(help="With their cells.")] = False,
    form: Annotated[
        TableForm | None, typer.Option("--format", help="csv and html print the cells.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The tables of a filing; --page, --statement, --whole show cells, TABLE_ID facts, too."""
    wanted = table_id or table
    if filing is None and wanted is None:
        raise RequestError("Give a filing, or --table ID.")
    shown = TableForm.JSON if as_json else form or TableForm.TABLE
    query: Json = {"statement": statement or [], **({} if page is None else {"page": page})}
    with open_session(settings_of(ctx)) as session:
        found = (
            [_one(session, wanted, filing)]
            if wanted is not None
            else list(_all(session, str(filing), query))
        )
        if shown in (TableForm.CSV, TableForm.HTML):
            _print_as(session, shown, found)
            return
    if shown is TableForm.JSON:
        print_json(found[0] if wanted is not None else {"tables": found, "next": None})
    elif whole or page is not None or statement or wanted is not None:
        for each in found:
            print_grid(each)
            _print_facts(each.get("facts") or [])
            _print_ties(each.get("ties") or [])
    else:
        _print_list(found)


def _one(session: Session, table_id: str, filing: str | None) -> Json:
    found = session.table(table_id)
    if filing is not None and found["filing_id"] != (wanted := session.filing(filing))["id"]:
        raise RequestError(f"The table '{table_id}' is of {found['filing']}, not {wanted['name']}.")
    return found


def _all(session: Session, filing: str, query: Json) -> Iterator[Json]:
    cursor: Json = {}
    while True:
        body = session.tables(filing, {**query, **cursor, "limit": _STRETCH})
        yield from body["tables"]
        if body["next"] is None:
            return
        cursor = {"cursor": body["next"]}


def _print_as(session: Session, form: TableForm, found: Sequence[Json]) -> None:
    for n, each in enumerate(found):
        if form is TableForm.CSV:
            sys.stdout.write(("\r\n" if n else "") + session.table_as(each["table_id"], "csv"))
        else:
            sys.stdout.write(session.table_as(each["table_id"], "html"))


def _print_list(found: list[Json]) -> None:
    shown = Table(box=None, header_style="bold")
    for title in ("id", "page", "statement", "caption", "unit", "rows", "facts", "ties"):
        shown.add_column(title, overflow="fold")
    for each in found:
        words = [each["table_id"], str(each["page"]), each["statement"]]
        words += [each["caption"], each["unit_note"]]
        counts = (str(each["row_count"]), str(each["fact_count"]))
        held, broken = each["ties_held"], each["ties_broken"]
        ties = Text(f"{held} hold" if held else "")
        if broken:
            ties.append((", " if held else "") + f"{broken} do not", "red")
        shown.add_row(*(Text(line(word)) for word in words), *counts, ties)
    wide().print(shown)
    doubtful = [each for each in found if each["doubts"]]
    for each in doubtful:
        told = "; ".join(each["doubts"])
        out().print(Text(f"! {each['table_id']}: {line(told)[:300]}", "yellow"))


def _print_facts(facts: list[Json]) -> None:
    for fact in facts:
        words = (fact["period"] or {}).get("words", "")
        label = " > ".join((*fact["labels"], *fact["column_labels"]))
        told = f"{label} | {words} | {fact['value']} {fact['unit'] or ''}"
        out().print(Text(line(told), "dim"))


def _print_ties(ties: list[Json]) -> None:
    for tie in ties:
        mark, style = ("✓", "green") if tie["holds"] else ("✗", "red")
        out().print(Text(f"{mark} ", style).append(line(tie["message"])))
