"""Arithmetic that a text writes out: what is read as an expression, and what it comes to."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.grounding.equations import Equation, constants, read_equations
from service.grounding.quantities import find_quantities


def equations_of(text: str) -> dict[str, bool]:
    """Each result, and whether its expression comes to it."""
    quantities = find_quantities(text)
    by_start = {quantity.start: quantity for quantity in quantities}
    results = read_equations(text, quantities).results
    return {by_start[at].text: one.fits(by_start[at]) for at, one in results.items()}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("FCF: $5,727m - $419m = $5,308 million", "$5,308 million"),
        ("EBITDA is $305 thousand + $62 thousand = $367 thousand", "$367 thousand"),
        ("the ratio is 0.68 (5,121.3 / 7,491.5)", "0.68"),
        ("($368,109 thousand / $6,779,511 thousand) * 100 = 5.43%", "5.43%"),
        ("[(177,866 - 135,987) / 135,987] * 100 = 30.8%", "30.8%"),
        ("DPO = 365 * $4,500 / $100,000 = 16.4", "16.4"),
        ("24.6% (FY2021) - 21.6% (FY2022) = 3.0%", "3.0%"),
        ("RMB10 million divided by RMB4 million equals 2.5", "2.5"),
    ],
)
def test_a_result_that_is_right(text: str, result: str) -> None:
    assert equations_of(text)[result]


@pytest.mark.parametrize(
    "text",
    ["10.0 / 4.0 = 2.7", "$5 million + $2 million = $8 million", "(9 - 3) / 3 * 100 = 300%"],
)
def test_a_result_that_is_wrong(text: str) -> None:
    assert not any(equations_of(text).values())


def test_lines_under_one_name_go_on_from_each_other() -> None:
    text = (
        "Retention Ratio = ($2,707.3 million - $1,244.5 million) / $2,707.3 million\n"
        "Retention Ratio = $1,462.8 million / $2,707.3 million\n"
        "Retention Ratio = 54.03%"
    )
    assert equations_of(text) == {"$1,462.8 million": True, "54.03%": True}


def test_a_last_digit_is_no_matter_in_a_long_figure_alone() -> None:
    assert equations_of("$5,121.3 million / $7,491.5 million = 0.6837") == {"0.6837": True}
    assert equations_of("$5,802 million / $15,785 million = 36.7%") == {"36.7%": False}


def test_numbers_of_the_formula_itself_are_no_quantities() -> None:
    text = "(3.1% + 2.3% + 3.1%) / 3 = 2.8%"
    quantities = find_quantities(text)
    assert [text[start] for start in constants(text, quantities)] in ([], ["3"])
    assert equations_of(text) == {"2.8%": True}


def test_a_division_by_nothing_is_no_equation() -> None:
    assert equations_of("5 / 0 = 5") == {}


@given(st.text(alphabet="0123456789.,()[]+-*/= %$x\n", max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = read_equations(text, find_quantities(text))
    assert all(isinstance(one, Equation) for one in found.results.values())


def test_a_long_run_of_signs_takes_no_long_time() -> None:
    text = "(" * 2000 + "1 + " * 5000 + "2" + ")" * 2000
    begun = time.process_time()
    read_equations(text, find_quantities(text))
    assert time.process_time() - begun < 5
