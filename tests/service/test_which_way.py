"""Which way something went, and what analysts write short: read, and answered with both figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from ingest.facts import parse_periods
from ingest.stores import Stores
from ingest.types import Period
from service.answering.pipeline import answer_question
from service.answering.prose.enumerating import lists_places
from service.answering.understanding.directions import (
    asks_which_way,
    is_base,
    later_of,
    without_direction,
    word_for,
)
from service.answering.understanding.shorthand import spelled_out, without_asking
from service.intervals import read_intervals
from service.retrieval.brands import brand_of, called_zh
from service.terms import content_words, terms
from service.types import Answer, Question, Verdict

REPORT = """Larkfield Inns and Land Holdings Limited
(Incorporated in the Cayman Islands with limited liability)
(Stock Code: 39244)
ANNUAL RESULTS ANNOUNCEMENT
FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t420,000\t380,500
Cost of sales\t(260,100)\t(240,900)
Gross profit\t159,900\t139,600
Administrative expenses\t(30,200)\t(33,400)
Finance costs\t(9,100)\t(8,700)

3. OTHER INCOME
\t2024\t2023
\tRMB'000\tRMB'000
Government grants related to income\t1,500\t1,400
Government grants related to assets\t400\t300

4. SEGMENT INFORMATION
Year ended 31 December 2024
\tProperty management\tHotel operations\tTotal
\tRMB'000\tRMB'000\tRMB'000
Revenue from external customers\t300,000\t120,000\t420,000
Inter-segment revenue\t12,400\t-\t12,400
Segment results\t41,000\t(2,600)\t38,400

5. Revenue by region
\t2024\t2023
\tRMB'000\tRMB'000
Europe\t60,000\t48,000
Latin America\t21,000\t30,000
Mainland China\t339,000\t302,500

9. TRADE RECEIVABLES
An ageing analysis of the trade receivables, based on the invoice date, is as follows:
\t2024\t2023
\tRMB'000\tRMB'000
Within 1 year\t40,000\t38,000
1 to 2 years\t9,300\t8,100
Over 2 years\t6,200\t7,900

MANAGEMENT DISCUSSION AND ANALYSIS

Hotel operations

The average occupancy rate of the hotels for the year was 58.2% (2023: 61.9%).

GEARING

