"""Annual results announcement for the year ended 31 December 2023."""

from __future__ import annotations

from samples import notes, notes_more, prose
from samples.accounts import percent
from samples.company import (
    EMPLOYEE_COST,
    FINAL_DIVIDEND_2023,
    FY2022,
    FY2023,
    HEADCOUNT,
    NAME,
    SHORT,
)
from samples.document import Element, Filing, Heading, PageBreak, Paragraph, rmb
from samples.highlights import adjusted_table, five_years, highlights
from samples.statements import balance_sheet, cash_flows, comprehensive_income, income_statement

_OVER = "Year ended 31 December"
_NAMES = ("2023", "2022")
_KEYS = ("2023", "2022")
_PERIODS = (FY2023, FY2022)
_BALANCES = (FY2023.closing, FY2022.closing)
_WHEN = "the year ended 31 December 2023"
_THEN = "the year ended 31 December 2022"


def annual_results_2023() -> Filing:
    """The whole announcement."""
    elements: list[Element] = [
        *prose.cover("ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2023"),
        *_summary(),
        *_business(),
        *_finance(),
        *_statements(),
        *_notes(),
        *_other(),
    ]
    return Filing(
        "qiverra_annual_results_2023",
        "Qiverra Sensing Holdings Limited: annual results announcement 2023",
        tuple(elements),
    )


def _summary() -> list[Element]:
    d = FY2023.drivers
    return [
        Paragraph(
            f"The board (the “Board”) of directors (the “Directors”) of {NAME} (the “Company” "
            f"or “{SHORT}”, together with its subsidiaries, the “Group”) is pleased to announce "
            "the audited consolidated results of the Group for the year ended 31 December 2023 "
            "(the “Reporting Period”), together with the comparative figures for the year ended "
            "31 December 2022."
        ),
        Heading("FINANCIAL HIGHLIGHTS", 1),
        highlights(FY2023, FY2022, _OVER, _NAMES),
        Paragraph(
            "Note: adjusted net profit is not a measure of performance under IFRS. A "
            "reconciliation is set out in the section headed “Non-IFRS measure”.",
            is_small=True,
        ),
        Paragraph(
            f"The Board recommends a final dividend of HK${FINAL_DIVIDEND_2023} per share for "
            f"{_WHEN} (2022: nil). Earnings per share were RMB{d.basic} cents (2022: RMB"
            f"{FY2022.drivers.basic} cents)."
        ),
        Heading("FIVE-YEAR FINANCIAL SUMMARY", 1),
        five_years(2023),
        PageBreak(),
    ]


def _business() -> list[Element]:
    d = FY2023.drivers
    now, before = sum(HEADCOUNT["2023"]), sum(HEADCOUNT["2022"])
    return [
        Heading("CHAIRMAN’S STATEMENT", 1),
        Paragraph("Dear Shareholders,"),
        Paragraph(
            "The year 2023 was the first in which every one of our three business lines was "
            "profitable at the operating level. Customers in the process industries replaced "
            "imported transmitters with ours, and more of them asked us to watch over the "
            "instruments once they were installed. Demand in the second half was stronger than in "
            "the first, which brought in 43.6% of the year’s revenue."
        ),
        Paragraph(
            "We opened our Stuttgart service centre in June 2023 and obtained the SIL 3 safety "
            "certificate for the Halden pressure transmitter in September 2023. Our order book "
            "stood at RMB486.3 million at the end of the year, compared with RMB391.7 million a "
            "year earlier."
        ),
        Paragraph("Ruan Mingzhe, Chairman. 26 March 2024"),
        Heading("MANAGEMENT DISCUSSION AND ANALYSIS", 1),
        Heading("Business review"),
        Paragraph(
            f"{SHORT} designs, makes and services sensors for the process industries. Our products "
            "are organised in three lines: industrial sensors (the Halden pressure and Orsa flow "
            "families), process instruments (analysers, positioners and controllers sold under the "
            "Marrin name), and software and services (the Tideline monitoring platform and field "
            "calibration)."
        ),
        Heading("Industrial sensors", 3),
        Paragraph(
            f"Revenue from industrial sensors was {rmb(d.revenue.sensors)}. We shipped 412,600 "
            "pressure transmitters during the Reporting Period, up 21.7% from 339,100 in 2022. The "
            "average selling price fell by about 3%, as basic models made up more of the volume."
        ),
        Heading("Process instruments", 3),
        Paragraph(
            f"Revenue from process instruments was {rmb(d.revenue.instruments)}. Gas analysers for "
            "cement kilns remained the largest product group, with roughly a third of the line’s "
            "revenue. The number of customers of this line reached 684 as at 31 December 2023, "
            "compared with 597 as at 31 December 2022."
        ),
        Heading("Software and services", 3),
        Paragraph(
            f"Revenue from software and services was {rmb(d.revenue.software)}. As at 31 December "
            "2023, 1,273 plants were connected to Tideline (31 December 2022: 916 plants), and the "
            "annual renewal rate of subscriptions was 91.4%."
        ),
        notes.share_table(_PERIODS, _OVER, _NAMES),
        Heading("Research and development"),
        Paragraph(
            "As at 31 December 2023, the Group held 537 registered patents, of which 214 were "
            "invention patents, and had 186 patent applications pending. Research and development "
            f"staff numbered {HEADCOUNT['2023'][1]}, or {percent(HEADCOUNT['2023'][1], now)}% of "
            "all employees."
        ),
        Heading("Employees and remuneration"),
        Paragraph(
            f"As at 31 December 2023, the Group had {now:,} full-time employees (31 December 2022: "
            f"{before:,}). Employee benefit expenses, including share-based payments, were "
            f"{rmb(EMPLOYEE_COST['2023'])} for {_WHEN}, compared with {rmb(EMPLOYEE_COST['2022'])} "
            f"for {_THEN}."
        ),
        notes.headcount_table(_KEYS, ("31 December 2023", "31 December 2022")),
        Heading("Outlook"),
        Paragraph(
            "For 2024 we expect the number of connected plants to grow faster than our revenue. "
            "Construction of the second phase of the Wuhu factory, with a planned annual capacity "
            "of 260,000 transmitters, will be completed in the fourth quarter of 2024."
        ),
    ]


