"""Plans: made from the library of measures, carried out over real small stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingest.errors import RequestError
from ingest.facts import describe
from ingest.stores import Stores
from ingest.types import Period
from service.answering.computing.plans import execute
from service.answering.understanding.question import understand
from service.types import Operand, Plan, Question, Understanding

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY2022 = FY2023.shifted(-1)


def change(item: str, later: Period, earlier: Period, unit: str | None) -> Plan:
    """The plan of a line item's change."""
    operands = (
        Operand("a", item, period=describe(later)),
        Operand("b", item, period=describe(earlier)),
    )
    formula = "(a - b) / abs(b)" if unit == "percent" else "a - b"
    return Plan("formula", operands, formula, unit)


@pytest.fixture(scope="module")
def lantern(small_stores: Stores, small_ids: dict[str, str]) -> Understanding:
    record = small_stores.library.filing(small_ids["lantern"])
    return understand(Question("-"), [record])


@pytest.mark.parametrize(
    ("unit", "amount", "shown"),
    [
        ("percent", Decimal(73494) / Decimal(498210), "14.8%"),
        (None, Decimal(73494000), "RMB73,494 thousand"),
    ],
)
def test_a_change_is_computed_from_its_two_cells(
    small_stores: Stores, lantern: Understanding, unit: str | None, amount: Decimal, shown: str
) -> None:
    executed = execute(change("revenue", FY2023, FY2022, unit), lantern, small_stores)
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


def test_the_unit_of_a_result_follows_from_its_operands(
    small_stores: Stores, lantern: Understanding
) -> None:
    operands = (
        Operand("a", "gross profit", period="FY2023"),
        Operand("b", "revenue", period="FY2023"),
    )
    ratio = execute(Plan("formula", operands, "a / b"), lantern, small_stores).value
    total = execute(Plan("formula", operands, "(a + b) * 2"), lantern, small_stores).value
    assert ratio is not None
    assert total is not None
    assert (ratio.unit, ratio.amount) == ("ratio", Decimal(170702) / Decimal(571704))
    assert (total.unit, total.amount) == ("CNY", Decimal(2 * (170702 + 571704) * 1000))


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
    plan = change("revenue", FY2023, FY2023.shifted(-5), None)
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


@pytest.mark.parametrize(
    "formula", ["a /", "__import__('os')", "a.b", "a ** 200", "a // 2", "a / (a - a)"]
)
def test_a_formula_that_is_none_is_the_users_error(
    small_stores: Stores, lantern: Understanding, formula: str
) -> None:
    plan = Plan("formula", (Operand("a", "revenue", period="FY2023"),), formula)
    with pytest.raises(RequestError):
        execute(plan, lantern, small_stores)
