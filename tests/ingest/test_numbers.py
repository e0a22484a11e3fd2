"""The number grammar: what is printed reads back, and what is no number is not guessed at."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.numbers import Malformed, Printed, is_year, read_cell

SIZES = st.decimals(min_value=0, max_value=10**13, places=3, allow_nan=False)
MARKS = st.sampled_from(["", "$", "$ ", "RMB", "HK$", "US$ ", "€", "¥ "])


def printed(text: str) -> Printed:
    found = read_cell(text)
    assert isinstance(found, Printed), text
    return found


@given(size=SIZES, places=st.integers(0, 3), grouped=st.booleans(), mark=MARKS)
def test_what_is_printed_reads_back(size: Decimal, places: int, grouped: bool, mark: str) -> None:
    value = round(size, places)
    text = f"{mark}{value:,.{places}f}" if grouped else f"{mark}{value:.{places}f}"
    found = printed(text)
    assert found.value == value
    assert found.quantum == Decimal(1).scaleb(-places)
    assert (found.currency is not None) == bool(mark)


@given(
    size=st.decimals(min_value=Decimal("0.1"), max_value=10**9, places=1),
    form=st.sampled_from(
        ["({})", "-{}", "–{}", "−{}", "$ ({})", "$({})", "({}", "( {} )", "({})*", "- {}"]
    ),
    percent=st.booleans(),
)
def test_every_way_to_print_a_negative(size: Decimal, form: str, percent: bool) -> None:
    text = form.format(f"{size:,.1f}")
    found = printed(text.rstrip("*") + ("%" if percent else text[len(text.rstrip("*")) :]))
    assert found.value == -size
    assert found.mark == ("%" if percent else None)


@pytest.mark.parametrize("text", ["-", "–", "—", "$ —", "nil", "-%", "$-", "－", "— %", "无"])
def test_a_dash_is_nil(text: str) -> None:
    number = printed(text)
    assert (number.value, number.is_nil) == (Decimal(0), True)
    assert number.currency == ("USD" if "$" in text else None)
    assert number.mark == ("%" if "%" in text else None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "N/A",
        "n.a.",
        "*",
        "Note",
        "RMB'000",
        "30 June 2025",
        "July 29, 2023",
        "1 May",
        "2023 vs. 2022",
        "2023 vs. 2022 Change",
        "2024 2023",
        "12/31/2023",
        "March 30, 2024 (1)",
        "As at 31 D 2023 <i>RMB'000",
        "2023年12月31日",
        "Level 1",
        "不適用",
    ],
)
def test_words_dates_and_units_are_no_numbers(text: str) -> None:
    assert read_cell(text) is None


@pytest.mark.parametrize(
    "text", ["23,29", "1,234 5,678", "1,23,456", "12.3.4", "20:24", "1,234) (5", "5)", "3 4"]
)
def test_digits_that_make_no_number_are_malformed(text: str) -> None:
    assert read_cell(text) == Malformed(text)


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("25 bps", "25", "bps"),
        ("3.6 times", "3.6", "times"),
        ("1.6 pp", "1.6", "pp"),
        ("4.2x", "4.2", "x"),
        ("14.48 cents", "14.48", "cents"),
        ("120 MWh", "120", "mwh"),
        ("(0.3)%", "-0.3", "%"),
        ("１，２３４．５", "1234.5", None),
        ("12 (a)", "12", None),
        ("571,704*", "571704", None),
        ("about 300", "300", None),
        ("1,234 CR", "-1234", None),
    ],
)
def test_marks_and_notes(text: str, value: str, mark: str | None) -> None:
    found = printed(text)
    assert (found.value, found.mark) == (Decimal(value), mark)


@pytest.mark.parametrize("text", ["2023", "FY2023", "2023*", "1999A", " 2023 (Restated) "])
def test_years(text: str) -> None:
    assert is_year(text)


@pytest.mark.parametrize("text", ["20223", "2,023", "1949", "2070", "2023.0", "12023"])
def test_what_is_not_a_year(text: str) -> None:
    assert not is_year(text)


@pytest.mark.parametrize(
    "unit", ["1", "(", " ", "-", "*", "1,234 ", "$", "1 Jan ", "^", "**x", "a1"]
)
def test_a_hostile_cell_costs_no_time(unit: str) -> None:
    start = time.process_time()
    for size in (59, 100_000):
        read_cell("5" + unit * (size // len(unit)) + "?")
        read_cell(unit * (size // len(unit)))
    assert time.process_time() - start < 0.5
