"""Interim results announcement for the six months ended 30 June 2025 (HTML)."""

from __future__ import annotations

from samples import notes, notes_more, prose
from samples.company import EMPLOYEE_COST, FY2024, H1_2024, H1_2025, HEADCOUNT, NAME, SHORT
from samples.document import Element, Filing, Heading, Paragraph, rmb
from samples.highlights import adjusted_table, highlights
from samples.statements import balance_sheet, cash_flows, comprehensive_income, income_statement

CONTEXTS: dict[str, tuple[str | None, str]] = {
    "D2025H1": ("2025-01-01", "2025-06-30"),
    "D2024H1": ("2024-01-01", "2024-06-30"),
    "I20250630": (None, "2025-06-30"),
    "I20241231": (None, "2024-12-31"),
}
_DURATIONS = ("D2025H1", "D2024H1")
_OVER = "Six months ended 30 June"
_NAMES = ("2025", "2024")
_KEYS = ("H1 2025", "H1 2024")
_PERIODS = (H1_2025, H1_2024)
_WHEN = "the six months ended 30 June 2025"
_THEN = "the six months ended 30 June 2024"


def interim_results_2025() -> Filing:
    """The whole announcement."""
    elements: list[Element] = [
        *prose.cover("INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2025"),
        *_opening(),
        *_business(),
        *_statements(),
        *_notes(),
        *_other(),
    ]
    return Filing(
        "qiverra_interim_results_2025",
        "Qiverra Sensing Holdings Limited: interim results announcement 2025",
        tuple(elements),
    )


def _opening() -> list[Element]:
    return [
        Paragraph(
            f"The board of directors (the “Board”) of {NAME} (the “Company” or “{SHORT}”, together "
            "with its subsidiaries, the “Group”) announces the unaudited consolidated interim "
            "results of the Group for the six months ended 30 June 2025 (the “Reporting Period”), "
            "together with the comparative figures for the corresponding period in 2024."
        ),
        Heading("FINANCIAL HIGHLIGHTS", 1),
        highlights(H1_2025, H1_2024, _OVER, _NAMES),
        Paragraph(
            "The Board has resolved not to declare any interim dividend for the six months ended "
            "30 June 2025 (six months ended 30 June 2024: nil)."
        ),
    ]


def _business() -> list[Element]:
    d = H1_2025.drivers
    staff = sum(HEADCOUNT["H1 2025"])
    return [
        Heading("MANAGEMENT DISCUSSION AND ANALYSIS", 1),
        Heading("Business review", 2),
        Paragraph(
            f"We recorded a loss of {rmb(d.result)} for the Reporting Period, compared with a "
            f"profit of {rmb(H1_2024.drivers.result)} for {_THEN}. The turn to a loss was mainly "
            "due to higher research and development expenses ahead of the launch of the Halden S "
            "series, and to impairment losses on receivables."
        ),
        Paragraph(
            "As at 30 June 2025, 2,036 plants were connected to Tideline, compared with 1,748 "
            "plants as at 31 December 2024. We shipped 227,900 pressure transmitters in the "
            "Reporting Period, 5.1% more than the 216,800 of the corresponding period."
        ),
        notes.share_table(_PERIODS, _OVER, _NAMES),
        Paragraph(
            f"As at 30 June 2025, the Group had {staff:,} full-time employees (31 December 2024: "
            f"{sum(HEADCOUNT['2024']):,}). Employee benefit expenses were "
            f"{rmb(EMPLOYEE_COST['H1 2025'])} for {_WHEN}, compared with "
            f"{rmb(EMPLOYEE_COST['H1 2024'])} for {_THEN}."
        ),
        notes.headcount_table(("H1 2025", "2024"), ("30 June 2025", "31 December 2024")),
        Heading("Financial review", 2),
        *prose.income_review(H1_2025, H1_2024, _WHEN, _THEN),
        Heading("Non-IFRS measure", 3),
        adjusted_table(_PERIODS, _OVER, _NAMES),
        *prose.position_review(H1_2025, "30 June 2025", "31 December 2024", 181),
    ]


