"""The arithmetic of a set of accounts: a period's drivers roll one balance sheet into the next.

All amounts are whole thousands of RMB. Nothing here is invented; the figures are in `company.py`.
The three statements agree by construction, and `check` says so in numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Lines:
    """An amount for each of the three business lines."""

    sensors: int
    instruments: int
    software: int

    @property
    def total(self) -> int:
        """The three together."""
        return self.sensors + self.instruments + self.software

    def minus(self, other: Lines) -> Lines:
        """Line by line: revenue minus cost is gross profit."""
        return Lines(
            self.sensors - other.sensors,
            self.instruments - other.instruments,
            self.software - other.software,
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance sheet: assets, liabilities and equity at a date."""

    plant: int  # property, plant and equipment
    right_of_use: int
    goodwill: int
    intangibles: int
    associate: int
    deferred_tax: int
    inventories: int
    receivables: int
    prepayments: int
    wealth: int  # financial assets at fair value through profit or loss
    restricted: int
    cash: int
    trade_payables: int
    other_payables: int
    contract_liabilities: int
    tax_payable: int
    borrowings_current: int
    lease_current: int
    borrowings_later: int
    lease_later: int
    grants: int
    share_capital: int
    reserves: int
    retained: int  # negative: accumulated losses
    minority: int

    @property
    def non_current_assets(self) -> int:
        """Total non-current assets."""
        fixed = self.plant + self.right_of_use + self.goodwill + self.intangibles
        return fixed + self.associate + self.deferred_tax

    @property
    def current_assets(self) -> int:
        """Total current assets."""
        working = self.inventories + self.receivables + self.prepayments
        return working + self.wealth + self.restricted + self.cash

    @property
    def assets(self) -> int:
        """Total assets."""
        return self.non_current_assets + self.current_assets

    @property
    def current_liabilities(self) -> int:
        """Total current liabilities."""
        trade = self.trade_payables + self.other_payables + self.contract_liabilities
        return trade + self.tax_payable + self.borrowings_current + self.lease_current

    @property
    def non_current_liabilities(self) -> int:
        """Total non-current liabilities."""
        return self.borrowings_later + self.lease_later + self.grants

    @property
    def liabilities(self) -> int:
        """Total liabilities."""
        return self.current_liabilities + self.non_current_liabilities

    @property
    def owners(self) -> int:
        """Equity attributable to owners of the Company."""
        return self.share_capital + self.reserves + self.retained

    @property
    def equity(self) -> int:
        """Total equity."""
        return self.owners + self.minority

    @property
    def borrowings(self) -> int:
        """Bank borrowings, current and non-current."""
        return self.borrowings_current + self.borrowings_later


@dataclass(frozen=True, slots=True)
class Drivers:
    """What happened in a period: the inputs that everything else follows from.

    Amounts are sizes; `impairment`, `associate`, `deferred_charge`, `minority` and `exchange` are
    signed.
    """

    revenue: Lines
    cost: Lines
    other_income: int
    selling: int
    administrative: int
    research: int
    impairment: int  # positive: a loss
    finance_income: int
    finance_costs: int
    associate: int  # positive: a profit
    current_tax: int
    deferred_charge: int  # negative: a credit
    minority: int  # of the result of the period
    exchange: int  # of foreign operations, through other comprehensive income
    depreciation: int
    right_of_use_depreciation: int
    amortisation: int
    share_payments: int
    fair_value_gain: int
    capital_expenditure: int
    intangibles_bought: int
    wealth_bought: int
    wealth_sold: int
    leases_new: int
    lease_paid: int
    borrowed: int
    repaid: int
    dividends_paid: int
    bought_back: int
    tax_paid: int
    inventories: int  # at the end, as all that follow
    receivables: int
    prepayments: int
    trade_payables: int
    other_payables: int
    contract_liabilities: int
    grants: int
    restricted: int
    borrowings_later: int
    lease_current: int
    shares: int  # weighted average, thousands
    dilution: int  # further shares, thousands

    @property
    def gross_profit(self) -> int:
        """Revenue minus cost of sales."""
        return self.revenue.total - self.cost.total

    @property
    def operating_result(self) -> int:
        """Operating profit, or loss if negative."""
        expenses = self.selling + self.administrative + self.research + self.impairment
        return self.gross_profit + self.other_income - expenses

    @property
    def before_tax(self) -> int:
        """Profit or loss before income tax."""
        return self.operating_result + self.finance_income - self.finance_costs + self.associate

    @property
    def tax(self) -> int:
        """Income tax expense."""
        return self.current_tax + self.deferred_charge

    @property
    def result(self) -> int:
        """Profit or loss for the period."""
        return self.before_tax - self.tax

    @property
    def owners_result(self) -> int:
        """Of it, attributable to owners of the Company."""
        return self.result - self.minority

    @property
    def comprehensive(self) -> int:
        """Total comprehensive income."""
        return self.result + self.exchange

    @property
    def adjusted(self) -> int:
        """Adjusted net result: before share-based payments (not a measure of the standards)."""
        return self.result + self.share_payments

    @property
    def basic(self) -> Decimal:
        """Basic earnings per share, RMB cents."""
        return quotient(self.owners_result * 100, self.shares, 2)

    @property
    def diluted(self) -> Decimal:
        """Diluted earnings per share, RMB cents; a loss is not diluted."""
        shares = self.shares + (self.dilution if self.owners_result > 0 else 0)
        return quotient(self.owners_result * 100, shares, 2)