The net gearing ratio was 44.1% as at 31 December 2024 (31 December 2023: 39.5%).
The weighted average borrowing cost was 4.10% for the year (2023: 4.65%).
"""


@pytest.fixture(scope="module")
def inns(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"inns.txt": REPORT})


def ask(stores: Stores, text: str) -> Answer:
    answer = answer_question(Question(text), stores)
    assert [c.text for c in answer.numbers if c.verdict is not Verdict.SUPPORTED] == []
    return answer


@pytest.mark.parametrize(
    ("question", "moved"),
    [
        ("Did net debt go up or down in 2024?", "net debt"),
        ("Have receivables grown or shrunk since the end of 2023?", "receivables"),
        ("payables days - longer or shorter than in 2023?", "payables days"),
        ("Did the margin improve or get worse?", "margin"),
        ("Has headcount risen, or has it fallen?", "Has headcount risen, or has it fallen?"),
        ("入住率较2023年上升还是下降？", "入住率较2023年"),
        ("What was the largest, and has it grown or shrunk?",) * 2,
        ("Was the margin higher or lower than that of Europe?",) * 2,
    ],
)
def test_what_moved_is_named_without_the_words_that_ask_which_way(
    question: str, moved: str
) -> None:
    assert without_direction(question) == moved


def test_a_comparison_with_another_thing_asks_no_direction() -> None:
    assert asks_which_way("Was revenue higher or lower in 2024 than in 2023?")
    assert asks_which_way("Did costs rise or did they fall?")
    assert not asks_which_way("Was revenue higher or lower than that of the other segment?")
    assert not asks_which_way("Which of the two was higher or lower?")
    assert not asks_which_way("Was revenue higher in 2024 or 2023?")
    assert word_for("stock days: shorter or longer than in 2023?", is_more=True) == "longer"
    assert word_for("Did it go up or down?", is_more=True) == ""


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("lower than in 2023", True),
        ("up or down against 2023", True),
        ("grown since the end of 2023", True),
        ("较2023年上升还是下降", True),
        ("revenue from 2023 to now", False),
        ("revenue in 2023", False),
    ],
)
def test_a_time_that_another_is_set_against(text: str, *, is_so: bool) -> None:
    ((span, _),) = parse_periods(text)
    assert is_base(text, span) == is_so


def test_what_is_set_against_a_time_is_the_filings_own() -> None:
    half = Period(date(2025, 1, 1), date(2025, 6, 30))
    assert later_of(half.shifted(-1), [half]) == half
    assert later_of(Period(None, date(2024, 12, 31)), [half]) == Period(None, half.end)
    assert later_of(Period(date(2024, 1, 1), date(2024, 12, 31)), [half]) is None
    assert later_of(half, [half]) is None


@pytest.mark.parametrize(
    ("question", "opening", "value"),
    [
        ("Did administrative expenses go up or down against 2023?", "It went down", "-3200000"),
        ("Did net gearing go up or down during 2024?", "It went up", "0.046"),
        ("Was the average occupancy rate of the hotels higher or lower than in 2023?", "Lower.",
         "-0.037"),
        ("Has the weighted average borrowing cost risen or fallen since 2023?", "It went down",
         "-0.0055"),
        ("Trade receivables outstanding for more than two years - have they grown or shrunk since"
         " the end of 2023?", "It went down", "-1700000"),
        ("酒店的平均入住率较2023年上升还是下降？", "减少", "-0.037"),
        ("財務成本較2023年上升還是下降？", "增加", "400000"),
        ("European turnover growth yoy, FY24", "Growth of", "0.25"),
    ],
)  # fmt: skip
def test_which_way_is_answered_with_both_figures(
    inns: Stores, question: str, opening: str, value: str
) -> None:
    answer = ask(inns, question)
    assert answer.text.startswith(opening)
    assert answer.value is not None
    assert answer.value.amount == Decimal(value)
    assert len(answer.citations) == 2


def test_lower_than_in_a_year_before_is_asked_of_the_filings_own_year(inns: Stores) -> None:
    assert ask(inns, "Were administrative expenses lower than in 2023?").text.startswith("Yes.")
    assert ask(inns, "Was revenue lower than in 2023?").text.startswith("No.")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("segment result hotel ops FY24", "-2600000"),
        ("Sales by the property management segment to other segments of the group in 2024, please.",
         "12400000"),
        ("How much did the group sell into Latin America in 2024?", "21000000"),
        ("GP margin, 2024?", "0.3807142857142857142857142857"),
        ("2024年的政府补助（与收益相关及与资产相关）合计多少？", "1900000"),
        ("酒店分部2024年的分部业绩是多少？", "-2600000"),
        ("Administrative expenses 2024, in RMB million to one decimal", "30200000"),
    ],
)  # fmt: skip
def test_what_analysts_write_short_is_read_in_full(inns: Stores, question: str, value: str) -> None:
    answer = ask(inns, question)
    assert answer.value is not None
    assert answer.value.amount == Decimal(value)


def test_short_forms_are_read_only_where_they_can_be_nothing_else() -> None:
    assert spelled_out("avg no. of shares") == "average number of shares"
    assert spelled_out("GP margin YE24") == "gross profit margin year-end 2024"
    assert spelled_out("the GP practice") == "the GP practice"
    assert spelled_out("buildings put up as security") == "buildings pledged"
    assert spelled_out("borrowings (bonds left out)") == "borrowings (excluding bonds)"
    assert spelled_out("stock days") == "inventory turnover days"
    assert without_asking("Work out revenue, please.") == " revenue ."
    assert without_asking("please") == "please"


def test_a_stretch_of_age_is_one_word_of_a_line() -> None:
    assert read_intervals("outstanding for more than two years")[1] == {"24-"}
    assert content_words("the loans older than two years of it") == "loans older than two years"
    assert terms("European sales")[0] == terms("Europe")[0]


def test_places_that_are_asked_for_are_listed_by_name() -> None:
    asked = "In which European countries were inns opened?"
    assert lists_places(asked, "In Europe, inns were opened in Norway, Malta and Latvia.")
    assert not lists_places(asked, "Inns in Europe and Latin America were full.")
    assert lists_places("Which inns were opened?", "The inn at Elbow Bay was opened.")


def test_a_company_goes_by_what_follows_the_place_in_its_name() -> None:
    assert brand_of("ZHEJIANG LARKFIELD NEW ENERGY CO., LTD.") == "Larkfield"
    assert brand_of("Shanghai Electric Group") == ""
    assert brand_of("Larkfield Shanghai Limited") == ""
    short = called_zh("浙江雲雀新能源客車股份有限公司")
    assert short is not None
    assert short.search("云雀客车的收入") is not None
    assert short.search("云雀的收入") is None
    assert called_zh("雲雀客車") is None


BUSES = """Zhejiang Brambling New Energy Bus Co., Ltd.
浙江雲雀新能源客車股份有限公司
(Stock Code: 39245)
ANNUAL RESULTS ANNOUNCEMENT
FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t520,000\t480,500
Cost of sales\t(360,100)\t(340,900)
Finance costs\t(7,300)\t(8,100)
"""


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What were Brambling's finance costs in 2024?", "7300"),
        ("雲雀客車2024年的財務成本是多少？", "7300"),
        ("What did the owner of Congee Lane spend on finance costs in 2024?", None),
    ],
)
def test_a_brand_is_no_word_of_a_line(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, value: str | None
) -> None:
    stores = stores_of({"buses.txt": BUSES, "inns.txt": REPORT})
    answer = ask(stores, question)
    assert (answer.value is None) == (value is None)
    if answer.value is not None and value is not None:
        assert answer.value.amount == Decimal(value) * 1000
        assert answer.understood is not None
        assert answer.understood.companies == ("Zhejiang Brambling New Energy Bus Co., Ltd.",)
