"""The sample filings: made the same way each time, and consistent in themselves."""

from __future__ import annotations

import re
from decimal import Decimal

import pypdfium2
import pytest
from lxml import html

from ingest.parsing import parse
from samples import notes, notes_more
from samples.accounts import Accounts, Balance, Drivers, Lines, change, percent, roll, split
from samples.company import FY2022, FY2023, FY2024, H1_2024, H1_2025, HEADCOUNT, NAME_ZH
from samples.document import Row, Table, grouped, million
from samples.highlights import five_years
from samples.interim import CONTEXTS
from samples.make_samples import FOLDER, make
from samples.statements import balance_sheet, cash_flows, income_statement

PERIODS = {"2022": FY2022, "2023": FY2023, "2024": FY2024, "H1 2024": H1_2024, "H1 2025": H1_2025}
ANNUAL = {"2022": FY2022, "2023": FY2023, "2024": FY2024}
PDFS = ("qiverra_annual_results_2023.pdf", "qiverra_annual_report_2024.pdf")
INTERIM = "qiverra_interim_results_2025.html"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return make()


def pages(name: str) -> list[str]:
    document = pypdfium2.PdfDocument(FOLDER / name)
    texts = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    document.close()
    return texts


def amounts(row: Row) -> list[int]:
    """The printed figures of a line, read back."""
    read = []
    for value in row.values:
        digits = value.strip("()").replace(",", "").replace("–", "0")
        read.append(-int(digits) if value.startswith("(") else int(digits))
    return read


def line(table: Table, label: str, nth: int = 0) -> list[int]:
    return amounts([row for row in table.rows if row.label == label][nth])


# --- the files -------------------------------------------------------------------------------


