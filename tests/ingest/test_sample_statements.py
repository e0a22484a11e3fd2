"""The samples' primary statements: as expected, as computed, and consistent in themselves."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.facts import describe
from ingest.parsing import parse
from ingest.types import Fact, Parsed, Period, Statement
from samples.accounts import Accounts
from samples.company import FY2022, FY2023, FY2024, H1_2024, H1_2025
from samples.make_samples import FOLDER

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
REGENERATE = "REGENERATE"
REPORT, RESULTS, INTERIM = (
    "qiverra_annual_report_2024.pdf",
    "qiverra_annual_results_2023.pdf",
    "qiverra_interim_results_2025.html",
)
PRIMARY = (
    Statement.INCOME,
    Statement.COMPREHENSIVE_INCOME,
    Statement.BALANCE_SHEET,
    Statement.CASH_FLOWS,
    Statement.EQUITY,
)
PERIODS = [
    (REPORT, "FY2024", FY2024),
    (REPORT, "FY2023", FY2023),
    (RESULTS, "FY2023", FY2023),
    (RESULTS, "FY2022", FY2022),
    (INTERIM, "H1 2025", H1_2025),
    (INTERIM, "H1 2024", H1_2024),
]


@cache
def parsed(name: str) -> Parsed:
    return parse(name, (FOLDER / name).read_bytes())


def facts_of(name: str, *statements: Statement) -> list[Fact]:
    tables = {t.table_id for t in parsed(name).tables if t.statement in statements}
    return [fact for fact in parsed(name).facts if fact.table_id in tables]


def told(period: Period | None) -> str | None:
    return None if period is None else describe(period)


def amount(name: str, statement: Statement, label: str, period: str) -> Decimal:
    """The one value, in thousands, that a statement gives a line in a period."""
    found = {
        fact.value / 1000
        for fact in facts_of(name, statement)
        if fact.label.lower() == label.lower() and told(fact.period) == period
    }
    assert len(found) == 1, (label, period, found)
    return found.pop()


def flow(name: str, pattern: str, period: str) -> Decimal:
    """The value, in thousands, of the one cash flow line whose label has `pattern`."""
    labels = {
        fact.label
        for fact in facts_of(name, Statement.CASH_FLOWS)
        if re.search(pattern, fact.label.lower())
    }
    assert len(labels) == 1, (pattern, labels)
    return amount(name, Statement.CASH_FLOWS, labels.pop(), period)


@pytest.mark.parametrize("name", [REPORT, RESULTS, INTERIM])
def test_primary_statements_are_as_expected(name: str) -> None:
    tables = [table for table in parsed(name).tables if table.statement in PRIMARY]
    read = [
        {
            "statement": table.statement.value,
            "page": table.page,
            "caption": table.caption,
            "facts": [
                [
                    " > ".join(f.labels),
                    " > ".join(f.column_labels),
                    told(f.period),
                    f.text,
                    str(f.value),
                    f.unit,
                    f.confidence,
                ]
                for f in parsed(name).facts
                if f.table_id == table.table_id
            ],
        }
        for table in tables
    ]
    path = GOLDEN / f"{name}.json"
    if os.environ.get(REGENERATE):
        rows = json.dumps(read, ensure_ascii=False, indent=1)
        path.write_text(rows + "\n", encoding="utf-8")
    assert read == json.loads(path.read_text(encoding="utf-8"))


def test_the_switch_that_rewrites_is_off() -> None:
    assert not os.environ.get(REGENERATE), "a run that writes its own answers proves nothing"


@pytest.mark.parametrize(("name", "period", "accounts"), PERIODS)
def test_income_is_the_companys(name: str, period: str, accounts: Accounts) -> None:
    drivers = accounts.drivers
    expected = {
        "Revenue": drivers.revenue.total,
        "Cost of sales": -drivers.cost.total,
        "Gross profit": drivers.gross_profit,
        "Research and development expenses": -drivers.research,
        "Finance costs": -drivers.finance_costs,
    }
    read = {label: amount(name, Statement.INCOME, label, period) for label in expected}
    assert read == expected
    per_share = {
        fact.label: (fact.value, fact.unit)
        for fact in facts_of(name, Statement.INCOME)
        if fact.label in ("Basic", "Diluted") and told(fact.period) == period
    }
    assert per_share == {
        "Basic": (drivers.basic / 100, "CNY/share"),
        "Diluted": (drivers.diluted / 100, "CNY/share"),
    }


@pytest.mark.parametrize(("name", "period", "accounts"), PERIODS[::2])
def test_balances_are_the_companys_and_balance(name: str, period: str, accounts: Accounts) -> None:
    dates = sorted({f.period.end for f in facts_of(name, Statement.BALANCE_SHEET) if f.period})
    assert len(dates) == 2
    for date, balance in zip(dates, (accounts.opening, accounts.closing), strict=True):
        day = describe(Period(None, date))
        read = {
            label: amount(name, Statement.BALANCE_SHEET, label, day)
            for label in (
                "Total assets",
                "Total liabilities",
                "Total equity",
                "Inventories",
                "Goodwill",
                "Cash and cash equivalents",
                "Total equity and liabilities",
            )
        }
        assert read["Total assets"] == read["Total liabilities"] + read["Total equity"]
        assert read["Total assets"] == read["Total equity and liabilities"] == balance.assets
        assert read["Inventories"] == balance.inventories
        assert read["Goodwill"] == balance.goodwill
        assert read["Cash and cash equivalents"] == balance.cash


@pytest.mark.parametrize(("name", "period", "accounts"), PERIODS)
def test_cash_flows_join_the_balances(name: str, period: str, accounts: Accounts) -> None:
    durations = (f.period for f in facts_of(name, Statement.CASH_FLOWS))
    duration = next(p for p in durations if told(p) == period)
    assert duration is not None
    assert duration.start is not None
    before = describe(Period(None, duration.start - timedelta(days=1)))
    opening = flow(name, "^cash and cash equivalents at (?:the )?beginning", before)
    closing = flow(name, "^cash and.* at (?:the )?end", describe(Period(None, duration.end)))
    moved = flow(name, r"^net .*(?:increase|decrease)\)? in cash", period)
    exchange = flow(name, "^effects? of exchange", period)
    parts = [
        flow(name, rf"^net cash .*{part} activities", period)
        for part in ("operating", "investing", "financing")
    ]
    assert sum(parts) == moved
    assert opening + moved + exchange == closing == accounts.closing.cash


@pytest.mark.parametrize("name", [REPORT, RESULTS, INTERIM])
def test_every_figure_is_in_the_page_and_every_primary_one_is_dated(name: str) -> None:
    pages = {page.number: " ".join(page.text.split()) for page in parsed(name).reading.pages}
    for fact in parsed(name).facts:
        assert " ".join(fact.text.split()) in pages[fact.page]
    primary = facts_of(name, *PRIMARY)
    assert all(fact.period is not None and fact.unit in ("CNY", "CNY/share") for fact in primary)
