"""What is asked of several periods, or of several lines: means, totals, differences, signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.wording import (
    is_called_so,
    is_change_of_size,
    is_in_percent,
    operation_of,
)
from service.types import Answer, Question, Verdict

ROWS = (
    ("", "2024 £m", "2023 £m", "2022 £m"),
    ("Ticket revenue", "96.4", "90.0", "84.2"),
    ("Freight revenue", "33.1", "35.9", "31.0"),
    ("Fuel costs", "(21.5)", "(24.1)", "(19.7)"),
    ("Income tax expense (benefit)", "2.2", "(1.1)", "3.4"),
    ("Pilotage charges", "0.4", "(0.3)", "0.8"),
    ("Hedging rate", "4.1%", "4.6%", "5.0%"),
)
BALANCES = (
    ("", "31 December 2024 £m", "31 December 2023 £m"),
    ("Receivables", "12.6", "14.8"),
    ("Receivables, net", "11.9", "14.1"),
    ("Spare parts", "7.0", "6.2"),
)
SHARES = (
    ("", "Number of shares"),
    ("Awards at 1 January 2024", "4,000"),
    ("Forfeited", "(250)"),
    ("Awards at 31 December 2024", "5,000"),
)


LOANS = (
    ("", "31 December 2024 £m"),
    ("Fixed rate loans", "30.0"),
    ("Variable rate loans", "90.0"),
    ("Total", "120.0"),
)
BUYBACKS = (
    (
        "Month of repurchase",
        "Number of shares repurchased",
        "Highest price £",
        "Total consideration £",
    ),
    ("2024", "", "", ""),
    ("March", "1,000", "4.10", "4,000"),
    ("May", "3,000", "4.30", "12,600"),
    ("Total", "4,000", "", "16,600"),
)
PROCEEDS = (
    ("Use of the proceeds of the placing", "Allocated £m", "Unutilised £m"),
    ("New ferry", "20.0", "5.0"),
    ("Quays", "8.0", "2.5"),
    ("Ticket machines", "2.0", "0.5"),
)


def table(rows: tuple[tuple[str, ...], ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


PAGE = f"""<html><body><h1>Slate Ferry plc</h1>
<p>Annual report for the year ended 31 December 2024</p>
<p>Consolidated income statement</p>{table(ROWS)}
<p>Fuel fell because of lower average crossings of 7,100 a year.</p>
<p>Note 9 Working capital</p>{table(BALANCES)}
<p>Note 14 Loans at 31 December 2024</p>{table(LOANS)}
<p>Note 16 Proceeds of the placing at 31 December 2024</p>{table(PROCEEDS)}</body></html>"""


SHARES_PAGE = f"""<html><body><h1>Granite Quay plc</h1>
<p>Annual report for the year ended 31 December 2024</p>
<p>Note 12 Share awards for the year ended 31 December 2024</p>{table(SHARES)}
<p>Note 15 Shares repurchased in the year ended 31 December 2024</p>{table(BUYBACKS)}
</body></html>"""


@pytest.fixture(scope="module")
def quay(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"quay.html": SHARES_PAGE})


@pytest.fixture(scope="module")
def ferry(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"ferry.html": PAGE})


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    flagged = [check.text for check in answer.numbers if check.verdict is not Verdict.SUPPORTED]
    assert flagged == []
    return answer


@pytest.mark.parametrize(
    ("question", "amount", "unit"),
    [
        ("What was the increase / (decrease) in freight revenue from 2023 to 2024?",
         "-2800000.0", "GBP"),
        ("What was the change in freight revenue between 2022 and 2023?", "4900000.0", "GBP"),
        ("By how much did freight revenue decrease from 2023 to 2024?", "2800000.0", "GBP"),
        ("What was the average ticket revenue for 2023 and 2024?", "93200000", "GBP"),
        ("What was the average ticket revenue from 2022 to 2024?", "90200000", "GBP"),
        ("What is the average ticket revenue?", "90200000", "GBP"),
        ("What was the total of ticket revenue in 2023 and 2024?", "186400000", "GBP"),
        ("What was the sum of ticket revenue from 2022 to 2024?", "270600000", "GBP"),
        ("What was the difference in fuel costs between 2023 and 2024?", "2600000.0", "GBP"),
        ("What was the difference between ticket revenue and freight revenue in 2024?",
         "63300000.0", "GBP"),
        ("How much did the hedging rate decrease between 2023 and 2024?",
         "0.005", "percentage_point"),
        ("What was the change in income tax expense between 2022 and 2023?", "-4500000", "GBP"),
        ("What was the total of income tax expense in 2022, 2023 and 2024?", "4500000", "GBP"),
        ("What was the sum of pilotage charges in 2023 and 2024?", "100000", "GBP"),
        ("What was the average of spare parts in 2024?", "6600000", "GBP"),
        ("What were the receivables at 31 December 2024?", "12600000", "GBP"),
        ("What was the change in receivables from 2023 to 2024?", "-2200000", "GBP"),
        ("What share of loans carried a variable rate at 31 December 2024?", "0.75", "percent"),
        ("How much of the placing proceeds was unutilized across all three uses?",
         "8000000", "GBP"),
    ],
)  # fmt: skip
def test_what_is_asked_of_several_figures(
    ferry: Stores, question: str, amount: str, unit: str
) -> None:
    answer = ask(ferry, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == Decimal(amount), answer.text
    assert answer.value.unit == unit


@pytest.mark.parametrize(
    ("question", "amount", "unit"),
    [
        ("What was the average price per share of the buybacks in 2024?", "4.15", "GBP/share"),
        (
            "What percentage of awards at 31 December 2024 were forfeited in 2024?",
            "0.05",
            "percent",
        ),
    ],
)
def test_what_is_asked_of_shares(quay: Stores, question: str, amount: str, unit: str) -> None:
    answer = ask(quay, question)
    assert answer.value is not None, answer.text
    assert (answer.value.amount, answer.value.unit) == (Decimal(amount), unit)


def test_a_computed_amount_is_shown_in_the_digits_of_its_operands(ferry: Stores) -> None:
    change = ask(ferry, "What was the change in ticket revenue between 2023 and 2024?")
    assert change.value is not None
    assert change.value.display == "£6.4 million"
    mean = ask(ferry, "What was the average spare parts for 2023 and 2024?")
    assert mean.value is not None
    assert mean.value.display == "£6.6 million"


def test_several_figures_come_in_the_order_asked(ferry: Stores) -> None:
    answer = ask(ferry, "What was ticket revenue in 2022, 2024 and 2023, respectively?")
    assert answer.value is None
    assert [value.display for value in answer.values] == [
        "£84.2 million", "£96.4 million", "£90.0 million",
    ]  # fmt: skip
    assert len(answer.citations) == 3


def test_what_is_not_there_is_named_beside_what_is(ferry: Stores) -> None:
    answer = ask(ferry, "What was ticket revenue in 2019, 2023 and 2024, respectively?")
    assert [value.display for value in answer.values] == ["£90.0 million", "£96.4 million"]
    assert "Not found: FY2019." in answer.text


def test_balances_of_two_dates_are_not_added_up(ferry: Stores) -> None:
    answer = ask(ferry, "What was the total spare parts in 2023 and 2024?")
    assert answer.value is None
    assert [value.display for value in answer.values] == ["£6.2 million", "£7.0 million"]


def test_a_mean_is_not_taken_from_a_sentence_about_another_mean(ferry: Stores) -> None:
    answer = answer_question(Question("What were the average crew costs in 2024?"), ferry)
    assert answer.value is None


def test_which_year_of_a_line(ferry: Stores) -> None:
    assert ask(ferry, "In which year was freight revenue the largest?").text.startswith("FY2023.")


@pytest.mark.parametrize(
    ("text", "is_size", "in_percent"),
    [
        ("What was the increase / (decrease) in sales?", False, False),
        ("What was the increase or decrease in sales?", False, False),
        ("By how much did sales decline?", True, False),
        ("What was the percentage decrease in sales?", True, True),
        ("How much did the rate of return fall?", True, False),
        ("By what percentage did sales grow?", False, True),
        ("What was the increase in the percentage of sales from ferries?", False, False),
    ],
)
def test_how_a_change_is_asked_for(text: str, is_size: bool, in_percent: bool) -> None:
    assert is_change_of_size(text) is is_size
    assert is_in_percent(text) is in_percent


def test_a_change_may_be_asked_for_without_periods() -> None:
    assert operation_of("What was the change in total emissions?") == "change"
    assert operation_of("What was the effect of changes in prices?") != "change"


@pytest.mark.parametrize(
    ("question", "named", "expected"),
    [
        ("What was the average selling price?", "Average selling price per ticket", True),
        ("What was the average interest expense?", "Interest expense", False),
        ("What were average crew costs?", "lower average crossings", False),
        ("What were the exchange differences?", "Exchange differences on translation", True),
        ("What were the exchange differences?", "Exchange gains", False),
        ("What was revenue?", "Revenue", True),
    ],
)
def test_a_mean_is_called_one(question: str, named: str, expected: bool) -> None:
    assert is_called_so(question, named) is expected


def test_which_year_over_filings_of_several_periods(sample_stores: Stores) -> None:
    answer = ask(sample_stores, "In which year was revenue the highest?")
    assert answer.text.startswith("FY2024.")
