"""Unit notes, headers and brackets to units and scales."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.units import (
    Unit,
    currency_of,
    has_unit_mark,
    is_money,
    is_unit_note,
    read_unit,
    without_unit_marks,
)

K, M, B, CENT = Decimal(1000), Decimal(10**6), Decimal(10**9), Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("RMB'000", "CNY", K),
        ("RMB’000", "CNY", K),
        ("HK$ million", "HKD", M),
        ("US$'000", "USD", K),
        ("(In millions)", None, M),
        ("(Dollars in millions)", "USD", M),
        ("in billions", None, B),
        ("人民幣千元", "CNY", K),
        ("人民币百万元", "CNY", M),
        ("RMB0'000", "CNY", Decimal(10_000)),
        ("%", "percent", CENT),
        ("bps", "percentage_point", Decimal("0.0001")),
        ("RMB cents", "CNY", CENT),
        ("HK cents", "HKD", CENT),
        ("US cents", "USD", CENT),
        ("cents", None, CENT),
        ("港仙", "HKD", CENT),
        ("人民幣分", "CNY", CENT),
        ("£m", "GBP", M),
        ("US$m", "USD", M),
        ("2019 €m", "EUR", M),
        ("RMBm", "CNY", M),
        ("£k", "GBP", K),
        ("$bn", "USD", B),
        ("m²", "m2", None),
        ("RMB per share", "CNY/share", None),
        ("MWh", "MWh", None),
        ("tonnes", "tons", None),
        ("kg/RMB million", "kg/RMB million", Decimal(1)),
        ("tonnes per employee", "tonnes per employee", Decimal(1)),
        ("percent per annum", "percent", CENT),
        ("per share", None, None),
        ("Total", None, None),
    ],
)
def test_units(text: str, unit: str | None, scale: Decimal | None) -> None:
    found = read_unit(text)
    assert (found.unit, found.scale) == (unit, scale)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("(in thousands, except per share data)", None),
        ("(in thousands, except share and per share data)", Decimal(1)),
        ("(in millions, except share data)", Decimal(1)),
        ("(MILLIONS, EXCEPT PER COMMON SHARE DATA)", None),
        (
            "(In millions, except number of shares, which are reflected in thousands, "
            "and per share "
            "amounts)",
            K,
        ),
        ("$ and shares in millions, except per share amounts", M),
    ],
)
def test_share_counts_set_apart(text: str, shares: Decimal | None) -> None:
    found = read_unit(text)
    assert found.share_scale == shares
    assert found.scale in (K, M)


@given(
    currency=st.sampled_from([("RMB", "CNY"), ("HK$", "HKD"), ("US$", "USD"), ("EUR ", "EUR")]),
    scale=st.sampled_from([("'000", K), (" million", M), (" billion", B), (" in thousands", K)]),
    form=st.sampled_from(
        ["{}", "({})", "(Expressed in {})", "({}, unaudited)", "All amounts in {}"]
    ),
)
def test_a_written_note_reads_back(
    currency: tuple[str, str], scale: tuple[str, Decimal], form: str
) -> None:
    text = form.format(currency[0] + scale[0])
    assert read_unit(text) == Unit(currency[1], scale[1])
    assert is_unit_note(text)


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("USDm", "USD", M),
        ("All figures in USD ‘000, except berth rate per day", "USD", K),
        ("Expressed in US $000's except share and per share amounts", "USD", K),
    ],
)
def test_notes_as_some_write_them(text: str, unit: str, scale: Decimal) -> None:
    found = read_unit(text)
    assert (found.unit, found.scale) == (unit, scale)
    assert is_unit_note(text)


@pytest.mark.parametrize(
    "text", ["Revenue (RMB'000)", "Common Shares", "Total", "Notes", "", "2023", "In 2023 (RMB)"]
)
def test_lines_with_words_of_their_own_are_no_notes(text: str) -> None:
    assert not is_unit_note(text)


def test_marks_among_a_headers_words() -> None:
    assert without_unit_marks("Software RMB'000") == "Software"
    assert has_unit_mark("Sofware RMB'000")
    assert not has_unit_mark("Software")


@pytest.mark.parametrize(
    ("unit", "money"),
    [
        ("CNY", True),
        ("USD/share", True),
        ("MWh", False),
        ("percent", False),
        (None, False),
        ("TJ", False),
        ("MMBOE", False),
    ],
)
def test_money(unit: str | None, money: bool) -> None:
    assert is_money(unit) is money


@pytest.mark.parametrize(
    ("text", "code"),
    [("US$ and HK$", "USD"), ("HK$5 (RMB4)", "HKD"), ("元", "CNY"), ("Rand", None)],
)
def test_the_first_currency(text: str, code: str | None) -> None:
    assert currency_of(text) == code


@pytest.mark.parametrize(
    "part", ["千", "amounts ", "per ", "0", "'000", "HK ", "除", " ", "in thousands "]
)
def test_a_hostile_note_costs_no_time(part: str) -> None:
    start = time.process_time()
    for size in (158, 100_000):
        text = part * (size // len(part)) + "?"
        read_unit(text)
        is_unit_note(text)
        has_unit_mark(text)
    assert time.process_time() - start < 1
