"""Questions to extracts without a cover: one table, its lead, and the little they say of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Answer, Question


def page(lead: str, *rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    return f"<html><body><p>Note 4</p><p>{lead}</p>{table}</body></html>"


EMISSIONS = page(
    "Emissions by kind",
    "|2024|2023",
    "|Tonnes of CO2e|Tonnes of CO2e",
    "Combustion of fuel|144.7|137.2",
    "Electricity purchased|4,641.0|4,950.4",
    "Total emissions|4,785.7|5,087.6",
)
SALES = page(
    "The table presents sales by country (in thousands):",
    "|2024|2023",
    "Norway|$300|$288",
    "Peru|90|12",
    "Total|$390|$300",
)
SEGMENT = page(
    "The segment was as follows (in millions):",
    "|2024|2023",
    "Net revenues|$2,280|$1,664",
    "Selling, general and administrative|24.9|33.5",
    "Operating income|$1,111|$839",
)
RECEIVABLES = page(
    "Receivables consisted of (in thousands):",
    "|Receivables, gross|Allowance|Receivables, net",
    "December 31, 2024|||",
    "Transactions|12,863|(238)|12,625",
    "Total|19,731|(238)|19,493",
    "December 31, 2023|||",
    "Transactions|14,704|(168)|14,536",
    "Total|15,568|(168)|15,400",
)
LICENCES = page(
    "Revenue by kind",
    "|2024|2023",
    "Fully-paid licences|$130,000|$12,700,000",
    "Royalties|2,907,000|3,086,000",
    "Other revenue|―|6,320,000",
    "Total revenue|$3,037,000|$22,106,000",
)
TAXES = page(
    "Deferred taxes (in millions):",
    "|December 31, 2024|December 31, 2023",
    "Deferred tax assets:||",
    "Pensions|$1,169|$1,100",
    "Losses carried forward|500|400",
    "Other|90|80",
    "Less valuation allowance|(100)|(90)",
    "Total deferred tax assets|$1,659|$1,490",
)
BALANCE = page(
    "Warranties were as follows for the fiscal years ended April 30, 2024 and 2023 (in thousands):",
    "|2024|2023",
    "Balance at the beginning of the fiscal year|$1,264|$1,100",
    "Balance at the end of the fiscal year|$1,258|$1,264",
)
TOLD = """<html><body><p>Note 9</p><p>The board had 5 meetings.</p>
<p>The guarantee of the harbour works at 31 December 2024 totalled £13.0 million (2023: £12.4
million).</p><p>Our labour resources increased by 119 employees, from 1,501 employees at June 30,
2023 to 1,620 employees at June 30, 2024.</p></body></html>"""
EARNINGS = page(
    "Earnings for each share",
    "|2024|2023",
    "Weighted average number of shares (millions)||",
    "Basic earnings per share|1,305.7|1,300.5",
)
LEASES = page(
    "What is owed (in thousands):",
    "|December 31, 2024|December 31, 2023",
    "Capital leases|50,049|40,100",
    "Deposits|700,000|650,000",
    "Total liabilities|8,031,229|7,900,000",
)
AWARDS = page(
    "Awards outstanding were as follows:",
    "|2024|2023",
    "|Number|Number",
    "Outstanding at 1 April|690,791|450,000",
    "Granted in the year|12,000|300,000",
    "Outstanding at 31 March|320,872|690,791",
)


@pytest.fixture(scope="module")
def extracts(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    contents = {
        "emissions.html": EMISSIONS,
        "sales.html": SALES,
        "licences.html": LICENCES,
        "balance.html": BALANCE,
        "told.html": TOLD,
        "taxes.html": TAXES,
        "segment.html": SEGMENT,
        "receivables.html": RECEIVABLES,
        "earnings.html": EARNINGS,
        "leases.html": LEASES,
        "awards.html": AWARDS,
    }
    return stores_of(contents)


@pytest.mark.parametrize(
    ("name", "question", "amount"),
    [
        ("emissions", "What was the change in total emissions?", "-301.9"),
        ("emissions", "What is the average total emissions?", "4936.65"),
        ("sales", "What was the change in total sales between 2023 and 2024?", "90000"),
        ("segment", "What is the total net revenue for 2024 and 2023?", "3944000000"),
        ("segment", "What was the change in selling, general and administrative expenses in 2024?",
         "-8600000"),
        ("segment", "What is the average net revenue across 2023 and 2024?", "1972000000"),
        ("segment", "What is the net difference in net revenue between 2023 and 2024?",
         "616000000"),
        ("receivables", "What was the change in total gross receivables between 2023 and 2024?",
         "4163000"),
        ("balance", "What is the balance at the beginning of the fiscal year for 2024?",
         "1264000"),
        ("taxes", "What were the losses carried forward in 2023?", "400000000"),
        ("told", "What is the total guarantee of the harbour works at 31 December 2023?",
         "12400000"),
        ("told", "How many employees were in our labour resources at June 30, 2024?", "1620"),
        ("told", "How many employees were in our labour resources at June 30, 2023?", "1501"),
        ("leases", "What is the percentage of capital leases in the total liabilities?", "0.0062"),
        ("leases", "What are capital leases as a ratio of deposits?", "0.0715"),
        ("awards", "What was the change in awards outstanding at 31 March in 2024 from 2023?",
         "-369919"),
    ],
)  # fmt: skip
def test_a_figure(extracts: Stores, name: str, question: str, amount: str) -> None:
    answer = ask(extracts, name, question)
    assert answer.value is not None, answer.text
    assert round(answer.value.amount, 4) == Decimal(amount)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("earnings", "What were the basic earnings per share in 2024?"),  # shares, not earnings
        ("sales", "What were total costs in 2024?"),
        (
            "emissions",
            "What is the difference between the average emissions and the average sales?",
        ),
    ],
)
def test_no_figure_of_something_else(extracts: Stores, name: str, question: str) -> None:
    assert ask(extracts, name, question).value is None


def test_each_of_several_periods_and_not_one_of_them(extracts: Stores) -> None:
    question = "What are the respective values of net revenue in 2023 and 2024?"
    answer = ask(extracts, "segment", question)
    assert answer.value is None
    assert [value.amount for value in answer.values] == [
        Decimal(1_664_000_000), Decimal(2_280_000_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "question", "lead"),
    [
        ("sales", "In which years was the total sales calculated?", "FY2024; FY2023. Total: "),
        ("sales", "Which years does the table show?", "FY2024; FY2023. Norway: "),
        ("taxes", "What are the years included in the table?", "31 Dec 2024; 31 Dec 2023. "),
        ("licences", "What are the components of total revenue?",
         "Fully-paid licences; Royalties; Other revenue. "),
        ("taxes", "How many components are there under deferred tax assets?",
         "3: Pensions; Losses carried forward; Other. "),
    ],
)  # fmt: skip
def test_what_a_table_is_of(extracts: Stores, name: str, question: str, lead: str) -> None:
    answer = ask(extracts, name, question)
    assert answer.text.startswith(lead), answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    ["What are the components of net debt?", "In which years was the headcount calculated?"],
)
def test_what_no_table_is_of(extracts: Stores, question: str) -> None:
    assert ask(extracts, "receivables", question).abstained


def ask(stores: Stores, name: str, question: str) -> Answer:
    (record,) = stores.library.resolve([f"{name}.html"])
    return answer_question(Question(question, filing_ids=(record.id,)), stores)
