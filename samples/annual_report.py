"""Annual report for 2024: discussion in RMB million, statements in RMB'000."""

from __future__ import annotations

from samples import esg, notes, notes_more, prose
from samples.accounts import change, percent
from samples.annual_report_accounts import auditor, primary_statements, report_notes
from samples.company import (
    EMPLOYEE_COST,
    FINAL_DIVIDEND_2024,
    FY2023,
    FY2024,
    HEADCOUNT,
    NAME,
    NAME_ZH,
    SHARES_IN_ISSUE,
    SHORT,
    STOCK_CODE,
)
from samples.document import (
    Centred,
    Element,
    Filing,
    Head,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    ScannedPage,
    Table,
    rmb,
)
from samples.highlights import adjusted_table, five_years

_OVER = "Year ended 31 December"
_NAMES = ("2024", "2023")
_PERIODS = (FY2024, FY2023)


def annual_report_2024() -> Filing:
    """The whole report."""
    elements: list[Element] = [
        *_cover(),
        *_corporate(),
        *_summary(),
        *_chairman(),
        *_business(),
        *_finance(),
        *_directors(),
        *_governance(),
        *_esg(),
        ScannedPage(),
        *auditor(),
        *primary_statements(),
        *report_notes(),
    ]
    return Filing(
        "qiverra_annual_report_2024",
        "Qiverra Sensing Holdings Limited: annual report 2024",
        tuple(elements),
        "Qiverra Sensing Holdings Limited | Annual Report 2024",
    )


def _cover() -> list[Element]:
    return [
        Centred(NAME, 20, is_bold=True),
        Centred(NAME_ZH, 18, is_chinese=True),
        Centred("(Incorporated in the Cayman Islands with limited liability)", 11),
        Centred(f"Stock Code: {STOCK_CODE}", 12, is_bold=True),
        Centred("ANNUAL REPORT 2024", 24, is_bold=True),
        PageBreak(),
    ]


def _corporate() -> list[Element]:
    lines = (
        ("Chairman and chief executive officer", "Mr. Ruan Mingzhe"),
        ("Chief financial officer", "Ms. Shen Liuyi"),
        ("Company secretary", "Mr. Tse Wai Lok"),
        ("Auditor", "Ashgrove & Lam, Certified Public Accountants"),
        ("Head office", "18 Jingwei Road, Wuhu, Anhui Province, the PRC"),
        ("Principal bankers", "Harbour Merchants Bank; Yangtze Delta Commercial Bank"),
        ("Share registrar", "Peakline Registrars Limited"),
        ("Listing", "Main Board of the Stock Exchange, since 9 December 2020"),
    )
    return [
        Heading("CORPORATE INFORMATION", 1),
        *(Paragraph(f"{label}: {value}") for label, value in lines),
    ]


def _summary() -> list[Element]:
    return [
        Heading("FIVE-YEAR FINANCIAL SUMMARY", 1),
        five_years(2024),
        PageBreak(),
    ]


def _chairman() -> list[Element]:
    d, e = FY2024.drivers, FY2023.drivers
    return [
        Heading("CHAIRMAN’S STATEMENT", 1),
        Paragraph("Dear Shareholders,"),
        Paragraph(
            f"In 2024 our revenue grew by {change(d.revenue.total, e.revenue.total)}% to "
            f"{rmb(d.revenue.total)}, and profit for the year reached {rmb(d.result)}, "
            f"{change(d.result, e.result)}% more than in 2023. Every yuan of growth was harder to "
            "earn than in the year before: steel makers and cement works postponed projects, and "
            "we set aside more for receivables that are paid late."
        ),
        Paragraph(
            "The second phase of the Wuhu factory went into operation in November 2024, a month "
            "ahead of plan. Its first line makes silicon resonant elements that we bought from "
            "abroad until now. Our order book stood at RMB541.8 million at the end of the year, "
            "compared with RMB486.3 million a year earlier."
        ),
        Paragraph(
            f"The Board recommends a final dividend of HK${FINAL_DIVIDEND_2024} per share (2023: "
            "HK$0.038 per share)."
        ),
        Paragraph("Ruan Mingzhe, Chairman. 24 March 2025"),
    ]


