"""Ranked lists to one: weighted reciprocal rank fusion (Cormack et al., 2009). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

RANK_CONSTANT = 60  # the paper's: how slowly a list's influence falls with rank


def fuse(lists: Sequence[tuple[float, Sequence[str]]]) -> list[tuple[str, float]]:
    """Ids of several ranked lists, each with its weight, best first."""
    scores: dict[str, float] = defaultdict(float)
    for weight, ids in lists:
        for rank, item in enumerate(ids):
            scores[item] += weight / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
