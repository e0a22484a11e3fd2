"""Columns whose year was lost: dated by the rest of the filing, or not at all."""

from __future__ import annotations

from datetime import date

from ingest.facts import bind_facts, describe
from ingest.types import Identity, Period, Table
from tables_from_text import PROSE, table_of, tables_of

INTERIM = Identity(
    form="interim results",
    period=Period(date(2025, 1, 1), date(2025, 6, 30)),
    currency="HKD",
)
STATEMENT = (
    "CONSOLIDATED INCOME STATEMENT",
    "\tSix months ended 30 June\t",
    "\t2025\t2024",
    "\tHK$'000\tHK$'000",
    "Revenue\t48,211\t51,907",
    "Cost of sales\t(30,118)\t(33,250)",
    "Gross profit\t18,093\t18,657",
)
LOST = ("\tSix months ended 30 June\t", "\t2025\t", "\tHK$'000\tHK$'000")


def periods(table: Table) -> list[str | None]:
    return [column.period and describe(column.period) for column in table.columns]


def test_figures_that_stand_elsewhere_date_a_column() -> None:
    summary = ("", "Summary", *LOST, "Revenue\t48,211\t51,907")
    lines = (*STATEMENT, *summary, "Gross profit\t18,093\t18,657", "Adjusted profit\t2,004\t2,511")
    tables = tables_of(PROSE + "\n".join(lines) + PROSE, identity=INTERIM)
    assert periods(tables[1]) == ["H1 2025", "H1 2024"]
    assert tables[1].doubts == (
        "column 2: resolved: its year was lost; its figures stand under it elsewhere",
    )
    facts, _ = bind_facts(tables[1:], INTERIM)
    assert {(f.column, f.confidence) for f in facts} == {(1, 1.0), (2, 0.8)}


def test_figures_that_stand_elsewhere_under_two_periods_date_nothing() -> None:
    other = (
        "\t31 December 2024\t30 June 2025",
        "\tHK$'000\tHK$'000",
        "Stock\t70,001\t48,211",
        "Debts\t60,001\t31,907",
    )
    lost = ("\t30 June\t", "\t2025\t", "\tHK$'000\tHK$'000", "Stock\t48,211\t70,001")
    lines = (*other, "", "Note", *lost, "Debts\t31,907\t60,002")
    tables = tables_of(PROSE + "\n".join(lines) + PROSE, identity=INTERIM)
    assert periods(tables[1]) == ["30 Jun 2025", None]  # one row is not enough


def test_the_comparative_of_the_period_reported_on() -> None:
    table = table_of(*LOST, "Licences\t1,204\t988", "Royalties\t77\t61", identity=INTERIM)
    assert periods(table) == ["H1 2025", "H1 2024"]
    assert "the comparative of its neighbour" in table.doubts[0]


def test_no_comparative_of_a_date_or_of_another_period() -> None:
    date_lost = ("\tAs at 30 June\t", "\t2025\t", "\tHK$'000\tHK$'000")
    assert periods(table_of(*date_lost, "Stock\t9,204\t8,988", identity=INTERIM))[1] is None
    quarter = ("\tThree months ended 30 June\t", "\t2025\t", "\tHK$'000\tHK$'000")
    assert periods(table_of(*quarter, "Sales\t9,204\t8,988", identity=INTERIM))[1] is None


def test_a_column_with_words_of_its_own_is_not_dated() -> None:
    lost = ("\tSix months ended 30 June\t", "\t2025\tOf which abroad", "\tHK$'000\tHK$'000")
    assert periods(table_of(*lost, "Sales\t9,204\t8,988", identity=INTERIM))[1] is None
