"""Ranked lists to one: weighted reciprocal rank fusion (Cormack et al., 2009). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

RANK_CONSTANT = 60  # the paper's: how slowly a list's influence falls with rank


def fuse(
    lists: Sequence[tuple[float, Sequence[str]]], shares: Mapping[str, float] | None = None
) -> list[tuple[str, float]]:
    """Ids of several ranked lists, each with its weight, best first.

    `shares`, of the last list: how good each of its ids is beside its best, 0 to 1. Ranks alone
    would give a document that has the one rare word hardly more than those that lack it.
    """
    scores: dict[str, float] = defaultdict(float)
    for number, (weight, ids) in enumerate(lists):
        told = shares if shares is not None and number == len(lists) - 1 else None
        for rank, item in enumerate(ids):
            share = 1.0 if told is None else told[item]
            scores[item] += weight * share / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
