"""A minus that the filing does not print, and a figure that is another company's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ingest.stores import Stores
from service.grounding import check_numbers
from service.types import NumberCheck, Verdict

FERRY = """Slate Ferry Holdings Limited
(Incorporated in the Cayman Islands with limited liability)
(Stock Code: 39172)
ANNUAL RESULTS ANNOUNCEMENT
FOR THE YEAR ENDED 31 DECEMBER 2023

The board of Slate Ferry Holdings Limited (the “Company” or “Slate Ferry”)
announces its results.

CONSOLIDATED STATEMENT OF PROFIT OR LOSS
\t2023\t2022\tChange
\tRMB'000\tRMB'000\t%
Revenue\t64,300\t67,827\t(5.2)
Cost of sales\t(59,410)\t(60,105)\t(1.2)
Gross profit\t4,890\t7,722\t(36.7)
Finance costs\t2,345\t2,101\t11.6
Loss for the year\t(5,120)\t(1,040)\t392.3

CONSOLIDATED STATEMENT OF CASH FLOWS
\t2023\t2022
\tRMB'000\tRMB'000
Net cash used in operating activities\t(12,040)\t(3,310)
Net cash from investing activities\t8,150\t1,220

CONSOLIDATED STATEMENT OF FINANCIAL POSITION
\t31 December 2023\t31 December 2022
\tRMB'000\tRMB'000
Inventories\t9,480\t8,760
Bank borrowings\t31,700\t22,900

BALANCES WITH OTHER COMPANIES
\t31 December 2023\t31 December 2022
\tRMB'000\tRMB'000
Amount due from Copper Kiln\t6,615\t5,540

