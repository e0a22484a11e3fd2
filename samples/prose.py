"""Sentences that carry figures, for the discussion by management. Every figure is computed."""

from __future__ import annotations

from decimal import Decimal

from samples.accounts import Accounts, change, percent, quotient
from samples.company import NAME, NAME_ZH, STOCK_CODE
from samples.document import Centred, Element, Heading, Paragraph, rmb

DISCLAIMER = (
    "Hong Kong Exchanges and Clearing Limited and The Stock Exchange of Hong Kong Limited take no "
    "responsibility for the contents of this announcement, make no representation as to its "
    "accuracy or completeness and expressly disclaim any liability whatsoever for any loss "
    "howsoever arising from or in reliance upon the whole or any part of the contents of this "
    "announcement."
)


def cover(title: str) -> list[Element]:
    """The top of an announcement."""
    return [
        Paragraph(DISCLAIMER, is_small=True),
        Centred(NAME, 17, is_bold=True),
        Centred(NAME_ZH, 15, is_chinese=True),
        Centred("(Incorporated in the Cayman Islands with limited liability)", 10.5),
        Centred(f"(Stock Code: {STOCK_CODE})", 11, is_bold=True),
        Centred(title, 13.5, is_bold=True),
    ]


def moved(label: str, now: int, before: int, when: str, then: str, why: str = "") -> str:
    """Our revenue increased by 18.4% from RMB1,042.6 million for 2022 to ... for 2023."""
    share = change(now, before)
    verb = "increased" if share >= 0 else "decreased"
    tail = f", primarily due to {why}" if why else ""
    return (
        f"Our {label} {verb} by {abs(share)}% from {rmb(before)} for {then} to {rmb(now)} for "
        f"{when}{tail}."
    )


def margin(accounts: Accounts) -> Decimal:
    """Gross profit margin, per cent."""
    return percent(accounts.drivers.gross_profit, accounts.drivers.revenue.total)


def turnover_days(closing: int, opening: int, flow: int, days: int) -> Decimal:
    """Average balance over the flow, in whole days."""
    return quotient(Decimal(closing + opening) / 2 * days, flow, 0)


def income_review(now: Accounts, before: Accounts, when: str, then: str) -> list[Element]:
    """Paragraphs on the lines of the income statement."""
    d, e = now.drivers, before.drivers
    points = margin(now) - margin(before)
    word = "percentage points"
    return [
        Heading("Revenue", 3),
        Paragraph(
            moved(
                "revenue",
                d.revenue.total,
                e.revenue.total,
                when,
                then,
                why="higher shipments of pressure and flow transmitters and the growth of our "
                "monitoring software",
            )
            + f" Revenue from industrial sensors amounted to {rmb(d.revenue.sensors)}, "
            f"representing {percent(d.revenue.sensors, d.revenue.total)}% of total revenue, while "
            f"revenue from software and services increased by "
            f"{change(d.revenue.software, e.revenue.software)}% to {rmb(d.revenue.software)}."
        ),
        Heading("Cost of sales", 3),
        Paragraph(
            moved(
                "cost of sales",
                d.cost.total,
                e.cost.total,
                when,
                then,
                why="the increase in sales volume",
            )
        ),
        Heading("Gross profit and gross profit margin", 3),
        Paragraph(
            f"As a result of the foregoing, our gross profit was {rmb(d.gross_profit)} for {when}, "
            f"compared with {rmb(e.gross_profit)} for {then}. The overall gross profit margin "
            f"{'rose' if points > 0 else 'fell'} by {abs(points)} {word} to {margin(now)}% from "
            f"{margin(before)}%, as software and services, which carry a higher margin, made up a "
            "larger part of our sales."
        ),
        Heading("Selling and distribution expenses", 3),
        Paragraph(
            moved(
                "selling and distribution expenses",
                d.selling,
                e.selling,
                when,
                then,
                why="the expansion of our overseas sales team",
            )
        ),
        Heading("Administrative expenses", 3),
        Paragraph(moved("administrative expenses", d.administrative, e.administrative, when, then)),
        Heading("Research and development expenses", 3),
        Paragraph(
            moved(
                "research and development expenses",
                d.research,
                e.research,
                when,
                then,
                why="the increase in the number of engineers working on silicon resonant elements",
            )
            + f" They represented {percent(d.research, d.revenue.total)}% of our revenue, compared "
            f"with {percent(e.research, e.revenue.total)}% for {then}."
        ),
        Heading("Net impairment losses on financial assets and contract assets", 3),
        Paragraph(
            f"We recorded net impairment losses of {rmb(d.impairment)} for {when}, compared with "
            f"{rmb(e.impairment)} for {then}, as certain customers in the steel and cement "
            "industries took longer to pay."
        ),
        Heading("Finance costs", 3),
        Paragraph(moved("finance costs", d.finance_costs, e.finance_costs, when, then)),
        Heading("Income tax expense", 3),
        Paragraph(
            f"Income tax expense was {rmb(d.tax)} for {when}, compared with {rmb(e.tax)} for "
            f"{then}."
        ),
    ]


def position_review(now: Accounts, at: str, before: str, days: int) -> list[Element]:
    """Paragraphs on liquidity, borrowings, working capital."""
    b, a = now.closing, now.opening
    ratio = quotient(b.current_assets, b.current_liabilities, 1)
    ratio_before = quotient(a.current_assets, a.current_liabilities, 1)
    gearing, gearing_before = percent(b.borrowings, b.equity), percent(a.borrowings, a.equity)
    receivable_days = turnover_days(b.receivables, a.receivables, now.drivers.revenue.total, days)
    stock_days = turnover_days(b.inventories, a.inventories, now.drivers.cost.total, days)
    verb = "an increase" if b.receivables > a.receivables else "a decrease"
    operating = "generated from" if now.operating >= 0 else "used in"
    return [
        Heading("Liquidity and financial resources", 3),
        Paragraph(
            f"As at {at}, the Group had cash and cash equivalents of {rmb(b.cash)} ({before}: "
            f"{rmb(a.cash)}). Net cash {operating} operating activities was "
            f"{rmb(now.operating)}. The current ratio, being current assets over current "
            f"liabilities, was {ratio} times ({before}: {ratio_before} times)."
        ),
        Heading("Borrowings and gearing ratio", 3),
        Paragraph(
            f"As at {at}, the Group’s bank borrowings amounted to {rmb(b.borrowings)} ({before}: "
            f"{rmb(a.borrowings)}), all of which were denominated in RMB and bore interest at "
            f"fixed rates between 2.85% and 3.95% per annum. The gearing ratio, calculated as bank "
            f"borrowings divided by total equity, was {gearing}% ({before}: {gearing_before}%)."
        ),
        Heading("Trade and bills receivables", 3),
        Paragraph(
            f"Trade and bills receivables were {rmb(b.receivables)} as at {at}, {verb} of "
            f"{abs(change(b.receivables, a.receivables))}% from {rmb(a.receivables)} as at "
            f"{before}. Trade and bills receivables turnover days were {receivable_days} days and "
            f"inventory turnover days were {stock_days} days."
        ),
        Heading("Capital expenditure", 3),
        Paragraph(
            f"Capital expenditure, comprising purchases of property, plant and equipment and of "
            f"intangible assets, was "
            f"{rmb(now.drivers.capital_expenditure + now.drivers.intangibles_bought)}."
        ),
    ]