def _finance() -> list[Element]:
    return [
        PageBreak(),
        Heading("Financial review"),
        *prose.income_review(FY2023, FY2022, _WHEN, _THEN),
        Heading("Non-IFRS measure", 3),
        Paragraph(
            "To supplement our consolidated results, we also use adjusted net profit, which is "
            "defined as profit for the year adjusted by adding back equity-settled share-based "
            "payment expenses."
        ),
        adjusted_table(_PERIODS, _OVER, _NAMES),
        *prose.position_review(FY2023, "31 December 2023", "31 December 2022", 365),
        Heading("Foreign exchange risk", 3),
        Paragraph(
            "The Group’s sales outside Mainland China are settled mainly in euros and US dollars. "
            "The Group did not use any derivative to hedge its exposure to foreign currencies "
            "during the Reporting Period."
        ),
        Heading("Contingent liabilities and charge on assets", 3),
        Paragraph(
            "As at 31 December 2023, the Group had no material contingent liabilities. Buildings "
            "with a carrying amount of RMB61.4 million were pledged as security for bank "
            "borrowings."
        ),
    ]


def _statements() -> list[Element]:
    audited = "(Audited)"
    return [
        PageBreak(),
        Heading("CONSOLIDATED INCOME STATEMENT", 1),
        income_statement(_OVER, _NAMES, _PERIODS, audited, ()),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME", 1),
        comprehensive_income(_OVER, _NAMES, _PERIODS, audited, ()),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF FINANCIAL POSITION", 1),
        balance_sheet(_NAMES, _BALANCES, audited, ()),
        PageBreak(),
        Heading("CONSOLIDATED STATEMENT OF CASH FLOWS", 1),
        cash_flows(_OVER, _NAMES, _PERIODS, audited, ()),
        PageBreak(),
    ]


