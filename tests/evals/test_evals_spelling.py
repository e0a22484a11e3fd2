"""One spelling for what reads the same, and whole words only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.spelling import even, holds, opens_with


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RMB 1,234.5 million", "rmb1234.5 million"),
        ("12.4 per cent", "12.4%"),
        ("12.4 percent", "12.4%"),
        ("the Group’s", "the group's"),
        ("well-known", "well known"),
        ("long – dash", "long - dash"),
        ("R&D", "r and d"),
        ("grew **fast** [1]", "grew fast"),
        ("<i>4(a)</i> Revenue", "4(a) revenue"),
        ("毛 利 率", "毛利率"),
        ("a\tb\n c", "a b c"),
    ],
)
def test_reads_the_same(one: str, other: str) -> None:
    assert even(one) == even(other)


def test_does_not_read_the_same() -> None:
    assert even("1,23") != even("123")
    assert even("12%") != even("12")


@pytest.mark.parametrize(
    ("text", "phrase", "is_held"),
    [
        ("say no more", "no", True),
        ("see the note", "no", False),
        ("7.2 and", "7.2", True),
        ("17.2", "7.2", False),
        ("7.25", "7.2", False),
        ("342.0 tons", "342", True),
        ("342.5 tons", "342", False),
        ("bank loans", "loan", True),
        ("administrative", "admin", False),
        ("共有1655名", "1655", True),
        ("anything", "", False),
    ],
)
def test_words_of_their_own(text: str, phrase: str, is_held: bool) -> None:
    assert holds(text, phrase) is is_held


def test_a_stem_may_end_inside_a_word() -> None:
    assert holds("administrative expenses", "admin", may_end_inside=True)
    assert not holds("readministered", "admin", may_end_inside=True)
    assert not holds("nonsense", "non", may_end_inside=True)  # too short to be a stem


def test_opening_word() -> None:
    assert opens_with("no, none", "no")
    assert not opens_with("note 4", "no")


@given(st.text(max_size=60))
def test_evening_out_twice_changes_nothing_that_matters(text: str) -> None:
    once = even(text)
    assert even(once) == even(even(once))
    assert "  " not in once
