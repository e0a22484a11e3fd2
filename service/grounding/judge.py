"""One quantity against what the filings say: supported, contradicted or unsupported. Pure.

The line item and the period come first, the value last: a number that stands somewhere else in
the filing is no support. Where it cannot be told, the verdict is unsupported.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.grounding.combined import Figure, combine, names_of
from service.grounding.context import Claim
from service.grounding.contradicting import (
    CLEAR,
    CONFIDENT,
    NEAR,
    STRICT,
    SUPPORTS,
    SURE,
    against_facts,
    against_prose,
    against_text,
    differs,
    is_clear,
    is_named,
    is_rescaled,
)
from service.grounding.derived import Derived, derive, fits
from service.grounding.derived import is_contrary as is_contrary_change
from service.grounding.finding import (
    NO_CONTEXT,
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
from service.grounding.matching import Scored, is_opposite, is_value, same_kind
from service.grounding.narrative import Echo, is_alike, is_contrary, says_the_same
from service.grounding.printing import print_fact
from service.grounding.relations import CHANGES
from service.grounding.told import told_changes
from service.types import How, Verdict

SUPPORTS_UNDATED = 0.6  # score from which a fact whose period is not known is what is spoken of
LEAST_ECHO = 0.15
BOTH_WAYS = 0.7  # of the claim's words in a sentence and of the sentence's in the claim, together
NEAR_ECHO = 0.6  # of the words beside a sentence's number that stand beside the claim's
BOTH_WAYS_BESIDE = 0.45  # the same in a passage that bears other numbers of the sentence out
ECHOES = 0.55  # of the claim's words in a sentence that prints the same number
TOP = 0.25  # score from which the line that answers best supports its own value
TOP_STRICT = 0.3
LEAST_TELLING = 0.1
MARGIN = 0.04
TELLING_MARGIN = 0.1  # by so much may another line answer better than one with a telling figure
MOST_WORDS = 0.5  # of the claim's words that any label has, in the line of a very telling figure
BESIDE = 0.2  # score from which a line of the table that is spoken of is the one meant
LEAST = 0.15  # of all the claim's words, before a fact supports it
RIVAL = 0.25  # by so much must the labels of another value answer better to overrule a match


def judge(claim: Claim, material: Material, context: Context = NO_CONTEXT) -> Finding:
    """The verdict on one quantity.

    Args:
        claim: The quantity, and what its sentence says of it.
        material: Candidate facts and sentences of the filings.
        context: What other numbers of the text rest on.
    """
    alike = [one for one in material.facts if same_kind(claim.quantity, one.fact.unit)]
    direct = [one for one in alike if is_value(claim.quantity, one.fact)]
    ways = (_by_fact, _by_text, _by_computing)
    if claim.relation in ("change", "percent_change", "point_change", "ratio"):
        ways = (_by_text, _by_computing, _by_fact)
    doubts: list[Finding] = []
    for way in ways:
        finding = way(claim, material, alike, direct, context)
        if finding is not None and finding.verdict is Verdict.SUPPORTED:
            return finding
        if finding is not None:
            doubts.append(finding)
    if doubts:
        return doubts[0]
    return (
        against_facts(claim, alike, direct)
        or against_text(claim, material.echoes)
        or _not_said(claim, material, direct)
    )


def _by_fact(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    is_change = claim.relation in CHANGES
    direct = [
        one
        for one in direct
        if (is_change_cell(one.fact, material) == is_change or is_movement(one.fact))
        and not (is_change and is_part_of_change(one.fact, material))
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


def _by_text(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    del direct
    same = [
        e
        for e in material.echoes
        if e.when is not False
        and says_the_same(claim, e.statement.claim)
        and (e.overlap >= ECHOES or _is_echo(claim, e, material, context))
    ]
    if not same:
        return None
    agreeing = [e for e in same if not is_contrary(claim, e.statement.claim)]
    best = (agreeing or same)[0]
    if agreeing:
        finding = Finding(
            Verdict.SUPPORTED,
            "text",
            f"The filing itself says {best.quantity.text}, in words.",
            statement=best.statement,
        )
        return against_prose(claim, finding, alike, material)
    said = best.statement.claim
    told = said.direction if said.direction != claim.direction else said.polarity
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"The filing gives {best.quantity.text} as a {told or 'different'} figure.",
        expected=f"{told or ''} of {best.quantity.text}".strip(),
        statement=best.statement,
    )


def _is_echo(claim: Claim, echo: Echo, material: Material, context: Context) -> bool:
    """Whether a telling figure stands in a sentence that is told in other words.

    No other figure may stand in a sentence that answers better.
    """
    if not claim.quantity.is_telling:
        return False
    is_beside = echo.statement.passage.passage_id in context.passages
    enough = BOTH_WAYS_BESIDE if is_beside else BOTH_WAYS
    is_told = echo.overlap >= LEAST_ECHO and echo.overlap + echo.reverse >= enough
    if not is_told and echo.near < NEAR_ECHO:
        return False
    return not any(
        other.when is not False
        and other.overlap > echo.overlap + RIVAL
        and is_alike(claim.quantity, other.quantity)
        and not says_the_same(claim, other.statement.claim)
        for other in material.echoes
    )


def _by_computing(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    del alike, direct
    combined = _by_combining(claim, material, context)
    if combined is not None:
        return combined
    made = derive(claim, material.facts, material.home, context.rows)
    fitting = [one for one in made if fits(claim, one)]
    right = [one for one in fitting if not is_contrary_change(claim, one)]
    if right:
        best = max(right, key=lambda one: one.score)
        return Finding(
            Verdict.SUPPORTED,
            "derived",
            f"Computed from {name(best.facts[0])}: {best.formula}.",
            formula=best.formula,
            facts=best.facts,
        )
    if fitting and not claim.is_loose:
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
            return Finding(
                Verdict.SUPPORTED,
                "derived",
                f"Computed: {made.formula}{named}.",
                formula=made.formula,
                facts=made.facts,
            )
    return None


def _told(claim: Claim, material: Material) -> Finding | None:
    """A change between two figures of the filing's own sentence."""
    for made, said in told_changes(claim, material.echoes):
        if fits(claim, made) and not is_contrary_change(claim, made):
            return Finding(
                Verdict.SUPPORTED,
                "derived",
                f"Computed from the filing's own sentence: {made.formula}.",
                formula=made.formula,
                statement=said.statement,
            )
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


def _not_said(claim: Claim, material: Material, direct: Sequence[Scored]) -> Finding:
    nearest = tuple(one.fact for one in material.facts[:2] if one.score >= SUPPORTS)
    elsewhere = direct[0].fact if direct else None
    if elsewhere is not None and elsewhere not in nearest:
        reason = (
            f"The filing prints {claim.quantity.text} as {name(elsewhere)}{within(elsewhere)};"
            " nothing ties it to what the sentence says."
        )
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=(elsewhere, *nearest[:1]))
    if nearest:
        reason = f"Not found; the nearest is {name(nearest[0])}, {print_fact(nearest[0])}."
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=nearest)
    return Finding(Verdict.UNSUPPORTED, None, "The filings do not say this.")
