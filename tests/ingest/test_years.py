"""Misread years of a header row, read again by their neighbours."""

from __future__ import annotations

import pytest

from ingest.tables.years import mend_years, readings_of


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["20:24", "20223"], ["2024", "2023"]),
        (["20:24", "20223", "Change"], ["2024", "2023", "Change"]),
        (["20221", "2023", "2024"], ["2022", "2023", "2024"]),  # a footnote mark
        (["2022 ¹", "2023"], ["2022", "2023"]),
        (["2025 20"], ["2025"]),
        (["20:24"], ["20:24"]),  # nothing beside it
        (["20:24", "2019"], ["20:24", "2019"]),  # they do not follow on
        (["20224", "20223"], ["20224", "20223"]),  # 2024 and 2023, or 2022 and 2023
        (["2024", "2023"], ["2024", "2023"]),
        (["1,234", "20:24"], ["1,234", "20:24"]),
        (["20,240", "20,230"], ["20,240", "20,230"]),  # amounts
    ],
)
def test_mended(texts: list[str], expected: list[str]) -> None:
    assert mend_years(texts) == expected


def test_more_than_one_reading_stays() -> None:
    assert readings_of("20223") == {2022, 2023}
    assert mend_years(["20223", "20223"]) == ["20223", "20223"]


@pytest.mark.parametrize("text", ["", "Amount", "30 June 2024", "571,704", "12", "99999"])
def test_no_year(text: str) -> None:
    assert readings_of(text) == frozenset()
