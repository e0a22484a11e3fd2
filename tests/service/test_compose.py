"""Answers in words: each number with its line item, period and unit in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingest.types import Fact, Grid, Period, Span, Statement, Table
from service.answering.computing.compose import follow_ups, say_computed, say_fact, say_nothing
from service.answering.computing.plans import Executed
from service.answering.figures.lookup import Match
from service.types import Operand, Plan, Understanding, Value

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
END_2023 = Period(None, date(2023, 12, 31))
UNDERSTOOD = Understanding("What was revenue?", "en")
REVENUE = Fact(
    fact_id="f", filing_id="f_x", table_id="t", row=3, column=1, page=6, labels=("Revenue",),
    column_labels=(), text="571,704", value=Decimal(571704000), quantum=Decimal(1000), unit="CNY",
    scale=Decimal(1000), period=FY2023, entity="Harbour Lantern", confidence=1.0,
)  # fmt: skip
TABLE = Table(
    table_id="t", filing_id="f_x", page=6, span=Span(0, 1), caption="", headings=(), unit_note="",
    statement=Statement.INCOME, grid=Grid(6, Span(0, 1), 1, 1, ()), header_rows=1, columns=(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (REVENUE, "Revenue of Harbour Lantern in FY2023: RMB1 [4]."),
        (replace(REVENUE, entity=None), "Revenue in FY2023: RMB1 [4]."),
        (replace(REVENUE, period=END_2023), "Revenue of Harbour Lantern at 31 Dec 2023: RMB1 [4]."),
        (replace(REVENUE, period=None), "Revenue of Harbour Lantern: RMB1 [4]."),
        (
            replace(REVENUE, labels=("Non-current liabilities", "borrowings")),
            "Non-current liabilities – borrowings of Harbour Lantern in FY2023: RMB1 [4].",
        ),
        (
            replace(REVENUE, labels=("A", "B", "segment revenue"), column_labels=("Lamps",)),
            "B – segment revenue – Lamps of Harbour Lantern in FY2023: RMB1 [4].",
        ),
        (
            replace(REVENUE, labels=("Total",), column_labels=("Total",)),
            "Total of Harbour Lantern in FY2023: RMB1 [4].",
        ),
        (replace(REVENUE, labels=()), "The value of Harbour Lantern in FY2023: RMB1 [4]."),
    ],
)
def test_a_looked_up_value_is_said_with_what_it_is(fact: Fact, said: str) -> None:
    assert say_fact(fact, "RMB1", 4) == said


def test_a_computed_value_is_said_with_its_working() -> None:
    earlier = replace(REVENUE, value=Decimal(498210000), period=FY2023.shifted(-1))
    plan = Plan("formula", (Operand("a", "revenue"), Operand("b", "revenue")), "a - b")
    executed = Executed(
        plan,
        Value(Decimal(73494000), "CNY", "RMB73.49 million"),
        tuple(Match(fact, 1.0, 1.0) for fact in (REVENUE, earlier)),
        (REVENUE.value, earlier.value),
    )
    assert say_computed(executed, 3, "change in revenue") == (
        "Change in revenue: RMB73.49 million = Revenue FY2023 − Revenue FY2022,"
        " from Revenue in FY2023 RMB571,704 thousand [3];"
        " Revenue in FY2022 RMB498,210 thousand [4]."
    )


def test_operands_that_are_called_alike_keep_their_letters() -> None:
    plan = Plan("formula", (Operand("a", "revenue"), Operand("b", "revenue")), "a / b")
    executed = Executed(
        plan,
        Value(Decimal(1), "ratio", "1.00 times"),
        (Match(REVENUE, 1.0, 1.0),) * 2,
        (REVENUE.value,) * 2,
    )
    assert say_computed(executed, 1).startswith("1.00 times = a ÷ b, from Revenue in FY2023")


def test_a_plan_that_came_to_nothing_says_what_was_missing() -> None:
    plan = Plan("formula", (Operand("a", "goodwill"),), "a")
    said = say_computed(Executed(plan, None, (), (), ("goodwill (FY2023)", "zeta")), 1)
    assert said == "The filings do not say. Not found: goodwill (FY2023); zeta."


@pytest.mark.parametrize(
    ("language", "nearest", "said"),
    [
        ("en", (), "The filings do not say."),
        ("en", (1,), "The filings do not say. The nearest they come is cited."),
        ("zh", (), "文件中没有说明。The filings do not say."),
        ("zh", (1,), "文件中没有说明。The filings do not say. 最接近的内容见引用。"),
        ("fr", (), "The filings do not say."),
    ],
)
def test_that_the_filings_do_not_say(language: str, nearest: tuple[int, ...], said: str) -> None:
    assert say_nothing(language, nearest) == said


def test_what_was_missing_and_the_note_come_before_the_nearest() -> None:
    assert say_nothing("en", (1,), missing=("goodwill",), note="No company is named.") == (
        "The filings do not say. Not found: goodwill. No company is named."
        " The nearest they come is cited."
    )


def test_follow_ups_ask_for_the_other_periods_of_the_row() -> None:
    row = [
        REVENUE,
        replace(REVENUE, period=FY2023.shifted(-1)),
        replace(REVENUE, period=FY2023.shifted(-1), column=7),  # the same again
        replace(REVENUE, period=END_2023),
        replace(REVENUE, period=None),
        replace(REVENUE, period=FY2023.shifted(-2), row=4),  # another row
    ]
    assert follow_ups(UNDERSTOOD, [REVENUE], row) == (
        "What was Harbour Lantern's Revenue in FY2022?",
        "What was Harbour Lantern's Revenue at 31 Dec 2023?",
    )
    assert follow_ups(UNDERSTOOD, [], row) == ()


def test_follow_ups_are_three_at_most() -> None:
    row = [replace(REVENUE, period=FY2023.shifted(-year)) for year in range(6)]
    proposed = follow_ups(UNDERSTOOD, [replace(REVENUE, entity=None)], row)
    assert proposed == tuple(f"What was Revenue in FY{year}?" for year in (2022, 2021, 2020))
