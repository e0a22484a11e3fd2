"""Questions as they are asked of a Hong Kong interim announcement: which customer, which office,
which of two raisings of money, yes and no, and the sentence beside the one that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.prose.enumerating import counts_them
from service.answering.prose.polarity import says_yes
from service.answering.understanding.about import is_of_the_names, names_the_same, speaks_of_it
from service.answering.understanding.wording import operation_of
from service.sentences import sentences
from service.types import Answer, Question, Turn

REPORT = """Harbour Lantern Holdings Limited
(Stock Code: 39170)
INTERIM RESULTS ANNOUNCEMENT FOR THE SIX MONTHS ENDED 30 JUNE 2024

CONSOLIDATED STATEMENT OF COMPREHENSIVE INCOME
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t90,500\t81,300
Selling expenses\t(12,400)\t(11,900)
Administrative expenses\t(9,300)\t(8,800)
Loss for the period\t(7,150)\t(6,020)

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\tAs at 30 June 2024\tAs at 31 December 2023
\tRMB'000\tRMB'000
Non-current liabilities
Borrowings\t41,200\t38,600
Total non-current liabilities\t41,200\t38,600
Current liabilities
Borrowings\t15,700\t12,100
Trade payables\t8,400\t7,900
Total current liabilities\t24,100\t20,000

4 Segment information
Revenue from customers contributing over 10% of the total revenue is as follows:
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Customer A\t*\t11,300
Customer B\t10,400\t*

5 Depreciation
Depreciation charges were expensed in the following categories:
\tSix months ended 30 June
\t2024\t2023
\tRMB'000\tRMB'000
Selling expenses\t1,210\t1,090
Administrative expenses\t2,340\t2,180

LIQUIDITY

During the Reporting Period, net cash used in operating activities narrowed to RMB25.9 million.

USE OF PROCEEDS FROM THE GLOBAL OFFERING

The net proceeds from the Global Offering amounted to approximately HK$310.5 million.
All of the net proceeds had been utilised by 30 June 2024 in accordance with the intended purposes.

USE OF PROCEEDS FROM THE PLACING

The net proceeds from the Placing amounted to approximately HK$95.2 million.
The Company intends to use such net proceeds for a new lamp factory.
As at 30 June 2024, none of the net proceeds from the Placing had been utilised by the Group.

OTHER INFORMATION

The executive Directors are Mr. Wick and Ms. Flint.
The independent non-executive Directors are Prof. Gale, Mr. Ebb and Ms. Tide.

