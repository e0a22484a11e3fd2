"""Questions in everyday words: a reason that opens its sentence, firms to be bought, rows that a
table names, what a company does, and yes or no asked without a verb in front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.sought import Sought, fit
from service.answering.understanding.wording import operation_of
from service.types import Answer, Question

REPORT = """Petrel Salt Works Holdings Limited
(Stock Code: 39771)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
For the year ended 31 December 2024
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t412,400\t390,100
Income tax expense\t(18,200)\t(14,900)
Profit for the year\t54,100\t60,500

MANAGEMENT DISCUSSION AND ANALYSIS

The Group is principally engaged in the refining of sea salt and the sale of bromine.

As brine from the new wells is weaker, sales of the bromine business dropped while those of table \
salt held up.

Income tax expense was RMB18.2 million, giving an effective tax rate of 25.2% (2023: 19.8%). The \
higher rate was due to the end of the tax holiday of the Skua plant.

The Group complied with all financial covenants during the year.

Non-compliance with the Sea Waters Act may attract a fine of up to RMB20 million.

On 9 March 2024 a crane collapse at the Gannet Works damaged one jetty. The licence of the Gannet \
Works was renewed in May 2023.

The annual results have been reviewed by the auditor, Reed & Fallow CPA Limited.

USE OF PROCEEDS

The net proceeds of the share offer were HK$300.0 million.

\tNet\tUnutilised at
\tproceeds\t31 December 2024
\tHK$ million\tHK$ million
Drilling of new brine wells\t180.0\t42.5
Dredging of the harbour\t90.0\t12.0
General working capital\t30.0\t–
Total\t300.0\t54.5

CONTINUING CONNECTED TRANSACTIONS

The transactions with the controlling shareholder and its associates were as follows:

\t2024\t2023
\tRMB million\tRMB million
Purchase of steam\t48\t45
Supply of bromine\t73\t80
Leasing of warehouses\t24\t24

EVENTS AFTER THE REPORTING PERIOD

On 22 January 2025 the Group entered into an agreement to acquire 60% of Shearwater Brine Co., \
Ltd., a driller of wells, for RMB31.5 million in cash.
"""


def ask(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"petrel.txt": REPORT}))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did sales of the bromine business fall?", ("weaker",)),
        ("reason the effective tax rate rose", ("25.2%", "tax holiday")),
        ("What firm has the Group agreed to buy since the year end?", ("Shearwater",)),
        ("What sanction might it face for infringing the Sea Waters Act?", ("RMB20 million",)),
        ("What does Petrel Salt Works do?", ("sea salt",)),
        (
            "What was the money raised in the share offer meant to be used for?",
            ("brine wells", "harbour", "General working capital"),
        ),
        (
            "What kinds of transactions were there with the controlling shareholder?",
            ("steam", "bromine", "warehouses"),
        ),
        ("What accident happened at the Gannet Works in March 2024?", ("crane",)),
        ("Gannet Works在2024年3月发生了什么事故？", ("crane",)),
    ],
)
def test_words_answer(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, told: tuple[str, ...]
) -> None:
    answer = ask(stores_of, question)
    assert not answer.abstained, question
    assert all(part in answer.text for part in told), answer.text


@pytest.mark.parametrize(
    "question",
    ["loan covenants all met in the year?", "have the auditors gone over the annual results?"],
)
def test_yes(stores_of: Callable[[Mapping[str, str]], Stores], question: str) -> None:
    answer = ask(stores_of, question)
    assert answer.text.startswith("Yes."), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What sanction might it face for dumping waste?",
        "What accident happened at the Puffin Works in March 2024?",
        "What accident happened at the Gannet Works in June 2024?",
        "Why did sales of the fishing business fall?",
        "reason the gross margin rose",
        "Who manages the harbour?",
        "were all loans hedged?",
    ],
)
def test_what_is_not_said_is_not_answered(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.abstained, answer.text


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("loan covenants all met in the year?", "yesno"),
        ("Lantern: any buybacks in the quarter?", "yesno"),
        ("Borrowing costs capitalised in 2024?", "lookup"),
        ("fully diluted earnings per share 2024?", "lookup"),
        ("What law firm fees were paid in 2024?", "lookup"),
        ("What bank has confirmed the facility?", "text"),
    ],
)
def test_operation(text: str, operation: str) -> None:
    assert operation_of(text) == operation


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("As the quarry is deeper, costs rose by 4%.", True),
        ("Costs rose on the back of dearer diesel.", True),
        ("Sales doubled to RMB3 million, following the opening of two shops.", True),
        ("As at 31 December 2024, 40 shops were open.", False),
        ("As of that date, the Group had 40 shops.", False),
        ("As disclosed in the prospectus, 40 shops were planned.", False),
    ],
)
def test_reasons(text: str, gives: bool) -> None:
    assert (fit(Sought.REASON, "Why?", text) > 0) is gives
