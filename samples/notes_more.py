"""Notes that explain one line: other income, finance costs, plant; and the employees' tables."""

from __future__ import annotations

from collections.abc import Sequence

from samples.accounts import Accounts, split
from samples.document import Head, Look, Row, Table, grouped, heads, row, section, total
from samples.statements import THOUSAND


def other_income_table(periods: Sequence[Accounts], over: str, names: Sequence[str]) -> Table:
    """Other income and gains; an exchange loss among them."""
    parts = []
    for period in periods:
        d = period.drivers
        loss = -(d.other_income * 83 // 1000)
        grants, scrap, others = split(d.other_income - d.fair_value_gain - loss, (7163, 1924, 913))
        parts.append((grants, d.fair_value_gain, scrap, loss, others, d.other_income))
    labels = (
        "Government grants",
        "Fair value gains on wealth management products",
        "Sales of scrap and materials",
        "Net foreign exchange losses",
        "Others",
    )
    rows = [row(label, *(part[i] for part in parts)) for i, label in enumerate(labels)]
    return Table(
        heads(over, names, THOUSAND, False), (*rows, total("Total", *(p[-1] for p in parts)))
    )


def finance_costs_table(periods: Sequence[Accounts], over: str, names: Sequence[str]) -> Table:
    """Interest on borrowings and on leases."""
    parts = [split(period.drivers.finance_costs, (8237, 1763)) for period in periods]
    return Table(
        heads(over, names, THOUSAND, False),
        (
            row("Interest expenses on bank borrowings", *(part[0] for part in parts)),
            row("Interest expenses on lease liabilities", *(part[1] for part in parts)),
            total("Finance costs", *(sum(part) for part in parts)),
        ),
    )


def plant_table(period: Accounts, opening: str, closing: str) -> Table:
    """Carrying amount of property, plant and equipment by class, from opening to closing."""
    start = split(period.opening.plant, (4186, 3917, 684, 1213))
    added = split(period.drivers.capital_expenditure, (1275, 3148, 592, 4985))
    charged = (*split(period.drivers.depreciation, (2746, 5983, 1271)), 0)
    moved = period.opening.plant // 19
    transfer = (moved // 3, moved - moved // 3, 0, -moved)
    end = [a + b + t - c for a, b, t, c in zip(start, added, transfer, charged, strict=True)]
    names = ("Buildings", "Machinery", "Office\nequipment", "Construction\nin progress", "Total")
    lines = (
        (f"At {opening}", start, 1),
        ("Additions", added, 1),
        ("Transfers", transfer, 1),
        ("Depreciation charge", charged, -1),
    )
    rows = []
    for label, values, sign in lines:
        signed = [sign * value for value in values]
        rows.append(row(label, *signed, sum(signed)))
    rows.append(total(f"At {closing}", *end, sum(end)))
    top = (tuple(map(Head, names)), tuple(Head(THOUSAND) for _ in names))
    return Table(top, tuple(rows), label_width=140)


def equity_table(period: Accounts, opening: str, closing: str) -> Table:
    """Statement of changes in equity of one period."""
    d, a, b = period.drivers, period.opening, period.closing

    def line(label: str, *values: int, look: Look = Look.ITEM) -> Row:
        own = sum(values[:3])
        figures = (*values[:3], own, values[3], own + values[3])
        return Row(label, tuple(map(grouped, figures)), look=look)

    rows = [
        line(f"At {opening}", a.share_capital, a.reserves, a.retained, a.minority, look=Look.TOTAL),
        line("Result for the period", 0, 0, d.owners_result, d.minority),
        line("Exchange differences", 0, d.exchange, 0, 0),
        line("Share-based payments", 0, d.share_payments, 0, 0),
        line("Dividends", 0, 0, -d.dividends_paid, 0),
        line("Repurchase of shares", 0, -d.bought_back, 0, 0),
        line(f"At {closing}", b.share_capital, b.reserves, b.retained, b.minority, look=Look.TOTAL),
    ]
    names = (
        "Share\ncapital",
        "Reserves",
        "Retained\nearnings",
        "Sub-total",
        "Non-controlling\ninterests",
        "Total\nequity",
    )
    top = (
        (Head("Attributable to owners of the Company", 4), Head(""), Head("")),
        tuple(map(Head, names)),
        tuple(Head(THOUSAND) for _ in names),
    )
    kept = [line for line in rows if any(value != "–" for value in line.values)]
    return Table(top, tuple(kept), label_width=118)


def directors_pay_table(over: str) -> Table:
    """Remuneration of the directors, RMB'000."""
    people = (
        ("Executive Directors", ()),
        ("Mr. Ruan Mingzhe", (0, 2_846, 1_273, 58)),
        ("Ms. Shen Liuyi", (0, 2_118, 964, 58)),
        ("Dr. Otto Brandvold", (0, 1_937, 712, 0)),
        ("Non-executive Director", ()),
        ("Mr. Pang Chi Ho", (0, 0, 0, 0)),
        ("Independent non-executive Directors", ()),
        ("Ms. Katharina Vogt", (284, 0, 0, 0)),
        ("Mr. Leung Siu Fai", (262, 0, 0, 0)),
        ("Dr. Hao Yunting", (262, 0, 0, 0)),
    )
    rows = []
    sums = [0] * 4
    for label, pay in people:
        if not pay:
            rows.append(section(label))
            continue
        sums = [s + value for s, value in zip(sums, pay, strict=True)]
        rows.append(row(label, *pay, sum(pay)))
    rows.append(total("Total", *sums, sum(sums)))
    names = (
        "Fees",
        "Salaries and\nallowances",
        "Share-based\npayments",
        "Pension\nschemes",
        "Total",
    )
    top = (
        (Head(over, 5),),
        tuple(map(Head, names)),
        tuple(Head(THOUSAND) for _ in names),
    )
    return Table(top, tuple(rows), label_width=150)
