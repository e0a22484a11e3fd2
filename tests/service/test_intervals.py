"""Stretches of age and of maturity, in the words of questions and of tables."""

from __future__ import annotations

import pytest

from service.intervals import read_intervals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between one and two years old", "12-24"),
        ("1 year to 2 years", "12-24"),
        ("Over 1 year but within 2 years", "12-24"),
        ("1至2年", "12-24"),
        ("6 months to 1 year", "6-12"),
        ("between six months and one year old", "6-12"),
        ("31-60 days", "1-2"),
        ("61 – 90 days", "2-3"),
        ("Within 1 year", "0-12"),
        ("one year or less", "0-12"),
        ("一年以内", "0-12"),
        ("More than 3 years", "36-"),
        ("超過3年", "36-"),
        ("12 months or more", "12-"),
        ("over 90 days past due", "3-"),
        ("later than one year and not later than five years", "12-60"),
        ("aged 30 to 50", "360-600"),
    ],
)
def test_a_stretch_is_the_same_however_it_is_put(text: str, expected: str) -> None:
    rest, found = read_intervals(text)
    assert found == {expected}
    assert not rest.strip()


@pytest.mark.parametrize(
    "text",
    ["six months to June 2023", "three months ended", "5-year term", "2 plants and 3 years", "1-2"],
)
def test_what_is_no_stretch_stays(text: str) -> None:
    assert read_intervals(text) == (text, frozenset())


def test_words_around_a_stretch_stay() -> None:
    rest, found = read_intervals("trade payables more than two years past the purchase date, gross")
    assert found == {"24-"}
    assert rest.split() == ["trade", "payables", ",", "gross"]
