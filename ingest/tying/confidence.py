"""What ties say of the facts in them. Pure: values never change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.types import Fact, Tie, TieKind

DOES_NOT_TIE = 0.8
MISREAD = 0.45  # the rest of the filing, or the filer's own tag, says what it is instead
ENOUGH = 0.5  # under it a fact answers nothing; a sum that fails elsewhere must not do that
# Kinds that bear out the figures in them: a tag is the same filer's word for the same cell
_PROOF = frozenset(TieKind) - {TieKind.PERCENTAGE}


def weigh(
    facts: Sequence[Fact], ties: Iterable[Tie], totals: set[str], misread: set[str]
) -> tuple[Fact, ...]:
    """The facts with `is_total` set, and less confidence in those that do not tie.

    A fact that another tie bears out keeps its confidence: the fault is in another line. So do
    all but the one that a suggestion names.

    Args:
        facts: All of the filing.
        ties: All of the filing.
        totals: Ids of the facts that are sums.
        misread: Ids of those that a suggestion says are misread.
    """
    proven: set[str] = set()
    failed: set[str] = set()
    misread = set(misread)
    for tie in ties:
        if tie.holds:
            proven.update(tie.fact_ids if tie.kind in _PROOF else ())
        elif tie.kind is TieKind.TAGGED:
            misread.update(tie.fact_ids[:1])
        elif not tie.suggestion and tie.kind is not TieKind.COMPARATIVE:
            failed.update(tie.fact_ids)
    doubted = failed - proven
    return tuple(_weighed(fact, totals, doubted, misread) for fact in facts)


def _weighed(fact: Fact, totals: set[str], doubted: set[str], misread: set[str]) -> Fact:
    sure = fact.confidence
    if fact.fact_id in misread:
        sure = round(sure * MISREAD, 2)
    elif fact.fact_id in doubted:
        sure = round(max(sure * DOES_NOT_TIE, min(sure, ENOUGH)), 2)
    total = fact.is_total or fact.fact_id in totals
    if sure == fact.confidence and total == fact.is_total:
        return fact
    return replace(fact, confidence=sure, is_total=total)
