"""Facts to concepts: what a row is by its place, and what another table may claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ingest.concepts import map_concepts
from ingest.types import Cell, Column, Fact, Grid, Period, Span, Statement, Table, XbrlFact

YEAR, BEFORE = (
    Period(date(2024, 1, 1), date(2024, 12, 31)),
    Period(date(2023, 1, 1), date(2023, 12, 31)),
)
DAY = Period(None, date(2024, 12, 31))

Row = tuple[str, int] | tuple[tuple[str, ...], int]


class Filing:
    """Tables of an invented company, one column of values each."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.facts: list[Fact] = []

    def add(
        self,
        statement: Statement,
        rows: Sequence[Row],
        *,
        period: Period | None = YEAR,
        column_labels: tuple[str, ...] = (),
        unit: str | None = "EUR",
        caption: str = "",
        tags: dict[int, str] | None = None,
    ) -> list[int]:
        """Adds a table and gives the indexes of its facts."""
        table_id = f"t{len(self.tables)}"
        cells = tuple(
            Cell(row, 1, str(value), xbrl=XbrlFact(tags[row], Decimal(value), "EUR", "c1"))
            for row, (_, value) in enumerate(rows)
            if tags and row in tags
        )
        grid = Grid(1, Span(0, 0), len(rows), 2, cells)
        self.tables.append(
            Table(table_id, "f", 1 + 9 * len(self.tables), Span(0, 0), caption, (), "", statement,
                  grid, 0, (Column(1, ""),))
        )  # fmt: skip
        start = len(self.facts)
        for row, (label, value) in enumerate(rows):
            labels = (label,) if isinstance(label, str) else label
            self.facts.append(
                Fact(f"{table_id}-{row}", "f", table_id, row, 1, 1, labels, column_labels,
                     str(value), Decimal(value), Decimal(1), unit, Decimal(1), period,
                     "Example Industries Inc.", 0.9)
            )  # fmt: skip
        return list(range(start, len(self.facts)))

    def concepts(self) -> list[str | None]:
        """The concepts of all facts, in order."""
        return [fact.concept for fact in map_concepts(self.tables, self.facts)]


def _one(statement: Statement, rows: Sequence[Row], **more: object) -> list[str | None]:
    filing = Filing()
    filing.add(statement, rows, **more)  # type: ignore[arg-type]
    return filing.concepts()


INCOME: list[Row] = [
    ("Revenue", 1000), ("Cost of sales", -600), ("Gross profit", 400),
    ("Profit before tax", 150), ("Income tax expense", -30), ("Profit for the year", 120),
]  # fmt: skip


def test_a_balance_sheet_keeps_sides_and_terms_apart() -> None:
    rows: list[Row] = [
        (("Current assets", "Cash"), 10), (("Current assets", "Accounts receivable, net"), 20),
        (("Current assets", "Total current assets"), 30), ("Deferred income taxes", 5),
        ("Operating lease right-of-use assets", 8), ("Other assets", 7), ("Total assets", 50),
        (("Current liabilities", "Accounts payable"), 6),
        (("Current liabilities", "Operating lease liabilities"), 2),
        (("Current liabilities", "Total current liabilities"), 8),
        ("Operating lease liabilities", 7), ("Deferred income taxes", 3), ("Other liabilities", 1),
        ("Total liabilities", 19), ("Retained earnings", 31), ("Total equity", 31),
        ("Total liabilities and equity", 50),
    ]  # fmt: skip
    assert _one(Statement.BALANCE_SHEET, rows, period=DAY) == [
        "CashAndCashEquivalents", "TradeReceivables", "CurrentAssets", "DeferredTaxAssets",
        "OperatingLeaseRightOfUseAssets", "OtherNoncurrentAssets", "Assets", "TradePayables",
        "CurrentOperatingLeaseLiabilities", "CurrentLiabilities",
        "NoncurrentOperatingLeaseLiabilities", "DeferredTaxLiabilities",
        "OtherNoncurrentLiabilities", "Liabilities", "RetainedEarnings", "Equity",
        "EquityAndLiabilities",
    ]  # fmt: skip


def test_a_line_shown_in_both_terms_is_split() -> None:
    rows: list[Row] = [
        (("Non-current assets", "Trade receivables"), 4),
        (("Non-current assets", "Goodwill"), 9),
        (("Current assets", "Trade receivables"), 20),
        ("Total assets", 33),
    ]
    assert _one(Statement.BALANCE_SHEET, rows, period=DAY) == [
        "NoncurrentTradeReceivables", "Goodwill", "CurrentTradeReceivables", "Assets",
    ]  # fmt: skip