Upon the lapse, the Company will recognise share-based payment expenses of RMB74,700,000.
"""


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(stores_of: Callable[[Mapping[str, str]], Stores]) -> Ask:
    stores = stores_of({"interim.txt": REPORT})
    return lambda text, *turns: answer_question(Question(text, history=turns), stores)


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("Revenue from Customer B in the first half of 2024", Decimal(10_400_000)),
        # Current and non-current together, where neither is asked for.
        ("What were borrowings at 30 June 2024?", Decimal(56_900_000)),
        ("What were the non-current borrowings at 30 June 2024?", Decimal(41_200_000)),
        # The sentence that looks ahead, not the expense of the half-year.
        ("What share-based payment expenses will be recognised upon the lapse?",
         Decimal(74_700_000)),
        ("How much did selling expenses increase in H1 2024?", Decimal(500_000)),
    ],
)  # fmt: skip
def test_the_very_figure(ask: Ask, question: str, amount: Decimal) -> None:
    answer = ask(question)
    assert answer.value is not None, answer.text
    assert answer.value.amount == amount, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Revenue from Customer A in the first half of 2024",
        "What was the net cash used in investing activities in H1 2024?",
        "What was the share price at 30 June 2024?",
        "Who is the CFO?",
        "Selling expenses per employee in H1 2024",
    ],
)
def test_what_is_not_reported_gets_nothing_like_it(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.abstained, answer.text


def test_of_two_raisings_the_one_asked_for(ask: Ask) -> None:
    assert ask("Has any of the placing proceeds been utilised?").text.startswith("No.")
    assert "a new lamp factory" in ask("What will the placing proceeds be used for?").text


def test_names_go_on_after_a_title(ask: Ask) -> None:
    text = ask("Who are the independent non-executive directors?").text
    assert all(name in text for name in ("Gale", "Ebb", "Tide"))
    found = sentences("They are Prof. Gale and Mr. Ebb. They met.", lines_end=True)
    assert len(list(found)) == 2


def test_a_follow_up_names_another_place_of_the_same(ask: Ask) -> None:
    before = Turn(
        "How much depreciation was charged to selling expenses in H1 2024?", "RMB1,210 thousand"
    )
    answer = ask("And for administrative expenses?", before)
    assert answer.value is not None
    assert answer.value.amount == Decimal(2_340_000)


def test_a_follow_up_asks_for_a_part_of_it(ask: Ask) -> None:
    before = Turn("What were borrowings at 30 June 2024?", "RMB56,900 thousand")
    answer = ask("How much of it was current?", before)
    assert answer.value is not None
    assert answer.value.amount == Decimal(15_700_000)


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Is the purchase a notifiable transaction?",
         "As none of the ratios exceeds 5%, the purchase does not constitute a notifiable"
         " transaction.", False),
        ("Does it tolerate child labour?",
         "We adopt a zero tolerance attitude towards child labour.", False),
        ("Was goodwill impaired?", "There was no impairment of other units in goodwill.", None),
        ("Were there any significant events?",
         "Save as otherwise disclosed, there were no other significant events.", False),
        ("Did it comply fully with the Code?",
         "The Company complied with the Code, save for provision C.2.1.", False),
        ("Did it comply with the Code?",
         "The Company complied with the Code, save for provision C.2.1.", None),
    ],
)  # fmt: skip
def test_yes_and_no(question: str, sentence: str, said: bool | None) -> None:
    assert says_yes(question, sentence) is said


@pytest.mark.parametrize(
    ("question", "text", "is_so"),
    [
        ("Revenue from Customer A", "Customer B", False),
        ("Revenue from Customer A", "Customers A and B", True),
        ("What was the share price?", "The conversion price was HK$1.20 a share.", False),
        ("What was the share price?", "The closing price was HK$1.20.", True),
        ("Who is the auditor?", "The Audit Committee met the Auditor.", False),
        ("Who is the auditor?", "Our auditor, Wick & Co Limited, has agreed.", True),
        ("What were the contingent liabilities?", "Contingent considerations are liabilities.",
         False),
        ("What were the net IPO proceeds?", "The net proceeds from the Placing were HK$5.", False),
        ("Which of the lines declined?", "Lamps grew by 5%.", False),
    ],
)  # fmt: skip
def test_what_a_text_speaks_of(question: str, text: str, is_so: bool) -> None:
    assert speaks_of_it(question, text) is is_so


def test_a_quantity_belongs_to_the_names_before_it() -> None:
    text = "Goodwill of RMB5,000 arose on Alder, and it arose on these: Birch and Cedar."
    end = text.index("5,000") + 5
    assert is_of_the_names("the goodwill of Alder", text, end)
    assert not is_of_the_names("the goodwill of Birch", text, end)
    assert names_the_same("What did Class B earn?", "Class B: 5")


def test_what_is_counted_is_named() -> None:
    assert not counts_them("Name the three series of posts.", "There are three committees.")
    assert counts_them("Name the three series of posts.", "Posts have three series.")
    assert counts_them("What are the two parts of the WICK plan?", "The WICK plan is ours.")


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("Why did gross margin improve in 1H24?", "text"),
        ("Over what period is software amortised?", "text"),
        ("What will the proceeds be used for?", "text"),
        ("How much was used for research in 2023?", "lookup"),
        ("Independent non-executive directors?", "list"),
        ("How much did the provision increase in 2023?", "change"),
    ],
)
def test_ways_of_asking(question: str, operation: str) -> None:
    assert operation_of(question) == operation


def test_the_reason_may_stand_beside(stores_of: Callable[[Mapping[str, str]], Stores]) -> None:
    text = (
        "Harbour Lantern Holdings Limited\nANNUAL REPORT 2023\n\nWASTE\n\nHazardous waste is a"
        " small number of used wicks, handed to the caretaker. Therefore, the total of hazardous"
        " waste is not disclosed in the report.\n"
    )
    stores = stores_of({"waste.txt": text})
    answer = answer_question(Question("Why is hazardous waste not disclosed?"), stores)
    assert "used wicks" in answer.text