def test_the_committed_files_are_what_the_script_makes(made: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert sorted(committed) == sorted(made)
    for name, data in made.items():
        assert data == committed[name], f"{name}: run python -m samples.make_samples"


def test_making_twice_gives_the_same_bytes(made: dict[str, bytes]) -> None:
    assert make() == made


@pytest.mark.parametrize(("name", "least", "most"), [(PDFS[0], 10, 15), (PDFS[1], 15, 25)])
def test_pdfs_have_the_pages_of_a_short_filing(name: str, least: int, most: int) -> None:
    assert least <= len(pages(name)) <= most


def test_one_page_of_the_annual_report_is_a_scan() -> None:
    texts = pages("qiverra_annual_report_2024.pdf")
    blank = [number for number, text in enumerate(texts, start=1) if not text.strip()]
    assert len(blank) == 1
    document = pypdfium2.PdfDocument(FOLDER / PDFS[1])
    kinds = [item.type for item in document[blank[0] - 1].get_objects()]
    document.close()
    assert kinds == [3]  # FPDF_PAGEOBJ_IMAGE


@pytest.mark.parametrize("name", PDFS)
def test_the_chinese_name_can_be_read(name: str) -> None:
    assert NAME_ZH in pages(name)[0]


def test_rows_keep_their_order_in_the_text_layer() -> None:
    text = "\n".join(pages("qiverra_annual_results_2023.pdf")).replace("\r", "")
    assert "Cost of sales 5 (761,153) (660,189)\n" in text


# --- the accounts ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERIODS)
def test_statements_agree_with_one_another(name: str) -> None:
    PERIODS[name].check()


def test_years_follow_one_another() -> None:
    assert FY2023.opening == FY2022.closing
    assert FY2024.opening == FY2023.closing
    assert H1_2024.opening == FY2023.closing
    assert H1_2025.opening == FY2024.closing


def test_a_half_is_less_than_its_year() -> None:
    half, year = H1_2024.drivers, FY2024.drivers
    for line_name in ("selling", "research", "depreciation", "tax_paid", "borrowed"):
        assert getattr(half, line_name) < getattr(year, line_name)


def test_check_finds_a_balance_that_is_off() -> None:
    good = FY2023.closing
    values = {name: getattr(good, name) for name in Balance.__slots__}
    bad = Balance(**{**values, "inventories": good.inventories + 1})
    with pytest.raises(ValueError, match="off by 1"):
        Accounts(FY2023.drivers, FY2023.opening, bad).check()
    with pytest.raises(ValueError, match="off by 1"):
        roll(bad, FY2024.drivers)


def test_lines_add_up() -> None:
    lines = Lines(5, 7, 11)
    assert lines.total == 23
    assert lines.minus(Lines(1, 2, 3)) == Lines(4, 5, 8)


@pytest.mark.parametrize("name", PERIODS)
def test_the_printed_income_statement_foots(name: str) -> None:
    period = PERIODS[name]
    table = income_statement("Year ended 31 December", [name], [period], "", ())
    rows = [row for row in table.rows if row.values]
    figures = {row.label: amounts(row)[0] for row in rows[:15]}
    labels = list(figures)
    gross, operating = labels.index("Gross profit"), 8
    assert sum(figures[label] for label in labels[:gross]) == figures["Gross profit"]
    parts = labels[gross:operating]
    assert sum(figures[label] for label in parts) == figures[labels[operating]]
    assert sum(figures[label] for label in labels[operating:12]) == figures[labels[12]]
    assert figures[labels[12]] + figures["Income tax expense"] == figures[labels[14]]


@pytest.mark.parametrize("name", PERIODS)
def test_the_printed_balance_sheet_foots(name: str) -> None:
    table = balance_sheet([name], [PERIODS[name].closing], "", ())
    start = 0
    for label in ("Total non-current assets", "Total current assets"):
        rows = [row for row in table.rows if row.values]
        end = [row.label for row in rows].index(label)
        assert sum(amounts(row)[0] for row in rows[start:end]) == amounts(rows[end])[0]
        start = end + 1
    (assets,) = line(table, "Total assets")
    (equity,) = line(table, "Total equity")
    (liabilities,) = line(table, "Total liabilities")
    assert assets == equity + liabilities
    assert line(table, "Total equity and liabilities") == [assets]


@pytest.mark.parametrize("name", PERIODS)
def test_the_printed_cash_flows_roll_forward(name: str) -> None:
    over = "Year ended 31 December"
    table = cash_flows(over, [name], [PERIODS[name]], "", ())
    tail = [amounts(row)[0] for row in table.rows if row.values][-4:]
    assert tail[0] + tail[1] + tail[2] == tail[3] == PERIODS[name].closing.cash


def test_five_years_agree_with_the_statements() -> None:
    table = five_years(2024)
    for column, name in enumerate(("2024", "2023", "2022")):
        period = ANNUAL[name]
        assert line(table, "Revenue")[column] == period.drivers.revenue.total
        assert line(table, "Total liabilities")[column] == period.closing.liabilities
    assert line(table, "Total assets")[3] == FY2022.opening.assets
    assert line(table, "Total equity")[3] == FY2022.opening.equity


# --- the notes -------------------------------------------------------------------------------


def assert_foots(table: Table) -> None:
    """The lines of a table add up to its last line."""
    *parts, last = [amounts(row) for row in table.rows if row.values]
    assert [sum(column) for column in zip(*parts, strict=True)] == last


@pytest.mark.parametrize("name", PERIODS)
def test_revenue_notes_foot_to_revenue(name: str) -> None:
    for table in notes.revenue_tables([name], [PERIODS[name]], "Year", [name]):
        assert_foots(table)
        assert line(table, "Total") == [PERIODS[name].drivers.revenue.total]


@pytest.mark.parametrize("name", PERIODS)
def test_expense_notes_foot(name: str) -> None:
    period = PERIODS[name]
    assert_foots(notes.expense_table([name], [period], "Year", [name]))
    assert_foots(notes.tax_table([period], "Year", [name]))
    assert_foots(notes_more.other_income_table([period], "Year", [name]))
    costs = notes_more.finance_costs_table([period], "Year", [name])
    assert_foots(costs)
    assert line(costs, "Finance costs") == [period.drivers.finance_costs]


@pytest.mark.parametrize("name", ["2022", "2023", "2024", "H1 2025"])
def test_balance_notes_foot(name: str) -> None:
    balance = PERIODS[name].closing
    gross, ages = notes.receivables_tables([name], [balance], ["31 December 2023"])
    assert_foots(ages)
    assert line(gross, "Total") == [balance.receivables]
    assert line(gross, "Trade receivables") == line(ages, "Total")
    payables = notes.payables_table([name], [balance], ["31 December 2023"])
    assert_foots(payables)
    assert line(payables, "Total") == [balance.trade_payables]


@pytest.mark.parametrize("name", PERIODS)
def test_plant_note_ends_at_the_balance_sheet(name: str) -> None:
    period = PERIODS[name]
    table = notes_more.plant_table(period, "start", "end")
    assert_foots(table)
    assert line(table, "At end")[-1] == period.closing.plant
    assert min(line(table, "At end")) > 0


@pytest.mark.parametrize("name", PERIODS)
def test_equity_note_foots(name: str) -> None:
    table = notes_more.equity_table(PERIODS[name], "start", "end")
    assert_foots(table)
    assert line(table, "At end")[-1] == PERIODS[name].closing.equity


# --- the interim results ---------------------------------------------------------------------


def test_inline_xbrl_gives_the_company_figures(made: dict[str, bytes]) -> None:
    tree = html.fromstring(made[INTERIM])
    read: dict[tuple[str, str], Decimal] = {}
    for tag in tree.iter("ix:nonfraction"):
        value = Decimal((tag.text or "").replace(",", "")) * 10 ** int(tag.get("scale", ""))
        name, context = tag.get("name", ""), tag.get("contextref", "")
        value = -value if tag.get("sign") == "-" else value
        assert read.setdefault((name, context), value) == value, f"{name} has two values"
        assert context in CONTEXTS
    now, before = H1_2025.drivers, H1_2024.drivers
    thousand = Decimal(1000)
    assert read["ifrs-full:Revenue", "D2025H1"] == now.revenue.total * thousand
    assert read["ifrs-full:ProfitLoss", "D2025H1"] == now.result * thousand < 0
    assert read["ifrs-full:ProfitLoss", "D2024H1"] == before.result * thousand > 0
    assert read["ifrs-full:CostOfSales", "D2025H1"] == now.cost.total * thousand
    assert read["ifrs-full:Assets", "I20241231"] == FY2024.closing.assets * thousand
    assert read["ifrs-full:Equity", "I20250630"] == H1_2025.closing.equity * thousand


def test_every_row_of_a_table_has_as_many_columns(made: dict[str, bytes]) -> None:
    for table in html.fromstring(made[INTERIM]).iter("table"):
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row.iter("td")) for row in table.iter("tr")
        }
        assert len(widths) == 1


