"""Statements of invented companies, printed in the layouts that tables of filings have."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.facts import describe
from ingest.parsing import parse
from ingest.types import Fact, Parsed, Statement

Draw = tuple[float, float, str, str]  # x, distance from the top, l/r/c alignment, text
LEFT, SIZE, LEADING = 50.0, 9.0, 12.0


def pdf(items: Sequence[Draw]) -> bytes:
    """One letter page with a cover line, so that the fiscal year is known."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=True)
    canvas.setFont("Helvetica", SIZE)
    cover = ("Borrow Pumps, Inc.", "FORM 10-K", "For the fiscal year ended December 31, 2023")
    for number, text in enumerate(cover):
        canvas.drawString(LEFT, 752 - LEADING * number, text)
    canvas.showPage()
    canvas.setFont("Helvetica", SIZE)
    for x, top, align, text in items:
        draw = {"l": canvas.drawString, "r": canvas.drawRightString, "c": canvas.drawCentredString}
        draw[align](x, 792 - top, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def rows(
    top: float, lines: Sequence[tuple[str, ...]], edges: Sequence[float], indent: float = 0
) -> list[Draw]:
    """Labels at the left, values flush with the right edges of their columns."""
    items: list[Draw] = []
    for number, (label, *values) in enumerate(lines):
        y = top + LEADING * number
        if label:
            items.append((LEFT + indent, y, "l", label))
        items.extend((x, y, "r", v) for x, v in zip(edges, values, strict=False) if v)
    return items


def read(items: Sequence[Draw]) -> Parsed:
    return parse("borrow.pdf", pdf(items))


def said(facts: Sequence[Fact], label: str) -> list[tuple[Decimal, str | None, str | None]]:
    return [
        (f.value, f.unit, describe(f.period) if f.period else None)
        for f in facts
        if f.label == label
    ]


def title(*lines: str) -> list[Draw]:
    return [(306.0, 60 + LEADING * i, "c", text) for i, text in enumerate(lines)]


def test_capital_lines_of_a_balance_sheet_are_amounts() -> None:
    body = (
        ("Common stock, $0.01 par value; 900,000,000 shares authorized;", "", ""),
        ("441,825,000 and 441,255,000 shares issued", "4", "5"),
        ("Treasury stock, at cost (103,025 and 103,350 shares)", "(267)", "(918)"),
        ("Retained earnings", "8,263", "8,913"),
        ("Total stockholders’ equity", "8,000", "8,000"),
    )
    assets = (
        ("Current assets", "", ""),
        ("Cash", "$ 1,000", "$ 2,000"),
        ("Accounts receivable, net of allowances of $1,293 and $1,867", "6,000", "5,000"),
        ("Total current assets", "7,000", "7,000"),
        ("Total assets", "$ 9,000", "$ 9,000"),
        ("Total liabilities", "1,000", "1,000"),
        ("Commitments and contingencies", "", ""),
        *body,
        ("Total liabilities and stockholders’ equity", "$ 9,000", "$ 9,000"),
    )
    head = title("CONSOLIDATED BALANCE SHEETS", "(In millions, except par value)")
    years = rows(96, [("", "2023", "2022")], (450, 540))
    parsed = read([*head, *years, *rows(110, assets, (450, 540))])
    (table,) = parsed.tables
    assert table.statement is Statement.BALANCE_SHEET
    assert {f.unit for f in parsed.facts} == {"USD"}
    assert {f.scale for f in parsed.facts} == {Decimal(1_000_000)}
    stock = [f for f in parsed.facts if f.text == "4"]
    assert stock[0].label.endswith("441,825,000 and 441,255,000 shares issued")
    assert stock[0].labels[:-1] == ()
    assert all(tie.holds for tie in parsed.ties)
    assert any(tie.kind.value == "balance_sheet_identity" for tie in parsed.ties)


def test_years_over_equal_groups_of_columns() -> None:
    edges = (220, 270, 320, 370, 420, 470, 520, 560)[:6]
    heads: list[Draw] = [
        (245.0, 96, "c", "2023"), (345.0, 96, "c", "2022"), (445.0, 96, "c", "2021"),
    ]  # fmt: skip
    names = rows(108, [("(Millions)", *("Balance", "Interest") * 3)], edges)
    lines = [
        ("Deposits", "$ 900", "$ 45", "$ 800", "$ 40", "$ 700", "$ 35"),
        ("Loans", "1,900", "145", "1,800", "140", "1,700", "135"),
    ]
    parsed = read([(LEFT, 70, "l", "Average balances were:"), *heads, *names,
                   *rows(120, lines, edges)])  # fmt: skip
    loans = [f for f in parsed.facts if f.label == "Loans"]
    periods = [describe(f.period) if f.period else None for f in loans]
    assert periods == ["FY2023", "FY2023", "FY2022", "FY2022", "FY2021", "FY2021"]
    assert [f.column_labels for f in loans] == [("Balance",), ("Interest",)] * 3


def test_a_column_for_each_period_of_a_schedule() -> None:
    edges = (250, 320, 390, 460, 550)
    head = rows(
        96, [("In millions", "Total", "2024", "2025-2026", "2027-2028", "Thereafter")], edges
    )
    lines = [
        ("Long-term debt", "$ 1,318", "$ 231", "$ 227", "$ 250", "$ 610"),
        ("Leases", "412", "115", "171", "91", "35"),
    ]
    parsed = read([(LEFT, 70, "l", "Payments due by period:"), *head, *rows(110, lines, edges)])
    periods = {f.text: f.period and describe(f.period) for f in parsed.facts}
    assert periods["$ 1,318"] is None
    assert periods["$ 231"] == "FY2024"
    assert periods["$ 610"] is None


@pytest.mark.parametrize(
    ("label", "text", "value", "unit"),
    [
        ("Dividends declared ($1.96 per share)", "(1,139)", "-1139000000", "USD"),
        ("Purchases of property, plant and equipment (PP&E)", "(577)", "-577000000", "USD"),
        ("Notes due 2028 (3.4% for 2023 and 2022)", "1,250", "1250000000", "USD"),
        ("Days sales outstanding", "49", "49", "days"),
        ("Inventory turns", "3.7", "3.7", "ratio"),
        ("Weighted average number of shares", "605.4", "605400000", "shares"),
        ("Earnings per share", "2.90", "2.90", "USD/share"),
    ],
)
def test_units_of_lines(label: str, text: str, value: str, unit: str) -> None:
    head = rows(96, [("(Millions, except per share amounts)", "2023", "2022")], (450, 540))
    lines = [("Fees", "$ 700", "$ 600"), (label, text, text), ("Rents", "$ 70", "$ 60")]
    parsed = read([(LEFT, 70, "l", "Key figures were:"), *head, *rows(110, lines, (450, 540))])
    found = [f for f in parsed.facts if f.label == label]
    assert [(f.value, f.unit) for f in found] == [(Decimal(value), unit)] * 2


def test_a_rate_in_the_caption_is_not_the_unit() -> None:
    caption = "Tax differs from the rate of 35% (before tax) as follows (in thousands):"
    head = rows(96, [("", "2023", "2022")], (450, 540))
    lines = [("Computed tax", "$ 502,298", "$ 305,824"), ("Tax credits", "(48,383)", "(25,967)")]
    parsed = read([(LEFT, 70, "l", caption), *head, *rows(110, lines, (450, 540))])
    assert said(parsed.facts, "Tax credits") == [
        (Decimal(-48_383_000), "USD", "FY2023"), (Decimal(-25_967_000), "USD", "FY2022"),
    ]  # fmt: skip


def test_percentages_marked_in_their_total_only() -> None:
    head = rows(96, [("", "Americas", "Asia")], (450, 540))
    lines = [
        ("Net sales (millions)", "$ 18,400", "$ 9,901"),
        ("Organic", "2.6", "0.3"),
        ("Translation", "(0.3)", "(6.5)"),
        ("Total change", "2.3 %", "(6.2) %"),
    ]
    parsed = read([(LEFT, 70, "l", "Year ended December 31, 2023"), *head,
                   *rows(110, lines, (450, 540))])  # fmt: skip
    organic = [f for f in parsed.facts if f.label == "Organic"]
    assert [(f.value, f.unit) for f in organic] == [
        (Decimal("0.026"), "percent"), (Decimal("0.003"), "percent"),
    ]  # fmt: skip


def test_a_row_printed_over_two_lines() -> None:
    edges = (300, 380, 460, 540)
    head = rows(96, [("In millions", "2023", "2022", "2021", "2020")], edges)
    lines = [
        ("Net sales", "16,865.2", "", "", ""),
        ("", "", "15,740.4", "15,619.8", "16,563.1"),
        ("Gross margin", "5,756.8", "5,435.6", "5,567.8", "5,843.3"),
    ]
    parsed = read([(LEFT, 70, "l", "Selected data:"), *head, *rows(110, lines, edges)])
    sales = [
        (f.text, f.period and describe(f.period)) for f in parsed.facts if f.label == "Net sales"
    ]
    assert sales == [
        ("16,865.2", "FY2023"), ("15,740.4", "FY2022"), ("15,619.8", "FY2021"),
        ("16,563.1", "FY2020"),
    ]  # fmt: skip


def test_a_subtotal_in_an_outer_column_is_no_part_of_the_row_above() -> None:
    head = rows(96, [("In millions", "2023", "2023")], (450, 540))
    lines = [
        ("Pumps", "100", ""), ("Valves", "200", ""), ("", "", "300"), ("Seals", "", "50"),
    ]  # fmt: skip
    parsed = read([(LEFT, 70, "l", "Inventories:"), *head, *rows(110, lines, (450, 540))])
    assert all(f.label != "Valves" for f in parsed.facts if f.text == "300")


def test_a_period_heads_the_rows_below_it() -> None:
    head = rows(96, [("(Millions)", "Pumps", "Valves")], (450, 540))
    lines = [
        ("Year ended December 31, 2022", "", ""), ("GAAP", "$ 588", "$ 701"),
        ("Special items", "205", "19"), ("Year ended December 31, 2023", "", ""),
        ("GAAP", "$ 466", "$ 880"), ("Special items", "249", "63"),
    ]  # fmt: skip
    parsed = read([(LEFT, 70, "l", "Results by segment:"), *head, *rows(110, lines, (450, 540))])
    periods = {f.text: f.period and describe(f.period) for f in parsed.facts}
    assert periods["205"] == "FY2022"
    assert periods["$ 466"] == "FY2023"
    assert periods["249"] == "FY2023"


def test_a_note_is_owed_at_the_reporting_date_not_when_it_falls_due() -> None:
    head = rows(96, [("", "Principal", "Fair value")], (450, 540))
    lines = [
        ("Notes due October 12, 2032", "$ 1,000", "$ 990"),
        ("Notes due April 17, 2048", "650", "640"),
    ]
    caption = "Our long-term debt as of December 31, 2023 consisted of these notes (in millions):"
    parsed = read([(LEFT, 70, "l", caption), *head, *rows(110, lines, (450, 540))])
    assert {describe(f.period) for f in parsed.facts if f.period} == {"31 Dec 2023"}


def test_columns_say_what_is_in_shares() -> None:
    edges = (330, 400, 470, 540)
    head = rows(96, [("", "Shares", "Par value", "Shares", "Cost")], edges)
    lines = [
        ("Balance at January 1, 2023", "1,708", "$ 854", "(850)", "$ (16,633)"),
        ("Shares purchased for treasury", "", "", "(75)", "(2,230)"),
        ("Balance at December 31, 2023", "1,708", "$ 854", "(925)", "$ (18,863)"),
    ]
    caption = "Changes in capital stock were as follows (in millions):"
    over: list[Draw] = [(365.0, 84, "c", "Common stock"), (505.0, 84, "c", "Treasury stock")]
    parsed = read([(LEFT, 66, "l", caption), *over, *head, *rows(110, lines, edges)])
    bought = {f.text: (f.value, f.unit) for f in parsed.facts if "purchased" in f.label}
    assert bought == {
        "(75)": (Decimal(-75_000_000), "shares"), "(2,230)": (Decimal(-2_230_000_000), "USD"),
    }  # fmt: skip


def test_amounts_to_the_dollar_are_not_in_millions() -> None:
    noted = [(f"Fees {i}", f"$ {i},700", f"$ {i},600") for i in range(1, 4)]
    items: list[Draw] = []
    for top in (60, 160, 260):
        items += rows(top, [("(Millions)", "2023", "2022")], (450, 540))
        items += rows(top + 14, noted, (450, 540))
        items.append(
            (LEFT, top + 70, "l", "Fees are charged to customers as the service is given.")
        )
    items += rows(380, [("", "2023", "2022")], (450, 540))
    items += rows(394, [("Market value", "$ 387,327,844,190", "$ 300,000,000,000"),
                        ("Penalties", "6,623", "5,104")], (450, 540))  # fmt: skip
    facts = read(items).facts
    assert [f.value for f in facts if f.label == "Market value"][0] == Decimal(387_327_844_190)
    assert all(f.confidence < 0.5 for f in facts if f.label == "Penalties")


def test_a_price_beside_shares_in_thousands() -> None:
    head = rows(96, [("(Shares in thousands)", "Options", "Exercise price")], (450, 540))
    lines = [("Granted", "432", "$ 154.57"), ("Exercised", "(121)", "98.20")]
    parsed = read([(LEFT, 70, "l", "Awards of 2023 were:"), *head, *rows(110, lines, (450, 540))])
    found = {f.text: (f.value, f.unit) for f in parsed.facts}
    assert found["432"] == (Decimal(432_000), "shares")
    assert found["98.20"][0] == Decimal("98.20")


def test_square_feet_in_thousands() -> None:
    head = rows(96, [("", "2023", "2022")], (450, 540))
    lines = [("Stores", "12", "11"), ("Square footage (in thousands)", "670", "655")]
    parsed = read([(LEFT, 70, "l", "Our stores:"), *head, *rows(110, lines, (450, 540))])
    found = [(f.value, f.unit) for f in parsed.facts if f.text == "670"]
    assert found == [(Decimal(670_000), "sqft")]
