"""A number held against the cells that print it. Pure.

The line item and the period come first, the value last: a number that stands somewhere else in
the filing is no support.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.grounding.context import Claim
from service.grounding.contradicting import (
    CONFIDENT,
    NEAR,
    STRICT,
    SUPPORTS,
    SURE,
    against_text,
    differs,
    is_clear,
    is_named,
    is_rescaled,
)
from service.grounding.finding import (
    Context,
    Finding,
    Material,
    is_change_cell,
    is_movement,
    is_part_of_change,
    name,
    of_what,
    within,
)
from service.grounding.matching import Scored, is_opposite, is_value
from service.grounding.printing import print_fact
from service.grounding.relations import CHANGES
from service.types import How, Verdict

SUPPORTS_UNDATED = 0.6  # score from which a fact whose period is not known is what is spoken of
TOP = 0.25  # score from which the line that answers best supports its own value
TOP_STRICT = 0.3
LEAST_TELLING = 0.1
MARGIN = 0.04
TELLING_MARGIN = 0.1  # by so much may another line answer better than one with a telling figure
MOST_WORDS = 0.5  # of the claim's words that any label has, in the line of a very telling figure
BESIDE = 0.2  # score from which a line of the table that is spoken of is the one meant
LEAST = 0.15  # of all the claim's words, before a fact supports it
RIVAL = 0.25  # by so much must the labels of another value answer better to overrule a match


def by_fact(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    """The verdict by the line and period that the sentence names, if a cell shows its number."""
    is_change = claim.relation in CHANGES
    direct = [
        one
        for one in direct
        if (is_change_cell(one.fact, material) == is_change or is_movement(one.fact))
        and not (is_change and is_part_of_change(one.fact, material))
        and not _is_signed_otherwise(claim, one)
    ]
    good = [
        one
        for one in direct
        if one.fact.confidence >= CONFIDENT
        and (
            _answers(one, alike, is_change)
            or _is_top(claim, one, alike)
            or _is_beside(one, alike, claim, context)
        )
    ]
    if not good:
        return None
    unrivalled = [one for one in good if _rival(claim, alike, one) is None]
    best = max(unrivalled or good, key=lambda one: one.score)
    rival = None if unrivalled else _rival(claim, alike, best)
    if rival is not None:
        is_sure = is_named(rival) and is_clear(rival, alike)
        is_sure = is_sure and not is_rescaled(claim, rival.fact)
        return differs(claim, rival, direct) if is_sure else None
    if best.strict < STRICT and (against := against_text(claim, material.echoes)) is not None:
        return against
    if is_opposite(claim, best.fact):
        kind = "profit" if claim.polarity == "gain" else "loss"
        other = "loss" if claim.polarity == "gain" else "profit"
        return Finding(
            Verdict.CONTRADICTED,
            None,
            f"The text speaks of a {kind}; the filing shows a {other} of {print_fact(best.fact)}.",
            expected=f"{other} of {print_fact(best.fact)}{of_what(best.fact)}",
            facts=(best.fact,),
        )
    how: How = "exact" if abs(claim.quantity.value) == abs(best.fact.value) else "rounded"
    verb = "is" if how == "exact" else "rounds"
    rounded = "" if how == "exact" else " to this"
    return Finding(
        Verdict.SUPPORTED,
        how,
        f"{name(best.fact)}{within(best.fact)} {verb} {print_fact(best.fact)}{rounded}.",
        facts=(best.fact,),
    )


def _is_signed_otherwise(claim: Claim, one: Scored) -> bool:
    """A rate that the text writes with a minus, where the cell shows none."""
    is_rate = claim.quantity.kind == "percent" and claim.relation in ("level", "share")
    return is_rate and claim.quantity.value < 0 < one.fact.value


def _answers(one: Scored, alike: Sequence[Scored], is_change: bool) -> bool:
    if one.when is None and any(_is_rather(other, one, is_change) for other in alike):
        return False
    if one.when is False or one.strict < LEAST:
        return False
    return one.score >= (SUPPORTS if one.when else SUPPORTS_UNDATED)


def _is_top(claim: Claim, one: Scored, alike: Sequence[Scored]) -> bool:
    """Whether no line with another value answers to the sentence as well, of that time or undated.

    A line that is named in other words than its label's still is the one that is spoken of.
    """
    if one.when and claim.quantity.is_very_telling and _explains_most(claim, one, alike):
        return True
    is_telling = claim.quantity.is_telling
    least = LEAST_TELLING if is_telling else TOP_STRICT
    if not one.when or one.score < TOP or one.strict < least or one.nearness < NEAR:
        return False
    margin = -TELLING_MARGIN if is_telling else MARGIN
    return not any(
        other.when is not False
        and other.score > one.score - margin
        and not is_value(claim.quantity, other.fact)
        for other in alike
    )


def _explains_most(claim: Claim, one: Scored, alike: Sequence[Scored]) -> bool:
    """Whether no other line of that time has more of the sentence's words than this one."""
    if one.score < BESIDE or one.answered < MOST_WORDS or one.nearness < NEAR:
        return False
    return not any(
        other.when
        and other.answered > one.answered + MARGIN
        and other.score > one.score
        and not is_value(claim.quantity, other.fact)
        for other in alike
    )


def _is_beside(one: Scored, alike: Sequence[Scored], claim: Claim, context: Context) -> bool:
    """Whether a cell stands in the row or table that other numbers of the sentence speak of."""
    key = one.fact.table_id, one.fact.row
    if not one.when or one.fact.table_id not in context.tables:
        return False
    if key in context.rows and not claim.own - one.labelled.label - one.labelled.path:
        return True
    if one.score < BESIDE or one.nearness < NEAR:
        return False
    return not any(
        other.fact.table_id == one.fact.table_id
        and other.when
        and other.score > one.score
        and not is_value(claim.quantity, other.fact)
        for other in alike
    )


def _is_rather(other: Scored, one: Scored, is_change: bool) -> bool:
    """Whether another cell tells that an undated one is not, or may not be, of the claim's period.

    Either another column of its row could be meant as well, or the same figure stands elsewhere
    under the same label and another period.
    """
    a, b = one.fact, other.fact
    if (a.table_id, a.row, a.unit, a.column_labels) == (b.table_id, b.row, b.unit, b.column_labels):
        other_meant = other.when is None if is_change else other.when is not False
        return a.value != b.value and other_meant
    return a.label == b.label and a.value == b.value and other.when is False


def _rival(claim: Claim, alike: Sequence[Scored], best: Scored) -> Scored | None:
    """A fact of the same period whose labels answer much better, with another value."""
    for one in alike:
        names_more = (
            one.run > max(best.run, 1)
            and one.score >= best.score - RIVAL
            and bool(
                claim.weights.keys() & one.labelled.label - best.labelled.label - best.labelled.path
            )
        )
        if one.score < best.score + RIVAL and not names_more:
            continue
        if claim.quantity.is_very_telling and one.answered <= best.answered + MARGIN:
            continue  # as much of the sentence is in the line that shows the very figure
        if one.when and one.coverage >= SURE and not is_value(claim.quantity, one.fact):
            return one
    return None
