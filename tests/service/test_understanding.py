"""What a question asks, over records of invented companies."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.stores import FilingRecord, State
from ingest.types import Identity, Period
from service.answering.understanding.following import complete, is_follow_up, on_its_own
from service.answering.understanding.question import is_dated, understand
from service.answering.understanding.wording import (
    Wish,
    is_change_of_size,
    operation_of,
    wants_instant,
    wish_of,
)
from service.api.bodies import MAX_QUESTION
from service.retrieval.wording import asked_part
from service.terms import terms
from service.types import Question, Turn

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY2022 = FY2023.shifted(-1)
H1_2023 = Period(date(2023, 1, 1), date(2023, 6, 30))
END_2023 = Period(None, date(2023, 12, 31))


def record(
    name: str, company: str, *aliases: str, year_end: tuple[int, int] | None = None
) -> FilingRecord:
    identity = Identity(company, aliases, period=FY2023, year_end=year_end)
    return FilingRecord(
        id=f"f_{name}", name=name, collection="default", sha256="0", media_type="text/plain",
        state=State.READY, is_answerable=True, error=None, is_paged=True, pages=1, passages=1,
        embedded=1, tables=1, facts=1, identity=identity, report={},
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


LANTERN = record("lantern", "Harbour Lantern Holdings Limited", "Harbour Lantern", "海燈控股")
KILN = record("kiln", "Copper Kiln Inc.", "Copper Kiln")
JUNE = record("june", "Juniper Mills Limited", "Juniper Mills", year_end=(6, 30))
BOTH = (LANTERN, KILN)


def test_a_plain_question_is_taken_apart() -> None:
    understood = understand(
        Question("What was Harbour Lantern's revenue for the year ended 31 December 2023?"), BOTH
    )
    assert understood.companies == ("Harbour Lantern Holdings Limited",)
    assert understood.filing_ids == ("f_lantern",)
    assert understood.periods == (FY2023,)
    assert understood.period_words == ("FY2023",)
    assert terms(understood.measure) == ("revenu",)
    assert understood.carried == ""
    assert (understood.operation, understood.language) == ("lookup", "en")


def test_no_company_named_leaves_the_whole_scope() -> None:
    understood = understand(Question("What was revenue in 2023?"), BOTH)
    assert understood.companies == ()
    assert understood.filing_ids == ("f_lantern", "f_kiln")


def test_a_company_that_is_not_in_scope_stays_in_the_measure() -> None:
    understood = understand(Question("What was the revenue of Zorblax in 2023?"), BOTH)
    assert understood.companies == ()
    assert "zorblax" in terms(understood.measure)


def test_two_periods_are_kept_in_the_order_asked() -> None:
    understood = understand(Question("How did gross profit change from 2022 to 2023?"), [LANTERN])
    assert understood.periods == (FY2022, FY2023)


def test_a_year_is_the_fiscal_year_of_the_company_that_is_named() -> None:
    asked = Question("What was the revenue of Juniper Mills in FY2023?")
    assert understand(asked, [JUNE, LANTERN]).periods == (
        Period(date(2022, 7, 1), date(2023, 6, 30)),
    )
    other = Question("What was the revenue of Harbour Lantern in FY2023?")
    assert understand(other, [JUNE, LANTERN]).periods == (FY2023,)


def test_a_chinese_question() -> None:
    understood = understand(Question("海燈控股2023年毛利率是多少？"), BOTH)
    assert understood.language == "zh"
    assert understood.filing_ids == ("f_lantern",)
    assert understood.periods == (FY2023,)
    assert {"gross", "margin"} <= set(terms(understood.measure))


def test_no_filings_at_all() -> None:
    understood = understand(Question("What was revenue in 2023?"), [])
    assert understood.filing_ids == ()
    assert understood.periods == (FY2023,)


# ---------------------------------------------------------------------------------------------
# Follow-ups
# ---------------------------------------------------------------------------------------------

FIRST = Turn("What was the gross profit of Harbour Lantern in 2023?", "RMB170,702 thousand [1].")


def test_a_follow_up_with_a_period_keeps_company_and_measure() -> None:
    understood = understand(Question("And in 2022?", history=(FIRST,)), BOTH)
    assert understood.periods == (FY2022,)
    assert understood.filing_ids == ("f_lantern",)
    assert terms(understood.measure) == ("gross", "profit")


def test_a_follow_up_with_a_measure_keeps_company_and_period() -> None:
    understood = understand(Question("What about revenue?", history=(FIRST,)), BOTH)
    assert understood.periods == (FY2023,)
    assert understood.filing_ids == ("f_lantern",)
    assert terms(understood.measure) == ("revenu",)
    assert understood.text == "What was the revenue of Harbour Lantern in 2023?"


def test_a_follow_up_with_a_company_keeps_measure_and_period() -> None:
    understood = understand(Question("And for Copper Kiln?", history=(FIRST,)), BOTH)
    assert understood.filing_ids == ("f_kiln",)
    assert understood.periods == (FY2023,)
    assert {"gross", "profit"} <= set(terms(understood.measure))


def test_a_question_that_stands_alone_takes_nothing_from_before() -> None:
    text = "What were the administrative expenses of Copper Kiln before impairment in 2022?"
    assert complete(Question(text, history=(FIRST,)), BOTH) == text
    understood = understand(Question(text, history=(FIRST,)), BOTH)
    assert understood.filing_ids == ("f_kiln",)
    assert understood.periods == (FY2022,)
    assert understood.carried == ""


def test_only_the_last_turn_is_gone_back_to() -> None:
    older = Turn("What was the revenue of Copper Kiln in 2021?", "-")
    completed = on_its_own(Question("And in 2022?", history=(older, FIRST)), BOTH).text
    assert "Harbour Lantern" in completed
    assert "Copper Kiln" not in completed
    assert "2023" not in completed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And in 2022?", True),
        ("What about gross profit?", True),
        ("How did it change in 2023 against the year before, by segment and region?", True),
        ("那2022年呢？", True),
        ("What were the trade receivables and contract assets of Copper Kiln?", False),
    ],
)
def test_what_cannot_be_understood_alone_is_a_follow_up(text: str, expected: bool) -> None:
    assert is_follow_up(text) is expected


# ---------------------------------------------------------------------------------------------
# The way an answer is found
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("What was revenue in 2023?", "lookup"),
        ("How much were trade payables at 31 December 2023?", "lookup"),
        ("How many employees were there at the end of 2023?", "lookup"),
        ("2023年收入是多少？", "lookup"),
        ("By what percentage did revenue grow from 2022 to 2023?", "change"),
        ("By how many percentage points did the gross margin rise in 2023?", "change"),
        ("How much did inventories increase between 2022 and 2023?", "change"),
        ("2023年收入同比增长多少？", "change"),
        ("What was the gross margin in 2023?", "computed"),
        ("What was the current ratio at the end of 2023?", "computed"),
        ("Did the company pay a dividend?", "yesno"),
        ("Is the chairman also the chief executive?", "yesno"),
        ("公司是否派发股息？", "yesno"),
        ("Name the four products that were released.", "list"),
        ("List the members of the audit committee.", "list"),
        ("公司有哪些附属公司？", "list"),
        ("Who is the auditor?", "text"),
        ("Why did revenue fall?", "text"),
        ("Describe the dividend policy.", "text"),
        ("When was the company incorporated?", "text"),
    ],
)
def test_the_way_an_answer_is_found(text: str, operation: str) -> None:
    assert operation_of(text) == operation


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("What was the gross margin?", Wish(percent=True)),
        ("What percentage of revenue was it?", Wish(percent=True)),
        ("By how many percentage points did the margin rise?", Wish(points=True)),
        ("How many employees were there?", Wish(count=True)),
        ("有多少名员工？", Wish(count=True)),
        ("What was the revenue?", Wish()),
    ],
)
def test_the_kind_of_number_that_is_asked_for(text: str, wish: Wish) -> None:
    found = wish_of(text)
    assert (found.percent, found.points) == (wish.percent, wish.points)
    assert found.count or not wish.count


def test_a_balance_is_told_from_a_flow() -> None:
    assert wants_instant("What were borrowings as at 31 December 2023?")
    assert wants_instant("What was cash at the end of 2023?")
    assert not wants_instant("What was the revenue for 2023?")


def test_a_fall_asked_for_by_that_word() -> None:
    assert is_change_of_size("By how much did costs fall?")
    assert is_change_of_size("How much lower was profit?")
    assert not is_change_of_size("By how much did costs change?")
    assert not is_change_of_size("By how much did costs rise?")


@pytest.mark.parametrize(
    ("period", "wanted", "instant", "expected"),
    [
        (FY2023, FY2023, False, True),
        (FY2022, FY2023, False, False),
        (H1_2023, FY2023, False, False),
        (END_2023, FY2023, True, True),
        (END_2023, END_2023, False, True),
        (FY2023, END_2023, False, True),
        (Period(date(2023, 7, 1), date(2023, 12, 31)), FY2023, False, False),  # a half is no year
        (Period(date(2023, 1, 2), date(2023, 12, 30)), FY2023, False, True),  # 52 weeks
    ],
)
def test_whether_a_fact_is_of_the_period_asked_for(
    period: Period, wanted: Period, instant: bool, expected: bool
) -> None:
    assert is_dated(period, [wanted], instant=instant) is expected


def test_instructions_are_not_what_is_asked() -> None:
    text = "Assume you are an analyst. What was the net PP&E? Answer in USD billions."
    assert asked_part(text) == "What was the net PP&E?"
    assert asked_part("Give the revenue.") == "Give the revenue."


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=200),
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=2),
)
def test_any_text_can_be_asked(text: str, history: list[tuple[str, str]]) -> None:
    turns = tuple(Turn(question, answer) for question, answer in history)
    understood = understand(Question(text, history=turns), BOTH)
    assert set(understood.filing_ids) <= {"f_lantern", "f_kiln"}
    assert understood.filing_ids
    assert len(understood.period_words) == len(understood.periods)


@pytest.mark.parametrize(
    "words", ["which ", "what is the ", "how ", "a: ", "average ", "? ", "the year ended ", "2023 "]
)
def test_the_longest_question_is_understood_in_no_time(words: str) -> None:
    text = (words * MAX_QUESTION)[:MAX_QUESTION]
    start = time.process_time()
    understand(Question(text), BOTH)
    assert time.process_time() - start < 1.5
