"""What names a quantity's line: words in order, concepts, and the years that a column compares."""

from __future__ import annotations

import pytest

from service.grounding.context import Claim, read_claims
from service.grounding.times import _compares, _years_compared


def claim_of(text: str, quantity: str) -> Claim:
    return next(claim for claim in read_claims(text) if claim.quantity.text == quantity)


def test_a_comma_inside_a_name_is_no_pause() -> None:
    claim = claim_of(
        "At the end of 2023 we had $26.0 billion in cash, cash equivalents and marketable"
        " securities.",
        "$26.0 billion",
    )
    assert claim.named.concepts == ("CashCashEquivalentsAndShortTermInvestments",)
    assert claim.named.behind.startswith(" cash cash ")


def test_diluted_earnings_are_not_basic_ones() -> None:
    text = "Net income was $1.1 million, or $6.86 per diluted share."
    claim = claim_of(text, "$6.86")
    assert claim.named.concepts == ("DilutedEarningsLossPerShare",)
    assert "basic" not in claim.weights


@pytest.mark.parametrize(
    ("text", "quantity", "relation"),
    [
        ("The margin increased from 45.4% to 95.0% in 2023.", "95.0%", "level"),
        ("Lamps still made up about 82% of it.", "82%", "share"),
        ("The loss was 8.8% of 2023 revenue, against 8.9% in 2022.", "8.9%", "share"),
        ("Sales grew by 5% of late.", "5%", "share"),
        (
            "The percentage decrease in total assets from 2022 to 2023 is 3.27%.",
            "3.27%",
            "percent_change",
        ),
    ],
)
def test_relations(text: str, quantity: str, relation: str) -> None:
    assert claim_of(text, quantity).relation == relation


def test_from_is_a_source_where_nothing_moved() -> None:
    text = "In 2023 revenue of RMB5 million was earned from 81 customers."
    assert claim_of(text, "81").is_prior is not True
    text = "In 2023 the number of customers rose to 81 from 71."
    assert claim_of(text, "71").is_prior is True


def test_a_column_compares_the_years_that_the_sentence_compares() -> None:
    claim = claim_of("In 2023 sales increased by $5 million compared with 2022.", "$5 million")
    assert _compares(claim, _years_compared(("2023 vs. 2022 Change",)), None) is True
    assert _compares(claim, _years_compared(("2022 vs. 2021 Change",)), None) is False
    assert _compares(claim, _years_compared(("Percent Change Between /2022",)), None) is True
    assert _compares(claim, _years_compared(("Change",)), None) is None