def _business() -> list[Element]:
    d, e = FY2024.drivers, FY2023.drivers
    staff, before = sum(HEADCOUNT["2024"]), sum(HEADCOUNT["2023"])
    engineers = HEADCOUNT["2024"][1]
    return [
        Heading("MANAGEMENT DISCUSSION AND ANALYSIS", 1),
        Heading("Business review"),
        Paragraph(
            f"{SHORT} is organised in three business lines. The table sets out their revenue and "
            "its share of the total."
        ),
        notes.share_table(_PERIODS, _OVER, _NAMES),
        Paragraph(
            f"Industrial sensors grew by {change(d.revenue.sensors, e.revenue.sensors)}%. We "
            "shipped 468,300 pressure transmitters, compared with 412,600 in 2023, and started "
            "deliveries of the Orsa 7 flow meter to three water utilities."
        ),
        Paragraph(
            "Process instruments grew by "
            f"{change(d.revenue.instruments, e.revenue.instruments)}%. The number of customers of "
            "this line reached 751 as at 31 December 2024, compared with 684 a year earlier. Sales "
            "of gas analysers for cement kilns declined by 6.3%, which analysers for hydrogen "
            "plants more than made up for."
        ),
        Paragraph(
            f"Software and services grew by {change(d.revenue.software, e.revenue.software)}% to "
            f"{rmb(d.revenue.software)}. As at 31 December 2024, 1,748 plants were connected to "
            "Tideline (31 December 2023: 1,273 plants). The annual renewal rate of subscriptions "
            "was 93.2% (2023: 91.4%)."
        ),
        Heading("Research and development"),
        Paragraph(
            "As at 31 December 2024, the Group held 618 registered patents, of which 263 were "
            f"invention patents. Research and development staff numbered {engineers}, or "
            f"{percent(engineers, staff)}% of all employees. In 2024 the Group released the "
            "following four products: the Halden R pressure transmitter, the Orsa 7 flow meter, "
            "the Marrin H2 hydrogen analyser and Tideline 5."
        ),
        Heading("Employees"),
        Paragraph(
            f"As at 31 December 2024, the Group had {staff:,} full-time employees (31 December "
            f"2023: {before:,}). Employee benefit expenses were {rmb(EMPLOYEE_COST['2024'])}, "
            f"compared with {rmb(EMPLOYEE_COST['2023'])} for 2023."
        ),
        notes.headcount_table(("2024", "2023"), ("31 December 2024", "31 December 2023")),
        Heading("Outlook"),
        Paragraph(
            "In 2025 we will move the assembly of all pressure transmitters to the second phase of "
            "the Wuhu factory and expect to spend about RMB75 million on equipment. We plan to "
            "raise the number of connected plants above 2,200."
        ),
    ]


def _finance() -> list[Element]:
    when, then = "the year ended 31 December 2024", "the year ended 31 December 2023"
    return [
        Heading("Financial review"),
        *prose.income_review(FY2024, FY2023, when, then),
        Heading("Share of result of an associate", 3),
        Paragraph(
            f"Our associate, Luoxi Photonics, made a loss, of which our share was "
            f"{rmb(FY2024.drivers.associate)}, compared with a share of profit of "
            f"{rmb(FY2023.drivers.associate)} for {then}."
        ),
        Heading("Non-IFRS measure", 3),
        adjusted_table(_PERIODS, _OVER, _NAMES),
        *prose.position_review(FY2024, "31 December 2024", "31 December 2023", 366),
        Heading("Use of proceeds from the listing"),
        Paragraph(
            "The net proceeds of the listing on 9 December 2020 amounted to approximately HK$614.0 "
            "million. HK$14.5 million was used in 2024 to raise our interest in a maker of optical "
            "fibre sensors."
        ),
        notes.proceeds_table(2024),
    ]


