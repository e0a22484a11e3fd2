"""The sample sets: their evidence stands in the filings, their values follow from them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from lxml import html

from evals.__main__ import FILINGS, SETS
from evals.datasets import load_set
from evals.types import Claim, ClaimNumber, ItemsTarget, NumberTarget, Sample, TextTarget
from samples import esg
from samples.company import EARLIER_YEARS, FY2022, FY2023, FY2024, H1_2024, H1_2025, HEADCOUNT

CASES = load_set(SETS, [path.name for path in FILINGS.iterdir()])
QUESTIONS = [case for case in CASES if isinstance(case, Sample)]
CLAIMS = [case for case in CASES if isinstance(case, Claim)]
NUMBERS = [case for case in QUESTIONS if isinstance(case.target, NumberTarget)]
WITH_EVIDENCE = [case for case in CASES if case.evidence]

REVENUE = {
    "2022": FY2022.drivers.revenue.total,
    "2023": FY2023.drivers.revenue.total,
    "2024": FY2024.drivers.revenue.total,
    "H1 2024": H1_2024.drivers.revenue.total,
}
# What cannot be read off one cell, from the company's figures: RMB'000 times 1,000.
COMPUTED: dict[str, Decimal] = {
    "q-16": Decimal(FY2024.drivers.cost.total) / FY2023.drivers.cost.total - 1,
    "q-17": Decimal(FY2024.drivers.operating_result) / REVENUE["2024"],
    "q-18": Decimal(FY2023.closing.inventories - FY2024.closing.inventories) * 1000,
    "q-19": Decimal(H1_2024.drivers.tax) / H1_2024.drivers.before_tax,
    "q-20": Decimal(FY2023.closing.cash - FY2023.closing.borrowings) * 1000,
    "q-21": Decimal(REVENUE["2024"]) * 1000 / sum(HEADCOUNT["2024"]),
    "q-22": Decimal(esg.WOMEN[0]) / sum(HEADCOUNT["2024"]),
    "q-23": Decimal(125_861) / H1_2025.drivers.revenue.total - Decimal(98_006) / REVENUE["H1 2024"],
    "q-24": Decimal(FY2023.closing.liabilities) / FY2023.closing.assets,
    "q-25": Decimal(
        sum(EARLIER_YEARS[year][0] for year in EARLIER_YEARS) + REVENUE["2022"] + REVENUE["2023"]
    )
    * 1000,
    "q-26": esg.TRAINING[0] - esg.TRAINING[1],
    "q-41": Decimal(2_036 - 1_273),
    "q-42": Decimal(REVENUE["2024"] - REVENUE["H1 2024"]) * 1000,
    "q-43": Decimal(618 - 537),
    "q-44": Decimal(FY2024.drivers.result - H1_2024.drivers.result) * 1000,
    "q-53": Decimal(FY2023.closing.borrowings) / FY2023.closing.equity,
    "q-54": Decimal(FY2023.drivers.gross_profit) / REVENUE["2023"],
}


def _text(path: Path) -> str:
    """All that stands in a filing, without white space and currency cells."""
    if path.suffix == ".html":
        text = html.fromstring(path.read_bytes()).text_content()
    else:
        document = pypdfium2.PdfDocument(path)
        pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
        document.close()
        text = "".join(pages)
    return re.sub(r"\s|¥", "", text)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: _text(path) for path in FILINGS.iterdir() if path.suffix != ".xlsx"}


def _digits(value: Decimal | str) -> str:
    return f"{abs(Decimal(value)):f}".replace(".", "").strip("0")


def test_there_is_enough_of_every_kind() -> None:
    kinds = [case.kind for case in QUESTIONS]
    least = {"lookup": 12, "derived": 10, "compare": 4, "text": 4, "list": 2, "yesno": 3}
    least |= {"cross": 3, "unanswerable": 5}
    assert {kind: min(kinds.count(kind), number) for kind, number in least.items()} == least
    assert sum(bool(case.history) for case in QUESTIONS) >= 3
    assert sum(case.language == "zh" for case in QUESTIONS) >= 3
    errors = {number.how for case in CLAIMS for number in case.numbers}
    assert errors >= {"value", "period", "metric", "scale", "sign", "unit", "direction", "derived"}


@pytest.mark.parametrize("case", WITH_EVIDENCE, ids=lambda case: case.sample_id)
def test_evidence_stands_in_the_filing(case: Sample | Claim, texts: dict[str, str]) -> None:
    for evidence in case.evidence:
        assert re.sub(r"\s", "", evidence.quote) in texts[evidence.filing]


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case.sample_id)
def test_values_follow_from_the_filing(case: Sample) -> None:
    target = case.target
    assert isinstance(target, NumberTarget)
    if case.sample_id in COMPUTED:
        expected = COMPUTED[case.sample_id]
        assert abs(expected - target.value) <= abs(expected) * max(
            target.tolerance / 2, Decimal("1e-6")
        )
        return
    quoted = [number for one in case.evidence for number in _numbers(one.quote)]
    assert _digits(target.value) in quoted


def _numbers(text: str) -> list[str]:
    return [_digits(n) for n in re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")) if float(n)]


def test_every_computed_value_belongs_to_a_question() -> None:
    assert set(COMPUTED) <= {case.sample_id for case in NUMBERS}


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.sample_id)
def test_words_and_items_stand_in_the_filing(case: Sample, texts: dict[str, str]) -> None:
    everything = "".join(texts.values())
    if isinstance(case.target, ItemsTarget):
        for forms in case.target.items:
            assert any(form.replace(" ", "") in everything for form in forms)
    if isinstance(case.target, TextTarget) and case.kind == "text":
        assert any(form.replace(" ", "") in everything for form in case.target.texts)


QUOTED = [
    pytest.param(case, number, id=f"{case.sample_id} {number.span}")
    for case in CLAIMS
    for number in case.numbers
    if number.how == "text"
]


@pytest.mark.parametrize(("case", "number"), QUOTED)
def test_what_the_filing_says_in_words_stands_there(
    case: Claim, number: ClaimNumber, texts: dict[str, str]
) -> None:
    assert number.span.replace(" ", "") in texts[case.filing]


@pytest.mark.parametrize(
    "case", [c for c in CLAIMS if c.origin == "filing"], ids=lambda case: case.sample_id
)
def test_claims_of_the_filing_are_its_words(case: Claim, texts: dict[str, str]) -> None:
    # The last words may be cut: a claim may be the first half of a sentence.
    assert re.sub(r"\s", "", case.text).rstrip(".") in texts[case.filing]


def test_absent_quantities_are_absent(texts: dict[str, str]) -> None:
    for case in CLAIMS:
        for number in case.numbers:
            if number.how == "absent" and " " in number.span:
                assert number.span.replace(" ", "") not in texts[case.filing]


@pytest.mark.parametrize(
    "case", [c for c in CLAIMS if c.origin == "corruption"], ids=lambda case: case.sample_id
)
def test_the_truth_differs_from_the_claim(case: Claim) -> None:
    false = [number for number in case.numbers if number.verdict == "contradicted"]
    assert false
    for number in false:
        assert number.truth is not None
        assert number.truth != number.span
