"""The notes' tables, for any periods side by side. Every total agrees with the statements."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from samples.accounts import Accounts, Balance, percent, split
from samples.company import EMPLOYEE_COST, FUNCTIONS, HEADCOUNT, PROCEEDS
from samples.document import Head, Look, Row, Table, date_heads, grouped, heads, row, section, total
from samples.statements import THOUSAND

_LINES = (
    ("Industrial sensors", "sensors"),
    ("Process instruments", "instruments"),
    ("Software and services", "software"),
)
AREAS = ("Mainland China", "Europe", "Other Asian countries and regions", "Rest of the world")
CUSTOMERS = ("Manufacturers", "System integrators", "Distributors")
# Permille by period: what the company sells where, and to whom.
_AREA_WEIGHTS = {
    "2022": (7183, 1264, 1127, 426),
    "2023": (6917, 1438, 1182, 463),
    "2024": (6642, 1627, 1219, 512),
    "H1 2024": (6735, 1571, 1196, 498),
    "H1 2025": (6418, 1793, 1247, 542),
}
_CUSTOMER_WEIGHTS = {
    "2022": (5234, 2817, 1949),
    "2023": (5391, 2748, 1861),
    "2024": (5562, 2693, 1745),
    "H1 2024": (5486, 2719, 1795),
    "H1 2025": (5647, 2658, 1695),
}
_AGES = ("Within 3 months", "3 to 6 months", "6 to 12 months", "Over 1 year")
_AGE_WEIGHTS = {
    "2022": (6814, 1723, 962, 501),
    "2023": (6537, 1842, 1036, 585),
    "2024": (6128, 1967, 1184, 721),
    "H1 2025": (5713, 2094, 1329, 864),
}
_PAYABLE_WEIGHTS = {
    "2022": (7926, 1284, 473, 317),
    "2023": (7813, 1362, 495, 330),
    "2024": (7654, 1437, 561, 348),
    "H1 2025": (7481, 1529, 612, 378),
}


def segment_table(accounts: Accounts, over: str) -> Table:
    """Segment revenue, cost and gross profit of one period."""
    d = accounts.drivers
    names = [Head(name.replace(" ", "\n", 1)) for name, _ in _LINES]
    rows = []
    for label, lines, sign in (
        ("Segment revenue", d.revenue, 1),
        ("Segment cost of sales", d.cost, -1),
        ("Segment gross profit", d.revenue.minus(d.cost), 1),
    ):
        values = [sign * getattr(lines, name) for _, name in _LINES]
        make = total if "gross" in label else row
        rows.append(make(label, *values, sign * lines.total))
    gross = d.revenue.minus(d.cost)
    margins = [percent(getattr(gross, n), getattr(d.revenue, n)) for _, n in _LINES]
    margins.append(percent(gross.total, d.revenue.total))
    rows.append(Row("Segment gross profit margin", tuple(f"{m}%" for m in margins)))
    top = ((Head(over, 4),), (*names, Head("Total")), tuple(Head(THOUSAND) for _ in range(4)))
    return Table(top, tuple(rows))


def revenue_tables(
    keys: Sequence[str], periods: Sequence[Accounts], over: str, names: Sequence[str]
) -> tuple[Table, Table, Table]:
    """Revenue by type of customer, by geography and by time of recognition."""
    totals = [period.drivers.revenue.total for period in periods]
    by_customer = [split(t, _CUSTOMER_WEIGHTS[k]) for t, k in zip(totals, keys, strict=True)]
    by_area = [split(t, _AREA_WEIGHTS[k]) for t, k in zip(totals, keys, strict=True)]
    software = [period.drivers.revenue.software for period in periods]
    over_time = [split(amount, (683, 317))[0] for amount in software]
    top = heads(over, names, THOUSAND, False)

    def table(labels: Sequence[str], parts: Sequence[Sequence[int]]) -> Table:
        rows = [row(label, *(part[i] for part in parts)) for i, label in enumerate(labels)]
        return Table(top, (*rows, total("Total", *totals)))

    timing = [(t - later, later) for t, later in zip(totals, over_time, strict=True)]
    return (
        table(CUSTOMERS, by_customer),
        table(AREAS, by_area),
        table(("At a point in time", "Over time"), timing),
    )


def share_table(
    periods: Sequence[Accounts], over: str, names: Sequence[str], unit: str = "RMB million"
) -> Table:
    """Revenue by business line in RMB million with its share, as management discusses it."""
    top = (
        (Head(over, 4),),
        tuple(Head(name, 2) for name in names),
        (Head(unit), Head("%"), Head(unit), Head("%")),
    )
    rows = []
    totals = [period.drivers.revenue.total for period in periods]
    for label, name in _LINES:
        values: list[str] = []
        for period, whole in zip(periods, totals, strict=True):
            part = getattr(period.drivers.revenue, name)
            values += [f"{_millions(part):,}", f"{percent(part, whole)}"]
        rows.append(Row(label, tuple(values)))
    sums: list[str] = []
    for whole in totals:
        sums += [f"{_millions(whole):,}", "100.0"]
    rows.append(Row("Total", tuple(sums), look=Look.TOTAL))
    return Table(top, tuple(rows))


def _millions(value: int) -> Decimal:
    return (Decimal(value) / 1000).quantize(Decimal("0.1"))


def expense_table(
    keys: Sequence[str], periods: Sequence[Accounts], over: str, names: Sequence[str]
) -> Table:
    """Expenses by nature; they add up to the four expense lines of the income statement."""
    parts = []
    for key, period in zip(keys, periods, strict=True):
        d = period.drivers
        whole = d.cost.total + d.selling + d.administrative + d.research
        fixed = (
            EMPLOYEE_COST[key],
            d.depreciation,
            d.right_of_use_depreciation,
            d.amortisation,
        )
        rest = whole - sum(fixed)
        materials, outsourcing, travel, fees, others = split(rest, (7412, 1186, 417, 298, 687))
        parts.append((materials, *fixed, outsourcing, travel, fees, others, whole))
    labels = (
        "Raw materials and consumables used",
        "Employee benefit expenses (including share-based payments)",
        "Depreciation of property, plant and equipment",
        "Depreciation of right-of-use assets",
        "Amortisation of intangible assets",
        "Outsourcing and testing costs",
        "Travelling and entertainment expenses",
        "Professional service fees",
        "Others",
    )
    rows = [row(label, *(part[i] for part in parts)) for i, label in enumerate(labels)]
    last = total(
        "Total cost of sales, selling and distribution expenses, administrative expenses and "
        "research and development expenses",
        *(part[-1] for part in parts),
    )
    return Table(heads(over, names, THOUSAND, False), (*rows, last))


def tax_table(periods: Sequence[Accounts], over: str, names: Sequence[str]) -> Table:
    """Current and deferred income tax."""
    drivers = [period.drivers for period in periods]
    return Table(
        heads(over, names, THOUSAND, False),
        (
            row("Current income tax", *(d.current_tax for d in drivers)),
            row("Deferred income tax credit", *(d.deferred_charge for d in drivers)),
            total("Income tax expense", *(d.tax for d in drivers)),
        ),
    )


def eps_table(periods: Sequence[Accounts], over: str, names: Sequence[str]) -> Table:
    """Earnings per share with what they are computed from."""
    drivers = [period.drivers for period in periods]
    is_loss = any(d.result < 0 for d in drivers)
    word = "(Loss)/profit" if is_loss else "Profit"
    per = "(loss)/earnings" if is_loss else "earnings"
    rows = (
        row(
            f"{word} attributable to owners of the Company (RMB’000)",
            *(d.owners_result for d in drivers),
        ),
        row(
            "Weighted average number of ordinary shares in issue (thousand)",
            *(d.shares for d in drivers),
        ),
        Row(f"Basic {per} per share (RMB cents)", tuple(grouped(d.basic) for d in drivers)),
        Row(f"Diluted {per} per share (RMB cents)", tuple(grouped(d.diluted) for d in drivers)),
    )
    return Table(((Head(over, len(names)),), tuple(map(Head, names))), rows)


def receivables_tables(
    keys: Sequence[str], balances: Sequence[Balance], names: Sequence[str]
) -> tuple[Table, Table]:
    """Trade and bills receivables gross to net, and the aging of the gross trade receivables."""
    tables = [receivables_of(key, balance) for key, balance in zip(keys, balances, strict=True)]
    top = date_heads(names, THOUSAND)
    gross = Table(
        top,
        (
            row("Trade receivables", *(t[0] for t in tables)),
            row("Less: loss allowance", *(-t[1] for t in tables)),
            total("Trade receivables, net", *(t[0] - t[1] for t in tables)),
            row("Bills receivables", *(t[2] for t in tables)),
            total("Total", *(balance.receivables for balance in balances)),
        ),
    )
    ages = [split(t[0], _AGE_WEIGHTS[key]) for t, key in zip(tables, keys, strict=True)]
    rows = [row(label, *(age[i] for age in ages)) for i, label in enumerate(_AGES)]
    return gross, Table(top, (*rows, total("Total", *(t[0] for t in tables))))


def receivables_of(key: str, balance: Balance) -> tuple[int, int, int]:
    """Gross trade receivables, loss allowance, bills receivables; net they are the balance."""
    allowance = {"2022": 21_437, "2023": 32_168, "2024": 50_729, "H1 2025": 76_314}[key]
    bills, net = split(balance.receivables, (1173, 8827))
    return net + allowance, allowance, bills


def payables_table(keys: Sequence[str], balances: Sequence[Balance], names: Sequence[str]) -> Table:
    """Aging of trade payables."""
    ages = [
        split(balance.trade_payables, _PAYABLE_WEIGHTS[key])
        for key, balance in zip(keys, balances, strict=True)
    ]
    rows = [row(label, *(age[i] for age in ages)) for i, label in enumerate(_AGES)]
    last = total("Total", *(balance.trade_payables for balance in balances))
    return Table(date_heads(names, THOUSAND), (*rows, last))


def borrowings_table(balances: Sequence[Balance], names: Sequence[str]) -> Table:
    """Bank borrowings by maturity and by security."""
    later = [split(balance.borrowings_later, (6247, 3753)) for balance in balances]
    secured = [split(balance.borrowings, (3816, 6184)) for balance in balances]
    return Table(
        date_heads(names, THOUSAND),
        (
            section("Repayable:"),
            row("Within 1 year", *(balance.borrowings_current for balance in balances)),
            row("Between 1 and 2 years", *(part[0] for part in later)),
            row("Between 2 and 5 years", *(part[1] for part in later)),
            total("Total borrowings", *(balance.borrowings for balance in balances)),
            section("Of which:"),
            row("Secured", *(part[0] for part in secured)),
            row("Unsecured", *(part[1] for part in secured)),
        ),
    )


def commitments_table(values: Sequence[tuple[int, int]], names: Sequence[str]) -> Table:
    """Capital commitments contracted for but not provided: plant, and software."""
    return Table(
        date_heads(names, THOUSAND),
        (
            row("Property, plant and equipment", *(value[0] for value in values)),
            row("Intangible assets", *(value[1] for value in values)),
            total("Total", *(sum(value) for value in values)),
        ),
    )


def headcount_table(keys: Sequence[str], names: Sequence[str]) -> Table:
    """Employees by function, with the share of the last period."""
    last = HEADCOUNT[keys[0]]
    rows = []
    for i, label in enumerate(FUNCTIONS):
        values = [f"{HEADCOUNT[key][i]:,}" for key in keys]
        rows.append(Row(label, (*values, f"{percent(last[i], sum(last))}%")))
    sums = [f"{sum(HEADCOUNT[key]):,}" for key in keys]
    dates = (Head("\n".join(name.rsplit(" ", 1))) for name in names)
    top = ((*dates, Head("% of total")),)
    return Table(top, (*rows, Row("Total", (*sums, "100.0%"), look=Look.TOTAL)), corner="Function")


def proceeds_table(year: int) -> Table:
    """Use of the net proceeds of the listing, HK$ million."""
    rows = []
    sums = [Decimal(0)] * 4
    for label, planned, before, in_2023, in_2024 in PROCEEDS:
        opening = before + (in_2023 if year == 2024 else 0)
        used = in_2023 if year == 2023 else in_2024
        values = (planned, planned - opening, used, planned - opening - used)
        sums = [s + value for s, value in zip(sums, values, strict=True)]
        rows.append(Row(label, tuple("–" if v == 0 else f"{v:,}" for v in values)))
    rows.append(Row("Total", tuple(f"{s:,}" for s in sums), look=Look.TOTAL))
    names = (
        "Net proceeds",
        f"Unutilised at\n1 January {year}",
        f"Utilised\nin {year}",
        f"Unutilised at\n31 December {year}",
    )
    top = (tuple(map(Head, names)), tuple(Head("HK$ million") for _ in names))
    return Table(top, tuple(rows), corner="Intended use", label_width=150)
