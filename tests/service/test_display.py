"""Numbers as people read them: what is shown reads back as the value, within what is shown."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.types import Fact
from service.display import group, show, show_fact

WORDS = {"thousand": Decimal(1000), "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
UNITS = ("CNY", "HKD", "USD", "CHF", "CNY/share", "persons", "shares", "days", "MWh", None)


def fact(value: Decimal, quantum: Decimal, unit: str | None, scale: Decimal = Decimal(1)) -> Fact:
    return Fact(
        fact_id="f", filing_id="x", table_id="t", row=0, column=1, page=1, labels=("Item",),
        column_labels=(), text="", value=value, quantum=quantum, unit=unit, scale=scale,
        period=None, entity=None, confidence=1.0,
    )  # fmt: skip


def read_back(shown: str) -> tuple[Decimal, Decimal]:
    """The shown number in base units, and half of its last shown digit."""
    match = re.search(r"(?P<sign>-?)[^\d-]*(?P<digits>[\d,]+(?:\.\d+)?)", shown)
    assert match is not None, shown
    digits = match["digits"].replace(",", "")
    scale = next((size for word, size in WORDS.items() if f" {word}" in shown), Decimal(1))
    if "%" in shown or "percentage point" in shown:
        scale /= 100
    places = len(digits.partition(".")[2])
    value = Decimal(match["sign"] + digits) * scale
    return value, scale / 2 / Decimal(10) ** places


@settings(max_examples=300, deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(UNITS),
    st.sampled_from([Decimal(s) for s in ("0.01", "1", "1000", "10000", "1e6", "1e8", "1e9")]),
    st.integers(0, 3),
)
def test_a_fact_reads_back_exactly_as_it_is_printed(
    digits: int, unit: str | None, scale: Decimal, places: int
) -> None:
    quantum = scale / Decimal(10) ** places
    shown = show_fact(fact(digits * quantum, quantum, unit, scale))
    assert read_back(shown)[0] == digits * quantum, shown


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**6), 10**6),
    st.integers(0, 3),
    st.sampled_from(["percent", "percentage_point"]),
)
def test_a_rate_reads_back_exactly(digits: int, places: int, unit: str) -> None:
    quantum = Decimal(1) / Decimal(10) ** (places + 2)
    assert read_back(show_fact(fact(digits * quantum, quantum, unit)))[0] == digits * quantum


@settings(max_examples=300, deadline=None)
@given(
    st.decimals(-(10**15), 10**15, places=6),
    st.sampled_from((*UNITS, "percent", "percentage_point", "ratio")),
    st.integers(0, 4),
)
def test_a_computed_amount_reads_back_within_its_rounding(
    amount: Decimal, unit: str | None, places: int
) -> None:
    shown = show(amount, unit, places=places)
    value, half = read_back(shown)
    assert abs(value - amount) <= half, shown


@pytest.mark.parametrize(
    ("value", "quantum", "unit", "scale", "shown"),
    [
        ("571704000", "1000", "CNY", "1000", "RMB571,704 thousand"),
        ("-12846000", "1000", "CNY", "1000", "-RMB12,846 thousand"),
        ("1234500000", "100000", "CNY", "1e6", "RMB1,234.5 million"),
        ("32.5", "0.1", "USD", "1", "US$32.5"),
        ("0.1320", "0.0001", "CNY/share", "0.01", "RMB0.1320 per share"),
        ("0.038", "0.001", "HKD/share", "1", "HK$0.038 per share"),
        ("7000", "1000", "CHF", "1000", "CHF 7 thousand"),
        ("50000", "10000", "CNY", "10000", "RMB50,000"),
        ("0.338", "0.001", "percent", "1", "33.8%"),
        ("0.0025", "0.0001", "percentage_point", "1", "0.25 percentage points"),
        ("2.4", "0.1", "ratio", "1", "2.4 times"),
        ("1260", "1", "persons", "1", "1,260 persons"),
        ("4.50", "0.01", None, "1", "4.50"),
    ],
)
def test_facts_as_people_write_them(
    value: str, quantum: str, unit: str | None, scale: str, shown: str
) -> None:
    given_fact = fact(Decimal(value), Decimal(quantum), unit, Decimal(scale))
    assert show_fact(given_fact) == shown


def test_another_value_takes_the_facts_unit_scale_and_places() -> None:
    loss = fact(Decimal("-4201000"), Decimal(1000), "CNY", Decimal(1000))
    assert show_fact(loss, abs(loss.value)) == "RMB4,201 thousand"


@pytest.mark.parametrize(
    ("amount", "unit", "places", "shown"),
    [
        ("0.18403", "percent", 1, "18.4%"),
        ("-0.846", "percent", 1, "-84.6%"),
        ("0.01365", "percentage_point", 1, "1.4 percentage points"),
        ("2.30560", "ratio", 1, "2.31 times"),
        ("31435000", "CNY", 2, "RMB31.44 million"),
        ("-1521000", "CNY", 2, "-RMB1.52 million"),
        ("2500000000", "USD", 2, "US$2,500.00 million"),
        ("1500", "CNY", 2, "RMB1.50 thousand"),
        ("12345678", "CNY/share", 2, "RMB12,345,678.00 per share"),
        ("114", "days", 0, "114 days"),
        ("-0.0004", "percent", 1, "0.0%"),
        ("-0.004", "CNY", 1, "RMB0.0"),
    ],
)
def test_computed_amounts_as_people_write_them(
    amount: str, unit: str, places: int, shown: str
) -> None:
    assert show(Decimal(amount), unit, places=places) == shown


def test_halves_are_rounded_away_from_zero() -> None:
    assert [group(Decimal(n), 1) for n in ("0.05", "0.15", "-0.25")] == ["0.1", "0.2", "-0.3"]
