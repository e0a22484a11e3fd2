"""Reciprocal rank fusion: ranked lists to one, by hand-computed scores."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.retrieval.fusion import RANK_CONSTANT, fuse

RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def test_scores_are_the_papers() -> None:
    fused = fuse([(1.0, ["x", "y"]), (2.0, ["y", "z"])])
    assert [name for name, _ in fused] == ["y", "z", "x"]
    assert dict(fused) == pytest.approx({
        "y": 1 / (RANK_CONSTANT + 1) + 2 / RANK_CONSTANT,
        "z": 2 / (RANK_CONSTANT + 1),
        "x": 1 / RANK_CONSTANT,
    })  # fmt: skip


def test_what_both_lists_hold_comes_before_what_one_ranks_first() -> None:
    fused = fuse([(1.0, ["one", "both"]), (1.0, ["other", "both"])])
    assert fused[0][0] == "both"


def test_equal_scores_are_in_the_order_of_their_ids() -> None:
    assert [name for name, _ in fuse([(1.0, ["b"]), (1.0, ["a"])])] == ["a", "b"]


def test_a_list_without_weight_changes_no_order() -> None:
    assert [name for name, _ in fuse([(1.0, ["a", "b"]), (0.0, ["b", "a"])])] == ["a", "b"]


def test_nothing_gives_nothing() -> None:
    assert fuse([]) == []
    assert fuse([(1.0, [])]) == []


@settings(max_examples=150, deadline=None)
@given(RANKING, RANKING)
def test_every_id_comes_once_and_a_better_rank_in_both_is_never_below(
    one: list[str], other: list[str]
) -> None:
    fused = fuse([(1.0, one), (1.0, other)])
    names = [name for name, _ in fused]
    assert sorted(names) == sorted({*one, *other})
    assert [score for _, score in fused] == sorted((s for _, s in fused), reverse=True)
    both = [name for name in one if name in other]
    for better in both:
        for worse in both:
            if one.index(better) < one.index(worse) and other.index(better) < other.index(worse):
                assert names.index(better) < names.index(worse)
