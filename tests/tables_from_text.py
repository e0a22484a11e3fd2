"""Tables and facts read from a few lines of text or HTML, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.facts import bind_facts
from ingest.readers import read_filing
from ingest.tables import read_tables
from ingest.types import Fact, Identity, Period, Reading, Table

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
ANNUAL = Identity(company="Marl Pumps", form="annual report", period=FY2023, currency="CNY")
PROSE = "\n\nThe directors thank everyone who worked for the company through a year of change.\n"


def tables_of(data: str, name: str = "x.txt", identity: Identity = ANNUAL) -> tuple[Table, ...]:
    """The tables of a file with this content."""
    return read_tables("f", reading_of(data, name), identity)


def reading_of(data: str, name: str = "x.txt") -> Reading:
    """What the readers make of it."""
    return read_filing(name, data.encode())


def table_of(*lines: str, identity: Identity = ANNUAL) -> Table:
    """The one table of lines with tabs between cells; lines without are what leads it."""
    (table,) = tables_of(PROSE + "\n" + "\n".join(lines) + PROSE, identity=identity)
    return table


def facts_of(*lines: str, identity: Identity = ANNUAL) -> tuple[Fact, ...]:
    """The facts of lines with tabs between cells."""
    tables = tables_of(PROSE + "\n" + "\n".join(lines) + PROSE, identity=identity)
    return bind_facts(tables, identity)[0]


def html_table(rows: Sequence[Sequence[str]], lead: str = "") -> str:
    """An HTML page with one table; a cell "text|3" spans three columns."""

    def cell(text: str) -> str:
        body, _, span = text.partition("|")
        return f'<td colspan="{span}">{body}</td>' if span else f"<td>{body}</td>"

    body = "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows)
    return (
        f"<html><body><p>{PROSE}</p><p>{lead}</p><table>{body}</table><p>{PROSE}</p></body></html>"
    )
