"""Which cell answers: ranking of made-up facts, and the same over real small stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ingest.stores import FilingRecord, State, Stores
from ingest.types import Column, Fact, Grid, Identity, Period, Span, Statement, Table
from service.answering.figures.labels import Labels, lines_of
from service.answering.figures.lookup import Found, agree, find_facts, rank_facts
from service.answering.understanding.question import understand
from service.answering.understanding.wanted import read_wanted, words_of
from service.measures.signs import signed
from service.terms import terms
from service.types import Question, Turn, Understanding

FY2023 = Period(date(2023, 1, 1), date(2023, 12, 31))
FY2022 = FY2023.shifted(-1)
END_2023 = Period(None, date(2023, 12, 31))
RECORD = FilingRecord(
    id="f_x", name="x.txt", collection="default", sha256="0", media_type="text/plain",
    state=State.READY, is_answerable=True, error=None, is_paged=True, pages=1, passages=1,
    embedded=1, tables=1, facts=1, identity=Identity("Harbour Lantern", period=FY2023), report={},
    created_at=datetime(2025, 1, 1, tzinfo=UTC),
)  # fmt: skip


def make_table(name: str, caption: str, statement: Statement = Statement.OTHER) -> Table:
    return Table(
        table_id=name, filing_id="f_x", page=1, span=Span(0, 1), caption=caption, headings=(),
        unit_note="", statement=statement, grid=Grid(1, Span(0, 1), 1, 2, ()), header_rows=1,
        columns=(Column(0, ""),),
    )  # fmt: skip


INCOME = make_table("income", "Consolidated statement of profit or loss", Statement.INCOME)
BALANCE = make_table("balance", "Consolidated statement of financial position",
                     Statement.BALANCE_SHEET)  # fmt: skip
SEGMENTS = make_table("segments", "Segment information")
NOTE = make_table("note", "Other information")
TABLES = {table.table_id: table for table in (INCOME, BALANCE, SEGMENTS, NOTE)}


def make(
    table: Table, row: int, label: str, value: str | int, period: Period | None = FY2023,
    *, section: str = "", column: str = "", unit: str | None = "CNY", confidence: float = 1.0,
    quantum: str = "1000",
) -> Fact:  # fmt: skip
    return Fact(
        fact_id=f"{table.table_id}-{row}-{column}-{period}", filing_id="f_x",
        table_id=table.table_id, row=row, column=1, page=1,
        labels=(section, label) if section else (label,),
        column_labels=(column,) if column else (), text=str(value), value=Decimal(value),
        quantum=Decimal(quantum), unit=unit, scale=Decimal(1), period=period, entity=None,
        confidence=confidence,
    )  # fmt: skip


def rank(question: str, *facts: Fact, history: tuple[Turn, ...] = ()) -> Found:
    understood = understand(Question(question, history=history), [RECORD])
    labels = {"f_x": Labels(tuple(lines_of(facts, TABLES)))}
    return rank_facts(read_wanted(understood), understood.periods, labels, {"f_x": RECORD})


def best(found: Found) -> Fact:
    assert found.best is not None
    return found.best.fact


REVENUE = make(INCOME, 1, "Revenue", 571704000)
REVENUE_2022 = make(INCOME, 1, "Revenue", 498210000, FY2022)
COST = make(INCOME, 2, "Cost of sales", -401002000)
PROFIT = make(INCOME, 3, "Gross profit", 170702000)
ADMIN = make(INCOME, 4, "Administrative expenses", -61300000)
STATEMENT = (REVENUE, REVENUE_2022, COST, PROFIT, ADMIN)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was revenue in 2023?", REVENUE),
        ("What was the turnover in 2022?", REVENUE_2022),
        ("How much was the cost of goods sold in 2023?", COST),
        ("What was the gross profit for the year ended 31 December 2023?", PROFIT),
        ("2023年毛利是多少？", PROFIT),
        ("What were the administrative expenses?", ADMIN),  # no period: the filing's own
    ],
)
def test_the_line_item_and_the_period_asked_for(question: str, expected: Fact) -> None:
    found = rank(question, *STATEMENT)
    assert best(found) is expected
    assert found.is_clear


def test_another_period_is_no_candidate_at_all() -> None:
    found = rank("What was revenue in 2019?", *STATEMENT)
    assert found == Found((), False)


def test_a_fact_without_a_period_does_not_answer_for_one() -> None:
    undated = replace(REVENUE, period=None)
    assert rank("What was revenue in 2023?", undated) == Found((), False)
    assert best(rank("What was revenue?", undated)) is undated


def test_a_line_that_is_not_there_is_not_replaced_by_its_neighbour() -> None:
    assert not rank("What was the goodwill in 2023?", *STATEMENT).is_clear
    assert not rank("What was the profit on disposal of goodwill in 2023?", *STATEMENT).is_clear


def test_two_values_as_good_are_not_chosen_between() -> None:
    other = make(NOTE, 1, "Revenue", 99000000)
    found = rank("What was revenue in 2023?", replace(REVENUE, table_id="note", row=7), other)
    assert not found.is_clear


def test_the_same_value_in_two_tables_is_one_answer() -> None:
    shorter = make(NOTE, 1, "Revenue", 571700000, quantum="100000")
    found = rank("What was revenue in 2023?", REVENUE, shorter)
    assert found.is_clear
    assert best(found).value == 571704000  # the statement's, not the note's


def test_a_doubtful_fact_supports_nothing_on_its_own() -> None:
    found = rank("What was revenue in 2023?", replace(REVENUE, confidence=0.4))
    assert best(found).value == REVENUE.value
    assert not found.is_clear


def test_a_segment_is_told_from_the_whole() -> None:
    lamps = make(SEGMENTS, 1, "Segment revenue", 300000000, column="Lamps")
    buoys = make(SEGMENTS, 1, "Segment revenue", 271704000, column="Buoys")
    candidates = (*STATEMENT, lamps, buoys)
    assert best(rank("What was the revenue of lamps in 2023?", *candidates)) is lamps
    assert best(rank("What was the segment revenue of buoys in 2023?", *candidates)) is buoys
    assert best(rank("What was revenue in 2023?", *candidates)) is REVENUE


def test_the_section_tells_two_rows_of_one_name_apart() -> None:
    current = make(BALANCE, 1, "Borrowings", 141870000, END_2023, section="Current liabilities")
    later = make(BALANCE, 9, "Borrowings", 104370000, END_2023, section="Non-current liabilities")
    asked = "What were the non-current borrowings at 31 December 2023?"
    assert best(rank(asked, current, later)) is later
    unsaid = rank("What were borrowings at 31 December 2023?", current, later)
    assert not unsaid.is_clear


@pytest.mark.parametrize(
    ("asked", "expected"), [("male", "Male"), ("female", "Female"), ("women", "Female")]
)
def test_one_side_of_a_pair_does_not_answer_for_the_other(asked: str, expected: str) -> None:
    male = make(NOTE, 1, "Male", 1084, unit="persons", quantum="1")
    female = make(NOTE, 2, "Female", 528, unit="persons", quantum="1")
    assert best(rank(f"How many {asked} employees were there in 2023?", male, female)).label == (
        expected
    )


def test_a_rate_asked_for_is_a_rate() -> None:
    rate = make(NOTE, 1, "Gross profit margin", "0.299", unit="percent", quantum="0.001")
    candidates = (PROFIT, rate)
    assert best(rank("What was the gross profit margin in 2023?", *candidates)) is rate
    assert best(rank("What was the gross profit in 2023?", *candidates)) is PROFIT


def test_a_count_asked_for_is_no_money() -> None:
    cost = make(NOTE, 1, "Employees", 307952000)
    count = make(NOTE, 2, "Employees", 1486, unit="persons", quantum="1")
    assert best(rank("How many employees were there in 2023?", cost, count)) is count


def test_the_turn_before_decides_between_two_that_fit_alike() -> None:
    lamps = make(SEGMENTS, 1, "Segment cost", 5000000, column="Lamps")
    buoys = make(SEGMENTS, 1, "Segment cost", 7000000, column="Buoys")
    before = Turn("What was the segment revenue of buoys in 2023?", "-")
    assert best(rank("And its cost?", lamps, buoys, history=(before,))) is buoys


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (REVENUE, replace(REVENUE, value=Decimal(571704400), quantum=Decimal(1)), True),
        (REVENUE, replace(REVENUE, value=Decimal(571705500), quantum=Decimal(1000)), False),
        (REVENUE, replace(REVENUE, value=Decimal(571700000), quantum=Decimal(100000)), True),
        (COST, replace(COST, value=-COST.value), True),  # the same size, printed otherwise
        (REVENUE, replace(REVENUE, unit="percent"), False),
        (REVENUE, REVENUE_2022, False),
    ],
)
def test_agreement_is_within_what_both_show(one: Fact, other: Fact, expected: bool) -> None:
    assert agree(one, other) is expected
    assert agree(other, one) is expected


@pytest.mark.parametrize(
    ("label", "value", "question", "expected"),
    [
        ("Income tax expense", -9120, "What was the income tax expense?", 9120),
        ("Cost of sales", -401002, "How much was the cost of sales?", 401002),
        ("Operating (loss)/profit", -3804, "What was the operating loss?", 3804),
        ("Operating (loss)/profit", -3804, "What was the operating profit?", -3804),
        ("(Loss)/profit for the period", 20465, "What was the profit for the period?", 20465),
        ("Net cash flow", -12966, "What was the net cash flow?", -12966),
        ("Net cash used in investing activities", -125, "Net cash used in investing?", 125),
        ("Repayment of borrowings", -154130, "How much was the repayment of borrowings?", 154130),
        ("Revenue", 571704, "What was revenue?", 571704),
    ],
)
def test_the_sign_is_that_of_what_is_named(
    label: str, value: int, question: str, expected: int
) -> None:
    assert signed(make(INCOME, 1, label, value), question) == expected


@pytest.mark.parametrize(
    ("label", "value", "question", "expected"),
    [
        ("Income tax expense (benefit)", -7125, "income tax expense", -7125),
        ("Income tax expense (benefit)", 5534, "income tax expense", 5534),
        ("(Provision) benefit for income taxes", -900, "provision for income taxes", 900),
        ("(Provision) benefit for income taxes", 300, "provision for income taxes", -300),
        ("Other income (expense), net", -2935, "other income (expense)", -2935),
    ],
)
def test_a_caption_of_both_sides_keeps_the_sign(
    label: str, value: int, question: str, expected: int
) -> None:
    assert signed(make(INCOME, 1, label, value), question) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [((26, -13, 3), (26, -13, 3)), ((-26, 13, -3), (26, -13, 3)), ((-26, -13, -3), (26, 13, 3))],
)
def test_a_cost_that_is_a_gain_in_one_year_keeps_its_side(
    printed: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    row = [
        replace(make(INCOME, 1, "Federal tax", value), period=FY2023.shifted(-back))
        for back, value in enumerate(printed)
    ]
    assert tuple(signed(cell, "federal tax expense", row) for cell in row) == expected


def test_nothing_asked_finds_nothing(small_stores: Stores, small_ids: dict[str, str]) -> None:
    record = small_stores.library.filing(small_ids["lantern"])
    assert find_facts(understand(Question("What was it in 2023?"), [record]), small_stores) == (
        Found((), False)
    )
    nowhere = Understanding("revenue", "en", measure="revenue")
    assert find_facts(nowhere, small_stores) == Found((), False)


def test_facts_are_found_in_the_filings_in_scope_alone(
    small_stores: Stores, small_ids: dict[str, str]
) -> None:
    record = small_stores.library.filing(small_ids["kiln"])
    found = find_facts(understand(Question("What was revenue in 2023?"), [record]), small_stores)
    assert best(found).value == Decimal(88120000)
    assert {match.fact.filing_id for match in found.matches} == {small_ids["kiln"]}
    assert found.is_clear


def test_a_line_item_of_a_formula_is_looked_up_instead_of_the_measure(
    small_stores: Stores, small_ids: dict[str, str]
) -> None:
    record = small_stores.library.filing(small_ids["lantern"])
    understood = understand(Question("What was the gross margin in 2022?"), [record])
    found = find_facts(understood, small_stores, measure="gross profit", limit=1)
    assert best(found).text == "148,092"
    assert len(found.matches) == 1


def test_chinese_words_without_a_synonym_do_not_outweigh_the_others() -> None:
    assert words_of("毛利率增速") == terms("gross margin")
    assert words_of("增速") == ("增", "速")


# ---------------------------------------------------------------------------------------------
# Slices, what is left out, months, earlier answers
# ---------------------------------------------------------------------------------------------

AGED = make_table("aged", "The aging analysis of trade receivables is as follows")
REPURCHASES = make_table("repurchases", "Shares repurchased by month")
TABLES |= {table.table_id: table for table in (AGED, REPURCHASES)}
TRADE = make(NOTE, 1, "Trade receivables", 900000, END_2023)
YOUNG = make(AGED, 1, "Within 1 year", 500000, END_2023)
OLDER = make(AGED, 2, "1 to 2 years", 300000, END_2023)
OLDEST = make(AGED, 3, "Over 2 years", 100000, END_2023)
AGING = (TRADE, YOUNG, OLDER, OLDEST)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much of trade debtors was between one and two years old at 31 December 2023?", OLDER),
        ("Trade receivables more than two years old at the 2023 year-end", OLDEST),
        ("Trade receivables at 31 December 2023?", TRADE),
    ],
)
def test_a_stretch_is_asked_for_by_its_ends(question: str, expected: Fact) -> None:
    found = rank(question, *AGING)
    assert best(found) is expected
    assert found.is_clear


def test_a_stretch_that_is_not_there_is_not_replaced_by_the_whole() -> None:
    found = rank("Trade receivables three to four years old at 31 December 2023?", *AGING)
    assert not found.is_clear


def test_what_is_left_out_does_not_answer() -> None:
    tax = make(INCOME, 5, "Current tax", 321000)
    deferred = make(INCOME, 6, "Deferred tax", -2637000)
    asked = "Leaving deferred tax aside, what was the current tax charge for 2023?"
    assert best(rank(asked, tax, deferred)) is tax


def test_a_line_with_what_is_left_out_beside_one_without_it() -> None:
    both = make(BALANCE, 3, "Trade and notes receivables", 950000, END_2023)
    asked = "What were trade receivables excluding notes at 31 December 2023?"
    assert rank(asked, TRADE, both).is_apart
    assert not rank(asked, TRADE).is_apart


def test_a_month_is_a_row_where_rows_are_called_by_months() -> None:
    april = make(REPURCHASES, 1, "April", "22.75", column="Highest price", unit="HKD/share")
    may = make(REPURCHASES, 2, "June", "17.80", column="Highest price", unit="HKD/share")
    asked = "What was the top price paid per share repurchased in April 2023?"
    assert best(rank(asked, april, may)) is april


def test_a_follow_up_is_not_answered_with_what_was_told() -> None:
    both = make(BALANCE, 1, "Trade and notes payables", 353707000, END_2023)
    notes = make(NOTE, 2, "Notes payable", 35996000, END_2023)
    before = (
        Turn("What were trade and notes payables at 31 December 2023?", "RMB353.7 million"),
        Turn("How much of that was trade payables?", "RMB317.7 million"),
    )
    assert best(rank("and the notes part?", both, notes, history=before)) is notes


def test_a_balance_is_no_charge() -> None:
    owed = make(BALANCE, 8, "Current income tax liabilities", 294000, END_2023)
    assert not rank("What was the current tax charge for 2023?", owed).is_clear
