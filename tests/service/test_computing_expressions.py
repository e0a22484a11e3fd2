"""Arithmetic in words: expressions and the definitions that questions give."""

from __future__ import annotations

import pytest

from service.answering.computing.definitions import read_definitions
from service.measures.expressions import read_expression, split_list
from service.measures.tree import plan_of


def shape(text: str) -> tuple[str, list[tuple[str, str | None]]] | None:
    """The formula, and each operand with its period."""
    node = read_expression(text)
    if node is None:
        return None
    plan = plan_of(node, None)
    return plan.formula, [(o.line_item, o.period) for o in plan.operands]


@pytest.mark.parametrize(
    ("text", "formula", "items"),
    [
        ("gross profit / revenue", "a / b", ["gross profit", "revenue"]),
        ("cash from operations less capex", "a - b", ["cash from operations", "capex"]),
        ("(a1 sales - returns) / net sales", "(a - b) / c", ["a1 sales", "returns", "net sales"]),
        ("profit - (tax - credit)", "a - (b - c)", ["profit", "tax", "credit"]),
        ("profit / (equity / debt)", "a / (b / c)", ["profit", "equity", "debt"]),
        (
            "non-current assets plus current assets",
            "a + b",
            ["non-current assets", "current assets"],
        ),
        ("operating loss over revenue", "a / b", ["operating loss", "revenue"]),
        ("the number of trucks times the price", "a * b", ["number of trucks", "price"]),
        ("revenue / revenue", "a / a", ["revenue"]),
        ("net income (loss) / revenue", "a / b", ["net income (loss)", "revenue"]),
        ("EBIT (from the income statement) / sales", "a / b", ["EBIT", "sales"]),
        ("sum of cash and term deposits", "a + b", ["cash", "term deposits"]),
        (
            "cash spent on ships and on docks",
            "a + b",
            ["cash spent on ships", "cash spent on docks"],
        ),
        ("1,000 * price", "1000 * a", ["price"]),
        ("growth over the last year", "a", ["growth over the last year"]),
    ],
)
def test_expressions(text: str, formula: str, items: list[str]) -> None:
    found = shape(text)
    assert found is not None
    assert found[0] == formula
    assert [item for item, _ in found[1]] == items


def test_averages_and_changes_take_the_periods_that_they_name() -> None:
    text = (
        "365 * (average payables between FY2016 and FY2017)"
        " / (FY2017 COGS + change in inventory between FY2016 and FY2017)"
    )
    assert shape(text) == (
        "365 * avg(a, b) / (c + (d - e))",
        [
            ("payables", "FY2016"),
            ("payables", "FY2017"),
            ("COGS", "FY2017"),
            ("inventory", "FY2017"),
            ("inventory", "FY2016"),
        ],
    )
    assert shape("average equity in FY2020") == (
        "avg(a, b)",
        [("equity", "31 Dec 2019"), ("equity", "FY2020")],
    )


@pytest.mark.parametrize("text", ["", "(revenue", "revenue)", "/ revenue", "a + ", "(" * 3000])
def test_what_is_no_arithmetic_gives_none(text: str) -> None:
    assert read_expression(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "selling, administrative and R&D expenses",
            ("selling expenses", "administrative expenses", "R&D expenses"),
        ),
        ("current and non-current loans", ("current loans", "non-current loans")),
        ("cash and term deposits", ("cash", "term deposits")),
        (
            "trade and notes payables, cost of sales and fees",
            ("trade and notes payables", "cost of sales", "fees"),
        ),
        ("revenue", ("revenue",)),
    ],
)
def test_lists_share_their_head_noun(text: str, parts: tuple[str, ...]) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("text", "name", "formula"),
    [
        (
            "What is the FY2020 DOH? DOH is defined as: 365 * inventory / COGS.",
            "DOH",
            "365 * a / b",
        ),
        ("Define burn as capex plus rent. What was burn in 2023?", "burn", "a + b"),
        ("If net cash is cash minus loans, what was net cash in 2023?", "net cash", "a - b"),
        ("The tax rate (tax over profit) for 2023?", "The tax rate", "a / b"),
        ("What is X? X = sales / staff. Round to two decimals.", "X", "a / b"),
    ],
)
def test_definitions(text: str, name: str, formula: str) -> None:
    found = read_definitions(text)
    assert found is not None
    assert found.name == name
    assert plan_of(found.node, None).formula == formula
    assert "365" not in found.rest


def test_a_definition_may_use_others_and_the_one_asked_for_is_found() -> None:
    text = (
        "What was the cycle (CYC)? CYC is defined as: DIO - DPO. DIO is defined as: 365 * stock / "
        "COGS. DPO is defined as: 365 * payables / COGS."
    )
    found = read_definitions(text)
    assert found is not None
    assert found.name == "CYC"
    assert plan_of(found.node, None).formula == "365 * a / b - 365 * c / b"


@pytest.mark.parametrize(
    "text",
    [
        "What was revenue in 2023?",
        "How is revenue recognised? It is measured as goods are delivered.",
        "A is defined as: A + 1.",  # by itself: its own words
        "Which segment (the largest one) grew?",
    ],
)
def test_questions_without_a_definition_give_none_or_their_own_words(text: str) -> None:
    found = read_definitions(text)
    assert found is None or plan_of(found.node, None).formula in ("a + 1", "a")