def _statements() -> list[Element]:
    unaudited = "(Unaudited)"
    balances = (H1_2025.closing, FY2024.closing)
    return [
        Heading("CONDENSED CONSOLIDATED INCOME STATEMENT", 1),
        income_statement(_OVER, _NAMES, _PERIODS, unaudited, _DURATIONS),
        Heading("CONDENSED CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME", 1),
        comprehensive_income(_OVER, _NAMES, _PERIODS, unaudited, _DURATIONS),
        Heading("CONDENSED CONSOLIDATED STATEMENT OF FINANCIAL POSITION", 1),
        balance_sheet(
            ("30 June 2025", "31 December 2024"),
            balances,
            "",
            ("I20250630", "I20241231"),
            over="As at",
        ),
        Heading("CONDENSED CONSOLIDATED STATEMENT OF CASH FLOWS", 1),
        cash_flows(_OVER, _NAMES, _PERIODS, unaudited, _DURATIONS),
    ]


def _notes() -> list[Element]:
    dates = ("30 June 2025", "31 December 2024")
    balances = (H1_2025.closing, FY2024.closing)
    customers, areas, timing = notes.revenue_tables(_KEYS, _PERIODS, _OVER, _NAMES)
    gross, ages = notes.receivables_tables(("H1 2025", "2024"), balances, dates)
    return [
        Heading("NOTES TO THE CONDENSED CONSOLIDATED FINANCIAL INFORMATION", 1),
        Heading("3. Segment information", 2),
        notes.segment_table(H1_2025, "Six months ended 30 June 2025"),
        notes.segment_table(H1_2024, "Six months ended 30 June 2024"),
        Heading("4. Revenue", 2),
        Paragraph("(a) Revenue by type of customer"),
        customers,
        Paragraph("(b) Revenue by geographical area, by location of the customer"),
        areas,
        Paragraph("(c) Timing of revenue recognition"),
        timing,
        Heading("5. Expenses by nature", 2),
        notes.expense_table(_KEYS, _PERIODS, _OVER, _NAMES),
        Heading("6. Other income and gains, net", 2),
        notes_more.other_income_table(_PERIODS, _OVER, _NAMES),
        Heading("7. Finance costs", 2),
        notes_more.finance_costs_table(_PERIODS, _OVER, _NAMES),
        Heading("8. Income tax expense", 2),
        notes.tax_table(_PERIODS, _OVER, _NAMES),
        Heading("9. (Loss)/earnings per share", 2),
        notes.eps_table(_PERIODS, _OVER, _NAMES),
        Heading("10. Property, plant and equipment", 2),
        notes_more.plant_table(H1_2025, "1 January 2025", "30 June 2025"),
        Heading("11. Trade and bills receivables", 2),
        gross,
        ages,
        Heading("12. Trade payables", 2),
        notes.payables_table(("H1 2025", "2024"), balances, dates),
        Heading("13. Borrowings", 2),
        notes.borrowings_table(balances, dates),
        Heading("15. Capital commitments", 2),
        notes.commitments_table(((29_463, 3_875), (38_927, 4_618)), dates),
    ]


def _other() -> list[Element]:
    return [
        Heading("OTHER INFORMATION", 1),
        Heading("Purchase, sale or redemption of listed securities", 2),
        Paragraph(
            "During the Reporting Period the Company repurchased 2,148,000 shares on the Stock "
            "Exchange for a total of HK$6.8 million. The highest price paid was HK$3.31 per share."
        ),
        Heading("Significant acquisition", 2),
        Paragraph(
            "The acquisition of 70% of Feldmark Kalibrierung GmbH was not completed as at 30 June "
            "2025, pending clearance by the German authorities."
        ),
        Heading("Review of interim results", 2),
        Paragraph(
            "The interim results have been reviewed by the audit committee. They have not been "
            "audited."
        ),
        Paragraph("By order of the Board, Ruan Mingzhe, Chairman. Hong Kong, 27 August 2025"),
    ]
