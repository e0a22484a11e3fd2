"""Financial highlights and the five-year summary."""

from __future__ import annotations

from collections.abc import Sequence

from samples.accounts import Accounts, change, percent
from samples.company import EARLIER_YEARS, FY2022, FY2023, FY2024
from samples.document import Head, Look, Row, Table, grouped, heads, row, section, total
from samples.statements import THOUSAND

_YEARS = {2022: FY2022, 2023: FY2023, 2024: FY2024}


def highlights(now: Accounts, before: Accounts, over: str, names: Sequence[str]) -> Table:
    """Key figures of two periods with their change in per cent."""
    lines: tuple[tuple[str, str], ...] = (
        ("Revenue", "revenue"),
        ("Gross profit", "gross_profit"),
        ("Operating profit", "operating_result"),
        ("Profit for the year", "result"),
        ("Profit attributable to owners of the Company", "owners_result"),
        ("Adjusted net profit (non-IFRS measure)", "adjusted"),
    )
    if now.drivers.result < 0:
        lines = tuple(
            (label.replace("profit", "(loss)/profit").replace("Profit", "(Loss)/profit"), name)
            if name not in ("gross_profit", "revenue")
            else (label, name)
            for label, name in lines
        )
        lines = tuple((label.replace("for the year", "for the period"), n) for label, n in lines)
    rows = []
    for label, name in lines:
        values = [_read(period, name) for period in (now, before)]
        if values[0] < 0 < values[1]:
            moved = "N/A"
        else:
            share = change(*values)
            moved = f"{share}%" if share >= 0 else f"({abs(share)}%)"
        rows.append(Row(label, (*map(grouped, values), moved)))
    margins = [percent(p.drivers.gross_profit, p.drivers.revenue.total) for p in (now, before)]
    points = margins[0] - margins[1]
    rows.append(Row("Gross profit margin", (f"{margins[0]}%", f"{margins[1]}%", f"{points} pp")))
    top = (
        (Head(over, 2), Head("")),
        (*map(Head, names), Head("Change")),
        (Head(THOUSAND), Head(THOUSAND), Head("")),
    )
    return Table(top, tuple(rows))


def _read(period: Accounts, name: str) -> int:
    if name == "revenue":
        return period.drivers.revenue.total
    value: int = getattr(period.drivers, name)
    return value


def adjusted_table(periods: Sequence[Accounts], over: str, names: Sequence[str]) -> Table:
    """From the result to the adjusted result."""
    drivers = [period.drivers for period in periods]
    is_loss = any(d.result < 0 for d in drivers)
    word = "(Loss)/profit for the period" if is_loss else "Profit for the year"
    return Table(
        heads(over, names, THOUSAND, False),
        (
            row(word, *(d.result for d in drivers)),
            section("Add:"),
            row(
                "Equity-settled share-based payment expenses",
                *(d.share_payments for d in drivers),
            ),
            total("Adjusted net profit", *(d.adjusted for d in drivers)),
        ),
    )


def five_years(last: int) -> Table:
    """Results, assets and liabilities of the five years to `last`."""
    years = [last - i for i in range(5)]
    figures = [_year(year) for year in years]
    labels = (
        "Revenue",
        "Gross profit",
        "Profit/(loss) before income tax",
        "Profit/(loss) for the year",
        "Total assets",
        "Total liabilities",
        "Total equity",
    )
    rows: list[Row] = [section("Results")]
    for i, label in enumerate(labels):
        if i == 4:
            rows.append(section("Assets, liabilities and equity (as at 31 December)"))
        rows.append(row(label, *(figure[i] for figure in figures)))
    margins = tuple(f"{percent(figure[1], figure[0])}%" for figure in figures)
    rows.append(Row("Gross profit margin", margins, look=Look.ITEM))
    top = (
        (Head("Year ended 31 December", 5),),
        tuple(Head(str(year)) for year in years),
        tuple(Head(THOUSAND) for _ in years),
    )
    return Table(top, tuple(rows))


def _year(year: int) -> tuple[int, ...]:
    if year in EARLIER_YEARS:
        figures = EARLIER_YEARS[year]
    else:
        period = _YEARS[year]
        d, b = period.drivers, period.closing
        figures = (
            d.revenue.total,
            d.gross_profit,
            d.before_tax,
            d.result,
            b.assets,
            b.liabilities,
        )
    return (*figures, figures[4] - figures[5])
