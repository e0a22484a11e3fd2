"""The primary statements as tables, for any periods side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from samples.accounts import Accounts, Balance
from samples.document import Row, Table, grouped, heads, row, section, total

THOUSAND = "RMB’000"
T = TypeVar("T")


def income_statement(
    over: str,
    names: Sequence[str],
    periods: Sequence[Accounts],
    below: str,
    contexts: Sequence[str],
) -> Table:
    """Consolidated income statement; expenses are printed in brackets."""
    each = _columns([period.drivers for period in periods])
    share = [period.drivers for period in periods]
    is_loss = any(d.result < 0 for d in share)
    result = "(Loss)/profit" if is_loss else "Profit"
    rows = (
        row("Revenue", *each(lambda d: d.revenue.total), note="4", concept="Revenue"),
        row("Cost of sales", *each(lambda d: -d.cost.total), note="5", concept="CostOfSales"),
        total("Gross profit", *each(lambda d: d.gross_profit), concept="GrossProfit"),
        row(
            "Other income and gains, net",
            *each(lambda d: d.other_income),
            note="6",
            concept="OtherIncome",
        ),
        row(
            "Selling and distribution expenses",
            *each(lambda d: -d.selling),
            note="5",
            concept="DistributionCosts",
        ),
        row(
            "Administrative expenses",
            *each(lambda d: -d.administrative),
            note="5",
            concept="AdministrativeExpense",
        ),
        row(
            "Research and development expenses",
            *each(lambda d: -d.research),
            note="5",
            concept="ResearchAndDevelopmentExpense",
        ),
        row(
            "Net impairment losses on financial assets and contract assets",
            *each(lambda d: -d.impairment),
            concept="ImpairmentLossFinancialAssets",
        ),
        total(
            "Operating (loss)/profit" if is_loss else "Operating profit",
            *each(lambda d: d.operating_result),
            concept="ProfitLossFromOperatingActivities",
        ),
        row("Finance income", *each(lambda d: d.finance_income), concept="FinanceIncome"),
        row("Finance costs", *each(lambda d: -d.finance_costs), note="7", concept="FinanceCosts"),
        row(
            "Share of profit/(loss) of an associate accounted for using the equity method",
            *each(lambda d: d.associate),
            concept="ShareOfProfitLossOfAssociates",
        ),
        total(
            f"{result} before income tax",
            *each(lambda d: d.before_tax),
            concept="ProfitLossBeforeTax",
        ),
        row(
            "Income tax expense",
            *each(lambda d: -d.tax),
            note="8",
            concept="IncomeTaxExpense",
        ),
        total(f"{result} for the {_span(over)}", *each(lambda d: d.result), concept="ProfitLoss"),
        section(f"{result} attributable to:"),
        row(
            "Owners of the Company",
            *each(lambda d: d.owners_result),
            concept="ProfitLossAttributableToOwnersOfParent",
        ),
        row(
            "Non-controlling interests",
            *each(lambda d: d.minority),
            concept="ProfitLossAttributableToNoncontrollingInterests",
        ),
        section(
            f"{'(Loss)/earnings' if is_loss else 'Earnings'} per share attributable to owners of "
            "the Company (expressed in RMB cents per share)"
        ),
        Row("Basic", tuple(grouped(d.basic) for d in share), "9", is_per_share=True),
        Row("Diluted", tuple(grouped(d.diluted) for d in share), "9", is_per_share=True),
    )
    return Table(heads(over, names, THOUSAND, True, below), rows, True, contexts=tuple(contexts))


def comprehensive_income(
    over: str,
    names: Sequence[str],
    periods: Sequence[Accounts],
    below: str,
    contexts: Sequence[str],
) -> Table:
    """Consolidated statement of comprehensive income."""
    each = _columns([period.drivers for period in periods])
    is_loss = any(period.drivers.result < 0 for period in periods)
    rows = (
        row(
            f"{'(Loss)/profit' if is_loss else 'Profit'} for the {_span(over)}",
            *each(lambda d: d.result),
        ),
        section("Other comprehensive income/(loss)"),
        section("Items that may be reclassified subsequently to profit or loss:"),
        row(
            "Exchange differences on translation of foreign operations",
            *each(lambda d: d.exchange),
            concept="OtherComprehensiveIncomeExchangeDifferences",
        ),
        total(
            f"Total comprehensive {'(loss)/income' if is_loss else 'income'} for the {_span(over)}",
            *each(lambda d: d.comprehensive),
            concept="ComprehensiveIncome",
        ),
        section("Attributable to:"),
        row("Owners of the Company", *each(lambda d: d.owners_result + d.exchange)),
        row("Non-controlling interests", *each(lambda d: d.minority)),
    )
    return Table(heads(over, names, THOUSAND, False, below), rows, contexts=tuple(contexts))


_NON_CURRENT: tuple[tuple[str, str, str], ...] = (
    ("Property, plant and equipment", "plant", "10"),
    ("Right-of-use assets", "right_of_use", ""),
    ("Goodwill", "goodwill", ""),
    ("Other intangible assets", "intangibles", ""),
    ("Investment in an associate accounted for using the equity method", "associate", ""),
    ("Deferred income tax assets", "deferred_tax", ""),
)
_CURRENT: tuple[tuple[str, str, str], ...] = (
    ("Inventories", "inventories", ""),
    ("Trade and bills receivables", "receivables", "11"),
    ("Prepayments, deposits and other receivables", "prepayments", ""),
    ("Financial assets at fair value through profit or loss", "wealth", ""),
    ("Restricted cash", "restricted", ""),
    ("Cash and cash equivalents", "cash", ""),
)
_LATER: tuple[tuple[str, str, str], ...] = (
    ("Borrowings", "borrowings_later", "13"),
    ("Lease liabilities", "lease_later", ""),
    ("Deferred government grants", "grants", ""),
)
_DUE: tuple[tuple[str, str, str], ...] = (
    ("Trade payables", "trade_payables", "12"),
    ("Other payables and accruals", "other_payables", ""),
    ("Contract liabilities", "contract_liabilities", ""),
    ("Income tax payable", "tax_payable", ""),
    ("Borrowings", "borrowings_current", "13"),
    ("Lease liabilities", "lease_current", ""),
)
_CONCEPTS = {
    "plant": "PropertyPlantAndEquipment",
    "right_of_use": "RightofuseAssets",
    "goodwill": "Goodwill",
    "inventories": "Inventories",
    "receivables": "TradeAndOtherCurrentReceivables",
    "cash": "CashAndCashEquivalents",
    "trade_payables": "TradeAndOtherCurrentPayablesToTradeSuppliers",
    "contract_liabilities": "CurrentContractLiabilities",
    "borrowings_later": "LongtermBorrowings",
    "borrowings_current": "ShorttermBorrowings",
}


def balance_sheet(
    names: Sequence[str],
    balances: Sequence[Balance],
    below: str,
    contexts: Sequence[str],
    over: str = "As at 31 December",
) -> Table:
    """Consolidated statement of financial position."""

    def lines(items: Sequence[tuple[str, str, str]]) -> list[Row]:
        return [
            row(
                label,
                *(getattr(balance, name) for balance in balances),
                note=note,
                concept=_CONCEPTS.get(name),
            )
            for label, name, note in items
        ]

    def sums(label: str, name: str, concept: str | None = None) -> Row:
        return total(label, *(getattr(balance, name) for balance in balances), concept=concept)

    retained = [balance.retained for balance in balances]
    retained_label = "Retained earnings"
    if any(amount < 0 for amount in retained):
        retained_label = "Retained earnings/(accumulated losses)"
    rows = (
        section("ASSETS"),
        section("Non-current assets"),
        *lines(_NON_CURRENT),
        sums("Total non-current assets", "non_current_assets", "NoncurrentAssets"),
        section("Current assets"),
        *lines(_CURRENT),
        sums("Total current assets", "current_assets", "CurrentAssets"),
        sums("Total assets", "assets", "Assets"),
        section("EQUITY"),
        section("Equity attributable to owners of the Company"),
        row("Share capital", *(balance.share_capital for balance in balances)),
        row("Reserves", *(balance.reserves for balance in balances)),
        row(retained_label, *retained),
        sums("", "owners", "EquityAttributableToOwnersOfParent"),
        row("Non-controlling interests", *(balance.minority for balance in balances)),
        sums("Total equity", "equity", "Equity"),
        section("LIABILITIES"),
        section("Non-current liabilities"),
        *lines(_LATER),
        sums("Total non-current liabilities", "non_current_liabilities", "NoncurrentLiabilities"),
        section("Current liabilities"),
        *lines(_DUE),
        sums("Total current liabilities", "current_liabilities", "CurrentLiabilities"),
        sums("Total liabilities", "liabilities", "Liabilities"),
        total("Total equity and liabilities", *(b.equity + b.liabilities for b in balances)),
    )
    return Table(heads(over, names, THOUSAND, True, below), rows, True, contexts=tuple(contexts))


def cash_flows(
    over: str,
    names: Sequence[str],
    periods: Sequence[Accounts],
    below: str,
    contexts: Sequence[str],
) -> Table:
    """Consolidated statement of cash flows, indirect method."""

    def lines(parts: Sequence[Sequence[tuple[str, int]]]) -> list[Row]:
        labels = [label for label, _ in parts[0]]
        rows = [row(label, *(part[i][1] for part in parts)) for i, label in enumerate(labels)]
        return [line for line in rows if any(value != "–" for value in line.values)]

    each = _columns(periods)
    drivers = [period.drivers for period in periods]
    is_loss = any(d.result < 0 for d in drivers)
    first = "(Loss)/profit" if is_loss else "Profit"
    used = "from/(used in)" if any(period.operating < 0 for period in periods) else "from"
    moved = [period.net_change for period in periods]
    change = "(decrease)/increase" if max(moved) > 0 else "decrease"
    when = "year" if "Year" in over else "period"
    rows = (
        section("Cash flows from operating activities"),
        row(f"{first} before income tax", *(d.before_tax for d in drivers)),
        section("Adjustments for:"),
        *lines([period.adjustments() for period in periods]),
        total(
            "Operating cash flows before changes in working capital",
            *each(lambda p: p.before_working_capital),
        ),
        section("Changes in working capital:"),
        *lines([period.working_capital() for period in periods]),
        total("Cash generated from/(used in) operations", *each(lambda p: p.generated)),
        row("Income tax paid", *(-d.tax_paid for d in drivers)),
        total(
            f"Net cash generated {used} operating activities",
            *each(lambda p: p.operating),
            concept="CashFlowsFromUsedInOperatingActivities",
        ),
        section("Cash flows from investing activities"),
        *lines([period.investing_lines() for period in periods]),
        total(
            "Net cash used in investing activities",
            *each(lambda p: p.investing),
            concept="CashFlowsFromUsedInInvestingActivities",
        ),
        section("Cash flows from financing activities"),
        *lines([period.financing_lines() for period in periods]),
        total(
            "Net cash used in financing activities",
            *each(lambda p: p.financing),
            concept="CashFlowsFromUsedInFinancingActivities",
        ),
        total(f"Net {change} in cash and cash equivalents", *moved),
        row(
            f"Cash and cash equivalents at beginning of the {when}",
            *each(lambda p: p.opening.cash),
        ),
        row(
            "Effects of exchange rate changes on cash and cash equivalents",
            *(d.exchange for d in drivers),
        ),
        total(f"Cash and cash equivalents at end of the {when}", *each(lambda p: p.closing.cash)),
    )
    return Table(heads(over, names, THOUSAND, False, below), rows, contexts=tuple(contexts))


def _columns(things: Sequence[T]) -> Callable[[Callable[[T], int]], list[int]]:
    return lambda read: [read(thing) for thing in things]


def _span(over: str) -> str:
    return "period" if "six months" in over.lower() else "year"
