"""A line that is much like the one asked for, and another: no answer, or the right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Answer, Question

RESULTS = """Granite Tern Technology Group Limited
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t90,500\t81,300
Administrative expenses\t(9,900)\t(8,800)
Profit before income tax\t12,000\t10,100
Income tax expense\t(2,400)\t(2,000)
Profit for the period\t9,600\t8,100

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 30 June 2024\tAs at 31 December 2023
\tRMB'000\tRMB'000
Current assets
Contract assets\t15,700\t12,100
Cash and cash equivalents\t41,200\t38,600

CONSOLIDATED STATEMENT OF CASH FLOWS
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Cash flows from operating activities
Income tax paid\t(3,300)\t(1,900)
"""
ESG = """Granite Tem Technology Group Limited
ENVIRONMENTAL, SOCIAL AND GOVERNANCE REPORT 2023

TRAINING
\t2023
Percentage of trained employees, female\t27%
Total GHG emissions (tonnes)\t531

SUPPLIERS
During the Reporting Period, the Company had a total of 1,260 suppliers.
"""
Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(stores_of: Callable[[Mapping[str, str]], Stores]) -> Ask:
    stores = stores_of({"results.txt": RESULTS})
    return lambda text: answer_question(Question(text), stores)


def test_net_current_assets_are_no_contract_assets(ask: Ask) -> None:
    assert ask("What were the net current assets at 30 June 2024?").abstained


def test_income_tax_is_not_what_was_paid_of_it(ask: Ask) -> None:
    answer = ask("What was the income tax in the first half of 2024?")
    assert answer.value is not None
    assert answer.value.amount == Decimal(2_400_000)
    paid = ask("What income tax was paid in the first half of 2024?")
    assert paid.value is not None
    assert paid.value.amount == Decimal(3_300_000)


def test_what_rose_did_not_fall(ask: Ask) -> None:
    text = ask("By how much did administrative expenses fall in the first half of 2024?").text
    assert text.startswith("It did not fall. ")


def test_a_share_of_those_trained_is_no_share_of_all(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    stores = stores_of({"esg.txt": ESG})
    answer = answer_question(Question("What percentage of employees are female?"), stores)
    assert answer.abstained, answer.text
