"""Questions to what they ask to be computed: measures, relations, changes and averages."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.facts import parse_periods
from ingest.types import Period
from service.answering.computing import read_question
from service.answering.computing.formula import names_in
from service.answering.understanding.wording import operation_of
from service.measures import measure_named, measures, plan_of
from service.types import Plan, Understanding

OWN = Period(date(2024, 1, 1), date(2024, 6, 30))


def asked(text: str, companies: tuple[str, ...] = ()) -> list[Plan]:
    """The plans that a question may mean, the likeliest first."""
    found = parse_periods(text)
    measure = text
    for span, _ in reversed(found):
        measure = measure[: span.start] + " " + measure[span.end :]
    understood = Understanding(
        text=text,
        language="en",
        companies=companies,
        periods=tuple(dict.fromkeys(period for _, period in found)),
        measure=measure,
        operation=operation_of(text),
    )
    return [plan_of(a.framed.node, a.framed.unit) for a in read_question(understood, (OWN,))]


def items(plan: Plan) -> list[tuple[str, str | None]]:
    return [(operand.line_item, operand.period) for operand in plan.operands]


def test_every_measure_of_the_library_is_whole() -> None:
    names = [name for measure in measures() for name in (measure.name, *measure.aliases)]
    assert len(measures()) >= 100
    assert len(set(names)) == len(names)
    for measure in measures():
        assert names_in(plan_of(measure.node, None).formula), measure.name
        assert measure.unit in ("percent", "ratio", "days", ""), measure.name
        assert measure.source, measure.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What was the gross profit margin in 2023?", "gross margin"),
        ("2023年毛利率是多少？", "gross margin"),
        ("Net Profit Margin", "net margin"),
        ("the asset-liability ratio at year-end", "debt to assets"),
        ("R&D as a percentage of revenue", "r&d intensity"),
        ("net current assets", "working capital"),
        ("FCF in 2023", "free cash flow"),
        ("operating income % margin", "operating margin"),
        ("debt-to-equity ratio", "debt to equity"),
        ("working capital ratio", "current ratio"),  # the longer name
        ("gross profit", None),
        ("the marginal cost", None),
        ("concurrent ratios", None),  # no name inside another word
        ("", None),
    ],
)
def test_the_measure_that_a_text_names(text: str, name: str | None) -> None:
    found = measure_named(text)
    assert (found[0].name if found else None) == name


def test_a_measure_of_the_period_asked_for_and_of_the_filings_own() -> None:
    (plan,) = asked("Work out the current ratio at 31 December 2023.")
    assert (plan.formula, plan.unit) == ("a / b", "ratio")
    assert items(plan) == [
        ("total current assets", "31 Dec 2023"),
        ("total current liabilities", "31 Dec 2023"),
    ]
    (plan,) = asked("Work out the current ratio.")
    assert items(plan)[0] == ("total current assets", "H1 2024")


def test_turnover_days_take_opening_and_closing_balances_and_the_length_of_the_period() -> None:
    (plan,) = asked("What were the inventory turnover days in 2023?")
    assert (plan.formula, plan.unit) == ("365 * avg(a, b) / c", "days")
    assert items(plan)[:2] == [("inventories", "31 Dec 2022"), ("inventories", "31 Dec 2023")]
    (plan,) = asked("What were the inventory turnover days in H1 2024?")
    assert plan.formula.startswith("182 * ")


def test_a_measure_of_a_part_asks_for_that_parts_lines() -> None:
    (plan,) = asked("What gross margin did the marine segment earn in 2023?")
    assert [item for item, _ in items(plan)] == [
        "marine segment gross profit",
        "marine segment revenue",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What was the net cash from operating activities in 2023?",
        "What was the net cash from operating and investing activities in 2023?",
        "What was net cash generated from financing activities in 2023?",
    ],
)
def test_a_line_that_holds_a_measures_name_is_not_that_measure(text: str) -> None:
    lines = [item for plan in asked(text) for item, _ in items(plan)]
    assert not any("borrowings" in line or "debt" in line for line in lines)


def test_operands_may_follow_from_where_something_is_worked_out() -> None:
    plan, *_ = asked(
        "Estimate days payable outstanding for 2023 from average trade payables, cost of sales"
        " and a 365-day year."
    )
    assert "trade payables" in [item for item, _ in items(plan)]


def test_the_operands_that_a_question_names_replace_the_measures_own() -> None:
    (plan,) = asked(
        "What was the 2023 retention ratio (using total cash dividends paid and net income "
        "attributable to owners)?"
    )
    assert [item for item, _ in items(plan)] == [
        "total cash dividends paid",
        "net income attributable to owners",
    ]


@pytest.mark.parametrize(
    ("text", "formula", "unit", "wanted"),
    [
        (
            "What share of 2023 revenue came from marine customers?",
            "a / b",
            "percent",
            ["revenue marine customers", "revenue"],
        ),
        (
            "How big was the tax credit relative to the loss before tax in 2023?",
            "a / b",
            "percent",
            ["tax credit", "loss before tax"],
        ),
        (
            "Marketing spend as a percentage of revenue in 2023?",
            "a / b",
            "percent",
            ["Marketing spend", "revenue"],
        ),
        (
            "How many times does operating cash flow cover the interest paid in 2023?",
            "a / b",
            "ratio",
            ["operating cash flow", "interest paid"],
        ),
        (
            "Adding term deposits to cash, what liquidity was there at 31 December 2023?",
            "a + b",
            None,
            ["term deposits", "cash"],
        ),
        (
            "What was restricted cash in total, current plus non-current, at 31 December 2023?",
            "a + b",
            None,
            ["current restricted cash", "non-current restricted cash"],
        ),
        (
            "On average, how much revenue did each key customer generate in 2023?",
            "a / b",
            None,
            ["revenue from key customers", "number of key customers"],
        ),
    ],
)
def test_relations(text: str, formula: str, unit: str | None, wanted: list[str]) -> None:
    plan = asked(text)[0]
    assert (plan.formula, plan.unit) == (formula, unit)
    assert [item for item, _ in items(plan)] == wanted


def test_the_average_of_two_dates() -> None:
    (plan,) = asked("Average of opening (31 Dec 2023) and closing (30 June 2024) total borrowings?")
    assert plan.formula == "avg(a, b)"
    assert items(plan) == [("total borrowings", "31 Dec 2023"), ("total borrowings", "30 Jun 2024")]


def test_a_change_of_a_relation_is_in_points() -> None:
    plan = asked(
        "By how many percentage points did R&D spend as a share of revenue move from H1 2023 to "
        "H1 2024?"
    )[0]
    assert (plan.formula, plan.unit) == ("a / b - c / d", "percentage_point")
    assert [period for _, period in items(plan)] == ["H1 2024", "H1 2024", "H1 2023", "H1 2023"]


def test_a_fall_asked_for_is_positive_and_one_year_is_held_against_the_one_before() -> None:
    (plan,) = asked("By what percentage did revenue fall in 2023?")
    assert (plan.formula, plan.unit) == ("(a - b) / abs(a)", "percent")
    assert items(plan) == [("revenue", "FY2022"), ("revenue", "FY2023")]


def test_several_items_together_fall_as_one() -> None:
    plan = asked(
        "Taking selling, administrative and R&D expenses together, how far did they come down "
        "year on year in 2023 (in %)?"
    )[0]
    assert plan.formula == "(a + b + c - (d + e + f)) / abs(a + b + c)"


def test_an_average_over_years_and_a_compound_rate() -> None:
    (plan,) = asked("What is the FY2015 - FY2017 3 year average net profit margin?")[:1]
    assert plan.formula == "avg(a / b, c / d, e / f)"
    assert [period for _, period in items(plan)][::2] == ["FY2015", "FY2016", "FY2017"]
    (plan,) = asked("What was the revenue CAGR from FY2018 to FY2021?")
    assert plan.formula == "(a / b) ** (1 / 3) - 1"


def test_two_companies_combined() -> None:
    plans = asked("What was the combined revenue in H1 2024?", ("Lantern", "Kiln"))
    assert plans[0].formula == "a + b"
    assert [operand.company for operand in plans[0].operands] == ["Lantern", "Kiln"]


@pytest.mark.parametrize(
    "text",
    ["What was revenue in 2023?", "Who is the chairman?", "", "Who is older than one year?"],
)
def test_a_plain_question_computes_nothing(text: str) -> None:
    assert asked(text) == []