def test_a_cash_flow_statement_shows_movements() -> None:
    rows: list[Row] = [
        (("Operating activities", "Net income"), 120),
        (("Operating activities", "Depreciation and amortization"), 40),
        (("Operating activities", "Deferred income taxes"), 4),
        (("Operating activities", "Accounts receivable"), -9),
        (("Operating activities", "Net cash provided by operating activities"), 155),
        (("Investing activities", "Capital expenditures"), -50),
        (("Investing activities", "Goodwill"), -1),
        (("Financing activities", "Dividends paid"), -20),
        (("Non-cash investing and financing activities", "Capital expenditures"), 3),
        (("Cash paid for", "Interest"), 6),
        (("Cash paid for", "Income taxes"), 7),
    ]
    assert _one(Statement.CASH_FLOWS, rows) == [
        "ProfitLoss", "DepreciationAndAmortisation", "AdjustmentsForDeferredTaxExpense",
        "AdjustmentsForDecreaseIncreaseInTradeReceivables", "CashFlowsFromOperatingActivities",
        "PurchaseOfPropertyPlantAndEquipment", None, "DividendsPaid", None, "InterestPaid",
        "IncomeTaxesPaid",
    ]  # fmt: skip


def test_generic_labels_take_their_section() -> None:
    assert _one(
        Statement.INCOME,
        [*INCOME, (("Profit for the year attributable to", "Owners of the Company"), 110),
         (("Profit for the year attributable to", "Non-controlling interests"), 10)],
    )[-2:] == [
        "ProfitLossAttributableToOwnersOfParent",
        "ProfitLossAttributableToNoncontrollingInterests",
    ]  # fmt: skip
    assert _one(Statement.INCOME, [(("Earnings per share", "Basic"), 2)], unit="EUR/share") == [
        "BasicEarningsLossPerShare"
    ]


def test_a_units_kind_decides() -> None:
    rows: list[Row] = [("Gross margin", 40)]
    assert _one(Statement.SUMMARY, rows) == ["GrossProfit"]
    assert _one(Statement.SUMMARY, rows, unit="percent") == ["GrossProfitMargin"]
    assert _one(Statement.INCOME, [("Revenue", 3)], unit="percent") == [None]


def test_a_segments_column_has_no_concept() -> None:
    assert _one(Statement.OTHER, [("Revenue", 300)], column_labels=("Asia",)) == [None]
    assert _one(Statement.OTHER, [("Revenue", 300)], column_labels=("Group",)) == ["Revenue"]


def test_another_table_must_not_deny_the_statement() -> None:
    filing = Filing()
    filing.add(Statement.INCOME, INCOME)
    same = filing.add(Statement.OTHER, [("Revenue", 1000), ("Depreciation", 40)])
    associate = filing.add(Statement.OTHER, [("Revenue", 70), ("Profit for the year", 8)])
    earlier = filing.add(Statement.OTHER, [("Revenue", 900)], period=BEFORE)
    concepts = filing.concepts()
    assert [concepts[i] for i in same] == ["Revenue", "Depreciation"]
    assert [concepts[i] for i in associate] == [None, None]
    assert [concepts[i] for i in earlier] == ["Revenue"]


def test_a_table_of_an_associate_needs_to_agree() -> None:
    filing = Filing()
    rows: list[Row] = [("Total assets", 70)]
    filing.add(Statement.OTHER, rows, period=DAY, caption="Summarised information of associates")
    assert filing.concepts() == [None]


def test_a_misread_digit_keeps_its_line() -> None:
    filing = Filing()
    filing.add(Statement.INCOME, [*INCOME[:-1], ("Profit for the year", 12034)])
    filing.add(Statement.OTHER, [("Profit for the year", 12834)])
    assert filing.concepts()[-1] == "ProfitLoss"


def test_two_rows_of_one_name_are_neither() -> None:
    rows: list[Row] = [*INCOME, ("Revenue", 7)]
    concepts = _one(Statement.INCOME, rows)
    assert (concepts[0], concepts[-1]) == (None, None)
    total: list[Row] = [*INCOME[1:], ("Revenue", 7), ("Total revenue", 1000)]
    concepts = _one(Statement.INCOME, total)
    assert concepts[-2:] == [None, "Revenue"]


def test_a_tag_decides_in_a_statement() -> None:
    rows: list[Row] = [*INCOME, ("Sundry items", 5)]
    tagged = _one(Statement.INCOME, rows, tags={6: "us-gaap:InterestExpense"})
    assert tagged[-1] == "InterestExpense"
    assert _one(Statement.OTHER, rows, tags={6: "us-gaap:InterestExpense"})[-1] is None
    own = _one(Statement.INCOME, rows, tags={0: "exam:OwnRevenue"})
    assert own[0] == "Revenue"


