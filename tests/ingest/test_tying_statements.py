"""Statements of an invented company: identities, tags, and the verdict on each statement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingest.facts import bind_facts
from ingest.readers import read_filing
from ingest.tables import read_tables
from ingest.tying import count_ties, statements_tied, tie_out
from ingest.types import Cell, Parsed, Table, TieKind, XbrlFact
from tables_from_text import ANNUAL, PROSE, table_of

BALANCE = (
    "Consolidated balance sheet",
    "RMB'000\t31 December 2023\t31 December 2022",
    "Plant\t20,114\t21,870",
    "Goodwill\t1,450\t1,450",
    "Inventories\t4,512\t4,119",
    "Receivables\t8,903\t7,745",
    "Cash\t2,218\t3,041",
    "Total assets\t37,197\t38,225",
    "Payables\t9,114\t10,027",
    "Borrowings\t6,000\t8,500",
    "Total liabilities\t15,114\t18,527",
    "Share capital\t10,000\t10,000",
    "Reserves\t12,083\t9,698",
    "Total equity\t22,083\t19,698",
    "Total equity and liabilities\t37,197\t38,225",
)


def parsed_of(*lines: str) -> Parsed:
    reading = read_filing("x.txt", (PROSE + "\n" + "\n".join(lines) + PROSE).encode())
    tables = read_tables("f", reading, ANNUAL)
    bound, missed = bind_facts(tables, ANNUAL)
    ties, facts = tie_out(tables, bound, ANNUAL)
    return Parsed("f", reading, ANNUAL, tables, facts, missed, {}, ties)


def test_a_balance_sheet_that_balances() -> None:
    parsed = parsed_of(*BALANCE)
    assert count_ties(parsed.ties)[TieKind.BALANCE.value] == (2, 0)
    assert statements_tied(parsed) == {
        "balance_sheet": "ties",
        "income_statement": "not found",
        "cash_flows": "not found",
    }


def test_one_that_does_not_says_by_how_much() -> None:
    lines = [line.replace("liabilities\t37,197", "liabilities\t37,179") for line in BALANCE]
    parsed = parsed_of(*lines)
    (tie,) = [t for t in parsed.ties if t.kind is TieKind.BALANCE and not t.holds]
    assert (tie.printed, tie.computed) == (Decimal(37_197_000), Decimal(37_179_000))
    assert "37,197" in tie.message
    assert "37,179" in tie.message
    assert statements_tied(parsed)["balance_sheet"].startswith("does not tie: ")


def tagged(table: Table, value: int) -> Table:
    def tag(cell: Cell) -> Cell:
        if cell.text != "8,903":
            return cell
        return replace(cell, xbrl=XbrlFact("ifrs:Receivables", Decimal(value), "CNY", "c1"))

    cells = tuple(map(tag, table.grid.cells))
    return replace(table, grid=replace(table.grid, cells=cells))


def test_a_tag_is_a_second_reading() -> None:
    table = table_of("RMB'000\t2023\t2022", "Receivables\t8,903\t7,745", "Cash\t2,218\t3,041")
    for value, holds in ((8_903_000, True), (-8_903_000, True), (8_903, False)):
        tables = (tagged(table, value),)
        facts = bind_facts(tables, ANNUAL)[0]
        (tie,), weighed = tie_out(tables, facts, ANNUAL)
        assert (tie.kind, tie.holds) == (TieKind.TAGGED, holds)
        before, after = (next(f for f in some if f.text == "8,903") for some in (facts, weighed))
        assert (after.confidence < 0.5) is not holds
        assert after.value == before.value