MANAGEMENT DISCUSSION AND ANALYSIS
Fuel vouchers of RMB7.31 million were bought from Copper Kiln in 2023.
The revenue of the night crossings reached RMB23.7 million in 2023.
"""
KILN = "Copper Kiln Holdings Limited"


@pytest.fixture(scope="module")
def ferry(stores_of: Callable[[Mapping[str, str]], Stores]) -> Stores:
    return stores_of({"ferry.txt": FERRY})


@pytest.fixture(scope="module")
def three(stores_of: Callable[[Mapping[str, str]], Stores], small_stores: Stores) -> Stores:
    names = {record.name: record.id for record in small_stores.library.filings()}
    texts = {
        name: small_stores.library.page(filing_id, 1).text for name, filing_id in names.items()
    }
    return stores_of({"ferry.txt": FERRY, **texts})


def check(text: str, stores: Stores, *names: str) -> tuple[NumberCheck, ...]:
    ids = [
        r.id for r in stores.library.filings() if not names or r.name.removesuffix(".txt") in names
    ]
    return check_numbers(text, stores, ids)


def last(text: str, stores: Stores, *names: str) -> NumberCheck:
    return check(text, stores, *names)[-1]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Revenue was negative RMB571,704 thousand in 2023.", "571,704"),
        ("Revenue was -RMB571,704 thousand.", "571,704"),
        ("Revenue was −RMB571.7 million in 2023.", "571,704"),
        ("In 2023, the Group had revenue of minus RMB571.7 million.", "571,704"),
        ("Revenue was RMB-571.7 million in 2023.", "571,704"),
        ("Revenue: -571,704 thousand yuan", "571,704"),
        ("2023年收入为负571,704千元。", "571,704"),
        ("Gross profit was minus RMB170,702 thousand.", "170,702"),
        ("The profit for the year was approximately -RMB100.3 million.", "100,282"),
        ("Inventories were negative RMB88.4 million at the end of 2023.", "88,400"),
        ("Revenue was RMB571,704 thousand. In 2023 revenue was -RMB571,704 thousand.", "571,704"),
    ],
)
def test_a_minus_is_contradicted_by_a_line_printed_positive(
    text: str, figure: str, small_stores: Stores
) -> None:
    found = last(text, small_stores, "lantern")
    assert found.verdict is Verdict.CONTRADICTED
    assert found.expected is not None
    assert found.expected.startswith(f"RMB{figure} thousand")
    assert found.how is None


def test_a_minus_is_contradicted_by_a_sentence_too(ferry: Stores) -> None:
    plain = last("The revenue of the night crossings reached RMB23.7 million in 2023.", ferry)
    minus = last("The revenue of the night crossings was -RMB23.7 million in 2023.", ferry)
    assert plain.verdict is Verdict.SUPPORTED
    assert (minus.verdict, minus.expected) == (Verdict.CONTRADICTED, "RMB23.7 million")


@pytest.mark.parametrize(
    "text",
    [
        "Revenue was RMB64,300 thousand in 2023.",
        "Cost of sales was RMB59,410 thousand.",
        "Cost of sales was RMB(59,410) thousand.",
        "Cost of sales was -RMB59,410 thousand.",
        "Finance costs were -RMB2,345 thousand.",  # printed without brackets
        "The loss for the year was RMB5,120 thousand.",
        "A net loss of -RMB5,120 thousand was recorded for the year 2023.",
        "The result for the year 2023 was a loss of RMB5.1 million.",
        "Net cash used in operating activities was RMB12,040 thousand.",
        "Net cash used in operating activities was -RMB12,040 thousand.",
        "Net cash from operating activities was -RMB12.0 million in 2023.",
        "Net cash from investing activities was RMB8,150 thousand.",
        "Revenue changed by -5.2% in 2023.",
        "Revenue decreased by 5.2% in 2023.",
        "Revenue changed by -RMB3,527 thousand in 2023.",
        "Gross profit fell by 36.7% in 2023.",
        "Bank borrowings were -RMB31.7 million at 31 December 2023.",
        "2023年销售成本为负59,410千元。",
        "Gross profit: RMB64,300 thousand − RMB59,410 thousand = RMB4,890 thousand.",
    ],
)
def test_signs_that_are_a_convention_or_a_change_are_no_alarm(text: str, ferry: Stores) -> None:
    assert {found.verdict for found in check(text, ferry)} == {Verdict.SUPPORTED}


@pytest.mark.parametrize(
    "text",
    [
        "The gap is RMB67,827 thousand minus RMB64,300 thousand.",
        "Revenue: RMB64,300 thousand (-5.2%)",
        "Foreign exchange had a negative RMB64.3 million impact on revenue.",
    ],
)
def test_a_minus_of_something_else_is_no_alarm(text: str, ferry: Stores) -> None:
    assert all(one.verdict is not Verdict.CONTRADICTED for one in check(text, ferry))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Revenue of Copper Kiln was RMB571,704 thousand.", "88,120"),
        ("Copper Kiln's revenue was RMB571.7 million in 2023.", "88,120"),
        (f"{KILN} had gross profit of RMB170,702 thousand.", "37,118"),
        ("Revenue of Harbour Lantern was RMB88,120 thousand in 2023.", "571,704"),
        ("Copper Kiln:\n- Revenue was RMB571,704 thousand", "88,120"),
        (
            "Revenue of Harbour Lantern was RMB571,704 thousand. "
            "Revenue of Copper Kiln was RMB571,704 thousand.",
            "88,120",
        ),
    ],
)
def test_a_figure_of_another_company_is_contradicted(
    text: str, figure: str, small_stores: Stores
) -> None:
    found = last(text, small_stores)
    assert found.verdict is Verdict.CONTRADICTED
    assert found.expected is not None
    assert found.expected.startswith(f"RMB{figure} thousand")


@pytest.mark.parametrize(
    "text",
    [
        "Administrative expenses of Copper Kiln were RMB61,300 thousand in 2023.",
        "Administrative expenses of Harbour Lantern were RMB61,300 thousand in 2023. "
        "Administrative expenses of Copper Kiln were RMB61,300 thousand in 2023.",
        "Copper Kiln's gross margin was 29.9% in 2023.",
    ],
)
def test_what_its_own_filing_does_not_tell_is_unsupported(text: str, small_stores: Stores) -> None:
    found = last(text, small_stores)
    assert (found.verdict, found.evidence) == (Verdict.UNSUPPORTED, found.evidence)
    own = {r.id for r in small_stores.library.filings() if r.name == "kiln.txt"}
    assert {citation.filing_id for citation in found.evidence} <= own


@pytest.mark.parametrize(
    "text",
    [
        "Revenue was RMB571,704 thousand.",
        "Revenue of Copper Kiln was RMB88,120 thousand.",
        "Revenue of Harbour Lantern was RMB571,704 thousand.",
        "Copper Kiln's revenue was RMB88,120 thousand and Harbour Lantern's RMB571,704 thousand.",
        "Copper Kiln's gross margin was 42.1% in 2023.",
        "Copper Kiln's revenue rose by 11.1% to RMB88,120 thousand in 2023.",
        "Revenue of Copper Kiln was RMB88,120 thousand. It was RMB88.1 million in 2023.",
        "Copper Kiln:\n- Revenue was RMB88,120 thousand\n- Gross profit was RMB37,118 thousand",
        "Its revenue of RMB571,704 thousand was far more than that of Copper Kiln.",
        "Unlike Copper Kiln, the lamp maker had revenue of RMB571,704 thousand.",
    ],
)
def test_a_company_named_with_its_own_figures_is_supported(text: str, small_stores: Stores) -> None:
    assert {found.verdict for found in check(text, small_stores)} == {Verdict.SUPPORTED}


@pytest.mark.parametrize(
    "text",
    [
        "The amount due from Copper Kiln was RMB6,615 thousand at 31 December 2023.",
        "Fuel vouchers of RMB7.31 million were bought from Copper Kiln in 2023.",
    ],
)
def test_another_filing_may_speak_of_a_company_by_name(text: str, three: Stores) -> None:
    found = last(text, three)
    assert found.verdict is Verdict.SUPPORTED
    ferry = {r.id for r in three.library.filings() if r.name == "ferry.txt"}
    assert {citation.filing_id for citation in found.evidence} == ferry


def test_with_one_filing_a_foreign_name_changes_nothing(ferry: Stores) -> None:
    assert last("Slate Ferry's revenue was RMB64,300 thousand.", ferry).verdict is Verdict.SUPPORTED
    assert last("Copper Kiln's supplier had revenue of RMB64,300 thousand.", ferry).verdict in (
        Verdict.SUPPORTED,
        Verdict.UNSUPPORTED,
    )
