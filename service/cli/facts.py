"""`tickmark facts`: the facts of filings, by what they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from service.cli.options import AsJson, Collection, settings_of
from service.cli.output import Json, err, line, print_json, wide
from service.cli.session import Session, open_session

SHOWN = 50  # facts of a table on the terminal, where no limit is given
_STRETCH = 1000  # facts of one request


class FactForm(StrEnum):
    """How facts are shown."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("facts")(facts)


Many = list[str] | None


def facts(
    ctx: typer.Context,
    filings: Annotated[Many, typer.Argument(metavar="FILING...", help="Names or ids.")] = None,
    collection: Collection = None,
    company: Annotated[str | None, typer.Option(help="Words of the company's name.")] = None,
    concept: Annotated[Many, typer.Option(help="Name in the concept list: Revenue.")] = None,
    label: Annotated[str, typer.Option(help="Words of the line item, section or column.")] = "",
    statement: Annotated[Many, typer.Option(help="balance_sheet, cash_flows, ...")] = None,
    table: Annotated[str | None, typer.Option(help="A table's id.")] = None,
    page: Annotated[int | None, typer.Option(help="Only of this page.")] = None,
    period: Annotated[
        Many, typer.Option(help="2024, H1 2024, Q3 2023, 2023-12-31, 2023-01-01..2023-12-31")
    ] = None,
    unit: Annotated[Many, typer.Option(help="CNY, percent, shares, ...; none: not stated.")] = None,
    least: Annotated[str | None, typer.Option("--min", help="In base units: 1000000.")] = None,
    most: Annotated[str | None, typer.Option("--max", help="Likewise.")] = None,
    min_confidence: Annotated[float | None, typer.Option(help="0 to 1.")] = None,
    is_total: Annotated[
        bool | None, typer.Option("--total/--no-total", help="Only totals, or none.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Most facts to show.")] = None,
    form: Annotated[FactForm | None, typer.Option("--format", help="How to show them.")] = None,
    as_json: AsJson = False,
) -> None:
    """The facts of filings (all, where none is named), narrowed by what they are.

    On the terminal the first 50; as CSV or JSON all of them, or as many as --limit says.
    """
    given: Json = {
        "filing": filings, "collection": collection, "company": company, "concept": concept,
        "label": label, "statement": statement, "table": table, "page": page, "period": period,
        "unit": unit, "min": least, "max": most, "min_confidence": min_confidence,
        "is_total": is_total,
    }  # fmt: skip
    query = {name: value for name, value in given.items() if value not in (None, "")}
    shown = FactForm.JSON if as_json else form or FactForm.TABLE
    with open_session(settings_of(ctx)) as session:
        if shown is FactForm.CSV:
            _print_csv(session.facts_as_csv(query), limit)
            return
        most_facts = SHOWN if limit is None and shown is FactForm.TABLE else limit
        found = list(
            islice(_all(session, query, most_facts), None if most_facts is None else most_facts + 1)
        )
    is_cut = most_facts is not None and len(found) > most_facts
    found = found[:most_facts]
    if shown is FactForm.JSON:
        print_json({"facts": found, "next": None})
    else:
        _print_table(found)
    if is_cut:
        err().print(f"There are more than {len(found)} facts; --limit shows more.")


def _all(session: Session, query: Json, most: int | None) -> Iterator[Json]:
    stretch = _STRETCH if most is None else min(_STRETCH, most + 1)
    cursor: Json = {}
    while True:
        body = session.facts({**query, **cursor, "limit": stretch})
        yield from body["facts"]
        if body["next"] is None:
            return
        cursor = {"cursor": body["next"]}


def _print_csv(parts: Iterator[str], limit: int | None) -> None:
    if limit is None:
        for part in parts:
            sys.stdout.write(part)
        return
    # A quoted line break is a part of its record, so records are counted by a reader of CSV.
    import csv

    writer = csv.writer(sys.stdout)
    lines = (each for part in parts for each in part.splitlines(keepends=True))
    writer.writerows(islice(csv.reader(lines), limit + 1))


def _print_table(found: list[Json]) -> None:
    shown = Table(box=None, header_style="bold")
    for title in ("line item", "period", "value", "unit", "printed", "concept", "page", "table"):
        is_number = title in ("value", "printed", "page")
        shown.add_column(title, justify="right" if is_number else "left", overflow="fold")
    filing = None
    for fact in found:
        if fact["filing_id"] != filing:
            filing = fact["filing_id"]
            shown.add_row(Text(line(fact["filing"]), "bold"))
        item = " > ".join((*fact["labels"], *fact["column_labels"]))
        words = (fact["period"] or {}).get("words", "")
        style = "dim" if fact["confidence"] < 0.5 else ""
        cells = [item, words, fact["value"], fact["unit"] or "", fact["text"]]
        cells += [fact["concept"] or "", str(fact["page"]), fact["table_id"]]
        shown.add_row(*(Text(line(cell)) for cell in cells), style=style)
    wide().print(shown)
