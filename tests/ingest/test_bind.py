"""Cells to facts: a table of random facts reads back; units, periods and doubts of single ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.facts import bind_facts, describe
from ingest.types import Fact, Period
from tables_from_text import ANNUAL, FY2023, PROSE, facts_of, html_table, tables_of

FY2022 = FY2023.shifted(-1)
NOUNS = ("Pumps", "Valves", "Seals", "Bearings", "Castings", "Motors", "Filters", "Hoses", "Gauges")
NOTES = MappingProxyType(
    {"RMB'000": ("CNY", 1000), "(In millions)": ("CNY", 10**6), "HK$ million": ("HKD", 10**6)}
)
HEADERS = MappingProxyType(
    {
        "FY2023": FY2023,
        "Year ended 31 December 2022": FY2022,
        "Six months ended June 30, 2021": Period(date(2021, 1, 1), date(2021, 6, 30)),
        "30 June 2020": Period(None, date(2020, 6, 30)),
        "December 31, 2019": Period(None, date(2019, 12, 31)),
    }
)


@dataclass(frozen=True)
class Written:
    """A table before it is printed."""

    note: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def cells(self) -> list[list[str]]:
        body = [[label, *map(_printed, values)] for label, values in self.rows]
        return [[self.note, *self.headers], *body]

    def facts(self) -> list[tuple[str, Period, str, Decimal, Decimal]]:
        unit, scale = NOTES[self.note]
        return [
            (label, HEADERS[header], unit, Decimal(value) * scale, Decimal(scale))
            for label, values in self.rows
            for header, value in zip(self.headers, values, strict=True)
        ]


def _printed(value: int) -> str:
    if value == 0:
        return "–"
    return f"({-value:,})" if value < 0 else f"{value:,}"


def _read(facts: tuple[Fact, ...]) -> list[tuple[str, Period | None, str | None, Decimal, Decimal]]:
    return [(f.label, f.period, f.unit, f.value, f.scale) for f in facts]


VALUES = st.one_of(st.integers(-(10**7), -1000), st.just(0), st.integers(1000, 10**8))


@st.composite
def written(draw: st.DrawFn) -> Written:
    headers = draw(st.lists(st.sampled_from(list(HEADERS)), min_size=2, max_size=4, unique=True))
    labels = draw(st.lists(st.sampled_from(NOUNS), min_size=3, max_size=8, unique=True))
    values = st.tuples(*[VALUES] * len(headers)).filter(any)
    rows = tuple((label, draw(values)) for label in labels)
    return Written(draw(st.sampled_from(list(NOTES))), tuple(headers), rows)


@given(written())
@settings(max_examples=30, deadline=None)
def test_a_table_written_as_text_reads_back(table: Written) -> None:
    lines = "\n".join("\t".join(row) for row in table.cells())
    facts, unread = bind_facts(tables_of(PROSE + lines + PROSE), ANNUAL)
    assert _read(facts) == table.facts()
    assert unread == 0


@given(written())
@settings(max_examples=30, deadline=None)
def test_a_table_written_as_html_reads_back(table: Written) -> None:
    tables = tables_of(html_table(table.cells()), "x.html")
    facts, unread = bind_facts(tables, ANNUAL)
    assert _read(facts) == table.facts()
    assert {fact.confidence for fact in facts} == {1.0}
    assert unread == 0


def fact(label: str, facts: tuple[Fact, ...]) -> Fact:
    return next(f for f in facts if f.label == label)


@pytest.mark.parametrize(
    ("label", "cell", "value", "unit"),
    [
        ("Basic earnings per share (RMB cents)", "14.48", "0.1448", "CNY/share"),
        ("Basic earnings per share (RMB)", "0.14", "0.14", "CNY/share"),
        ("Earnings per share - basic, HK cents", "14.48", "0.1448", "HKD/share"),
        ("Dividend per share", "5.0 cents", "0.05", "CNY/share"),
        ("Weighted average number of shares (thousand)", "527,903", "527903000", "shares"),
        ("Gross margin", "33.8%", "0.338", "percent"),
        ("Gearing (%)", "33.8", "0.338", "percent"),
        ("Change in margin", "1.6 pp", "0.016", "percentage_point"),
        ("Cover", "3.6x", "3.6", "ratio"),
        ("Energy (MWh)", "22,619", "22619", "MWh"),
        ("Cost (including share-based payments)", "349,386", "349386000", "CNY"),
        ("Interest rate", "25 bps", "0.0025", "percentage_point"),
    ],
)
def test_units_of_rows(label: str, cell: str, value: str, unit: str) -> None:
    facts = facts_of("RMB'000\t2023\t2022", "Revenue\t1,234\t1,111", f"{label}\t{cell}\t{cell}")
    found = fact(label, facts)
    assert (found.value, found.unit, found.period) == (Decimal(value), unit, FY2023)


def test_a_heading_in_cents_holds_for_its_rows() -> None:
    facts = facts_of(
        "RMB'000\t2023\t2022",
        "Revenue\t1,234\t1,111",
        "Profit\t12\t11",
        "Earnings per share (expressed in RMB cents per share)\t\t",
        "Basic\t14.48\t13.20",
    )
    basic = fact("Basic", facts)
    assert (basic.value, basic.unit) == (Decimal("0.1448"), "CNY/share")


def test_share_counts_set_apart_by_the_note() -> None:
    facts = facts_of(
        "(in thousands, except share and per share data)\t2023\t2022",
        "Revenue\t1,234\t1,111",
        "Weighted average shares outstanding\t431,885\t428,822",
        "Diluted earnings per share\t1.25\t0.43",
    )
    assert [(f.unit, f.scale) for f in facts if f.period == FY2023] == [
        ("CNY", Decimal(1000)),
        ("shares", Decimal(1)),
        ("CNY/share", Decimal(1)),
    ]


def test_a_column_of_units_is_no_part_of_the_label() -> None:
    facts = facts_of(
        "Indicator\tUnit\t2023\t2022",
        "Electricity\tMWh\t17,136\t16,204",
        "Intensity\ttons/RMB million\t7.96\t8.45",
        "Staff\tpersons\t1,612\t1,486",
    )
    assert [(f.label, f.unit) for f in facts if f.period == FY2023] == [
        ("Electricity", "MWh"),
        ("Intensity", "tons/RMB million"),
        ("Staff", "persons"),
    ]


def test_rows_date_a_table_whose_columns_do_not() -> None:
    facts = facts_of(
        "RMB'000\tCapital\tReserves\tTotal",
        "At 1 January 2022\t10\t20\t30",
        "Profit\t-\t5\t5",
        "At 31 December 2022\t10\t25\t35",
        "Profit\t-\t7\t7",
        "At 31 December 2023\t10\t32\t42",
    )
    dated = [f.period and describe(f.period) for f in facts if f.column == 3]
    assert dated == ["1 Jan 2022", "FY2022", "31 Dec 2022", "FY2023", "31 Dec 2023"]


def test_a_movement_before_any_balance_has_no_period() -> None:
    facts = facts_of(
        "RMB'000\tCapital\tReserves\tTotal",
        "Profit\t-\t5\t5",
        "Issued\t3\t-\t3",
        "At 31 December 2022\t10\t25\t35",
    )
    assert fact("Profit", facts).period is None


def test_balances_in_a_table_of_flows_are_instants() -> None:
    facts = facts_of("RMB'000\t2023\t2022", "Revenue\t1,234\t1,111", "Total assets\t9,876\t8,765")
    assert fact("Revenue", facts).period == FY2023
    assert fact("Total assets", facts).period == Period(None, date(2023, 12, 31))


def test_the_filings_period_dates_no_two_columns_alike() -> None:
    alike = facts_of("RMB'000\tAs at Ju 20\tAs at Ju 20", "Pumps\t1,234\t1,111", "Valves\t12\t11")
    apart = facts_of("RMB'000\tLeased\tOwned", "Pumps\t1,234\t1,111", "Valves\t12\t11")
    assert {f.period for f in alike} == {None}
    assert {(f.period, f.confidence) for f in apart} == {(FY2023, 0.75)}


def test_a_change_has_no_period() -> None:
    facts = facts_of("RMB'000\t2023\t2022\tChange", "Pumps\t1,234\t1,111\t11.1%", "Oil\t2\t1\t-%")
    assert [f.period for f in facts if f.column == 3] == [None, None]


def test_a_price_in_a_table_without_note_is_not_scaled() -> None:
    noted = ("RMB'000\t2023\t2022", "Pumps\t1,234\t1,111", "Valves\t12\t11")
    plain = ("\t2023\t2022", "Exercise price\t$ 8.14\t$ 7.96", "Grant value\t$ 1,200\t$ 1,100")
    data = PROSE.join("\n".join(lines) for lines in ("", noted, noted, noted, plain, ""))
    facts, _ = bind_facts(tables_of(data), replace(ANNUAL, currency=None))
    assert fact("Exercise price", facts).value == Decimal("8.14")
    assert fact("Grant value", facts).value == Decimal(1_200_000)
    assert fact("Grant value", facts).confidence < 0.5


def test_doubts_of_a_row_and_of_the_whole() -> None:
    (table,) = tables_of(PROSE + "RMB'000\t2023\t2022\nPumps\t12\t11\nValves\t9\t8" + PROSE)
    doubt = replace(table, grid=replace(table.grid, doubts=("row 1: two values in one cell",)))
    facts, unread = bind_facts([doubt], ANNUAL)
    assert ({f.label for f in facts}, unread) == ({"Valves"}, 2)
    assert {f.confidence for f in facts} == {1.0}
    whole = replace(table, grid=replace(table.grid, doubts=("a line crosses two columns",)))
    assert {f.confidence for f in bind_facts([whole], ANNUAL)[0]} == {0.45}


def test_two_values_in_a_cell_are_counted_not_guessed() -> None:
    data = PROSE + "RMB'000\t2023\t2022\nPumps\t1,212 1,311\t1,100\nValves\t1,900\t8,000" + PROSE
    facts, unread = bind_facts(tables_of(data), ANNUAL)
    assert unread == 2  # its neighbour with it: which of the two values is whose cannot be told
    assert [f.text for f in facts] == ["1,900", "8,000"]
