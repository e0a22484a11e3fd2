"""Unit notes of a whole part of a filing, and the scale of tables that have none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.facts import bind_facts
from ingest.identity import identify
from ingest.readers import read_filing
from ingest.tables import read_tables
from ingest.tables.standing import StandingNote
from ingest.types import Fact

BALANCE = """<h2>Consolidated Balance Sheets</h2><p>(in thousands)</p><table>
<tr><td></td><td>December 31, 2023</td><td>December 31, 2022</td></tr>
<tr><td>Cash and cash equivalents</td><td>$ 41,217</td><td>$ 38,904</td></tr>
<tr><td>Trade receivables</td><td>12,345</td><td>11,876</td></tr>
<tr><td>Inventories</td><td>23,618</td><td>25,071</td></tr>
<tr><td>Total current assets</td><td>77,180</td><td>75,851</td></tr>
<tr><td>Property, plant and equipment</td><td>50,442</td><td>47,339</td></tr>
<tr><td>Total assets</td><td>127,622</td><td>123,190</td></tr>
<tr><td>Trade payables</td><td>18,911</td><td>17,402</td></tr>
<tr><td>Long-term debt</td><td>30,000</td><td>35,000</td></tr>
<tr><td>Total liabilities</td><td>48,911</td><td>52,402</td></tr>
<tr><td>Total equity</td><td>78,711</td><td>70,788</td></tr>
<tr><td>Total liabilities and equity</td><td>$ 127,622</td><td>$ 123,190</td></tr>
</table>"""


def _table(*rows: tuple[str, str]) -> str:
    body = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    return f"<table><tr><td></td><td>December 31, 2023</td></tr>{body}</table>"


def _facts(html: str) -> dict[str, Fact]:
    reading = read_filing("a.html", f"<html><body>{html}</body></html>".encode())
    identity = identify("a.html", reading)
    facts, _ = bind_facts(read_tables("f", reading, identity), identity)
    return {fact.label: fact for fact in facts if fact.period and fact.period.end.year == 2023}


RAW = _table(("Raw materials", "$ 9,876"), ("Finished goods", "13,742"))


@pytest.mark.parametrize(
    ("blocks", "note"),
    [
        (["Notes to Consolidated Financial Statements (in thousands)"], "(in thousands)"),
        (["NOTES TO THE FINANCIAL STATEMENTS", "Years ended 2023", "(Dollars in millions)"],
         "(Dollars in millions)"),
        (["Item 7. Management's Discussion (amounts in millions, except per share data)"],
         "(amounts in millions, except per share data)"),
        (["All dollar amounts presented are in millions, except per share data. Amounts round."],
         "All dollar amounts presented are in millions, except per share data"),
        (["Notes to Financial Statements (in thousands)", "Item 9. Changes in accountants"], ""),
        (["Oakum, Inc. Notes to Consolidated Financial Statements (Continued)"
          " (dollars and share amounts in thousands, except per share amounts)"],
         "(dollars and share amounts in thousands, except per share amounts)"),
        (["Notes to Financial Statements (in thousands)", "Notes to Financial Statements"],
         "(in thousands)"),
        (["All amounts in the table below are in thousands."], ""),
        (["The notes to consolidated financial statements are in thousands of copies."], ""),
        (["Notes to Financial Statements", "The company sold goods. " * 20, "(in millions)"], ""),
    ],
)  # fmt: skip
def test_the_note_of_a_part(blocks: list[str], note: str) -> None:
    standing = StandingNote()
    for block in blocks:
        standing.read(block)
    assert standing.note == note


def test_a_table_under_the_note_of_its_part() -> None:
    facts = _facts("<p>Notes to Consolidated Financial Statements (in thousands)</p>" + RAW)
    assert facts["Raw materials"].value == Decimal(9_876_000)
    assert facts["Raw materials"].confidence >= 0.5
    assert facts["Finished goods"].unit == "USD"


def test_a_table_without_note_is_not_sure() -> None:
    """The statements are in thousands, and nothing says what this table is in."""
    facts = _facts(BALANCE + "<p>Inventories were:</p>" + RAW)
    assert facts["Total assets"].value == Decimal(127_622_000)
    assert facts["Raw materials"].confidence < 0.5


def test_figures_of_the_statements_prove_the_scale() -> None:
    rows = (("Raw materials", "$ 9,876"), ("Finished goods", "13,742"), ("Total stock", "23,618"))
    facts = _facts(BALANCE + "<p>Inventories were:</p>" + _table(*rows))
    assert facts["Raw materials"].value == Decimal(9_876_000)
    assert facts["Raw materials"].confidence >= 0.5


def test_the_same_figures_in_full_prove_the_opposite() -> None:
    rows = (("Raw materials", "$ 9,876,301"), ("Finished goods", "13,741,588"),
            ("Total stock", "23,617,889"))  # fmt: skip
    facts = _facts(BALANCE + "<p>Inventories were:</p>" + _table(*rows))
    assert facts["Raw materials"].value == Decimal(9_876_301)
    assert facts["Raw materials"].confidence >= 0.5


def test_amounts_larger_than_the_company_are_in_full() -> None:
    rows = (("Available for buybacks", "$ 51,374,511"),)
    fact = _facts(BALANCE + "<p>Buybacks:</p>" + _table(*rows))["Available for buybacks"]
    assert fact.value == Decimal(51_374_511)
    assert fact.confidence < 0.5


def test_a_filing_without_scales_is_as_printed() -> None:
    facts = _facts(BALANCE.replace("<p>(in thousands)</p>", ""))
    assert facts["Total assets"].value == Decimal(127_622)
    assert facts["Inventories"].unit == "USD"
    assert facts["Inventories"].confidence >= 0.5
