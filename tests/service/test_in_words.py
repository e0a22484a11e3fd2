"""Questions that a filing answers in words: why, who, when, by what method; and those it does not.

Asked in everyday words, of a filing that uses a filing's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ingest.stores import Stores
from service.answering.pipeline import answer_question
from service.answering.understanding.events import is_of_its_event
from service.answering.understanding.places import countries_in
from service.answering.understanding.sought import Sought, fit, sought_by
from service.answering.understanding.wording import operation_of
from service.types import Answer, Question

REPORT = """Heron Ferries Holdings Limited
(Stock Code: 39455)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
For the year ended 31 December 2024
\t2024\t2023
\tRMB'000\tRMB'000
Revenue\t812,400\t790,100
Fuel costs\t(214,300)\t(188,200)
Finance costs\t(31,200)\t(36,900)
Profit for the year\t64,100\t70,500

9 Expenses
\t2024\t2023
\tRMB'000\tRMB'000
Auditor's remuneration\t2,150\t2,050
Crew training\t1,900\t1,700

MANAGEMENT DISCUSSION AND ANALYSIS

Fuel costs increased by 13.9% to RMB214.3 million from RMB188.2 million in 2023, mainly because \
the two night routes were served with older vessels that burn more diesel.

Finance costs fell by 15.4% to RMB31.2 million, as the ship mortgage was partly repaid with the \
proceeds of the rights issue.

Higher fuel prices may reduce our operating profit because fares are regulated.

The load factor is calculated as the number of passenger miles sold divided by the number of \
passenger miles offered. The load factor was 71.3% (2023: 69.8%).

The fair value of the piers was determined by Plover Valuers Limited using the depreciated \
replacement cost approach.

The Group has not entered into any fuel hedging contracts during the year.

Landings were made in Denmark, Norway and Sweden, and a fourth country is being considered. \
Revenue of the freight business grew, mainly because of higher deliveries to Scotland and Wales.

CORPORATE GOVERNANCE

Ms. Ida Storm serves both as the chairman and as the chief executive officer of the Company. The \
Board believes that a single head makes for prompt answers to weather and tides.

The remuneration committee consists of Mr. Per Lund (chairman), Ms. Eva Holm and Dr. Tor Vik.

All of the shares repurchased were cancelled on 5 December 2024.

FINAL DIVIDEND AND CLOSURE OF REGISTER

Subject to approval by the shareholders at the forthcoming annual general meeting of the Company \
(the "AGM"), the final dividend will be paid on 22 July 2025. No interim dividend was declared \
for the six months ended 30 June 2024. The AGM will be held on 12 June 2025 at Pier Nine.

To determine who may attend and vote at the AGM, the register of members will be closed from \
9 June 2025 to 12 June 2025. To determine the entitlement to the final dividend, the register of \
members will be closed from 20 June 2025 to 24 June 2025.

SCOPE OF WORK ON THIS ANNOUNCEMENT

The figures in this announcement have been agreed by the Company's auditor, Reed & Fallow CPA \
Limited, to the amounts in the consolidated financial statements for the year.

EVENTS AFTER THE REPORTING PERIOD