def _directors() -> list[Element]:
    return [
        PageBreak(),
        Heading("DIRECTORS’ REPORT", 1),
        Heading("Principal activities"),
        Paragraph(
            "The Company is an investment holding company. Its subsidiaries design, make and sell "
            "sensors, process instruments and monitoring software."
        ),
        Heading("Board of Directors"),
        Paragraph(
            "Executive Directors: Mr. Ruan Mingzhe (Chairman), Ms. Shen Liuyi and Dr. Otto "
            "Brandvold. Non-executive Director: Mr. Pang Chi Ho. Independent non-executive "
            "Directors: Ms. Katharina Vogt, Mr. Leung Siu Fai and Dr. Hao Yunting."
        ),
        Heading("Directors’ remuneration"),
        notes_more.directors_pay_table("Year ended 31 December 2024"),
        Heading("Major customers and suppliers"),
        Paragraph(
            "The five largest customers accounted for 18.7% of the Group’s revenue in 2024, and "
            "the largest for 5.2%. The five largest suppliers accounted for 26.4% of purchases."
        ),
        Heading("Purchase, sale or redemption of listed securities"),
        Paragraph(
            "During 2024 the Company repurchased 4,216,000 shares on the Stock Exchange at prices "
            "between HK$2.94 and HK$3.52 per share, for a total of HK$13.8 million. "
            f"{SHARES_IN_ISSUE:,} shares were in issue as at 31 December 2024."
        ),
        Heading("Donations"),
        Paragraph("The Group donated RMB1.26 million to schools in Anhui Province in 2024."),
    ]


def _governance() -> list[Element]:
    people = (
        ("Mr. Ruan Mingzhe", "8/8", "–", "1/1"),
        ("Ms. Shen Liuyi", "8/8", "–", "1/1"),
        ("Dr. Otto Brandvold", "7/8", "–", "0/1"),
        ("Mr. Pang Chi Ho", "6/8", "–", "1/1"),
        ("Ms. Katharina Vogt", "8/8", "4/4", "1/1"),
        ("Mr. Leung Siu Fai", "8/8", "4/4", "1/1"),
        ("Dr. Hao Yunting", "7/8", "3/4", "1/1"),
    )
    rows = tuple(Row(name, tuple(seen)) for name, *seen in people)
    top = ((Head("Board\nmeetings"), Head("Audit\ncommittee"), Head("General\nmeeting")),)
    return [
        Heading("CORPORATE GOVERNANCE REPORT", 1),
        Paragraph(
            "The Company complied with the Corporate Governance Code throughout 2024, save for "
            "code provision C.2.1. Mr. Ruan Mingzhe holds the roles of chairman and chief "
            "executive officer; the Board considers that this gives consistent leadership. The "
            "Board met eight times in 2024. Attendance was as follows:"
        ),
        Table(top, rows, corner="Director"),
        Heading("Auditor’s remuneration"),
        Paragraph(
            "Ashgrove & Lam were paid RMB2.85 million for audit services and RMB0.42 million for "
            "non-audit services, being tax advice."
        ),
        Heading("Risk management and whistle-blowing"),
        Paragraph(
            "Employees, customers and suppliers may report misconduct to the Integrity Office, "
            "which answers to the audit committee. Nine reports were received in 2024, of which "
            "two led to disciplinary action."
        ),
    ]


def _esg() -> list[Element]:
    return [
        PageBreak(),
        Heading("ENVIRONMENTAL, SOCIAL AND GOVERNANCE REPORT", 1),
        Paragraph(
            "This report covers the factories in Wuhu and Changzhou, the Stuttgart service centre "
            "and all offices. Data are for the years ended 31 December 2024 and 2023."
        ),
        Heading("Environmental key performance indicators"),
        esg.environment_table(),
        Paragraph(
            "The Group aims to cut its emission intensity by 30% by 2030 from the level of 2021. "
            "A rooftop solar plant in Wuhu delivered 1,864.27 MWh in 2024, which is not included "
            "in purchased electricity."
        ),
        Heading("Social key performance indicators"),
        esg.social_table(),
    ]