def test_percentages_and_averages_are_not_the_line() -> None:
    rows: list[Row] = [
        (("As a percentage of net sales", "Operating income"), 5),
        (("Average balances", "Total assets"), 5),
        ("Non-GAAP operating income", 5),
    ]
    assert _one(Statement.SUMMARY, rows) == [None, None, "AdjustedOperatingProfit"]


def test_shareholders_equity_beside_total_equity_is_the_owners() -> None:
    rows: list[Row] = [
        ("Total assets", 100), ("Total liabilities", 60),
        ("Total shareholders’ equity", 37), ("Noncontrolling interests", 3),
        ("Total equity", 40), ("Total liabilities and equity", 100),
    ]  # fmt: skip
    concepts = _one(Statement.BALANCE_SHEET, rows, period=DAY)
    assert concepts[2:5] == [
        "EquityAttributableToOwnersOfParent", "NoncontrollingInterests", "Equity",
    ]  # fmt: skip
    alone = _one(Statement.BALANCE_SHEET, [rows[0], rows[1], rows[2]], period=DAY)
    assert alone[2] == "Equity"


def test_a_line_before_its_allowance_is_gross() -> None:
    rows: list[Row] = [
        ("Property, plant and equipment", 90), ("Less: accumulated depreciation", -30),
        ("Property, plant and equipment, net", 60), ("Trade receivables", 20),
        ("Less: loss allowance", -2),
    ]  # fmt: skip
    assert _one(Statement.OTHER, rows, period=DAY) == [
        "PropertyPlantAndEquipmentGross", "AccumulatedDepreciation", "PropertyPlantAndEquipment",
        "TradeReceivablesGross", "AllowanceForCreditLosses",
    ]  # fmt: skip


def test_an_undated_figure_elsewhere_must_be_one_of_the_statements() -> None:
    filing = Filing()
    filing.add(Statement.INCOME, INCOME)
    filing.add(Statement.OTHER, [("Revenue", 1000), ("Gross profit", 7)], period=None)
    assert filing.concepts()[-2:] == ["Revenue", None]


def test_a_flow_met_elsewhere_must_be_borne_out() -> None:
    filing = Filing()
    rows: list[Row] = [
        ("Net cash from operating activities", 9), ("Repayments of loans", -4),
        ("Dividends paid", -3), ("Income taxes paid", -2),
    ]  # fmt: skip
    filing.add(Statement.CASH_FLOWS, rows)
    filing.add(Statement.OTHER, rows)
    filing.add(Statement.OTHER, [("Repayments of loans", -70)], period=BEFORE)
    concepts = filing.concepts()
    assert concepts[1] == concepts[5] == "RepaymentsOfBorrowings"
    assert concepts[-1] is None


def test_what_an_expense_consists_of_is_not_the_line() -> None:
    rows: list[Row] = [("Employee benefit expenses", 5)]
    title = "Research and development expenses"
    assert _one(Statement.OTHER, rows, caption=title) == [None]
    assert _one(Statement.OTHER, rows, caption="Expenses by nature") == ["EmployeeBenefitsExpense"]


def test_the_total_column_of_changes_in_equity_is_read() -> None:
    rows: list[Row] = [("Profit for the year", 120)]
    assert _one(Statement.EQUITY, rows, column_labels=("Total equity",)) == ["ProfitLoss"]
    assert _one(Statement.EQUITY, rows, column_labels=("Retained earnings",)) == [None]
    assert _one(Statement.EQUITY, rows) == [None]


def test_movements_of_working_capital_may_stand_apart() -> None:
    rows: list[Row] = [
        ("Net cash from financing activities", 1),
        (("Changes in working capital", "Accounts receivable"), -2),
        (("Discontinued operations", "Net cash from operating activities"), 3),
    ]
    assert _one(Statement.CASH_FLOWS, rows) == [
        "CashFlowsFromFinancingActivities",
        "AdjustmentsForDecreaseIncreaseInTradeReceivables",
        None,
    ]


def test_a_charge_split_over_functions_is_none_of_them() -> None:
    rows: list[Row] = [("Cost of sales", 5), ("Research and development expenses", 4)]
    assert _one(Statement.OTHER, rows) == [None, None]
    assert _one(Statement.OTHER, [*rows, ("Operating profit", 9)])[:2] == [
        "CostOfSales",
        "ResearchAndDevelopmentExpense",
    ]


def test_exchange_differences_of_a_roll_forward_are_not_the_statements() -> None:
    assert _one(Statement.OTHER, [("Exchange differences on translation", 5)]) == [None]