@dataclass(frozen=True, slots=True)
class Accounts:
    """A period with the balance sheets around it."""

    drivers: Drivers
    opening: Balance
    closing: Balance

    def working_capital(self) -> tuple[tuple[str, int], ...]:
        """Changes in working capital with the sign of their effect on cash."""
        d, a, b = self.drivers, self.opening, self.closing
        return (
            ("(Increase)/decrease in inventories", a.inventories - b.inventories),
            ("Increase in trade and bills receivables", self.receivables_flow),
            ("Increase in prepayments and other receivables", a.prepayments - b.prepayments),
            ("Increase in trade payables", b.trade_payables - a.trade_payables),
            ("Increase in other payables and accruals", b.other_payables - a.other_payables),
            (
                "Increase in contract liabilities",
                b.contract_liabilities - a.contract_liabilities,
            ),
            ("Increase/(decrease) in deferred government grants", d.grants - a.grants),
        )

    @property
    def receivables_flow(self) -> int:
        """Cash effect of receivables, the impairment loss being added back on its own line."""
        return self.opening.receivables - self.closing.receivables - self.drivers.impairment

    def adjustments(self) -> tuple[tuple[str, int], ...]:
        """From the result before tax to operating cash flow before working capital."""
        d = self.drivers
        return (
            ("Depreciation of property, plant and equipment", d.depreciation),
            ("Depreciation of right-of-use assets", d.right_of_use_depreciation),
            ("Amortisation of intangible assets", d.amortisation),
            ("Net impairment losses on financial assets", d.impairment),
            ("Equity-settled share-based payment expenses", d.share_payments),
            ("Fair value gains on financial assets at FVTPL", -d.fair_value_gain),
            ("Finance income", -d.finance_income),
            ("Finance costs", d.finance_costs),
            ("Share of (profit)/loss of an associate", -d.associate),
        )

    @property
    def before_working_capital(self) -> int:
        """Operating cash flow before changes in working capital."""
        return self.drivers.before_tax + sum(amount for _, amount in self.adjustments())

    @property
    def generated(self) -> int:
        """Cash generated from operations, before tax."""
        return self.before_working_capital + sum(amount for _, amount in self.working_capital())

    @property
    def operating(self) -> int:
        """Net cash from (used in) operating activities."""
        return self.generated - self.drivers.tax_paid

    def investing_lines(self) -> tuple[tuple[str, int], ...]:
        """Investing cash flows, signed."""
        d = self.drivers
        return (
            ("Purchase of property, plant and equipment", -d.capital_expenditure),
            ("Purchase of intangible assets", -d.intangibles_bought),
            ("Purchase of wealth management products", -d.wealth_bought),
            ("Proceeds from disposal of wealth management products", d.wealth_sold),
            ("Change in restricted cash", self.opening.restricted - self.closing.restricted),
            ("Interest received", d.finance_income),
        )

    def financing_lines(self) -> tuple[tuple[str, int], ...]:
        """Financing cash flows, signed."""
        d = self.drivers
        return (
            ("Proceeds from bank borrowings", d.borrowed),
            ("Repayment of bank borrowings", -d.repaid),
            ("Principal elements of lease payments", -d.lease_paid),
            ("Interest paid", -d.finance_costs),
            ("Dividends paid to owners of the Company", -d.dividends_paid),
            ("Payments for repurchase of shares", -d.bought_back),
        )

    @property
    def investing(self) -> int:
        """Net cash from (used in) investing activities."""
        return sum(amount for _, amount in self.investing_lines())

    @property
    def financing(self) -> int:
        """Net cash from (used in) financing activities."""
        return sum(amount for _, amount in self.financing_lines())

    @property
    def net_change(self) -> int:
        """Net increase in cash, before exchange differences."""
        return self.operating + self.investing + self.financing

    def check(self) -> None:
        """Raises ValueError when the statements do not agree with one another."""
        for balance in (self.opening, self.closing):
            if balance.assets != balance.liabilities + balance.equity:
                raise ValueError(
                    f"off by {balance.assets - balance.liabilities - balance.equity}: {balance}"
                )
        moved = self.net_change + self.drivers.exchange
        if self.opening.cash + moved != self.closing.cash:
            raise ValueError("cash does not roll forward")


