"""A number held against what the cells that its sentence names give. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from service.grounding.combined import Figure, combine, names_of
from service.grounding.context import Claim
from service.grounding.contradicting import (
    CLEAR,
    STRICT,
    SURE,
)
from service.grounding.derived import Derived, derive, fits
from service.grounding.derived import is_contrary as is_contrary_change
from service.grounding.finding import (
    Context,
    Finding,
    Material,
    computed,
    name,
)
from service.grounding.matching import Scored
from service.grounding.told import told_changes
from service.types import Verdict


def by_computing(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    """The verdict by what the named cells give for the relation that the sentence asks for."""
    del alike, direct
    combined = _by_combining(claim, material, context)
    if combined is not None:
        return combined
    made = derive(claim, material.facts, material.home, context.rows)
    fitting = [one for one in made if fits(claim, one)]
    right = [one for one in fitting if not is_contrary_change(claim, one)]
    if right:
        best = max(right, key=lambda one: one.score)
        reason = f"Computed from {name(best.facts[0])}: {best.formula}."
        return computed(reason, best.formula, best.facts)
    if fitting and not claim.is_loose and claim.quantity.approx in (None, "about"):
        best = max(fitting, key=lambda one: one.score)
        return Finding(
            Verdict.CONTRADICTED,
            None,
            f"{name(best.facts[0])} went the other way: {best.formula}.",
            expected=best.result,
            formula=best.formula,
            facts=best.facts,
        )
    return _told(claim, material) or _computed_otherwise(claim, made)


def _by_combining(claim: Claim, material: Material, context: Context) -> Finding | None:
    """A sum, a difference, an average, one per another, of the figures that the sentence names."""
    said = [
        Figure.of_quantity(quantity, facts)
        for quantity, facts in context.said
        if quantity.start != claim.quantity.start
    ]
    for made in combine(claim, material.facts, said):
        if fits(claim, made):
            named = f" ({names_of(made.facts)})" if made.facts else ""
            return computed(f"Computed: {made.formula}{named}.", made.formula, made.facts)
    return None


def _told(claim: Claim, material: Material) -> Finding | None:
    """A change between two figures of the filing's own sentence."""
    for made, said in told_changes(claim, material.echoes):
        if fits(claim, made) and not is_contrary_change(claim, made):
            reason = f"Computed from the filing's own sentence: {made.formula}."
            return computed(reason, made.formula, statement=said.statement)
    return None


def _computed_otherwise(claim: Claim, made: Sequence[Derived]) -> Finding | None:
    """The relation computed on the one row that the sentence clearly names gives another number."""
    if not made or claim.relation not in ("percent_change", "change") or claim.period is None:
        return None
    best = max(made, key=lambda one: one.score)
    now = best.facts[0]
    if now.period is None or now.period.is_instant:
        return None  # a balance is compared with the opening or with a year before: not told
    if (
        best.score < SURE
        or best.strict < STRICT
        or claim.is_loose
        or "other" in claim.own  # "other operating revenue" is no revenue
        or "difference" in claim.combines  # "excluding ...": of a part of the line
        or any(
            one.score >= best.score - CLEAR and not (one.low <= best.high and best.low <= one.high)
            for one in made
        )
    ):
        return None
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"Computed from {name(best.facts[0])} it is {best.result}: {best.formula}.",
        expected=best.result,
        formula=best.formula,
        facts=best.facts,
    )
