"""Plans: made from the library of measures, carried out over real small stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingest.errors import RequestError
from ingest.facts import parse_periods
from ingest.stores import Stores
from ingest.types import Period
from service.answering.formula import names_in
from service.answering.plans import (
    execute,
    measure_named,
    measures,
    plan_change,
    plan_measure,
    plan_measure_change,
)
from service.answering.understanding import understand
from service.types import Operand, Plan, Question, Understanding

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY2022 = FY2023.shifted(-1)
END_2023 = Period(None, date(2023, 12, 31))


@pytest.fixture(scope="module")
def lantern(small_stores: Stores, small_ids: dict[str, str]) -> Understanding:
    record = small_stores.library.filing(small_ids["lantern"])
    return understand(Question("-"), [record])


def test_every_measure_of_the_library_is_whole() -> None:
    names = [name for measure in measures() for name in (measure.name, *measure.aliases)]
    assert len(set(names)) == len(names)
    for measure in measures():
        assert set(names_in(measure.formula)) == set(measure.operands), measure.name
        assert measure.unit in ("percent", "ratio", ""), measure.name
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
        ("working capital ratio", "current ratio"),  # the longer name
        ("gross profit", None),
        ("the marginal cost", None),
        ("concurrent ratios", None),  # no name inside another word
        ("", None),
    ],
)
def test_the_measure_that_a_question_names(text: str, name: str | None) -> None:
    found = measure_named(text)
    assert (found.name if found else None) == name


def test_the_plan_of_a_measure_names_its_line_items_and_period() -> None:
    measure = measure_named("current ratio")
    assert measure is not None
    plan = plan_measure(measure, END_2023)
    assert (plan.operation, plan.formula, plan.unit) == ("formula", "a / b", "ratio")
    assert plan.operands == (
        Operand("a", "total current assets", period="31 Dec 2023"),
        Operand("b", "total current liabilities", period="31 Dec 2023"),
    )
    assert [o.period for o in plan_measure(measure, None).operands] == [None, None]


def test_periods_of_plans_read_back_as_themselves() -> None:
    for period in (FY2023, END_2023, Period(date(2023, 1, 1), date(2023, 6, 30))):
        plan = plan_change("revenue", period, period.shifted(-1), None)
        read = [parse_periods(o.period or "")[0][1] for o in plan.operands]
        assert read == [period, period.shifted(-1)]


@pytest.mark.parametrize(
    ("unit", "amount", "shown"),
    [
        ("percent", Decimal(73494) / Decimal(498210), "14.8%"),
        (None, Decimal(73494000), "RMB73.49 million"),
    ],
)
def test_a_change_is_computed_from_its_two_cells(
    small_stores: Stores, lantern: Understanding, unit: str | None, amount: Decimal, shown: str
) -> None:
    executed = execute(plan_change("revenue", FY2023, FY2022, unit), lantern, small_stores)
    assert executed.missing == ()
    assert executed.value is not None
    assert executed.value.amount == amount
    assert executed.value.display == shown
    assert executed.value.unit == (unit or "CNY")
    assert [match.fact.text for match in executed.matches] == ["571,704", "498,210"]
    assert [o.fact_id for o in executed.plan.operands] == [
        match.fact.fact_id for match in executed.matches
    ]
    assert "Revenue FY2023 RMB571,704 thousand − Revenue FY2022 RMB498,210 thousand" in (
        executed.plan.explanation
    )
    assert executed.plan.explanation.endswith(f" = {shown}")


def test_the_change_of_a_rate_is_in_percentage_points(
    small_stores: Stores, lantern: Understanding
) -> None:
    measure = measure_named("gross margin")
    assert measure is not None
    plan = plan_measure_change(measure, FY2023, FY2022)
    assert plan.formula == "a1 / b1 - (a2 / b2)"
    executed = execute(plan, lantern, small_stores)
    assert executed.value is not None
    assert executed.value.unit == "percentage_point"
    expected = Decimal(170702) / Decimal(571704) - Decimal(148092) / Decimal(498210)
    assert executed.value.amount == expected
    assert executed.value.display == "0.1 percentage points"


def test_a_missing_operand_is_named_and_nothing_is_guessed(
    small_stores: Stores, lantern: Understanding
) -> None:
    plan = Plan(
        "formula",
        (Operand("a", "gross profit", period="FY2023"), Operand("b", "goodwill", period="FY2023")),
        "a / b",
        "percent",
    )
    executed = execute(plan, lantern, small_stores)
    assert executed.value is None
    assert executed.missing == ("goodwill (FY2023)",)
    assert [match.fact.text for match in executed.matches] == ["170,702"]
    assert executed.plan == plan


def test_a_name_that_no_operand_has_is_missing_by_that_name(
    small_stores: Stores, lantern: Understanding
) -> None:
    plan = Plan("formula", (Operand("a", "gross profit", period="FY2023"),), "a / zeta")
    assert execute(plan, lantern, small_stores).missing == ("zeta",)


def test_an_operand_that_the_formula_leaves_out_is_not_looked_for(
    small_stores: Stores, lantern: Understanding
) -> None:
    plan = Plan(
        "formula",
        (Operand("a", "gross profit", period="FY2023"), Operand("b", "goodwill")),
        "a * 2",
    )
    executed = execute(plan, lantern, small_stores)
    assert executed.value is not None
    assert executed.value.amount == Decimal(341404000)
    assert len(executed.matches) == 1


def test_a_period_that_the_filing_does_not_have_is_missing(
    small_stores: Stores, lantern: Understanding
) -> None:
    plan = plan_change("revenue", FY2023, FY2023.shifted(-5), None)
    assert execute(plan, lantern, small_stores).missing == ("revenue (FY2018)",)


def test_an_operand_may_name_its_filing(
    small_stores: Stores, small_ids: dict[str, str], lantern: Understanding
) -> None:
    both = replace(lantern, filing_ids=tuple(small_ids.values()))
    operands = tuple(
        Operand(name, "revenue", period="FY2023", filing_id=small_ids[filing])
        for name, filing in (("a", "lantern"), ("b", "kiln"))
    )
    executed = execute(Plan("formula", operands, "a - b"), both, small_stores)
    assert executed.value is not None
    assert executed.value.amount == Decimal(571704000 - 88120000)
    assert [match.fact.filing_id for match in executed.matches] == [
        small_ids["lantern"],
        small_ids["kiln"],
    ]


def test_one_line_item_of_two_companies_is_not_chosen_between(
    small_stores: Stores, small_ids: dict[str, str], lantern: Understanding
) -> None:
    both = replace(lantern, filing_ids=tuple(small_ids.values()))
    plan = Plan("formula", (Operand("a", "revenue", period="FY2023"),), "a")
    assert execute(plan, both, small_stores).missing == ("revenue (FY2023)",)


@pytest.mark.parametrize("formula", ["a /", "__import__('os')", "a.b", "a ** 2", "a / (a - a)"])
def test_a_formula_that_is_none_is_the_users_error(
    small_stores: Stores, lantern: Understanding, formula: str
) -> None:
    plan = Plan("formula", (Operand("a", "revenue", period="FY2023"),), formula)
    with pytest.raises(RequestError):
        execute(plan, lantern, small_stores)
