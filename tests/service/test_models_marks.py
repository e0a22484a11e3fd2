from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.models import MarkFilter
from service.models.reasoning import without_reasoning


def _filtered(text: str, items: int, pieces: list[str] | None = None) -> tuple[str, int]:
    marks = MarkFilter(items)
    passed = "".join(marks.feed(piece) for piece in (pieces or [text])) + marks.finish()
    return passed, marks.dropped


@pytest.mark.parametrize(
    ("text", "expected", "dropped"),
    [
        ("Sales rose [1].", "Sales rose [1].", 0),
        ("Sales rose [3].", "Sales rose.", 1),
        ("Sales rose [0].", "Sales rose.", 1),
        ("Sales rose [1, 3].", "Sales rose [1].", 1),
        ("Sales rose [1,2].", "Sales rose [1][2].", 0),
        ("Sales rose [1-2].", "Sales rose [1][2].", 0),
        ("Sales rose [1-9].", "Sales rose [1][2].", 1),
        ("Sales rose [1][3][2].", "Sales rose [1][2].", 1),
        ("销售额上升【2】。", "销售额上升[2]。", 0),
        ("Sales rose [^2].", "Sales rose [2].", 0),
        ("In [2023] sales rose.", "In [2023] sales rose.", 0),
        ("Sales [restated] rose.", "Sales [restated] rose.", 0),
        ("a[, ] and [", "a[, ] and [", 0),
        ("  Sales\n\nrose  \n", "Sales\n\nrose", 0),
        ("[7] Sales rose.", "Sales rose.", 1),
    ],
)
def test_marks_are_set_right(text: str, expected: str, dropped: int) -> None:
    assert _filtered(text, 2) == (expected, dropped)


def test_the_marks_used_are_listed_by_first_use() -> None:
    marks = MarkFilter(5)
    marks.feed("a [3] b [1, 3] c [9] d [5]")
    marks.finish()
    assert marks.used == (3, 1, 5)


@given(
    st.lists(st.text(alphabet="ab []【】123,-^ \n.", max_size=30), max_size=6), st.integers(0, 3)
)
def test_how_the_stream_is_cut_changes_nothing(pieces: list[str], items: int) -> None:
    text = "".join(pieces)
    assert _filtered(text, items, pieces) == _filtered(text, items, list(text))
    assert _filtered(text, items, pieces) == _filtered(text, items, [text])


def test_nothing_is_held_back_that_cannot_become_a_mark() -> None:
    marks = MarkFilter(1)
    assert marks.feed("Sales [re") == "Sales [re"
    assert marks.feed(" rose [1") == " rose"
    assert marks.feed("]") == " [1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>secret [1]</think>\nSales rose.", "\nSales rose."),
        ("\n<think>a</think>b</think>", "b</think>"),
        ("<think>never closed", ""),
        ("<thin ice", "<thin ice"),
        ("Sales <think>rose</think>", "Sales <think>rose</think>"),
        ("<thi", "<thi"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_leading_thought_is_taken_out(text: str, expected: str, size: int) -> None:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join(without_reasoning(pieces)) == expected