def roll(opening: Balance, d: Drivers) -> Accounts:
    """The balance sheet after a period; cash is what the cash flows leave.

    Raises:
        ValueError: a balance sheet does not balance.
    """
    leases = opening.lease_current + opening.lease_later + d.leases_new - d.lease_paid
    borrowings = opening.borrowings + d.borrowed - d.repaid
    closing = Balance(
        plant=opening.plant + d.capital_expenditure - d.depreciation,
        right_of_use=opening.right_of_use + d.leases_new - d.right_of_use_depreciation,
        goodwill=opening.goodwill,
        intangibles=opening.intangibles + d.intangibles_bought - d.amortisation,
        associate=opening.associate + d.associate,
        deferred_tax=opening.deferred_tax - d.deferred_charge,
        inventories=d.inventories,
        receivables=d.receivables,
        prepayments=d.prepayments,
        wealth=opening.wealth + d.wealth_bought - d.wealth_sold + d.fair_value_gain,
        restricted=d.restricted,
        cash=0,
        trade_payables=d.trade_payables,
        other_payables=d.other_payables,
        contract_liabilities=d.contract_liabilities,
        tax_payable=opening.tax_payable + d.current_tax - d.tax_paid,
        borrowings_current=borrowings - d.borrowings_later,
        lease_current=d.lease_current,
        borrowings_later=d.borrowings_later,
        lease_later=leases - d.lease_current,
        grants=d.grants,
        share_capital=opening.share_capital,
        reserves=opening.reserves + d.exchange + d.share_payments - d.bought_back,
        retained=opening.retained + d.owners_result - d.dividends_paid,
        minority=opening.minority + d.minority,
    )
    from_flows = Accounts(d, opening, closing)
    cash = opening.cash + from_flows.net_change + d.exchange
    accounts = Accounts(d, opening, with_cash(closing, cash))
    accounts.check()
    return accounts


def with_cash(balance: Balance, cash: int) -> Balance:
    """The same balance sheet with its cash filled in."""
    values = {name: getattr(balance, name) for name in Balance.__slots__}
    return Balance(**{**values, "cash": cash})


def quotient(part: Decimal | int, whole: Decimal | int, places: int) -> Decimal:
    """`part / whole` rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-places)
    return (Decimal(part) / Decimal(whole)).quantize(step, ROUND_HALF_UP)


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """`part` of `whole` in per cent, one decimal."""
    return quotient(Decimal(part) * 100, whole, 1)


def change(now: Decimal | int, before: Decimal | int) -> Decimal:
    """Change in per cent of the size before, one decimal."""
    return percent(Decimal(now) - Decimal(before), abs(Decimal(before)))


def split(total: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """Whole parts of `total` in proportion to `weights`; the last takes the remainder."""
    parts = [total * weight // sum(weights) for weight in weights[:-1]]
    return (*parts, total - sum(parts))