# --- how figures are printed -----------------------------------------------------------------


def test_printing() -> None:
    assert [grouped(value) for value in (1_234, -5, 0)] == ["1,234", "(5)", "–"]
    assert million(1_234_518) == "1,234.5"
    assert million(-4_250) == "4.3"  # half up, size alone
    assert split(10, (1, 1, 1)) == (3, 3, 4)
    assert percent(1, 3) == Decimal("33.3")
    assert change(-50, -100) == Decimal("50.0")


def test_prose_states_the_figures() -> None:
    text = re.sub(r"\s+", " ", " ".join(pages(PDFS[1])))
    d, e = FY2024.drivers, FY2023.drivers
    grown = change(d.revenue.total, e.revenue.total)
    assert f"revenue grew by {grown}% to RMB{million(d.revenue.total)} million" in text
    assert f"the Group had {sum(HEADCOUNT['2024']):,} full-time employees" in text


def test_nothing_is_round() -> None:
    for period in PERIODS.values():
        for name in ("selling", "administrative", "research", "current_tax", "capital_expenditure"):
            assert getattr(period.drivers, name) % 10 != 0, name


def test_a_loss_is_not_diluted() -> None:
    assert isinstance(H1_2025.drivers, Drivers)
    assert H1_2025.drivers.diluted == H1_2025.drivers.basic == Decimal("-1.08")
    assert FY2023.drivers.diluted < FY2023.drivers.basic


def test_the_data_book_says_what_the_accounts_say() -> None:
    name = "qiverra_data_book_2024.xlsx"
    parsed = parse(name, (FOLDER / name).read_bytes())
    read = {(f.labels, f.period.end.year): f.value for f in parsed.facts if f.period is not None}
    for year, accounts in ANNUAL.items():
        d = accounts.drivers
        assert read[("Revenue",), int(year)] == 1000 * d.revenue.total
        assert read[("Profit for the year",), int(year)] == 1000 * d.result
        assert read[("Employees at year end (persons)",), int(year)] == sum(HEADCOUNT[year])
        software = d.revenue.software - d.cost.software
        assert read[("Segment gross profit", "Software and services"), int(year)] == 1000 * software
    assert len(read) == len(parsed.facts) == 45