(a) On 14 January 2025, the Group ordered two electric ferries from Gannet Yards A/S.
(b) On 3 March 2025, the harbour of Skerry was closed to freight for repairs.
"""


def ask(stores_of: Callable[[Mapping[str, str]], Stores], text: str) -> Answer:
    return answer_question(Question(text), stores_of({"heron.txt": REPORT}))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What explanation is given for the jump in fuel costs?", "older vessels"),
        ("reason why finance costs went down", "rights issue"),
        ("How does the board justify one person being chairman and CEO?", "weather and tides"),
        ("Formula behind the load factor", "divided by"),
        ("How does the operator of Heron Ferries work out the load factor?", "divided by"),
        ("Which method values the piers?", "replacement cost"),
        ("When do shareholders meet for the AGM?", "12 June 2025 at Pier Nine"),
        (
            "Between which dates is the register shut to decide who gets the final dividend?",
            "20 June 2025 to 24 June 2025",
        ),
        ("auditor of Heron Ferries?", "Reed & Fallow"),
        ("Which firm audits the accounts?", "Reed & Fallow"),
        ("members of the remuneration committee", "Eva Holm"),
        ("In which Nordic countries were landings made in 2024?", "Denmark, Norway and Sweden"),
        ("Name the subsequent events", "electric ferries"),
    ],
)
def test_words_answer(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, told: str
) -> None:
    answer = ask(stores_of, question)
    assert not answer.abstained, question
    assert told in answer.text


def test_a_list_of_events_holds_them_all(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    answer = ask(stores_of, "What happened after the end of the reporting period?")
    assert "electric ferries" in answer.text
    assert "harbour of Skerry" in answer.text


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("were the shares bought back in 2024 cancelled?", "Yes."),
        ("Did shareholders get an interim dividend for the first half of 2024?", "No."),
        ("did heron pay an interim dividend for 2024", "No."),
        ("Is the fuel bill hedged?", "No."),
        ("Were there any events after the reporting period?", "Yes."),
    ],
)
def test_yes_and_no(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, opens: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.text.startswith(opens), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Did the company pay a special dividend for 2024?",
        "Is the interest rate risk on the mortgage hedged?",
        "Why did ticket prices fall in 2024?",
        "Who is the company's legal adviser?",
        "When will the extraordinary general meeting take place?",
        "What does Osprey Lines say about its routes?",
    ],
)
def test_what_is_not_said_is_not_answered(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str
) -> None:
    answer = ask(stores_of, question)
    assert answer.abstained, answer.text


def test_what_the_auditor_is_paid_is_a_figure(
    stores_of: Callable[[Mapping[str, str]], Stores],
) -> None:
    answer = ask(stores_of, "What was the auditor's remuneration in 2024?")
    assert answer.value is not None
    assert answer.value.amount == 2_150_000


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("Reason for the drop in rents?", Sought.REASON),
        ("What explanation does management give for the fall in rents?", Sought.REASON),
        ("Formula for net gearing", Sought.DEFINITION),
        ("What is the revenue outlook?", Sought.ANY),
        ("Which valuation technique is applied to the vineyards?", Sought.METHOD),
        ("Who is the buyer of the mill?", Sought.FIRM),
        ("Who is the chief executive?", Sought.PERSON),
    ],
)
def test_what_is_sought(question: str, sought: Sought) -> None:
    assert sought_by(question) is sought


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("reason finance costs came down", "text"),
        ("How does it work out its occupancy rate?", "text"),
        ("Between which dates is the register closed?", "text"),
        ("What were the three main risks?", "list"),
        ("What was the gross margin in 2024?", "computed"),
    ],
)
def test_what_only_words_answer_is_text(question: str, operation: str) -> None:
    assert operation_of(question) == operation


def test_a_day_is_of_the_event_told_beside_it() -> None:
    dividend = "Subject to approval at the annual general meeting, it will be paid on 18 July 2025."
    meeting = "The annual general meeting will be held on Friday, 6 June 2025."
    assert is_of_its_event("When is the annual general meeting held?", meeting)
    assert not is_of_its_event("When is the annual general meeting held?", dividend)
    assert is_of_its_event("When will the dividend be paid?", dividend)
    assert not is_of_its_event("When will the dividend be paid?", meeting)
    assert is_of_its_event("When was the mill built?", meeting)  # of an event that is not known


def test_what_may_come_about_is_no_reason() -> None:
    question = "Why did net interest income fall?"
    assert not fit(Sought.REASON, question, "Our income may fall because rates may rise.")
    assert fit(Sought.REASON, question, "Our income fell because rates rose in May 2023.")


def test_countries_are_known_by_name() -> None:
    assert countries_in("Sites in Norway, South Korea and the Midlands") == {
        "Norway",
        "South Korea",
    }


LANDS = """Linden Orchards Limited
(Stock Code: 39460)
ANNUAL RESULTS ANNOUNCEMENT FOR THE YEAR ENDED 31 DECEMBER 2024

OUR VARIETIES

We have three varieties of apple: Alba is sold to schools and canteens. Brio is pressed for \
juice. Cala is kept for export.

6. INVENTORIES
\tAt 31 December
\t2024\t2023
\tRMB'000\tRMB'000
Fresh fruit\t4,100\t3,900
Juice and cider\t2,300\t2,150
Crates and labels\t640\t610
Total\t7,040\t6,660

Revenue from customers each of which contributed 10% or more of revenue is as follows:

\t2024\t2023
\tRMB'000\tRMB'000
Customer A\t9,800\tN/A
Customer B\tN/A\t8,700

As at 31 December 2024, the following assets were pledged to secure the bank loans of the Group:

\t2024\t2023
\tRMB'000\tRMB'000
Orchards\t52,000\t51,000
Cold stores\t18,000\t18,500
Total\t70,000\t69,500

Yields fell by three tonnes because of hail. Yields fell by seven tonnes because of late frost.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What categories make up the inventories?", ("Fresh fruit", "cider", "Crates")),
        ("Name the classes of assets pledged as security for bank loans", ("Orchards", "Cold")),
        ("Name the three varieties of apple", ("Alba", "Brio", "Cala")),
        ("Was there a customer with 10% or more of revenue in 2024?", ("Yes.", "9,800")),
        ("Why did yields fall by seven tonnes?", ("late frost",)),
    ],
)
def test_what_a_table_or_its_neighbours_name(
    stores_of: Callable[[Mapping[str, str]], Stores], question: str, told: tuple[str, ...]
) -> None:
    answer = answer_question(Question(question), stores_of({"linden.txt": LANDS}))
    assert not answer.abstained, question
    for part in told:
        assert part in answer.text


def test_profit_attributable_to_owners_is_no_reason() -> None:
    text = "Core profit is the profit attributable to owners of the Company before such losses."
    assert not fit(Sought.REASON, "Why did profit fall?", text)
