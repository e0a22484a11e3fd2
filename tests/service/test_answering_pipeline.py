"""Questions to answers by the embedded engine, over the samples and two small text filings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.errors import RequestError
from ingest.stores import Stores
from service.answering.pipeline import answer_question, scope_of
from service.types import Answer, Citation, Operand, Plan, Question, Turn, Verdict

Ids = dict[str, str]


def ask(stores: Stores, text: str, *filing_ids: str, **fields: object) -> Answer:
    return answer_question(Question(text, filing_ids, **fields), stores)  # type: ignore[arg-type]


def assert_quotes_stand_in_their_filings(answer: Answer, stores: Stores) -> None:
    """Every mark of the text has its citation, and every quote is on its page, verbatim."""
    assert [c.id for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for cited in answer.citations:
        record = stores.library.filing(cited.filing_id)
        assert cited.filing == record.name
        assert (cited.page is None) == (not record.is_paged)
        if cited.start is not None:
            page = stores.library.page(cited.filing_id, cited.page or 1)
            assert page.text[cited.start : cited.end] == cited.quote


def cell(citation: Citation) -> tuple[str, str]:
    assert citation.cell is not None
    return citation.cell.row, citation.cell.text


# ---------------------------------------------------------------------------------------------
# The samples: real PDF and HTML, the real embedding model
# ---------------------------------------------------------------------------------------------

LOOKUPS = [
    ("results", "What was the revenue of Qiverra Sensing in 2023?", "1234518000", "CNY",
     6, ("Revenue", "1,234,518")),
    ("results", "What was revenue in 2022?", "1042637000", "CNY", 6, ("Revenue", "1,042,637")),
    ("results", "How much were administrative expenses in 2023?", "104759000", "CNY",
     6, ("Administrative expenses", "(104,759)")),
    ("results", "What were the non-current borrowings at 31 December 2023?", "104370000", "CNY",
     8, ("Borrowings", "104,370")),
    ("results", "What was revenue in Europe in 2023?", "177523000", "CNY",
     10, ("Europe", "177,523")),
    ("results", "What was the total assets at 31 December 2020?", "1264715000", "CNY",
     1, ("Total assets", "1,264,715")),
    ("results", "祺維感測2023年毛利率是多少？", "0.383", "percent",
     1, ("Gross profit margin", "38.3%")),
    ("report", "What were the trade payables as at 31 December 2024?", "239451000", "CNY",
     12, ("Trade payables", "239,451")),
    ("report", "What was the fee of Ms. Katharina Vogt in 2024?", "284000", "CNY",
     6, ("Ms. Katharina Vogt", "284")),
    ("report", "What was the employee turnover rate of female employees in 2024?", "0.078",
     "percent", 8, ("Female", "7.8%")),
    ("report", "营业收入2024年是多少？", "1387295000", "CNY", 11, ("Revenue", "1,387,295")),
    ("interim", "What was the loss for the period in the six months ended 30 June 2025?",
     "4201000", "CNY", None, ("(Loss)/profit for the period", "¥ (4,201)")),
    ("interim", "What was the profit for the period in H1 2024?", "20465000", "CNY",
     None, ("(Loss)/profit for the period", "¥ 20,465")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("filing", "question", "amount", "unit", "page", "expected_cell"),
    LOOKUPS,
    ids=[question[:45] for _, question, *_ in LOOKUPS],
)
def test_a_number_of_a_table_is_given_with_its_cell(
    sample_stores: Stores, sample_ids: Ids, filing: str, question: str, amount: str, unit: str,
    page: int | None, expected_cell: tuple[str, str],
) -> None:  # fmt: skip
    answer = ask(sample_stores, question, sample_ids[filing])
    assert not answer.abstained
    assert answer.value is not None
    assert (answer.value.amount, answer.value.unit) == (Decimal(amount), unit)
    (cited,) = answer.citations
    assert (cited.filing_id, cited.page) == (sample_ids[filing], page)
    assert cell(cited) == expected_cell
    assert expected_cell[1] in cited.quote
    assert [check.verdict for check in answer.numbers] == [Verdict.SUPPORTED]
    assert answer.value.display in answer.text
    assert answer.engine == "embedded"
    assert_quotes_stand_in_their_filings(answer, sample_stores)


def test_of_several_filings_of_a_company_the_one_of_the_period_answers(
    sample_stores: Stores, sample_ids: Ids
) -> None:
    answer = ask(sample_stores, "What was the revenue of Qiverra Sensing in H1 2025?")
    assert answer.value is not None
    assert answer.value.amount == Decimal(701962000)
    assert answer.citations[0].filing_id == sample_ids["interim"]
    assert answer.understood is not None
    assert set(answer.understood.filing_ids) == set(sample_ids.values())


COMPUTED = [
    ("results", "By what percentage did revenue grow from 2022 to 2023?",
     Decimal(1234518 - 1042637) / Decimal(1042637), "percent", "18.4%",
     ["1,234,518", "1,042,637"]),
    ("results", "What was the effective tax rate in 2023?", Decimal(9447) / Decimal(81529),
     "percent", "11.6%", ["(9,447)", "81,529"]),
    ("report", "What was the current ratio at the end of 2024?",
     Decimal(1363468) / Decimal(591371), "ratio", "2.31 times", ["1,363,468", "591,371"]),
    ("report", "By how many percentage points did the gross margin change in 2024?",
     Decimal(550879) / Decimal(1387295) - Decimal(473365) / Decimal(1234518), "percentage_point",
     "1.4 percentage points", ["550,879", "1,387,295", "473,365", "1,234,518"]),
    ("interim", "What was the change in revenue between H1 2024 and H1 2025?",
     Decimal(701962000 - 623846000), "CNY", "RMB78,116 thousand", ["¥ 701,962", "¥ 623,846"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("filing", "question", "amount", "unit", "display", "operands"),
    COMPUTED,
    ids=[question[:45] for _, question, *_ in COMPUTED],
)
def test_a_computed_number_cites_every_cell_it_is_made_of(
    sample_stores: Stores, sample_ids: Ids, filing: str, question: str, amount: Decimal, unit: str,
    display: str, operands: list[str],
) -> None:  # fmt: skip
    answer = ask(sample_stores, question, sample_ids[filing])
    assert answer.value is not None
    assert (answer.value.amount, answer.value.unit) == (amount, unit)
    assert answer.value.display == display
    assert display in answer.text
    assert [cell(cited)[1] for cited in answer.citations] == operands
    assert answer.plan is not None
    assert answer.plan.operation == "formula"
    assert len(answer.plan.operands) == len(operands)
    assert {check.verdict for check in answer.numbers} == {Verdict.SUPPORTED}
    assert_quotes_stand_in_their_filings(answer, sample_stores)


FAULTS = [
    ("results", "What were the inventory turnover days in 2023?", "121"),
    ("results", "How many employees were there at 31 December 2023?", "1486"),
    ("results", "What was the working capital at the end of 2023?", "772600000"),
    ("results", "By how much did finance costs fall in 2023 compared with 2022?", "-1521000"),
]


@pytest.mark.parametrize(
    ("filing", "question", "amount"), FAULTS, ids=[question[:45] for _, question, _ in FAULTS]
)
def test_no_answer_is_better_than_a_wrong_one(
    sample_stores: Stores, sample_ids: Ids, filing: str, question: str, amount: str
) -> None:
    answer = ask(sample_stores, question, sample_ids[filing])
    printed = Decimal(amount)  # days are printed whole, and computed more finely
    slack = Decimal("0.5") if answer.value is not None and answer.value.unit == "days" else 0
    assert answer.abstained or (answer.value and abs(answer.value.amount - printed) <= slack)


TEXTS = [
    ("Did the Group use any derivative to hedge its exposure to foreign currencies?",
     "No. The Group did not use any derivative to hedge its exposure to foreign currencies during"
     " the Reporting Period. [1]", 5),
    ("Who are the members of the audit committee?",
     "The audit committee has three members: Ms. Katharina Vogt (chairlady), Mr. Leung Siu Fai and"
     " Dr. Hao Yunting, all of whom are independent non-executive Directors. [1]", 14),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "page"), TEXTS, ids=[q[:30] for q, *_ in TEXTS])
def test_a_sentence_that_answers_is_quoted(
    sample_stores: Stores, sample_ids: Ids, question: str, text: str, page: int
) -> None:
    answer = ask(sample_stores, question, sample_ids["results"])
    assert answer.text == text
    assert [(c.page, c.cell) for c in answer.citations] == [(page, None)]
    assert_quotes_stand_in_their_filings(answer, sample_stores)


def test_a_list_is_quoted_with_all_that_it_names(sample_stores: Stores, sample_ids: Ids) -> None:
    answer = ask(
        sample_stores, "Name the four products that were released in 2024.", sample_ids["report"]
    )
    assert answer.text == (
        "In 2024 the Group released the following four products: the Halden R pressure transmitter,"
        " the Orsa 7 flow meter, the Marrin H2 hydrogen analyser and Tideline 5. [1]"
    )
    assert answer.citations[0].page == 3


@pytest.mark.parametrize(
    ("filing", "question"),
    [
        ("report", "How much was paid for cryptocurrency purchases in 2024?"),
        ("results", "What was the revenue of Zorblax Industries in 2023?"),
        ("results", "What was the profit for the year in 2012?"),
    ],
)
def test_what_the_filings_do_not_say_is_not_answered(
    sample_stores: Stores, sample_ids: Ids, filing: str, question: str
) -> None:
    answer = ask(sample_stores, question, sample_ids[filing])
    assert answer.abstained
    assert answer.value is None
    assert answer.text.startswith("The filings do not say.")
    assert_quotes_stand_in_their_filings(answer, sample_stores)


# ---------------------------------------------------------------------------------------------
# Two small filings: scope, follow-ups, plans
# ---------------------------------------------------------------------------------------------


def test_a_number_asked_of_no_company_in_particular(small_stores: Stores) -> None:
    answer = ask(small_stores, "What was revenue in 2023?")
    assert answer.abstained
    assert answer.value is None
    assert "Copper Kiln Holdings Limited; Harbour Lantern Holdings Limited" in answer.text


def test_the_company_that_is_named_answers(small_stores: Stores, small_ids: Ids) -> None:
    answer = ask(small_stores, "What was the revenue of Copper Kiln in 2022?")
    assert answer.value is not None
    assert answer.value.amount == Decimal(79344000)
    assert [c.filing_id for c in answer.citations] == [small_ids["kiln"]]


def test_another_companys_filing_does_not_answer(small_stores: Stores, small_ids: Ids) -> None:
    answer = ask(
        small_stores, "What was the revenue of Harbour Lantern in 2023?", small_ids["kiln"]
    )
    assert answer.abstained
    assert answer.value is None
    assert "88,120" not in answer.text


def test_a_follow_up_asks_the_same_of_another_year(small_stores: Stores) -> None:
    turn = Turn("What was the gross profit of Harbour Lantern in 2023?", "RMB170,702 thousand [1].")
    answer = ask(small_stores, "And in 2022?", history=(turn,))
    assert answer.value is not None
    assert answer.value.amount == Decimal(148092000)
    assert cell(answer.citations[0]) == ("Gross profit", "148,092")


def test_follow_ups_are_questions_that_the_same_row_answers(
    small_stores: Stores, small_ids: Ids
) -> None:
    answer = ask(small_stores, "What was revenue in 2023?", small_ids["lantern"])
    (proposed,) = answer.follow_ups
    again = ask(small_stores, proposed, small_ids["lantern"])
    assert again.value is not None
    assert again.value.amount == Decimal(498210000)


@pytest.mark.parametrize(
    "question",
    [
        "What was the gross margin in 2022?",
        "What was the current ratio at the end of 2023?",
        "By how much did inventories rise in 2023?",
        "What was the income tax expense in 2022?",
    ],
)
def test_a_plan_sent_back_unchanged_gives_the_same(
    small_stores: Stores, small_ids: Ids, question: str
) -> None:
    first = ask(small_stores, question, small_ids["lantern"])
    assert first.plan is not None
    assert first.value is not None
    again = ask(small_stores, question, small_ids["lantern"], plan=first.plan)
    assert again.value is not None
    assert again.value.amount == first.value.amount
    assert [c.quote for c in again.citations] == [c.quote for c in first.citations]


@pytest.mark.parametrize(
    ("filing", "question"),
    [
        ("report", "What was the segment gross profit of software and services in 2024?"),
        ("report", "What was the employee turnover rate of female employees in 2024?"),
        ("results", "What were the non-current borrowings at 31 December 2023?"),
        ("interim", "What was the loss for the period in the six months ended 30 June 2025?"),
    ],
)
def test_a_plan_of_a_cell_among_others_of_its_name_finds_it_again(
    sample_stores: Stores, sample_ids: Ids, filing: str, question: str
) -> None:
    first = ask(sample_stores, question, sample_ids[filing])
    assert first.value is not None
    again = ask(sample_stores, question, sample_ids[filing], plan=first.plan)
    assert again.value is not None
    assert again.value.amount == first.value.amount


def test_a_plan_sent_back_changed_is_carried_out_as_it_stands(
    small_stores: Stores, small_ids: Ids
) -> None:
    question = "What was the gross margin in 2022?"
    plan = ask(small_stores, question, small_ids["lantern"]).plan
    assert plan is not None
    operands = tuple(replace(o, period="FY2023", fact_id=None) for o in plan.operands)
    answer = ask(
        small_stores, question, small_ids["lantern"],
        plan=replace(plan, operands=operands, formula="a * 2 / b"),
    )  # fmt: skip
    assert answer.value is not None
    assert answer.value.amount == Decimal(170702) * 2 / Decimal(571704)
    assert answer.value.unit == "percent"
    assert [cell(c)[1] for c in answer.citations] == ["170,702", "571,704"]


def test_a_plan_with_a_missing_operand_says_which(small_stores: Stores, small_ids: Ids) -> None:
    plan = Plan(
        "formula",
        (Operand("a", "goodwill", period="FY2023"), Operand("b", "revenue", period="FY2023")),
        "a / b",
        "percent",
    )
    answer = ask(small_stores, "Goodwill to revenue?", small_ids["lantern"], plan=plan)
    assert answer.abstained
    assert answer.value is None
    assert "Not found: goodwill (FY2023)." in answer.text
    assert [cell(c)[1] for c in answer.citations] == ["571,704"]


@pytest.mark.parametrize("formula", ["__import__('os')", "a ** 9", "a / (a - a)", "(" * 400])
def test_a_plan_that_cannot_be_carried_out_is_refused(
    small_stores: Stores, small_ids: Ids, formula: str
) -> None:
    plan = Plan("formula", (Operand("a", "revenue", period="FY2023"),), formula)
    with pytest.raises(RequestError):
        ask(small_stores, "-", small_ids["lantern"], plan=plan)


def test_an_instruction_in_a_filing_is_not_followed(small_stores: Stores, small_ids: Ids) -> None:
    answer = ask(small_stores, "What is the revenue of Copper Kiln for 2023?", small_ids["kiln"])
    assert answer.value is not None
    assert answer.value.amount == Decimal(88120000)
    assert "999,999" not in answer.text


def test_no_filing_in_scope_answers_nothing(small_stores: Stores) -> None:
    answer = ask(small_stores, "What was revenue in 2023?", "f_0000000000000000")
    assert answer.abstained
    assert (answer.citations, answer.numbers, answer.value) == ((), (), None)


def test_the_scope_is_the_collection_and_the_filings_named(
    small_stores: Stores, small_ids: Ids
) -> None:
    assert scope_of(Question("-", collection="another"), small_stores) == ()
    (record,) = scope_of(Question("-", (small_ids["kiln"],)), small_stores)
    assert record.name == "kiln.txt"


def test_the_text_is_handed_on_and_the_times_add_up(small_stores: Stores, small_ids: Ids) -> None:
    pieces: list[str] = []
    question = Question("What was revenue in 2023?", (small_ids["lantern"],))
    answer = answer_question(question, small_stores, on_text=pieces.append)
    assert "".join(pieces) == answer.text
    stages = {name: ms for name, ms in answer.timings_ms.items() if name != "total"}
    assert set(stages) == {"understanding", "answering", "checking"}
    assert answer.timings_ms["total"] == pytest.approx(sum(stages.values()), abs=0.11)
