"""A number held against the filings' own sentences. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from service.grounding.by_fact import RIVAL
from service.grounding.context import Claim
from service.grounding.contradicting import (
    against_prose,
)
from service.grounding.finding import (
    Context,
    Finding,
    Material,
)
from service.grounding.matching import Scored
from service.grounding.narrative import Echo, is_alike, is_contrary, says_the_same
from service.grounding.signs import against_sign_told
from service.types import Verdict

LEAST_ECHO = 0.15
BOTH_WAYS = 0.7  # of the claim's words in a sentence and of the sentence's in the claim, together
NEAR_ECHO = 0.6  # of the words beside a sentence's number that stand beside the claim's
BOTH_WAYS_BESIDE = 0.45  # the same in a passage that bears other numbers of the sentence out
ECHOES = 0.55  # of the claim's words in a sentence that prints the same number


def by_text(
    claim: Claim,
    material: Material,
    alike: Sequence[Scored],
    direct: Sequence[Scored],
    context: Context,
) -> Finding | None:
    """The verdict by a sentence of the filings that prints the same number."""
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
    if (signed := against_sign_told(claim, best.statement)) is not None:
        return signed
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
