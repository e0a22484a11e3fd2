"""One thing asked in many ways: of the samples, so that each answer follows from their figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.types import Answer, Question, Verdict

REVENUE = {2023: Decimal(1_234_518_000), 2024: Decimal(1_387_295_000)}
CHANGE = REVENUE[2024] - REVENUE[2023]
GROWTH = CHANGE / REVENUE[2023]
PUMP = """Tidal Pump Holdings Limited
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2023

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2023\t2022
\tRMB'000\tRMB'000
Revenue\t400,000\t300,000
Cost of sales\t(300,000)\t(240,000)
Gross profit\t100,000\t60,000
"""
RESEARCH, ADMINISTRATIVE = Decimal(188_537_000), Decimal(112_364_000)


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    assert not answer.abstained, answer.text
    assert [check.verdict for check in answer.numbers if check.verdict != Verdict.SUPPORTED] == []
    return answer


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("Compare revenue of 2023 and 2024", CHANGE),
        ("Compare revenue in 2023 with revenue in 2024.", CHANGE),
        ("How did revenue in 2024 compare with 2023?", CHANGE),
        ("How much higher was revenue in 2024 than in 2023?", CHANGE),
        ("How much more was revenue in 2024 than a year earlier?", CHANGE),
        ("How did revenue develop from 2023 to 2024?", CHANGE),
        ("How did revenue change in 2024?", CHANGE),
        ("2024年收入有何变化？", CHANGE),
        ("How fast did revenue grow in 2024?", GROWTH),
        ("Give me the revenue growth rate for 2024.", GROWTH),
        ("How much lower were inventories at the end of 2024 than a year earlier?",
         Decimal(268_153_000 - 254_917_000)),
        ("By how much did revenue exceed cost of sales in 2024?", Decimal(550_879_000)),
        ("How much higher were R&D expenses than administrative expenses in 2024?",
         RESEARCH - ADMINISTRATIVE),
        ("What percentage of revenue was spent on R&D in 2024?", RESEARCH / REVENUE[2024]),
        ("What was R&D as a % of sales in 2024?", RESEARCH / REVENUE[2024]),
        ("What was the ratio of R&D to administrative expenses in 2024?",
         RESEARCH / ADMINISTRATIVE),
        ("公司2024年研发费用占收入的比例是多少？", RESEARCH / REVENUE[2024]),
        ("Cash and cash equivalents less total borrowings at 31 December 2023?",
         Decimal(385_037_000 - 246_240_000)),
        ("How many more hours of training were given in 2024 than in 2023?",
         Decimal(41_268 - 35_812)),
        ("What was revenue in the second half of 2024?", REVENUE[2024] - 623_846_000),
        ("How much electricity was consumed in 2024?", Decimal("17136.42")),
        ("What did the company pay in income tax in 2024?", Decimal(14_728_000)),
        ("What was the tax rate in 2024?", Decimal(14_707) / Decimal(95_032)),
    ],
)  # fmt: skip
def test_a_number_is_given_however_it_is_asked_for(
    sample_stores: Stores, question: str, amount: Decimal
) -> None:
    answer = ask(sample_stores, question)
    assert answer.value is not None
    assert answer.value.amount == pytest.approx(amount, rel=Decimal("0.000001"))


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Did revenue rise in 2024?", "Yes. "),
        ("Did revenue fall from 2023 to 2024?", "No. "),
        ("Was revenue higher in 2024 than in 2023?", "Yes. "),
        ("Did inventories fall in 2024?", "Yes. "),
        ("Did scope 2 emissions fall in 2024?", "No. "),
        ("Were R&D expenses larger than administrative expenses in 2024?", "Yes. "),
        ("Did cost of sales exceed revenue in 2024?", "No. "),
        ("Was the gross margin above 35% in 2024?", "Yes. "),
        ("Was revenue below RMB1 billion in 2023?", "No. "),
        ("Was the company profitable in H1 2025?", "No. "),
        ("Was the company profitable in 2024?", "Yes. "),
        ("Did the group make a loss in the first half of 2025?", "Yes. "),
        ("Was revenue higher in 2024 or 2023?", "FY2024. "),
        ("Was the gross margin lower in 2023 or in 2024?", "FY2023. "),
        ("Which was larger in 2024, selling expenses or administrative expenses?",
         "Selling expenses. "),
        ("In 2024, which was larger: selling expenses or R&D expenses?", "R&D expenses. "),
        ("Which were higher in 2023, selling and distribution expenses or administrative expenses?",
         "Selling and distribution expenses. "),
        ("Which segment had the second highest revenue in 2024?", "Process instruments. "),
        ("Which year had the highest revenue between 2020 and 2024?", "FY2024. "),
        ("Which year had the lowest profit for the year, 2020 to 2024?", "FY2020. "),
        ("Which region had the highest revenue in 2023?", "Mainland China. "),
        ("2024年哪个分部收入最高？", "Industrial sensors. "),
    ],
)  # fmt: skip
def test_figures_decide_which_and_whether(
    sample_stores: Stores, question: str, opening: str
) -> None:
    assert ask(sample_stores, question).text.startswith(opening)


def test_what_each_company_defines_in_its_own_way_is_what_the_filing_says(
    sample_stores: Stores,
) -> None:
    answer = ask(sample_stores, "What was the gearing ratio at 31 December 2023?")
    assert answer.text.startswith("The gearing ratio, calculated as bank borrowings divided by")
    assert answer.value is not None
    assert answer.value.amount == Decimal("0.223")


def test_how_a_line_developed_is_told_by_its_share_too(sample_stores: Stores) -> None:
    answer = ask(sample_stores, "How did R&D expenses develop from 2022 to 2024?")
    assert answer.text.startswith(
        "Research and development expenses went up by 33.2% from FY2022 to FY2024."
    )
    shown = next(check for check in answer.numbers if check.text == "33.2%")
    assert (shown.how, "RMB141,593 thousand = 33.2%" in (shown.formula or "")) == ("derived", True)
    rate = ask(sample_stores, "How did the effective tax rate change in 2024?")
    assert rate.text.startswith("It went up (increased). Change in effective tax rate: 3.9 per")


@pytest.mark.parametrize(
    "question",
    [
        "What was the current ratio at the end of 2024?",
        "What was the return on equity in 2024?",
        "By how much did revenue grow in 2024?",
    ],
)
def test_what_a_computed_answer_proposes_is_answered(sample_stores: Stores, question: str) -> None:
    proposed = ask(sample_stores, question).follow_ups
    assert 1 <= len(proposed) <= 3
    for follow_up in proposed:
        assert ask(sample_stores, follow_up).value is not None, follow_up


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the stock code?", "39871"),
        ("What accounting standards are the statements prepared under?", "IFRS Accounting"),
        ("Why did revenue increase in 2023?", "higher shipments of pressure and flow transmitters"),
        ("Why did revenue grow in 2023?", "higher shipments of pressure and flow transmitters"),
        ("What was behind the rise in revenue in 2024?", "the growth of our monitoring software"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_quoted(sample_stores: Stores, question: str, words: str) -> None:
    assert words in ask(sample_stores, question).text


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (
            "What was revenue in 2031?",
            "Their tables hold no figures for FY2031: they report on H1 2025",
        ),
        ("If revenue had grown by 10% in 2024, what was it?", "supposes what did not happen"),
        ("What proportion of borrowings is non-current at the end of 2023?", ""),
        ("What was the revenue from cryptocurrency mining in 2024?", ""),
        ("2024年存货增加的原因是什么？", ""),
        ("Did gross margin of the medical devices segment rise in 2024?", ""),
    ],
)
def test_what_cannot_be_told_is_said_so(sample_stores: Stores, question: str, note: str) -> None:
    answer = answer_question(Question(question), sample_stores)
    assert answer.abstained, answer.text
    assert "The filings do not say." in answer.text
    assert note in answer.text


def test_a_file_that_names_no_company_is_no_second_company(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    stores = stores_of({"pump.txt": PUMP, "note.txt": "Call the printers on Monday.\n"})
    answer = ask(stores, "How did the gross margin change from 2022 to 2023?")
    assert answer.value is not None
    assert answer.value.unit == "percentage_point"
