"""Questions as an analyst asks them one after the other: where a balance came from over a half
year, what part of a whole, and the follow-up that names only another date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.computing.compose import spoken
from service.answering.pipeline import answer_question
from service.types import Answer, Question, Turn

REPORT = """Amber Quarry Holdings Limited
(Stock Code: 39171)
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2024

CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t80,000\t64,000
Selling expenses\t(12,000)\t(15,000)
Administrative expenses\t(9,300)\t(8,800)
Loss for the period\t(7,150)\t(6,020)

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 30 June 2024\tAs at 31 December 2023
\tRMB'000\tRMB'000
Non-current assets
Goodwill\t31,000\t31,500
Total non-current assets\t31,000\t31,500
Current assets
Inventories\t18,000\t12,000
Cash and cash equivalents\t32,000\t36,000
Total current assets\t50,000\t48,000
Total assets\t81,000\t79,500
Current liabilities
Trade payables\t8,400\t7,900
Total current liabilities\t24,300\t20,000
Total liabilities\t24,300\t20,000

CONSOLIDATED STATEMENT OF CASH FLOWS
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Net cash used in operating activities\t(4,100)\t(3,900)
Net cash used in investing activities\t(2,300)\t(1,700)
Repayments of borrowings\t(1,450)\t(1,210)

4 Revenue by customer type
\tSix months ended 30 June
\t2024\t\t2023\t
\tRMB'000\t%\tRMB'000\t%
Retailers\t48,000\t60.0\t32,000\t50.0
Builders\t32,000\t40.0\t32,000\t50.0
Total\t80,000\t100.0\t64,000\t100.0

5 Revenue by industry
	Six months ended 30 June
	2024	2023
	RMB'000	RMB'000
Manufacturing	50,000	40,000
Foundries	20,000	22,000
Sawmills	18,000	9,500
Tanneries	12,000	8,500
Banking	30,000	24,000
Total	80,000	64,000

6 Expenses by nature
	Six months ended 30 June
	2024	2023
	RMB'000	RMB'000
Material costs	20,000	19,000
Marketing expenses	3,000	2,000
Other expenses	4,000	3,500
	27,000	24,500

7 Trade receivables
The aging of the trade receivables is as follows:
	As at 30 June 2024	As at 31 December 2023
	RMB'000	RMB'000
Within 6 months	5,000	4,000
6 months to 1 year	3,000	2,000
1 year to 2 years	1,500	1,000
2 years to 3 years	500	400
Total	10,000	7,400

7 Auditors' remuneration
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Auditors' remuneration – audit services\t500\t480
 non-audit services\t120\t110

OTHER INFORMATION

The address of the registered office of the Company is 5 Tannery Row, Port Ember.

The repurchase of the shares as referred to in the circular dated 14 April 2022 was for the \
purpose of stabilising the share price of the Company.

As at 30 June 2024, all of the net proceeds had been utilised by the Group as intended.
"""


def ask(
    stores_of: Callable[[Mapping[str, str]], Stores], text: str, *before: tuple[str, str]
) -> Answer:
    turns = tuple(Turn(question, answer) for question, answer in before)
    return answer_question(Question(text, history=turns), stores_of({"amber.txt": REPORT}))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("What did Amber Quarry carry as goodwill at 30 June 2024?", Decimal(31_000_000)),
        ("What did inventories stand at on 31 December 2023?", Decimal(12_000_000)),
        ("How much did the company repay on borrowings in H1 2024?", Decimal(1_450_000)),
        ("By what percentage did inventories increase in the first half of 2024?", Decimal("0.5")),
        (
            "How many percentage points of revenue share did retailers gain between 1H23 and 1H24?",
            Decimal("0.1"),
        ),
        ("What share of H1 2024 revenue was made outside retailers?", Decimal("0.4")),
        ("Total liabilities to total assets at 30 June 2024", Decimal("0.3")),
        ("Net cash from operations and investing together, H1 2024?", Decimal(-6_400_000)),
        ("How did marketing expenses change in H1 2024, in percent?", Decimal("0.5")),
        ("By what percentage did selling expenses go down in H1 2024?", Decimal("0.2")),
        (
            "How much did trade receivables more than one year old add up to at 30 June 2024?",
            Decimal(2_000_000),
        ),
        ("Amber Quarry 2024年6月30日的存货是多少？", Decimal(18_000_000)),
    ],
)
def test_an_analysts_question_gets_its_number(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: Decimal
) -> None:
    answer = ask(stores_of, question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount, answer.text


STOCK = ("What were inventories at 30 June 2024?", "RMB18.0 million")
SELLING = ("What were selling expenses in H1 2024?", "RMB12.0 million")


@pytest.mark.parametrize(
    ("before", "question", "amount"),
    [
        (STOCK, "And at the previous year end?", Decimal(12_000_000)),
        (STOCK, "What about December?", Decimal(12_000_000)),
        (STOCK, "How much higher is that than half a year earlier?", Decimal(6_000_000)),
        (SELLING, "And as a percentage of revenue?", Decimal("0.15")),
        (SELLING, "By what percentage is it down on the year before?", Decimal("-0.2")),
    ],
)
def test_a_follow_up_says_only_what_is_new(
    stores_of: Callable[[Mapping[str, str]], Stores],
    before: tuple[str, str],
    question: str,
    amount: Decimal,
) -> None:
    answer = ask(stores_of, question, before)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What part of total auditors' remuneration in H1 2024 was for non-audit work?",
        "What did the company pay Mr. Oswin Tarle in H1 2024?",
    ],
)
def test_a_part_is_not_set_against_another_part(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.value is None, answer.text


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Were trade payables or inventories the bigger balance at 30 June 2024?", "Inventories."),
        ("Did retailers or builders bring in more revenue in H1 2024?", "Retailers."),
    ],
)
def test_which_of_two_named_first(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, start: str
) -> None:
    assert ask(stores_of, question).text.startswith(start)


def test_which_of_the_two_that_were_set_side_by_side(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    before = ("Compare material costs and marketing expenses in H1 2024.", "20,000 and 3,000")
    answer = ask(stores_of, "Which of the two was larger in H1 2023?", before)
    assert answer.text.startswith("Material costs."), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Amber Quarry 2024年上半年的优质零售收入是多少？",  # of what sort is not read
        "What share of revenue is revenue in H1 2024?",
    ],
)
def test_what_was_not_read_is_not_answered(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.value is None, answer.text


OTHER = """Cobalt Ferry Holdings Limited
(Stock Code: 39172)
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2024

CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t160,000\t150,000
Loss for the period\t(9,150)\t(9,020)

As at the date of this announcement, the Board comprises Mr. Oswin Tarle as executive Director, \
Ms. Ida Brenn and Dr. Ulf Sorn as non-executive Directors, and Mr. Per Quist, Ms. Lena Voll and \
Mr. Arno Field as independent non-executive Directors.
"""


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        (
            "How many times Amber Quarry's revenue was Cobalt Ferry's in H1 2024?",
            Decimal(2),
        ),
        (
            "Add up the revenue of Amber Quarry and Cobalt Ferry in H1 2024.",
            Decimal(240_000_000),
        ),
    ],
)
def test_two_companies_against_each_other(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, amount: Decimal
) -> None:
    stores = stores_of({"amber.txt": REPORT, "cobalt.txt": OTHER})
    answer = answer_question(Question(question), stores)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount, answer.text


def test_which_of_the_companies_and_by_how_much(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    stores = stores_of({"amber.txt": REPORT, "cobalt.txt": OTHER})
    asked = "Which of the two companies reported the bigger loss for H1 2024, and by how much?"
    answer = answer_question(Question(asked), stores)
    assert answer.text.startswith("Cobalt Ferry"), answer.text
    assert "2,000" in answer.text
    assert all(check.verdict == "supported" for check in answer.numbers)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who are the independent non-executive directors?", ("Quist", "Voll", "Field")),
        ("Name the non-executive directors.", ("Brenn", "Sorn")),
        ("Who is the executive director?", ("Tarle",)),
    ],
)
def test_directors_of_a_kind(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, names: tuple[str, ...]
) -> None:
    answer = answer_question(Question(question), stores_of({"cobalt.txt": OTHER}))
    every = ("Tarle", "Brenn", "Sorn", "Quist", "Voll", "Field")
    assert tuple(name for name in every if name in answer.text.split("[1]")[0]) == names


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where is the registered office of Amber Quarry located?", "5 Tannery Row"),
        ("What was the purpose of the 2024 share repurchases?", "stabilising the share price"),
        ("Had all of the net proceeds been used by the end of June 2024?", "Yes."),
    ],
)
def test_what_is_told_in_words(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, said: str
) -> None:
    assert said in ask(stores_of, question).text


def test_a_yes_needs_more_than_one_word(stores_of: Callable[[Mapping[str, str]], Stores]) -> None:
    before = ("What was the bond of Amber Quarry carried at?", "RMB3.0 million")
    assert ask(stores_of, "Was it paid back?", before).abstained


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("- Bank loans, guaranteed (iii)", "Bank loans, guaranteed"),
        ("Less: Provision for impairment", "Provision for impairment"),
        ("Aged over 3 years (Level 8 and above)", "Aged over 3 years (Level 8 and above)"),
        ("Employee benefit expenses (a)", "Employee benefit expenses"),
    ],
)
def test_a_label_as_it_is_said(label: str, said: str) -> None:
    assert spoken(label) == said


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Which manufacturing industry brought in the most revenue in H1 2024?", "Foundries."),
        ("Which manufacturing industry grew fastest in H1 2024?", "Sawmills."),
    ],
)
def test_what_a_member_is_broken_down_into(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, start: str
) -> None:
    assert ask(stores_of, question).text.startswith(start)


CERTIFIED = """Cobalt Ferry Holdings Limited
ENVIRONMENTAL, SOCIAL AND GOVERNANCE REPORT 2023

Our offices are chosen with care:
- The building of our Port Ember office has a gold certification;
- The building of our Saltmarsh office has a platinum certification.
"""


def test_lines_of_one_list_are_given_together(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    stores = stores_of({"cobalt.txt": CERTIFIED})
    answer = answer_question(Question("Which offices have a building certification?"), stores)
    assert "Port Ember" in answer.text
    assert "Saltmarsh" in answer.text
