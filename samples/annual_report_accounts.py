"""The accounts in the annual report 2024: auditor's report, statements, notes."""

from __future__ import annotations

from samples import notes, notes_more
from samples.company import FINAL_DIVIDEND_2023, FINAL_DIVIDEND_2024, FY2023, FY2024
from samples.document import Element, Heading, PageBreak, Paragraph, rmb
from samples.statements import balance_sheet, cash_flows, comprehensive_income, income_statement

_OVER = "Year ended 31 December"
_NAMES = ("2024", "2023")
_PERIODS = (FY2024, FY2023)
_BALANCES = (FY2024.closing, FY2023.closing)
_DATES = ("31 December 2024", "31 December 2023")


def auditor() -> list[Element]:
    """The independent auditor's report."""
    gross, allowance, _ = notes.receivables_of("2024", FY2024.closing)
    return [
        Heading("INDEPENDENT AUDITOR’S REPORT", 1),
        Paragraph("To the shareholders of Qiverra Sensing Holdings Limited"),
        Heading("Opinion"),
        Paragraph(
            "In our opinion, the consolidated financial statements give a true and fair view of "
            "the consolidated financial position of the Group as at 31 December 2024, and of its "
            "consolidated financial performance and its consolidated cash flows for the year then "
            "ended in accordance with IFRS Accounting Standards."
        ),
        Heading("Key audit matter: expected credit losses on trade receivables"),
        Paragraph(
            f"As at 31 December 2024, gross trade receivables amounted to {rmb(gross)}, against "
            f"which a loss allowance of {rmb(allowance)} was held. We identified this as a key "
            "audit matter because the estimate of expected credit losses requires judgement, in "
            "particular for customers in the steel and cement industries."
        ),
        Heading("Key audit matter: impairment of goodwill"),
        Paragraph(
            f"Goodwill of {rmb(FY2024.closing.goodwill)} arose on the acquisition of Marrin "
            "Analytics in 2018. Management tested it on a value-in-use basis with a pre-tax "
            "discount rate of 14.6% and a terminal growth rate of 2.0%. No impairment was "
            "recognised in 2024."
        ),
        Paragraph("Ashgrove & Lam, Certified Public Accountants. Hong Kong, 24 March 2025"),
        PageBreak(),
    ]


def primary_statements() -> list[Element]:
    """The statements, a page each."""
    return [
        Heading("CONSOLIDATED INCOME STATEMENT", 1),
        income_statement(_OVER, _NAMES, _PERIODS, "", ()),
        Heading("CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME", 1),
        comprehensive_income(_OVER, _NAMES, _PERIODS, "", ()),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF FINANCIAL POSITION", 1),
        balance_sheet(_NAMES, _BALANCES, "", ()),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF CHANGES IN EQUITY", 1),
        Heading("For the year ended 31 December 2024"),
        notes_more.equity_table(FY2024, "1 January 2024", "31 December 2024"),
        Heading("For the year ended 31 December 2023"),
        notes_more.equity_table(FY2023, "1 January 2023", "31 December 2023"),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF CASH FLOWS", 1),
        cash_flows(_OVER, _NAMES, _PERIODS, "", ()),
        PageBreak(),
    ]


def report_notes() -> list[Element]:
    """The notes."""
    keys = ("2024", "2023")
    customers, areas, timing = notes.revenue_tables(keys, _PERIODS, _OVER, _NAMES)
    gross, ages = notes.receivables_tables(keys, _BALANCES, _DATES)
    return [
        Heading("NOTES TO THE CONSOLIDATED FINANCIAL STATEMENTS", 1),
        Heading("1. General information"),
        Paragraph(
            "The Company was incorporated in the Cayman Islands on 14 May 2015. These "
            "consolidated financial statements are presented in RMB, rounded to the nearest "
            "thousand except where otherwise stated, and were approved by the Board on 24 March "
            "2025."
        ),
        Heading("2. Material accounting policies"),
        Paragraph(
            "Revenue from sales of goods is recognised at the point in time at which control "
            "passes, which is on acceptance by the customer. Subscriptions to Tideline are "
            "recognised over their term. Plant is depreciated on a straight-line basis over 5 to "
            "10 years and buildings over 20 to 40 years."
        ),
        Heading("3. Segment information"),
        notes.segment_table(FY2024, "Year ended 31 December 2024"),
        notes.segment_table(FY2023, "Year ended 31 December 2023"),
        Heading("4. Revenue"),
        Paragraph("(a) Revenue by type of customer"),
        customers,
        Paragraph("(b) Revenue by geographical area, by location of the customer"),
        areas,
        Paragraph("(c) Timing of revenue recognition"),
        timing,
        Heading("5. Expenses by nature"),
        notes.expense_table(keys, _PERIODS, _OVER, _NAMES),
        Heading("6. Other income and gains, net"),
        notes_more.other_income_table(_PERIODS, _OVER, _NAMES),
        Heading("7. Finance costs"),
        notes_more.finance_costs_table(_PERIODS, _OVER, _NAMES),
        Heading("8. Income tax expense"),
        notes.tax_table(_PERIODS, _OVER, _NAMES),
        Heading("9. Earnings per share"),
        notes.eps_table(_PERIODS, _OVER, _NAMES),
        Heading("10. Property, plant and equipment"),
        notes_more.plant_table(FY2024, "1 January 2024", "31 December 2024"),
        Heading("11. Trade and bills receivables"),
        gross,
        Paragraph("The aging of gross trade receivables by invoice date is as follows:"),
        ages,
        Heading("12. Trade payables"),
        notes.payables_table(keys, _BALANCES, _DATES),
        Heading("13. Borrowings"),
        notes.borrowings_table(_BALANCES, _DATES),
        Paragraph(
            "The weighted average effective interest rate was 3.27% per annum as at 31 December "
            "2024 (31 December 2023: 3.61%)."
        ),
        Heading("14. Dividends"),
        Paragraph(
            f"The final dividend for 2023 of HK${FINAL_DIVIDEND_2023} per share, "
            f"{rmb(FY2024.drivers.dividends_paid)} in total, was paid on 27 June 2024. A final "
            f"dividend for 2024 of HK${FINAL_DIVIDEND_2024} per share has been proposed and will "
            "be put to the annual general meeting on 27 May 2025."
        ),
        Heading("15. Capital commitments"),
        notes.commitments_table(((38_927, 4_618), (64_283, 5_917)), _DATES),
        Heading("16. Subsequent events"),
        Paragraph(
            "On 17 February 2025 the Group agreed to acquire 70% of Feldmark Kalibrierung GmbH, a "
            "calibration laboratory in Germany, for a consideration of EUR4.2 million."
        ),
    ]