def _notes() -> list[Element]:
    dates = ("31 December 2023", "31 December 2022")
    customers, areas, timing = notes.revenue_tables(_KEYS, _PERIODS, _OVER, _NAMES)
    gross, ages = notes.receivables_tables(_KEYS, _BALANCES, dates)
    return [
        Heading("NOTES TO THE CONSOLIDATED FINANCIAL INFORMATION", 1),
        Heading("1. General information"),
        Paragraph(
            "The Company was incorporated in the Cayman Islands on 14 May 2015 as an exempted "
            "company with limited liability. The consolidated financial information is presented "
            "in Renminbi (“RMB”), and all amounts are rounded to the nearest thousand (RMB’000) "
            "except where otherwise stated."
        ),
        Heading("2. Basis of preparation"),
        Paragraph(
            "The consolidated financial statements have been prepared in accordance with IFRS "
            "Accounting Standards and under the historical cost convention, as modified by the "
            "revaluation of financial assets at fair value through profit or loss."
        ),
        Heading("3. Segment information"),
        notes.segment_table(FY2023, "Year ended 31 December 2023"),
        notes.segment_table(FY2022, "Year ended 31 December 2022"),
        Heading("4. Revenue"),
        Paragraph("(a) Revenue by type of customer"),
        customers,
        Paragraph("(b) Revenue by geographical area, by location of the customer"),
        areas,
        Paragraph("(c) Timing of revenue recognition"),
        timing,
        Paragraph(
            "No single customer contributed 10% or more of the Group’s revenue for the years ended "
            "31 December 2023 and 2022."
        ),
        Heading("5. Expenses by nature"),
        notes.expense_table(_KEYS, _PERIODS, _OVER, _NAMES),
        Heading("6. Other income and gains, net"),
        notes_more.other_income_table(_PERIODS, _OVER, _NAMES),
        Heading("7. Finance costs"),
        notes_more.finance_costs_table(_PERIODS, _OVER, _NAMES),
        Heading("8. Income tax expense"),
        Paragraph(
            "The statutory rate in the PRC is 25%. Qiverra Instruments (Wuhu) Co., Ltd. qualifies "
            "as a High and New Technology Enterprise and pays tax at 15% until 2025."
        ),
        notes.tax_table(_PERIODS, _OVER, _NAMES),
        Heading("9. Earnings per share"),
        notes.eps_table(_PERIODS, _OVER, _NAMES),
        Heading("10. Property, plant and equipment"),
        notes_more.plant_table(FY2023, "1 January 2023", "31 December 2023"),
        Heading("11. Trade and bills receivables"),
        gross,
        Paragraph(
            "The credit period granted to customers is generally 30 to 120 days. The aging "
            "analysis of gross trade receivables, based on the invoice date, is as follows:"
        ),
        ages,
        Heading("12. Trade payables"),
        notes.payables_table(_KEYS, _BALANCES, dates),
        Heading("13. Borrowings"),
        notes.borrowings_table(_BALANCES, dates),
        Heading("14. Dividends"),
        Paragraph(
            f"A final dividend of HK${FINAL_DIVIDEND_2023} per share in respect of {_WHEN} has "
            "been proposed by the Directors and is subject to approval at the annual general "
            "meeting on 28 May 2024. No dividend was paid or declared in respect of the year ended "
            "31 December 2022."
        ),
        Heading("15. Capital commitments"),
        notes.commitments_table(((64_283, 5_917), (47_836, 3_642)), dates),
    ]


def _other() -> list[Element]:
    return [
        Heading("OTHER INFORMATION", 1),
        Heading("Use of proceeds from the listing"),
        Paragraph(
            "The shares of the Company were listed on the Main Board of the Stock Exchange on "
            "9 December 2020. The net proceeds amounted to approximately HK$614.0 million."
        ),
        notes.proceeds_table(2023),
        Paragraph(
            "The unutilised amounts are expected to be used by 31 December 2025 and are held as "
            "deposits with licensed banks."
        ),
        Heading("Compliance with the corporate governance code"),
        Paragraph(
            "The Company complied with all code provisions of the Corporate Governance Code "
            "throughout the Reporting Period, save for code provision C.2.1: Mr. Ruan Mingzhe "
            "holds the roles of chairman and chief executive officer."
        ),
        Heading("Purchase, sale or redemption of listed securities"),
        Paragraph(
            "Neither the Company nor any of its subsidiaries purchased, sold or redeemed any "
            "listed securities of the Company during the Reporting Period."
        ),
        Heading("Audit committee"),
        Paragraph(
            "The audit committee has three members: Ms. Katharina Vogt (chairlady), Mr. Leung Siu "
            "Fai and Dr. Hao Yunting, all of whom are independent non-executive Directors."
        ),
        Heading("Closure of register of members"),
        Paragraph(
            "The register of members will be closed from 23 May 2024 to 28 May 2024, both days "
            "inclusive. The final dividend is expected to be paid on or about 27 June 2024."
        ),
        Paragraph("By order of the Board, Qiverra Sensing Holdings Limited"),
        Paragraph("Ruan Mingzhe, Chairman. Hong Kong, 26 March 2024"),
    ]
