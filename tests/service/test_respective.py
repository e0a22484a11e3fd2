"""Names and numbers in lists alike."""

from __future__ import annotations

import pytest

from service.grounding.context import read_claims


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        (
            "Gross profit and gross margin were $398 million and 6.6%, respectively, in 2024.",
            ["GrossProfit", "GrossProfitMargin"],
        ),
        (
            "Our gross profit, operating profit and net profit were RMB5 million, RMB3 million and"
            " RMB2 million, respectively.",
            ["GrossProfit", "ProfitLossFromOperatingActivities", "ProfitLoss"],
        ),
    ],
)
def test_each_number_has_its_own_name(text: str, concepts: list[str]) -> None:
    for claim, concept in zip(read_claims(text), concepts, strict=True):
        assert concept in claim.named.concepts


def test_numbers_with_names_take_no_period_from_a_list() -> None:
    text = "In 2023, total starts and home starts decreased 9% and 6%, respectively, against 2022."
    first, second = read_claims(text)
    assert first.period == second.period is not None
    assert "total" in first.own
    assert "hom" in second.own or "home" in second.own


def test_a_list_of_numbers_and_periods_is_read_as_before() -> None:
    text = "Revenue was RMB5 million and RMB4 million in 2024 and 2023, respectively."
    years = [claim.period and claim.period.end.year for claim in read_claims(text)]
    assert years == [2024, 2023]
