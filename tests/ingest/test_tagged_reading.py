"""Inline XBRL contexts and units beside what is printed, in a filing of an invented company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingest.facts import bind_facts, describe
from ingest.facts.tagged import DISPUTED
from ingest.stores.codec import table_from_json, table_to_json
from ingest.types import Fact, Identity, Period, Table
from tables_from_text import FY2023, tables_of

TEN_K = Identity(company="Marlow Pumps", form="10-K", period=FY2023, currency="USD")
SEGMENT = (
    '<xbrli:segment><xbrldi:explicitMember dimension="us-gaap:StatementBusinessSegmentsAxis">'
    "mrlw:PumpsMember</xbrldi:explicitMember></xbrli:segment>"
)


def context(name: str, period: str, segment: str = "") -> str:
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>'
        '<xbrli:identifier scheme="x">1</xbrli:identifier>'
        f"{segment}</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
    )


def stretch(start: str, end: str) -> str:
    return f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"


HEADER = (
    '<div style="display:none"><ix:header><ix:resources>'
    + context("y23", stretch("2023-01-01", "2023-12-31"), SEGMENT)
    + context("y22", stretch("2022-01-01", "2022-12-31"))
    + context("d23", "<xbrli:instant>2023-12-31</xbrli:instant>")
    + context("odd", stretch("2023-12-31", "2023-01-01"))
    + '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
    + '<xbrli:unit id="sh"><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>'
    + "</ix:resources></ix:header></div>"
)


def tag(text: str, context: str, unit: str = "usd", scale: int = 3) -> str:
    return (
        f'<ix:nonFraction name="us-gaap:Revenues" contextRef="{context}" unitRef="{unit}"'
        f' scale="{scale}">{text}</ix:nonFraction>'
    )


def read(*rows: str) -> tuple[Table, dict[tuple[str, int], Fact]]:
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows
    )
    page = f"<html><body>{HEADER}<p>Note.</p><table>{body}</table></body></html>"
    tables = tables_of(page, "x.html", TEN_K)
    facts = bind_facts(tables, TEN_K)[0]
    return tables[0], {(fact.label, fact.column): fact for fact in facts}


def test_a_context_is_resolved_and_kept() -> None:
    table, _ = read("|2023", f"Sales|{tag('1,200', 'y23')}", f"Cost|{tag('800', 'odd')}")
    tags = [cell.xbrl for cell in table.grid.cells if cell.xbrl]
    assert tags[0].period == Period(date(2023, 1, 1), date(2023, 12, 31))
    assert tags[0].members == ("us-gaap:StatementBusinessSegmentsAxis=mrlw:PumpsMember",)
    assert tags[1].period is None  # ends before it starts
    kept = table_from_json(table.table_id, table.filing_id, table.page, table_to_json(table))
    assert kept == table


def test_the_tag_dates_and_measures_what_print_leaves_open() -> None:
    """Two columns alike, no unit note: print tells neither year nor scale."""
    _, found = read(f"Sales|{tag('1,200', 'y23')}|{tag('1,100', 'y22')}", "Cost|800|700")
    sales = [found["Sales", column] for column in (1, 2)]
    assert [describe(fact.period) for fact in sales if fact.period] == ["FY2023", "FY2022"]
    assert [(fact.value, fact.unit) for fact in sales] == [
        (Decimal(1_200_000), "USD"),
        (Decimal(1_100_000), "USD"),
    ]
    assert found["Cost", 1].period is None


def test_a_tag_decides_between_a_day_and_the_year_that_ends_on_it() -> None:
    _, found = read("(In thousands)|2023|2022", f"Inventories|{tag('88', 'd23')}|90", "Sales|5|6")
    assert found["Inventories", 1].period == Period(None, date(2023, 12, 31))
    assert found["Inventories", 1].confidence == 1


@pytest.mark.parametrize(
    "cell",
    [tag("1,200", "y22"), tag("1,200", "y23", scale=6), tag("1,200", "y23", unit="sh")],
)
def test_print_and_tag_that_disagree_are_doubted(cell: str) -> None:
    _, found = read("(Dollars in thousands)|2023|2022", f"Sales|{cell}|1,100", "Cost|800|700")
    fact = found["Sales", 1]
    assert (fact.value, fact.unit) == (Decimal(1_200_000), "USD")
    assert fact.period is not None
    assert describe(fact.period) == "FY2023"
    assert fact.confidence == float(DISPUTED)
    assert found["Sales", 2].confidence == 1
