"""Which stretches of a text are quantities, and what they say."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "quantum", "kind", "unit"),
    [
        ("revenue of RMB571.7 million", "571700000", "100000", "money", "CNY"),
        ("revenue of RMB571.7million", "571700000", "100000", "money", "CNY"),
        ("HK\\$1,995.1 million in all", "1995100000", "100000", "money", "HKD"),
        ("a fee of HK$12", "12", "1", "money", "HKD"),
        ("US$ 5 million", "5000000", "1000000", "money", "USD"),
        ("$1.5bn", "1500000000", "100000000", "money", "USD"),
        ("sales of $5.6M, and", "5600000", "100000", "money", "USD"),
        ("Scope 1 and 2 emissions fell 6.14%", "0.0614", "0.0001", "percent", None),
        ("RMB629.3m of that", "629300000", "100000", "money", "CNY"),
        ("USD89.5 billion", "89500000000", "100000000", "money", "USD"),
        ("RMB9,646,000", "9646000", "1", "money", "CNY"),
        ("570 million yuan", "570000000", "1000000", "money", "CNY"),
        ("人民幣5.717億元", "571700000", "100000", "money", "CNY"),
        ("RMB5百萬元", "5000000", "1000000", "money", "CNY"),
        ("¥120萬", "1200000", "10000", "money", None),
        ("RMB(184,553) thousand", "-184553000", "1000", "money", "CNY"),
        ("it was (1,234) then", "-1234", "1", "count", None),
        ("a margin of -5%", "-0.05", "0.01", "percent", None),
        ("minus 3%", "-0.03", "0.01", "percent", None),
        ("by 38.1%.", "0.381", "0.001", "percent", None),
        ("five percent", "0.05", "0.01", "percent", None),
        ("5 per cent", "0.05", "0.01", "percent", None),
        ("2.5 percentage points", "0.025", "0.001", "percentage_point", None),
        ("25 bps", "0.0025", "0.0001", "percentage_point", None),
        ("25 basis points", "0.0025", "0.0001", "percentage_point", None),
        ("上升1.4個百分點", "0.014", "0.001", "percentage_point", None),
        ("about 3.6x the level", "3.6", "0.1", "multiple", None),
        ("3.6 times what it was", "3.6", "0.1", "multiple", None),
        ("sales doubled", "2", "0", "multiple", None),
        ("sales tripled", "3", "0", "multiple", None),
        ("twice as much", "2", "0", "multiple", None),
        ("rose sevenfold", "7", "0", "multiple", None),
        ("costs halved", "0.5", "0", "multiple", None),
        ("nine out of ten employees", "0.9", "0", "multiple", None),
        ("a quarter of sales", "0.25", "0", "multiple", None),
        ("half of the staff", "0.5", "0", "multiple", None),
        ("RMB0.36 per share", "0.36", "0.01", "per_share", "CNY"),
        ("basic loss per share was $1.05", "1.05", "0.01", "per_share", "USD"),
        ("loss of RMB13.20 cents", "0.1320", "0.0001", "per_share", "CNY"),
        ("loss of 13.20 HK cents", "0.1320", "0.0001", "per_share", "HKD"),
        ("loss of HK13.20 cents", "0.1320", "0.0001", "per_share", "HKD"),
        ("loss of HK cents 13.20", "0.1320", "0.0001", "per_share", "HKD"),
        ("US5.1 cents per share", "0.051", "0.001", "per_share", "USD"),
        ("12.5 cents and no more", "0.125", "0.001", "per_share", None),
        ("13.2港仙", "0.132", "0.001", "per_share", "HKD"),
        ("RMB5 cents per kWh", "0.05", "0.01", "money", "CNY"),
        ("1,260 suppliers", "1260", "1", "count", "suppliers"),
        ("16,901 hours", "16901", "1", "count", "hours"),
        ("12.5m users", "12500000", "100000", "count", "users"),
        ("twelve directors", "12", "1", "count", "directors"),
        ("two hundred and five shops", "205", "1", "count", "shops"),
        ("twenty-five shops", "25", "1", "count", "shops"),
        ("2000 employees", "2000", "1", "count", "employees"),
        ("1,260家供應商", "1260", "1", "count", "家"),
        ("５７１．７％", "5.717", "0.001", "percent", None),
        ("٣٤ shops", "34", "1", "count", "shops"),
    ],
)
def test_a_quantity(text: str, value: str, quantum: str, kind: str, unit: str | None) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.quantum) == (Decimal(value), Decimal(quantum))
    assert (quantity.kind, quantity.unit) == (kind, unit)


def test_two_thirds_is_not_two() -> None:
    assert only("two-thirds of it").value == Decimal(2) / 3


@pytest.mark.parametrize(
    "text",
    [
        "on 30 June 2024, June 30, 2024, 2024-06-30 and 2024年6月30日",
        "in 2023, FY2023, FY24, 1H24, H1 2024, Q3, 2Q23, 2019-2023 and 2023/24",
        "the first-half 2024 figures and its 2023 revenue",
        "note 5, Note 12(a), notes 5 and 6, section 3.2, Item 7, page 45, Schedule 13G",
        "IFRS 16, HKFRS 9, ISO 27001, ASC 606, GRI 305 and S&P 500",
        "3C, 5G, COVID-19, AInno-75B, 10-K, Form 8-K, Class B, A100 and GPT-4",
        "1. Sales\n2) Costs\n(3) Other",
        "as said [1] and [2, 3]",
        "call +852 2121 3000; stock code: 0020 (2121.HK)",
        "the six months ended and a twelve-month period; the first half of 2024; a third party",
        "double-digit, two-way, one of them, the fourth quarter, version 1.2.3",
        "",
        "no numbers here",
        '<td width="100">&#8217;</td> https://example.com/2024/123456',
    ],
)
def test_not_a_quantity(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("RMB4,473.1 million and RMB5,287.3 million", ["4473100000", "5287300000"]),
        ("1.2 and 3.4 million users", ["1200000", "3400000"]),
        ("RMB5-7 million", ["5000000", "7000000"]),
        ("RMB1.2 million and 3.4 million", ["1200000", "3400000"]),
        ("5-7%", ["0.05", "0.07"]),
        ("13.20 and 14.10 HK cents", ["0.132", "0.141"]),
        ("of HK13.20 cents and HK14.20 cents", ["0.132", "0.142"]),
        ("5% to 7%", ["0.05", "0.07"]),
        ("from 292 to 397 customers", ["292", "397"]),
        ("between 3 and 5 days", ["3", "5"]),
        ("RMB5 and RMB7 million", ["5", "7000000"]),
    ],
)
def test_lists_and_ranges(text: str, values: list[str]) -> None:
    found = find_quantities(text)
    assert [q.value for q in found] == [Decimal(v) for v in values]
    assert len({(q.kind, q.unit) for q in found if q.kind != "count"}) <= 1


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("about 70%", "0.699", "0.69"),
        ("RMB571.7 million", "571704000", "571800000"),
        ("over 7,000 tonnes", "7400", "6990"),
        ("at least 7,000 tonnes", "7000", "8100"),
        ("almost RMB1.8 billion", "1797000000", "1860000000"),
        ("approximately 20,000 items", "19600", "19000"),
        ("20,000 items", "20000", "19999"),
        ("more than doubled", "2.19", "1.99"),
        ("roughly doubled", "1.9", "1.7"),
        ("more than a third", "0.381", "0.33"),
        ("less than 10 shops", "9", "10.5"),
    ],
)
def test_the_interval_that_the_text_allows(text: str, inside: str, outside: str) -> None:
    quantity = only(text)
    assert quantity.low <= Decimal(inside) <= quantity.high
    assert not quantity.low <= Decimal(outside) <= quantity.high


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_verbatim_spans(text: str) -> None:
    after = 0
    for quantity in find_quantities(text):
        assert after <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.low <= quantity.high
        after = quantity.end


WORDS = st.sampled_from(
    [
        "RMB",
        "$",
        "%",
        "million",
        "(",
        ")",
        "-",
        "1,234",
        "5.6",
        "2023",
        "note",
        "half",
        "a",
        "third",
    ]
    + ["x", "times", "and", "to", "from", ",", ".", "[1]", "亿", "元"]
)


@given(st.lists(WORDS, max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_mix_of_marks_gives_verbatim_spans(words: list[str], glue: str) -> None:
    text = glue.join(words)
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


@given(
    st.decimals(min_value="0.01", max_value="99999", places=2),
    st.sampled_from([("million", 6), ("billion", 9), ("thousand", 3)]),
)
@settings(deadline=None)
def test_printed_money_reads_back(value: Decimal, scale: tuple[str, int]) -> None:
    quantity = only(f"It had RMB{value:,} {scale[0]} of cash.")
    assert quantity.value == value * 10 ** scale[1]
    assert quantity.quantum == Decimal("0.01") * 10 ** scale[1]


@pytest.mark.parametrize("unit", ["1", "1,", "1.2 ", "$", "(", "RMB ", "one ", "<a", "1-", "[1,"])
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        find_quantities(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(40_000) < 12 * seconds(10_000) + 0.2  # 4 if linear, 16 if quadratic
